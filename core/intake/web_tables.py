"""Tables of web pages and of XML spreadsheets (2003): what accounting programs and banks write under the name .xls."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Final

from core.intake.grids import Cell, Grid, Merged, Numbered
from core.intake.markup import CHUNK, TagReader
from core.intake.words import tidy

MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_PAGE = re.compile(r"<(html|table|body|meta|div|!doctype html)\b", re.IGNORECASE)
_TABLE = re.compile(r"<table\b[^<>]*>\s*<(?:caption|colgroup|col|thead|tbody|tr)\b", re.IGNORECASE)
_SPREADSHEET = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([\w-]{3,20})""", re.IGNORECASE)
_BARE = re.compile(rb"&(?!#?\w{1,10};)")  # what programs forget to write as &amp;
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_HEAD_BYTES: Final = 4_096
_WIDEST: Final = 16_384
_MOST_ROWS: Final = 1_048_576


def is_page(text: str) -> bool:
    """Whether a text is a web page that may hold tables, or tables of one below a line of text."""
    head = text[:_HEAD_BYTES]
    return bool(_PAGE.search(head) if MARKUP.match(head) else _TABLE.search(head))


def is_xml_spreadsheet(content: bytes) -> bool:
    """Whether these bytes are an XML spreadsheet 2003, in UTF-8, UTF-16 or an eight-bit encoding."""
    return bool(_SPREADSHEET.search(content[:_HEAD_BYTES].replace(b"\0", b"")))


def stated_charset(content: bytes) -> str | None:
    """The encoding that a page says it has."""
    found = _CHARSET.search(content[:_HEAD_BYTES])
    return found[1].decode().lower() if found else None


@dataclass(slots=True)
class _Rows:
    """Cells as they come, each where it falls; merged blocks as they are stated."""

    rows: list[Numbered] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    number: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)
    column: int = 0
    reserved: dict[int, int] = field(default_factory=dict)
    """Column → the last row that a block from above takes of it."""

    def begin_row(self, number: int | None = None) -> None:
        self.number = min(number or self.number + 1, _MOST_ROWS)
        self.cells, self.column = {}, 0

    def put(self, cell: Cell, across: int, down: int, column: int | None = None) -> None:
        while column is None and self.reserved.get(self.column, -1) >= self.number:
            self.column += 1
        at = self.column if column is None else column
        right = min(at + max(across, 0), _WIDEST - 1)
        if at < _WIDEST:
            self.cells[at] = cell
            if right > at or down > 0:
                self.merged.append(Merged(self.number, at, self.number + down, right))
            for taken in range(at, right + 1) if down > 0 else ():
                self.reserved[taken] = self.number + down
        self.column = right + 1

    def end_row(self) -> None:
        if self.cells:
            self.rows.append((self.number, tuple([self.cells.get(i) for i in range(max(self.cells) + 1)])))
        self.cells = {}

    def grid(self) -> Grid:
        return Grid(iter(self.rows), len(self.rows), tuple(self.merged))


# ---------------------------------------------------------------------- web pages


def page_grids(text: str) -> Iterator[Grid]:
    """The tables of a page, the one with the most cells first."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    tables = [*reader.done, *reader.open]
    tables.sort(key=lambda table: -sum(len(row) for _, row in table.rows))
    return (table.grid() for table in tables)


class _PageReader(HTMLParser):
    """Rows are numbered through the page, as a worksheet would show them; a table within a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Rows] = []
        self.open: list[_Rows] = []
        self._texts: list[list[str] | None] = []
        self._spans: list[tuple[int, int]] = []
        self._silent = 0
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self.open.append(_Rows())
            self._texts.append(None)
            self._spans.append((0, 0))
        elif self.open and tag == "tr":
            self._end_row()
            self._begin_row()
        elif self.open and tag in ("td", "th"):
            self._end_cell()
            if not self.open[-1].number:  # the row was never opened
                self._begin_row()
            facts = dict(attrs)
            self._texts[-1] = []
            self._spans[-1] = (_span(facts.get("colspan")), _span(facts.get("rowspan")))
        elif tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif self.open and tag in ("td", "th"):
            self._end_cell()
        elif self.open and tag in ("tr", "table"):
            self._end_row()
            if tag == "table":
                self.done.append(self.open.pop())
                self._texts.pop()
                self._spans.pop()

    def handle_data(self, data: str) -> None:
        if self._texts and self._texts[-1] is not None and not self._silent:
            self._texts[-1].append(data)

    def close(self) -> None:
        super().close()
        if self.open:
            self._end_row()

    def _begin_row(self) -> None:
        self._count += 1
        self.open[-1].begin_row(self._count)

    def _end_cell(self) -> None:
        texts = self._texts[-1]
        if texts is not None:
            self.open[-1].put(tidy("".join(texts)) or None, *self._spans[-1])
            self._texts[-1] = None

    def _end_row(self) -> None:
        self._end_cell()
        self.open[-1].end_row()


def _span(stated: str | None) -> int:
    """How many columns or rows more than one."""
    return min(int(stated), _WIDEST) - 1 if stated and stated.isdecimal() and int(stated) > 0 else 0


# ---------------------------------------------------------------------- XML spreadsheets


def xml_sheets(content: bytes) -> list[tuple[str, bool, Grid]]:
    """The worksheets of an XML spreadsheet: name, whether it is visible, rows. Raises UnreadableFile for one with a
    document type, and expat's own errors for what is not well-formed.
    """
    reader = _SpreadsheetReader()
    content = _BARE.sub(b"&amp;", content.lstrip()) if not content.startswith(_UTF_16) else content
    chunks = (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))
    for _ in TagReader(reader.opened, reader.closed, "utf-8" if _is_utf_8(content) else None).feed(chunks):
        pass
    return [(name, reader.visible.get(name, True), rows.grid()) for name, rows in reader.sheets]


def _is_utf_8(content: bytes) -> bool:
    """Whether these bytes are UTF-8 beyond ASCII, whatever they declare."""
    if content.isascii():
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


class _SpreadsheetReader:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, _Rows]] = []
        self.visible: dict[str, bool] = {}
        self._rows = _Rows()
        self._kind = ""
        self._value: Cell = None
        self._place: tuple[int, int, int | None] = (0, 0, None)
        self._texts: list[str] | None = None

    def opened(self, tag: str, facts: Mapping[str, str]) -> None:
        if tag == "Worksheet":
            self._rows = _Rows()
            self.sheets.append((facts.get("Name", ""), self._rows))
        elif tag == "Row":
            self._rows.begin_row(_number(facts.get("Index")))
        elif tag == "Cell":
            at = _number(facts.get("Index"))
            across, down = _number(facts.get("MergeAcross")) or 0, _number(facts.get("MergeDown")) or 0
            self._value, self._place = None, (across, min(down, _MOST_ROWS), None if at is None else at - 1)
        elif tag == "Data":
            self._kind, self._texts = facts.get("Type", "String"), []

    def closed(self, tag: str, text: str) -> None:
        if self._texts is not None:
            self._texts.append(text)
        if tag == "Data" and self._texts is not None:
            self._value, self._texts = _typed(self._kind, "".join(self._texts)), None
        elif tag == "Cell":
            self._rows.put(self._value, *self._place)
        elif tag == "Row":
            self._rows.end_row()
        elif tag == "Visible" and self.sheets:
            self.visible[self.sheets[-1][0]] = text.strip() == "SheetVisible"


def _number(stated: str | None) -> int | None:
    return int(stated) if stated and stated.isdecimal() and len(stated) < 8 else None


def _typed(kind: str, text: str) -> Cell:
    try:
        if kind == "Number":
            return float(text)
        if kind == "Boolean":
            return text.strip() == "1"
        if kind == "DateTime":
            at = datetime.fromisoformat(text)
            return at if at.hour or at.minute or at.second else at.date()
    except ValueError:
        pass
    return text or None
