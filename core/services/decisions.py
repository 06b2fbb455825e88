"""What the manager decides about recommendations: accept, decline, postpone, look again.

"Declined" is never "refused". Every decision leaves an audit entry that holds what was before, so that
`core/services/history.py` can undo it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from core.domain.caps import CapHit
from core.domain.decision import DeclineReason
from core.domain.errors import BadValue, CapReached, ShownOtherwise, StageForbidden
from core.domain.lead import Stage, step
from core.domain.recommendation import Recommendation
from core.domain.rights import RIGHTS, UseCase
from core.services.places import Places
from core.services.session import Deed, Done, Session

CHANGED = frozenset({"recommendations"})
LEAST_SCORE, MOST_SCORE = 1, 99
MOST_UNDOABLE: Final = 1000
"""A decision about more recommendations than this notes their number alone, and is not undone as a whole."""
LONGEST_WAIT: Final = timedelta(days=366)

BEFORE: Final = "recommendations"
"""Detail of a decision's entry: [id, stage before, postponed until before] of each, or their number."""

SCORED: Final = "scored_by"
"""Detail of declining: [client, what had scored it] of each that did not wait to be scored before."""

Shown = Mapping[int, int]
"""Recommendation → the service that stood on the screen when it was decided about."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """`own` became tasks of the own company, `waiting` wait to leave for partners; `capped` stay undecided: id → the
    caps that leave them no place.
    """

    own: int
    waiting: int
    capped: Mapping[int, tuple[CapHit, ...]] = field(default_factory=dict)


def accept(session: Session, recommendations: Sequence[int], shown: Shown | None = None) -> Done[Accepted]:
    """Accept: a service of the own company becomes a task, a partner's waits to leave. Those that the caps leave no
    place for, the highest score served first, stay as they are.

    Raises CapReached (there is a place for none), ShownOtherwise, StageForbidden, UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.DECIDE) as deed:
        accepted = accept_found(deed, session, find(deed, recommendations, shown))
    return Done(accepted, CHANGED, deed.entry)


def accept_from(session: Session, least_score: int, clients: Sequence[int]) -> Done[Accepted]:
    """Accept every undecided recommendation of these clients with at least this score, as far as the caps go. Raises
    BadValue, BeyondReach.
    """
    refuse_bad_score(least_score)
    with session.doing(UseCase.DECIDE) as deed:
        deed.work.clients.refuse_beyond(clients)
        undecided = deed.work.leads.of_clients(clients, {Stage.PROCESSED})
        accepted = accept_within(deed, session, [one for one in undecided if one.score >= least_score])
        deed.details |= {"accept_from": least_score}
    return Done(accepted, CHANGED, deed.entry)


def refuse_bad_score(score: int) -> None:
    """Raise BadValue for a score outside 1…99."""
    if not LEAST_SCORE <= score <= MOST_SCORE:
        raise BadValue(field="accept_from", least=LEAST_SCORE, most=MOST_SCORE)


def decline(session: Session, recommendations: Sequence[int], shown: Shown | None = None) -> Done[None]:
    """The manager will not offer these; the client is not asked and has refused nothing. `note_reason` says why.

    Raises ShownOtherwise, StageForbidden, UnknownRecord, BeyondReach.
    """
    return _move(session, recommendations, Stage.DECLINED, shown=shown)


def note_reason(session: Session, recommendations: Sequence[int], reason: DeclineReason) -> Done[None]:
    """Why these were declined; it goes when the declining is undone. Raises StageForbidden (one is not declined, or not
    any more), UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.DECIDE) as deed:
        for one in deed.work.leads.some(recommendations):
            if one.stage is not Stage.DECLINED:
                raise StageForbidden(before=one.stage.value, after=Stage.DECLINED.value)
        deed.work.overrides.note_reason(recommendations, reason)
        deed.details |= {"decline_reason": reason.value, "declined": len(recommendations)}
    return Done(None, frozenset(), deed.entry)


def count_reasons(session: Session) -> dict[DeclineReason | None, int]:
    """Reason → how many stand declined for it; None where nobody gave one."""
    with session.reading(UseCase.READ_LEADS) as work:
        return work.overrides.reasons()


def postpone(session: Session, recommendations: Sequence[int], until: date, shown: Shown | None = None) -> Done[None]:
    """Not now: from the day `until` on they ask for a decision again, and before all others.

    Raises BadValue (today or earlier, or more than a year away), ShownOtherwise, StageForbidden, UnknownRecord,
    BeyondReach.
    """
    least, most = session.today() + timedelta(days=1), session.today() + LONGEST_WAIT
    if not least <= until <= most:
        raise BadValue(field="until", least=least, most=most)
    return _move(session, recommendations, Stage.POSTPONED, until, shown)


def take_up(session: Session, recommendations: Sequence[int]) -> Done[None]:
    """Put into review: a new run leaves them as they are. Raises StageForbidden, UnknownRecord, BeyondReach."""
    return _move(session, recommendations, Stage.IN_REVIEW)


def take_back(session: Session, recommendations: Sequence[int]) -> Done[None]:
    """Back to undecided, whatever was decided. What went on to the next partner, or a notice calls back, ends instead
    and closes nothing: a run may recommend the kind anew. Raises StageForbidden for what has left already or has
    ended, UnknownRecord, BeyondReach.
    """
    return _move(session, recommendations, Stage.PROCESSED)


def count_decided(details: Mapping[str, Any]) -> tuple[int, int]:
    """(decided, accepted) recommendations of an entry of DECIDE; looking again and undoing decide nothing."""
    accepted = int(details.get("own", 0)) + int(details.get("waiting", 0))
    if details.get("stage") not in {Stage.DECLINED, Stage.POSTPONED}:
        return accepted, accepted
    before = details[BEFORE]
    return len(before) if isinstance(before, list) else int(before), 0


def find(deed: Deed, recommendations: Sequence[int], shown: Shown | None) -> list[Recommendation]:
    """These recommendations as they were `shown`. Raises ShownOtherwise, UnknownRecord, BeyondReach."""
    found = deed.work.leads.some(recommendations)
    if shown is not None and any(one.service_id != shown.get(one.id, one.service_id) for one in found):
        raise ShownOtherwise
    return found


def accept_found(deed: Deed, session: Session, found: Sequence[Recommendation]) -> Accepted:
    """Accept within a command. Raises CapReached where the caps leave a place for none of them, StageForbidden."""
    accepted = accept_within(deed, session, found)
    if found and len(accepted.capped) == len(found):
        hit = next(iter(accepted.capped.values()))[0]
        raise CapReached(cap=hit.reason.value, used=hit.used, most=hit.cap)
    return accepted


def _move(
    session: Session,
    recommendations: Sequence[int],
    stage: Stage,
    until: date | None = None,
    shown: Shown | None = None,
) -> Done[None]:
    with session.doing(UseCase.DECIDE) as deed:
        found = find(deed, recommendations, shown)
        lasting = deed.work.follow_ups.called_back([one.id for one in found])
        lasting |= {one.id for one in found if one.rerouted_from is not None}
        for one in found:
            if one.id in lasting and one.stage is Stage.DECLINED:  # it has ended
                raise StageForbidden(before=one.stage.value, after=stage.value)
            step(one.stage, stage)
        deed.work.leads.move(sorted(lasting), Stage.DECLINED, deed.at)  # a run would take undecided ones out
        rest = [one.id for one in found if one.id not in lasting]
        deed.work.leads.decide(rest, stage, deed.at, postponed_until=until)
        if stage in {Stage.DECLINED, Stage.PROCESSED}:  # a place is free, or what comes back may be out of date
            clients = sorted({one.client_id for one in found})
            if stage is Stage.DECLINED and len(found) <= MOST_UNDOABLE:
                deed.details |= {SCORED: sorted(deed.work.clients.scored_by(clients).items())}
            deed.work.clients.mark_pending(clients)
        deed.details |= {"stage": stage.value}
        if until is not None:
            deed.details |= {"until": until.isoformat()}
        if stage in {Stage.DECLINED, Stage.POSTPONED}:
            _note_before(deed, found)
        else:
            deed.details |= {BEFORE: len(found)}
    return Done(None, CHANGED, deed.entry)


def accept_within(deed: Deed, session: Session, found: Sequence[Recommendation]) -> Accepted:
    """Accept within a command, as far as the caps go. Raises StageForbidden."""
    catalogue = deed.work.catalogue.read()
    own = catalogue.own_company.id
    tasks = [one for one in found if catalogue.services[one.service_id].company_id == own]
    waiting = [one for one in found if catalogue.services[one.service_id].company_id != own]
    for stage, leads in ((Stage.TASK, tasks), (Stage.WAITING, waiting)):
        for one in leads:
            if one.stage not in RIGHTS[UseCase.DECIDE].states:  # what is packed waits again by its package alone
                raise StageForbidden(before=one.stage.value, after=stage.value)
            step(one.stage, stage)
    capped = Places(deed.work, catalogue, session.today()).accepting(found)
    found, tasks, waiting = ([one for one in group if one.id not in capped] for group in (found, tasks, waiting))
    deed.work.leads.decide([one.id for one in tasks], Stage.TASK, deed.at, offered_on=session.today())
    deed.work.leads.decide([one.id for one in waiting], Stage.WAITING, deed.at)
    accepted = Accepted(len(tasks), len(waiting), capped)
    deed.details |= {"own": accepted.own, "waiting": accepted.waiting}
    deed.details |= {"capped": len(capped)} if capped else {}
    _note_before(deed, found)
    return accepted


def _note_before(deed: Deed, found: Sequence[Recommendation]) -> None:
    if len(found) > MOST_UNDOABLE:
        deed.details |= {BEFORE: len(found)}
        return
    deed.details |= {
        BEFORE: [
            [one.id, one.stage.value, None if one.postponed_until is None else one.postponed_until.isoformat()]
            for one in found
        ]
    }
