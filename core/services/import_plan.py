"""What an import does, worked out before it is done: the dry run and the real one are this same plan."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from core.domain.client import ClientRow, ClientType, Identity, Portrait, Purchase
from core.domain.flat import Flat, changes, flat
from core.domain.merging import Policies, merged_identity, merged_portrait, offers, policy_code
from core.domain.ownership import Ownership
from core.domain.sameness import person_keys
from core.domain.silence import Refusal
from core.domain.text import fold
from core.intake.matching.evidence import Evidence
from core.intake.matching.facts import facts_of
from core.intake.service_finder import ServiceFinder
from core.services.session import Progress
from core.services.settling import CLIENT, Group, Known, Question, Settled, Settlement
from core.storage.merges import Merge
from core.storage.rows import batches
from core.storage.unit_of_work import UnitOfWork

_TELL_EVERY: Final = 2_000

T = TypeVar("T")

UnknownProducts = Mapping[tuple[str, str], int]
"""(folded text, text) of products that no service fits → rows."""


Owned = tuple[tuple[int, int | None, str | None], ...]
"""Kinds that a row says are owned, as (kind, service, day)."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A row that joined a client that others had named: what it said, what of the client it changed, and the kinds that
    it says are `owned`; `gave` are those of them that nothing before it said.
    """

    row: ClientRow
    said: Flat
    before: Flat
    owned: Owned
    gave: tuple[int, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ClientChange:
    """What becomes of one client; `id` None: a new one. `fields` are the names in which it is another one than before;
    `owned` and `refused` are what the base did not know, their client 0 while it is new.
    """

    id: int | None
    client_type: ClientType
    identity: Identity
    portrait: Portrait
    rows: tuple[int, ...]
    fields: tuple[str, ...]
    joined: tuple[Joined, ...]
    owned: tuple[Ownership, ...]
    refused: tuple[Refusal, ...]
    keys: tuple[str, ...]

    @property
    def is_told_anew(self) -> bool:
        """Whether the base knows something of it that it did not know."""
        return bool(self.fields or self.owned or self.refused)

    @property
    def is_touched(self) -> bool:
        """Whether any record of it changes, be it only what leads to it."""
        return self.is_told_anew or bool(self.keys)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All of an import. Its rows = its new and known clients + merged + others, as `ImportReport` counts them.

    `questions` are pairs that wait for a person (the likeliest ones where `only_likeliest`), `joined` those that
    evidence joined, the surest first, `in_base` pairs of two known clients that the table makes one look at;
    `fields`: name → known clients that change in it; `offered`: code of a policy → known clients that are blank
    there and those that have another value than the table, whatever the policies say. `head` is the newest entry of
    the audit when this was worked out, `taken` are the ids of all clients.
    """

    rows: Sequence[ClientRow]
    clients: tuple[ClientChange, ...]
    others: int
    questions: tuple[Question, ...]
    joined: tuple[Question, ...]
    in_base: tuple[Question, ...]
    settlement: Settlement
    unknown: UnknownProducts
    head: int
    taken: frozenset[int]
    only_likeliest: bool
    fields: Mapping[str, int] = field(default_factory=dict)
    offered: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[int, ...]:
        """What people are told of it: rows, new, updated, unchanged, merged, others, questions."""
        counts = (self.imported, self.updated, self.unchanged, self.merged, self.others)
        return (len(self.rows), *counts, len(self.questions))

    def comes_to_the_same(self, other: "ImportPlan") -> bool:
        """Whether either would do the same, to the row, and ask as much."""
        return self.numbers == other.numbers and all(map(_is_the_same, self.clients, other.clients))

    @property
    def imported(self) -> int:
        """New clients."""
        return sum(one.id is None for one in self.clients)

    @property
    def updated(self) -> int:
        """Known clients of which something new is told."""
        return sum(one.id is not None and one.is_told_anew for one in self.clients)

    @property
    def unchanged(self) -> int:
        """Known clients of which nothing new is told."""
        return len(self.clients) - self.imported - self.updated

    @property
    def merged(self) -> int:
        """Rows that name a client that an earlier row of the table had named."""
        return len(self.rows) - len(self.clients) - self.others


def work_out(  # noqa: PLR0913, PLR0917
    work: UnitOfWork,
    rows: Sequence[ClientRow],
    known: Known,
    settled: Settled,
    settlement: Settlement,
    today: date,
    progress: Progress,
) -> ImportPlan:
    """What becomes of each client once every row is settled."""
    ids = sorted(group.client_id for group in settled.groups if group.client_id is not None)
    outcome = _Outcome(work, rows, settlement.policies, known, ids, today, lambda: progress("plan", 0, 1))
    clients = []
    for done, group in enumerate(settled.groups):
        if done % _TELL_EVERY == 0:
            progress("plan", done, len(settled.groups))
        clients.append(outcome.change(group))
    fields: Counter[str] = Counter(name for one in clients if one.id is not None for name in one.fields)
    return ImportPlan(
        rows,
        tuple(clients),
        settled.others,
        tuple(one for one in settled.questions if one.ends[1].kind != CLIENT),
        settled.joined,
        tuple(one for one in settled.questions if one.ends[1].kind == CLIENT),
        settlement,
        outcome.unknown_products,
        work.audit.head().id,
        frozenset(known.ids),
        settled.only_likeliest,
        dict(fields.most_common()),
        outcome.offered,
    )


def read_known(work: UnitOfWork, rows: Sequence[ClientRow], progress: Progress) -> Known:
    """What settling these rows needs of the base."""

    def tick() -> None:
        progress("match", 0, len(rows))

    def still(values: Iterable[T]) -> Iterator[T]:
        for place, value in enumerate(values):
            if place % _TELL_EVERY == 0:
                tick()
            yield value

    everybody = work.clients.recognised_by(tick)
    index = work.clients.person_keys(tick)
    keys = [person_keys(row.client_type, row.identity) for row in still(rows)]
    meant = sorted({id_ for row_keys in keys for key in row_keys for id_ in index.get(key, ())})
    ids = list(everybody)
    return Known(
        ids,
        [facts_of(kind, identity) for kind, identity in still(everybody.values())],
        index,
        work.clients.identities(meant, tick),
        frozenset(ids) - work.clients.within(ids),
        frozenset(work.merges.different()),
        keys,
    )


class _Outcome:
    """Works out clients, one after the other."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        work: UnitOfWork,
        rows: Sequence[ClientRow],
        policies: Policies,
        known: Known,
        ids: Sequence[int],
        today: date,
        still: Callable[[], object],
    ) -> None:
        def pieces(read: Callable[[Sequence[int]], Iterable[T]]) -> Iterator[T]:
            for some in batches(ids):
                still()
                yield from read(some)

        self._known = known
        self._rows = rows
        self._policies = policies
        self._today = today
        self._identities = work.clients.identities(ids, still)
        self._portraits = work.clients.portraits(ids, still)
        self._types = {id_: kind for id_, (kind, *_) in pieces(lambda some: work.clients.heads(some).items())}
        self._owned = {(one.client_id, one.kind_id): one for one in pieces(work.clients.ownerships)}
        self._has: dict[int, set[int]] = {}
        for client_id, kind_id in self._owned:
            self._has.setdefault(client_id, set()).add(kind_id)
        self._said = _said_before(pieces(work.merges.of_rows))
        self._refused = {(one.client_id, one.kind_id): one for one in pieces(work.clients.told_refusals)}
        self._finder = ServiceFinder(work.catalogue.read(), work.catalogue.synonyms())
        self._unknown: Counter[tuple[str, str]] = Counter()
        self._blank: Counter[str] = Counter()
        self._other: Counter[str] = Counter()

    def change(self, group: Group) -> ClientChange:
        """What becomes of the client of a group."""
        rows = [self._rows[place] for place in group.rows]
        if group.client_id is None:
            first, *others = rows
            client_type, now, places = first.client_type, (first.identity, first.portrait), group.rows[1:]
            policies: Policies = {}
        else:
            client_type, others, places = self._types[group.client_id], rows, group.rows
            now = (self._identities[group.client_id], self._portraits[group.client_id])
            policies = self._policies
        before = now
        if group.client_id is not None:
            self._count_offers(before, rows)
        has = (
            set(self._has.get(group.client_id, ()))
            if group.client_id is not None
            else self._told_kinds(rows[0], client_type)
        )
        joined = []
        keys: dict[str, None] = {}
        for row, place in zip(others, places, strict=True):
            then = now
            now = (merged_identity(now[0], row.identity, policies), merged_portrait(now[1], row.portrait, policies))
            if now != then or (row.identity != then[0] and not self._came_before(row, client_type, group.client_id)):
                said, owned = flat(row.identity, row.portrait), tuple(self._owned_by(row, client_type))
                keys |= dict.fromkeys((*self._known.row_keys[place], *person_keys(client_type, then[0])))
                evidence = group.evidence.get(place, ())
                changed = changes(flat(*then), flat(*now)) if now != then else {}
                gave = tuple(dict.fromkeys(kind for kind, *_ in owned if kind not in has))
                joined.append(Joined(row, said, changed, owned, gave, evidence))
            has |= self._told_kinds(row, client_type)
        if group.client_id is not None:
            keys = {key: None for key in keys if group.client_id not in self._known.keys.get(key, ())}
        told = tuple(changes(flat(*before), flat(*now))) if now != before else ()
        news, refused = self._purchases(group.client_id or 0, client_type, rows)
        return ClientChange(
            group.client_id, client_type, *now, group.rows, told, tuple(joined), news, refused, tuple(keys)
        )

    def _came_before(self, row: ClientRow, client_type: ClientType, client_id: int | None) -> bool:
        """Whether the very same row is one with the client already."""
        said = self._said.get(client_id, ())
        owned = tuple(self._owned_by(row, client_type)) if said else ()
        return bool(said) and (flat(row.identity, row.portrait), owned) in said

    @property
    def unknown_products(self) -> UnknownProducts:
        """One entry per folded text, with its first spelling."""
        totals: dict[str, tuple[str, int]] = {}
        for (key, text), count in self._unknown.items():
            first, so_far = totals.get(key, (text, 0))
            totals[key] = (first, so_far + count)
        return {(key, text): count for key, (text, count) in totals.items()}

    @property
    def offered(self) -> dict[str, tuple[int, int]]:
        """The most frequent first."""
        codes = (self._blank + self._other).most_common()
        return {code: (self._blank[code], self._other[code]) for code, _ in codes}

    def _count_offers(self, known: tuple[Identity, Portrait], rows: Iterable[ClientRow]) -> None:
        """Each client once for each policy, as blank where any of its names is."""
        found: dict[str, bool] = {}
        for row in rows:
            if row.identity != known[0] or row.portrait != known[1]:
                for name, blank in offers(known, (row.identity, row.portrait)):
                    code = policy_code(name)
                    found[code] = blank or found.get(code, False)
        self._blank.update(code for code, blank in found.items() if blank)
        self._other.update(code for code, blank in found.items() if not blank)

    def _purchases(
        self, client_id: int, client_type: ClientType, rows: Iterable[ClientRow]
    ) -> tuple[tuple[Ownership, ...], tuple[Refusal, ...]]:
        owned: dict[int, Ownership] = {}
        refused: dict[int, Refusal] = {}
        for purchase, kind_id, service_id in self._found(client_type, (one for row in rows for one in row.purchases)):
            if purchase.refused:
                one = Refusal(client_id, kind_id, service_id, purchase.on, self._today)
                if kind_id not in refused or one.day > refused[kind_id].day:
                    refused[kind_id] = one
            else:
                has = owned.get(kind_id)
                owned[kind_id] = _latest(has, Ownership(client_id, kind_id, service_id, purchase.on))
        news = tuple(one for one in owned.values() if _is_news(self._owned.get((client_id, one.kind_id)), one))
        refusals = tuple(one for one in refused.values() if self._is_new_refusal(one))
        return news, refusals

    def _found(
        self, client_type: ClientType, purchases: Iterable[Purchase]
    ) -> Iterator[tuple[Purchase, int, int | None]]:
        for purchase in purchases:
            service = self._finder.find(purchase.product, client_type)
            if service is None:
                self._unknown[fold(purchase.product), purchase.product] += 1
            else:
                yield purchase, service.kind_id, service.service_id

    def _owned_by(self, row: ClientRow, client_type: ClientType) -> Iterator[tuple[int, int | None, str | None]]:
        for one in row.purchases:
            service = None if one.refused else self._finder.find(one.product, client_type)
            if service is not None:
                yield service.kind_id, service.service_id, one.on.isoformat() if one.on else None

    def _told_kinds(self, row: ClientRow, client_type: ClientType) -> set[int]:
        return {kind for kind, *_ in self._owned_by(row, client_type)}

    def _is_new_refusal(self, one: Refusal) -> bool:
        before = self._refused.get((one.client_id, one.kind_id))
        return before is None or (one.on is not None and (before.on is None or one.on > before.on))


def _said_before(joined: Iterable[Merge]) -> dict[int | None, list[tuple[Flat, Owned]]]:
    """Client → what each row said that is one with it."""
    said: dict[int | None, list[tuple[Flat, Owned]]] = {}
    for one in joined:
        owned = tuple((kind, service, day) for kind, service, day in one.content["owned"])
        said.setdefault(one.client_id, []).append((one.content["values"], owned))
    return said


def _is_the_same(one: ClientChange, other: ClientChange) -> bool:
    """Why rows are one client may be known better by now; that they are is what counts."""
    return (
        (one.id, one.rows, one.fields) == (other.id, other.rows, other.fields)
        and (one.identity, one.portrait) == (other.identity, other.portrait)
        and (one.owned, one.refused) == (other.owned, other.refused)
    )


def _latest(old: Ownership | None, new: Ownership) -> Ownership:
    """Of two purchases of one kind the later one; what it leaves open the other one may say."""
    if old is None:
        return new
    first, last = (old, new) if new.since is not None and (old.since is None or new.since >= old.since) else (new, old)
    return Ownership(last.client_id, last.kind_id, last.service_id or first.service_id, last.since or first.since)


def _is_news(before: Ownership | None, now: Ownership) -> bool:
    if before is None or (before.service_id is None and now.service_id is not None):
        return True
    return now.since is not None and (before.since is None or now.since > before.since)
