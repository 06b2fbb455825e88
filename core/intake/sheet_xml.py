"""Worksheets of .xlsx packages read cell by cell where calamine gives up: cells far away, errors that Excel has since
invented, dates beyond the calendar. Slower, but it makes room for filled cells only.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from core.domain.errors import UnreadableFile
from core.intake.grids import Cell, Grid, Merged, Numbered
from core.intake.markup import CHUNK, TagReader
from core.intake.wish import Sheet

_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Excel's own formats of dates and times."""

_UNSAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^]]*\]', re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>(?:<(?:\w+:)?f\b[^<]*(?:/>|</(?:\w+:)?f>))?'
    rb"<(?:\w+:)?v>(#[^<]{1,20})<"
)
_ERROR_CHUNK: Final = 1 << 20
_ERROR_LENGTH: Final = 10_000
"""A formula may be so long."""

_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384


class SheetXml:
    """The worksheets of a package. Raises whatever a broken package makes the standard library raise."""

    def __init__(self, content: bytes) -> None:
        self._package = zipfile.ZipFile(io.BytesIO(content))
        self._names = {name.replace("\\", "/").lower(): name for name in self._package.namelist()}
        self._paths: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._zero = datetime(1899, 12, 30)
        self._texts: list[str] = []
        self._dates: frozenset[int] = frozenset()
        self._spans: frozenset[int] = frozenset()
        self._read_book()

    def sheets(self) -> tuple[Sheet, ...]:
        """The worksheets in their order."""
        return tuple(Sheet(name, name not in self._hidden) for name in self._paths)

    def grid(self, sheet: str) -> Grid:
        """The filled rows of a sheet; columns begin with A, rows end with their last filled cell."""
        if not self._texts:
            self._texts = self._shared_texts()
            self._dates, self._spans = self._date_formats()
        merged: list[Merged] = []
        path = self._paths[sheet]
        for _ in self._read(path, lambda tag, found: _note_merged(merged, tag, found), lambda _tag, _text: None):
            pass
        return Grid(self._rows(path), 0, tuple(merged))

    def errors(self, sheet: str) -> dict[tuple[int, int], str]:
        """The error cells of a sheet, by row from 1 and column from 0: calamine leaves them blank."""
        found: dict[tuple[int, int], str] = {}
        with self._package.open(self._names[self._paths[sheet].lower()]) as part:
            before = b""
            while chunk := part.read(_ERROR_CHUNK):
                text = before + chunk
                for place, value in _ERROR_CELL.findall(text) if b't="e"' in text else ():
                    letters, number = _PLACE.findall(place.decode())[0]
                    found[int(number), _column(letters)] = value.decode()
                before = text[-_ERROR_LENGTH:]
        return found

    # ------------------------------------------------------------------ parts

    def _read(
        self, path: str, opened: Callable[[str, Mapping[str, str]], None], closed: Callable[[str, str], None]
    ) -> Iterator[None]:
        with self._package.open(self._names[path.lower()]) as part:
            yield from TagReader(opened, closed).feed(iter(lambda: part.read(CHUNK), b""))

    def _tags(self, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        found: list[tuple[str, Mapping[str, str]]] = []
        if path.lower() in self._names:
            for _ in self._read(path, lambda tag, facts: found.append((tag, facts)), lambda _tag, _text: None):
                yield from found
                found.clear()

    def _read_book(self) -> None:
        targets = {
            facts.get("Id", ""): posixpath.normpath(posixpath.join("/xl", facts.get("Target", "")))[1:]
            for tag, facts in self._tags("xl/_rels/workbook.xml.rels")
            if tag == "Relationship" and facts.get("Type", "").endswith("/worksheet")
        }
        for tag, facts in self._tags("xl/workbook.xml"):
            if tag == "workbookPr" and facts.get("date1904") in ("1", "true"):
                self._zero = datetime(1904, 1, 1)
            path = targets.get(facts.get("id", "")) if tag == "sheet" else None
            if path is not None:
                self._paths[facts["name"]] = path
                if facts.get("state", "visible") != "visible":
                    self._hidden.add(facts["name"])
        if not self._paths:
            raise UnreadableFile

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        parts: list[str] = []
        sounds = 0

        def opened(tag: str, _facts: Mapping[str, str]) -> None:
            nonlocal sounds
            sounds += tag == "rPh"

        def closed(tag: str, text: str) -> None:
            nonlocal sounds
            sounds -= tag == "rPh"
            if tag == "t" and not sounds:
                parts.append(text)
            elif tag == "si":
                texts.append("".join(parts))
                parts.clear()

        if "xl/sharedstrings.xml" in self._names:
            for _ in self._read("xl/sharedStrings.xml", opened, closed):
                pass
        return texts

    def _date_formats(self) -> tuple[frozenset[int], frozenset[int]]:
        """The styles that show a number as a date or time, and those that show it as hours of any number."""
        formats: dict[str, str] = {}
        styles: list[str] = []
        within = False
        for tag, facts in self._tags("xl/styles.xml"):
            if tag == "numFmt":
                formats[facts.get("numFmtId", "")] = _UNSAID.sub("", facts.get("formatCode", "")).lower()
            elif tag in ("cellXfs", "cellStyles", "dxfs"):
                within = tag == "cellXfs"
            elif tag == "xf" and within:
                styles.append(facts.get("numFmtId", "0"))
        spans = {i for i, style in enumerate(styles) if "[" in formats.get(style, "") or style == "46"}
        dates = {
            i
            for i, style in enumerate(styles)
            if (re.search("[ydhs]", formats[style]) if style in formats else style.isdigit() and int(style) in _DATES)
        }
        return frozenset(dates), frozenset(spans)

    # ------------------------------------------------------------------ cells

    def _rows(self, path: str) -> Iterator[Numbered]:
        ready: list[Numbered] = []
        row: dict[int, Cell] = {}
        number = column = 0
        kind, style, value = "", 0, ""

        def opened(tag: str, facts: Mapping[str, str]) -> None:
            nonlocal number, column, kind, style, value
            if tag == "row":
                number, column = int(facts.get("r", number + 1)), -1
                row.clear()
            elif tag == "c":
                place = _PLACE.fullmatch(facts.get("r", ""))
                column = _column(place[1]) if place else column + 1
                kind, value = facts.get("t", "n"), ""
                style = int(facts["s"]) if facts.get("s", "").isdigit() else 0

        def closed(tag: str, text: str) -> None:
            nonlocal value
            if tag == "v":
                value = text
            elif tag == "t":
                value += text
            elif tag == "c" and value and column < _LAST_COLUMN:
                row[column] = self._cell(kind, style, value)
            elif tag == "row" and row and 0 < number <= _LAST_ROW:
                ready.append((number, tuple([row.get(i) for i in range(max(row) + 1)])))

        for _ in self._read(path, opened, closed):
            yield from ready
            ready.clear()

    def _cell(self, kind: str, style: int, value: str) -> Cell:
        if kind == "s":
            return self._texts[int(value)] or None
        if kind == "b":
            return value == "1"
        if kind in ("str", "inlineStr", "e"):
            return value
        try:
            number = datetime.fromisoformat(value) if kind == "d" else float(value)
        except ValueError:
            return value
        if isinstance(number, datetime):
            return number
        return self._moment(number, style) if style in self._dates else number

    def _moment(self, days: float, style: int) -> Cell:
        try:
            span = timedelta(days=days)
            if style in self._spans or 0 <= days < 1:
                return span_text(span)
            at = self._zero + timedelta(seconds=round(span.total_seconds()))
        except (OverflowError, ValueError):
            return days
        return at if at.hour or at.minute or at.second else at.date()


def span_text(span: timedelta) -> str:
    """A time of day or a number of hours as Excel shows it: 36:00:00."""
    seconds = round(span.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _note_merged(merged: list[Merged], tag: str, facts: Mapping[str, str]) -> None:
    if tag == "mergeCell":
        ends = _PLACE.findall(facts.get("ref", ""))
        if len(ends) == 2:
            (left, top), (right, bottom) = ends
            merged.append(Merged(int(top), _column(left), int(bottom), _column(right)))
