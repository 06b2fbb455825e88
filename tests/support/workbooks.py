"""Opening what the program has sealed, as a partner would."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import msoffcrypto
from python_calamine import CalamineWorkbook

from core.domain.reply import code_in


def opened(file: Path, password: str, sheet: int = 0) -> list[list[Any]]:
    """The rows of a sheet of a sealed workbook. Raises what msoffcrypto raises for a wrong password."""
    return rows_of(_unsealed(file, password).getvalue(), sheet)


def leads_in(file: Path, password: str) -> list[list[Any]]:
    """The rows of a sealed package without their last column, that of the codes; each lead has one of its own."""
    rows = opened(file, password)
    codes = [row[-1] for row in rows[1:]]
    assert len(set(codes)) == len(codes)
    assert all(code_in(code) == code for code in codes)
    return [row[:-1] for row in rows]


def rows_of(book: bytes, sheet: int = 0) -> list[list[Any]]:
    """The rows of a sheet of an open workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(sheet).to_python()


def property_of(file: Path, password: str, name: str) -> str:
    """The text of a custom document property of a sealed workbook. Raises KeyError where there is none."""
    with zipfile.ZipFile(_unsealed(file, password)) as parts:
        kept = ElementTree.fromstring(parts.read("docProps/custom.xml"))
    return {one.attrib["name"]: "".join(one.itertext()) for one in kept}[name]


def unsealed(content: bytes, password: str) -> bytes:
    """An open workbook out of a sealed one. Raises what msoffcrypto raises for a wrong password."""
    plain = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(content))
    office.load_key(password=password, verify_password=True)
    office.decrypt(plain)
    return plain.getvalue()


def _unsealed(file: Path, password: str) -> io.BytesIO:
    return io.BytesIO(unsealed(file.read_bytes(), password))


def filled_in(book: bytes, sheet: int, cells: Mapping[str, str | float]) -> bytes:
    """The same workbook with these cells («C2» → value) typed into a sheet, as its partner's program saves it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in parts.namelist():
            content = parts.read(part)
            kept.writestr(part, _typed(content, cells) if part == f"xl/worksheets/sheet{sheet + 1}.xml" else content)
    return made.getvalue()


def _typed(content: bytes, cells: Mapping[str, str | float]) -> bytes:
    ElementTree.register_namespace("", _SHEET[1:-1])
    root = ElementTree.fromstring(content)
    rows = {row.attrib["r"]: row for row in root.iter(f"{_SHEET}row")}
    for place, value in sorted(cells.items()):
        row = rows[place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
        for old in row.findall(f"{_SHEET}c[@r='{place}']"):
            row.remove(old)
        cell = ElementTree.SubElement(row, f"{_SHEET}c", {"r": place})
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            ElementTree.SubElement(ElementTree.SubElement(cell, f"{_SHEET}is"), f"{_SHEET}t").text = value
        else:
            ElementTree.SubElement(cell, f"{_SHEET}v").text = str(value)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


_SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
