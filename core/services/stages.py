"""How many stand where on the way: clients that wait to be scored, recommendations that wait for a hand."""

from dataclasses import dataclass
from datetime import date

from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.session import Session
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


def read_stages(session: Session) -> Stages:
    """As they are today."""
    with session.reading(UseCase.READ_LEADS) as work:
        return stages_of(work, session.today())


def stages_of(work: UnitOfWork, day: date) -> Stages:
    """The same within a unit of work."""
    counts = work.leads.counts()
    return Stages(
        clients=work.clients.count(),
        pending=work.clients.count_pending(day),
        processed=counts.get(Stage.PROCESSED, 0),
        in_review=counts.get(Stage.IN_REVIEW, 0),
        waiting=counts.get(Stage.WAITING, 0),
    )
