"""The way in for who forgot the password: groups checked one by one, the whole sheet pasted, a new password."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.domain.errors import KnownError, WeakPassword, WrongGroup, WrongPassword, WrongSheet
from core.vault.recovery import new_sheet
from desktop.screens.recovery.screen import RecoveryScreen
from desktop.words import Words
from tests.support.door import PlainDoor

BASE = Path("data") / "Ромашка.opuntia"
PASSWORD = "pads-and-fruit-26"
RU = Words("ru")


@pytest.fixture
def door() -> PlainDoor:
    return PlainDoor()


@pytest.fixture
def screen(qtbot: QtBot, door: PlainDoor) -> RecoveryScreen:
    made = RecoveryScreen(door, BASE, "anna")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.first_focus().setFocus()
    return made


def fill(screen: RecoveryScreen, code: str) -> None:
    QGuiApplication.clipboard().setText(code)
    screen.groups.lines[3].setFocus()
    QTest.keyClick(screen.groups.lines[3], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    screen.password.line.setText(PASSWORD)
    screen.again.line.setText(PASSWORD)


def test_the_whole_sheet_is_pasted_into_any_group(screen: RecoveryScreen, door: PlainDoor) -> None:
    code = new_sheet()
    fill(screen, f"Лист: {code.replace('-', '  ')}\n")
    assert screen.groups.texts() == code.split("-")
    QTest.keyClick(screen.password.line, Qt.Key.Key_Return)
    assert door.calls == [("recover", BASE, code, "anna", PASSWORD)]
    assert not screen.go.isEnabled()


def test_typing_goes_from_group_to_group_and_a_slip_is_told_at_once(screen: RecoveryScreen, door: PlainDoor) -> None:
    code = new_sheet().split("-")
    QTest.keyClicks(screen.groups.lines[0], code[0])
    assert screen.groups.lines[1].hasFocus()
    slip = f"{(int(code[1]) + 1) % 1_000_000:06}"
    QTest.keyClicks(screen.groups.lines[1], slip)
    assert screen.groups.said == RU.error(WrongGroup(group=2))
    screen.go.click()
    assert screen.groups.lines[1].hasFocus()
    assert door.calls == []
    QTest.keyClicks(screen.groups.lines[1], code[1])
    assert "2" not in screen.groups.said
    assert screen.groups.texts()[:2] == code[:2]


@pytest.mark.parametrize(
    ("error", "field"),
    [(WrongPassword(), "login"), (WeakPassword(least=12), "password"), (WrongSheet(), "")],
)
def test_what_is_refused_is_told_in_place(
    screen: RecoveryScreen, door: PlainDoor, error: KnownError, field: str
) -> None:
    fill(screen, new_sheet())
    screen.go.click()
    door.refuse(error)
    assert screen.go.isEnabled()
    if field:
        described = screen.fields[field].field.focusProxy() or screen.fields[field].field
        assert described.accessibleDescription()
        assert screen.refusal.isHidden()
    else:
        assert screen.refusal.text() == RU.error(error)
        assert screen.groups.lines[0].hasFocus()


@pytest.mark.parametrize(("login", "password", "again"), [("", "x", "x"), ("anna", "", ""), ("anna", "x", "y")])
def test_an_empty_field_or_another_password_is_not_sent(
    screen: RecoveryScreen, door: PlainDoor, login: str, password: str, again: str
) -> None:
    fill(screen, new_sheet())
    screen.login.setText(login)
    screen.password.line.setText(password)
    screen.again.line.setText(again)
    screen.go.click()
    assert door.calls == []


def test_from_here_one_goes_back_to_the_password(screen: RecoveryScreen, door: PlainDoor) -> None:
    screen.back.click()
    assert door.calls == [("show_unlock", BASE)]


def test_esc_goes_back_to_the_way_in(screen: RecoveryScreen, door: PlainDoor) -> None:
    QTest.keyClicks(screen.groups.lines[0], "12")
    QTest.keyClick(screen.groups.lines[0], Qt.Key.Key_Escape)
    assert door.calls == [("show_unlock", BASE)]
