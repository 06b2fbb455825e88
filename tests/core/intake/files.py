"""Builders of files for the tests of intake."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from core.domain.client import ClientRow
from core.intake.cleaning import Cleaned, clean
from core.intake.mapping import suggest
from core.intake.tables import Cell, Table

TODAY = date(2025, 11, 20)

Rows = Sequence[Sequence[Cell]]


def workbook(path: Path, sheets: Mapping[str, Rows], hidden: Iterable[str] = ()) -> Path:
    """A workbook with these sheets, cells from A1; None stays empty."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()  # the sheet in front cannot be hidden
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def table(headers: Sequence[str], *rows: Sequence[Cell]) -> Table:
    """A table as if read from a file with the header in row 1."""
    return Table(tuple(headers), [tuple(row) for row in rows], list(range(2, len(rows) + 2)))


def cleaned(headers: Sequence[str], *rows: Sequence[Cell]) -> Cleaned:
    """The table mapped by its headers and cleaned."""
    return clean(table(headers, *rows), suggest(headers), TODAY)


def one_client(header: str, cell: Cell) -> tuple[ClientRow, list[str]]:
    """A client of one table row with a name and this cell, and the codes of the row's problems."""
    result = cleaned(["Фамилия", "Имя", header], ["Ким", "Вера", cell])
    return result.rows[0], [problem.code.value for problem in result.problems]
