"""The next partner: a lead that its partner leaves without an answer goes on to the recorded runner-up.

The former lead is closed by "no answer"; a new one goes on from it, settled by the same record. What comes late from
the former partner ends it again (`core/services/late_answers.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from core.domain.decision import OverrideReason
from core.domain.errors import StageForbidden
from core.domain.follow_up_errors import NoNextPartner
from core.domain.lead import OPEN, UNDECIDED, Answer, LeftOut, Stage
from core.domain.patience import LATEST, Patience
from core.domain.recommendation import Arm, Override, Recommendation
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.silence import reopens_on
from core.services.gate import Gate
from core.services.outcomes import CHANGED, REROUTED, record_answers
from core.services.overriding import rivals_of, worth_of
from core.services.places import Places
from core.services.resolving import Inputs
from core.services.session import Deed, Done, Session
from core.storage.leads import LeadOutcome
from core.storage.unit_of_work import UnitOfWork

_STANDING: Final = OPEN | UNDECIDED
_MAY_GO_ON: Final = frozenset({Stage.SENT, Stage.OUTCOME})


@dataclass(frozen=True, slots=True)
class Onward:
    """To whom a lead would go on, and what keeps it from that now."""

    service_id: int
    service: str
    partner: str
    blocks: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Rerouted:
    """So many leads `went_on`, `own` of them to our own tasks; of those asked for `left` stay as they are."""

    went_on: int
    left: int
    own: int = 0


def reroute(session: Session, leads: Sequence[int]) -> Done[Rerouted]:
    """Pass these on to their next partners. A lead that was sent is closed by "no answer" with that; the new one waits
    to leave, or is a task where our own company is next. Undone as an answer is, while nothing of it has left.

    Raises NoNextPartner where none of them can go on, StageForbidden, UnknownRecord, BeyondReach.
    """
    today = session.today()
    with session.doing(UseCase.FOLLOW_UP) as deed:
        found = deed.work.leads.some(leads)
        for one in found:
            if one.stage not in _MAY_GO_ON:
                raise StageForbidden(before=one.stage.value, after=Stage.WAITING.value)
        onward = onwards(deed.work, today, found)
        going = [one for one in found if one.id in onward and not onward[one.id].blocks]
        asking = [_offered_by(one, onward[one.id].service_id) for one in going]
        capped = Places(deed.work, deed.work.catalogue.read(), today).accepting(asking)
        going = [one for one in going if one.id not in capped]
        if not going:
            raise NoNextPartner
        new = _pass_on(deed, session, {one.id: (one, onward[one.id].service_id) for one in going})
        silent = LeadOutcome(Answer.NO_ANSWER, today, None)
        record_answers(deed, session, [(one, silent) for one in going if one.stage is Stage.SENT], {REROUTED: new})
        clients = sorted({one.client_id for one in going})
        deed.work.clients.mark_pending(clients)
        deed.details |= {"rerouted": [one.id for one in going]}
        deed.details |= {"client": clients[0]} if len(clients) == 1 else {"clients": len(clients)}
        own = sum(one.stage is Stage.TASK for one in deed.work.leads.some(new))
    return Done(Rerouted(len(going), len(found) - len(going), own), CHANGED, deed.entry)


def onwards(work: UnitOfWork, day: date, leads: Sequence[Recommendation]) -> dict[int, Onward]:
    """Lead → to whom it may go on, of those past their deadline without an answer: the first in the recorded order that
    was not asked yet for this client and kind, and fits. Absent where nobody is left, where the kind rests, was
    declined or is recommended again, or where it went on before.
    """
    gate = Gate(work, day)
    silent = _silent(work, gate, day, leads)
    tried = work.follow_ups.tried(sorted({one.client_id for one in silent}))
    left = {
        one.id: [
            id_
            for id_ in rivals_of(one, gate.catalogue)
            if id_ not in tried.get((one.client_id, one.kind_id), ()) and not gate.catalogue.is_archived(id_)
        ]
        for one in silent
    }
    found: dict[int, Onward] = {}
    asking = silent
    while asking := [one for one in asking if left[one.id]]:
        asked = {one.id: left[one.id].pop(0) for one in asking}
        offered = [_offered_by(one, asked[one.id]) for one in asking]
        unfit = gate.no_longer_fitting(offered)  # also of our own company, which the blocks of a package leave out
        blocks = gate.blocks([one for one in offered if one.id not in unfit])
        found |= {id_: _onward(gate, asked[id_], reasons) for id_, reasons in blocks.items()}
        asking = [one for one in asking if one.id in unfit]
    return found


def _silent(work: UnitOfWork, gate: Gate, day: date, leads: Iterable[Recommendation]) -> list[Recommendation]:
    """Of these leads, for each client and kind the last that may go on."""
    settings = Settings.of(work.accounts.settings())
    patience = {one.id: Patience.of(one, settings) for one in gate.catalogue.kinds.values()}
    late = [
        one
        for one in leads
        if one.stage in _MAY_GO_ON
        and one.offered_on is not None
        and patience[one.kind_id].is_late(one.offered_on, day)
        and day <= one.offered_on + LATEST
    ]
    answers = work.leads.outcomes([one.id for one in late])
    clients = sorted({one.client_id for one in late})
    went_on = work.follow_ups.went_on(clients)
    shut = _shut(work, clients, day, settings)
    known = work.numbers.of(clients)  # an erased client has none
    standing: dict[tuple[int, int], set[int]] = {}
    for one in work.leads.of_clients(clients, _STANDING):
        standing.setdefault((one.client_id, one.kind_id), set()).add(one.id)
    last: dict[tuple[int, int], Recommendation] = {}
    for one in sorted(late, key=lambda one: (one.offered_on or date.min, one.id)):
        key = one.client_id, one.kind_id
        unanswered = one.id not in answers or answers[one.id].answer is Answer.NO_ANSWER
        free = one.client_id in known and one.id not in went_on and key not in shut
        if unanswered and free and standing.get(key, set()) <= {one.id}:
            last[key] = one
    return list(last.values())


def _shut(work: UnitOfWork, clients: Sequence[int], day: date, settings: Settings) -> set[tuple[int, int]]:
    """(client, kind) that rests after a refusal, or that the manager will not offer."""
    _, declined = work.leads.standing_kinds(clients)
    refusals: Mapping[tuple[int, int], Sequence[date]] = work.leads.refusals(clients)
    resting = {key for key, days in refusals.items() if reopens_on(days, settings.silence_days) > day}
    return resting | {(client, kind) for client, kinds in declined.items() for kind in kinds}


def _offered_by(one: Recommendation, service_id: int) -> Recommendation:
    """As if it were still to be decided, for those that ask what would keep it here."""
    settled = replace(one.settled, service_id=service_id)
    return replace(one, settled=settled, override=None, stage=Stage.PROCESSED)


def _onward(gate: Gate, service_id: int, blocks: tuple[LeftOut, ...]) -> Onward:
    service = gate.catalogue.services[service_id]
    partner = gate.catalogue.companies[service.company_id].name
    return Onward(service_id, service.name, partner, blocks)


def _pass_on(deed: Deed, session: Session, going: Mapping[int, tuple[Recommendation, int]]) -> list[int]:
    """The leads that go on from these, each to a service; with what that gives up against the settled one."""
    catalogue, today = deed.work.catalogue.read(), session.today()
    looked_at = deed.work.scores.inputs({one.settled.inputs_id for one, _ in going.values()})
    worth = {id_: worth_of(Inputs.of(version, content)) for id_, (_, version, content) in looked_at.items()}
    new = []
    for one, service_id in going.values():
        values = worth[one.settled.inputs_id]
        given_up = values[one.settled.service_id] - values[service_id]
        given = Override(service_id, OverrideReason.NO_ANSWER, given_up, session.user_id, deed.at)
        own = catalogue.services[service_id].company_id == catalogue.own_company.id
        new.append(deed.work.follow_ups.go_on(_going_on(one, deed.at, today if own else None), given))
    return new


def _going_on(one: Recommendation, at: datetime, task_on: date | None) -> Recommendation:
    """The lead that goes on: what was settled stays on record. `task_on`: where our own company is next, from when."""
    return replace(
        one,
        id=0,
        stage=Stage.WAITING if task_on is None else Stage.TASK,
        stage_since=at,
        offered_on=task_on,
        package_id=None,
        override=None,
        rerouted_from=one.id,
        came_by=Arm.REROUTED,
    )
