"""Backups through the window: made, restored here and on a new machine; a base that does not open; the journal."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from core.domain.rights import UseCase
from core.services.backups import folder_of, list_backups, make_backup
from core.services.rotation import rotate_keys
from core.services.session import sign_in
from core.services.settings import read_settings
from core.services.users import change_password, make_sheet
from core.storage.connection import connect
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import StoreKeys
from desktop.backup_rows import local
from desktop.screens.restore.broken import BrokenScreen
from desktop.screens.restore.screen import RestoreScreen
from desktop.widgets.questions import Question
from tests.core.storage.journals import unguarded
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import KEYS, Driver, FileDialogs

Inside = Callable[[str], Driver]
NEW = "a-third-pad-for-anna"


@contextmanager
def confirming(driver: Driver, name: str) -> Iterator[list[str]]:
    """Within the block the name is typed where it is asked for, and the button pressed that it sets free."""
    asked: list[str] = []

    def answer() -> None:
        window = QApplication.activeModalWidget()
        if not isinstance(window, Question) or asked:
            return
        asked.append(window.windowTitle())
        safe = window.focusWidget() is window.buttons["keep"] and not window.buttons["restore"].isEnabled()
        window.findChildren(QLineEdit)[0].setText(name if safe else "")
        window.buttons["restore" if window.buttons["restore"].isEnabled() else "keep"].click()

    timer = QTimer(interval=5)
    timer.timeout.connect(answer)
    timer.start()
    try:
        yield asked
    finally:
        timer.stop()
    assert asked
    driver.wait()


def test_what_was_changed_after_the_backup_is_as_before_once_it_is_restored(inside: Inside) -> None:
    driver = inside("catalogue")
    base = driver.program.base
    assert base is not None
    driver.go("backups")
    assert driver.page.late.text == driver.say("backups", "late_none")
    for said in ("no_last", "none_title"):
        assert driver.say("backups", said) not in driver.texts(driver.page), "it is said once"
    assert not any(driver.say("window", "backup", at="") in text for text in driver.frame.status.texts)
    driver.click(driver.say("backups", "make"))
    assert driver.page.table.rowCount() == 1
    (made,) = list_backups(folder_of(driver.session))
    hour = f"{local(made.made_at):%H:%M}"
    assert driver.say("window", "backup", at=hour) in driver.frame.status.texts
    driver.click(driver.say("backups", "verify"))
    assert "1" in driver.page.grid.model().index(0, 0).data() or driver.page.message.text
    driver.go("rules")
    driver.page.presenter.put("open_recommendations", "1")
    driver.page.presenter.apply()
    driver.wait()
    assert read_settings(driver.session).open_recommendations == 1
    driver.go("backups")
    driver.click(driver.say("backups", "restore"))
    door = driver.door
    assert isinstance(door, RestoreScreen)
    driver.click(driver.say("restore", "next"))
    door.login.setText(LOGIN)
    door.secret.line.setText(PASSWORD)
    with confirming(driver, "Firm") as asked:
        driver.click(driver.say("restore", "restore"))
    assert asked == [driver.say("restore", "ask_title", name="Firm")]
    assert driver.program.workplace is None
    told = driver.texts(door)
    (safety,) = [one.file for one in list_backups(base.parent / "Копии Opuntia") if "restore" in str(one.facts)]
    assert str(safety) in told.replace("\u200b", "")  # where a narrow window may break it
    driver.click(driver.say("restore", "enter"))
    driver.unlock(LOGIN, PASSWORD)
    assert read_settings(driver.session).open_recommendations > 1
    driver.go("backups")
    assert driver.page.table.rowCount() == 2
    driver.page.make.setFocus()
    driver.press(KEYS.Key_Space)
    driver.wait()
    assert driver.page.table.rowCount() == 3
    assert driver.page.make.hasFocus(), "the keyboard is where it was"


def test_a_wrong_password_costs_no_sign_in_and_a_new_one_with_new_keys_loses_nothing(inside: Inside) -> None:
    driver = inside("catalogue")
    base = driver.program.base
    assert base is not None
    make_backup(driver.session, folder_of(driver.session))
    rotate_keys(driver.session)
    change_password(driver.session, PASSWORD, NEW)
    with driver.session.store.unit_of_work() as work:
        work.tombstones.add([1], driver.session.now())
    driver.go("backups")
    driver.click(driver.say("backups", "restore"))
    door = driver.door
    assert isinstance(door, RestoreScreen)
    door.grid.selectRow(door.table.rowCount() - 1)
    driver.click(driver.say("restore", "next"))
    door.secret.line.setText("something else entirely")
    driver.click(driver.say("restore", "restore"))
    assert driver.door is door
    assert door.refusal.text()
    assert door.secret.line.hasFocus()
    assert driver.session.login == LOGIN
    door.secret.line.setText(PASSWORD)
    with confirming(driver, "Firm"):
        driver.click(driver.say("restore", "restore"))
    assert driver.program.workplace is None
    assert driver.say("restore", "done_lost") not in driver.texts(door)
    assert "restore" in {one.facts.reason for one in list_backups(base.parent / "Копии Opuntia") if one.facts}


def test_thinking_better_of_it_leaves_the_base_open(inside: Inside) -> None:
    driver = inside("empty")
    driver.go("backups")
    driver.click(driver.say("backups", "restore"))
    assert isinstance(driver.door, RestoreScreen)
    driver.click(driver.say("restore", "cancel"))
    assert driver.frame.door is None
    assert driver.frame.page_name == "backups"
    assert driver.session.login == LOGIN


def test_a_new_user_on_a_new_machine_restores_from_the_file_with_the_sheet(
    start: Callable[[], Driver], made_bases: dict[str, Path], dialogs: FileDialogs, tmp_path: Path
) -> None:
    base = Path(shutil.copytree(made_bases["clients"], tmp_path / "old" / "Firm.opuntia"))
    session = sign_in(base, LOGIN, PASSWORD)
    code = make_sheet(session).value
    dialogs.file = make_backup(session, tmp_path / "stick").value.file
    session.close()
    shutil.rmtree(base.parent)
    driver = start()
    driver.click(driver.say("first_run", "restore"))
    door = driver.door
    assert isinstance(door, RestoreScreen)
    driver.click(driver.say("restore", "other_file"))
    dialogs.folder = tmp_path / "new"
    driver.click(driver.say("restore", "change_place"))
    door.by_sheet.click()
    door.login.setText(LOGIN)
    for group in code.split("-"):
        driver.type(group)
    for secret in (door.secret, door.again):
        secret.line.setText("short")
    driver.click(driver.say("restore", "restore"))
    assert driver.focused is door.secret.line
    assert not (tmp_path / "new" / "Firm.opuntia").exists()
    for secret in (door.secret, door.again):
        secret.line.setText(NEW)
    with confirming(driver, "Firm"):
        driver.click(driver.say("restore", "restore"))
    driver.click(driver.say("restore", "enter"))
    driver.unlock(LOGIN, NEW)
    assert driver.program.base == tmp_path / "new" / "Firm.opuntia"
    assert driver.frame.page_name == "today"


def test_a_damaged_base_shows_the_ways_out_and_the_last_backup_brings_it_back(
    start: Callable[[], Driver], base_of: Callable[[str], Path]
) -> None:
    base = base_of("catalogue")
    session = sign_in(base, LOGIN, PASSWORD)
    make_backup(session, base.parent / "Копии Opuntia")
    session.close()
    (base / "work.db").write_bytes((base / "work.db").read_bytes()[:9_000])
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    door = driver.door
    assert isinstance(door, BrokenScreen)
    assert str(base) in driver.texts(door)
    assert driver.focused is door.newest
    driver.click(driver.say("restore", "broken_again"))
    driver.unlock(LOGIN, PASSWORD)
    door = driver.door
    assert isinstance(door, BrokenScreen)
    door.newest.click()
    driver.wait()
    door = driver.door
    assert isinstance(door, RestoreScreen)
    door.login.setText(LOGIN)
    door.secret.line.setText(PASSWORD)
    with confirming(driver, "Firm"):
        driver.click(driver.say("restore", "restore"))
    driver.click(driver.say("restore", "enter"))
    driver.unlock(LOGIN, PASSWORD)
    assert driver.frame.page_name == "today"


def test_the_check_names_an_entry_that_was_changed_with_the_key_of_work_alone(
    start: Callable[[], Driver], base_of: Callable[[str], Path]
) -> None:
    base = base_of("catalogue")
    session = sign_in(base, LOGIN, PASSWORD)
    keys = session.keys
    with session.doing(UseCase.COMPUTE) as deed:
        deed.details |= {"clients": 3}
    entry = deed.entry
    session.close()
    connection = connect(base, StoreKeys(keys.work, None))
    with connection.begin():
        work = UnitOfWork(connection, sees_people=False)
        unguarded(work)
        work.audit._connection.exec_driver_sql(f"UPDATE audit_entry SET details = '{{}}' WHERE id = {entry}")
    connection.close()
    connection.engine.dispose()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    driver.go("journal")
    driver.click(driver.say("journal", "check"))
    assert driver.page.message.text.startswith(driver.say("journal", "check_changed", entry=entry))


def test_a_backup_makes_itself_and_no_second_one_where_nothing_has_changed(inside: Inside) -> None:
    driver = inside("catalogue")
    place = driver.program.workplace
    assert place is not None
    driver.go("backups")
    for _ in range(2):
        place.quiet_backups.back_up()
        driver.wait()
    assert driver.page.table.rowCount() == 1
    assert driver.page.late.text == ""
