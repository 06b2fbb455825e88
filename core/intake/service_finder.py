"""Which service a client table means by its product text."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from typing import Self

from core.domain.catalogue import Catalogue, Service
from core.domain.client import ClientType
from core.domain.text import fold, stems


@dataclass(frozen=True, slots=True)
class Found:
    """A kind, and the service where it is clear who sold it."""

    kind_id: int
    service_id: int | None = None


class ServiceFinder:
    """Finds services by what people call them.

    `synonyms` maps a folded text to the phrase by which catalogues call it; a phrase may have a synonym of its own.
    Names are tried as written first, so a catalogue's own words always win over a synonym.
    """

    def __init__(self, catalogue: Catalogue, synonyms: Mapping[str, str]) -> None:
        self._synonyms = {fold(text): phrase for text, phrase in synonyms.items()}
        self._services: dict[ClientType, list[_Service]] = {client_type: [] for client_type in ClientType}
        for service in catalogue.services.values():
            own = catalogue.companies[service.company_id].own
            self._services[service.client_type].append(_Service(service, own, _Phrase.of(service.name)))
        self._found: dict[tuple[str, ClientType], Found | None] = {}

    def find(self, text: str, client_type: ClientType) -> Found | None:
        """The kind that the text names among the services for this client type, or None: unknown.

        The exact name decides, at the own company before others. Then a service fits that says every word of the text,
        again at the own company first; all that fit must be of one kind. The service stays open unless one is left.
        """
        asked = text, client_type
        if asked not in self._found:
            self._found[asked] = self._find(*asked)
        return self._found[asked]

    def _find(self, text: str, client_type: ClientType) -> Found | None:
        services = self._services[client_type]
        phrases = [_Phrase.of(phrase) for phrase in self._phrases(text)]
        exact = (_one_kind([service for service in services if service.name.folded == said.folded]) for said in phrases)
        within = (
            _one_kind([service for service in services if said.is_within(service.name)])
            for said in (*phrases[1:], phrases[0])  # a synonym knows better than stems
        )
        return next(filter(None, chain(exact, within)), None)

    def _phrases(self, text: str) -> list[str]:
        """The text, its synonym, the synonym's synonym …"""
        phrases = [text]
        while (phrase := self._synonyms.get(fold(phrases[-1]))) and phrase not in phrases:
            phrases.append(phrase)
        return phrases


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A text taken apart once."""

    folded: str
    stems: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """The parts of a text."""
        return cls(fold(text), stems(text))

    def is_within(self, other: "_Phrase") -> bool:
        """Whether the other says every word of this one; a phrase without a meaning word is nowhere."""
        return bool(self.stems) and self.stems <= other.stems


@dataclass(frozen=True, slots=True)
class _Service:
    """A service and what its name says."""

    service: Service
    own: bool
    name: _Phrase


def _one_kind(services: Sequence[_Service]) -> Found | None:
    """What these services have in common, own ones before others; None where they are of several kinds or none."""
    fitting = [service.service for service in services if service.own] or [service.service for service in services]
    if len({service.kind_id for service in fitting}) != 1:
        return None
    return Found(fitting[0].kind_id, fitting[0].id if len(fitting) == 1 else None)


def starting_synonyms() -> dict[str, str]:
    """The synonyms that a new base starts with (`resources/synonyms.toml`): folded text → phrase."""
    content = tomllib.loads((resources.files("resources") / "synonyms.toml").read_text("utf-8"))
    return {fold(text): phrase for text, phrase in content.items()}
