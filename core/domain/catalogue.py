"""What the group sells: companies, services, kinds, needs and the hand-made cross-service matrix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from core.domain.client import ClientType
from core.domain.eligibility import Eligibility
from core.domain.text import fold, words_key

type_suffix = {ClientType.PERSON: "фл", ClientType.ENTITY: "юл"}


def kind_key(name: str, client_type: ClientType) -> str:
    """The default kind of a service: same name, same client type."""
    return f"{fold(name)}|{type_suffix[client_type]}"


def company_key(name: str) -> str:
    """Companies are the same when their folded names are."""
    return fold(name)


def need_key(name: str) -> str:
    """Needs are the same whatever the order of their words."""
    return words_key(name)


class Cell(IntEnum):
    """A filled cell of the cross-service matrix; blank is simply absent."""

    FORBIDDEN = 0
    LINK = 1


@dataclass(frozen=True, slots=True)
class Company:
    """A member of the group. `lead_cap`: at most so many leads leave for it in a month, None any number. `archived`:
    nothing of it is offered any more.
    """

    id: int
    name: str
    own: bool = False
    lead_cap: int | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What rivals have in common. `repeatable_after` in months: may be offered again to its owners then. "No answer" to
    it counts after `answer_days`, and one asks again after `ask_again_days`; None: as everywhere in the base.
    """

    id: int
    key: str
    name: str
    client_type: ClientType
    repeatable_after: int | None = None
    answer_days: int | None = None
    ask_again_days: int | None = None


@dataclass(frozen=True, slots=True)
class Indicators:
    """What is known of a partner's service before any answer was recorded.

    `conversion` (0…1) and `weight` (≥ 1 answers it counts for), `arppu` in roubles per paying client in 12 months
    with its source and date, `lever` with the administrator's reason.
    """

    conversion: float | None = None
    weight: float = 20.0
    arppu: float | None = None
    arppu_source: str = ""
    arppu_date: date | None = None
    lever: float = 1.0
    lever_reason: str = ""


MOST_NEEDS = 3
"""Needs of one service: one to three; what satisfies everything says nothing."""


@dataclass(frozen=True, slots=True)
class Service:
    """What one company sells to one client type. The key is (name, client type, company): names alone repeat.

    `recorded` says whether the base's tables record its sales; None means "as by default": own services are.
    `archived`: it is not offered any more; who has it still has it.
    """

    id: int
    name: str
    client_type: ClientType
    company_id: int
    kind_id: int
    needs: tuple[int, ...] = ()
    recorded: bool | None = None
    description: str = ""
    indicators: Indicators = field(default_factory=Indicators)
    eligibility: Eligibility = field(default_factory=Eligibility)
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole catalogue of a base. `cells` is the directed matrix: (from service, to service) → `Cell`."""

    companies: Mapping[int, Company]
    kinds: Mapping[int, Kind]
    services: Mapping[int, Service]
    needs: Mapping[int, str]
    cells: Mapping[tuple[int, int], Cell]

    @property
    def own_company(self) -> Company:
        """The company whose clients this base holds."""
        return next(company for company in self.companies.values() if company.own)

    def services_of(self, kind_id: int) -> list[Service]:
        """The services of one kind in the order of their ids: rivals, when there are two or more."""
        return [service for service in self.services.values() if service.kind_id == kind_id]

    def is_archived(self, service_id: int) -> bool:
        """Whether a service, or its whole company, is in the archive: it is offered to nobody."""
        service = self.services[service_id]
        return service.archived or self.companies[service.company_id].archived

    def is_recorded(self, kind_id: int) -> bool:
        """Whether the sales of any service of this kind are recorded in this base's tables."""
        return any(
            self.companies[service.company_id].own if service.recorded is None else service.recorded
            for service in self.services_of(kind_id)
        )


@dataclass(frozen=True, slots=True)
class DraftService:
    """A service as a file names it, before it has an id."""

    name: str
    client_type: ClientType
    company: str
    needs: tuple[str, ...] = ()
    description: str = ""

    @property
    def key(self) -> tuple[str, ClientType, str]:
        """(folded name, client type, folded company)."""
        return fold(self.name), self.client_type, company_key(self.company)


@dataclass(frozen=True, slots=True)
class CatalogueDraft:
    """A catalogue as a file states it. `cells` are by positions in `services`.

    `unmatched_needs` lists rows of the needs sheet that fit no service: (row in the file, service name as written
    there).
    """

    services: tuple[DraftService, ...]
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    unmatched_needs: tuple[tuple[int, str], ...] = ()
