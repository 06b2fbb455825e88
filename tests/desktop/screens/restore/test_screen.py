"""The card of restoring: the sheet before the password, Esc back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.vault.passwords import LEAST_CHARACTERS
from core.vault.recovery import new_sheet
from desktop.door import Wish
from desktop.screens.restore.screen import RestoreScreen
from tests.desktop.screens.restore.test_presenter import BACKUP, BASE, FILE
from tests.support.door import PlainDoor

NEW = "a-third-pad-for-anna"


@pytest.fixture
def door() -> PlainDoor:
    door = PlainDoor(logins={BASE: "anna"})
    door.found = [BACKUP]
    door.rehearsal = None
    return door


@pytest.fixture
def screen(qtbot: QtBot, door: PlainDoor) -> RestoreScreen:
    def close(then: Callable[[], object]) -> None:
        then()

    made = RestoreScreen(door, BASE, None, close)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.presenter.begin(FILE)
    return made


def test_the_sheet_comes_before_the_new_password_which_is_given_twice(screen: RestoreScreen, door: PlainDoor) -> None:
    assert screen.secret.line.hasFocus()
    assert not screen.again.isVisible()
    QTest.keyClicks(screen.secret.line, "the password of that day")
    screen.by_sheet.click()
    assert screen.secret.text() == "", "what was typed for the other way is forgotten"
    assert screen.groups.lines[0].hasFocus()
    tops = [one.mapTo(screen, one.rect().topLeft()).y() for one in (screen.groups, screen.secret)]
    assert tops == sorted(tops)
    assert str(LEAST_CHARACTERS) in screen.secret.line.accessibleDescription()
    code = new_sheet()
    for line, group in zip(screen.groups.lines, code.split("-"), strict=True):
        QTest.keyClicks(line, group)
    QTest.keyClicks(screen.secret.line, NEW)
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    assert screen.again.line.hasFocus()
    QTest.keyClicks(screen.again.line, NEW)
    QTest.keyClick(screen.again.line, Qt.Key.Key_Return)
    assert door.calls[-1] == ("rehearse", Wish(FILE, BASE, "anna", NEW, code))
    screen.by_sheet.click()
    assert screen.groups.texts() == [""] * 8


def test_esc_goes_a_step_back_and_then_away(screen: RestoreScreen, door: PlainDoor) -> None:
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Escape)
    assert screen.grid.hasFocus()
    screen.show_busy("…")
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert ("end_restore", BASE) not in door.calls
    screen.show_busy("")
    QTest.keyClick(screen.grid, Qt.Key.Key_Escape)
    assert door.calls[-1] == ("end_restore", BASE)
