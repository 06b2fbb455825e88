"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) through calamine: values only, no formulas, links or macros.

What calamine gives up on in an .xlsx is read cell by cell (`sheet_xml.py`).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from core.domain.errors import (
    ForeignCipher,
    NotATable,
    PasswordProtected,
    TableTooBig,
    UnreadableFile,
    WrongTablePassword,
)
from core.intake.error_cells import binary_errors, old_errors, told_errors
from core.intake.foreign import guarded
from core.intake.grids import Cell, Grid, Merged, Numbered, Row
from core.intake.packages import OLE, ZIP, check_package, claims_too_much, is_encrypted_document, left_behind
from core.intake.sheet_xml import SheetXml, span_text
from core.intake.wish import Dropped, Sheet

__all__ = ["Cell", "Row", "Workbook", "is_workbook"]

_ENCRYPTED_PARTS: Final = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_BOOKS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OPEN_TO_ALL: Final = "VelvetSweatshop"
"""Excel's own password of books that are only protected from changes: it opens them without asking."""

_CELL_TYPES: Final = frozenset({str, float, int, bool, date, datetime})
_SPAN = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")  # what .ods says of times


def is_workbook(content: bytes) -> bool:
    """Whether these bytes call themselves a workbook; the file's name does not count."""
    return content.startswith((ZIP, OLE))


class Workbook:
    """An opened workbook; `careful` reads an .xlsx cell by cell. `dropped` counts what is not read.

    Raises at opening PasswordProtected, WrongTablePassword, ForeignCipher, NotATable, TableTooBig and UnreadableFile,
    later on TableTooBig and UnreadableFile.
    """

    def __init__(self, content: bytes, password: str | None = None, *, careful: bool = False) -> None:
        if content.startswith(OLE) and all(part in content for part in _ENCRYPTED_PARTS):
            content = _unlocked(content, password)
        self._xml: SheetXml | None = None
        self._book: CalamineWorkbook | None = None
        is_xlsx = False
        if content.startswith(ZIP):
            guarded(partial(check_package, content))
            if guarded(partial(is_encrypted_document, content)):
                raise ForeignCipher
            is_xlsx = guarded(partial(_has_part, content, "xl/workbook.xml"))
            careful = careful or (is_xlsx and guarded(partial(claims_too_much, content)))
        elif not any(name in content for name in _BOOKS):
            raise NotATable
        if careful and not is_xlsx:
            raise TableTooBig
        if content.startswith(ZIP) and not is_xlsx:
            content = guarded(partial(told_errors, content))
        if not careful:
            content = self._open(content, password, is_xlsx=is_xlsx)
        self._content = content
        self._is_xlsx = is_xlsx
        self.dropped: Dropped = guarded(partial(left_behind, content))

    def _open(self, content: bytes, password: str | None, *, is_xlsx: bool) -> bytes:
        try:
            self._book = guarded(partial(_calamine, content))
        except PasswordProtected:
            content = _unlocked(content, password)
            self._book = guarded(partial(_calamine, content))
        except UnreadableFile:
            if content.startswith(OLE) and _is_locked(content):  # calamine does not say so of an .xls
                content = _unlocked(content, password)
                self._book = guarded(partial(_calamine, content))
            elif not is_xlsx:
                raise
        return content

    def sheets(self, *, visible_only: bool = False) -> list[str]:
        """Names of the worksheets in their order; charts are none."""
        return [sheet.name for sheet in self.listed() if sheet.visible or not visible_only]

    def listed(self) -> tuple[Sheet, ...]:
        """The worksheets in their order, the hidden ones too."""
        book = self._book
        if book is None:
            return guarded(lambda: self._careful().sheets())
        return tuple(
            Sheet(sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in guarded(lambda: book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        )

    def measured(self) -> tuple[Sheet, ...]:
        """As `listed`, with the size of each sheet."""
        return tuple(self._measured(sheet) for sheet in self.listed())

    def rows(self, sheet: str) -> Iterator[Row]:
        """All rows from the sheet's first; empty cells are None. The columns start at the first one that is filled."""
        last = 0
        for number, row in self.grid(sheet).rows:
            for _ in range(last + 1, number):
                yield ()
            yield row
            last = number

    def grid(self, sheet: str) -> Grid:
        """The rows of a sheet as calamine reads them; from where it gives up they are read cell by cell."""
        found = self._sheet(sheet)
        if found is None:
            return self._careful_grid(sheet)
        left = found.start[1] if found.start else 0
        merged = tuple(
            Merged(top + 1, start - left, bottom + 1, end - left)
            for (top, start), (bottom, end) in guarded(lambda: found.merged_cell_ranges) or ()
            if start >= left
        )
        return Grid(self._rows(sheet, found, left), found.end[0] + 1 if found.end else 0, merged, left)

    def _measured(self, sheet: Sheet) -> Sheet:
        found = self._sheet(sheet.name)
        if found is not None:
            return Sheet(sheet.name, sheet.visible, found.height, found.width)
        rows = columns = 0
        for _, row in self._careful_grid(sheet.name).rows:
            rows, columns = rows + 1, max(columns, len(row))
        return Sheet(sheet.name, sheet.visible, rows, columns)

    def _sheet(self, name: str) -> CalamineSheet | None:
        """The sheet, None where calamine gives it up."""
        book = self._book
        if book is None:
            return None
        try:
            return guarded(lambda: book.get_sheet_by_name(name))
        except UnreadableFile:
            if not self._is_xlsx:
                raise
            return None

    def _rows(self, sheet: str, found: CalamineSheet, left: int) -> Iterator[tuple[int, Row]]:
        errors: dict[int, dict[int, str]] = {}
        with suppress(UnreadableFile):
            for (at, column), text in guarded(lambda: self._errors(sheet)).items():
                errors.setdefault(at, {})[column - left] = text
        rows = guarded(found.iter_rows)
        number = 0
        try:
            while (row := guarded(partial(next, rows, None))) is not None:
                number += 1
                for column, text in errors.get(number, {}).items():
                    if 0 <= column < len(row):
                        row[column] = text
                yield number, _cells(row)
        except UnreadableFile:  # a date that Python has no room for
            if not self._is_xlsx:
                raise
        else:
            return
        for at, cells in self._careful_grid(sheet).rows:
            if at > number:
                yield at, cells[left:]

    def _careful_grid(self, sheet: str) -> Grid:
        found = guarded(lambda: self._careful().grid(sheet))
        return replace(found, rows=_guarded_rows(found.rows))

    def _errors(self, sheet: str) -> dict[tuple[int, int], str]:
        if self._is_xlsx:
            return self._careful().errors(sheet)
        if self._content.startswith(OLE):
            return old_errors(self._content, sheet)
        is_binary = self._content.startswith(ZIP) and _has_part(self._content, "xl/workbook.bin")
        return binary_errors(self._content, sheet) if is_binary else {}

    def _careful(self) -> SheetXml:
        if self._xml is None:
            self._xml = SheetXml(self._content)
        return self._xml


def _calamine(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        pass
    raise PasswordProtected


def _guarded_rows(rows: Iterator[Numbered]) -> Iterator[Numbered]:
    while (one := guarded(partial(next, rows, None))) is not None:
        yield one


def _has_part(content: bytes, part: str) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return any(name.replace("\\", "/").lower() == part for name in package.namelist())


def _is_locked(content: bytes) -> bool:
    from core.vault.opening import is_locked  # noqa: PLC0415 (most tables have no password)

    return is_locked(content)


def _unlocked(content: bytes, password: str | None) -> bytes:
    """The workbook without its password. Raises PasswordProtected, WrongTablePassword."""
    from core.vault.opening import open_workbook  # noqa: PLC0415 (most tables have no password)
    from core.vault.sealing import NotOpened  # noqa: PLC0415

    for one in (password, _OPEN_TO_ALL):
        if one is not None:
            try:
                return open_workbook(content, one)
            except NotOpened:
                continue
    raise PasswordProtected if password is None else WrongTablePassword


def _cells(row: list[object]) -> Row:
    if not _CELL_TYPES.issuperset(map(type, row)):  # times and durations
        row = [
            cell if type(cell) in _CELL_TYPES else span_text(cell) if isinstance(cell, timedelta) else str(cell)
            for cell in row
        ]
    return tuple([_plain(cell) for cell in row])


def _plain(cell: object) -> Cell:
    if cell == "":
        return None
    if type(cell) is str and cell.startswith(("PT", "-PT")) and (found := _SPAN.fullmatch(cell)):
        sign, hours, minutes, seconds = found.groups()
        return f"{sign}{int(hours):02}:{minutes}:{seconds}"
    return cell  # type: ignore[return-value]  # the types were looked at above
