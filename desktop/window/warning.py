"""The strip that says when the workplace will be locked. It takes neither keys nor the mouse."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.feedback import Sign, announce
from desktop.widgets.frames import Block, row
from desktop.widgets.labels import Label
from desktop.words import Words

_TOP = 12
_EDGE = 24
_WIDE = 560


class LockWarning(Block):
    """Lies over the head of the page in the last half a minute."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("warn_t", "warn", BLOCK_RADIUS)
        self.setParent(window)
        self._window = window
        self._text = Label(Type.STRONG, wrap=True)
        layout = row(Sign("lock", "warn"), self._text, gap=10, margins=(16, 10, 16, 10))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return "" if self.isHidden() else self._text.text()

    def show_left(self, seconds: int, words: Words) -> None:
        """So many seconds are left; 0: none of it is true any more."""
        if not seconds:
            self.hide()
            return
        self._text.setText(words.say("window", "lock_soon", n=seconds))
        width = min(_WIDE, self._window.width() - 2 * _EDGE)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((self._window.width() - width) // 2, _TOP, width, height)
        if self.isHidden():
            announce(self, self._text.text())
        self.show()
        self.raise_()
