"""What may be chosen in the filter, as the base has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from core.domain.rights import MAY, UseCase
from core.services.catalogue import read_catalogue
from core.services.client_list import count_cities, read_sources
from core.services.organisation import managers_within
from desktop.screens.clients.shown import Offer
from desktop.screens.clients.spoken import fixed_options
from desktop.screens.clients.wanted import Part, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.services.session import Session
    from desktop.words import Words

_CITIES: Final = 40
_SOURCES: Final = 20
_MANY: Final = 8


@dataclass(frozen=True, slots=True)
class Options:
    """`cities` the most frequent first, with their counts; `kinds`, `managers` (of those who may give clients away) and
    `sources` by id, the newest import first.
    """

    cities: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)
    managers: Mapping[int, str] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)


def read_options(session: Session) -> Options:
    """Ask the base."""
    gives = MAY[UseCase.REASSIGN] & session.roles
    kinds = {one.id: one.name for one in read_catalogue(session).kinds.values()}
    return Options(
        cities=count_cities(session),
        kinds=dict(sorted(kinds.items(), key=lambda pair: (pair[1].casefold(), pair[0]))),
        managers=managers_within(session) if gives else {},
        sources=dict(islice(read_sources(session).items(), _SOURCES)),
    )


def offers(words: Words, options: Options | None, wanted: Wanted) -> list[Offer]:
    """What may be chosen of each part; parts of which there is no choice are left out."""
    found = []
    for part in Part:
        chosen = wanted.chosen.get(part, frozenset())
        choice = fixed_options(words, part) or _options(words, options or Options(), part, chosen)
        if choice:
            found.append(Offer(part, words.say("clients", f"part_{part}"), choice, chosen))
    return found


def _options(words: Words, options: Options, part: Part, chosen: frozenset[object]) -> tuple[tuple[str, object], ...]:
    if part is Part.CITY:
        return tuple(
            (words.say("clients", "city", city=city, count=count), city)
            for place, (city, count) in enumerate(options.cities.items())
            if place < _CITIES or city in chosen
        )
    named: Mapping[int, str] = {
        Part.KIND: options.kinds,
        Part.MANAGER: options.managers,
        Part.SOURCE: options.sources,
    }.get(part, {})
    found: list[tuple[str, object]] = [(name, id_) for id_, name in named.items()]
    if found and part is not Part.KIND:
        found.append((words.say("clients", f"none_{part}"), None))
    return tuple(found)
