"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) through calamine: values only, no formulas, links or macros."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TypeAlias

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from core.domain.errors import PasswordProtected, SparseTable, UnreadableFile
from core.intake.foreign import guarded

Cell: TypeAlias = str | float | int | bool | date | datetime | None
Row: TypeAlias = tuple[Cell, ...]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PARTS = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))

MAX_PARTS = 1_000
MAX_UNPACKED = 2 * 1024**3
MAX_RATIO = 100
SMALL = 1024**2
"""A package that unpacks to no more than this is no bomb, whatever its ratio."""

MAX_CELLS = 50_000_000
_HEAD_BYTES = 4_096
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]{1,3})([0-9]{1,7})"')

_CELL_TYPES = frozenset({str, float, int, bool, date, datetime})


def is_workbook(content: bytes) -> bool:
    """Whether these bytes call themselves a workbook; the file's name does not count."""
    return content.startswith((_ZIP, _OLE))


class Workbook:
    """An opened workbook. Raises UnreadableFile and PasswordProtected at opening, UnreadableFile later on."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_ZIP):
            guarded(partial(_preflight, content))
        elif all(part in content for part in _ENCRYPTED_PARTS):
            raise PasswordProtected
        self._book = guarded(partial(_open, content))

    def sheets(self, *, visible_only: bool = False) -> list[str]:
        """Names of the worksheets in their order; charts are none."""
        metadata = guarded(lambda: self._book.sheets_metadata)
        return [
            sheet.name
            for sheet in metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and (sheet.visible == SheetVisibleEnum.Visible or not visible_only)
        ]

    def rows(self, sheet: str) -> Iterator[Row]:
        """All rows from the sheet's first; empty cells are None. The columns start at the first one that is filled."""
        rows = guarded(lambda: self._book.get_sheet_by_name(sheet).iter_rows())
        while (row := guarded(partial(next, rows, None))) is not None:
            yield _cells(row)


def _open(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        pass
    raise PasswordProtected


def _preflight(content: bytes) -> None:
    """Refuse what would not fit into memory, by the directory of the package and what its sheets say they span."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        heads = [_head(package, part) for part in parts if part.filename.startswith("xl/worksheets/")]
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or unpacked > max(SMALL, MAX_RATIO * len(content))
        or packed > len(content)  # parts that overlap
    ):
        raise UnreadableFile
    if any(_claimed_cells(head) > MAX_CELLS for head in heads):
        raise SparseTable


def _head(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with package.open(part) as opened:
        return opened.read(_HEAD_BYTES)


def _claimed_cells(head: bytes) -> int:
    """Rows × columns that a worksheet says it spans; the reader makes room for every one of them."""
    found = _DIMENSION.search(head)
    if found is None:
        return 0
    columns = 0
    for letter in found[1].decode():
        columns = columns * 26 + ord(letter) - ord("A") + 1
    return columns * int(found[2])


def _cells(row: list[object]) -> Row:
    if not _CELL_TYPES.issuperset(map(type, row)):  # times and durations
        row = [cell if type(cell) in _CELL_TYPES else str(cell) for cell in row]
    return tuple([None if cell == "" else cell for cell in row])  # type: ignore[misc]  # the types were looked at above
