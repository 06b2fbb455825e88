"""The clipboard: secrets are only lent to it; tables are taken from it."""

from typing import Final

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

CLIPBOARD_MS: Final = 60_000
_UNREMEMBERED: Final = 'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'
"""Windows keeps what has this out of its clipboard history and does not carry it to other devices."""
_LOAN: Final = "loan"


def lend_to_clipboard(secret: str, for_ms: int = CLIPBOARD_MS) -> None:
    """Put a secret into the clipboard and take it out again, if it still lies there: when the time is over, when the
    program ends before that, and when the workplace is locked.
    """
    clipboard = QGuiApplication.clipboard()
    lent = QMimeData()
    lent.setText(secret)
    lent.setData(_UNREMEMBERED, b"\0")
    clipboard.setMimeData(lent)

    program = QGuiApplication.instance()
    timer = QTimer(clipboard)
    timer.setObjectName(_LOAN)
    timer.setSingleShot(True)

    def take_back() -> None:
        timer.stop()
        timer.deleteLater()
        if program is not None:
            program.aboutToQuit.disconnect(take_back)
        if clipboard.text() == secret:
            clipboard.clear()

    timer.timeout.connect(take_back)
    if program is not None:
        program.aboutToQuit.connect(take_back)
    timer.start(for_ms)


def copied() -> tuple[list[str], str]:
    """What others have put into the clipboard: the paths of files, and a text."""
    content = QGuiApplication.clipboard().mimeData()
    paths = [url.toLocalFile() for url in content.urls() if url.isLocalFile()]
    return paths, content.text()


def take_clipboard_back() -> None:
    """Take out what is lent, now."""
    for timer in QGuiApplication.clipboard().findChildren(QTimer, _LOAN):
        timer.timeout.emit()
