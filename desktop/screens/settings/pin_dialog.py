"""A PIN is set with the password in hand."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.words import Words

_INSIDE = 360


class PinDialog(QDialog):
    """`wanted` (password, PIN, PIN again) is told; it closes once that was taken."""

    def __init__(self, parent: QWidget, words: Words, wanted: Callable[[str, str, str], None]) -> None:
        super().__init__(parent)
        self._wanted = wanted
        title = words.say("settings", "pin_title")
        self.setWindowTitle(title)
        self.setModal(True)
        self.password, self.pin, self.again = Secret(), Secret(), Secret()
        fields: list[QWidget | int] = []
        for secret, key in ((self.password, "pin_password"), (self.pin, "pin"), (self.again, "pin_again")):
            field = Captioned(secret)
            field.set_caption(words.say("settings", key))
            secret.set_words(words.say("settings", key), words.say("unlock", "show_password"))
            secret.returned.connect(self._press)
            fields += [12, field]
        self.refusal = Label(Type.CAPTION, "err", wrap=True)
        self.refusal.hide()
        self.set_ = Button(words.say("settings", "pin_set"), Kind.FILLED, height=36)
        self.set_.clicked.connect(self._press)
        self.cancel = Button(words.say("settings", "pin_cancel"), Kind.OUTLINE, height=36)
        self.cancel.clicked.connect(self.reject)
        body = column(
            Label(Type.SECTION, text=title, wrap=True),
            8,
            Label(text=words.say("settings", "pin_text"), wrap=True),
            4,
            *fields,
            self.refusal,
            20,
            row(None, self.cancel, self.set_, gap=8),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        self.password.line.setFocus()
        self.finished.connect(self.deleteLater)

    def show_refused(self, sentence: str, field: str) -> None:
        """Why not; what was typed stays, and the keyboard goes to "password", "pin" or "again"."""
        line = {"password": self.password, "pin": self.pin, "again": self.again}[field].line
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()
        self.refusal.setText(sentence)
        self.refusal.show()
        self.set_.setEnabled(True)
        announce(self, sentence)

    def _press(self) -> None:
        if self.set_.isEnabled():
            self.set_.setEnabled(False)
            self._wanted(self.password.text(), self.pin.text(), self.again.text())
