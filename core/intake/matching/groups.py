"""From pairs to people: records that are surely one person stand together, whatever order they came in."""

from collections.abc import Collection, Sequence
from typing import Final

from core.intake.matching.evidence import Verdict
from core.intake.matching.facts import Facts
from core.intake.matching.pairs import Pair

Places = tuple[int, int]
"""Two records by their places, the smaller first."""

_TELLING: Final = ("inn", "born")
"""Nobody has two of these."""


def group(
    records: Sequence[Facts],
    pairs: Sequence[Pair],
    known: int = 0,
    same: Collection[Places] = (),
    different: Collection[Places] = (),
) -> list[int]:
    """The record that each one stands for, by place: of a group the first one, of those in the base if there is one.

    Pairs that people called `same` are joined first, then sure ones, the strongest first. Two are never joined where
    anybody in one group was called `different` from anybody in the other, where both groups have a record of the base
    already (the first `known` ones: only people join those, by calling them `same`), or where ИНН or birth dates of
    the groups differ.
    """
    groups = _Groups(records, known, different)
    for one, other in sorted(same):
        groups.join(one, other, asked=True)
    sure = [pair for pair in pairs if pair.verdict is Verdict.SURE]
    for pair in sorted(
        sure, key=lambda pair: (-pair.weight, sorted(_told(records[end]) for end in (pair.one, pair.other)))
    ):
        groups.join(pair.one, pair.other, asked=False)
    return [groups.first(place) for place in range(len(records))]


def open_questions(pairs: Sequence[Pair], stands_for: Sequence[int], different: Collection[Places] = ()) -> list[Pair]:
    """The pairs that wait for a person: of different groups, one for each two groups, the surest first."""
    asked: set[Places] = {_ordered(stands_for[one], stands_for[other]) for one, other in different}
    found = []
    for pair in sorted(pairs, key=lambda pair: -pair.weight):
        ends = _ordered(stands_for[pair.one], stands_for[pair.other])
        if ends[0] != ends[1] and ends not in asked:
            asked.add(ends)
            found.append(pair)
    return found


class _Groups:
    def __init__(self, records: Sequence[Facts], known: int, different: Collection[Places]) -> None:
        self._records = records
        self._known = known
        self._members = {place: [place] for place in range(len(records))}
        self._group = list(range(len(records)))
        self._apart: dict[int, set[int]] = {}
        for one, other in different:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def first(self, place: int) -> int:
        return min(self._members[self._group[place]])

    def join(self, one: int, other: int, *, asked: bool) -> None:
        here, there = self._group[one], self._group[other]
        if here == there or self._are_apart(here, there) or not (asked or self._may_join(here, there)):
            return
        if len(self._members[here]) < len(self._members[there]):
            here, there = there, here
        for place in self._members.pop(there):
            self._members[here].append(place)
            self._group[place] = here

    def _are_apart(self, here: int, there: int) -> bool:
        others = set(self._members[there])
        return any(self._apart.get(place, set()) & others for place in self._members[here])

    def _may_join(self, here: int, there: int) -> bool:
        if all(min(self._members[group]) < self._known for group in (here, there)):
            return False
        for name in _TELLING:
            values = {
                value
                for group in (here, there)
                for place in self._members[group]
                if (value := getattr(self._records[place], name))
            }
            if len(values) > 1:
                return False
        return True


def _told(facts: Facts) -> tuple[str, ...]:
    return (
        *facts.parts,
        facts.organisation,
        str(facts.born),
        facts.phone,
        facts.email,
        facts.inn,
        facts.passport,
        facts.client_code,
    )


def _ordered(one: int, other: int) -> Places:
    return (one, other) if one < other else (other, one)
