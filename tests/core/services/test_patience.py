"""How long an answer is waited for and when one asks again: a kind's own days, else those of the base."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.errors import BadValue
from core.domain.lead import Answer, Stage
from core.domain.settings import Settings
from core.services.awaited import AwaitedLead, read_awaited
from core.services.outcomes import record_outcome
from core.services.reminders import remind
from core.services.sending import mark_sent, read_packages, save_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.services.today import read_today
from tests.core.services.test_replies import packed
from tests.support import by_hand
from tests.support.bases import NOW, TODAY, all_recommendations, open_prepared


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    save_packages(opened, tmp_path / "out")
    for one in read_packages(opened):
        mark_sent(opened, one.id)
    yield opened
    opened.close()


def later(session: Session, days: int) -> None:
    session.clock = lambda: NOW + timedelta(days=days)


def sent(session: Session) -> AwaitedLead:
    return next(one for one in read_awaited(session).leads if not one.own)


def kind_of(session: Session, lead: int) -> int:
    return next(one.kind_id for one in all_recommendations(session) if one.id == lead)


def test_an_answer_is_late_after_the_days_of_its_kind_and_of_the_base_where_it_has_none(session: Session) -> None:
    lead = sent(session)
    by_hand.set_answer_days(session, kind_of(session, lead.recommendation), 12)
    later(session, 11)
    assert not any(one.overdue for one in read_awaited(session).leads)
    later(session, 12)
    late = {one.recommendation for one in read_awaited(session).leads if one.overdue}
    assert late == {
        one.id
        for one in all_recommendations(session)
        if one.stage is Stage.SENT and one.kind_id == kind_of(session, lead.recommendation)
    }
    overdue = read_today(session).overdue
    assert overdue is not None and (overdue.leads, overdue.days) == (len(late), 12)
    change_settings(session, Settings(answer_days=10))
    assert all(one.overdue for one in read_awaited(session).leads if not one.own)


def test_silence_counts_as_an_answer_once_the_deadline_of_its_kind_is_past(session: Session) -> None:
    lead = sent(session)
    record_outcome(session, lead.recommendation, Answer.NO_ANSWER, TODAY)
    by_hand.set_answer_days(session, kind_of(session, lead.recommendation), 5)
    for days, counted in ((4, 0), (5, 1)):
        later(session, days)
        with session.store.reading() as work:
            assert sum(one.answered for one in work.leads.answers(session.today()).values()) == counted


def test_after_no_answer_one_asks_again_on_the_day_that_the_kind_says(session: Session) -> None:
    change_settings(session, Settings(ask_again_days=3))
    lead = sent(session).recommendation
    record_outcome(session, lead, Answer.NO_ANSWER, TODAY)
    for days, asked in ((2, False), (3, True)):
        later(session, days)
        assert any(one.recommendation == lead for one in read_awaited(session).leads) is asked


def test_today_counts_just_what_the_page_says_is_to_be_asked_about(session: Session) -> None:
    """Whatever each kind says, sent or unanswered, reminded of or not."""
    leads = [one for one in read_awaited(session).leads if not one.own]
    for place, lead in enumerate(leads):
        if place % 3 == 0:
            record_outcome(session, lead.recommendation, Answer.NO_ANSWER, TODAY)
        elif place % 3 == 1:
            remind(session, [lead.recommendation], "ru")
    kinds = sorted({kind_of(session, one.recommendation) for one in leads})
    assert len(kinds) > 1
    told = []
    for place, kind in enumerate(kinds):
        by_hand.set_ask_again_days(session, kind, 3 + 5 * place)
    for days in (2, 3, 6, 8, 9, 29, 30):
        later(session, days)
        told.append(read_today(session).to_ask)
        assert told[-1] == sum(one.to_ask for one in read_awaited(session).leads)
        if days == 8:
            silent = [one for one in read_awaited(session).leads if one.to_ask and one.silent_on is not None]
            for one in silent:
                remind(session, [one.recommendation], "ru")
            assert silent and read_today(session).to_ask == told[-1] - len(silent)
    assert len(set(told)) > 2


@pytest.mark.parametrize("settings", [Settings(answer_days=0), Settings(ask_again_days=367)])
def test_days_out_of_their_range_are_refused(session: Session, settings: Settings) -> None:
    with pytest.raises(BadValue):
        change_settings(session, settings)
    with pytest.raises(BadValue):
        by_hand.set_answer_days(session, 1, 400)
