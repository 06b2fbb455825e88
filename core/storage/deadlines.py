"""Deadlines of answers, inside a query: a kind's own, else that of the base."""

from datetime import date

from sqlalchemy import ColumnElement, Integer, String, cast, func, select, type_coerce

from core.domain.settings import Settings
from core.storage.tables import kind, recommendation, setting

_OF_KIND = select(kind.c.answer_days).where(kind.c.id == recommendation.c.kind_id).scalar_subquery()
_OF_BASE = (
    select(cast(type_coerce(setting.c.value, String), Integer)).where(setting.c.name == "answer_days").scalar_subquery()
)


def past_deadline(day: date) -> ColumnElement[bool]:
    """Whether on `day` an answer to an offered recommendation is past its deadline."""
    waited = func.julianday(day.isoformat()) - func.julianday(recommendation.c.offered_on)
    return waited >= func.coalesce(_OF_KIND, _OF_BASE, Settings().answer_days)
