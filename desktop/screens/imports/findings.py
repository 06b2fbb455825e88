"""What the check of a table has found, following every correction: counts, groups of problems, clean rows.

After a correction the changed rows alone are cleaned again, by the conventions of the whole table, so that each means
what it would among all others.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from core.domain.client import ClientRow
from core.intake.cells import as_text, cleaner
from core.intake.choices import ColumnChoices, Corrections, RowCorrection
from core.intake.cleaning import Cleaned, clean
from core.intake.conventions import settled
from core.intake.corrections import corrected_part, fitting, marks_of
from core.intake.mapping import Mapping as FieldMapping
from core.intake.meanings import with_meanings
from core.intake.problems import Code, Level, Problem
from core.intake.similar import Similar, find_similar
from core.intake.tables import Table
from core.services.imports import ProblemGroup, problems_by_kind
from desktop.screens.imports.matching import Matching

Progress: TypeAlias = Callable[[int, int], None]
Kind: TypeAlias = tuple[Code, str]
"""What a group is known by: the problem and the header of its column."""

_OF_ROWS = (Code.NO_NAME, Code.BIRTH_DATE_UNLIKELY)
"""Problems that cleaning a cell alone does not show."""

_MOST_TRIED = 1_000
_WHO = ("full_name", "surname", "organisation", "name")
"""Fields by which a client without a name gets one."""


class State(StrEnum):
    """How a problem of a row stands now."""

    OPEN = "open"
    FIXED = "fixed"
    SKIPPED = "skipped"


class Findings:
    """A checked table. `ready`, `warned`, `failed` and `skipped` count rows: together they are all rows of the table.

    `clients` by their row in the file, those left out by hand too. A group has the rows that had its problem in the
    file and those that have come to have it, so that what is fixed stays where it was.
    """

    def __init__(
        self, table: Table, mapping: FieldMapping, choices: ColumnChoices, today: date, cleaned: Cleaned
    ) -> None:
        self.table = table
        self.mapping = mapping
        self._choices = choices
        self.corrections = Corrections()
        self.clients: dict[int, ClientRow] = {row.row: row for row in cleaned.rows}
        self._places = {number: place for place, number in enumerate(table.numbers)}
        self._today = today
        self._conventions = settled(mapping.used, cleaned.detected)
        self._before = _by_row(cleaned.problems)
        self._problems = dict(self._before)
        self._groups = {(group.code, group.column): group for group in problems_by_kind(cleaned.problems)}
        self._open = Counter({kind: len(set(group.rows)) for kind, group in self._groups.items()})
        self._levels: Counter[Level | None] = Counter(map(self._level, self._problems))

    # ------------------------------------------------------------------ what there is

    @property
    def rows(self) -> list[ClientRow]:
        """The clean rows that go on, in the order of the file."""
        skipped, clients = self.corrections.skipped, self.clients
        return [clients[number] for number in self.table.numbers if number in clients and number not in skipped]

    @property
    def going(self) -> int:
        """How many rows go on."""
        return len(self.clients) - sum(row in self.clients for row in self.corrections.skipped)

    @property
    def problems(self) -> list[Problem]:
        """The problems of all rows but those left out by hand, in the order of the file."""
        skipped = self.corrections.skipped
        return [one for row in sorted(self._problems) if row not in skipped for one in self._problems[row]]

    @property
    def groups(self) -> tuple[ProblemGroup, ...]:
        """Errors, then warnings, then infos; where each stands does not change while they are fixed."""
        levels = list(Level)
        return tuple(sorted(self._groups.values(), key=lambda group: levels.index(group.level)))

    @property
    def skipped(self) -> int:
        """Rows left out by hand."""
        return len(self.corrections.skipped)

    @property
    def failed(self) -> int:
        """Rows left out because of an error."""
        return self._levels[Level.ERROR]

    @property
    def warned(self) -> int:
        """Rows of which a cell is left out or doubted."""
        return self._levels[Level.WARNING]

    @property
    def ready(self) -> int:
        """Rows with nothing wrong."""
        return len(self.table.rows) - self.failed - self.warned - self.skipped

    def left(self, group: ProblemGroup) -> int:
        """How many rows of a group still have its problem and are not left out."""
        return self._open[_kind(group)]

    def fixed(self, group: ProblemGroup) -> int:
        """How many rows of a group have its problem no more and are not left out."""
        return len(group.rows) - self.left(group) - sum(row in self.corrections.skipped for row in group.rows)

    def state(self, group: ProblemGroup, row: int) -> State:
        """How the group's problem of a row stands."""
        if row in self.corrections.skipped:
            return State.SKIPPED
        return State.OPEN if _kind(group) in _kinds(self._problems.get(row, ())) else State.FIXED

    def column_of(self, group: ProblemGroup) -> int | None:
        """The mapped column that a group's problem is in; None where it means whole rows."""
        columns = self.mapping.used if group.column else ()
        return next((column for column in columns if self.mapping.headers[column] == group.column), None)

    def mended_in(self, group: ProblemGroup) -> int | None:
        """The column in which a group's problem can be mended; None where no cell would do."""
        if group.code is not Code.NO_NAME:
            return self.column_of(group)
        columns = self.mapping.columns
        return next((columns[code] for code in _WHO if code in columns), None)

    def texts(self, row: int) -> list[str]:
        """The cells of a row of the file as they look, corrected."""
        said = self.corrections.cells.get(row, {})
        cells = self.table.rows[self._places[row]]
        return [said.get(column, as_text(cell)) for column, cell in enumerate(cells)]

    def text(self, row: int, column: int) -> str:
        """A cell of a row of the file as it looks, corrected."""
        said = self.corrections.cells.get(row, {}).get(column)
        return self.original(row, column) if said is None else said

    def original(self, row: int, column: int) -> str:
        """A cell as it looks in the file."""
        return as_text(self.table.rows[self._places[row]][column])

    # ------------------------------------------------------------------ correcting

    def corrected(self, texts: Mapping[int, Mapping[int, str]]) -> dict[int, RowCorrection]:
        """The corrections of rows whose cells are to say these texts; what the file says itself is none. Rows that
        would not change are not there.
        """
        found = {}
        for row, said in texts.items():
            before = self.corrections.of(row)
            after = dict(before.texts) | {column: as_text(text) for column, text in said.items()}
            after = {column: text for column, text in after.items() if text != self.original(row, column)}
            if after != before.texts:
                found[row] = RowCorrection(after, before.skipped)
        return found

    def with_rows(self, rows: Mapping[int, RowCorrection]) -> Corrections:
        """All corrections, with others of these rows."""
        return self.corrections.changed(rows, marks_of(self.table, self._places, rows))

    def recheck(self, corrections: Corrections, rows: Iterable[int], progress: Progress | None = None) -> Cleaned:
        """Clean these rows as corrected; nothing changes. Raises what `progress` raises."""
        places = sorted(self._places[row] for row in rows)
        part = corrected_part(self.table, places, corrections)
        return clean(part, self.mapping, self._today, progress, self._conventions, self._choices)

    def take(self, corrections: Corrections, rows: Iterable[int], cleaned: Cleaned) -> None:
        """Correct these rows, which `recheck` has `cleaned`."""
        changed = set(rows)
        problems = _by_row(cleaned.problems)
        before = {row: self._standing(row) for row in changed}
        kinds_before = {row: _kinds(self._problems.get(row, ())) for row in changed}
        self.corrections = corrections
        for row in changed:
            self.clients.pop(row, None)
            self._problems.pop(row, None)
        self.clients.update((client.row, client) for client in cleaned.rows)
        self._problems.update(problems)
        for row in changed:
            level, kinds = before[row]
            level_now, kinds_now = self._standing(row)
            self._levels[level] -= 1
            self._levels[level_now] += 1
            self._open.subtract(kinds)
            self._open.update(kinds_now)
        self._regroup(kinds_before)

    def similar(self, group: ProblemGroup, row: int) -> list[Similar]:
        """The open cells of a group that the correction of this row mends as well, and makes nothing else of."""
        column, corrections = self.mended_in(group), self.corrections
        if column is None or self.state(group, row) is not State.FIXED or column not in corrections.of(row).texts:
            return []
        field = self.mapping.used[column]
        bare = cleaner(field, self._today, self._conventions.get(column))
        clean_cell = with_meanings(bare, field, self._choices.values.get(column, {}))
        open_rows = (one for one in group.rows if one != row and self.state(group, one) is State.OPEN)
        cells = ((one, self.text(one, column)) for one in open_rows if column not in corrections.of(one).texts)
        found = find_similar(
            cells, self.original(row, column), self.text(row, column), lambda text: clean_cell(text)[1] is None
        )
        if group.code not in _OF_ROWS:
            return found
        found = found[:_MOST_TRIED]
        texts = {one.row: {column: one.after} for one in found}
        tried = self.recheck(self.with_rows(self.corrected(texts)), texts)
        bad = {problem.row for problem in tried.problems if (problem.code, problem.column) == _kind(group)}
        return [one for one in found if one.row not in bad]

    # ------------------------------------------------------------------

    def _standing(self, row: int) -> tuple[Level | None, frozenset[Kind]]:
        if row in self.corrections.skipped:
            return None, frozenset()
        return self._level(row), _kinds(self._problems.get(row, ()))

    def _level(self, row: int) -> Level | None:
        levels = {problem.level for problem in self._problems.get(row, ())}
        return next((level for level in (Level.ERROR, Level.WARNING) if level in levels), None)

    def _regroup(self, changed: Mapping[int, frozenset[Kind]]) -> None:
        """Rows, with the kinds of problems they had until now, join the groups of problems that they have come to have
        and leave those that they never had in the file.
        """
        members: dict[Kind, list[int]] = {}
        for row, before in changed.items():
            was, now = _kinds(self._before.get(row, ())), _kinds(self._problems.get(row, ()))
            for kind in (now | before) - was:
                rows = members.get(kind) or list(self._groups[kind].rows if kind in self._groups else ())
                there = bisect_left(rows, row)
                is_there = there < len(rows) and rows[there] == row
                if kind in now and not is_there:
                    insort(rows, row)
                elif kind not in now and is_there:
                    del rows[there]
                else:
                    continue
                members[kind] = rows
        for (code, column), rows in members.items():
            if rows:
                self._groups[code, column] = ProblemGroup(code.level, code, column, tuple(rows))
            else:
                del self._groups[code, column]


def check(
    table: Table, matching: Matching, today: date, progress: Progress, corrections: Corrections | None = None
) -> Findings:
    """Clean all rows and sort what was wrong, then correct what is corrected already in rows that still stand so.

    Raises MissingColumns and what `progress` raises.
    """
    mapping, choices = matching.mapping, matching.columns
    findings = Findings(table, mapping, choices, today, clean(table, mapping, today, progress, choices=choices))
    kept = fitting(table, corrections or Corrections())
    if kept.rows:
        findings.take(kept, kept.rows, findings.recheck(kept, kept.rows))
    return findings


def _by_row(problems: Iterable[Problem]) -> dict[int, tuple[Problem, ...]]:
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem)
    return {row: tuple(some) for row, some in found.items()}


def _kind(group: ProblemGroup) -> Kind:
    return group.code, group.column


def _kinds(problems: Iterable[Problem]) -> frozenset[Kind]:
    return frozenset((problem.code, problem.column) for problem in problems)
