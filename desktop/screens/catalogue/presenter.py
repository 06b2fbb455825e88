"""What the page of partners and services shows, and how a catalogue file gets into the base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from core.domain.catalogue import Catalogue
from core.domain.catalogue_changes import Noun, entries_of
from core.domain.client import ClientType
from core.domain.errors import KnownError, NeedsClientType
from core.domain.progress import Progress
from core.domain.rights import MAY, UseCase
from core.services.catalogue import CatalogueReport, load_catalogue, read_catalogue, read_catalogue_file
from core.services.catalogue_edits import StepLine, read_steps
from core.services.rivals import SEES_MONEY
from core.services.session import Done, Session
from core.services.standings import Standing, read_standings
from desktop.asked import Asked
from desktop.desk import Desk
from desktop.screens.catalogue.cards import Card
from desktop.screens.catalogue.draft import About
from desktop.screens.catalogue.lists import (
    CompanyRow,
    ServiceRow,
    StandingRow,
    company_rows,
    service_rows,
    standing_rows,
)
from desktop.screens.catalogue.partner_part import PartnerPart, PartnerView
from desktop.screens.catalogue.staging import Staging, StagingView

_ROWS_TOLD: Final = 5
"""So many rows that fitted no service are named, the rest counted."""


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card: its title and what stands below it, its fields, and of a company how it stands in its kinds."""

    title: str
    about: str
    fields: tuple[Asked, ...]
    standings: tuple[StandingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a file brought: `lines` of counts, `doubts` that somebody should look at; `archive` is the word for putting
    away what the file does not name any more, "" where there is nothing.
    """

    title: str
    lines: tuple[str, ...]
    doubts: tuple[str, ...]
    archive: str = ""


class CatalogueView(StagingView, PartnerView, Protocol):
    """What the presenter shows."""

    def show_companies(self, rows: Sequence[CompanyRow], chosen: int, subtitle: str) -> None:
        """The companies; `chosen` is a position in them."""

    def show_services(self, title: str, count: str, rows: Sequence[ServiceRow]) -> None:
        """The services of the chosen company."""

    def show_card(self, card: CardShown | None, *, fresh: bool, focus: bool) -> None:
        """A card in the place of the services; None for the services. A `fresh` one forgets what was being typed;
        with `focus` it was opened just now.
        """

    def show_editing(self, *, allowed: bool, archive: bool, archived: int) -> None:
        """Whether entries can be added, and whether the archive is shown, which has so many of them."""

    def show_empty(self, title: str, text: str, action: str) -> None:
        """Nothing there; `action` is empty where the user may not load."""

    def show_loading(self, *, allowed: bool, busy: bool) -> None:
        """Whether a file may be loaded, and whether one is."""

    def show_told(self, told: Told | None) -> None:
        """What a file brought."""


class CataloguePresenter:
    """Keeps the chosen company while the catalogue changes."""

    def __init__(self, view: CatalogueView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._catalogue: Catalogue | None = None
        self._companies: list[CompanyRow] = []
        self._chosen: int | None = None
        self._services: list[ServiceRow] = []
        self._standings: Mapping[int, Standing] = {}
        self._open: About | None = None
        self._archive = False
        self._report: CatalogueReport | None = None
        self._busy = False
        self.partner = PartnerPart(view, desk)
        self.staging = Staging(view, desk, self._show_draft, self.read)

    @property
    def may_load(self) -> bool:
        """Whether this user may change the catalogue."""
        return bool(self._desk.session.roles & MAY[UseCase.EDIT_CATALOGUE])

    def read(self) -> None:
        """Read the catalogue."""
        may_edit = self.may_load

        def question(session: Session) -> _Read:
            steps = read_steps(session) if may_edit else []
            return _Read(read_catalogue(session), read_standings(session), steps)

        self._desk.ask("catalogue", question, self._read)

    def arrive(self, company: int | None) -> None:
        """Read it, with the card of this company open where one is wanted."""
        if company is not None:
            self._chosen, self._open = company, (Noun.COMPANY, company)
        self.read()

    def choose(self, place: int) -> None:
        """Show the services of the company at this position."""
        if 0 <= place < len(self._companies) and self._catalogue is not None:
            if self._companies[place].id != self._chosen:
                self._open = None
            self._chosen = self._companies[place].id
            self._show_services(self._catalogue, self._companies[place])

    @property
    def of_service(self) -> bool:
        """Whether the card of a service is open."""
        return self._open is not None and self._open[0] is Noun.SERVICE

    def open_company(self) -> None:
        """The card of the chosen company."""
        if self._chosen is not None:
            self._open = Noun.COMPANY, self._chosen
            self._show_card(fresh=True)

    def open_service(self, place: int) -> None:
        """The card of the service at this position."""
        if 0 <= place < len(self._services):
            self._open = Noun.SERVICE, self._services[place].id
            self._show_card(fresh=True)

    def close_card(self) -> None:
        """Back to the services."""
        self._open = None
        self._show_card(fresh=True)

    def put(self, name: str, value: object) -> None:
        """Something was typed, chosen or ticked on the open card."""
        draft = self.staging.draft
        if self._open is not None and draft is not None and self.may_load:
            self.staging.put(draft.put(self._open, name, value))

    def add_company(self) -> None:
        """A new partner, and its card."""
        draft = self.staging.draft
        if draft is not None and self.may_load:
            draft, self._chosen = draft.with_company(self._desk.words.say("catalogue", "new_company"))
            self._open = Noun.COMPANY, self._chosen
            self.staging.put(draft)
            self._show_card(fresh=True)

    def add_service(self) -> None:
        """A new service of the chosen company, and its card."""
        draft = self.staging.draft
        if draft is not None and self._chosen is not None and self.may_load:
            draft, service = draft.with_service(self._chosen, self._desk.words.say("catalogue", "new_service"))
            self._open = Noun.SERVICE, service
            self.staging.put(draft)
            self._show_card(fresh=True)

    def show_archive(self, shown: bool) -> None:
        """Whether what is in the archive is listed."""
        self._archive = shown
        self._show_draft()

    def reset(self) -> None:
        """Forget the changes; a card of what never came is closed."""
        if self._open is not None and self._open[1] < 0:
            self._open = None
        self.staging.reset()

    def load(self) -> None:
        """Ask for a file and load it."""
        if not self.may_load or self._busy:
            return
        say = self._desk.words.say
        path = self._view.choose_file(say("catalogue", "choose"), say("catalogue", "filter"))
        if path:
            self._load(Path(path), None)

    def archive_gone(self) -> None:
        """What the file does not name any more is to go into the archive: a change like any other."""
        draft, report = self.staging.draft, self._report
        if draft is not None and report is not None and self.may_load:
            renamed = {old for old, _ in report.renamed}
            self.staging.put(draft.with_archived(tuple(one for one in report.gone if one not in renamed)))
            self.put_away()

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

    def _read(self, read: "_Read") -> None:
        self._view.show_loading(allowed=self.may_load, busy=self._busy)
        self._standings = read.standings
        fresh = self.staging.take(read.catalogue, read.steps)
        self._show_told()
        if not read.catalogue.services and not (self.staging.draft and self.staging.draft.count):
            say = self._desk.words.say
            text = say("catalogue", "empty_text" if self.may_load else "empty_reader")
            action = say("catalogue", "load") if self.may_load else ""
            self._view.show_empty(say("catalogue", "empty"), text, action)
            return
        self.staging.show()
        self._show_card(fresh=fresh, focus=False)
        self.partner.read()

    def _show_draft(self) -> None:
        """The catalogue as it is being changed."""
        draft = self.staging.draft
        if draft is None:
            return
        catalogue = self._catalogue = draft.now
        archived = sum(one.archived for one in catalogue.companies.values())
        archived += sum(one.archived for one in catalogue.services.values())
        self._view.show_editing(allowed=self.may_load, archive=self._archive, archived=archived)
        self._companies = company_rows(catalogue, self._desk.words, archive=self._archive)
        place = next((at for at, row in enumerate(self._companies) if row.id == self._chosen), 0)
        count = sum(not catalogue.is_archived(one) for one in catalogue.services)
        self._view.show_companies(self._companies, place, self._desk.words.say("catalogue", "subtitle", n=count))
        self.choose(place)
        if self._open is not None:
            self._show_card(fresh=False)

    def _show_services(self, catalogue: Catalogue, company: CompanyRow) -> None:
        self._services = service_rows(catalogue, company.id, self._desk.words, archive=self._archive)
        say, rows = self._desk.words.say, self._services
        count = say("catalogue", "services_count", n=len(rows)) if rows else say("catalogue", "no_services")
        self._view.show_services(company.name, count, rows)

    def _show_card(self, *, fresh: bool, focus: bool = True) -> None:
        draft = self.staging.draft
        about = self._open
        if draft is None or about is None or about not in entries_of(draft.now):
            self._open = None
            self.partner.open(None)
            self._view.show_card(None, fresh=fresh, focus=False)
            return
        session, words = self._desk.session, self._desk.words
        noun, id_ = about
        may_see = bool(session.roles & SEES_MONEY) or (id_ in self._standings and self._standings[id_].told)
        card = Card(draft, words, may_edit=self.may_load, sees_money=may_see)
        self.partner.open(id_ if noun is Noun.COMPANY and not draft.now.companies[id_].own else None)
        if noun is Noun.COMPANY:
            company = draft.now.companies[id_]
            standings = standing_rows(draft.now, id_, self._standings, words)
            told = words.say("catalogue", "card_company" if standings else "card_company_bare")
            shown = CardShown(company.name, told, tuple(card.of_company(company)), tuple(standings))
        else:
            service = draft.now.services[id_]
            told = draft.now.companies[service.company_id].name
            shown = CardShown(service.name, told, tuple(card.of_service(service, self._standings.get(id_))))
        self._view.show_card(shown, fresh=fresh, focus=fresh and focus)

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
        gone = self._tell_gone(report, doubts)
        archive = say("catalogue", "archive_gone", n=gone) if gone else ""
        self._view.show_told(Told(say("catalogue", "loaded"), lines, tuple(doubts), archive))

    def _tell_gone(self, report: CatalogueReport, doubts: list[str]) -> int:
        """Doubts about what the file does not name any more; how many may go into the archive."""
        draft, say = self.staging.draft, self._desk.words.say
        known = () if draft is None else draft.now.services
        if draft is None or any(one not in known for pair in (report.gone, *report.renamed) for one in pair):
            return 0  # the catalogue is read again in a moment
        services = draft.now.services
        for old, new in report.renamed:
            doubts.append(say("catalogue", "renamed", old=services[old].name, new=services[new].name))
        renamed = {old for old, _ in report.renamed}
        gone = [services[one].name for one in report.gone if one not in renamed and not services[one].archived]
        if gone:
            named, more = ", ".join(gone[:_ROWS_TOLD]), len(gone) - _ROWS_TOLD
            rows = say("catalogue", "unmatched_more", rows=named, more=more) if more > 0 else named
            doubts.append(say("catalogue", "gone", n=len(gone), rows=rows))
        return len(gone)

    def _unmatched(self, report: CatalogueReport) -> str:
        say, found = self._desk.words.say, report.unmatched_needs
        named = [say("catalogue", "unmatched_row", row=row, service=service) for row, service in found[:_ROWS_TOLD]]
        rows, more = ", ".join(named), len(found) - len(named)
        return say("catalogue", "unmatched_more", rows=rows, more=more) if more else rows


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page is made of."""

    catalogue: Catalogue
    standings: Mapping[int, Standing]
    steps: Sequence[StepLine]
