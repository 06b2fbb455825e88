"""Clients that may be one person: settled on a desk, joined, and taken apart again whenever that proves wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from core.domain.client import ClientType, Identity, Portrait
from core.domain.errors import MergeGone, UnknownRecord
from core.domain.flat import Flat, changes, flat, raised
from core.domain.merging import merged_identity, merged_portrait
from core.domain.ownership import Ownership
from core.domain.rights import UseCase
from core.domain.sameness import person_keys
from core.services.session import Deed, Done, Session
from core.storage.client_images import HEAD
from core.storage.clients import ClientRecords
from core.storage.merges import DIFFERENT, OPEN, ClientPair, Merge

CHANGED: Final = frozenset({"clients", "recommendations", "pairs"})

Evidence = Sequence[Sequence[Any]]
"""(field, what it says, bits) each: core/intake/matching/evidence.py."""


@dataclass(frozen=True, slots=True)
class Person:
    """A client as the desk shows it."""

    id: int
    client_type: ClientType
    identity: Identity
    portrait: Portrait


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two clients of the base that may be one, and why."""

    one: Person
    other: Person
    weight: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """What is one with a client: the row of a table (`row` is its number there) or another client (None), as it was."""

    id: int
    client_id: int
    row: int | None
    identity: Identity
    portrait: Portrait
    evidence: Evidence


def read_people(session: Session, ids: Sequence[int]) -> Mapping[int, Person]:
    """These clients, as far as they are there and one's own."""
    with session.reading(UseCase.MERGE) as work:
        return _people(work.clients, sorted(work.clients.within(sorted(set(ids)))))


def read_pairs(session: Session) -> list[OpenPair]:
    """The pairs that nobody has settled, the likeliest first; both of one's own."""
    with session.reading(UseCase.MERGE) as work:
        pairs = work.merges.open_pairs()
        people = _people(work.clients, sorted({id_ for one in pairs for id_ in (one.client_id, one.other_id)}))
    return [
        OpenPair(people[one.client_id], people[one.other_id], one.weight, one.evidence)
        for one in pairs
        if one.client_id in people and one.other_id in people
    ]


def call_different(session: Session, one: int, other: int) -> Done[None]:
    """They are two, and nobody is asked again. Raises UnknownRecord, BeyondReach."""
    with session.doing(UseCase.MERGE) as deed:
        deed.work.clients.refuse_strange([one, other])
        _set_apart(deed, session, one, other)
        deed.details |= {"different": 1}
    return Done(None, CHANGED, deed.entry)


def ask_again(session: Session, one: int, other: int, weight: float, evidence: Evidence) -> Done[None]:
    """Take back that two clients are two: they are a question again. Raises UnknownRecord, BeyondReach."""
    with session.doing(UseCase.MERGE) as deed:
        deed.work.clients.refuse_strange([one, other])
        deed.work.merges.drop_pair(one, other)
        low, high = sorted((one, other))
        deed.work.merges.keep_pairs([ClientPair(low, high, None, weight, evidence, OPEN, session.user_id, deed.at)])
        deed.details |= {"asked_again": 1}
    return Done(None, CHANGED, deed.entry)


def merge_clients(session: Session, kept: int, other: int) -> Done[int]:
    """Make two clients of the base one; returns the merge, by which they can be split again.

    What `kept` does not know `other` fills in. Undecided recommendations of the other are put away, decided ones go
    over. Raises UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.MERGE) as deed:
        deed.work.clients.refuse_strange([kept, other])
        if kept == other:
            raise UnknownRecord
        merge_id = _merge(deed, session, kept, other)
        deed.details |= {"merged": 1}
    return Done(merge_id, CHANGED, deed.entry)


def read_merges(session: Session, client_id: int) -> list[MergeRecord]:
    """All that is one with this client now, the oldest first. Raises UnknownRecord, BeyondReach."""
    with session.reading(UseCase.MERGE) as work:
        work.clients.refuse_strange([client_id])
        standing = work.merges.standing(client_id)
    return [_recorded(one) for one in standing]


def read_import_merges(session: Session, import_id: int) -> list[MergeRecord]:
    """All that an import joined and nobody has split since, as far as it is one's own, in the order of the rows."""
    with session.reading(UseCase.MERGE) as work:
        return [_recorded(one) for one in work.merges.of_import(import_id) if one.split_at is None]


def read_hand_merges(session: Session) -> list[MergeRecord]:
    """All that people joined on the desk of the base and nobody has split since, as far as it is one's own, the latest
    first.
    """
    with session.reading(UseCase.MERGE) as work:
        return [_recorded(one) for one in work.merges.by_hand()]


def split(session: Session, merge_id: int) -> Done[int]:
    """Take apart what was joined; returns the client that is its own again. They are two from now on.

    What the client knows from the other one alone goes with that one; what was changed since stays. Raises
    UnknownRecord, BeyondReach, MergeGone.
    """
    with session.doing(UseCase.MERGE) as deed:
        one = deed.work.merges.merge(merge_id)
        deed.work.clients.refuse_strange([one.client_id])
        if one.split_at is not None:
            raise MergeGone
        other = _split(deed, session, one)
        deed.details |= {"split": 1}
    return Done(other, CHANGED, deed.entry)


# ---------------------------------------------------------------------- joining


def _merge(deed: Deed, session: Session, kept: int, other: int) -> int:
    clients, joining = deed.work.clients, deed.work.joining
    people = _people(clients, [kept, other])
    theirs, mine = people[other], people[kept]
    now = merged_identity(mine.identity, theirs.identity), merged_portrait(mine.portrait, theirs.portrait)
    before = changes(flat(mine.identity, mine.portrait), flat(*now))
    owned, has = clients.ownerships([other]), {one.kind_id for one in clients.ownerships([kept])}
    pair = deed.work.merges.drop_pair(kept, other)
    content = {
        "type": theirs.client_type.value,
        "values": flat(theirs.identity, theirs.portrait),
        "owned": [[one.kind_id, one.service_id, one.since.isoformat() if one.since else None] for one in owned],
        "gave": [one.kind_id for one in owned if one.kind_id not in has],
        "image": clients.images([other])[other],
        "leads": joining.take_over_leads(other, kept),
        "consents": joining.take_over_consents(other, kept),
    }
    keys, refusals = joining.keys_of(other), clients.told_refusals([other])
    clients.clear([other])
    clients.change([(kept, mine.client_type, *now)])
    clients.recognise((key, kept) for key in keys)
    clients.put_ownerships(replace(one, client_id=kept) for one in owned)
    clients.put_refusals(replace(one, client_id=kept) for one in refusals)
    clients.mark_pending([kept])
    deed.work.merges.drop_pairs(other)
    evidence = pair.evidence if pair else []
    return deed.work.merges.add_one(
        Merge(0, kept, None, None, before, content, evidence, session.user_id, deed.at, other)
    )


# ---------------------------------------------------------------------- taking apart


def _split(deed: Deed, session: Session, one: Merge) -> int:
    clients, joining = deed.work.clients, deed.work.joining
    mine = _people(clients, [one.client_id])[one.client_id]
    rest = [other for other in deed.work.merges.standing(one.client_id) if other.id != one.id]
    identity, portrait = raised(_without(flat(mine.identity, mine.portrait), one, rest))
    if one.other_id is None:
        other = session.new_client_id()
        _add(deed, other, one)
    else:
        other = one.other_id
        clients.put_back({other: one.content["image"]}, [other])
        joining.give_back_leads(one.client_id, other, one.content["leads"])
        joining.give_back_consents(one.client_id, other, one.content["consents"])
    clients.change([(one.client_id, mine.client_type, identity, portrait)])
    _forget_keys(deed, one.client_id, other, rest)
    told = {kind for another in rest for kind, *_ in another.content["owned"]}
    alone = set(one.content["gave"]) - told
    joining.drop_ownerships(one.client_id, [(kind, _day(on)) for kind, _, on in one.content["owned"] if kind in alone])
    clients.mark_pending([one.client_id])
    deed.work.merges.split(one.id, other, deed.at)
    _set_apart(deed, session, one.client_id, other)
    return other


def _without(now: Flat, one: Merge, rest: Sequence[Merge]) -> Flat:
    """The client's values without those that it has from this merge alone."""
    values = dict(now)
    for name, old in one.before.items():
        came = one.content["values"].get(name)
        told = [other.content["values"].get(name) for other in rest]
        if came is not None and values.get(name) == came and came not in told:
            if old is None:
                values.pop(name, None)
            else:
                values[name] = old
    return values


def _add(deed: Deed, id_: int, one: Merge) -> None:
    """The row becomes a client of its own, with the manager, the purchases and the consents of the one that it was."""
    identity, portrait = raised(one.content["values"])
    head = deed.work.clients.images([one.client_id])[one.client_id][HEAD]
    new = (id_, ClientType(one.content["type"]), identity, portrait)
    deed.work.clients.add([new], date.fromisoformat(head["added_on"]), head["manager_id"])
    deed.work.clients.put_ownerships(
        Ownership(id_, kind, service, _day(on)) for kind, service, on in one.content["owned"]
    )
    deed.work.joining.copy_consents(one.client_id, id_)


def _forget_keys(deed: Deed, client_id: int, other: int, rest: Sequence[Merge]) -> None:
    """What the other one is recognised by does not lead here any more, unless something that stays says so too."""
    mine = _people(deed.work.clients, [client_id])[client_id]
    stay = set(person_keys(mine.client_type, mine.identity))
    for one in rest:
        stay |= set(person_keys(ClientType(one.content["type"]), raised(one.content["values"])[0]))
    deed.work.joining.forget_keys(client_id, set(deed.work.joining.keys_of(other)) - stay)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _set_apart(deed: Deed, session: Session, one: int, other: int) -> None:
    low, high = sorted((one, other))
    deed.work.merges.call_different(ClientPair(low, high, None, 0.0, [], DIFFERENT, session.user_id, deed.at))


def _recorded(one: Merge) -> MergeRecord:
    return MergeRecord(one.id, one.client_id, one.row, *raised(one.content["values"]), one.evidence)


def _people(clients: ClientRecords, ids: Sequence[int]) -> Mapping[int, Person]:
    identities, portraits, heads = clients.identities(ids), clients.portraits(ids), clients.heads(ids)
    return {
        id_: Person(id_, heads[id_][0], identities[id_], portraits[id_])
        for id_ in ids
        if id_ in identities and id_ in portraits
    }
