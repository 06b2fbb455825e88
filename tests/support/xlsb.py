"""Binary workbooks (.xlsb), record by record: no free library writes them. The records are those of [MS-XLSB]."""

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tests.support.ugly_texts import Rows

ERRORS: Final = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
_DAYS_FROM: Final = date(1899, 12, 30)
_DATE_STYLE: Final = 1
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


def binary_book(*sheets: tuple[str, Rows], hidden: Sequence[str] = (), far: bool = False) -> bytes:
    """A workbook of these sheets, `far` with a lonely cell in the last corner of each. A cell «#N/A», or another one of
    `ERRORS`, becomes an error cell.
    """
    texts: list[str] = []
    parts = {
        f"xl/worksheets/sheet{number}.bin": _sheet(rows, texts, far=far)
        for number, (_, rows) in enumerate(sheets, start=1)
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        made.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.bin")]))
        listed = [("worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(sheets) + 1)]
        made.writestr("xl/_rels/workbook.bin.rels", _links(listed))
        made.writestr("xl/workbook.bin", _book([(name, name in hidden) for name, _ in sheets]))
        made.writestr("xl/styles.bin", _styles())
        made.writestr("xl/sharedStrings.bin", _shared(texts))
        for name, part in parts.items():
            made.writestr(name, part)
    return buffer.getvalue()


def _links(links: Sequence[tuple[str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def _record(kind: int, content: bytes = b"") -> bytes:
    """Its type and length take seven bits of each byte."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(content)
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return head + size + content


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _book(sheets: Sequence[tuple[str, bool]]) -> bytes:
    bundles = [
        _record(156, struct.pack("<II", hidden, number) + _text(f"rId{number}") + _text(name))
        for number, (name, hidden) in enumerate(sheets, start=1)
    ]
    properties = _record(153, struct.pack("<II", 0, 0) + _text(""))
    return b"".join([_record(131), properties, _record(143), *bundles, _record(144), _record(157), _record(132)])


def _styles() -> bytes:
    formats = [struct.pack("<HHHHHBBHH", 0xFFFF, number, 0, 0, 0, 0, 0, 0, 0) for number in (0, 14)]
    cells = [_record(617, struct.pack("<I", len(formats))), *(_record(47, one) for one in formats), _record(618)]
    return b"".join([_record(278), *cells, _record(279)])


def _shared(texts: Sequence[str]) -> bytes:
    items = [_record(19, b"\0" + _text(text)) for text in texts]
    return b"".join([_record(159, struct.pack("<II", len(texts), len(texts))), *items, _record(160)])


def _sheet(rows: Rows, texts: list[str], *, far: bool) -> bytes:
    width = max(map(len, rows), default=1)
    size = _record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, width - 1))
    corner = b""
    if far:
        cell = struct.pack("<I", 16_383) + bytes(4) + struct.pack("<d", 1.0)
        corner = _record(0, struct.pack("<IIHHBI", 1_048_575, 0, 300, 0, 0, 0)) + _record(5, cell)
    return b"".join([_record(129), size, _record(145), *_rows(rows, texts), corner, _record(146), _record(130)])


def _rows(rows: Rows, texts: list[str]) -> Iterator[bytes]:
    for number, cells in enumerate(rows):
        yield _record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        for column, cell in enumerate(cells):
            place = struct.pack("<I", column)
            if isinstance(cell, date):
                days = (cell - _DAYS_FROM).days
                yield _record(5, place + struct.pack("<I", _DATE_STYLE) + struct.pack("<d", days))
            elif isinstance(cell, str) and cell in ERRORS:
                yield _record(3, place + bytes(4) + bytes([ERRORS[cell]]))
            elif isinstance(cell, str):
                if cell not in texts:
                    texts.append(cell)
                yield _record(7, place + bytes(4) + struct.pack("<I", texts.index(cell)))
            elif cell is not None:
                yield _record(5, place + bytes(4) + struct.pack("<d", cell))
