"""The group's catalogue out of its workbook: the hand-made matrix of cross-services and the needs of each service.

Only the sheets of exactly these names count: archives and tests of both lie beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.catalogue import CatalogueDraft, DraftService
from core.domain.catalogue import Cell as Mark
from core.domain.errors import NotACatalogue, UnreadableFile
from core.domain.text import fold
from core.intake.foreign import read_bytes
from core.intake.needs_sheet import ServiceKey, join_needs, read_needs
from core.intake.words import client_type, plain_name
from core.intake.workbooks import Cell, Row, Workbook, is_workbook

MATRIX_SHEET = "Матрица кросс-услуг"
NEEDS_SHEET = "Логика"

_HEADER_WITHIN = 10
"""Header rows and columns are among this many first ones."""

_MARKS = {
    "x": Mark.FORBIDDEN,  # Latin
    "х": Mark.FORBIDDEN,  # Cyrillic
    "1": Mark.LINK,
    "1.0": Mark.LINK,
}


def read_workbook(path: Path) -> CatalogueDraft:
    """Companies, services, matrix and needs of a catalogue workbook.

    Raises FileMissing, UnreadableFile, PasswordProtected, and NotACatalogue where a sheet is absent or built otherwise;
    its fact `row` is the row in the file that is not understood, if it is one.
    """
    content = read_bytes(path)
    if not is_workbook(content):
        raise UnreadableFile
    book = Workbook(content)
    sheets = book.sheets()
    if MATRIX_SHEET not in sheets:
        raise NotACatalogue
    matrix = _read_matrix(list(book.rows(MATRIX_SHEET)))
    needs = read_needs(list(book.rows(NEEDS_SHEET))) if NEEDS_SHEET in sheets else []
    services, unmatched = join_needs(needs, matrix.services, matrix.row_keys)
    position = {key: at for at, key in enumerate(services)}
    cells = {(position[primary], position[cross]): mark for (primary, cross), mark in matrix.marks.items()}
    return CatalogueDraft(tuple(services.values()), cells, unmatched)


@dataclass(frozen=True, slots=True)
class _Matrix:
    """What the sheet states, by key. `row_keys` are the keys of its rows in their order, None where a row has none."""

    services: dict[ServiceKey, DraftService] = field(default_factory=dict)
    row_keys: list[ServiceKey | None] = field(default_factory=list)
    marks: dict[tuple[ServiceKey, ServiceKey], Mark] = field(default_factory=dict)

    def keys(self, frame: Iterable[Row]) -> list[ServiceKey | None]:
        """Take in the services of one side of the frame, each (name, type, company), and give their keys.

        None where the name or the type is missing; a missing company is the one before: its cells were merged.
        """
        keys: list[ServiceKey | None] = []
        company = ""
        for name_cell, type_cell, company_cell in frame:
            company = _text(company_cell) or company
            name, its_type = plain_name(_text(name_cell)), client_type(_text(type_cell))
            if name and its_type and company:
                service = DraftService(name, its_type, company)
                self.services.setdefault(service.key, service)
                keys.append(service.key)
            else:
                keys.append(None)
        return keys


def _read_matrix(rows: Sequence[Row]) -> _Matrix:
    """The frame is found by its client types: names stand before them and companies behind, on both sides alike."""
    type_row = _most_types(rows[:_HEADER_WITHIN])
    type_column = _most_types(list(zip(*rows, strict=True))[:_HEADER_WITHIN])
    if not type_row or not type_column or type_row + 1 >= len(rows):  # names need a place before the types
        raise NotACatalogue
    body, first = rows[type_row + 2 :], type_column + 2
    top = list(zip(*(row[first:] for row in rows[type_row - 1 : type_row + 2]), strict=True))
    matrix = _Matrix()
    columns = matrix.keys(top)
    matrix.row_keys.extend(matrix.keys(row[type_column - 1 : first] for row in body))
    for number, (key, row) in enumerate(zip(matrix.row_keys, body, strict=True), start=type_row + 3):
        for column, cell in zip(columns, row[first:], strict=True):
            mark = _MARKS.get(_text(cell).casefold())
            if mark is None or not column:
                continue
            if not key:  # marks of a row whose service is not understood must not be lost in silence
                raise NotACatalogue(row=number)
            matrix.marks[key, column] = min(mark, matrix.marks.get((key, column), mark))  # forbidden beats a link
    names = {name for name, _, _ in matrix.services}
    if any(not key and fold(_text(name)) in names for key, (name, _, _) in zip(columns, top, strict=True)):
        raise NotACatalogue(row=type_row + 1)
    return matrix


def _most_types(lines: Sequence[Row]) -> int | None:
    """The line in which most cells are a client type, None where no cell is."""
    counts = [sum(client_type(_text(cell)) is not None for cell in line) for line in lines]
    return counts.index(max(counts)) if any(counts) else None


def _text(cell: Cell) -> str:
    return str(cell) if cell is not None else ""
