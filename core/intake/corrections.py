"""Corrections of a table, put into its rows. The file and the table as it was read stay as they are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from core.intake.choices import Corrections
from core.intake.tables import Row, Table

_MARK_BYTES = 8


def corrected(table: Table, corrections: Corrections) -> Table:
    """The table as it is to be cleaned: corrected cells say what they are to say, rows left out are not there.

    A correction of a row or a column that the table does not have changes nothing.
    """
    kept = [(number, row) for number, row in _numbered(table) if number not in corrections.skipped]
    return _table_of(table, kept, corrections)


def corrected_part(table: Table, places: Iterable[int], corrections: Corrections) -> Table:
    """Only the rows at these places of the table, corrected, those left out too."""
    return _table_of(table, [(table.numbers[place], table.rows[place]) for place in places], corrections)


def mark_of(headers: Sequence[str], number: int, row: Row) -> str:
    """A mark by which a row of the file is known again: another number, header or cell gives another one."""
    return blake2b(repr((tuple(headers), number, row)).encode(errors="replace"), digest_size=_MARK_BYTES).hexdigest()


def marks_of(table: Table, places: Mapping[int, int], rows: Iterable[int]) -> dict[int, str]:
    """Row of the file → its mark; `places` row of the file → its index in the table."""
    return {number: mark_of(table.headers, number, table.rows[places[number]]) for number in rows if number in places}


def fitting(table: Table, corrections: Corrections) -> Corrections:
    """The corrections of rows that still stand in the file as they did when they were corrected."""
    places = {number: place for place, number in enumerate(table.numbers)} if corrections.rows else {}
    marks = marks_of(table, places, corrections.rows)
    same = {row for row, mark in marks.items() if corrections.marks.get(row) == mark}
    return Corrections(
        {row: texts for row, texts in corrections.cells.items() if row in same},
        corrections.skipped & same,
        {row: mark for row, mark in marks.items() if row in same},
    )


def _numbered(table: Table) -> Iterator[tuple[int, Row]]:
    return zip(table.numbers, table.rows, strict=True)


def _table_of(table: Table, numbered: Sequence[tuple[int, Row]], corrections: Corrections) -> Table:
    rows = [_row(row, corrections.cells.get(number)) for number, row in numbered]
    return replace(table, rows=rows, numbers=[number for number, _ in numbered])


def _row(row: Row, texts: Mapping[int, str] | None) -> Row:
    if not texts:
        return row
    return tuple([(texts[column] or None) if column in texts else cell for column, cell in enumerate(row)])
