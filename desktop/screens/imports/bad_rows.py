"""The rows behind a group of problems, and where one stands among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from core.services.imports import ProblemGroup
from desktop.screens.imports.findings import Findings, State


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with a problem: its number in the file, who it is of ("" unknown), the text of the cell or of the row.

    `cell` is the text of the cell that mends it, `was` what that cell says in the file.
    """

    number: int
    who: str
    text: str
    cell: str = ""
    was: str = ""
    state: State = State.OPEN


class BadRows(Sequence[BadRow]):
    """The rows of one group, put together when they are looked at."""

    def __init__(self, findings: Findings, group: ProblemGroup) -> None:
        self._findings = findings
        self._group = group
        self._column = findings.column_of(group)
        self._mended = findings.mended_in(group)

    def __len__(self) -> int:
        return len(self._group.rows)

    @overload
    def __getitem__(self, index: int) -> BadRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BadRow]: ...
    def __getitem__(self, index: int | slice) -> BadRow | Sequence[BadRow]:
        if isinstance(index, slice):
            return [self._row(number) for number in self._group.rows[index]]
        return self._row(self._group.rows[index])

    def _row(self, number: int) -> BadRow:
        findings, mended = self._findings, self._mended
        client = findings.clients.get(number)
        if self._column is None:
            text = " · ".join(filter(None, findings.texts(number)))
        else:
            text = findings.text(number, self._column)
        return BadRow(
            number=number,
            who=client.identity.full_name if client else "",
            text=text,
            cell="" if mended is None else findings.text(number, mended),
            was="" if mended is None else findings.original(number, mended),
            state=findings.state(self._group, number),
        )


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

    def follow(self, groups: Sequence[ProblemGroup]) -> None:
        """The groups have changed: stay where one stood, as near as can be."""
        was = self.now
        self._groups = groups
        kinds = [(group.code, group.column) for group in groups]
        if was is not None and (was.code, was.column) in kinds:
            number = was.rows[self.row]
            self.group = kinds.index((was.code, was.column))
            rows = groups[self.group].rows
            self.row = rows.index(number) if number in rows else min(self.row, len(rows) - 1)
        else:
            self.group, self.row = min(self.group, max(0, len(groups) - 1)), 0

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
