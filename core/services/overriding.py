"""Another partner than the one that the numbers chose: what it gives up, the choice with its reason, the report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.domain.catalogue import Catalogue
from core.domain.client import Identity
from core.domain.decision import OverrideReason
from core.domain.errors import UnknownService
from core.domain.lead import LeftOut, Stage
from core.domain.recommendation import Override, Recommendation
from core.domain.resolution import value
from core.domain.rights import UseCase
from core.services.decisions import CHANGED, Accepted, Shown, accept_found, find
from core.services.gate import Gate
from core.services.resolving import Inputs
from core.services.rivals import RivalRow, compare, sees_money
from core.services.session import Done, Session
from core.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Choice:
    """A rival that could get the client instead: how it stands beside the chosen one, and what would keep it here.

    `given_up` in roubles where the reader may see them and the ARPPU of every rival is known, else None; `share` the
    part of the chosen one's value that is given up (0.14: 14 % less), below 0 where this one is worth more.
    """

    rival: RivalRow
    blocks: tuple[LeftOut, ...]
    given_up: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Overridden:
    """A client that somebody gave to another partner. `at` in UTC without zone; `who` is «Фамилия И. О.» or the
    organisation, empty for one that was erased; `given_up` as in `Override`, `in_roubles` or in conversion; `stage`
    how far the lead went.
    """

    recommendation: int
    client_id: int
    at: datetime
    login: str
    who: str
    kind: str
    settled_for: str
    given_to: str
    reason: OverrideReason
    given_up: float
    in_roubles: bool
    stage: Stage


def read_choices(session: Session, recommendation: int) -> list[Choice]:
    """The other rivals of a recommendation in their order; none where one company alone sells it.

    Raises UnknownRecord, BeyondReach.
    """
    with session.reading(UseCase.READ_CLIENTS) as work:
        (one,) = work.leads.some([recommendation])
        gate = Gate(work, session.today())
        inputs = inputs_of(work, one)
        others = [id_ for id_ in rivals_of(one, gate.catalogue) if id_ != one.service_id]
        # each by itself: they are choices, and take no place from each other
        blocks = {id_: gate.blocks([_given_to(one, id_)])[one.id] for id_ in others}
        told = sees_money(session.roles, work)
    rows = {row.service_id: row for row in compare(inputs, one.settled, gate.catalogue, sees_money=told)}
    worth = worth_of(inputs)
    best = worth[one.settled.service_id]
    in_roubles = told and inputs.in_roubles
    return [
        Choice(
            rival=rows[id_],
            blocks=blocks[id_],
            given_up=best - worth[id_] if in_roubles else None,
            share=1 - worth[id_] / best if best else 0.0,
        )
        for id_ in others
    ]


def override(
    session: Session, recommendation: int, service_id: int, reason: OverrideReason, shown: Shown | None = None
) -> Done[Accepted]:
    """Accept a recommendation for another rival: its service, fields, consent and caps count from here on.

    Raises UnknownService (no rival of it), CapReached, ShownOtherwise, StageForbidden, UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.DECIDE) as deed:
        (one,) = find(deed, [recommendation], shown)
        if service_id not in rivals_of(one, deed.work.catalogue.read()) or service_id == one.service_id:
            raise UnknownService
        worth = worth_of(inputs_of(deed.work, one))
        given_up = worth[one.settled.service_id] - worth[service_id]
        given = Override(service_id, reason, given_up, session.user_id, deed.at)
        accepted = accept_found(deed, session, [replace(one, override=given)])
        deed.work.overrides.give(one.id, given)
        deed.details |= {"other_partner": service_id, "override_reason": reason.value}
    return Done(accepted, CHANGED, deed.entry)


def read_overrides(session: Session, since: datetime = datetime.min) -> list[Overridden]:
    """What was given to another partner than the numbers chose, at `since` (UTC without zone) or later, the latest
    first; what was taken back is not among it.
    """
    with session.reading(UseCase.READ_OVERRIDES) as work:
        catalogue = work.catalogue.read()
        order = work.overrides.ids(since)
        found = {one.id: one for one in work.leads.present(order)}
        inputs = work.scores.inputs({one.settled.inputs_id for one in found.values()})
        people = work.clients.identities(sorted({one.client_id for one in found.values()}))
        logins = {one.id: one.login for one in work.accounts.users()}
    rows = []
    for one in (found[id_] for id_ in order):
        given = one.override
        if given is None:
            continue
        _, version, content = inputs[one.settled.inputs_id]
        rows.append(
            Overridden(
                recommendation=one.id,
                client_id=one.client_id,
                at=given.at,
                login=logins.get(given.user_id, ""),
                who=people.get(one.client_id, Identity()).short_name,
                kind=catalogue.kinds[one.kind_id].name,
                settled_for=_partner(catalogue, one.settled.service_id),
                given_to=_partner(catalogue, given.service_id),
                reason=given.reason,
                given_up=given.given_up,
                in_roubles=Inputs.of(version, content).in_roubles,
                stage=one.stage,
            )
        )
    return rows


def inputs_of(work: UnitOfWork, one: Recommendation) -> Inputs:
    """What was looked at when it was settled."""
    _, version, content = work.scores.inputs([one.settled.inputs_id])[one.settled.inputs_id]
    return Inputs.of(version, content)


def rivals_of(one: Recommendation, catalogue: Catalogue) -> Sequence[int]:
    """The services that were compared when it was settled and are of its kind to this day, in their order."""
    compared = (one.settled.service_id, *one.settled.runners_up)
    return [id_ for id_ in compared if id_ in catalogue.services and catalogue.services[id_].kind_id == one.kind_id]


def _given_to(one: Recommendation, service_id: int) -> Recommendation:
    """As if another rival had it, for those that ask what would keep it here."""
    return replace(one, settled=replace(one.settled, service_id=service_id), override=None)


def worth_of(inputs: Inputs) -> dict[int, float]:
    """Service → its value, in roubles where the ARPPU of every rival is known, else in conversion."""
    return {one.service_id: value(one, inputs.in_kind, with_arppu=inputs.in_roubles) for one in inputs.rivals}


def _partner(catalogue: Catalogue, service_id: int) -> str:
    return catalogue.companies[catalogue.services[service_id].company_id].name
