"""What was promised and what came of it: the P(kind) and the score with which answered offers were made. Counts of the
whole base, no person: a percent is the same for everybody who reads it.
"""

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from core.domain.lead import Answer
from core.storage.deadlines import is_answered
from core.storage.tables import kind, outcome, recommendation, service, setting


class Promise(NamedTuple):
    """An answered offer: `chance` P(kind) and `score` from before the answer was known, and the model that gave them.

    A tuple, not a dataclass: a base may have tens of thousands of them.
    """

    model_version: str
    chance: float
    score: int
    bought: bool


class Promises:
    """Reads `recommendation` beside `outcome`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def kept(self, day: date) -> list[Promise]:
        """Every answered offer as of `day`, in the order of the offers."""
        came = outcome.c.answer == Answer.BOUGHT.value
        wanted = (
            select(recommendation.c.model_version, recommendation.c.chance, recommendation.c.score, came)
            .join_from(outcome, recommendation)
            .where(is_answered(day))
            .order_by(recommendation.c.id)
        )
        return list(map(Promise._make, self._connection.execute(wanted)))

    def digest(self, day: date) -> Hashable:
        """Another one whenever `kept` may be another: from narrow rows alone, read before every card."""
        counted = select(outcome.c.answer, func.count(), func.max(outcome.c.id), func.sum(outcome.c.recommendation_id))
        deadlines = select(kind.c.id, kind.c.answer_days).where(kind.c.answer_days.is_not(None))
        kinds = select(func.sum(service.c.id * service.c.kind_id))  # a service that moves takes its answers along
        usual = select(setting.c.value).where(setting.c.name == "answer_days")
        return (
            day,
            tuple(map(tuple, self._connection.execute(counted.group_by(outcome.c.answer)))),
            tuple(map(tuple, self._connection.execute(deadlines))),
            str(self._connection.scalar(usual)),
            self._connection.scalar(kinds),
        )
