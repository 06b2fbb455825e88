"""Long work that is stopped, left alone or outlived by nothing: the base is whole, and one can go on."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from core.domain.rights import UseCase
from core.services import scoring_run
from core.services.drafts import read_drafts
from core.services.session import Session, sign_in
from ml.hybrid import blocks
from tests.journeys.conftest import LOGIN, PASSWORD, ROWS, Tables, to_the_import
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs, Gate
from tests.support.reading import changed_tables, found, logical_dump, pending, people

Inside = Callable[[str], Driver]
Start = Callable[[], Driver]

BLOCK = 20


@pytest.fixture
def undisturbed(made_bases: dict[str, Path]) -> Callable[[str], Session]:
    """What nobody has stopped, to compare with; not to be changed."""
    return lambda stage: sign_in(made_bases[stage], LOGIN, PASSWORD)


def begin_the_import(driver: Driver, dialogs: FileDialogs, tables: Tables, gate: Gate) -> None:
    """Up to the moment in which everybody is written and nothing is kept yet."""
    to_the_import(driver, dialogs, tables)
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)


def begin_to_compute(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Up to the moment in which some clients are scored and others are not."""
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))
    gate = Gate(monkeypatch, "compute", "score", 2 * BLOCK)
    driver.program.go("compute", {})
    driver.wait()
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    return gate


def stop_of_the_page(driver: Driver) -> QAbstractButton:
    button: QAbstractButton = driver.page.busy.stop
    assert driver.focused is button
    return button


def stop_of_the_strip(driver: Driver) -> QAbstractButton:
    (line,) = driver.frame.jobs.lines()
    return line.stop


@pytest.mark.parametrize("stop", [stop_of_the_page, stop_of_the_strip])
def test_a_stopped_import_changes_nothing_and_is_gone_on_with_to_its_end(
    inside: Inside,
    dialogs: FileDialogs,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    stop: Callable[[Driver], QAbstractButton],
    undisturbed: Callable[[str], Session],
) -> None:
    driver = inside("catalogue")
    gate = Gate(monkeypatch, "import_table", "store")
    to_the_import(driver, dialogs, tables)
    before = logical_dump(driver.session)
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    driver.tab_to(stop(driver))
    driver.do(KEYS.Key_Return)
    # The base was backed up before, which is noted; all else is as it was.
    assert changed_tables(before, logical_dump(driver.session)) == {"main.audit_entry", "main.mark", "people.mark"}
    with driver.session.store.reading() as work:
        assert work.audit.entries()[-1].use_case == UseCase.BACK_UP
    assert driver.page.message.text == driver.say("imports", "import_stopped")
    assert not driver.frame.jobs.isVisible()
    (draft,) = read_drafts(driver.session)
    assert draft.path == str(tables.clients)

    driver.click(driver.say("imports", "close"))
    driver.go("today")
    driver.click(driver.say("today", "step_draft_do"))
    assert driver.page.presenter.consenting.text == draft.consent != ""
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.say("settling", "done_title", n=ROWS) in driver.texts()
    other = undisturbed("clients")
    assert people(driver.session) == people(other)
    other.close()
    assert read_drafts(driver.session) == []


def test_stopped_computing_keeps_what_is_finished_and_the_rest_waits(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("clients")
    begin_to_compute(driver, monkeypatch)
    driver.click(driver.say("compute", "stop"), driver.page)
    left = pending(driver.session)
    assert left == ROWS - 2 * BLOCK
    assert driver.say("compute", "stopped", done=2 * BLOCK, left=left) in driver.texts()
    assert driver.say("window", "pending", n=left) in driver.frame.status.texts
    driver.do(KEYS.Key_Return, held=CTRL)
    assert pending(driver.session) == 0


def test_the_question_at_quitting_offers_three_ways_and_staying_keeps_everything(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("catalogue")
    gate = Gate(monkeypatch, "import_table", "store")
    begin_the_import(driver, dialogs, tables, gate)
    say = driver.say
    with driver.answering(say("window", "stay")) as asked:
        driver.frame.close()
    assert set(asked) >= {
        say("window", "work_runs_text", works=say("jobs", "import_table")),
        *(say("window", key) for key in ("finish_hidden", "stop_and_quit", "stay")),
    }
    assert (driver.frame.isVisible(), driver.ended) == (True, False)
    with driver.answering(say("window", "stay")):
        driver.program.leave()
    assert driver.frame.page_name == "imports"
    gate.open()
    driver.wait()
    assert say("settling", "done_title", n=ROWS) in driver.texts()


def test_a_base_that_is_left_during_an_import_is_as_before_when_it_is_opened_again(
    inside: Inside, dialogs: FileDialogs, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("catalogue")
    gate = Gate(monkeypatch, "import_table", "store")
    begin_the_import(driver, dialogs, tables, gate)
    with driver.answering(driver.say("window", "stop_and_leave")):
        driver.program.leave()
    driver.wait()
    assert driver.door.state.text() == driver.say("unlock", "left")
    assert not driver.frame.jobs.isVisible()
    driver.unlock(LOGIN, PASSWORD)
    assert people(driver.session).total() == 0
    assert driver.say("today", "step_draft") in driver.texts()


def test_an_import_stopped_by_quitting_is_offered_and_finished_after_the_next_start(
    inside: Inside,
    start: Start,
    dialogs: FileDialogs,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: Callable[[str], Session],
) -> None:
    driver = inside("catalogue")
    gate = Gate(monkeypatch, "import_table", "store")
    begin_the_import(driver, dialogs, tables, gate)
    with driver.answering(driver.say("window", "stop_and_quit")):
        driver.frame.close()
    assert driver.ended
    driver.close()

    again = start()
    again.unlock(LOGIN, PASSWORD)
    assert people(again.session).total() == 0
    assert again.say("today", "step_draft") in again.texts()
    again.click(again.say("today", "step_draft_do"))
    again.do(KEYS.Key_Return, held=CTRL)
    assert again.say("settling", "done_title", n=ROWS) in again.texts()
    other = undisturbed("clients")
    assert people(again.session) == people(other)
    other.close()


def test_computing_stopped_by_quitting_is_gone_on_with_to_the_same_result(
    inside: Inside, start: Start, monkeypatch: pytest.MonkeyPatch, undisturbed: Callable[[str], Session]
) -> None:
    driver = inside("clients")
    begin_to_compute(driver, monkeypatch)
    with driver.answering(driver.say("window", "stop_and_quit")):
        driver.frame.close()
    assert driver.ended
    driver.close()

    again = start()
    again.unlock(LOGIN, PASSWORD)
    left = pending(again.session)
    assert left == ROWS - 2 * BLOCK
    assert again.say("window", "pending", n=left) in again.frame.status.texts
    assert again.say("today", "step_pending", n=left) in again.texts()
    again.program.go("compute", {})
    again.wait()
    again.do(KEYS.Key_Return, held=CTRL)
    other = undisturbed("scored")
    assert found(again.session) == found(other) != []
    other.close()


def test_work_that_is_to_finish_hides_the_window_and_ends_the_program_with_its_result(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, undisturbed: Callable[[str], Session]
) -> None:
    driver = inside("clients")
    base = driver.session.store.folder
    gate = begin_to_compute(driver, monkeypatch)
    with driver.answering(driver.say("window", "finish_hidden")):
        driver.frame.close()
    assert not driver.frame.isVisible()
    assert not driver.ended
    gate.open()
    driver.until(lambda: driver.ended)
    driver.close()
    session, other = sign_in(base, LOGIN, PASSWORD), undisturbed("scored")
    assert found(session) == found(other)
    session.close()
    other.close()
