"""Keys where no page is: Ctrl+Enter and F1 at every way in, Ctrl+L above the window and while a base is restored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from core.domain.errors import BaseDamaged
from core.services.session import sign_in
from core.services.users import make_sheet
from desktop.screens.access.doors import SheetDoor
from desktop.screens.restore.broken import BrokenScreen
from desktop.screens.restore.screen import RestoreScreen
from desktop.screens.settings.pin_dialog import PinDialog
from desktop.screens.unlock.screen import UnlockScreen
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import CTRL, KEYS, Driver

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

Inside = Callable[[str], Driver]
Start = Callable[[], Driver]
NEW = "a-third-pad-for-anna"


def help_title(driver: Driver) -> str:
    """What F1 shows here; closed again."""
    driver.press(KEYS.Key_F1)
    (window,) = driver.program.windows.shown
    title = str(window.title.text())  # type: ignore[attr-defined]
    window.close()
    driver.wait()
    return title


def fill(driver: Driver, *texts: str) -> None:
    """Into the fields of the way in, from the one that has the keyboard on."""
    for place, text in enumerate(texts):
        while place and (not isinstance(driver.focused, QLineEdit) or driver.focused.text()):
            driver.press(KEYS.Key_Tab)
        driver.type(text)


def test_a_base_is_made_and_its_sheet_read_back_with_ctrl_enter(start: Start) -> None:
    driver = start()
    driver.program.show_first_run("create")
    driver.wait()
    assert help_title(driver) == driver.say("help", "first_run_title")
    fill(driver, "Ромашка", LOGIN, PASSWORD, PASSWORD)
    driver.do(KEYS.Key_Return, held=CTRL)
    door = driver.door
    assert isinstance(door, SheetDoor)
    groups = [label.text() for label in door.steps.sheet.findChildren(type(door.title)) if label.text().isdigit()]
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.focused is door.steps.typed.lines[0]
    assert help_title(driver) == driver.say("help", "access_title")
    for number in door.steps._numbers:
        driver.type(groups[number - 1])
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.frame.page_name == "today"


def test_a_forgotten_password_is_replaced_with_ctrl_enter(start: Start, base_of: Callable[[str], Path]) -> None:
    base = base_of("empty")
    session = sign_in(base, LOGIN, PASSWORD)
    code = make_sheet(session).value
    session.close()
    driver = start()
    assert help_title(driver) == driver.say("help", "unlock_title")
    driver.click(driver.say("unlock", "forgot"))
    assert help_title(driver) == driver.say("help", "recovery_title")
    fill(driver, *code.replace("-", " ").split(), NEW, NEW)
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.frame.page_name == "today"
    driver.leave()
    driver.type(NEW)
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.frame.page_name == "today"


def test_restoring_has_its_own_help_knows_who_asks_and_is_locked_like_a_page(inside: Inside) -> None:
    driver = inside("empty")
    driver.go("backups")
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.click(driver.say("backups", "restore"))
    door = driver.door
    assert isinstance(door, RestoreScreen)
    assert help_title(driver) == driver.say("help", "restore_title")
    driver.do(KEYS.Key_Return, held=CTRL)
    assert door.login.text() == LOGIN
    assert driver.focused is door.secret.line
    door.by_sheet.click()
    driver.type("short")
    driver.do(KEYS.Key_Return, held=CTRL)
    assert door.refusal.text() == driver.say("restore", "fill_sheet")
    assert driver.focused is door.sheet
    driver.do(KEYS.Key_L, held=CTRL)
    assert isinstance(driver.door, UnlockScreen)
    driver.unlock(LOGIN, PASSWORD)
    assert driver.frame.page_name == "backups"
    assert driver.focused is driver.page.grid


def test_a_base_that_does_not_open_has_help_of_its_own(start: Start, base_of: Callable[[str], Path]) -> None:
    base = base_of("empty")
    driver = start()
    driver.program.doors.show_broken(base, BaseDamaged())
    driver.wait()
    assert isinstance(driver.door, BrokenScreen)
    assert help_title(driver) == driver.say("help", "broken_title")
    driver.do(KEYS.Key_Return, held=CTRL)
    assert isinstance(driver.door, BrokenScreen), "there is no backup to begin with"


@pytest.mark.parametrize("letter", [KEYS.Key_L, ord("Д")])
@pytest.mark.parametrize("kind", ["help", "dialog"])
def test_ctrl_l_locks_from_whatever_stands_above_the_window(inside: Inside, kind: str, letter: int) -> None:
    driver = inside("empty")
    if kind == "help":
        driver.press(KEYS.Key_F1)
        (above,) = driver.program.windows.shown
    else:
        above = PinDialog(driver.frame, driver.program.words, lambda *_: None)
        above.show()
    driver.wait()
    QApplication.sendEvent(above.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, int(letter), CTRL))
    driver.wait()
    assert isinstance(driver.door, UnlockScreen)
    assert not above.isVisible()
    driver.unlock(LOGIN, PASSWORD)
    assert above.isVisible(), "it comes back"
    above.close()


def test_after_a_lock_over_the_palette_the_page_has_the_keyboard(inside: Inside) -> None:
    driver = inside("empty")
    driver.go("users")
    driver.press(KEYS.Key_K, held=CTRL)
    driver.type("журнал")
    driver.do(KEYS.Key_L, held=CTRL)
    driver.unlock(LOGIN, PASSWORD)
    assert not driver.frame.palette_.isVisible()
    assert driver.page.isAncestorOf(driver.focused)
