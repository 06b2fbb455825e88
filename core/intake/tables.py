"""A client table out of a file: workbook, web page or text, whatever stands above its header, or without one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

from core.domain.errors import EmptyTable, NotATable, UnreadableFile
from core.intake.asides import Asides, is_rule
from core.intake.delimited import guess_delimiter, records, stated_delimiter, without_outer_quotes
from core.intake.foreign import guarded, read_bytes
from core.intake.grids import Cell, Grid, Numbered, Row, is_blank, spread
from core.intake.header_rows import (
    SAMPLE,
    Heading,
    find_heading,
    header_lines,
    heading_at,
    heads_another,
    told_apart,
    without_repeated,
)
from core.intake.packages import is_flat_document, packed
from core.intake.plain_text import decoded
from core.intake.recognition import has_angled_headers, is_json, is_other_kind
from core.intake.web_archives import is_web_archive, page_within
from core.intake.web_tables import MARKUP, is_page, is_xml_spreadsheet, page_grids, stated_charset, xml_sheets
from core.intake.wish import Dropped, Left, ReadAs, Sheet, Wish
from core.intake.workbooks import Workbook, is_workbook

__all__ = [
    "Cell",
    "Row",
    "Sheet",
    "Table",
    "TableStream",
    "list_sheets",
    "open_table",
    "open_text",
    "read_table",
    "read_text",
]

MOST_COLUMNS: Final = 16_384
"""As many as a worksheet has."""

_SHEETS_LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the file. Blank rows are left out.

    `numbers[i]` is the number of `rows[i]` in the file, from 1. A row has a cell for every header; one that is longer
    has more cells than the header (a text file with a stray delimiter).
    """

    headers: tuple[str, ...]
    rows: list[Row]
    numbers: list[int]
    read_as: ReadAs = ReadAs()  # noqa: RUF009 (a frozen value)
    dropped: Dropped = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableStream:
    """A table whose rows are still to be read, once; `about` is how many there are, more or less."""

    headers: tuple[str, ...]
    read_as: ReadAs
    about: int
    rows: Iterator[Numbered]
    left: Callable[[], Dropped]
    """What was left behind, once the rows are read."""


def list_sheets(path: Path, password: str | None = None) -> tuple[Sheet, ...]:
    """The worksheets of a workbook in their order with their sizes, the hidden ones too; none for a text file.

    Raises FileMissing, UnreadableFile, PasswordProtected, TableTooBig.
    """
    content = _content(path)
    return Workbook(content, password).measured() if is_workbook(content) else ()


def read_table(path: Path, wish: Wish | None = None) -> Table:
    """The table of a workbook's sheet (by default the first visible one that holds a table, of several one whose
    headers are known) or of a text file.

    Raises FileMissing, UnreadableFile, PasswordProtected, TableTooBig, EmptyTable; they say nothing of the file's name
    and contents.
    """
    return _collected(open_table(path, wish))


def read_text(text: str, wish: Wish | None = None) -> Table:
    """The table of a pasted text. Raises UnreadableFile, EmptyTable."""
    return _collected(open_text(text, wish))


def open_text(text: str, wish: Wish | None = None) -> TableStream:
    """As `read_text`, with the rows still to be read."""
    return _chosen(_in_text(text.replace("\0", ""), wish or Wish(), ReadAs()))


def open_table(path: Path, wish: Wish | None = None, *, careful: bool = False) -> TableStream:
    """As `read_table`, with the rows still to be read; `careful` makes room for filled cells only, and takes longer."""
    return _in_content(_content(path), wish or Wish(), careful=careful)


def read_content(content: bytes, wish: Wish | None = None) -> Table:
    """As `read_table`, of what is no file."""
    return _collected(_in_content(content, wish or Wish(), careful=False))


def _in_content(content: bytes, wish: Wish, *, careful: bool) -> TableStream:
    if is_workbook(content):
        return _chosen(_in_workbook(content, wish, careful=careful))
    if is_other_kind(content):
        raise NotATable
    if is_web_archive(content):
        content = guarded(partial(page_within, content))
    if is_xml_spreadsheet(content):
        return _chosen(_in_xml(content, wish))
    text, encoding = decoded(content, wish.encoding, stated_charset(content))
    return _chosen(_in_text(text, wish, ReadAs(encoding=encoding)))


def whole(table: Table) -> Table:
    """The table without unnamed columns in which nothing stands."""
    empty = [column for column, header in enumerate(table.headers) if not header]
    for row in table.rows:
        if not empty:
            return table
        empty = [column for column in empty if row[column] is None or row[column] == ""]
    if not empty:
        return table
    kept = [column for column in range(len(table.headers)) if column not in set(empty)]
    width = len(table.headers)
    rows = [tuple([row[column] for column in kept]) + row[width:] for row in table.rows]
    return replace(table, headers=tuple(table.headers[column] for column in kept), rows=rows)


def _content(path: Path) -> bytes:
    content = read_bytes(path)
    return packed(content) if is_flat_document(content) else content


def _collected(stream: TableStream) -> Table:
    table = Table(stream.headers, [], [], stream.read_as)
    for number, row in stream.rows:
        table.numbers.append(number)
        table.rows.append(row)
    return whole(replace(table, dropped=stream.left()))


def _chosen(found: Iterator[tuple[TableStream, int]]) -> TableStream:
    """The first table with two known headers, else the first one with a header, else the first one."""
    first = None
    for stream, known in found:
        if known > 1:
            return stream
        if first is None or (stream.read_as.headers and not first.read_as.headers):
            first = stream
    if first is None:
        raise EmptyTable
    return first


def _in_workbook(content: bytes, wish: Wish, *, careful: bool) -> Iterator[tuple[TableStream, int]]:
    book = Workbook(content, wish.password, careful=careful)
    sheets = book.listed()
    for sheet in [one for one in sheets if _is_wished(one, wish)][:_SHEETS_LOOKED_AT]:
        yield from _table(book.grid(sheet.name), wish, ReadAs(sheet.name, sheets=sheets), book.dropped)


def _in_xml(content: bytes, wish: Wish) -> Iterator[tuple[TableStream, int]]:
    found = guarded(partial(xml_sheets, content))
    sheets = tuple(Sheet(name, visible) for name, visible, _ in found)
    for sheet, (_, _, grid) in zip(sheets, found, strict=True):
        if _is_wished(sheet, wish):
            yield from _table(grid, wish, ReadAs(sheet.name, sheets=sheets))


def _is_wished(sheet: Sheet, wish: Wish) -> bool:
    return sheet.visible if wish.sheet is None else sheet.name == wish.sheet


def _in_text(text: str, wish: Wish, read_as: ReadAs) -> Iterator[tuple[TableStream, int]]:
    if is_page(text) or (MARKUP.match(text) and not has_angled_headers(text)):
        grids = list(guarded(partial(page_grids, text)))
        if not grids:
            raise NotATable
        for grid in grids:
            yield from _table(grid, wish, read_as)
        return
    if is_json(text):
        raise NotATable
    stated, begin = stated_delimiter(text)
    text = without_outer_quotes(text[begin:])
    delimiter = wish.delimiter or stated or guess_delimiter(text)
    rows = guarded(lambda: list(records(text, delimiter)))
    numbered = enumerate((tuple([cell or None for cell in row]) for row in rows), start=2 if begin else 1)
    yield from _table(Grid(numbered, len(rows)), wish, replace(read_as, delimiter=delimiter))


def _table(
    grid: Grid, wish: Wish, read_as: ReadAs, dropped: Mapping[Left, int] | None = None
) -> Iterator[tuple[TableStream, int]]:
    """The table in these rows, if there is one, and how many of its headers are known."""
    filled = ((number, row) for number, row in grid.rows if not is_blank(_bounded(row)) and not is_rule(row))
    first = list(islice(filled, SAMPLE))
    heading = _heading(first, grid, wish)
    if heading is None:
        return
    headers = told_apart(heading.headers)
    width = len(headers)
    lines = header_lines(first, heading)
    below = first[heading.skipped :]
    asides = Asides([row for _, row in below], grid.merged, lambda row: bool(lines) and heads_another(row, lines))
    rows = asides.without(without_repeated(chain(below, filled), lines, asides.left))
    data = ((number, _fitted(row, width)) for number, row in spread(rows, grid.merged))
    one = next(data, None)
    if one is None:
        return

    def left() -> Dropped:
        return {**(dropped or {}), **+asides.left}

    about = max(1, grid.height - (heading.numbers[-1] if heading.numbers else 0))
    stream = TableStream(headers, replace(read_as, headers=heading.numbers), about, chain([one], data), left)
    yield stream, heading.known


def _heading(first: list[Numbered], grid: Grid, wish: Wish) -> Heading | None:
    if wish.header is None:
        return find_heading(first, grid.merged, grid.left)
    return heading_at(first, wish.header, grid.left)


def _bounded(row: Row) -> Row:
    if len(row) > MOST_COLUMNS:
        raise UnreadableFile
    return row


def _fitted(row: Row, width: int) -> Row:
    if len(row) == width:
        return row
    if len(row) < width:
        return row + (None,) * (width - len(row))
    return row[:width] if is_blank(row[width:]) else row
