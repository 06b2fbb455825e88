"""Leads as people look at them: how many stand where, and examples with their reasons."""

from collections.abc import Mapping, Sequence

from core.domain.lead import OPEN, UNDECIDED, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.session import Session


def count_standing(session: Session, clients: Sequence[int]) -> int:
    """How many recommendations these clients have, undecided or on their way."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.leads.count_of(clients, OPEN | UNDECIDED)


def best_undecided(session: Session, clients: Sequence[int]) -> int | None:
    """The highest score that nobody has decided on yet among these clients; None where nothing is undecided."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.leads.best_score(clients, UNDECIDED)


def count_stages(session: Session) -> Mapping[Stage, int]:
    """How many recommendations of the base stand in each stage."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.leads.counts()


def leads_in(session: Session, stage: Stage) -> list[Recommendation]:
    """All recommendations of a stage, the highest score first."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.leads.in_stage(stage)


def best_by_rule(session: Session) -> list[Recommendation]:
    """For each rule that settled a partner the undecided recommendation with the highest score, best first."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.leads.best_by_rule()
