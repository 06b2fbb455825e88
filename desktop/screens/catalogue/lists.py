"""Companies, services and standings as rows in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.catalogue import Catalogue, Company, Service
from core.domain.client import ClientType
from core.domain.text import fold
from core.services.standings import Standing
from desktop.screens.catalogue.cards import tell_conversion, tell_place
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company: services by client type, and how many of its kinds others sell too. `spoken`: all of it."""

    id: int
    name: str
    own: bool
    persons: int
    entities: int
    shared: int
    spoken: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in words; `has_needs` unless `needs` just says that there are none."""

    name: str
    client_type: str
    kind: str
    needs: str
    has_needs: bool
    spoken: str
    id: int = 0
    archived: bool = False


@dataclass(frozen=True, slots=True)
class StandingRow:
    """How a service of the chosen company stands in its kind, in words."""

    service: str
    conversion: str
    place: str
    arppu: str
    spoken: str


def company_rows(catalogue: Catalogue, words: Words, *, archive: bool = False) -> list[CompanyRow]:
    """The own company first, the others by name; those in the `archive` where it is wanted. What is archived counts
    nowhere.
    """
    sellers: dict[int, set[int]] = {}
    by_company: dict[int, list[Service]] = {id_: [] for id_ in catalogue.companies}
    for service in (one for one in catalogue.services.values() if not catalogue.is_archived(one.id)):
        sellers.setdefault(service.kind_id, set()).add(service.company_id)
        by_company[service.company_id].append(service)

    def row_of(company: Company) -> CompanyRow:
        services = by_company[company.id]
        persons = sum(one.client_type is ClientType.PERSON for one in services)
        shared = sum(len(sellers[kind]) > 1 for kind in {one.kind_id for one in services})
        counts = {"persons": persons, "entities": len(services) - persons, "shared": shared}
        key = "company_row_own" if company.own else "company_row"
        name = words.say("catalogue", "archived", name=company.name) if company.archived else company.name
        spoken = words.say("catalogue", key, name=name, **counts)
        return CompanyRow(company.id, name, company.own, **counts, spoken=spoken, archived=company.archived)

    listed = [one for one in catalogue.companies.values() if archive or not one.archived]
    ordered = sorted(listed, key=lambda one: (not one.own, one.archived, fold(one.name)))
    return [row_of(company) for company in ordered]


def service_rows(catalogue: Catalogue, company_id: int, words: Words, *, archive: bool = False) -> list[ServiceRow]:
    """The services of a company by name, those for persons first; those in the `archive` where it is wanted."""
    services = [
        one
        for one in catalogue.services.values()
        if one.company_id == company_id and (archive or not catalogue.is_archived(one.id))
    ]
    rows = []
    for one in sorted(services, key=lambda one: (one.client_type is not ClientType.PERSON, fold(one.name))):
        needs = ", ".join(catalogue.needs[need] for need in one.needs)
        client_type = words.say("catalogue", "type_person" if one.client_type is ClientType.PERSON else "type_entity")
        archived = catalogue.is_archived(one.id)
        name = words.say("catalogue", "archived", name=one.name) if archived else one.name
        kind = catalogue.kinds[one.kind_id].name
        facts = {
            "client_type": client_type,
            "kind": name if archived and kind == one.name else kind,
            "needs": needs or words.say("catalogue", "no_needs"),
        }
        spoken = words.say("catalogue", "service_row", service=name, **facts)
        rows.append(ServiceRow(name, **facts, has_needs=bool(needs), spoken=spoken, id=one.id, archived=archived))
    return rows


def standing_rows(
    catalogue: Catalogue, company_id: int, standings: Mapping[int, Standing], words: Words
) -> list[StandingRow]:
    """How a company stands in its kinds, by the name of the service."""
    rows = []
    for one in sorted(catalogue.services.values(), key=lambda one: fold(one.name)):
        standing = standings.get(one.id)
        if one.company_id != company_id or standing is None:
            continue
        facts = {
            "service": one.name,
            "conversion": tell_conversion(standing, words, usual=False),
            "place": tell_place(standing, words),
            "arppu": _tell_arppu(standing, words),
        }
        rows.append(StandingRow(**facts, spoken=words.say("catalogue", "standing_row", **facts)))
    return rows


def _tell_arppu(standing: Standing, words: Words) -> str:
    if standing.arppu is None:
        return words.say("catalogue", "no_arppu" if standing.told else "hidden_arppu")
    return words.money(standing.arppu)
