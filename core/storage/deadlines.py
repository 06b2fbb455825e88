"""Deadlines of answers, inside a query: a kind's own days, else those of the base."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, cast, exists, func, or_, select, type_coerce

from core.domain.lead import Answer, Stage
from core.domain.patience import LATEST
from core.domain.settings import Settings
from core.storage.follow_up_tables import reminder
from core.storage.tables import kind, outcome, recommendation, setting


def past_deadline(day: date) -> ColumnElement[bool]:
    """Whether on `day` an answer to an offered recommendation is past its deadline."""
    return _days(recommendation.c.offered_on, day) >= _patience("answer_days")


def is_answered(day: date) -> ColumnElement[bool]:
    """Whether an outcome counts as an answer on `day`: wrong data do not, "no answer" only past its deadline."""
    told = outcome.c.answer.in_([Answer.BOUGHT.value, Answer.REFUSED.value, Answer.UNREACHABLE.value])
    return or_(told, and_(outcome.c.answer == Answer.NO_ANSWER.value, past_deadline(day)))


def to_ask(day: date) -> ColumnElement[bool]:
    """Whether on `day` it is time to ask about a recommendation: sent, before its deadline and nobody reminded of it
    lately; or answered by "no answer", or reminded of after that, some time ago, and not gone on to another partner.
    """
    theirs = reminder.c.recommendation_id == recommendation.c.id
    reminded = select(func.max(reminder.c.on)).where(theirs).correlate(recommendation)
    noted = reminded.scalar_subquery()
    last = func.coalesce(noted, recommendation.c.offered_on)
    asked = func.max(outcome.c.on, func.coalesce(noted, outcome.c.on))  # with two values the later one, no aggregate
    again = _patience("ask_again_days")
    sent = and_(recommendation.c.stage == Stage.SENT.value, ~past_deadline(day), _days(last, day) >= again)
    unanswered = (outcome.c.answer == Answer.NO_ANSWER.value) & (_days(asked, day) >= again)
    silent = and_(
        recommendation.c.stage == Stage.OUTCOME.value,
        recommendation.c.offered_on >= day - LATEST,
        exists().where(outcome.c.recommendation_id == recommendation.c.id, unanswered).correlate(recommendation),
        ~_went_on(),
    )
    return or_(sent, silent)


def _went_on() -> ColumnElement[bool]:
    later = recommendation.alias()
    theirs = later.c.client_id == recommendation.c.client_id
    goes_on = (later.c.rerouted_from == recommendation.c.id) & (later.c.stage != Stage.DECLINED.value)
    return exists().where(theirs, goes_on).correlate(recommendation)


def _days(since: ColumnElement[Any], day: date) -> ColumnElement[Any]:
    return func.julianday(day.isoformat()) - func.julianday(since)


def _patience(name: str) -> ColumnElement[Any]:
    of_kind = select(kind.c[name]).where(kind.c.id == recommendation.c.kind_id).correlate(recommendation)
    told = select(cast(type_coerce(setting.c.value, String), Integer)).where(setting.c.name == name)
    return func.coalesce(of_kind.scalar_subquery(), told.scalar_subquery(), getattr(Settings(), name))
