"""Nobody has touched the program for a while: first a warning that any key or movement takes back, then the lock."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

from desktop.keys import LATIN_OF

if TYPE_CHECKING:
    from collections.abc import Callable

WARNED_S: Final = 30
_LOOKED_EVERY_MS: Final = 1_000
_TOUCHES: Final = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.Drop,
}


def seconds_awake_or_asleep() -> float:
    """A clock that nobody sets and that goes on while the computer sleeps, where the system has one."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Idleness(QObject):
    """`warned` (seconds left) each second of the last half a minute, 0 when it is taken back; `over`: lock.
    `lock_pressed`: Ctrl+L in a window that has no key of its own for it, as dialogs and the help are.

    Keys and the mouse are seen where the system gives them to any window of ours, before a widget takes them: nothing
    that is typed is lost, and an event of Qt's own costs nothing.
    """

    warned = Signal(int)
    over = Signal()
    lock_pressed = Signal()

    def __init__(self, parent: QObject, clock: Callable[[], float] = seconds_awake_or_asleep) -> None:
        super().__init__(parent)
        self.limit_s = 0.0
        self._clock = clock
        self._touched = 0.0
        self._warning = False
        self._watched: list[QWindow] = []
        self._ticking = QTimer(self, interval=_LOOKED_EVERY_MS)
        self._ticking.timeout.connect(self.look)

    def begin(self, minutes: int) -> None:
        """Watch from now on."""
        self.limit_s = minutes * 60.0
        self._touched = self._clock()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and not self._ticking.isActive():
            app.focusWindowChanged.connect(self._watch_windows)
        self._ticking.start()
        self._watch_windows()

    def end(self) -> None:
        """Watch no more."""
        if not self._ticking.isActive():
            return
        self._ticking.stop()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self._watch_windows)
        for window in self._watched:
            if isValid(window):
                window.removeEventFilter(self)
        self._watched = []
        self._take_back()

    def touch(self) -> None:
        """Somebody is there; whoever comes back after the time is over finds the lock."""
        if self._clock() - self._touched >= self.limit_s:
            self.look()
        else:
            self._touched = self._clock()
            self._take_back()

    def look(self) -> None:
        """How long nobody was there."""
        if not self._ticking.isActive():
            return
        self._watch_windows()  # also those that have never had the keyboard
        left = self.limit_s - (self._clock() - self._touched)
        if left <= 0:
            self.end()
            self.over.emit()
        elif left <= WARNED_S:
            self._warning = True
            self.warned.emit(round(left + 0.499))

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Keys and mouse."""
        if event.type() in _TOUCHES:
            self.touch()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _locks(event):
            self.lock_pressed.emit()
            return True
        return False

    def _take_back(self) -> None:
        if self._warning:
            self._warning = False
            self.warned.emit(0)

    def _watch_windows(self) -> None:
        self._watched = [window for window in self._watched if isValid(window)]
        for window in QGuiApplication.topLevelWindows():
            if window not in self._watched:
                window.installEventFilter(self)
                self._watched.append(window)


def _locks(event: QKeyEvent) -> bool:
    key = event.key()
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier and LATIN_OF.get(key, key) == Qt.Key.Key_L
