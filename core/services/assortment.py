"""From the records to the arrays that `ml` understands, and back to ids."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.domain.catalogue import Catalogue, Cell
from core.domain.client import ENTREPRENEURS, ClientType
from core.domain.conversion import Answers
from core.domain.lot import RULE_VERSION, salt
from core.domain.ownership import Ownership
from core.domain.text import stems
from core.intake.lists import closed_lists
from core.storage.scored_clients import ClientColumns
from ml.dataset import Assortment, Clients, PortraitRule, Words
from resources import PLACE

NUMBERS = (
    "dependants",
    "experience",
    "income",
    "extra_income",
    "credit_sum",
    "credit_term",
    "credit_initial",
    "car_price",
)
WORDS = ("education", "family_status", "housing", "job_type", "extra_income_type")
AGES = {"age": "birth_year", "car_age": "car_year"}
COLUMNS = tuple(sorted((*NUMBERS, *AGES, *WORDS)))
"""The columns of a portrait that models see, in the order in which reasons count them."""


@dataclass(frozen=True)
class Shelf:
    """A catalogue as `ml` sees it, with the ids behind the positions."""

    catalogue: Catalogue
    answers: Mapping[int, Answers] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> list[int]:
        """Kind ids by position."""
        return list(self.catalogue.kinds)

    @cached_property
    def services(self) -> list[int]:
        """Service ids by position."""
        return list(self.catalogue.services)

    @cached_property
    def kind_at(self) -> dict[int, int]:
        """Position of a kind."""
        return {kind: place for place, kind in enumerate(self.kinds)}

    @cached_property
    def service_at(self) -> dict[int, int]:
        """Position of a service."""
        return {service: place for place, service in enumerate(self.services)}

    @cached_property
    def services_of(self) -> dict[int, list[int]]:
        """Kind id → ids of its services."""
        found: dict[int, list[int]] = {kind: [] for kind in self.kinds}
        for service in self.catalogue.services.values():
            found[service.kind_id].append(service.id)
        return found

    def answers_of_kind(self, kind_id: int) -> Answers:
        """All answered offers of a kind, over its partners."""
        of_services = [self.answers.get(service, Answers()) for service in self.services_of[kind_id]]
        return Answers(sum(one.bought for one in of_services), sum(one.answered for one in of_services))

    @cached_property
    def assortment(self) -> Assortment:
        """The arrays."""
        catalogue, size = self.catalogue, len(self.services)
        kinds = [catalogue.kinds[kind] for kind in self.kinds]
        need_at = {need: place for place, need in enumerate(catalogue.needs)}
        satisfied = [
            (self.service_at[service.id], need_at[need])
            for service in catalogue.services.values()
            for need in service.needs
        ]
        return Assortment(
            kind_salts=np.array([salt(kind.key) for kind in kinds], dtype=np.uint64),
            kind_entity=np.array([kind.client_type is ClientType.ENTITY for kind in kinds], dtype=bool),
            recorded=np.array([catalogue.is_recorded(kind.id) for kind in kinds], dtype=bool),
            kind_of_service=np.array(
                [self.kind_at[service.kind_id] for service in catalogue.services.values()], dtype=np.intp
            ),
            links=_flags(self._cells(Cell.LINK), (size, size)),
            forbidden=_flags(self._cells(Cell.FORBIDDEN), (size, size)),
            needs=_flags(satisfied, (size, len(need_at))),
            rules=tuple(self._rule(rule) for rule in portrait_rules()),
            answered=np.array([self.answers_of_kind(kind.id).answered for kind in kinds], dtype=np.int64),
            limits=self._limits(),
            archived=np.array([catalogue.is_archived(service) for service in self.services], dtype=bool),
        )

    @cached_property
    def score_digest(self) -> str:
        """Names all that scores take from the catalogue; prices and answers only decide which partner gets a kind."""
        catalogue = self.catalogue
        services: list[object] = [
            (one.id, one.kind_id, one.needs, one.recorded, one.eligibility) for one in catalogue.services.values()
        ]
        services += [one for one in self.services if catalogue.is_archived(one)]
        services += [(one.id, one.eligibility.places) for one in catalogue.services.values() if one.eligibility.places]
        kinds = [(one.id, one.key, one.repeatable_after) for one in catalogue.kinds.values()]
        own = [company.id for company in catalogue.companies.values() if company.own]
        parts = RULE_VERSION, services, kinds, own, sorted(catalogue.cells.items()), portrait_rules()
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _cells(self, wanted: Cell) -> list[tuple[int, int]]:
        return [
            (self.service_at[one], self.service_at[other])
            for (one, other), cell in self.catalogue.cells.items()
            if cell is wanted
        ]

    @property
    def asks_for_towns(self) -> bool:
        """Whether a service is not offered everywhere."""
        return any(one.eligibility.places for one in self.catalogue.services.values())

    def out_of_reach(self, towns: Mapping[int, str]) -> list[tuple[int, int]]:
        """(client, service) of all that is not offered where the client lives; `towns` client → town."""
        asking = [one for one in self.catalogue.services.values() if one.eligibility.places]
        barred = {town: [one.id for one in asking if not one.eligibility.reaches(town)] for town in set(towns.values())}
        return [(client, service) for client, town in towns.items() for service in barred[town]]

    def _limits(self) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """As `Eligibility.unmet` reads them: a client may be a year younger than the difference of the years."""
        asked = [one.eligibility for one in self.catalogue.services.values()]
        limits = {
            "age": (
                _numbers([one.least_age for one in asked]),
                1 + _numbers([one.most_age for one in asked]),
            ),
            "income": (_numbers([one.least_income for one in asked]), np.full(len(asked), np.nan)),
        }
        return {name: pair for name, pair in limits.items() if np.isfinite(pair).any()}

    def _rule(self, rule: Mapping[str, Any]) -> PortraitRule:
        """A rule of the data file, on the kinds whose name holds all words of any of its phrases."""
        phrases = [stems(phrase) for phrase in rule["services"]]
        named = {kind: stems(self.catalogue.kinds[kind].name) for kind in self.kinds}
        return PortraitRule(
            name=rule["id"],
            kinds=np.array([any(phrase <= named[kind] for phrase in phrases) for kind in self.kinds], dtype=bool),
            points=float(rule["points"]),
            numbers={name: (bounds.get("from"), bounds.get("to")) for name, bounds in rule.get("numbers", {}).items()},
            words={name: frozenset(levels) for name, levels in rule.get("words", {}).items()},
            entity=rule.get("entity"),
        )


@cache
def portrait_rules() -> list[dict[str, Any]]:
    """The rules of thumb of `resources/portrait_rules.toml`."""
    text = PLACE.joinpath("portrait_rules.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["rule"])


def clients_of(  # noqa: PLR0913
    shelf: Shelf,
    columns: ClientColumns,
    owned: Iterable[Ownership],
    closed: Iterable[tuple[int, int]],
    day: date,
    *,
    towns: Mapping[int, str] | None = None,
    refused: Iterable[tuple[int, int]] = (),
) -> Clients:
    """All clients as arrays, in the order of `columns`.

    `closed`: (client, kind) pairs that a rule keeps back: owned and not yet due, silence, declined. `day` gives the
    ages. `towns`: client → town, where a service asks for it. `refused`: (client, kind) pairs that were offered and
    refused. What is said of an erased client, whose leads stay without it, is left out.
    """
    at = {client: place for place, client in enumerate(columns.ids)}
    kinds: list[tuple[int, int]] = []
    sources: list[tuple[int, int]] = []
    for one in owned:
        row = at[one.client_id]
        kinds.append((row, shelf.kind_at[one.kind_id]))
        known = [one.service_id] if one.service_id is not None else shelf.services_of[one.kind_id]
        sources.extend((row, shelf.service_at[service]) for service in known)

    def pairs(told: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(at[client], shelf.kind_at[kind]) for client, kind in told if client in at]

    portrait = columns.portrait
    ties = zip(portrait["job_type"], portrait["linked_to_entity"], strict=True)
    numbers = {name: _numbers(portrait[name]) for name in NUMBERS}
    numbers |= {name: day.year - _numbers(portrait[year]) for name, year in AGES.items()}
    n = len(columns.ids)
    out_of_reach = shelf.out_of_reach(towns or {})
    barred = [(at[client], shelf.service_at[service]) for client, service in out_of_reach if client in at]
    return Clients(
        ids=np.array(columns.ids, dtype=np.uint64),
        entity=np.array([kind == ClientType.ENTITY for kind in columns.client_types], dtype=bool),
        bridges=np.array([job in ENTREPRENEURS or bool(linked) for job, linked in ties], dtype=bool),
        owned=_flags(kinds, (n, len(shelf.kinds))),
        sources=_flags(sources, (n, len(shelf.services))),
        closed=_flags(pairs(closed), (n, len(shelf.kinds))),
        numbers=numbers,
        words={name: _words(portrait[name], closed_lists()[name].codes) for name in WORDS},
        refused=_flags(pairs(refused), (n, len(shelf.kinds))),
        barred=_flags(barred, (n, len(shelf.services))) if barred else None,
    )


def _flags(pairs: Sequence[tuple[int, int]], shape: tuple[int, int]) -> Any:
    rows, columns = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return sparse.csr_array((np.ones(len(rows), dtype=bool), (rows, columns)), shape=shape)


def _numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def _words(values: Sequence[str | None], levels: tuple[str, ...]) -> Words:
    code = {level: place for place, level in enumerate(levels)}
    return Words(np.array([code.get(value or "", -1) for value in values], dtype=np.intp), levels)
