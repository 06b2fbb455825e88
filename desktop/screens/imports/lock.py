"""The password of a workbook, asked for in place; nothing of it is kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.fields import Captioned, Secret
from desktop.widgets.frames import column, holder, row
from desktop.widgets.labels import Label
from desktop.words import Words

_FIELD_WIDTH = 280


class Lock(QWidget):
    """`opened` tells the password that was typed."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text = Label(Type.BODY, wrap=True)
        self.secret = Secret()
        self.secret.setFixedWidth(_FIELD_WIDTH)
        self.open = Button("", Kind.OUTLINE, key="Enter")
        line = holder(row(self.secret, self.open, None, gap=12))
        line.setFocusProxy(self.secret.line)
        self._field = Captioned(line)
        self.setLayout(column(16, self._text, 8, self._field, margins=(24, 0, 24, 0)))
        self.secret.returned.connect(self._tell)
        self.open.clicked.connect(self._tell)
        self.hide()

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        caption = words.say("imports", "lock_password")
        self._field.set_caption(caption)
        self.secret.set_words(caption, words.say("imports", "lock_show"))
        self.open.setText(words.say("imports", "lock_open"))

    def ask(self, text: str, wrong: str) -> None:
        """Ask; an empty text takes the question away and forgets what was typed."""
        fresh = self.isHidden()
        self.setVisible(bool(text))
        self._text.setText(text)
        self._field.note(wrong, "err")
        if not text:
            self.secret.clear()
        elif fresh or wrong:
            self.secret.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.secret.line.selectAll()

    def _tell(self) -> None:
        if self.secret.text():
            self.opened.emit(self.secret.text())
