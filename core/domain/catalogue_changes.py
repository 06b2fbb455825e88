"""The catalogue as somebody would have it, and how it differs from the one that stands.

What is added has a number below 0 until it is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from core.domain.catalogue import Catalogue, Company, Indicators, Kind, Service, kind_key, need_key
from core.domain.client import ClientType
from core.domain.eligibility import Eligibility

Entry: TypeAlias = Company | Kind | Service
Value: TypeAlias = str | int | float | bool | date | tuple[int, ...] | tuple[str, ...] | None

ADDED: Final = "added"
"""The field of a change that adds an entry."""


class Noun(StrEnum):
    """What is changed."""

    COMPANY = "company"
    KIND = "kind"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one entry, from what it is to what it becomes; `ADDED` for an entry that comes new."""

    noun: Noun
    id: int
    field: str
    before: Value = None
    after: Value = None


_INDICATORS: Final = tuple(field.name for field in fields(Indicators))
_ELIGIBILITY: Final = tuple(field.name for field in fields(Eligibility))
_OF: Final[Mapping[Noun, tuple[str, ...]]] = {
    Noun.COMPANY: ("name", "lead_cap", "archived"),
    Noun.KIND: ("repeatable_after", "answer_days", "ask_again_days"),
    Noun.SERVICE: ("name", "kind_id", "needs", "recorded", "description", "archived"),
}
INDICATOR_FIELDS: Final = frozenset(_INDICATORS)


def values_of(noun: Noun, entry: Entry) -> dict[str, Value]:
    """All of an entry that can be changed, by field."""
    found: dict[str, Value] = {name: getattr(entry, name) for name in _OF[noun]}
    if isinstance(entry, Service):
        found |= {name: getattr(entry.indicators, name) for name in _INDICATORS}
        found |= {name: getattr(entry.eligibility, name) for name in _ELIGIBILITY}
    return found


def entries_of(catalogue: Catalogue) -> dict[tuple[Noun, int], Entry]:
    """Every entry of a catalogue, companies and kinds before services."""
    found: dict[tuple[Noun, int], Entry] = {}
    groups: tuple[tuple[Noun, Mapping[int, Entry]], ...] = (
        (Noun.COMPANY, catalogue.companies),
        (Noun.KIND, catalogue.kinds),
        (Noun.SERVICE, catalogue.services),
    )
    for noun, entries in groups:
        found.update({(noun, id_): entry for id_, entry in entries.items()})
    return found


def changes(before: Catalogue, after: Catalogue) -> tuple[Change, ...]:
    """What differs, field by field; a new entry is one change. Kinds that come only because a service is of them are
    part of that service's change.
    """
    return tuple(_changes(before, after))


def _changes(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    known = entries_of(before)
    for (noun, id_), entry in entries_of(after).items():
        old = known.get((noun, id_))
        if old is None and noun is not Noun.KIND:
            yield Change(noun, id_, ADDED)
        elif old != entry:
            was = values_of(noun, old) if old else dict.fromkeys(_OF[Noun.KIND])
            now = values_of(noun, entry)
            yield from (Change(noun, id_, name, was[name], now[name]) for name in now if now[name] != was[name])


def with_entry(catalogue: Catalogue, entry: Entry) -> Catalogue:
    """With this entry in the place of the one with its number."""
    if isinstance(entry, Company):
        return replace(catalogue, companies={**catalogue.companies, entry.id: entry})
    if isinstance(entry, Kind):
        return replace(catalogue, kinds={**catalogue.kinds, entry.id: entry})
    return replace(catalogue, services={**catalogue.services, entry.id: entry})


def new_number(numbers: Mapping[int, object]) -> int:
    """A number below 0 that nothing has."""
    return min(0, *numbers, 0) - 1


def kind_named(catalogue: Catalogue, name: str, client_type: ClientType) -> tuple[Catalogue, int]:
    """The kind with this name for this client type, added where there is none."""
    key = kind_key(name, client_type)
    found = next((one.id for one in catalogue.kinds.values() if one.key == key), None)
    if found is not None:
        return catalogue, found
    kind = Kind(new_number(catalogue.kinds), key, " ".join(name.split()), client_type)
    return with_entry(catalogue, kind), kind.id


def needs_named(catalogue: Catalogue, names: Sequence[str]) -> tuple[Catalogue, tuple[int, ...]]:
    """The needs with these names in their order, each once, added where there is none."""
    needs = dict(catalogue.needs)
    keys = {need_key(name): id_ for id_, name in needs.items()}
    found = []
    for name in names:
        key = need_key(name)
        if key and key not in keys:
            keys[key] = new_number(needs)
            needs[keys[key]] = " ".join(name.split())
        if key:
            found.append(keys[key])
    return replace(catalogue, needs=needs), tuple(dict.fromkeys(found))
