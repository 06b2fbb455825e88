"""Idle time: a warning, which any key takes back without losing it, then the lock. The clock is the test's."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.idleness import WARNED_S, Idleness


class Clock:
    """Stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def idleness(qtbot: QtBot, clock: Clock) -> Iterator[Idleness]:  # noqa: ARG001
    parent = QObject()
    made = Idleness(parent, clock)
    yield made
    made.end()


def heard(idleness: Idleness) -> list[object]:
    told: list[object] = []
    idleness.warned.connect(told.append)
    idleness.over.connect(lambda: told.append("over"))
    return told


def test_the_last_half_minute_is_counted_down_and_then_it_is_over_once(idleness: Idleness, clock: Clock) -> None:
    told = heard(idleness)
    idleness.begin(10)
    for left in (600, WARNED_S + 1, WARNED_S, 2, 1, 0, -5):
        clock.now = 1000.0 + 600 - left
        idleness.look()
    assert told == [30, 2, 1, 0, "over"]


def test_a_touch_takes_the_warning_back_and_begins_anew(idleness: Idleness, clock: Clock) -> None:
    told = heard(idleness)
    idleness.begin(1)
    clock.now += 45
    idleness.look()
    idleness.touch()
    clock.now += 29
    idleness.look()
    assert told == [15, 0]


def test_whoever_comes_back_from_a_long_sleep_does_not_wake_it(idleness: Idleness, clock: Clock) -> None:
    told = heard(idleness)
    idleness.begin(10)
    clock.now += 8 * 3600
    idleness.touch()
    assert told == ["over"]


def test_a_key_typed_into_any_window_counts_and_arrives(idleness: Idleness, clock: Clock, qtbot: QtBot) -> None:
    told = heard(idleness)
    idleness.begin(1)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.activateWindow()
    qtbot.waitUntil(line.isActiveWindow)
    clock.now += 45
    idleness.look()
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    assert told == [15, 0]
    assert line.text() == "a"
