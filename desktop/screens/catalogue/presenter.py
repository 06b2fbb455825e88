"""What the page of partners and services shows, and how a catalogue file gets into the base."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from core.domain.catalogue import Catalogue, Company, Service
from core.domain.client import ClientType
from core.domain.errors import KnownError, NeedsClientType
from core.domain.progress import Progress
from core.domain.rights import MAY, UseCase
from core.domain.text import fold
from core.services.catalogue import CatalogueReport, load_catalogue, read_catalogue, read_catalogue_file
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.words import Words

_ROWS_TOLD: Final = 5
"""So many rows that fitted no service are named, the rest counted."""


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


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in words; `has_needs` unless `needs` just says that there are none."""

    name: str
    client_type: str
    kind: str
    needs: str
    has_needs: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a file brought: `lines` of counts, `doubts` that somebody should look at."""

    title: str
    lines: tuple[str, ...]
    doubts: tuple[str, ...]


class CatalogueView(Protocol):
    """What the presenter shows."""

    def show_companies(self, rows: Sequence[CompanyRow], chosen: int, subtitle: str) -> None:
        """The companies; `chosen` is a position in them."""

    def show_services(self, title: str, count: str, rows: Sequence[ServiceRow]) -> None:
        """The services of the chosen company."""

    def show_empty(self, title: str, text: str, action: str) -> None:
        """Nothing there; `action` is empty where the user may not load."""

    def show_loading(self, *, allowed: bool, busy: bool) -> None:
        """Whether a file may be loaded, and whether one is."""

    def show_told(self, told: Told | None) -> None:
        """What a file brought."""

    def show_refused(self, sentence: str) -> None:
        """Why a file was not taken; an empty sentence takes it back."""

    def choose_file(self, title: str, kinds: str) -> str:
        """Let the user point at a file; "" for none."""

    def ask(self, title: str, text: str, answers: Sequence[tuple[str, str]]) -> str:
        """Ask; the value of the answer."""


class CataloguePresenter:
    """Keeps the chosen company while the catalogue changes."""

    def __init__(self, view: CatalogueView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._catalogue: Catalogue | None = None
        self._companies: list[CompanyRow] = []
        self._chosen: int | None = None
        self._report: CatalogueReport | None = None
        self._busy = False

    @property
    def may_load(self) -> bool:
        """Whether this user may change the catalogue."""
        return bool(self._desk.session.roles & MAY[UseCase.EDIT_CATALOGUE])

    def read(self) -> None:
        """Read the catalogue."""
        self._desk.ask("catalogue", read_catalogue, self._read)

    def choose(self, place: int) -> None:
        """Show the services of the company at this position."""
        if 0 <= place < len(self._companies) and self._catalogue is not None:
            row = self._companies[place]
            self._chosen = row.id
            self._show_services(self._catalogue, row)

    def load(self) -> None:
        """Ask for a file and load it."""
        if not self.may_load or self._busy:
            return
        say = self._desk.words.say
        path = self._view.choose_file(say("catalogue", "choose"), say("catalogue", "filter"))
        if path:
            self._load(Path(path), None)

    def put_away(self) -> None:
        """The report has been read."""
        self._report = None
        self._view.show_told(None)

    # ------------------------------------------------------------------

    def _load(self, path: Path, client_type: ClientType | None) -> None:
        def work(session: Session, progress: Progress) -> Done[CatalogueReport]:
            draft = read_catalogue_file(path, client_type, progress)
            progress("store", 0, 1)
            return load_catalogue(session, draft)

        self._set_busy(True)
        self._view.show_refused("")
        self.put_away()
        self._desk.run(
            "load_catalogue",
            work,
            self._loaded,
            lambda error: self._refused(error, path),
            lambda: self._set_busy(False),
        )

    def _loaded(self, done: Done[CatalogueReport]) -> None:
        self._set_busy(False)
        self._report = done.value
        self._desk.tell(self._desk.words.say("catalogue", "loaded"))
        self._show_told()
        self.read()

    def _refused(self, error: KnownError, path: Path) -> None:
        self._set_busy(False)
        if not isinstance(error, NeedsClientType):
            self._view.show_refused(self._desk.words.error(error))
            return
        say = self._desk.words.say
        answers = [
            (say("catalogue", "ask_persons"), ClientType.PERSON.value),
            (say("catalogue", "ask_entities"), ClientType.ENTITY.value),
            (say("catalogue", "ask_cancel"), ""),
        ]
        answer = self._view.ask(say("catalogue", "ask_type"), say("catalogue", "ask_type_text"), answers)
        if answer:
            self._load(path, ClientType(answer))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._view.show_loading(allowed=self.may_load, busy=busy)

    def _read(self, catalogue: Catalogue) -> None:
        say = self._desk.words.say
        self._catalogue = catalogue
        self._view.show_loading(allowed=self.may_load, busy=self._busy)
        self._show_told()
        if not catalogue.services:
            text = say("catalogue", "empty_text" if self.may_load else "empty_reader")
            action = say("catalogue", "load") if self.may_load else ""
            self._view.show_empty(say("catalogue", "empty"), text, action)
            return
        self._companies = company_rows(catalogue, self._desk.words)
        place = next((at for at, row in enumerate(self._companies) if row.id == self._chosen), 0)
        subtitle = say("catalogue", "subtitle", n=len(catalogue.services))
        self._view.show_companies(self._companies, place, subtitle)
        self.choose(place)

    def _show_services(self, catalogue: Catalogue, company: CompanyRow) -> None:
        rows = service_rows(catalogue, company.id, self._desk.words)
        say = self._desk.words.say
        count = say("catalogue", "services_count", n=len(rows)) if rows else say("catalogue", "no_services")
        self._view.show_services(company.name, count, rows)

    def _show_told(self) -> None:
        report, say = self._report, self._desk.words.say
        if report is None:
            return
        lines = (
            say(
                "catalogue",
                "loaded_services",
                companies=len(report.companies),
                services=report.services,
                new=report.new_services,
            ),
            say(
                "catalogue",
                "loaded_cells",
                links=report.links,
                forbidden=report.forbidden,
                needs=report.with_needs,
            ),
            say("catalogue", "loaded_next"),
        )
        doubts = []
        if not report.own_services:
            doubts.append(say("catalogue", "own_missing", company=self._desk.session.company))
        if report.unmatched_needs:
            doubts.append(say("catalogue", "unmatched", n=len(report.unmatched_needs), rows=self._unmatched(report)))
        self._view.show_told(Told(say("catalogue", "loaded"), lines, tuple(doubts)))

    def _unmatched(self, report: CatalogueReport) -> str:
        say, found = self._desk.words.say, report.unmatched_needs
        named = [say("catalogue", "unmatched_row", row=row, service=service) for row, service in found[:_ROWS_TOLD]]
        rows, more = ", ".join(named), len(found) - len(named)
        return say("catalogue", "unmatched_more", rows=rows, more=more) if more else rows


def company_rows(catalogue: Catalogue, words: Words) -> list[CompanyRow]:
    """The own company first, the others by name."""
    sellers: dict[int, set[int]] = {}
    by_company: dict[int, list[Service]] = {id_: [] for id_ in catalogue.companies}
    for service in catalogue.services.values():
        sellers.setdefault(service.kind_id, set()).add(service.company_id)
        by_company[service.company_id].append(service)

    def row_of(company: Company) -> CompanyRow:
        services = by_company[company.id]
        persons = sum(one.client_type is ClientType.PERSON for one in services)
        shared = sum(len(sellers[kind]) > 1 for kind in {one.kind_id for one in services})
        counts = {"persons": persons, "entities": len(services) - persons, "shared": shared}
        key = "company_row_own" if company.own else "company_row"
        spoken = words.say("catalogue", key, name=company.name, **counts)
        return CompanyRow(company.id, company.name, company.own, **counts, spoken=spoken)

    ordered = sorted(catalogue.companies.values(), key=lambda one: (not one.own, fold(one.name)))
    return [row_of(company) for company in ordered]


def service_rows(catalogue: Catalogue, company_id: int, words: Words) -> list[ServiceRow]:
    """The services of a company by name, those for persons first."""
    services = [one for one in catalogue.services.values() if one.company_id == company_id]
    rows = []
    for one in sorted(services, key=lambda one: (one.client_type is not ClientType.PERSON, fold(one.name))):
        needs = ", ".join(catalogue.needs[need] for need in one.needs)
        client_type = words.say("catalogue", "type_person" if one.client_type is ClientType.PERSON else "type_entity")
        facts = {
            "client_type": client_type,
            "kind": catalogue.kinds[one.kind_id].name,
            "needs": needs or words.say("catalogue", "no_needs"),
        }
        spoken = words.say("catalogue", "service_row", service=one.name, **facts)
        rows.append(ServiceRow(one.name, **facts, has_needs=bool(needs), spoken=spoken))
    return rows
