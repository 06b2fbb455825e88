"""What the base refuses is told wherever a person is by then, and nothing is called saved that was not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.errors import DiskFull
from core.domain.lead import Stage
from core.services.session import sign_in
from desktop.preferences import Preferences
from desktop.screens.review import deciding
from desktop.tasks import Work
from tests.journeys.conftest import LOGIN, PASSWORD, Tables, to_the_import
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs, Gate
from tests.support.reading import found

Inside = Callable[[str], Driver]


def full(*_: Any, **__: Any) -> NoReturn:
    raise DiskFull


@pytest.mark.parametrize("way", ["leave", "close"])
def test_a_decision_that_the_base_does_not_take_keeps_its_window_open(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    driver = inside("scored")
    driver.go("review")
    before = driver.page.queue.model().rowCount()
    monkeypatch.setattr(deciding, "decline", full)
    QTest.keyClick(QApplication.focusWidget() or driver.frame, KEYS.Key_2)
    if way == "leave":
        driver.program.leave()
    else:
        driver.frame.close()
    driver.wait()
    assert driver.frame.page_name == "review"
    assert driver.frame.isVisible()
    assert driver.page.message.text == driver.program.words.error(DiskFull())
    assert driver.page.queue.model().rowCount() == before
    monkeypatch.undo()
    driver.program.leave()
    driver.wait()
    assert driver.frame.page is None


def test_the_last_decision_is_in_the_base_when_it_is_said_to_be_saved(inside: Inside) -> None:
    driver = inside("scored")
    base = driver.program.base
    driver.go("review")
    QTest.keyClick(QApplication.focusWidget() or driver.frame, KEYS.Key_2)
    driver.program.leave()
    driver.wait()
    driver.close()
    assert base is not None
    session = sign_in(base, LOGIN, PASSWORD)
    assert sum(one.stage is Stage.DECLINED for one in found(session)) == 1
    session.close()


def test_an_import_that_fails_behind_another_page_is_told_there_and_on_its_own(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("catalogue")
    gate = failing_gate(monkeypatch)
    to_the_import(driver, dialogs, tables)
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.program.go("today", {})
    gate.open()
    driver.wait()
    assert driver.frame.toast.text == driver.say("notices", "failed_import_table")
    assert driver.program.bell.notices[0].key == "failed_import_table"
    driver.go("imports")
    assert driver.page.message.text == driver.program.words.error(DiskFull())
    driver.go("today")
    driver.go("imports")
    assert driver.page.message.text == ""


def test_a_hidden_window_comes_back_where_its_work_fails(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("catalogue")
    gate = failing_gate(monkeypatch)
    to_the_import(driver, dialogs, tables)
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    with driver.answering(driver.say("window", "finish_hidden")):
        driver.frame.close()
    assert not driver.frame.isVisible()
    gate.open()
    driver.wait()
    assert driver.frame.isVisible()
    assert not driver.ended
    assert driver.page.message.text == driver.program.words.error(DiskFull())


def failing_gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The import stands where everybody is written and nothing is kept yet; let go on, it finds the disk full."""
    gate = Gate(monkeypatch, "import_table", "store")
    held = Work.tell

    def fails(work: Work, at: str, done: int, total: int) -> None:
        held(work, at, done, total)
        if (work.name, at) == ("import_table", "store"):
            raise DiskFull

    monkeypatch.setattr(Work, "tell", fails)
    return gate


def test_a_base_in_a_place_that_does_not_answer_is_said_to_be_so(
    start: Callable[[], Driver], home: Path, tmp_path: Path
) -> None:
    base = tmp_path / ("n" * 300) / "Firm.opuntia"  # the system refuses to look there
    preferences = Preferences(home)
    preferences.opened(base, LOGIN)
    preferences.save()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    assert driver.frame.page is None
    assert driver.door.refusal.text()


def test_a_base_that_is_gone_is_named_on_the_first_pages(
    start: Callable[[], Driver], base_of: Callable[[str], Path]
) -> None:
    base = base_of("catalogue")
    moved = base.with_name("Elsewhere.opuntia")
    base.rename(moved)
    driver = start()
    assert driver.door.welcome_refusal.text() == driver.say("first_run", "lost", name="Firm", place=str(base.parent))
