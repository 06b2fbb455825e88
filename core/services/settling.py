"""Whose rows these are: each row of a table settled to a client of the base or to a new one.

    rows that share an exact key with a client, or with each other, without contradiction → the same client
    what is left → evidence for each pair (core/intake/matching): sure pairs join, doubtful ones are questions

What people said of a pair stands above both. The order of the rows decides nothing but whose values come first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, Self

from core.domain.client import ClientRow, Identity
from core.domain.merging import Policy, adds_nothing
from core.domain.sameness import contradict
from core.intake.matching.evidence import Evidence, Verdict
from core.intake.matching.facts import Facts, facts_of
from core.intake.matching.groups import group, open_questions
from core.intake.matching.pairs import LARGEST_BLOCK, MOST_DOUBTFUL, Pair, find_pairs
from core.services.session import Progress

ROW: Final = "row"
CLIENT: Final = "client"

_TELL_EVERY: Final = 2_000
_EXACT: Final = 100.0
"""Bits of a pair that shares an exact key: above anything that evidence comes to."""


class End(NamedTuple):
    """One of a pair: a ROW of the table by its number in the file, or a CLIENT of the base."""

    kind: str
    number: int


Ends = tuple[End, End]
"""The smaller first."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What people decided of a table: pairs that are one, pairs that are two, whether sure pairs join by themselves,
    and what the table may do to what the base knows. Pairs left for later are still questions, so settlements that
    differ in them alone are equal.
    """

    same: frozenset[Ends] = frozenset()
    different: frozenset[Ends] = frozenset()
    join_sure: bool = True
    policies: Mapping[str, Policy] = field(default_factory=dict)
    later: frozenset[Ends] = field(default=frozenset(), compare=False)

    @property
    def unasked(self) -> Self:
        """Without what was said of pairs."""
        return replace(self, same=frozenset(), different=frozenset(), later=frozenset())

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON, empty parts left out."""
        parts = {
            "same": sorted(self.same),
            "different": sorted(self.different),
            "later": sorted(self.later),
            "ask_sure": not self.join_sure,
            "policies": sorted(self.policies.items()),
        }
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """What `plain` gave."""
        return cls(
            same=frozenset(_ends(pair) for pair in plain.get("same", ())),
            different=frozenset(_ends(pair) for pair in plain.get("different", ())),
            later=frozenset(_ends(pair) for pair in plain.get("later", ())),
            join_sure=not plain.get("ask_sure", False),
            policies={code: Policy(rule) for code, rule in plain.get("policies", ())},
        )


def ends_of(one: End, other: End) -> Ends:
    """Both in their order."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Question:
    """Two ends that are sure (`verdict`) or may be one, and why."""

    ends: Ends
    verdict: Verdict
    weight: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What settling needs of the base: all clients in the order of their ids, what they are recognised by, the
    identities of those that the table may mean, those that are with other managers, pairs that are two; and by what
    each row would be recognised.
    """

    ids: Sequence[int]
    facts: Sequence[Facts]
    keys: Mapping[str, Sequence[int]]
    identities: Mapping[int, Identity]
    beyond: frozenset[int]
    different: frozenset[tuple[int, int]]
    row_keys: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows (by place) of one client; `client_id` None: a new one. `evidence` says of a place why it is here."""

    client_id: int | None
    rows: tuple[int, ...]
    evidence: Mapping[int, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Settled:
    """Groups by their first row; rows of clients that are with other managers; questions; what joined by evidence;
    whether more pairs were doubtful than are asked about.
    """

    groups: tuple[Group, ...]
    others: int
    questions: tuple[Question, ...]
    joined: tuple[Question, ...]
    only_likeliest: bool


def settle(known: Known, rows: Sequence[ClientRow], settlement: Settlement, progress: Progress) -> Settled:
    """Settle every row. `progress` may raise to stop it."""
    return _Settling(known, rows, settlement, progress).settled()


class _Settling:
    """Places of records: first the clients of the base, then the rows that are looked at."""

    def __init__(self, known: Known, rows: Sequence[ClientRow], settlement: Settlement, progress: Progress) -> None:
        self._known, self._rows, self._settlement, self._progress = known, rows, settlement, progress
        self._client_place = {id_: place for place, id_ in enumerate(known.ids)}
        self._number_row = {row.row: place for place, row in enumerate(rows)}
        self._told_apart = settlement.different
        self._records: list[Facts] = list(known.facts)
        self._row_of: list[int] = []  # record beyond the known ones → its row
        self._place: list[int] = []  # row → the place of its record, or of what it repeats
        self._exact: list[Pair] = []

    def settled(self) -> Settled:
        self._place_rows()
        total = len(self._rows)
        pairs = find_pairs(
            self._records, len(self._known.ids), lambda done, of: self._progress("match", done * total // of, total)
        )
        self._only_likeliest = sum(pair.verdict is Verdict.DOUBTFUL for pair in pairs) >= MOST_DOUBTFUL
        if not self._settlement.join_sure:
            pairs = [_asked(pair) for pair in pairs]
        different = self._all_places(self._told_apart)
        same = self._all_places(ends for ends in self._settlement.same if ends[1].kind == ROW)
        both = [*self._exact, *pairs]
        stands_for = group(self._records, both, len(self._known.ids), same, different)
        return self._groups(stands_for, both, pairs, different)

    # ------------------------------------------------------------------ exact keys

    def _place_rows(self) -> None:
        first_with: dict[str, tuple[int, ...]] = {}
        alike: dict[tuple[str, ...], int] = {}
        for row_place, row in enumerate(self._rows):
            if row_place % _TELL_EVERY == 0:
                self._progress("match", 0, len(self._rows))
            keys = self._known.row_keys[row_place]
            client_id = self._client_with(keys, row)
            if client_id is not None and adds_nothing(self._known.identities[client_id], row.identity):
                self._place.append(self._client_place[client_id])
                continue
            earlier = alike.get(keys)
            if earlier is not None and self._repeats(earlier, row):
                self._place.append(self._place[earlier])
                continue
            alike.setdefault(keys, row_place)
            place = len(self._records)
            self._records.append(facts_of(row.client_type, row.identity))
            self._row_of.append(row_place)
            self._place.append(place)
            if client_id is not None:
                self._exact.append(Pair(self._client_place[client_id], place, Verdict.SURE, _EXACT, ()))
            self._link(row_place, row, keys, first_with)

    def _client_with(self, keys: Sequence[str], row: ClientRow) -> int | None:
        for key in keys:
            for id_ in self._known.keys.get(key, ()):
                apart = ends_of(End(CLIENT, id_), End(ROW, row.row)) in self._told_apart
                if (
                    id_ in self._client_place
                    and not apart
                    and not contradict(row.identity, self._known.identities[id_])
                ):
                    return id_
        return None

    def _repeats(self, earlier: int, row: ClientRow) -> bool:
        before = self._rows[earlier]
        same = before.client_type is row.client_type and before.identity == row.identity
        return same and self._may_join(earlier, row)

    def _may_join(self, earlier: int, row: ClientRow) -> bool:
        return ends_of(End(ROW, self._rows[earlier].row), End(ROW, row.row)) not in self._told_apart

    def _link(
        self, row_place: int, row: ClientRow, keys: Sequence[str], first_with: dict[str, tuple[int, ...]]
    ) -> None:
        for key in keys:
            for earlier in first_with.get(key, ()):
                if not contradict(row.identity, self._rows[earlier].identity) and self._may_join(earlier, row):
                    ends = sorted((self._place[earlier], self._place[row_place]))
                    if ends[0] != ends[1]:
                        self._exact.append(Pair(ends[0], ends[1], Verdict.SURE, _EXACT, ()))
                    break
            met = first_with.get(key, ())
            if len(met) < LARGEST_BLOCK:  # whoever shares a key with more of them meets these first
                first_with[key] = (*met, row_place)

    # ------------------------------------------------------------------ what came of it

    def _groups(
        self,
        stands_for: Sequence[int],
        pairs: Sequence[Pair],
        by_evidence: Sequence[Pair],
        different: set[tuple[int, int]],
    ) -> Settled:
        known = len(self._known.ids)
        members: dict[int, list[int]] = {}
        others = 0
        for row_place, place in enumerate(self._place):
            first = stands_for[place]
            if first < known and self._known.ids[first] in self._known.beyond:
                others += 1
            else:
                members.setdefault(first, []).append(row_place)
        why = self._evidence(stands_for, pairs)
        groups = tuple(
            Group(
                self._known.ids[first] if first < known else None,
                tuple(rows),
                {row: why[self._place[row]] for row in rows if self._place[row] in why},
            )
            for first, rows in members.items()
        )
        return Settled(
            groups,
            others,
            tuple(self._questions(open_questions(by_evidence, stands_for, different), stands_for)),
            tuple(self._joined(by_evidence, stands_for)),
            self._only_likeliest,
        )

    def _evidence(self, stands_for: Sequence[int], pairs: Iterable[Pair]) -> dict[int, tuple[Evidence, ...]]:
        """Place of a row → what its strongest pair within the group says."""
        found: dict[int, tuple[Evidence, ...]] = {}
        for pair in sorted(pairs, key=lambda pair: -pair.weight):
            if stands_for[pair.one] == stands_for[pair.other]:
                for place in (pair.one, pair.other):
                    if place >= len(self._known.ids) and not found.get(place):
                        found[place] = pair.evidence
        return found

    def _questions(self, pairs: Iterable[Pair], stands_for: Sequence[int]) -> Iterator[Question]:
        known = len(self._known.ids)
        for pair in pairs:
            ends = (stands_for[pair.one], stands_for[pair.other])
            clients = [self._known.ids[end] for end in ends if end < known]
            if self._known.beyond.isdisjoint(clients):
                if len(clients) == 2 and (min(clients), max(clients)) in self._known.different:
                    continue
                yield self._question(pair)

    def _joined(self, pairs: Iterable[Pair], stands_for: Sequence[int]) -> Iterator[Question]:
        exact = {(pair.one, pair.other) for pair in self._exact}
        for pair in pairs:
            ends = (pair.one, pair.other)
            if pair.verdict is Verdict.SURE and stands_for[pair.one] == stands_for[pair.other] and ends not in exact:
                clients = {self._known.ids[end] for end in ends if end < len(self._known.ids)}
                if clients.isdisjoint(self._known.beyond):
                    yield self._question(pair)

    def _question(self, pair: Pair) -> Question:
        return Question(ends_of(self._end(pair.one), self._end(pair.other)), pair.verdict, pair.weight, pair.evidence)

    def _end(self, place: int) -> End:
        known = len(self._known.ids)
        if place < known:
            return End(CLIENT, self._known.ids[place])
        return End(ROW, self._rows[self._row_of[place - known]].row)

    def _all_places(self, pairs: Iterable[Ends]) -> set[tuple[int, int]]:
        return {places for ends in pairs if (places := self._places(ends)) is not None}

    def _places(self, ends: Ends) -> tuple[int, int] | None:
        """Places of the records behind two ends; None where one is gone or both are one record."""
        found = []
        for end in ends:
            if end.kind == CLIENT:
                place = self._client_place.get(end.number)
            else:
                row = self._number_row.get(end.number)
                place = None if row is None else self._place[row]
            if place is None:
                return None
            found.append(place)
        low, high = sorted(found)
        return (low, high) if low != high else None


def _asked(pair: Pair) -> Pair:
    return replace(pair, verdict=Verdict.DOUBTFUL)


def _ends(pair: Sequence[Sequence[Any]]) -> Ends:
    one, other = (End(str(kind), int(number)) for kind, number in pair)
    return ends_of(one, other)
