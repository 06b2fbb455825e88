"""What the system tells becomes a lock: a bus of the test's own on Linux, messages laid out as Windows lays them."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from desktop.system_events import SystemEvents, WindowsFilter, WindowsMessage, means_lock, session_path

_LISTENS = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from desktop.system_events import SystemEvents
app = QCoreApplication(sys.argv)
events = SystemEvents()
told = []
events.lock_wanted.connect(lambda: told.append(1))
events.listen(None)
other = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "other")
def send(begins):
    signal = QDBusMessage.createSignal("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged")
    signal.setArguments([begins])
    assert other.send(signal)
QTimer.singleShot(50, lambda: send(False))
QTimer.singleShot(150, lambda: send(True))
QTimer.singleShot(5000, app.quit)
events.lock_wanted.connect(app.quit)
app.exec()
print("locked", len(told))
"""

_SYSTEM_IS_SESSION = """
import os
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
"""
_LISTENS_TO_LOGIN = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from desktop.system_events import SystemEvents
app = QCoreApplication(sys.argv)
events = SystemEvents()
told = []
events.lock_wanted.connect(lambda: told.append(1))
events.listen(None)
login = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "login")
assert login.registerService("org.freedesktop.login1")
def send(session):
    path = f"/org/freedesktop/login1/session/{session}"
    assert login.send(QDBusMessage.createSignal(path, "org.freedesktop.login1.Session", "Lock"))
QTimer.singleShot(50, lambda: [send(session) for session in sys.argv[1:]])
QTimer.singleShot(5000, app.quit)
events.lock_wanted.connect(app.quit)
app.exec()
QTimer.singleShot(100, app.quit)
app.exec()
print("locked", len(told))
"""


@pytest.mark.parametrize(
    ("name", "path"), [("2", "_32"), ("c1", "c1"), ("12", "_312"), ("a-b", "a_2db"), ("a_b", "a_5fb")]
)
def test_a_session_has_the_path_that_systemd_gives_it(name: str, path: str) -> None:
    assert session_path(name) == f"/org/freedesktop/login1/session/{path}"
    assert session_path("") == ""


@pytest.mark.parametrize(
    ("message", "parameter", "locks"),
    [
        (0x0218, 4, True),
        (0x0218, 7, False),
        (0x02B1, 7, True),
        (0x02B1, 8, False),
        (0x0010, 4, False),
    ],
)
def test_windows_messages_of_sleep_and_of_the_sessions_lock_lock(
    qtbot: QtBot, message: int, parameter: int, locks: bool
) -> None:
    assert qtbot
    events = SystemEvents()
    told: list[bool] = []
    events.lock_wanted.connect(lambda: told.append(True))
    laid = WindowsMessage(None, message, parameter)
    assert means_lock(message, parameter) == locks
    taken = WindowsFilter(events).nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(laid))
    WindowsFilter(events).nativeEventFilter(QByteArray(b"xcb_generic_event_t"), 0)
    assert told == [True] * locks
    assert taken == (False, 0)


def test_only_the_beginning_of_a_sleep_locks(qtbot: QtBot) -> None:
    assert qtbot
    events = SystemEvents()
    told: list[bool] = []
    events.lock_wanted.connect(lambda: told.append(True))
    events.tell(False)
    assert not told
    events.tell(True)
    events.tell_locked()
    assert told == [True, True]


if sys.platform == "linux" and shutil.which("dbus-run-session"):

    def test_the_screens_lock_told_over_a_real_bus_locks() -> None:
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-c", _LISTENS],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            timeout=60,
        )
        assert "locked 1" in done.stdout, done.stderr

    @pytest.mark.parametrize(("ours", "locked"), [("2", 1), ("", 3)])
    def test_only_the_lock_of_our_own_session_locks(ours: str, locked: int) -> None:
        script = f"{_SYSTEM_IS_SESSION}{_LISTENS_TO_LOGIN}"
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-c", script, "_31", "c2", "_32"],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_SESSION_ID": ours},
            timeout=60,
        )
        assert f"locked {locked}" in done.stdout, done.stderr
