"""Keys through the real window: a firm of several people, a forgotten password, the sheet of a new base."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.rights import Role
from core.services.review import read_queue
from core.services.rotation import rotate_keys, rotation_due
from core.services.session import sign_in
from core.services.users import change_password, create_user, has_sheet, make_sheet, read_key_news
from core.vault.slot_changes import changing
from desktop.screens.access.doors import OneTimeDoor, SheetDoor
from desktop.screens.unlock.screen import UnlockScreen
from desktop.widgets.passwords import PasswordDialog
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)

Start = Callable[[], Driver]
BaseOf = Callable[[str], Path]
KEEPER, KEEPERS_PASSWORD = "kaktusova", "thorns-and-flowers-3"
VERA, VERAS_PASSWORD = "vera", "rain-on-the-glass-7"


@pytest.fixture
def firm(base_of: BaseOf) -> Path:
    """A scored base whose administrator sees no people."""
    base = base_of("scored")
    holder = sign_in(base, LOGIN, PASSWORD)
    first = create_user(holder, KEEPER, frozenset({Role.ADMINISTRATOR})).value
    holder.close()
    keeper = sign_in(base, KEEPER, first)
    change_password(keeper, first, KEEPERS_PASSWORD)
    keeper.close()
    return base


def create(driver: Driver, login: str, role: Role) -> str:
    """On the page of users, by keyboard; the password that was shown."""
    driver.go("users")
    driver.do(KEYS.Key_Return, held=CTRL)
    panel = driver.page.panel
    assert driver.focused is panel.login
    driver.type(login)
    driver.tab_to(panel.roles.ticks[role])
    driver.do(KEYS.Key_Space)
    driver.do(KEYS.Key_Return, held=CTRL)
    shown = driver.page.dialog
    assert isinstance(shown, PasswordDialog)
    password = str(shown.line.text())
    shown.passed.click()
    driver.wait()
    return password


def set_own(driver: Driver, first: str, own: str) -> None:
    """At the door of a one-time password, by keyboard."""
    door = driver.door
    assert isinstance(door, OneTimeDoor)
    for name, typed in (("old", first), ("new", own), ("again", own)):
        driver.tab_to(door.form.secrets[name].line)
        driver.type(typed)
    driver.do(KEYS.Key_Return)


def test_a_manager_joins_a_firm_whose_administrator_sees_no_people(firm: Path, start: Start) -> None:
    driver = start()
    assert driver.door.presenter.base == firm
    driver.unlock(KEEPER, KEEPERS_PASSWORD)
    assert list(driver.frame.nav.pages) == ["catalogue", "models", "rules", "users", "journal", "backups"]
    driver.press(KEYS.Key_K, held=CTRL)
    assert driver.frame.palette_.search.placeholderText() == driver.say("window", "palette_pages")
    driver.press(KEYS.Key_Escape)
    first = create(driver, VERA, Role.MANAGER)
    words = driver.page.panel.words.text()
    assert driver.page.panel.grant.isHidden()
    driver.program.leave()
    driver.wait()

    driver.unlock(VERA, first)
    driver.do(KEYS.Key_K, held=CTRL)
    driver.do(KEYS.Key_1, held=CTRL)
    assert driver.frame.pages == {}, "nothing else is reachable"
    set_own(driver, first, VERAS_PASSWORD)
    assert isinstance(driver.frame.door, UnlockScreen)
    assert words in driver.door.refusal.text()
    driver.unlock(VERA, VERAS_PASSWORD)
    assert driver.say("errors", "waits_for_key") in driver.door.refusal.text()

    driver.unlock(LOGIN, PASSWORD)
    news = driver.frame.news
    assert driver.say("users", "news") in news.text
    assert VERA in news.text
    driver.go("today")
    assert news.text, "it stays until it is closed"
    driver.click(driver.say("users", "news_close"), news)
    assert read_key_news(driver.session) == []
    driver.go("users")
    panel = driver.page.panel
    assert panel.words.text() == words
    assert not panel.grant.isEnabled()
    driver.tab_to(panel.same)
    driver.do(KEYS.Key_Space)
    driver.tab_to(panel.grant)
    driver.do(KEYS.Key_Return)
    driver.program.leave()
    driver.wait()

    driver.unlock(VERA, VERAS_PASSWORD)
    assert driver.frame.page_name == "today"
    driver.go("review")
    assert read_queue(driver.session).entries
    assert driver.page.queue.model().rowCount() > 1


@pytest.mark.usefixtures("firm")
def test_somebody_who_leaves_takes_no_key_along(start: Start) -> None:
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    before = driver.session.keys
    driver.go("users")
    driver.page.users.selectRow(1)
    with driver.answering(driver.say("users", "dismiss_do", login=KEEPER)) as asked:
        driver.page.panel.dismiss.click()
        driver.until(lambda: bool(asked))
        driver.wait()
    assert driver.session.keys.work != before.work
    assert driver.session.keys.people != before.people
    assert driver.say("users", "dismissed") in driver.texts(driver.page.panel)
    driver.program.leave()
    driver.wait()
    driver.unlock(KEEPER, KEEPERS_PASSWORD)
    assert driver.door.refusal.isVisible()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.frame.page_name == "today"


@pytest.mark.usefixtures("firm")
def test_news_that_nobody_has_closed_is_told_again_to_the_same_user_only(start: Start) -> None:
    driver = start()
    for _ in range(2):
        driver.unlock(KEEPER, KEEPERS_PASSWORD)
        assert KEEPER in driver.frame.news.text
        driver.program.set_language("en")
        assert driver.say("users", "news") in driver.frame.news.text
        driver.program.leave()
        driver.wait()
        driver.program.set_language("ru")
        driver.unlock(LOGIN, PASSWORD)
        assert driver.frame.news.text == ""
        driver.program.leave()
        driver.wait()


def test_a_change_of_keys_that_is_due_is_finished_when_a_holder_comes_in(firm: Path, start: Start) -> None:
    keeper = sign_in(firm, KEEPER, KEEPERS_PASSWORD)
    rotate_keys(keeper)
    keeper.close()
    holder = sign_in(firm, LOGIN, PASSWORD)
    kept = holder.keys.people
    assert rotation_due(holder)
    holder.close()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.session.keys.people != kept
    assert not rotation_due(driver.session)


def test_a_forgotten_password_is_changed_by_the_sheet(base_of: BaseOf, start: Start) -> None:
    base = base_of("scored")
    holder = sign_in(base, LOGIN, PASSWORD)
    code = make_sheet(holder).value
    holder.close()
    driver = start()
    driver.tab_to(driver.door.forgot)
    driver.do(KEYS.Key_Return)
    door = driver.door
    assert door.login.text() == LOGIN
    assert driver.focused is door.groups.lines[0]
    for group in code.split("-"):
        driver.type(group)
    for line, typed in ((door.password.line, VERAS_PASSWORD), (door.again.line, VERAS_PASSWORD)):
        driver.tab_to(line)
        driver.type(typed)
    driver.do(KEYS.Key_Return)
    assert driver.frame.page_name == "today"
    day = driver.program.words.day(driver.session.today())
    assert driver.say("users", "news_recovered", day=day, about=LOGIN, by=LOGIN) in driver.frame.news.text


def test_the_sheet_of_a_new_base_is_saved_and_typed_back(start: Start, dialogs: FileDialogs, tmp_path: Path) -> None:
    driver = start()
    door = driver.door
    door.fresh.click()
    driver.type("Ромашка")
    door.login.setText(LOGIN)
    for line in (door.password.line, door.again.line):
        line.setText(PASSWORD)
    dialogs.folder = tmp_path / "bases"
    door.change_folder.click()
    driver.click(driver.say("first_run", "make"))
    door = driver.door
    assert isinstance(door, SheetDoor)
    assert driver.frame.pages == {}
    steps = door.steps
    dialogs.file = tmp_path / "sheet.txt"
    driver.click(driver.say("access", "save"))
    saved = dialogs.file.read_text("utf-8-sig")
    assert all(label.text() in saved for label in steps.sheet.groups)
    driver.click(driver.say("access", "on"))
    numbers = steps.presenter._asked
    right = [steps.sheet.groups[number - 1].text() for number in numbers]
    slip = f"{(int(right[0]) + 1) % 1_000_000:06}"
    for typed in (slip, *right[1:]):
        driver.type(typed)
    driver.do(KEYS.Key_Return)
    assert not has_sheet(driver.session)
    assert f"{numbers[0]}" in steps.typed.said
    assert driver.focused is steps.typed.lines[0]
    driver.type(right[0])
    driver.do(KEYS.Key_Return)
    assert has_sheet(driver.session)
    assert driver.frame.page_name == "today"
    assert driver.say("today", "step_sheet") not in driver.texts()


def test_a_sheet_that_was_put_off_is_reminded_of_until_it_is_made(base_of: BaseOf, start: Start) -> None:
    base = base_of("empty")
    holder = sign_in(base, LOGIN, PASSWORD)
    with changing(base, holder.keys.work) as slots:
        slots.record["sheet"] = None
    holder.close()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.say("today", "step_sheet") in driver.texts()
    driver.go("settings")
    assert driver.say("settings", "access_due") in driver.texts()
    driver.tab_to(driver.page.access)
    driver.do(KEYS.Key_Return)
    assert driver.frame.page_name == "access"
    driver.do(KEYS.Key_Return, held=CTRL)
    steps = driver.page.steps
    driver.do(KEYS.Key_Return, held=CTRL)
    for number in steps.presenter._asked:
        driver.type(steps.sheet.groups[number - 1].text())
    driver.do(KEYS.Key_Return, held=CTRL)
    assert has_sheet(driver.session)
    assert all(not label.text() for label in steps.sheet.groups), "nothing of it stays in the window"
    driver.go("today")
    assert driver.say("today", "step_sheet") not in driver.texts()
    driver.go("settings")
    assert driver.say("settings", "access_due") not in driver.texts()
