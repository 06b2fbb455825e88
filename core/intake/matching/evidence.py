"""What two records say for and against being one person, in bits: +1 doubles the odds, −1 halves them.

Weights are log2(P(says so | one person) / P(says so | two)), rounded, after Fellegi and Sunter; that of an equal name
part follows from how rare it is among the records at hand. They were set on invented people of
`tests/support/people.py` with one seed and are tested with others.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import permutations
from math import log2
from operator import attrgetter
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.fuzz import token_set_ratio

from core.intake.matching.facts import Facts


class Field(StrEnum):
    """What is compared."""

    SURNAME = "surname"
    NAME = "name"
    PATRONYMIC = "patronymic"
    ORGANISATION = "organisation"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    INN = "inn"
    PASSPORT = "passport"
    CLIENT_CODE = "client_code"


class Says(StrEnum):
    """How two values of a field stand to each other. Where one is missing the field says nothing."""

    SAME = "same"
    ALIKE = "alike"
    INITIAL = "initial"
    SWAPPED = "swapped"
    OTHER = "other"


class Verdict(StrEnum):
    """SURE pairs are merged, DOUBTFUL ones a person decides."""

    SURE = "sure"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says, in bits."""

    field: Field
    says: Says
    weight: float


NAME_PARTS: Final = (Field.SURNAME, Field.NAME, Field.PATRONYMIC)

SURE_AT: Final = 20.0
DOUBTFUL_AT: Final = 10.0

_SAME: Final = {
    Field.BIRTH_DATE: 11.0,
    Field.PHONE: 9.0,
    Field.EMAIL: 10.0,
    Field.INN: 22.0,
    Field.PASSPORT: 20.0,
    Field.CLIENT_CODE: 8.0,
    Field.ORGANISATION: 21.0,
}
_OTHER: Final = {
    Field.SURNAME: -4.0,
    Field.NAME: -9.0,
    Field.PATRONYMIC: -8.0,
    Field.ORGANISATION: -9.0,
    Field.BIRTH_DATE: -9.0,
    Field.PHONE: -1.0,
    Field.EMAIL: -0.5,
    Field.INN: -20.0,
    Field.PASSPORT: -5.0,
    Field.CLIENT_CODE: -6.0,
}
_LEAST_SAME: Final = {Field.SURNAME: 5.0, Field.NAME: 2.5, Field.PATRONYMIC: 2.5}
_MOST_SAME: Final = {Field.SURNAME: 11.0, Field.NAME: 7.0, Field.PATRONYMIC: 7.0}
_ALIKE_LOSES: Final = 3.0
_INITIAL: Final = 1.0
_DATE_SWAPPED: Final = 6.0
_DATE_ALIKE: Final = 4.0
_ORGANISATION_ALIKE: Final = 9.0
_OTHER_ORDER: Final = -0.5

_LIKE: Final = 0.93
_LEAST_LETTERS: Final = 4
_ORGANISATION_LIKE: Final = 90.0
_LEAST_TOTAL: Final = 200
"""Where fewer records are at hand, how rare a name is can only be guessed: as if there were so many."""

_FREQUENT: Final = 3
"""A spelling that so many records have is a name of its own, not a slip of the pen."""

_REMEMBERED: Final = 100_000
"""Pairs of name parts whose evidence is kept: most names repeat."""

_NUMBERS: Final = (Field.PHONE, Field.EMAIL, Field.INN, Field.PASSPORT, Field.CLIENT_CODE)
_numbers: Final = attrgetter(*(field.value for field in _NUMBERS))
_SAYS_SAME: Final = {field: Evidence(field, Says.SAME, weight) for field, weight in _SAME.items()}
_SAYS_OTHER: Final = {field: Evidence(field, Says.OTHER, weight) for field, weight in _OTHER.items()}

_ORDERS: Final = tuple(permutations(range(3)))


class Names:
    """How often the parts of names occur among the records at hand."""

    def __init__(self, records: Iterable[Facts]) -> None:
        self._counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
        total = 0
        for one in records:
            total += 1
            for counts, part in zip(self._counts, one.parts, strict=True):
                counts[part] += 1
        self._total = max(_LEAST_TOTAL, total)
        self._part = lru_cache(maxsize=_REMEMBERED)(self._compare_part)

    def compare(self, one: Sequence[str], other: Sequence[str]) -> list[Evidence]:
        """What the parts of two names say, in the order of columns that speaks most for one person."""
        best = self._compare(one, other)
        if not any(part in other and part != yours and len(part) > 1 for part, yours in zip(one, other, strict=True)):
            return best
        for order in _ORDERS[1:]:
            found = self._compare(one, [other[place] for place in order])
            if _total(found) + _OTHER_ORDER > _total(best):
                best = found
        return best

    def _compare(self, one: Sequence[str], other: Sequence[str]) -> list[Evidence]:
        part = self._part
        found = (part(0, one[0], other[0]), part(1, one[1], other[1]), part(2, one[2], other[2]))
        return [evidence for evidence in found if evidence is not None]

    def _compare_part(self, place: int, mine: str, yours: str) -> Evidence | None:
        if not mine or not yours:
            return None
        field, says = NAME_PARTS[place], self._says(place, mine, yours)
        return Evidence(field, says, self._weight(place, field, says, mine, yours))

    def _says(self, place: int, mine: str, yours: str) -> Says:
        if mine == yours:
            return Says.SAME if len(mine) > 1 else Says.INITIAL
        if len(mine) == 1 or len(yours) == 1:
            return Says.INITIAL if mine[0] == yours[0] else Says.OTHER
        if not _alike(*sorted((mine, yours))):
            return Says.OTHER
        counts = self._counts[place]
        two_names = counts[mine] >= _FREQUENT and counts[yours] >= _FREQUENT
        return Says.OTHER if two_names else Says.ALIKE

    def _weight(self, place: int, field: Field, says: Says, mine: str, yours: str) -> float:
        if says is Says.OTHER:
            return _OTHER[field]
        if says is Says.INITIAL:
            return _INITIAL
        often = max(self._counts[place][mine], self._counts[place][yours], 1)
        same = min(max(log2(self._total / often), _LEAST_SAME[field]), _MOST_SAME[field])
        return same if says is Says.SAME else same - _ALIKE_LOSES


def compare(names: Names, one: Facts, other: Facts) -> list[Evidence]:
    """Everything that two records say."""
    if one.is_entity:
        found = _organisations(one.organisation, other.organisation)
    else:
        found = names.compare(one.parts, other.parts)
    if one.born and other.born and not one.is_entity:
        found.append(_dates(one.born, other.born))
    for field, mine, yours in zip(_NUMBERS, _numbers(one), _numbers(other), strict=True):
        if mine and yours:
            found.append((_SAYS_SAME if mine == yours else _SAYS_OTHER)[field])
    return found


def judge(one: Facts, other: Facts, evidence: Sequence[Evidence]) -> Verdict | None:
    """The verdict over a pair, None: two people. A pair is sure only where nothing that tells people apart differs."""
    weight = _total(evidence)
    if weight < DOUBTFUL_AT or one.is_entity != other.is_entity:
        return None
    said = {found.field: found.says for found in evidence}
    apart = {Field.NAME, Field.PATRONYMIC, Field.SURNAME, Field.BIRTH_DATE, Field.INN, Field.ORGANISATION}
    against = any(said.get(field) is Says.OTHER for field in apart) or _are_man_and_woman(one, other)
    if one.inn and other.inn and one.inn != other.inn:
        return None
    if one.is_entity:
        return Verdict.SURE if weight >= SURE_AT and not against else Verdict.DOUBTFUL
    if said.get(Field.NAME) is Says.OTHER and said.get(Field.PASSPORT) is not Says.SAME:
        return None
    numbered = Says.SAME in {said.get(Field.PASSPORT), said.get(Field.INN)}
    beside = {said.get(field) for field in (Field.BIRTH_DATE, Field.PHONE, Field.EMAIL, Field.CLIENT_CODE)}
    named = _named_in_full(said) and Says.SAME in beside
    renewed = said.get(Field.PASSPORT) is Says.OTHER and said.get(Field.PHONE) is not Says.SAME
    doubtful = against or renewed or said.get(Field.BIRTH_DATE) in {Says.ALIKE, Says.SWAPPED}
    return Verdict.SURE if weight >= SURE_AT and (numbered or named) and not doubtful else Verdict.DOUBTFUL


def _total(evidence: Iterable[Evidence]) -> float:
    return sum(found.weight for found in evidence)


def _named_in_full(said: dict[Field, Says]) -> bool:
    """Surname and name agree, letter for letter or nearly."""
    return all(said.get(field) in {Says.SAME, Says.ALIKE} for field in (Field.SURNAME, Field.NAME))


def _are_man_and_woman(one: Facts, other: Facts) -> bool:
    return one.woman is not None and other.woman is not None and one.woman is not other.woman


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LEAST_LETTERS:
        return False
    return DamerauLevenshtein.distance(one, other) <= 1 or JaroWinkler.similarity(one, other) >= _LIKE


def _organisations(one: str, other: str) -> list[Evidence]:
    if not one or not other:
        return []
    if one == other:
        return [_SAYS_SAME[Field.ORGANISATION]]
    if token_set_ratio(one, other) >= _ORGANISATION_LIKE:
        return [Evidence(Field.ORGANISATION, Says.ALIKE, _ORGANISATION_ALIKE)]
    return [_SAYS_OTHER[Field.ORGANISATION]]


def _dates(one: date, other: date) -> Evidence:
    field = Field.BIRTH_DATE
    if one == other:
        return _SAYS_SAME[field]
    year, month, day = one.year == other.year, one.month == other.month, one.day == other.day
    if year and (one.month, one.day) == (other.day, other.month):
        return Evidence(field, Says.SWAPPED, _DATE_SWAPPED)
    if year + month + day == 2:  # else more than one sign is another one
        differing = sum(mine != yours for mine, yours in zip(one.isoformat(), other.isoformat(), strict=True))
        if differing == 1:
            return Evidence(field, Says.ALIKE, _DATE_ALIKE)
    return _SAYS_OTHER[field]
