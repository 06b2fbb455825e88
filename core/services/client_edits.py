"""Clients by hand: added, edited, what they bought or refused recorded; and each of these taken back.

What a change needs to be undone lies beside the people; the journal holds names of fields and ids alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from core.domain.card_errors import FieldChanged, StandsInTheWay
from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.domain.errors import BadValue, NothingToUndo, UnknownRecord
from core.domain.lead import LASTING, Stage
from core.domain.ownership import Ownership
from core.domain.rights import Role, UseCase
from core.domain.silence import Refusal
from core.intake.matching.evidence import Evidence
from core.intake.typed import Doubts, typed_into, typed_texts
from core.services.clients import plan_within
from core.services.import_plan import ImportPlan
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.services.settling import CLIENT, ROW, End, Settlement, ends_of
from core.storage.client_images import Image, digest
from core.storage.merges import DIFFERENT, ClientPair
from core.storage.table_imports import ImportChange

CHANGE: Final = "change"
"""Detail of an entry of EDIT_CLIENTS: the record by which it is undone."""

UNDONE: Final = "undone"
_CHANGED: Final = frozenset({"clients", "recommendations"})
_FIRST_DAY: Final = date(1990, 1, 1)
_LONGEST: Final = timedelta(days=366 * 50)
_MODEL_READS: Final = ("portrait", "ownership", "refusal")
_ROW: Final = 1
_LEFT: Final = (Stage.PACKAGED, *LASTING)


@dataclass(frozen=True, slots=True)
class Alike:
    """A client that may be the new one: `sure` that it is, or doubtful; and why."""

    client_id: int
    full_name: str
    sure: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """The new client, or (None) those who must be told from it first; `others_have_it`: it is with another manager."""

    client_id: int | None
    alike: tuple[Alike, ...] = ()
    others_have_it: bool = False
    doubts: Doubts | None = None


def add_client(
    session: Session,
    client_type: ClientType,
    values: Mapping[str, str],
    different: Collection[int] = (),
    progress: Progress = no_progress,
) -> Done[Added]:
    """Add a client of whom these values (field code → text) are known. Where the base may have it already nothing
    happens, and those it may be are told; whoever it is not goes into `different`, and nobody is asked of them again.

    Raises BadField, MissingValue, BeyondReach, UnknownRecord.
    """
    identity, portrait, doubts = typed_into((Identity(), Portrait()), client_type, values, session.today())
    row = ClientRow(_ROW, client_type, identity, portrait)
    apart = frozenset(ends_of(End(CLIENT, id_), End(ROW, _ROW)) for id_ in different)
    try:
        with session.doing(UseCase.EDIT_CLIENTS) as deed:
            deed.work.clients.refuse_strange(sorted(set(different)))
            plan = plan_within(deed.work, session.today(), [row], Settlement(different=apart), progress)
            _refuse_known(deed, plan)
            new = _add(deed, session, row, plan.taken)
            for other in sorted(set(different)):
                low, high = sorted((new, other))
                pair = ClientPair(low, high, None, 0.0, [], DIFFERENT, session.user_id, deed.at)
                deed.work.merges.call_different(pair)
            deed.details |= {"client": new, "added": sorted(values)}
    except _Known as met:
        return Done(met.added)
    return Done(Added(new, doubts=doubts), _CHANGED, deed.entry)


def edit_client(
    session: Session, client_id: int, values: Mapping[str, str], shown: Mapping[str, str] | None = None
) -> Done[Doubts]:
    """These values (field code → text; empty: not known any longer) are the client's now; returns what is unusual
    about them. `shown` is what stood in fields when they were typed over, as `intake.typed.typed_texts` gives it.

    Pending again where the model reads any of it. Raises FieldChanged (a shown field is another one by now), BadField,
    MissingValue, UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.EDIT_CLIENTS) as deed:
        before = read_image(deed, client_id)
        clients = deed.work.clients
        ((kind, *_),) = clients.heads([client_id]).values()
        known = clients.identities([client_id])[client_id], clients.portraits([client_id])[client_id]
        identity, portrait, doubts = typed_into(known, kind, values, session.today())
        _refuse_changed(known, (identity, portrait), shown or {})
        clients.change([(client_id, kind, identity, portrait)])
        keep_change(deed, session, client_id, before)
        deed.details |= {"edited": sorted(values)}
    return Done(doubts, _CHANGED, deed.entry)


def record_purchase(
    session: Session, client_id: int, service_id: int, on: date | None, until: date | None = None
) -> Done[None]:
    """The client bought this service on that day, and has it until the last day where that is known.

    Raises BadValue (a day to come, an end before it), UnknownRecord, BeyondReach.
    """
    _refuse_bad_day(session, on)
    if until is not None and not (on or _FIRST_DAY) <= until <= session.today() + _LONGEST:
        raise BadValue(field="until", least=on or _FIRST_DAY, most=session.today() + _LONGEST)
    with session.doing(UseCase.EDIT_CLIENTS) as deed:
        before = read_image(deed, client_id)
        kind = _kind(deed, service_id)
        deed.work.clients.put_ownerships([Ownership(client_id, kind, service_id, on, until)])
        keep_change(deed, session, client_id, before)
        deed.details |= {"bought": service_id}
    return Done(None, _CHANGED, deed.entry)


def end_ownership(session: Session, client_id: int, kind_id: int, until: date) -> Done[None]:
    """The client has this kind until that day, the last one. Raises BadValue (before it was bought, or later than
    today), UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.EDIT_CLIENTS) as deed:
        before = read_image(deed, client_id)
        owned = next((one for one in deed.work.clients.ownerships([client_id]) if one.kind_id == kind_id), None)
        if owned is None:
            raise UnknownRecord
        if not (owned.since or _FIRST_DAY) <= until <= session.today():
            raise BadValue(field="until", least=owned.since or _FIRST_DAY, most=session.today())
        deed.work.clients.set_ownership(replace(owned, until=until))
        keep_change(deed, session, client_id, before)
        deed.details |= {"ended": kind_id}
    return Done(None, _CHANGED, deed.entry)


def record_refusal(session: Session, client_id: int, service_id: int, on: date | None) -> Done[None]:
    """The client was offered this service, not as a lead of the base, and refused it: its kind rests.

    An answer to a lead is `outcomes.record_outcome`. Raises BadValue (a day to come), UnknownRecord, BeyondReach.
    """
    _refuse_bad_day(session, on)
    with session.doing(UseCase.EDIT_CLIENTS) as deed:
        before = read_image(deed, client_id)
        told = Refusal(client_id, _kind(deed, service_id), service_id, on, session.today())
        deed.work.clients.put_refusals([told])
        keep_change(deed, session, client_id, before)
        deed.details |= {"refused": service_id}
    return Done(None, _CHANGED, deed.entry)


def undo_edit(session: Session, entry: int) -> Done[int]:
    """Take back a change of this module that this user made, by its entry in the journal; returns the client, which is
    as it was before, or gone where it was added.

    Raises NothingToUndo (not one's own, undone before), StandsInTheWay (the client has changed since, or something of
    it has left).
    """
    with session.doing(UseCase.EDIT_CLIENTS) as deed:
        found = deed.work.audit.following(entry, {UseCase.EDIT_CLIENTS})
        if not found or found[0].id != entry or found[0].user_id != session.user_id or CHANGE not in found[0].details:
            raise NothingToUndo
        number = int(found[0].details[CHANGE])
        changes = deed.work.table_imports.changes(number)
        if len(changes) != 1:  # undone before, or the client was erased
            raise NothingToUndo
        client_id = _put_back(deed, changes[0])
        deed.work.table_imports.drop_by_hand(number)
        deed.details |= {"client": client_id, UNDONE: entry}
    return Done(client_id, _CHANGED, deed.entry)


# ---------------------------------------------------------------------- adding


class _Known(Exception):
    """Rolls the adding back."""

    def __init__(self, added: Added) -> None:
        super().__init__()
        self.added = added


def _refuse_known(deed: Deed, plan: ImportPlan) -> None:
    if plan.others:
        raise _Known(Added(None, others_have_it=True))
    (one,) = plan.clients
    pairs: dict[int, tuple[bool, tuple[Evidence, ...]]] = {}
    if one.id is not None:
        pairs[one.id] = (True, next((joined.evidence for joined in one.joined), ()))
    for question in (*plan.joined, *plan.questions):
        clients = [end.number for end in question.ends if end.kind == CLIENT]
        if clients:
            pairs.setdefault(clients[0], (False, question.evidence))
    if pairs:
        people = deed.work.clients.identities(sorted(pairs))
        alike = (Alike(id_, people[id_].full_name, sure, evidence) for id_, (sure, evidence) in pairs.items())
        raise _Known(Added(None, tuple(alike)))


def _add(deed: Deed, session: Session, row: ClientRow, taken: Collection[int]) -> int:
    new = session.new_client_id()
    while new in taken:
        new = session.new_client_id()
    manager = None if Role.SUPERVISOR in session.roles else session.user_id
    deed.work.clients.add([(new, row.client_type, row.identity, row.portrait)], session.today(), manager)
    keep_change(deed, session, new, None)
    return new


def _refuse_changed(
    known: tuple[Identity, Portrait], wanted: tuple[Identity, Portrait], shown: Mapping[str, str]
) -> None:
    """Where somebody else has just typed the same nobody has to choose."""
    now, then = typed_texts(*known), typed_texts(*wanted)
    changed = [code for code, text in shown.items() if now.get(code, "") not in {text, then.get(code, "")}]
    if changed:
        raise FieldChanged(*changed)


# ---------------------------------------------------------------------- what undoing needs


def read_image(deed: Deed, client_id: int) -> Image:
    """A client as it stands. Raises UnknownRecord also for what is left of an erased one, BeyondReach."""
    deed.work.clients.refuse_unknown(client_id)
    return deed.work.clients.images([client_id])[client_id]


def keep_change(
    deed: Deed, session: Session, client_id: int, before: Image | None, made: Mapping[str, Any] | None = None
) -> None:
    """Keep what undoing needs, `made` beside the client; the client waits where the model reads what has changed."""
    keep_changes(deed, session, {client_id: before}, made or {})
    deed.details |= {"client": client_id}


def keep_changes(deed: Deed, session: Session, before: Mapping[int, Image | None], made: Mapping[str, Any]) -> None:
    """The same of several clients, to be undone as one; `before` client → as it stood, None for one that is new."""
    after = deed.work.clients.images(list(before))
    otherwise = [id_ for id_, image in before.items() if image is not None and _read_otherwise(deed, image, after[id_])]
    deed.work.clients.mark_pending(otherwise)
    number = deed.work.table_imports.add_by_hand(session.user_id, deed.at)
    changes = [ImportChange(number, id_, image, digest(after[id_])) for id_, image in before.items()]
    deed.work.table_imports.keep_changes(number, changes, made)
    deed.details |= {CHANGE: number}


def _put_back(deed: Deed, one: ImportChange) -> int:
    clients = deed.work.clients
    clients.refuse_beyond([one.client_id])
    now = clients.images([one.client_id]).get(one.client_id)
    if now is None or digest(now) != one.after:
        raise StandsInTheWay
    if one.before is None:
        if deed.work.leads.count_of([one.client_id], _LEFT):
            raise StandsInTheWay
        clients.take_out([one.client_id], deed.at)
        return one.client_id
    head = {"client": now["client"]}
    pending = [one.client_id] if _read_otherwise(deed, one.before, now) else []
    clients.put_back({one.client_id: {**one.before, **head}}, pending)
    return one.client_id


def _read_otherwise(deed: Deed, one: Image, other: Image) -> bool:
    """Whether the client is to be scored again: what the model reads has changed, or a town asked for."""
    if any(one[table] != other[table] for table in _MODEL_READS):
        return True
    moved = [row["details"].get("city") for row in one["person"]] != [
        row["details"].get("city") for row in other["person"]
    ]
    return moved and any(its.eligibility.places for its in deed.work.catalogue.read().services.values())


def _kind(deed: Deed, service_id: int) -> int:
    service = deed.work.catalogue.read().services.get(service_id)
    if service is None:
        raise UnknownRecord
    return service.kind_id


def _refuse_bad_day(session: Session, on: date | None) -> None:
    if on is not None and not _FIRST_DAY <= on <= session.today():
        raise BadValue(field="on", least=_FIRST_DAY, most=session.today())
