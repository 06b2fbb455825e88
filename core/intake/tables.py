"""A client table out of a file: workbook or text, with or without a title above its header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

from core.domain.errors import EmptyTable, UnreadableFile
from core.intake.foreign import guarded, read_bytes
from core.intake.headers import known_headers
from core.intake.plain_text import decode
from core.intake.words import tidy
from core.intake.workbooks import Cell, Row, Workbook, is_workbook

__all__ = ["Cell", "Row", "Sheet", "Table", "list_sheets", "read_table"]

_HEADER_WITHIN = 30
"""The header is one of this many first filled rows."""

_HEADER_SAMPLE = 500
"""Cells of a row that are compared with the known headers."""

MOST_COLUMNS = 16_384
"""As many as a worksheet has."""

_DELIMITERS = ";,\t|"
_SAMPLE_LINES = 50
_SAMPLE = 100_000
_STATED_DELIMITER = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)  # Excel writes and obeys it
_MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)  # a web page or XML that calls itself a table


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the file. Blank rows are left out.

    `numbers[i]` is the number of `rows[i]` in the file, from 1. A row has a cell for every header; one that is longer
    has more cells than the header (a text file with a stray delimiter).
    """

    headers: tuple[str, ...]
    rows: list[Row]
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of a workbook."""

    name: str
    visible: bool


def list_sheets(path: Path) -> tuple[Sheet, ...]:
    """The worksheets of a workbook in their order, the hidden ones too; none for a text file.

    Raises FileMissing, UnreadableFile, PasswordProtected.
    """
    content = read_bytes(path)
    if not is_workbook(content):
        return ()
    book = Workbook(content)
    visible = frozenset(book.sheets(visible_only=True))
    return tuple(Sheet(name, name in visible) for name in book.sheets())


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The table of a workbook's `sheet` (by default the first visible one that holds a table) or of a text file.

    Raises FileMissing, UnreadableFile, PasswordProtected, EmptyTable; they say nothing of the file's name and contents.
    """
    content = read_bytes(path)
    tables = _in_workbook(content, sheet) if is_workbook(content) else _in_text(content)
    for table in tables:
        return table
    raise EmptyTable


def _in_workbook(content: bytes, sheet: str | None) -> Iterator[Table]:
    book = Workbook(content)
    names = book.sheets(visible_only=True) if sheet is None else [name for name in book.sheets() if name == sheet]
    for name in names:
        yield from _tables(book.rows(name))


def _in_text(content: bytes) -> Iterator[Table]:
    text = decode(content)
    if _MARKUP.match(text):
        raise UnreadableFile
    stated = _STATED_DELIMITER.match(text)
    rows = [[], *_records(text[stated.end() :], stated[1])] if stated else _records(text, _delimiter(text))
    yield from _tables(tuple([cell or None for cell in row]) for row in rows)


def _tables(rows: Iterable[Row]) -> Iterator[Table]:
    """The table in these rows, if there is one."""
    filled = ((number, row) for number, row in enumerate(rows, start=1) if not _is_blank(row))
    first = list(islice(filled, _HEADER_WITHIN))
    header = _header_among([row for _, row in first])
    if header is None:
        return
    headers = tuple(_as_header(cell) for cell in first[header][1])
    width = len(headers)
    if width > MOST_COLUMNS:
        raise UnreadableFile
    table = Table(headers, [], [])
    for number, row in chain(first[header + 1 :], filled):
        table.numbers.append(number)
        table.rows.append(_fitted(row, width))
    if table.rows:
        yield table


def _header_among(rows: list[Row]) -> int | None:
    """The first row with two filled text cells that has the most known headers; one known header alone is one too."""
    known = known_headers()
    best, best_score = None, -1
    for index, row in enumerate(rows):
        texts = [tidy(cell) for cell in row if isinstance(cell, str) and not cell.isspace()]
        score = sum(map(known.is_known, texts[:_HEADER_SAMPLE]))
        if score > best_score and (len(texts) >= 2 or score):
            best, best_score = index, score
    return best


def _fitted(row: Row, width: int) -> Row:
    if len(row) == width:
        return row
    if len(row) < width:
        return row + (None,) * (width - len(row))
    return row[:width] if _is_blank(row[width:]) else row


def _is_blank(row: Row) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


def _as_header(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else tidy(str(cell))


def _delimiter(text: str) -> str:
    """The delimiter that gives the most lines of one width; among equals the one with more columns."""
    sample = "\n".join(text[:_SAMPLE].splitlines()[:_SAMPLE_LINES])

    def quality(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _records(sample, delimiter) if len(row) > 1)
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return count, width

    return max(_DELIMITERS, key=quality)


def _records(text: str, delimiter: str) -> list[list[str]]:
    """The rows of a delimited text; broken quotes are read as plain characters. Raises UnreadableFile."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        pass
    plain = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return guarded(lambda: list(plain))
