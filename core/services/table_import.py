"""A table from its file into the base without anybody looking on: what the window asks is taken as it is suggested.

    read → what the columns mean (a saved mapping, else as suggested) → clean → plan → in one transaction, as an import
    that is listed and can be undone

Nothing is decided for people: doubtful pairs stay apart and wait on the desk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.domain.backup import Reason
from core.domain.consent import ConsentDocument, parse_consent
from core.domain.errors import KnownError, NoClients, TooManyRows
from core.intake.apart import read_table_apart
from core.intake.choices import ColumnChoices
from core.intake.cleaning import Cleaned, clean
from core.intake.mapping import Mapping
from core.intake.mapping import suggest as suggest_columns
from core.intake.tables import Table
from core.intake.wish import Wish
from core.services.backups import back_up_before
from core.services.catalogue import read_catalogue
from core.services.clients import ImportReport
from core.services.drafts import discard_draft, start_draft, suggested_columns
from core.services.import_plan import ImportPlan
from core.services.imports import finish_import, mapping_of, plan_import
from core.services.mappings import UsedMapping, mapping_for, read_finder
from core.services.session import Progress, Session, no_progress


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What is asked: a file, how to read it, the name of a saved mapping, a consent as `parse_consent` reads it."""

    path: Path
    wish: Wish = field(default_factory=Wish)
    mapping: str | None = None
    consent: str | None = None


@dataclass(slots=True)
class Seen:
    """What was read of the file so far; None what nobody has come to yet."""

    sheets: tuple[str, ...] | None = None
    rows: int | None = None
    columns: int | None = None


class TableImport:
    """One table on its way. `read` and `plan` change nothing; `seen` says how far it came when one of them refuses."""

    def __init__(self, session: Session, request: TableRequest, progress: Progress = no_progress) -> None:
        self.seen = Seen()
        self._session = session
        self._request = request
        self._progress = progress

    def read(self) -> None:
        """Read and clean the table. Raises the errors of reading and of consents, UnknownMapping, MissingColumns,
        NoClients.
        """
        self.consent = self._parsed_consent()
        self._progress("read", 0, 1)
        try:
            self.table: Table = read_table_apart(
                self._request.path, self._request.wish, lambda done, total: self._progress("read", done, total)
            )
        except TooManyRows as error:
            self.seen = Seen(error.sheets, error.rows, error.columns)
            raise
        self.seen.sheets = tuple(sheet.name for sheet in self.table.read_as.sheets)
        self.seen.rows, self.seen.columns = len(self.table.rows), len(self.table.headers)
        self.used = self._saved_mapping()
        suggested = suggest_columns(self.table.headers, self.table.rows, read_finder(self._session))
        self.choices: ColumnChoices = self.used.columns if self.used else suggested_columns(suggested)
        self.mapping: Mapping = mapping_of(self.table.headers, self.choices.fields, self.choices.services)
        self.cleaned: Cleaned = clean(
            self.table,
            self.mapping,
            self._session.today(),
            lambda done, total: self._progress("check", done, total),
            choices=self.choices,
        )
        self.table = replace(self.table, rows=[], numbers=[])  # the clean rows are all that is needed from here on
        if not self.cleaned.rows:
            raise NoClients

    def _parsed_consent(self) -> ConsentDocument | None:
        if self._request.consent is None:
            return None
        companies = read_catalogue(self._session).companies.values()
        return parse_consent(self._request.consent, companies, self._session.today())

    def _saved_mapping(self) -> UsedMapping | None:
        """The one that was asked for, else that of the very same headers: a near one is for somebody who looks on."""
        used = mapping_for(self._session, self.table.headers, self._request.mapping, self.table.rows)
        return used if used and (used.exact or self._request.mapping is not None) else None

    def plan(self) -> ImportPlan:
        """The dry run of what was read."""
        return plan_import(self._session, self.cleaned.rows, None, self._progress)

    def bring_in(self, plan: ImportPlan) -> ImportReport:
        """Do what was planned. The import is listed under the file's path."""
        path = str(self._request.path.resolve())
        begun = start_draft(self._session, path, self._request.wish.sheet, self.table.headers, self.mapping, self.used)
        try:
            done = finish_import(
                self._session, begun.value.id, plan, self.cleaned.problems, self.consent, self._progress
            )
        except BaseException:
            discard_draft(self._session, begun.value.id)
            raise
        return done.value

    def back_up(self) -> KnownError | None:
        """A backup before the table is written; what keeps it from being made keeps no table back."""
        if not self._session.is_sample:
            try:
                back_up_before(self._session, Reason.IMPORT)
            except KnownError as error:
                return error
        return None

    @property
    def mapped(self) -> dict[str, str]:
        """Header → field code, or the service that the column speaks of; a header that is there twice is numbered."""
        return dict(self._mapped())

    def _mapped(self) -> Iterator[tuple[str, str]]:
        met: dict[str, int] = {}
        for column, header in enumerate(self.table.headers):
            met[header] = met.get(header, 0) + 1
            name = header if met[header] == 1 else f"{header} ({met[header]})"
            if column in self.mapping.fields:
                yield name, self.mapping.fields[column].code
            elif column in self.mapping.services:
                yield name, f"service: {self.mapping.services[column]}"

    @property
    def unmapped(self) -> Sequence[str]:
        """Headers of columns that nobody understood."""
        return tuple(self.table.headers[column] for column in self.mapping.unmapped)
