"""Leaving a base or the program: what was done there is kept, and nothing of it reaches into what comes next."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.lead import Stage
from core.services import scoring_run
from core.services.session import Session, sign_in
from ml.hybrid import blocks
from tests.journeys.conftest import LOGIN, PASSWORD, ROWS
from tests.support.driver import CTRL, KEYS, Driver, Gate
from tests.support.reading import found, pending

Inside = Callable[[str], Driver]
BLOCK = 20


def declined(session: Session) -> int:
    return sum(one.stage is Stage.DECLINED for one in found(session))


def opened(base: Path) -> Session:
    return sign_in(base, LOGIN, PASSWORD)


@pytest.fixture
def base(tmp_path: Path, made_bases: dict[str, Path]) -> Path:
    return tmp_path / "bases" / made_bases["scored"].name


def test_a_base_is_left_from_the_review_and_gone_into_again(inside: Inside) -> None:
    driver = inside("scored")
    driver.frame.resize(1280, 800)
    driver.go("review")
    driver.do(KEYS.Key_2)
    driver.leave()
    assert driver.frame.page is None
    driver.unlock(LOGIN, PASSWORD)
    driver.frame.resize(1300, 820)
    driver.go("review")
    driver.do(KEYS.Key_2)
    assert declined(driver.session) == 2


def test_decisions_that_follow_fast_are_kept_when_the_window_is_closed_at_once(inside: Inside, base: Path) -> None:
    driver = inside("scored")
    driver.go("review")
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget() or driver.frame, KEYS.Key_2)
    driver.frame.close()
    session = opened(base)
    assert declined(session) == 4
    session.close()


def test_clients_that_were_computed_are_kept_when_the_base_is_left(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, made_bases: dict[str, Path]
) -> None:
    driver = inside("clients")
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))
    gate = Gate(monkeypatch, "compute", "score", 2 * BLOCK)
    driver.program.go("compute", {})
    driver.wait()
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    with driver.answering(driver.say("window", "stop_and_leave")):
        driver.program.leave()
    gate.open()
    driver.wait()
    driver.close()
    session = opened(tmp_path / "bases" / made_bases["clients"].name)
    assert pending(session) == ROWS - 2 * BLOCK
    session.close()


def test_finishing_in_the_background_ends_also_where_the_work_ended_while_one_was_asked(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = inside("clients")
    gate = Gate(monkeypatch, "compute", "score", 0)
    driver.program.go("compute", {})
    driver.wait()
    driver.press(KEYS.Key_Return, held=CTRL)
    driver.until(gate.reached)
    real = driver.program.tasks.works

    def answered(*_: object) -> str:
        gate.open()
        driver.until(lambda: not real)
        return "finish"

    monkeypatch.setattr("desktop.ending.ask_about_works", answered)
    driver.frame.close()
    driver.until(lambda: driver.ended)


def test_keys_do_nothing_to_a_page_that_lies_under_the_bell_or_the_palette(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    before = {one.id: one.stage for one in found(driver.session)}
    driver.program.bell.open()
    driver.do(KEYS.Key_2)
    driver.press(KEYS.Key_Escape)
    driver.program.open_palette()
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.frame.palette_.close_palette()
    assert {one.id: one.stage for one in found(driver.session)} == before


def test_the_toasts_undo_takes_back_a_decision_from_any_page(inside: Inside) -> None:
    driver = inside("scored")
    driver.go("review")
    driver.do(KEYS.Key_2)
    assert declined(driver.session) == 1
    driver.go("catalogue")
    driver.click(driver.say("window", "undo"), driver.frame.toast)
    assert declined(driver.session) == 0


def test_while_a_password_is_tried_no_other_way_in_is_open(inside: Inside) -> None:
    driver = inside("scored")
    driver.leave()
    door = driver.door
    door.presenter.enter(LOGIN, PASSWORD)
    assert not door.other.isEnabled()
    assert not door.new.isEnabled()
    driver.wait()
    assert driver.frame.page_name == "today"
