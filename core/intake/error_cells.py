"""Cells in which a formula has failed (#DIV/0!): calamine leaves them blank, or takes them for zeros."""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Final

import olefile

from core.intake.markup import CHUNK, check

_NAMES: Final = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
_ROW, _ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156
"""Types of records of [MS-XLSB]."""

_OLD_STREAMS: Final = ("Workbook", "Book")
_OLD_SHEET, _OLD_END, _OLD_ERROR, _OLD_FORMULA, _OLD_8 = 0x85, 0x0A, 0x205, 0x06, 0x600
"""Types of records of [MS-XLS], and the version of its files since Excel 97."""

_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*?>")
_FACT = re.compile(r'\b(Id|Target)="([^"]*)"')

_CONTENT: Final = "content.xml"
_FAILED = re.compile(rb'<table:table-cell\b[^>]*\bcalcext:value-type="error"[^>]*>')
_INDENT = re.compile(rb">[^\S\n]*\n\s*<")
_INDENTED = re.compile(rb">[^\S\n]*\n\s*<table:table-(?:row|cell|column)\b")
_VALUE = re.compile(rb'\s(?:office:(?:value|string-value|value-type)|calcext:value-type)="[^"]*"')


def binary_errors(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The error cells of a sheet of an .xlsb, by row from 1 and column from 0. Raises whatever a broken package makes
    the standard library raise.
    """
    found: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        path = _binary_sheets(package).get(sheet)
        row = 0
        for kind, body in _records(package.read(path)) if path is not None else ():
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", body)
            elif kind in (_ERROR, _FORMULA_ERROR):
                (column,) = struct.unpack_from("<I", body)
                found[row + 1, column] = _NAMES.get(body[8], _NAMES[42])
    return found


def old_errors(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The error cells of a sheet of an .xls, by row from 1 and column from 0. Raises whatever a broken file makes
    olefile and the standard library raise.
    """
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        book = ole.openstream(next(name for name in _OLD_STREAMS if ole.exists(name))).read()
    found: dict[tuple[int, int], str] = {}
    for kind, body in _old_records(book, _old_sheets(book)[sheet]):
        if kind == _OLD_END:
            break
        if kind == _OLD_ERROR:
            is_error, code = body[7], body[6]
        elif kind == _OLD_FORMULA:  # of a result that is no number the first byte says what it is
            is_error, code = body[12:14] == b"\xff\xff" and body[6] == 2, body[8]
        else:
            continue
        if is_error:
            row, column = struct.unpack_from("<HH", body)
            found[row + 1, column] = _NAMES.get(code, _NAMES[42])
    return found


def _old_sheets(book: bytes) -> dict[str, int]:
    """Where the sheets begin, by their names."""
    (version,) = struct.unpack_from("<H", book, 4)
    sheets = {}
    for kind, body in _old_records(book, 0):
        if kind == _OLD_END:
            break
        if kind == _OLD_SHEET:
            is_wide = version == _OLD_8 and body[7] & 1
            name = body[8:] if version == _OLD_8 else body[7:]
            sheets[name[: 2 * body[6]].decode("utf-16-le") if is_wide else name[: body[6]].decode("latin-1")] = (
                struct.unpack_from("<I", body)[0]
            )
    return sheets


def _old_records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Types and contents."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _binary_sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """The parts of the sheets by their names."""
    links = package.read("xl/_rels/workbook.bin.rels").decode("utf-8", "replace")
    facts = [dict(_FACT.findall(link)) for link in _LINK.findall(links)]
    targets = {one["Id"]: posixpath.normpath(posixpath.join("/xl", one["Target"]))[1:] for one in facts}
    sheets = {}
    for kind, body in _records(package.read("xl/workbook.bin")):
        if kind == _SHEET:
            link, end = _text(body, 8)
            sheets[_text(body, end)[0]] = targets[link]
    return sheets


def _text(body: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, at)
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Types and contents; both heads take seven bits of each byte."""
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | part[at] << 7
            at += 1
        length = shift = 0
        more = True
        while more:
            length |= (part[at] & 0x7F) << shift
            more = bool(part[at] & 0x80)
            shift += 7
            at += 1
        yield kind, part[at : at + length]
        at += length


def told_errors(content: bytes) -> bytes:
    """An .ods in which the failed cells are texts that say so, and without the indents that calamine gives up at; the
    very same bytes where there are none. Raises UnreadableFile and expat's own errors for broken XML.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if _CONTENT not in package.namelist():
            return content
        with package.open(_CONTENT) as part:
            check(iter(lambda: part.read(CHUNK), b""))  # calamine never ends with some that are cut
        if not _wants_mending(package):
            return content
        body = _FAILED.sub(_as_text, _INDENT.sub(b"><", package.read(_CONTENT)))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as told:
            for name in package.namelist():
                told.writestr(name, body if name == _CONTENT else package.read(name))
    return buffer.getvalue()


def _wants_mending(package: zipfile.ZipFile) -> bool:
    """Whether the content speaks of a failed cell or is indented, looked at piece by piece."""
    before = b""
    with package.open(_CONTENT) as part:
        while chunk := part.read(CHUNK):
            text = before + chunk
            if b'calcext:value-type="error"' in text or _INDENTED.search(text):
                return True
            before = chunk[-64:]
    return False


def _as_text(tag: re.Match[bytes]) -> bytes:
    bare = _VALUE.sub(b"", tag[0])
    return bare.replace(b"<table:table-cell", b'<table:table-cell office:value-type="string"', 1)
