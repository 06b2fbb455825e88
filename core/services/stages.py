"""How many stand where on the way: clients that wait to be scored, recommendations that wait for a hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.domain.lead import Stage
from core.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Stages:
    """`pending` of the `clients` within reach wait to be scored; recommendations are `processed`, `in_review`, or
    accepted and `waiting` to leave.
    """

    clients: int
    pending: int
    processed: int
    in_review: int
    waiting: int


def stages_of(work: UnitOfWork, day: date, counts: Mapping[Stage, int]) -> Stages:
    """As they are on this day; `counts` of the leads by stage."""
    return Stages(
        clients=work.clients.count(),
        pending=work.clients.count_pending(day),
        processed=counts.get(Stage.PROCESSED, 0),
        in_review=counts.get(Stage.IN_REVIEW, 0),
        waiting=counts.get(Stage.WAITING, 0),
    )
