"""What the manager decides about recommendations: accept, decline, postpone, look again. "Declined" is never
"refused".
"""

from collections.abc import Sequence

from core.domain.errors import BadValue
from core.domain.lead import Stage, step
from core.domain.rights import UseCase
from core.services.session import Deed, Done, Session
from core.storage.leads import Recommendation

CHANGED = frozenset({"recommendations"})


def accept(session: Session, recommendations: Sequence[int]) -> Done[int]:
    """Accept: a service of the own company becomes a task, a partner's waits to leave. Returns how many."""
    with session.doing(UseCase.DECIDE) as deed:
        accepted = _accept(deed, _of(deed, recommendations))
    return Done(accepted, CHANGED)


def accept_from(session: Session, least_score: int, clients: Sequence[int]) -> Done[int]:
    """Accept every undecided recommendation of these clients with at least this score (1…99). Raises BadValue."""
    if not 1 <= least_score <= 99:
        raise BadValue(field="accept_from", least=1, most=99)
    with session.doing(UseCase.DECIDE) as deed:
        found = [
            one
            for one in deed.work.leads.of_clients(clients)
            if one.stage is Stage.PROCESSED and one.score >= least_score
        ]
        accepted = _accept(deed, found)
        deed.details |= {"accept_from": least_score}
    return Done(accepted, CHANGED)


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
    with session.doing(UseCase.DECIDE) as deed:
        for one in _of(deed, recommendations):
            step(one.stage, stage)
        deed.work.leads.move(recommendations, stage, deed.at)
        deed.details |= {"recommendations": len(recommendations), "stage": stage.value}
    return Done(None, CHANGED)


def _accept(deed: Deed, found: Sequence[Recommendation]) -> int:
    catalogue = deed.work.catalogue.read()
    own = catalogue.own_company.id
    groups: dict[Stage, list[int]] = {Stage.TASK: [], Stage.WAITING: []}
    for one in found:
        after = Stage.TASK if catalogue.services[one.service_id].company_id == own else Stage.WAITING
        groups[step(one.stage, after)].append(one.id)
    for stage, ids in groups.items():
        deed.work.leads.move(ids, stage, deed.at)
    deed.details |= {stage.value: len(ids) for stage, ids in groups.items()}
    return len(found)


def _of(deed: Deed, recommendations: Sequence[int]) -> list[Recommendation]:
    return deed.work.leads.some(recommendations)
