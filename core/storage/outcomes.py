"""Records of outcomes one by one: kept, put right, taken back. Their numbers are read in `leads.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update

from core.domain.lead import OPEN, UNDECIDED, Answer, Stage
from core.storage.deadlines import is_answered
from core.storage.leads import LeadOutcome, LeadRecords
from core.storage.tables import outcome, portrait, recommendation

_STANDING = [stage.value for stage in OPEN | UNDECIDED]


@dataclass(frozen=True, slots=True)
class AnsweredOffer:
    """What a client said to an offer of a kind, and on which day."""

    client_id: int
    kind_id: int
    answer: Answer
    on: date


class OutcomeRecords:
    """Records of `outcome`, of leads that were read before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, recommendation_id: int) -> LeadOutcome | None:
        """What came back of a lead."""
        return LeadRecords(self._connection).outcomes([recommendation_id]).get(recommendation_id)

    def answered(self, day: date) -> list[AnsweredOffer]:
        """Every answered offer as of `day` in the order of the offers: no wrong data, "no answer" only past its
        deadline, and nobody who was erased.
        """
        columns = recommendation.c.client_id, recommendation.c.kind_id, outcome.c.answer, outcome.c.on
        wanted = _answered(day, *columns).order_by(recommendation.c.id)
        return [
            AnsweredOffer(client_id, kind_id, Answer(answer), on)
            for client_id, kind_id, answer, on in self._connection.execute(wanted)
        ]

    def count_answered(self, day: date) -> int:
        """How many these are."""
        return int(self._connection.scalar(_answered(day, func.count())) or 0)

    def silent(self, offered_since: date) -> dict[int, date]:
        """Lead → the day on which "no answer" was recorded, of all that were offered since then, whosever they are."""
        wanted = (
            select(outcome.c.recommendation_id, outcome.c.on)
            .join_from(outcome, recommendation)
            .where(outcome.c.answer == Answer.NO_ANSWER.value, recommendation.c.offered_on >= offered_since)
        )
        return {int(lead): on for lead, on in self._connection.execute(wanted)}

    def put(self, recommendation_id: int, told: LeadOutcome | None) -> None:
        """Keep what came back of a lead in the place of what was known; None: nothing came back."""
        self._connection.execute(delete(outcome).where(outcome.c.recommendation_id == recommendation_id))
        if told is not None:
            values = {"answer": told.answer.value, "on": told.on, "amount": told.amount, "reason": told.reason}
            self._connection.execute(insert(outcome).values(recommendation_id=recommendation_id, **values))

    def put_lead_back(self, recommendation_id: int, stage: Stage, since: datetime) -> None:
        """The lead stands where it stood before its outcome."""
        one = update(recommendation).where(recommendation.c.id == recommendation_id)
        self._connection.execute(one.values(stage=stage.value, stage_since=since))

    def has_successor(self, recommendation_id: int) -> bool:
        """Whether the kind of this lead is recommended to its client anew."""
        lead, other = recommendation, recommendation.alias()
        same = (other.c.client_id == lead.c.client_id) & (other.c.kind_id == lead.c.kind_id) & (other.c.id != lead.c.id)
        found = select(other.c.id).where(lead.c.id == recommendation_id, same, other.c.stage.in_(_STANDING))
        return self._connection.scalar(found.limit(1)) is not None


def _answered(day: date, *columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of every answered offer to a client who is there."""
    offers = select(*columns).select_from(outcome).join(recommendation)
    return offers.join(portrait, portrait.c.client_id == recommendation.c.client_id).where(is_answered(day))
