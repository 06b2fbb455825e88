"""What the manager decides about recommendations: accept, decline, postpone, look again.

"Declined" is never "refused".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors import BadValue
from core.domain.lead import Stage, step
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.session import Deed, Done, Session

CHANGED = frozenset({"recommendations"})
LEAST_SCORE, MOST_SCORE = 1, 99


@dataclass(frozen=True, slots=True)
class Accepted:
    """`own` became tasks of the own company, `waiting` wait to leave for partners."""

    own: int
    waiting: int


def accept(session: Session, recommendations: Sequence[int]) -> Done[Accepted]:
    """Accept: a service of the own company becomes a task, a partner's waits to leave. Raises StageForbidden."""
    with session.doing(UseCase.DECIDE) as deed:
        accepted = _accept(deed, session, deed.work.leads.some(recommendations))
    return Done(accepted, CHANGED)


def accept_from(session: Session, least_score: int, clients: Sequence[int]) -> Done[Accepted]:
    """Accept every undecided recommendation of these clients with at least this score. Raises BadValue."""
    refuse_bad_score(least_score)
    with session.doing(UseCase.DECIDE) as deed:
        undecided = deed.work.leads.of_clients(clients, {Stage.PROCESSED})
        accepted = _accept(deed, session, [one for one in undecided if one.score >= least_score])
        deed.details |= {"accept_from": least_score}
    return Done(accepted, CHANGED)


def refuse_bad_score(score: int) -> None:
    """Raise BadValue for a score outside 1…99."""
    if not LEAST_SCORE <= score <= MOST_SCORE:
        raise BadValue(field="accept_from", least=LEAST_SCORE, most=MOST_SCORE)


def decline(session: Session, recommendations: Sequence[int]) -> Done[None]:
    """The manager will not offer these; the client is not asked and has refused nothing."""
    return _move(session, recommendations, Stage.DECLINED)


def postpone(session: Session, recommendations: Sequence[int]) -> Done[None]:
    """Not now."""
    return _move(session, recommendations, Stage.POSTPONED)


def take_up(session: Session, recommendations: Sequence[int]) -> Done[None]:
    """Put into review: a new run leaves them as they are."""
    return _move(session, recommendations, Stage.IN_REVIEW)


def take_back(session: Session, recommendations: Sequence[int]) -> Done[None]:
    """Undo a decision. Raises StageForbidden for what has left already."""
    return _move(session, recommendations, Stage.PROCESSED)


def _move(session: Session, recommendations: Sequence[int], stage: Stage) -> Done[None]:
    """Raises StageForbidden, UnknownRecord."""
    with session.doing(UseCase.DECIDE) as deed:
        found = deed.work.leads.some(recommendations)
        for one in found:
            step(one.stage, stage)
        deed.work.leads.move([one.id for one in found], stage, deed.at)
        if stage in {Stage.DECLINED, Stage.PROCESSED}:  # a place is free, or what comes back may be out of date
            deed.work.clients.mark_pending(sorted({one.client_id for one in found}))
        deed.details |= {"recommendations": len(found), "stage": stage.value}
    return Done(None, CHANGED)


def _accept(deed: Deed, session: Session, found: Sequence[Recommendation]) -> Accepted:
    catalogue = deed.work.catalogue.read()
    own = catalogue.own_company.id
    tasks = [one for one in found if catalogue.services[one.service_id].company_id == own]
    waiting = [one for one in found if catalogue.services[one.service_id].company_id != own]
    for stage, leads in ((Stage.TASK, tasks), (Stage.WAITING, waiting)):
        for one in leads:
            step(one.stage, stage)
    deed.work.leads.offer([one.id for one in tasks], Stage.TASK, deed.at, session.today())
    deed.work.leads.move([one.id for one in waiting], Stage.WAITING, deed.at)
    accepted = Accepted(len(tasks), len(waiting))
    deed.details |= {"own": accepted.own, "waiting": accepted.waiting}
    return accepted
