"""Fifty outcomes by keyboard alone, and every one undone; a partner's file comes back and is put right on its page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from core.delivery.workbook import table_workbook
from core.domain.lead import Answer, Stage
from core.domain.settings import Settings
from core.services.awaited import read_awaited
from core.services.decisions import accept_from
from core.services.replies import read_waiting
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session, sign_in
from core.services.settings import change_settings
from tests.core.services.test_replies import codes, outcome_of, stages
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.bases import all_recommendations
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

OUTCOMES = 50
NOBODY = "Незнакомцев Аким Лукич"
Start = Callable[[], Driver]


@pytest.fixture
def driver(start: Start, base_of: Callable[[str], Path], tmp_path: Path) -> Driver:
    """On the page of outcomes, with everything accepted and sent."""
    session = sign_in(base_of("scored"), LOGIN, PASSWORD)
    change_settings(session, Settings(exploration=0))
    clients = sorted({one.client_id for one in all_recommendations(session)})
    accept_from(session, 1, clients)
    make_packages(session, clients, "ru")
    save_packages(session, tmp_path / "out")
    for one in read_packages(session):
        mark_sent(session, one.id)
    session.close()
    driver = start()
    driver.unlock(LOGIN, PASSWORD)
    driver.go("outcomes")
    return driver


def answered(session: Session) -> tuple[int, int]:
    """(bought, answered) as conversions count them."""
    with session.store.reading() as work:
        told = work.leads.answers(session.today()).values()
    return sum(one.bought for one in told), sum(one.answered for one in told)


def counters_are_right(driver: Driver) -> None:
    """The tab counts what the base holds, and so does the page."""
    waiting = len(read_awaited(driver.session).leads)
    assert driver.page.table.rowCount() == waiting
    assert driver.page.tabs.segments()[0].count == str(waiting)


def test_fifty_outcomes_are_entered_by_keys_alone_and_every_one_is_undone(driver: Driver) -> None:
    session, page = driver.session, driver.page
    before = stages(session)
    assert len(read_awaited(session).leads) > OUTCOMES
    assert driver.focused is page.grid
    told = []
    for number in range(OUTCOMES):
        lead = read_awaited(session).leads[0].recommendation
        answer = list(Answer)[number % len(Answer)]
        driver.do(KEYS(KEYS.Key_1 + number % len(Answer)))
        if answer is Answer.BOUGHT:
            driver.type(str(1000 + number))
            driver.do(KEYS.Key_Return)
        assert driver.focused is page.grid
        outcome = outcome_of(session, lead)
        assert outcome is not None and outcome.answer is answer
        assert outcome.amount == (1000.0 + number if answer is Answer.BOUGHT else None)
        told.append(lead)
        counters_are_right(driver)
    assert len(set(told)) == OUTCOMES
    counts_at_once = [Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE]
    assert answered(session) == (OUTCOMES // 5, OUTCOMES // 5 * len(counts_at_once))
    for lead in reversed(told):
        driver.do(KEYS.Key_Z, held=CTRL)
        assert outcome_of(session, lead) is None
        counters_are_right(driver)
    assert stages(session) == before
    assert answered(session) == (0, 0)


def test_a_partners_file_comes_back_and_its_unclear_row_is_settled(
    driver: Driver, dialogs: FileDialogs, tmp_path: Path
) -> None:
    session, page = driver.session, driver.page
    (sure, lead), (unclear, other), *_ = codes(session).items()
    rows: list[list[str | None]] = [[sure, "Купил", "20 000"], [unclear, "ну да", None]]
    heads = [(name, 14) for name in ("Код ответа", "Ответ", "Сумма")]
    dialogs.file = tmp_path / "answers.xlsx"
    dialogs.file.write_bytes(table_workbook("Ответы", heads, rows))
    driver.do(KEYS.Key_O, held=CTRL)
    driver.until(lambda: outcome_of(session, lead) is not None)
    driver.wait()
    bought = outcome_of(session, lead)
    assert bought is not None and bought.amount == 20_000.0
    assert page.table.rowCount() == 1
    assert driver.focused is page.grid
    driver.do(KEYS.Key_2)
    refused = outcome_of(session, other)
    assert refused is not None and refused.answer is Answer.REFUSED
    assert page.empty.isVisible()
    assert {stages(session)[one] for one in (lead, other)} == {Stage.OUTCOME}
    driver.do(KEYS.Key_Z, held=CTRL)
    driver.do(KEYS.Key_Z, held=CTRL)
    assert outcome_of(session, lead) is None
    assert outcome_of(session, other) is None


def test_answers_are_pasted_and_a_row_of_nobody_gets_its_offer_by_keys_alone(driver: Driver) -> None:
    session, page = driver.session, driver.page
    before = stages(session)
    first, second, *_, last = read_awaited(session).leads
    QGuiApplication.clipboard().setText("купил\t1500\r\n")
    driver.press(KEYS.Key_V, held=CTRL)
    driver.until(lambda: page.dialog is not None)
    driver.do(KEYS.Key_Escape)
    assert stages(session) == before
    QGuiApplication.clipboard().setText(f"{NOBODY}\tотказ\r\n")
    driver.press(KEYS.Key_V, held=CTRL)
    driver.until(lambda: page.dialog is not None)
    driver.do(KEYS.Key_Return)
    (line,) = read_waiting(session)
    assert line.lead is None
    assert driver.focused is page.grid
    driver.do(KEYS.Key_2)
    assert read_waiting(session) == [line], "nobody knows whose answer it is"
    driver.press(KEYS.Key_Return)
    driver.until(lambda: page.dialog is not None)
    driver.type(f"{last.who.split()[0]} {last.service}")
    driver.do(KEYS.Key_Return)
    driver.do(KEYS.Key_2)
    (answered,) = [one for one, stage in stages(session).items() if before.get(one) is not stage and one in before]
    told = outcome_of(session, answered)
    assert told is not None and told.answer is Answer.REFUSED
    assert read_waiting(session) == []
    driver.do(KEYS.Key_Z, held=CTRL)
    driver.do(KEYS.Key_Z, held=CTRL)
    assert {one: stages(session)[one] for one in before} == before
    assert read_waiting(session) == []

    driver.go("today")
    driver.go("outcomes")
    page = driver.page
    page.presenter.pick_tab("awaited")
    driver.wait()
    page.grid.setFocus()
    QGuiApplication.clipboard().setText("купил\t1500\r\nне дозвонились\t\r\n")
    driver.press(KEYS.Key_V, held=CTRL)
    driver.until(lambda: page.dialog is not None)
    driver.do(KEYS.Key_Return)
    bought, missed = (outcome_of(session, one.recommendation) for one in (first, second))
    assert bought is not None and (bought.answer, bought.amount) == (Answer.BOUGHT, 1500.0)
    assert missed is not None and missed.answer is Answer.UNREACHABLE
    driver.do(KEYS.Key_Z, held=CTRL)
    assert {one: stages(session)[one] for one in before} == before
    QGuiApplication.clipboard().clear()
