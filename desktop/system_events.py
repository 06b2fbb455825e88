"""The system says that the computer goes to sleep or that its session was locked: then the workplace is locked too.

Linux tells over D-Bus, Windows by messages to windows. macOS tells neither through Qt: there the idle time locks.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

_WM_POWERBROADCAST: Final = 0x0218
_PBT_APMSUSPEND: Final = 4
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_WTS_SESSION_LOCK: Final = 7
_LOGIN: Final = "org.freedesktop.login1"
_TELL: Final = "1tell(bool)"  # the 1 is what Qt writes before a slot
_TELL_LOCKED: Final = "1tell_locked()"
_SCREEN_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


def session_path(name: str) -> str:
    """The object of a session of login1 by its id, written as systemd writes it; "" (any) where the id is unknown."""
    signs = [
        sign if sign.isascii() and (sign.isalpha() or (place and sign.isdigit())) else f"_{ord(sign):02x}"
        for place, sign in enumerate(name)
    ]
    return f"/org/freedesktop/login1/session/{''.join(signs)}" if name else ""


def means_lock(message: int, parameter: int) -> bool:
    """Whether a message of Windows says that the computer goes to sleep or that the session was locked."""
    return (message, parameter) in {(_WM_POWERBROADCAST, _PBT_APMSUSPEND), (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK)}


class WindowsMessage(ctypes.Structure):
    """The beginning of a MSG."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("parameter", ctypes.c_size_t),
    )


class SystemEvents(QObject):
    """`lock_wanted`: lock, and at once."""

    lock_wanted = Signal()

    def listen(self, window: QWidget) -> None:
        """From now on; `window` is to live as long as the program. Where nobody tells, nothing comes."""
        if sys.platform == "win32":
            self._listen_on_windows(window)
        elif sys.platform == "linux":
            self._listen_on_linux()

    @Slot(bool)
    def tell(self, begins: bool) -> None:
        """Sleep or the screen's lock begins, or is over."""
        if begins:
            self.lock_wanted.emit()

    @Slot()
    def tell_locked(self) -> None:
        """The session was locked."""
        self.lock_wanted.emit()

    def _listen_on_linux(self) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 (the way in does without D-Bus)

        # The stubs ask for bytes where PySide itself takes a text alone.
        tell: Any = _TELL
        locked: Any = _TELL_LOCKED
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            manager = f"{_LOGIN}.Manager"
            system.connect(_LOGIN, "/org/freedesktop/login1", manager, "PrepareForSleep", self, tell)
            ours = session_path(os.environ.get("XDG_SESSION_ID", ""))
            system.connect(_LOGIN, ours, f"{_LOGIN}.Session", "Lock", self, locked)
        if session.isConnected():
            for name, path in _SCREEN_SAVERS:
                session.connect("", path, name, "ActiveChanged", self, tell)

    def _listen_on_windows(self, window: QWidget) -> None:
        self._filter = WindowsFilter(self)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(int(window.winId())), 0)


class WindowsFilter(QAbstractNativeEventFilter):
    """Reads the messages that Windows sends to our windows."""

    def __init__(self, events: SystemEvents) -> None:
        super().__init__()
        self._events = events

    def nativeEventFilter(self, kind: object, message: int) -> object:
        """Takes none of them away."""
        if bytes(kind) == b"windows_generic_MSG":  # type: ignore[call-overload]
            told = WindowsMessage.from_address(int(message))
            if means_lock(told.message, told.parameter):
                self._events.lock_wanted.emit()
        return False, 0
