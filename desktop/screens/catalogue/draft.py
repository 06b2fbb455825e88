"""The catalogue as somebody is changing it: what they typed goes into a copy, which is applied as one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core.domain.catalogue import Catalogue, Company, Service
from core.domain.catalogue_changes import (
    Change,
    Noun,
    changes,
    kind_named,
    needs_named,
    new_number,
    with_entry,
)
from core.domain.client import ClientType
from desktop.asked import NotUnderstood, read_day, read_number, read_whole, split_list

PERCENT: Final = 0.01
About = tuple[Noun, int]
"""What a card is about."""

_NUMBERS: Final[Mapping[str, Callable[[str], object]]] = {
    "lead_cap": read_whole,
    "repeatable_after": read_whole,
    "answer_days": read_whole,
    "ask_again_days": read_whole,
    "least_age": read_whole,
    "most_age": read_whole,
    "least_income": read_number,
    "places": lambda text: tuple(split_list(text)),
    "conversion": lambda text: read_number(text, PERCENT),
    "weight": read_number,
    "arppu": read_number,
    "arppu_date": read_day,
    "lever": read_number,
}
OF_KIND: Final = ("repeatable_after", "answer_days", "ask_again_days")
"""Fields of the card of a service that hold for its whole kind."""
_NEVER_EMPTY: Final = frozenset({"weight", "lever"})
_INDICATORS: Final = frozenset({"conversion", "weight", "arppu", "arppu_source", "arppu_date", "lever", "lever_reason"})
_ELIGIBILITY: Final = frozenset({"least_age", "most_age", "least_income", "places"})


@dataclass(frozen=True, slots=True)
class Draft:
    """`base` was read, `now` is what it is to become; `typed`: (noun, id, field) → a text that is not understood."""

    base: Catalogue
    now: Catalogue
    typed: Mapping[tuple[Noun, int, str], str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs."""
        return changes(self.base, self.now)

    @property
    def count(self) -> int:
        """How many changes there are, those that are not understood too."""
        return len({(one.noun, one.id, one.field) for one in self.changes} | set(self.typed))

    def put(self, about: About, name: str, value: object) -> "Draft":
        """With what was typed, chosen or ticked in a field of a card."""
        key = (*about, name)
        typed = {one: text for one, text in self.typed.items() if one != key}
        try:
            now = self._with(about, name, _understood(name, value))
        except NotUnderstood:
            return replace(self, typed=typed | {key: str(value)})
        return Draft(self.base, now, typed)

    def with_company(self, name: str) -> tuple["Draft", int]:
        """With a new partner; and its number."""
        company = Company(
            new_number(self.now.companies), _free(name, {one.name for one in self.now.companies.values()})
        )
        return replace(self, now=with_entry(self.now, company)), company.id

    def with_service(self, company_id: int, name: str) -> tuple["Draft", int]:
        """With a new service of a company; and its number."""
        taken = {one.name for one in self.now.services.values() if one.company_id == company_id}
        called = _free(name, taken)
        now, kind = kind_named(self.now, called, ClientType.PERSON)
        service = Service(new_number(now.services), called, ClientType.PERSON, company_id, kind)
        return replace(self, now=with_entry(now, service)), service.id

    def with_archived(self, services: tuple[int, ...]) -> "Draft":
        """With these services in the archive."""
        now = self.now
        for id_ in services:
            now = with_entry(now, replace(now.services[id_], archived=True))
        return replace(self, now=now)

    def _with(self, about: About, name: str, value: Any) -> Catalogue:
        noun, id_ = about
        if noun is Noun.COMPANY:
            return with_entry(self.now, replace(self.now.companies[id_], **{name: value}))
        return self._with_service(self.now.services[id_], name, value)

    def _with_service(self, service: Service, name: str, value: Any) -> Catalogue:
        now, its_kind = self.now, self.now.kinds[service.kind_id]
        changed: dict[str, Any] = {name: value}
        if name in OF_KIND:
            return with_entry(now, replace(its_kind, **changed))
        if name == "kind":
            now, kind = kind_named(now, value or service.name, service.client_type)
            changed = {"kind_id": kind}
        elif name == "needs":
            now, needs = needs_named(now, split_list(value))
            changed = {"needs": needs}
        elif name == "client_type":
            now, kind = kind_named(now, its_kind.name, value)
            changed = {"client_type": value, "kind_id": kind}
        elif (
            name == "name" and service.id < 0 and its_kind.name == service.name
        ):  # a new one takes the kind of its name
            now, kind = kind_named(now, value or service.name, service.client_type)
            changed = {"name": value, "kind_id": kind}
        elif name in _INDICATORS:
            changed = {"indicators": replace(service.indicators, **{name: value})}
        elif name in _ELIGIBILITY:
            changed = {"eligibility": replace(service.eligibility, **{name: value})}
        return with_entry(now, replace(service, **changed))


def _understood(name: str, value: object) -> object:
    if name not in _NUMBERS:
        return value
    read = _NUMBERS[name](str(value))
    if read is None and name in _NEVER_EMPTY:
        raise NotUnderstood
    return read


def _free(name: str, taken: set[str]) -> str:
    """The name, or with the first number that makes it another one."""
    number = 2
    found = name
    while found in taken:
        found, number = f"{name} {number}", number + 1
    return found
