"""The strip that says when the workplace will be locked. It takes neither keys nor the mouse."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.feedback import Sign, announce
from desktop.widgets.frames import Block, row
from desktop.widgets.labels import Label
from desktop.words import Words

_TOP = 12
_EDGE = 24
_WIDE = 560
_WINDOWS = {Qt.WindowType.Window, Qt.WindowType.Dialog}


class Strip(Block):
    """Lies over the head of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("warn_t", "warn", BLOCK_RADIUS)
        self.setParent(window)
        self._window = window
        self._text = Label(Type.STRONG, wrap=True)
        layout = row(Sign("lock", "warn"), self._text, gap=10, margins=(16, 10, 16, 10))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, sentence: str) -> None:
        """Say it, as wide as the window lets it."""
        self._text.setText(sentence)
        width = min(_WIDE, self._window.width() - 2 * _EDGE)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((self._window.width() - width) // 2, _TOP, width, height)
        self.show()
        self.raise_()


class LockWarning:
    """In the last half a minute every window of ours that is open has the strip, whichever lies above the others."""

    def __init__(self) -> None:
        self.text = ""
        self._strips: dict[QWidget, Strip] = {}

    def show_left(self, seconds: int, words: Words) -> None:
        """So many seconds are left; 0: none of it is true any more."""
        begins = not self.text
        self.text = words.say("window", "lock_soon", n=seconds) if seconds else ""
        if not seconds:
            for strip in self._strips.values():
                if isValid(strip):
                    strip.hide()
                    strip.deleteLater()
            self._strips = {}
            return
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.windowType() in _WINDOWS:
                if window not in self._strips:
                    self._strips[window] = Strip(window)
                self._strips[window].say(self.text)
        active = QApplication.activeWindow()
        if begins and active in self._strips:
            announce(self._strips[active], self.text)
