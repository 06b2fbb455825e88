"""What a lock leaves as it stood: answers under way, passwords shown once, tables that are being read, the ways in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.domain.rights import Role
from core.services import scoring_run
from core.services.sending import read_packages, read_password
from core.services.session import create_base, sign_in
from core.services.users import make_sheet, read_users
from desktop.entrance import SUFFIX
from desktop.screens.access.doors import SheetDoor
from desktop.screens.restore.screen import RestoreScreen
from desktop.screens.unlock.screen import UnlockScreen
from desktop.widgets.passwords import PasswordDialog
from ml.hybrid import blocks
from tests.journeys.conftest import LOGIN, PASSWORD, ROWS, Tables
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs, Gate

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Inside = Callable[[str], Driver]
BLOCK = 20
VERA = "vera"


def press_and_lock(driver: Driver, press: Callable[[], object]) -> None:
    """The lock comes before the answer does."""
    press()
    driver.program.lock()
    driver.wait()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [driver.frame]


def begin_user(driver: Driver) -> None:
    driver.go("users")
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.type(VERA)
    driver.page.panel.roles.ticks[Role.MANAGER].click()


def test_a_user_half_typed_is_there_again(inside: Inside) -> None:
    driver = inside("scored")
    begin_user(driver)
    driver.lock()
    driver.unlock(LOGIN, PASSWORD)
    panel = driver.page.panel
    assert (panel.login.text(), panel.roles.ticks[Role.MANAGER].isChecked()) == (VERA, True)
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.page.dialog.passed.click()
    assert VERA in {one.login for one in read_users(driver.session)}


@pytest.mark.parametrize("shown", [True, False])
def test_a_one_time_password_is_shown_after_the_lock_that_came_before_or_after_it(inside: Inside, shown: bool) -> None:
    driver = inside("scored")
    begin_user(driver)
    if shown:
        driver.do(KEYS.Key_Return, held=CTRL)
        assert isinstance(driver.page.dialog, PasswordDialog)
        driver.lock()
    else:
        press_and_lock(driver, partial(driver.press, KEYS.Key_Return, held=CTRL))
    base = driver.session.store.folder
    driver.unlock(LOGIN, PASSWORD)
    dialog = driver.page.dialog
    assert dialog.isVisible()
    password = dialog.line.text()
    dialog.passed.click()
    driver.leave()
    sign_in(base, VERA, password).close()


@pytest.mark.parametrize("answer", ["stay", "drop_locked"])
def test_nobody_else_drops_a_password_that_waits_without_being_asked(
    inside: Inside, tmp_path: Path, answer: str
) -> None:
    other = tmp_path / f"Other{SUFFIX}"
    create_base(other, "Other", "boris", PASSWORD)
    driver = inside("scored")
    begin_user(driver)
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.lock()
    driver.door.presenter.base = other
    with driver.answering(driver.say("window", answer)):
        driver.unlock("boris", PASSWORD)
    driver.wait()
    assert (driver.frame.page is not None) == (answer == "drop_locked")
    if answer == "stay":
        driver.unlock(LOGIN, PASSWORD)
        assert driver.page.dialog.isVisible()
        driver.page.dialog.passed.click()
        driver.wait()


def test_a_package_under_way_is_saved_after_the_lock_and_its_password_shown(
    inside: Inside, dialogs: FileDialogs, tmp_path: Path
) -> None:
    driver = inside("scored")
    driver.go("review")
    for _ in range(8):
        driver.do(KEYS.Key_1)
    driver.go("sending")
    dialogs.folder = tmp_path / "out"
    dialogs.folder.mkdir()
    press_and_lock(driver, driver.page.presenter.make)
    driver.unlock(LOGIN, PASSWORD)
    assert sorted(file.suffix for file in dialogs.folder.iterdir()) == [".txt", ".xlsx"]
    assert driver.say("sending", "saved_title") in driver.texts(driver.page.dialog)
    (package,) = read_packages(driver.session)
    press_and_lock(driver, partial(driver.press, KEYS.Key_Return))
    driver.unlock(LOGIN, PASSWORD)
    window = driver.page.dialog
    assert isinstance(window, PasswordDialog)
    password = window.line.text()
    assert read_password(driver.session, package.id).value == password, "nobody has passed it on"
    window.passed.click()
    driver.wait()


def test_a_table_that_was_being_read_is_read_after_the_lock(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("catalogue")
    gate = Gate(monkeypatch, "read_table", "read")
    driver.go("imports")
    dialogs.file = tables.clients
    driver.press(KEYS.Key_O, held=CTRL)
    driver.until(gate.reached)
    driver.lock()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.say("imports", "read_stopped") not in driver.texts()
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    assert driver.focused is driver.page.consent.later


def test_a_computation_cut_in_two_is_told_as_one(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = inside("clients")
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))
    gate = Gate(monkeypatch, "compute", "score", 2 * BLOCK)
    driver.program.go("compute", {})
    driver.wait()
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.lock()
    driver.unlock(LOGIN, PASSWORD)
    told = driver.texts()
    assert driver.say("compute", "scored", n=ROWS) in told
    assert driver.say("compute", "new_model") in told
    assert driver.say("compute", "reused", n=2 * BLOCK) not in told


def test_who_forgot_the_password_of_the_lock_comes_back_by_the_sheet(
    base_of: Callable[[str], Path], start: Callable[[], Driver]
) -> None:
    holder = sign_in(base_of("scored"), LOGIN, PASSWORD)
    code = make_sheet(holder).value
    holder.close()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    begin_user(driver)
    driver.lock()
    driver.click(driver.say("unlock", "forgot"))
    door = driver.door
    for group in code.split("-"):
        driver.type(group)
    driver.program.lock()
    assert driver.door is door, "there is nothing to lock any more"
    for secret in (door.password, door.again):
        driver.tab_to(secret.line)
        driver.type("rain-on-the-glass-7")
    driver.do(KEYS.Key_Return)
    assert driver.frame.page_name == "users"
    assert driver.page.panel.login.text() == VERA


def test_restoring_may_be_looked_at_behind_the_lock_and_shows_nothing_of_it(inside: Inside) -> None:
    driver = inside("scored")
    begin_user(driver)
    driver.lock()
    driver.click(driver.say("unlock", "restore"))
    assert isinstance(driver.door, RestoreScreen)
    driver.door.presenter.leave()
    driver.wait()
    assert isinstance(driver.door, UnlockScreen)
    driver.unlock(LOGIN, PASSWORD)
    assert (driver.frame.door, driver.frame.page_name) == (None, "users")
    assert driver.page.panel.login.text() == VERA


def test_the_first_pages_keep_what_was_typed_and_the_sheet_comes_back(start: Callable[[], Driver], home: Path) -> None:
    driver = start()
    driver.program.show_first_run("create")
    door = driver.door
    door.company.setText("Ромашка")
    driver.program.lock(unasked=True)
    assert driver.door is door
    assert door.company.text() == "Ромашка"
    base = home.parent / f"Fresh{SUFFIX}"
    driver.program.entrance.create(base, "Fresh", LOGIN, PASSWORD, lambda error: pytest.fail(str(error)))
    driver.wait()
    assert isinstance(driver.frame.door, SheetDoor)
    driver.program.lock(unasked=True)
    driver.wait()
    driver.unlock(LOGIN, PASSWORD)
    assert isinstance(driver.frame.door, SheetDoor)
    driver.door.steps.later.emit()
    driver.wait()
    assert driver.frame.page_name == "today"
    driver.leave()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.frame.page_name == "today"
