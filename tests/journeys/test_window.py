"""The main job through the real window by keyboard: real threads, a real encrypted base, a real child process."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.errors import PasswordGiven, WrongPassword
from core.domain.lead import Stage
from core.services.sample import read_plan
from core.services.sending import read_packages, read_password
from desktop.theme import tokens
from tests.journeys.conftest import LOGIN, PASSWORD, ROWS, Tables, enter_consent
from tests.support.bases import all_recommendations
from tests.support.canaries import SHORTEST, Search
from tests.support.driver import CTRL, KEYS, SHIFT, Driver, FileDialogs, cells_of
from tests.support.reading import all_but_the_count, count
from tests.support.workbooks import leads_in

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)

Start = Callable[[], Driver]


def counters_are_right(driver: Driver) -> None:
    """Every counter of the window against a recount of the base; ends on the page of recommendations."""
    say, page = driver.say, driver.page
    threshold = page.strip.box.value()
    counted = count(driver.session, threshold)
    recommended = count(driver.session, 80).undecided
    assert page.subtitle.text() == say("review", "to_decide", n=counted.undecided)
    assert page.queue.model().rowCount() == counted.undecided + 1
    assert {
        say("review", "shown", shown=counted.undecided),
        say("review", "shown_of", total=count(driver.session, 1).undecided),
    } <= set(driver.texts(page.strip).splitlines())
    lines = [driver.frame.nav.item(name) for name in ("review", "sending")]
    counts = [str(recommended or ""), str(counted.partners or "")]
    assert [line.count for line in lines if line is not None] == counts
    assert say("window", "clients", n=ROWS) in driver.frame.status.texts
    driver.go("sending")
    tabs = [segment.count for segment in driver.page.tabs.segments()]
    assert tabs == [str(number) for number in (counted.partners, 0, 0, 0, counted.tasks)]
    driver.go("today")
    week = driver.texts(driver.page.week)
    assert say("today", "decided_base", count=counted.accepted) in week
    assert f"{counted.decided}\n{say('today', 'decided')}" in week
    driver.go("review")


def make_a_base(driver: Driver, dialogs: FileDialogs, folder: Path) -> None:
    """From the first pages by Tab, Enter and typing."""
    door = driver.door
    assert driver.focused is door.sample
    driver.tab_to(door.fresh)
    driver.do(KEYS.Key_Return)
    assert driver.focused is door.company
    driver.type(read_plan()["own"])
    for field, typed in ((door.login, LOGIN), (door.password.line, PASSWORD), (door.again.line, PASSWORD)):
        driver.tab_to(field)
        driver.type(typed)
    dialogs.folder = folder
    for button in (door.change_folder, door.make):
        driver.tab_to(button)
        driver.do(KEYS.Key_Return)
    driver.tab_to(driver.door.steps.later_)
    driver.do(KEYS.Key_Return)
    assert driver.frame.page_name == "today"
    assert driver.program.preferences.bases == [folder / f"{read_plan()['own']}.opuntia"]


def fill_it(driver: Driver, dialogs: FileDialogs, tables: Tables) -> None:
    """The catalogue, then a client table with one consent for all partners."""
    driver.do(KEYS.Key_Return)  # the first thing to do
    assert driver.frame.page_name == "catalogue"
    dialogs.file = tables.matrix
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.say("catalogue", "loaded") in driver.texts()
    driver.do(KEYS.Key_3, held=CTRL)
    dialogs.file = tables.clients
    driver.do(KEYS.Key_O, held=CTRL)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    enter_consent(driver)
    driver.do(KEYS.Key_Return, held=CTRL)
    day = driver.program.words.day(driver.session.today())
    everybody = driver.say("imports", "result_everybody")
    assert driver.say("imports", "result_consent", number="С-1", day=day, recipients=everybody) in driver.texts()
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.say("settling", "done_title", n=ROWS) in driver.texts()


def test_from_nothing_to_decided_recommendations_by_keyboard_alone(
    start: Start, dialogs: FileDialogs, tables: Tables, tmp_path: Path
) -> None:
    driver = start()
    make_a_base(driver, dialogs, tmp_path / "bases")
    fill_it(driver, dialogs, tables)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)  # to the page of computing, compute, to what came of it
    assert driver.frame.page_name == "review"
    counters_are_right(driver)
    before = chosen(driver)
    driver.do(KEYS.Key_1, KEYS.Key_2, KEYS.Key_Down, KEYS.Key_3)
    driver.do(KEYS.Key_3, held=SHIFT)
    driver.do(KEYS.Key_Return)
    driver.do(KEYS.Key_Up, KEYS.Key_1)
    assert chosen(driver) != before
    counted = count(driver.session, 80)
    assert (counted.accepted, counted.declined, counted.postponed) == (2, 1, 2)
    counters_are_right(driver)

    stages = {one.id: one.stage for one in all_recommendations(driver.session)}
    latest = chosen(driver)
    driver.do(KEYS.Key_2)
    assert chosen(driver) != latest
    driver.do(KEYS.Key_Z, held=CTRL)
    assert chosen(driver) == latest
    assert {one.id: one.stage for one in all_recommendations(driver.session)} == stages
    counters_are_right(driver)
    later = [one.postponed_until for one in all_recommendations(driver.session) if one.stage is Stage.POSTPONED]
    assert sorted(day - driver.session.today() for day in later if day) == [timedelta(days=1), timedelta(days=7)]


def queue_name(full_name: str) -> str:
    """«Фамилия И. О.»; an organisation keeps its name."""
    parts = full_name.split()
    return " ".join([parts[0], *(f"{part[0]}." for part in parts[1:])]) if len(parts) == 3 else full_name


def chosen(driver: Driver) -> int:
    """The recommendation whose row is selected and whose card is shown."""
    queue, presenter = driver.page.queue, driver.page.presenter
    entry = queue.model().entry(queue.currentIndex().row())
    assert presenter._card is not None
    assert presenter._card.id == entry.id
    return int(entry.id)


def accept_for_a_partner(driver: Driver) -> Any:
    """Accept the current card and those after it until one goes to a partner; that card."""
    while True:
        card = driver.page.presenter._card
        if card.blocks:
            driver.do(KEYS.Key_Down)
            continue
        driver.do(KEYS.Key_1)
        if not card.own:
            return card


def test_a_package_is_what_its_preview_showed_and_its_password_is_shown_once(
    inside: Callable[[str], Driver], dialogs: FileDialogs, tmp_path: Path, home: Path, tables: Tables
) -> None:
    driver = inside("scored")
    driver.go("review")
    for _ in range(4):
        accept_for_a_partner(driver)
    card = accept_for_a_partner(driver)
    driver.go("sending")
    ready = driver.page.ready
    while card.partner not in ready._title.text():
        driver.do(KEYS.Key_Down)
    shown = cells_of(ready.preview_model)
    dialogs.folder = tmp_path
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.say("sending", "saved_title") in driver.texts(driver.page.dialog)
    driver.do(KEYS.Key_Return)
    window = driver.page.dialog
    password = window.line.text()
    driver.do(KEYS.Key_Escape)
    assert window.isVisible()
    (file,) = tmp_path.glob("*.xlsx")
    assert leads_in(file, password) == shown
    assert len(shown) > 1

    driver.tab_to(window.passed)
    driver.do(KEYS.Key_Return)
    driver.go("sending")
    driver.page.tabs.segments()[1].click()
    driver.wait()
    assert not driver.page.doings["reveal"].isEnabled()
    assert password not in driver.texts()
    (package,) = read_packages(driver.session)
    with pytest.raises(PasswordGiven):
        read_password(driver.session, package.id)
    driver.page.presenter.reveal()
    driver.wait()
    assert driver.page.message.text == driver.program.words.error(PasswordGiven())
    assert password not in driver.texts()

    stages = {one.id: one.stage for one in all_recommendations(driver.session)}
    assert stages[card.id] is Stage.PACKAGED
    driver.go("review")
    driver.do(KEYS.Key_Z, held=CTRL)
    obstacle = driver.say(
        "review",
        "obstacle_file",
        who=queue_name(card.full_name),
        service=card.service,
        partner=card.partner,
        stage=driver.say("review", "stage_packaged"),
        file=file.name,
    )
    assert obstacle in driver.texts(driver.page.panel)
    assert {one.id: one.stage for one in all_recommendations(driver.session)} == stages
    driver.do(KEYS.Key_Escape)
    assert not driver.page.panel.isVisible()

    driver.go("today")
    driver.button(driver.say("today", "undo_name", action=driver.say("today", "action_decide_accepted", n=1))).click()
    driver.wait()
    driver.close()
    nothing_personal_is_left(home, tables)


def personal_facts_in(place: Path, secrets: set[str]) -> set[str]:
    """Which of them any file below `place` holds, in whichever encoding; QSettings writes letters as numbers."""
    files = [file for file in place.rglob("*") if file.is_file()]
    read = [file.read_bytes() for file in files]
    kept = QSettings(str(place / "preferences.ini"), QSettings.Format.IniFormat)
    said = "\n".join([*(str(file) for file in files), *(f"{key}={kept.value(key)}" for key in kept.allKeys())])
    encodings = ("utf-8", "utf-16-le", "cp1251")
    return {
        secret
        for secret in secrets
        if secret in said or any(secret.encode(encoding) in one for one in read for encoding in encodings)
    }


def nothing_personal_is_left(home: Path, tables: Tables) -> None:
    """Neither the log, nor the preferences, nor what a crash would leave, nor the base and what left it."""
    assert (home / "opuntia.log").stat().st_size > 0
    assert (home / "preferences.ini").stat().st_size > 0
    assert not personal_facts_in(home, tables.secrets)
    assert not personal_facts_in(home.parent / "person", tables.secrets)
    everything = Search(word for word in tables.secrets if len(word) >= SHORTEST)
    assert not everything.below(home.parent)  # base, journals, packages, passwords, names of files
    assert everything.in_content(tables.clients.read_bytes())


def test_a_wrong_password_changes_nothing_and_the_right_one_goes_in(
    start: Start, base_of: Callable[[str], Path]
) -> None:
    base = base_of("scored")
    before = all_but_the_count(base)
    driver = start()
    door = driver.door
    assert (door.login.text(), driver.focused) == (LOGIN, door.secret.line)
    driver.do(KEYS.Key_Return)
    assert door.refusal.text() == driver.say("unlock", "no_password")
    driver.type("not this one, no")
    driver.do(KEYS.Key_Return)
    assert door.refusal.text() == driver.program.words.error(WrongPassword())
    assert door.secret.line.selectedText() == door.secret.text() != ""
    assert driver.focused is door.secret.line
    door.login.clear()
    driver.do(KEYS.Key_Return)
    assert (door.refusal.text(), driver.focused) == (driver.say("unlock", "no_login"), door.login)
    assert all_but_the_count(base) == before
    driver.type(LOGIN)
    driver.tab_to(door.secret.line)
    driver.type(PASSWORD)  # in place of what stands selected
    driver.do(KEYS.Key_Return)
    assert driver.frame.page_name == "today"


def test_the_way_in_shows_no_other_window(start: Start, base_of: Callable[[str], Path], qapp: QApplication) -> None:
    base_of("scored")
    driver = start()
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's own name)
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    driver.unlock(LOGIN, PASSWORD)
    qapp.removeEventFilter(watch)
    assert driver.frame.page_name == "today"
    assert not shown


def test_the_sample_is_marked_everywhere_can_be_reset_and_is_never_remembered(
    start: Start, home: Path, made_sample: Path
) -> None:
    shutil.copytree(made_sample, home)
    driver = start()
    frame, say = driver.frame, driver.say
    assert driver.focused is driver.door.sample
    driver.do(KEYS.Key_Return)
    assert driver.session.is_sample
    for page in frame.pages:
        driver.go(page)
        assert frame.windowTitle() == say("window", "title_demo", page=say("window", f"page_{page}"))
    assert say("window", "demo") in frame.status.texts
    assert frame.nav.base.text() == frame.nav.base.base == say("window", "base_demo")
    assert driver.colour_at(1, 400) == tokens().warn
    before = count(driver.session, 1)
    driver.go("review")
    driver.do(KEYS.Key_2)
    assert count(driver.session, 1).declined == before.declined + 1

    frame.nav.base.click()
    driver.choose(say("window", "reset_sample"))
    assert driver.session.is_sample
    assert count(driver.session, 1) == before

    frame.nav.base.click()
    driver.choose(say("window", "new_base"))
    assert driver.colour_at(1, 400) != tokens().warn
    driver.click(say("first_run", "create"))
    assert driver.focused is driver.door.company
    assert driver.program.preferences.bases == []


def test_leaving_the_sample_leads_to_the_own_base(
    start: Start, home: Path, made_sample: Path, base_of: Callable[[str], Path]
) -> None:
    shutil.copytree(made_sample, home)
    base = base_of("catalogue")
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    driver.frame.nav.base.click()
    driver.choose(driver.say("window", "to_sample"))
    assert driver.session.is_sample
    driver.leave()
    assert driver.door.presenter.base == base
    assert driver.program.preferences.bases == [base]
