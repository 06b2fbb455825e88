"""The catalogue from files and whole; single cells of the matrix, synonyms, and the fields that partners may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from core.delivery.fields import PACKAGE_FIELDS
from core.domain.catalogue import Catalogue, CatalogueDraft, Cell, company_key
from core.domain.client import ClientType
from core.domain.errors import BadValue, MissingValue, UnknownCompany, UnknownService
from core.domain.package_errors import TitleTaken
from core.domain.rights import UseCase
from core.domain.text import stems
from core.intake.apart import read_catalogue_apart
from core.services.rivals import sees_money
from core.services.session import Done, Progress, Session, no_progress
from core.services.wording import LANGUAGES, say
from core.storage.catalogue import CatalogueRecords

CHANGED = frozenset({"catalogue"})
MOST_TITLE: Final = 60
"""Characters of the title of a partner's column."""


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What a file brought: totals of the file, how many services are new, and what fitted nothing.

    `own_services` of the whole catalogue are sold by the base's own company: none may mean that its name is misspelt.
    `gone` are services on offer that the file does not name, though it names their company for these clients; `renamed`
    pairs of such a one and a new one whose name says the same words and more, or fewer.
    """

    companies: tuple[str, ...]
    services: int
    new_services: int
    links: int
    forbidden: int
    with_needs: int
    own_services: int
    unmatched_needs: tuple[tuple[int, str], ...]
    gone: tuple[int, ...] = ()
    renamed: tuple[tuple[int, int], ...] = ()


def read_catalogue_file(
    path: Path, client_type: ClientType | None = None, progress: Progress = no_progress
) -> CatalogueDraft:
    """Read the matrix workbook, or a service list (.txt), in a process of its own. `client_type` is for lists that do
    not name it; `progress` is told that the reading goes on, and what it raises ends it.

    Raises FileMissing, UnreadableFile, PasswordProtected, NotACatalogue, NeedsClientType, EmptyTable.
    """
    return read_catalogue_apart(path, client_type, lambda done, total: progress("read", done, total))


def load_catalogue(session: Session, draft: CatalogueDraft) -> Done[CatalogueReport]:
    """Add what the file states. Known services keep their id and starting values; needs and cells that the file fills
    win; archived ones that it names are offered again.
    """
    with session.doing(UseCase.EDIT_CATALOGUE) as deed:
        records = deed.work.catalogue
        new, ids = [], []
        for service in draft.services:
            company_id = records.ensure_company(service.company)
            kind_id = records.ensure_kind(service.name, service.client_type)
            service_id = records.find_service(service.name, service.client_type, company_id)
            if service_id is None:
                service_id = records.add_service(
                    service.name, service.client_type, company_id, kind_id, service.description
                )
                new.append(service_id)
            else:
                records.bring_back(service_id)
                if service.description:
                    records.describe(service_id, service.description)
            if service.needs:
                records.set_needs(service_id, [records.ensure_need(need) for need in service.needs])
            ids.append(service_id)
        records.set_cells({(ids[one], ids[other]): cell for (one, other), cell in draft.cells.items()})
        after = records.read()
        own_services = sum(one.company_id == after.own_company.id for one in after.services.values())
        report = CatalogueReport(
            companies=tuple({company_key(one.company): one.company for one in draft.services}.values()),
            services=len(ids),
            new_services=len(new),
            links=sum(cell is Cell.LINK for cell in draft.cells.values()),
            forbidden=sum(cell is Cell.FORBIDDEN for cell in draft.cells.values()),
            with_needs=sum(bool(service.needs) for service in draft.services),
            own_services=own_services,
            unmatched_needs=draft.unmatched_needs,
            gone=(gone := _gone(after, ids)),
            renamed=_renamed(after, gone, new),
        )
        deed.details |= {"services": report.services, "new": len(new), "cells": len(draft.cells)}
    return Done(report, CHANGED)


def _gone(catalogue: Catalogue, named: Sequence[int]) -> tuple[int, ...]:
    services = catalogue.services
    told = {(services[one].company_id, services[one].client_type) for one in named}
    on_offer = (one for one in services.values() if not catalogue.is_archived(one.id))
    return tuple(one.id for one in on_offer if (one.company_id, one.client_type) in told and one.id not in named)


def _renamed(catalogue: Catalogue, gone: Sequence[int], new: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Each new one once."""
    left = [(catalogue.services[one], stems(catalogue.services[one].name)) for one in new]
    pairs = []
    for old in (catalogue.services[one] for one in gone):
        said = stems(old.name)
        for one, says in left:
            same_seller = (one.company_id, one.client_type) == (old.company_id, old.client_type)
            if same_seller and said and says and (said <= says or says <= said):
                pairs.append((old.id, one.id))
                left.remove((one, says))
                break
    return tuple(pairs)


def read_catalogue(session: Session) -> Catalogue:
    """The whole catalogue; roubles of other companies only for whoever may see them."""
    with session.reading(UseCase.READ_CATALOGUE) as work:
        catalogue = work.catalogue.read()
        return catalogue if sees_money(session.roles, work) else _without_roubles(catalogue)


def _without_roubles(catalogue: Catalogue) -> Catalogue:
    told = {
        one.id: one
        if catalogue.companies[one.company_id].own
        else replace(one, indicators=replace(one.indicators, arppu=None, arppu_source="", arppu_date=None))
        for one in catalogue.services.values()
    }
    return replace(catalogue, services=told)


def set_cell(session: Session, from_service: int, to_service: int, cell: Cell | None) -> Done[None]:
    """Fill one cell of the matrix, or blank it with None. Raises UnknownService."""
    with session.doing(UseCase.EDIT_CATALOGUE) as deed:
        for service_id in (from_service, to_service):
            _known_service(deed.work.catalogue, service_id)
        deed.work.catalogue.set_cells({(from_service, to_service): cell})
        deed.details |= {"from": from_service, "to": to_service, "cell": None if cell is None else cell.name}
    return Done(None, CHANGED)


def add_synonyms(session: Session, synonyms: Mapping[str, str]) -> Done[None]:
    """Teach the base what texts of tables stand for: text → name of a service."""
    with session.doing(UseCase.TEACH_SYNONYMS) as deed:
        deed.work.catalogue.set_synonyms(synonyms)
        deed.details |= {"synonyms": len(synonyms)}
    return Done(None, CHANGED)


def set_partner_fields(
    session: Session, company_id: int, fields: Sequence[str], titles: Mapping[str, str] | None = None
) -> Done[None]:
    """Say which fields a partner may have, in their order, and under which titles where ours are not to stand.

    Raises MissingValue for none, BadValue for an unknown field, one that is named twice, or a title that is too long,
    TitleTaken for two columns that would be called the same, UnknownCompany.
    """
    if not fields:
        raise MissingValue(field="package_field")
    if not PACKAGE_FIELDS.keys() >= set(fields) or len(set(fields)) < len(fields):
        raise BadValue(field="package_field", least=next(iter(PACKAGE_FIELDS)), most=next(reversed(PACKAGE_FIELDS)))
    named = {
        field: " ".join(title.split()) for field, title in (titles or {}).items() if field in fields and title.strip()
    }
    if any(len(title) > MOST_TITLE for title in named.values()):
        raise BadValue(field="package_title", least=1, most=MOST_TITLE)
    _refuse_alike(fields, named)
    with session.doing(UseCase.EDIT_PARTNERS) as deed:
        known = deed.work.catalogue.read().companies
        if company_id not in known:
            raise UnknownCompany(name=company_id, known=", ".join(company.name for company in known.values()))
        deed.work.catalogue.set_fields(company_id, fields, named)
        deed.details |= {"company": company_id, "fields": list(fields)}
        deed.details |= {"titles": len(named)} if named else {}
    return Done(None, CHANGED, deed.entry)


def _refuse_alike(fields: Sequence[str], titles: Mapping[str, str]) -> None:
    """A package is read in either language: no two of its columns may be called the same in one of them."""
    for language in LANGUAGES:
        seen: set[str] = set()
        for field in fields:
            title = titles.get(field) or say(language, "package", field)
            if title.casefold() in seen:
                raise TitleTaken(title=title)
            seen.add(title.casefold())


def _known_service(records: CatalogueRecords, service_id: int) -> ClientType:
    service = records.read().services.get(service_id)
    if service is None:
        raise UnknownService
    return service.client_type
