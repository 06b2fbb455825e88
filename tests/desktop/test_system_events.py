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

_BUS = """
import os
import sys
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import QCoreApplication, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from desktop.system_events import SystemEvents

class Watched(SystemEvents):
    @Slot(bool)
    def tell(self, begins):
        super().tell(begins)
        if begins:
            app.quit()  # the bus keeps the order: what was sent before this has been heard

def send(path, interface, name, *arguments):
    signal = QDBusMessage.createSignal(path, interface, name)
    signal.setArguments(list(arguments))
    assert other.send(signal)

app = QCoreApplication(sys.argv)
events = Watched()
told = []
events.lock_wanted.connect(lambda: told.append(1))
events.listen(None)
other = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "other")
assert other.registerService("org.freedesktop.login1")

def tell():
{sends}

QTimer.singleShot(50, tell)
QTimer.singleShot(30000, app.quit)
app.exec()
print("locked", len(told))
"""
_SCREEN_IS_LOCKED = """
    for begins in (False, True):
        send("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", begins)
"""
_SESSIONS_ARE_LOCKED = """
    for session in sys.argv[1:]:
        send("/org/freedesktop/login1/session/" + session, "org.freedesktop.login1.Session", "Lock")
    send("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", True)
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

    def told_over_a_bus(sends: str, *arguments: str, session: str = "") -> str:
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-c", _BUS.format(sends=sends), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_SESSION_ID": session},
            timeout=60,
        )
        return done.stdout or done.stderr

    def test_the_screens_lock_told_over_a_real_bus_locks() -> None:
        assert told_over_a_bus(_SCREEN_IS_LOCKED) == "locked 1\n"

    @pytest.mark.parametrize(("ours", "locked"), [("2", 1), ("", 3)])
    def test_only_the_lock_of_our_own_session_locks(ours: str, locked: int) -> None:
        told = told_over_a_bus(_SESSIONS_ARE_LOCKED, "_31", "c2", "_32", session=ours)
        assert told == f"locked {locked + 1}\n", "and once for the sleep told after them"
