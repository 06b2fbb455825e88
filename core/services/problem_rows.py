"""Rows of an import with errors as a workbook to be corrected elsewhere, and the corrected workbook back.

The workbook shows each row as it stands in the table, with its number and the reasons in words; a hidden column holds
the row's mark. By number and mark together a row comes back to itself or not at all.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from core.delivery.workbook import MOST_LETTERS, Value, table_workbook
from core.domain.errors import FolderUnwritable, ForeignRows, RowsTwice, TooManyLines, UnknownRows
from core.domain.rights import UseCase
from core.intake.apart import read_table_apart
from core.intake.cells import as_text
from core.intake.corrections import mark_of
from core.intake.header_rows import told_apart
from core.intake.problems import Level, Problem
from core.intake.tables import Cell, Table
from core.intake.wish import Wish
from core.services.outside import refuse_inside
from core.services.session import Done, Progress, Session, no_progress
from core.services.wording import LANGUAGES, Language, say
from core.vault.files import write_whole

MARKS: Final = "opuntia-row"
"""The head of the hidden column with the marks."""

MOST_SAVED: Final = 100_000
_SECTION: Final = "problem_rows"
_BEFORE: Final = 2
"""Columns before those of the table: the number of the row and the reasons."""

_WIDTHS: Final = (14, 60)
_CELL_WIDTH: Final = 24
_MADE_UP: Final = dict.fromkeys((0xFFFE, 0xFFFF))
"""Characters that no workbook can hold."""


def save_problem_rows(
    session: Session, file: Path, table: Table, problems: Iterable[Problem], language: Language
) -> Done[int]:
    """Write the rows of `table` that have an error or a warning as a workbook for everybody; returns how many.

    That this is done stands in the audit before a byte is written. Raises TooManyLines, PlaceUnwritable (a place inside
    the base), FolderUnwritable (the entry stays).
    """
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.level is not Level.INFO:
            found.setdefault(problem.row, []).append(problem)
    with session.doing(UseCase.IMPORT_CLIENTS) as deed:
        refuse_inside(session.store.folder, file)
        if len(found) > MOST_SAVED:
            raise TooManyLines(most=MOST_SAVED)
        deed.details |= {"problem_rows": len(found)}
    try:
        write_whole(file, _workbook(table, found, language))
    except OSError:
        raise FolderUnwritable from None
    return Done(len(found), frozenset({"journal"}), deed.entry)


def load_problem_rows(
    session: Session, file: Path, table: Table, progress: Progress = no_progress
) -> dict[int, dict[int, str]]:
    """What a saved workbook says otherwise than `table`: row of the file → column index → text.

    Rows that were deleted in it say nothing. Raises ForeignRows, UnknownRows, RowsTwice and what
    `read_table` raises.
    """
    session.role_for(UseCase.IMPORT_CLIENTS)
    found = read_table_apart(file, Wish(header=1), lambda done, total: progress("read", done, total))
    if found.headers not in {told_apart(_heads(table.headers, language)) for language in LANGUAGES}:
        raise ForeignRows
    places = {number: place for place, number in enumerate(table.numbers)}
    said: dict[int, dict[int, str]] = {}
    unknown = twice = 0
    for row in found.rows:
        number = _number(row[0])
        place = places.get(number)
        last = _BEFORE + len(table.headers)
        if place is None or as_text(row[last]) != mark_of(table.headers, number, table.rows[place]):
            unknown += 1
        elif number in said:
            twice += 1
        else:
            said[number] = _differences(table.rows[place], row[_BEFORE:last])
    if not said:
        raise ForeignRows
    if unknown:
        raise UnknownRows(count=unknown)
    if twice:
        raise RowsTwice(count=twice)
    return {number: texts for number, texts in said.items() if texts}


def _workbook(table: Table, found: dict[int, list[Problem]], language: Language) -> bytes:
    heads = _heads(table.headers, language)
    columns = [*zip(heads[:_BEFORE], _WIDTHS, strict=True), *((head, _CELL_WIDTH) for head in heads[_BEFORE:-1])]
    at = {header: _BEFORE + column for column, header in enumerate(table.headers) if header}
    rows: list[tuple[Value, ...]] = []
    marked: set[tuple[int, int]] = set()
    for number, row in zip(table.numbers, table.rows, strict=True):
        if number in found:
            marked |= {(len(rows), at[one.column]) for one in found[number] if one.column}
            reasons = "; ".join(_reason(one, language) for one in found[number])
            cells = map(_written, row[: len(table.headers)])
            rows.append((number, reasons, *cells, mark_of(table.headers, number, row)))
    return table_workbook(say(language, _SECTION, "sheet"), [*columns, (MARKS, 0)], rows, marked)


def _heads(headers: Sequence[str], language: Language) -> tuple[str, ...]:
    """The heads of the workbook; columns without a header get one, else reading would not keep them."""
    named = (
        header or say(language, _SECTION, "column_unnamed", number=number)
        for number, header in enumerate(headers, start=1)
    )
    return say(language, _SECTION, "column_row"), say(language, _SECTION, "column_reasons"), *named, MARKS


def _reason(problem: Problem, language: Language) -> str:
    reason = say(language, "problems", problem.code)
    return say(language, _SECTION, "reason", header=problem.column, reason=reason) if problem.column else reason


def _written(cell: Cell) -> str:
    return as_text(cell).encode(errors="replace").decode().translate(_MADE_UP)[:MOST_LETTERS]


def _differences(row: Sequence[Cell], corrected: Sequence[Cell]) -> dict[int, str]:
    pairs = enumerate(zip(row, corrected, strict=False))
    return {column: as_text(new) for column, (old, new) in pairs if as_text(new) != as_text(_written(old))}


def _number(cell: Cell) -> int:
    text = as_text(cell)
    return int(text) if text.isdecimal() and len(text) < len(str(10**9)) else 0
