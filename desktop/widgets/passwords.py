"""A password that somebody else is to get: shown once."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.clipboard import lend_to_clipboard
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign, announce
from desktop.widgets.frames import Block, column, row
from desktop.widgets.labels import Label

_INSIDE: Final = 432


class PasswordDialog(QDialog):
    """A password until it was passed on. Only its button closes it, and that is `accepted`: Esc must not lose what is
    never shown again.
    """

    shown_once = True

    def __init__(
        self, parent: QWidget | None, title: str, text: str, password: str, words: tuple[str, str, str, str]
    ) -> None:
        """`words`: what the field is called, copy, copied, done."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._password = password
        name, copy, copied, done = words
        self._copied = copied
        self.line = Label(Type.TITLE, text=password)
        self.line.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # its copy would stay
        self.line.setAccessibleName(name)
        self.copy = Button(copy, Kind.OUTLINE, "copy")
        self.copy.clicked.connect(self._copy)
        self.passed = Button(done, Kind.FILLED, height=36)
        self.passed.clicked.connect(self.accept)
        self.note = Label(Type.CAPTION, "muted", " ")
        plate = Block("alt", "divider", BLOCK_RADIUS)
        inside = row(self.line, None, self.copy, gap=16, margins=(20, 16, 16, 16))
        plate.setLayout(inside)
        body = column(
            row(Sign("key-round", "accent", 20), Label(Type.SECTION, text=title), None, gap=10),
            8,
            Label(text=text, wrap=True),
            16,
            plate,
            6,
            self.note,
            18,
            row(None, self.passed),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)  # a minimum of the window itself would let the system cut the password off
        self.setLayout(body)
        self.copy.setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.connect(self._forget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Neither Esc nor Enter closes; copying goes through the clipboard that forgets."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_C:
            self._copy()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The frame's cross does not close it either."""
        if self.isVisible() and self._password:
            event.ignore()
            return
        super().closeEvent(event)

    def _copy(self) -> None:
        lend_to_clipboard(self._password)
        self.note.setText(self._copied)
        announce(self, self._copied)

    def _forget(self) -> None:
        self._password = ""
        self.line.clear()
        self.deleteLater()
