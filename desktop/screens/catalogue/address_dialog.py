"""The window of a partner's mail address."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.words import Words

_INSIDE: Final = 440


class AddressDialog(QDialog):
    """`saved` tells what was typed; `confirmed`: the partner was asked; `removed`: there is to be none."""

    saved = Signal(str)
    confirmed = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget, words: Words) -> None:
        super().__init__(parent)
        self.setModal(True)
        self._title = Label(Type.SECTION, wrap=True)
        self.line = QLineEdit()
        self._field = Captioned(self.line)
        self._field.set_caption(words.say("catalogue", "address"))
        self._state = Label(tone="muted", wrap=True)
        self.save = Button(words.say("catalogue", "address_save"), Kind.FILLED, height=36)
        self.confirm = Button(words.say("catalogue", "address_confirm"), Kind.OUTLINE, "phone", height=36)
        self.remove = Button(words.say("catalogue", "address_remove"), Kind.GHOST, height=36)
        self.close_ = Button(words.say("catalogue", "address_close"), Kind.OUTLINE, height=36)
        self.save.clicked.connect(lambda _checked: self._save())
        self.confirm.clicked.connect(lambda _checked: self.confirmed.emit())
        self.remove.clicked.connect(lambda _checked: self.removed.emit())
        self.close_.clicked.connect(lambda _checked: self.accept())
        self.line.returnPressed.connect(self._save)
        self.line.textEdited.connect(lambda _text: self._field.note(""))
        about = Label(text=words.say("catalogue", "address_about"), wrap=True)
        body = column(
            *(self._title, 8, about, 12, self._field, 4, self._state),
            *(12, row(self.confirm, self.remove, None, gap=8), 20, row(None, self.close_, self.save, gap=8)),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        self.line.setFocus()
        self.finished.connect(self.deleteLater)

    def show_address(self, title: str, address: str, state: str, *, confirmed: bool) -> None:
        """What stands."""
        self.setWindowTitle(title)
        self._title.setText(title)
        if address:  # one that was taken away stays in the line, to be written again
            self.line.setText(address)
        self._field.note("")
        self._state.setText(state)
        self.confirm.setVisible(not confirmed)
        self.remove.setVisible(bool(address))

    def show_refused(self, sentence: str) -> None:
        """Why it was not taken."""
        self._field.note(sentence, "err")
        announce(self, sentence)

    def _save(self) -> None:
        self.saved.emit(self.line.text())
