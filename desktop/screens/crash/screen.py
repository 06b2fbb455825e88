"""The crash report's window."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QWidget

from desktop.crash import CrashReport, CrashReports
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.words import Words


class CrashWindow(QDialog):
    """Shows a report; it leaves the program only where a person saves or copies it. `before`: of the last run."""

    def __init__(
        self, parent: QWidget, words: Words, reports: CrashReports, report: CrashReport, *, before: bool
    ) -> None:
        super().__init__(parent)
        self._words, self._reports, self._report = words, reports, report
        self.setWindowTitle(words.say("crash", "title"))
        self.text = QPlainTextEdit(report.text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(words.say("crash", "report"))
        self.note = Label(Type.CAPTION, "muted", wrap=True)
        save = Button(words.say("crash", "save"), Kind.FILLED, "download", height=36)
        copy = Button(words.say("crash", "copy"), Kind.OUTLINE, "copy", height=36)
        close = Button(words.say("crash", "close"), Kind.GHOST, height=36)
        save.clicked.connect(self._save)
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.reject)
        title = Label(Type.SECTION, text=words.say("crash", "before" if before else "now"), wrap=True)
        text = Label(text=words.say("crash", "text"), wrap=True)
        self.setLayout(
            column(
                title, 6, text, 12, self.text, 8, self.note, 12, row(close, None, copy, save), margins=(24, 22, 24, 20)
            )
        )
        self.resize(640, 460)
        save.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_file(self) -> Path | None:
        """Where to."""
        name, _ = QFileDialog.getSaveFileName(self, self._words.say("crash", "save"), "opuntia-report.txt")
        return Path(name) if name else None

    def _save(self) -> None:
        file = self.choose_file()
        if file is None:
            return
        try:
            self._reports.save(self._report, file)
        except OSError:
            self.note.setText(self._words.say("crash", "not_saved"))
        else:
            self.accept()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.text)
        self.note.setText(self._words.say("crash", "copied"))
