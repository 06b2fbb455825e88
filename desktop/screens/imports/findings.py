"""What the check of a table has found: counts, groups of problems, and the rows behind each group."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from core.domain.client import ClientRow
from core.intake.cells import as_text
from core.intake.cleaning import clean
from core.intake.mapping import Mapping as FieldMapping
from core.intake.problems import Level, Problem
from core.intake.tables import Table
from core.services.imports import ProblemGroup, problems_by_kind
from desktop.screens.imports.matching import Matching


@dataclass(frozen=True, slots=True)
class Findings:
    """A checked table. `ready`, `warned` and `failed` count rows: together they are all rows of the table.

    `clients` by their row in the file, `places` the index of a row of the file in the table.
    """

    rows: list[ClientRow]
    problems: list[Problem]
    groups: tuple[ProblemGroup, ...]
    ready: int
    warned: int
    failed: int
    clients: dict[int, ClientRow]
    places: dict[int, int]


def check(table: Table, matching: Matching, today: date, progress: Callable[[int, int], None]) -> Findings:
    """Clean all rows and sort what was wrong. Raises MissingColumns and what `progress` raises."""
    cleaned = clean(table, matching.mapping, today, progress, choices=matching.columns)
    failed = {problem.row for problem in cleaned.problems if problem.level is Level.ERROR}
    warned = {problem.row for problem in cleaned.problems if problem.level is Level.WARNING} - failed
    return Findings(
        rows=cleaned.rows,
        problems=cleaned.problems,
        groups=tuple(problems_by_kind(cleaned.problems)),
        ready=len(table.rows) - len(failed) - len(warned),
        warned=len(warned),
        failed=len(failed),
        clients={row.row: row for row in cleaned.rows},
        places={number: place for place, number in enumerate(table.numbers)},
    )


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with a problem: its number in the file, who it is of ("" unknown), the text of the cell or of the row."""

    number: int
    who: str
    text: str


class BadRows(Sequence[BadRow]):
    """The rows of one group, put together when they are looked at. `column` is None where whole rows are meant."""

    def __init__(self, table: Table, findings: Findings, group: ProblemGroup, column: int | None) -> None:
        self._table = table
        self._findings = findings
        self._numbers = group.rows
        self._column = column

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> BadRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BadRow]: ...
    def __getitem__(self, index: int | slice) -> BadRow | Sequence[BadRow]:
        if isinstance(index, slice):
            return [self._row(number) for number in self._numbers[index]]
        return self._row(self._numbers[index])

    def _row(self, number: int) -> BadRow:
        client = self._findings.clients.get(number)
        cells = self._table.rows[self._findings.places[number]]
        shown = cells if self._column is None else (cells[self._column],)
        text = " · ".join(filter(None, map(as_text, shown)))
        return BadRow(number, client.identity.full_name if client else "", text)


def source_column(mapping: FieldMapping, header: str) -> int | None:
    """The mapped column that a problem names; None where it means the whole row."""
    columns: Iterator[int] = (column for column in mapping.used if header and mapping.headers[column] == header)
    return next(columns, None)


class Tour:
    """Where one stands among the problems: a group and a row of it; on from the last comes the first."""

    def __init__(self, groups: Sequence[ProblemGroup]) -> None:
        self._groups = groups
        self.group = 0
        self.row = 0

    @property
    def now(self) -> ProblemGroup | None:
        """The group, None where there are no problems."""
        return self._groups[self.group] if self._groups else None

    def stand(self, group: int, row: int = 0) -> bool:
        """Go there; whether that is another group."""
        other = group != self.group
        self.group, self.row = group, row
        return other

    def step(self, by: int) -> None:
        """To the next (1) or the previous (-1) row with a problem."""
        group, row = self.group, self.row + by
        if row < 0:
            group = (group - 1) % len(self._groups)
            row = len(self._groups[group].rows) - 1
        elif row >= len(self._groups[group].rows):
            group, row = (group + 1) % len(self._groups), 0
        self.group, self.row = group, row
