"""The page of outcomes where no answer comes: the partner is reminded, the lead goes on, and both are undone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.domain.lead import Answer, Stage
from core.services.awaited import AwaitedLead, read_awaited
from core.services.consents import withdraw_consent
from core.services.outcomes import record_outcome
from core.services.session import Session
from core.services.today import read_today
from desktop.screens.outcomes.screen import OutcomesScreen
from tests.core.services.test_replies import packed, stages
from tests.core.services.test_replies import sent as send_all
from tests.desktop.screens.outcomes.test_outcomes import press
from tests.support.bases import NOW, all_recommendations, open_prepared
from tests.support.desk import PlainDesk
from tests.support.pages import shown


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    send_all(opened, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


@pytest.fixture
def page(qtbot: QtBot, desk: PlainDesk) -> OutcomesScreen:
    return shown(qtbot, OutcomesScreen(desk))


def later(session: Session, days: int) -> None:
    session.clock = lambda: NOW + timedelta(days=days)


def chosen(page: OutcomesScreen, session: Session) -> AwaitedLead:
    spoken = str(page.grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    return next(one for one in read_awaited(session).leads if one.who in spoken and one.service in spoken)


def test_a_week_after_sending_it_is_time_to_ask_and_one_letter_reminds_of_all(
    page: OutcomesScreen, session: Session, desk: PlainDesk
) -> None:
    page.arrive({"tab": "ask"})
    assert page.empty.isVisible() and read_today(session).to_ask == 0
    later(session, 7)
    page.arrive({"tab": "ask"})
    due = [one for one in read_awaited(session).leads if one.to_ask]
    assert read_today(session).to_ask == len(due) == page.table.rowCount() > 3
    partner = chosen(page, session).partner
    theirs = {one.recommendation for one in due if one.partner == partner}
    assert press(page, Qt.Key.Key_7, "7")
    letter = QGuiApplication.clipboard().text()
    assert letter.count("opuntia-") == len(theirs) and "Кактусов" not in letter
    assert {one.recommendation for one in read_awaited(session).leads if one.reminded_on} == theirs
    assert read_today(session).to_ask == len(due) - len(theirs)
    assert desk.told[-1][1] is not None and page.undo()
    assert read_today(session).to_ask == len(due)


def test_past_the_deadline_6_passes_the_lead_on_and_the_next_row_is_chosen(
    page: OutcomesScreen, session: Session, desk: PlainDesk
) -> None:
    later(session, 30)
    page.arrive({"tab": "late"})
    place = next(at for at, one in enumerate(late(session)) if one.may_go_on)
    page.grid.selectRow(place)
    lead = late(session)[place]
    assert lead.onward is not None and lead.onward.partner in page.bar.ways["pass_on"].text()
    before = stages(session)
    assert press(page, Qt.Key.Key_6, "6")
    after = stages(session)
    assert after[lead.recommendation] is Stage.OUTCOME
    assert [stage for id_, stage in after.items() if id_ not in before] == [Stage.WAITING]
    assert page.grid.currentIndex().row() == place
    assert lead.recommendation not in [one.recommendation for one in read_awaited(session).leads]
    assert page.undo() and stages(session) == before
    assert not desk.warned


def late(session: Session) -> list[AwaitedLead]:
    return [one for one in read_awaited(session).leads if one.overdue or one.onward is not None]


def test_all_that_may_go_on_do_so_by_one_button_and_are_undone_as_one(
    page: OutcomesScreen, session: Session, desk: PlainDesk
) -> None:
    later(session, 30)
    page.arrive({"tab": "late"})
    going = [one for one in late(session) if one.may_go_on]
    before = stages(session)
    assert str(len(going)) in page.bar.ways["pass_all"].text() and len(going) > 1
    page.bar.ways["pass_all"].click()
    assert len(stages(session)) == len(before) + len(going)
    assert str(len(going)) in desk.told[-1][0]
    page.arrive({})
    assert not page.bar.ways["pass_all"].isVisible()
    assert page.undo() and stages(session) == before


def test_what_keeps_the_next_partner_off_is_told_and_nothing_is_offered(page: OutcomesScreen, session: Session) -> None:
    later(session, 30)
    lead = next(one for one in late(session) if one.may_go_on)
    client = next(one.client_id for one in all_recommendations(session) if one.id == lead.recommendation)
    withdraw_consent(session, [client], "С-1")
    page.arrive({"tab": "late"})
    page.grid.selectRow([one.recommendation for one in late(session)].index(lead.recommendation))
    assert not page.bar.ways["pass_on"].isVisible()
    assert lead.onward is not None and lead.onward.partner in page.bar._note.text()
    before = stages(session)
    press(page, Qt.Key.Key_6, "6")
    assert stages(session) == before


def test_no_answer_past_the_deadline_stays_to_be_passed_on(page: OutcomesScreen, session: Session) -> None:
    later(session, 30)
    lead = next(one for one in late(session) if one.may_go_on)
    record_outcome(session, lead.recommendation, Answer.NO_ANSWER, session.today())
    page.arrive({"tab": "late"})
    again = next(one for one in late(session) if one.recommendation == lead.recommendation)
    assert again.may_go_on and not again.overdue and not again.to_ask
    assert f"просрочено {len(late(session)) - 1} " in page.subtitle.text()
    assert "ещё 1 «нет ответа»" in page.subtitle.text()


def test_7_reminds_of_what_was_noted_as_unanswered_as_well(page: OutcomesScreen, session: Session) -> None:
    lead = next(one for one in read_awaited(session).leads if one.is_sent)
    record_outcome(session, lead.recommendation, Answer.NO_ANSWER, session.today())
    later(session, 7)
    page.arrive({"tab": "ask"})
    page.grid.selectRow([one.recommendation for one in due(session)].index(lead.recommendation))
    theirs = {one.recommendation for one in due(session) if one.partner == lead.partner}
    assert press(page, Qt.Key.Key_7, "7") and len(theirs) > 1
    assert theirs.isdisjoint(one.recommendation for one in due(session))


def due(session: Session) -> list[AwaitedLead]:
    return [one for one in read_awaited(session).leads if one.to_ask]


def test_what_is_waited_on_from_tasks_and_fresh_leads_offers_no_way_on(page: OutcomesScreen, session: Session) -> None:
    page.arrive({"tab": "awaited"})
    for place, lead in enumerate(read_awaited(session).leads):
        page.grid.selectRow(place)
        assert not page.bar.ways["pass_on"].isVisible()
        assert page.bar.ways["remind"].isVisible() is lead.is_sent
