"""A PIN is set with the password in hand."""

from collections.abc import Callable
from functools import partial

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
        secrets = {"password": self.password, "pin": self.pin, "again": self.again}
        self.fields = {name: Captioned(secret) for name, secret in secrets.items()}
        keys = {"password": "pin_password", "pin": "pin", "again": "pin_again"}
        shows = {"password": "show_password", "pin": "show_pin", "again": "show_pin"}
        for name, secret in secrets.items():
            caption = words.say("settings", keys[name])
            self.fields[name].set_caption(caption)
            secret.set_words(caption, words.say("unlock", shows[name]))
            secret.returned.connect(self._press)
            secret.edited.connect(partial(self.fields[name].note, ""))
        self.set_ = Button(words.say("settings", "pin_set"), Kind.FILLED, height=36)
        self.set_.clicked.connect(self._press)
        self.cancel = Button(words.say("settings", "pin_cancel"), Kind.OUTLINE, height=36)
        self.cancel.clicked.connect(self.reject)
        body = column(
            Label(Type.SECTION, text=title, wrap=True),
            8,
            Label(text=words.say("settings", "pin_text"), wrap=True),
            4,
            *(item for field in self.fields.values() for item in (12, field)),
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
        for name, one in self.fields.items():
            one.note(sentence if name == field else "", "err")
        line = {"password": self.password, "pin": self.pin, "again": self.again}[field].line
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()
        self.set_.setEnabled(True)
        announce(self, sentence)

    def _press(self) -> None:
        if self.set_.isEnabled():
            self.set_.setEnabled(False)
            self._wanted(self.password.text(), self.pin.text(), self.again.text())
