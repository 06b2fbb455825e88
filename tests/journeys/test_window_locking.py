"""Locking: nothing stands in its way, nothing of a client stays on the screen, nothing that was typed is lost."""

import gc
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from core.domain.settings import Settings
from core.services import scoring_run
from core.services.drafts import read_drafts
from core.services.review import read_cards, read_queue
from core.services.session import Session, create_base, sign_in
from core.services.settings import read_settings
from core.vault.slots import StoreKeys
from desktop.crash import CrashReport
from desktop.entrance import SUFFIX
from desktop.widgets.questions import Question
from ml.hybrid import blocks
from tests.journeys.conftest import LOGIN, PASSWORD, ROWS, Tables, enter_consent, to_the_import
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs, Gate
from tests.support.reading import found, pending, people

Inside = Callable[[str], Driver]
BLOCK = 20


def lock(driver: Driver) -> None:
    driver.do(KEYS.Key_L, held=CTRL)
    assert driver.frame.page is None
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [driver.frame]


def unlock(driver: Driver) -> None:
    assert driver.focused is driver.door.secret.line
    driver.unlock(LOGIN, PASSWORD)


def everything(driver: Driver) -> str:
    """Whatever a visible widget says, also aloud and in tips."""
    seen = [driver.frame, *(one for one in driver.frame.findChildren(QWidget) if one.isVisible())]
    aloud = [(one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.windowTitle()) for one in seen]
    return "\n".join([driver.texts(), *("\n".join(said) for said in aloud)])


def names_of(session: Session) -> list[str]:
    """Whoever waits for a decision, as the screen writes them."""
    queue = read_queue(session)
    return [card.full_name for card in read_cards(session, [one.id for one in queue.entries], "ru")]


def test_the_locked_window_tells_the_base_and_the_login_and_no_client(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    names = names_of(driver.session)
    assert any(name in everything(driver) for name in names)
    lock(driver)
    shown = everything(driver)
    assert not [name for name in names if name in shown]
    assert driver.door.state.text() == driver.say("unlock", "locked")
    assert driver.door.login.text() == LOGIN
    assert driver.frame.windowTitle() == "Opuntia"
    driver.press(KEYS.Key_K, held=CTRL)
    driver.press(KEYS.Key_1, held=CTRL)
    driver.program.go("settings", {})
    assert driver.frame.page is None


def test_after_the_lock_no_key_and_no_open_store_is_left_in_memory(inside: Inside) -> None:
    gc.collect()
    of_others = [one for one in gc.get_objects() if isinstance(one, StoreKeys)]  # other tests of this process
    driver = inside("scored")
    driver.go("review")

    def held() -> list[StoreKeys]:
        gc.collect()
        there = [one for one in gc.get_objects() if isinstance(one, StoreKeys) and one.work]
        return [one for one in there if not any(one is other for other in of_others)]

    assert held()
    driver.lock()
    assert not held()
    other = sign_in(driver.session.store.folder, LOGIN, PASSWORD)  # the files are free
    other.close()


def test_the_review_comes_back_to_the_same_card_and_goes_on(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    driver.do(KEYS.Key_2)
    driver.do(KEYS.Key_Down)
    before = driver.texts(driver.page.card)
    at = driver.page.presenter
    driver.press(KEYS.Key_2)  # its answer has not come when the lock does
    driver.press(KEYS.Key_Z, held=CTRL)
    lock(driver)
    unlock(driver)
    assert driver.page.presenter is at
    assert driver.texts(driver.page.card) == before
    assert sum(one.stage.value == "declined" for one in found(driver.session)) == 1
    driver.do(KEYS.Key_2)
    assert sum(one.stage.value == "declined" for one in found(driver.session)) == 2


def test_a_decision_of_the_last_moment_is_kept(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    for _ in range(3):
        driver.press(KEYS.Key_2)
    driver.press(KEYS.Key_L, held=CTRL)
    driver.wait()
    session = sign_in(driver.session.store.folder, LOGIN, PASSWORD)
    assert sum(one.stage.value == "declined" for one in found(session)) == 3
    session.close()
    unlock(driver)
    assert driver.frame.page_name == "review"


def test_what_was_typed_in_the_consent_comes_back_with_cursor_and_selection(
    inside: Inside, dialogs: FileDialogs, tables: Tables
) -> None:
    driver = inside("catalogue")
    driver.go("imports")
    dialogs.file = tables.clients
    driver.do(KEYS.Key_O, held=CTRL)
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    enter_consent(driver)
    line = driver.focused
    assert isinstance(line, QLineEdit)
    driver.type("-987")
    line.setSelection(1, 3)
    undo = line.isUndoAvailable()
    lock(driver)
    unlock(driver)
    assert driver.frame.page_name == "imports"
    assert driver.focused is line
    assert (line.text(), line.selectedText(), line.isUndoAvailable()) == ("С-1-987", "-1-", undo)
    (draft,) = read_drafts(driver.session)
    assert "С-1-987" in str(draft.consent)


def test_a_rule_in_the_midst_of_typing_is_kept_and_not_applied(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("rules")
    field: QLineEdit = driver.page.form.controls["accept_from"]
    driver.tab_to(field)
    driver.press(KEYS.Key_A, held=CTRL)
    driver.type("77")
    lock(driver)
    unlock(driver)
    assert driver.focused is field
    assert field.text() == "77"
    assert driver.page.bar.count.text() == driver.say("staged", "changes", n=1)
    assert read_settings(driver.session).accept_from == Settings().accept_from


def test_the_password_of_a_package_stays_until_it_was_passed_on(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("sending")
    driver.page.show_password("Пароль", "Передайте его отдельно", "qwerty-123")
    dialog = driver.page.dialog
    dialog.copy.click()
    assert QApplication.clipboard().text() == "qwerty-123"
    driver.program.lock()
    driver.wait()
    assert QApplication.clipboard().text() == ""
    assert not dialog.isVisible()
    unlock(driver)
    assert dialog.isVisible()
    assert dialog.isModal()
    assert dialog.line.text() == "qwerty-123"
    dialog.passed.click()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("what", ["list", "saved", "help", "crash", "palette", "bell", "account", "combo"])
def test_whatever_lies_above_the_page_goes_away_at_once(inside: Inside, what: str) -> None:
    driver = inside("scored")
    program, frame = driver.program, driver.frame
    driver.go("settings" if what == "combo" else "sending")
    page = driver.page
    opened: dict[str, Callable[[], object]] = {
        "list": lambda: page.show_lines("Кого нет", "Почему", ["Соколова Анна: нет согласия"], "Закрыть"),
        "saved": lambda: page.show_saved("Сохранено", "Там", "file.xlsx", ("Показать", "Потом")),
        "help": program.show_help,
        "crash": lambda: program.windows.show_crash(CrashReport.of(ValueError(), "today"), before=False),
        "palette": program.open_palette,
        "bell": program.bell.open,
        "account": lambda: program._open_menu("account"),
        "combo": lambda: driver.page.type_scale.showPopup(),  # noqa: PLW0108 (other pages have none)
    }
    opened[what]()
    QApplication.processEvents()
    program.lock()
    driver.wait()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [frame]
    assert QApplication.activePopupWidget() is None
    assert not frame.overlay_open
    driver.unlock(LOGIN, PASSWORD)
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not frame]
    assert bool(shown) == (what in {"list", "saved", "help", "crash"})
    for one in shown:
        one.close()


@pytest.mark.parametrize("what", ["question", "file"])
def test_a_window_that_is_waited_for_is_left_as_esc_leaves_it(inside: Inside, what: str) -> None:
    driver = inside("scored")
    driver.go("catalogue")
    stood: list[bool] = []

    def came() -> bool:
        return any(
            isinstance(one, Question | QFileDialog) and one.isVisible() for one in QApplication.topLevelWidgets()
        )

    def lock_it() -> None:
        if came():
            stood.append(True)
            timer.stop()
            driver.program.lock()

    timer = QTimer(interval=5)
    timer.timeout.connect(lock_it)
    timer.start()
    if what == "file":
        assert driver.page.choose_file("Каталог", "*.xlsx") == ""
    else:
        assert driver.page.ask("Загрузить?", "Всё", [("Да", "yes"), ("Нет", "no")]) == "no"
    driver.wait()
    assert stood
    assert driver.frame.page is None
    unlock(driver)
    assert driver.frame.page_name == "catalogue"


def test_computing_stops_at_its_block_and_goes_on_by_itself(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, made_bases: dict[str, Path]
) -> None:
    driver = inside("clients")
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))
    gate = Gate(monkeypatch, "compute", "score", 2 * BLOCK)
    driver.program.go("compute", {})
    driver.wait()
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.lock()
    session = sign_in(driver.session.store.folder, LOGIN, PASSWORD)
    assert pending(session) == ROWS - 2 * BLOCK
    session.close()
    unlock(driver)
    driver.wait()
    assert driver.frame.page_name == "compute"
    assert pending(driver.session) == 0
    other = sign_in(made_bases["scored"], LOGIN, PASSWORD)
    assert found(driver.session) == found(other) != []
    other.close()


def test_an_import_that_was_being_written_is_written_after_unlocking(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch, made_bases: dict[str, Path]
) -> None:
    driver = inside("catalogue")
    gate = Gate(monkeypatch, "import_table", "store")
    to_the_import(driver, dialogs, tables)
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.lock()
    session = sign_in(driver.session.store.folder, LOGIN, PASSWORD)
    assert people(session).total() == 0
    assert len(read_drafts(session)) == 1
    session.close()
    unlock(driver)
    assert driver.say("settling", "done_title", n=ROWS) in driver.texts()
    other = sign_in(made_bases["clients"], LOGIN, PASSWORD)
    assert people(driver.session) == people(other)
    other.close()


@pytest.mark.parametrize("answer", ["stay", "drop_locked"])
def test_another_base_is_gone_into_only_where_unfinished_work_may_be_dropped(
    inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    other = tmp_path / f"Other{SUFFIX}"
    create_base(other, "Other", "boris", PASSWORD)
    driver = inside("clients")
    gate = Gate(monkeypatch, "compute", "score", 0)
    driver.program.go("compute", {})
    driver.wait()
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.lock()
    driver.door.presenter.base = other
    with driver.answering(driver.say("window", answer)):
        driver.unlock("boris", PASSWORD)
    driver.wait()
    assert (driver.frame.page is not None) == (answer == "drop_locked")
    if answer == "stay":
        driver.unlock(LOGIN, PASSWORD)
        assert driver.frame.page_name == "compute"
        assert pending(driver.session) == 0
    else:
        assert driver.session.login == "boris"


def test_the_locked_window_can_be_closed(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    lock(driver)
    driver.frame.close()
    assert driver.ended


def test_nobody_there_is_warned_of_and_then_locks_without_losing_a_letter(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("rules")
    field: QLineEdit = driver.page.form.controls["accept_from"]
    driver.tab_to(field)
    idleness = driver.program.idleness
    now = [0.0]
    idleness._clock = lambda: now[0]
    driver.program.preferences.lock_after = 1
    driver.program.watch_idleness()
    now[0] = 40
    idleness.look()
    assert driver.frame.curtain.warning.text == driver.say("window", "lock_soon", n=20)
    assert driver.focused is field
    driver.press(KEYS.Key_A, held=CTRL)
    QTest.keyClick(driver.frame.windowHandle(), KEYS.Key_7)
    assert field.text() == "7"
    assert driver.frame.curtain.warning.text == ""
    now[0] += 61
    idleness.look()
    driver.wait()
    assert driver.frame.page is None
    now[0] += 600
    idleness.look()
    unlock(driver)
    assert driver.frame.page_name == "rules"
    assert field.text() == "7"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("what", ["help", "crash", "dialog"])
def test_the_warning_stands_in_whichever_window_lies_above_and_a_touch_there_takes_it_back(
    inside: Inside, what: str
) -> None:
    driver = inside("scored")
    program = driver.program
    driver.go("sending")
    now = [0.0]
    program.idleness._clock = lambda: now[0]
    program.preferences.lock_after = 1
    program.watch_idleness()
    if what == "help":
        program.show_help()
    elif what == "crash":
        program.windows.show_crash(CrashReport.of(ValueError(), "today"), before=False)
    else:
        driver.page.show_password("Пароль", "Передайте его отдельно", "qwerty-123")
    QApplication.processEvents()
    above = driver.page.dialog if what == "dialog" else program.windows.shown[-1]
    now[0] = 40
    program.idleness.look()
    soon = driver.say("window", "lock_soon", n=20)
    assert [soon in driver.texts(window) for window in (driver.frame, above)] == [True, True]
    QTest.mouseMove(above.windowHandle(), above.rect().center())
    QTest.keyClick(above.windowHandle(), KEYS.Key_Shift)
    assert not any(soon in driver.texts(window) for window in (driver.frame, above))
    now[0] += 59
    program.idleness.look()
    assert driver.frame.page is not None
    above.close()


def test_the_sample_is_left_when_asked_and_never_locks_by_itself(
    start: Callable[[], Driver], made_sample: Path, home: Path
) -> None:
    shutil.copytree(made_sample / "sample", home / "sample")
    driver = start()
    driver.program.entrance.try_sample(lambda _: None, lambda *_: None)
    driver.wait()
    driver.program.lock(unasked=True)
    assert driver.frame.page is not None
    driver.do(KEYS.Key_L, held=CTRL)
    assert driver.program.workplace is None
