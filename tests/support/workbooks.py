"""Opening what the program has sealed, as a partner would."""

import io
import zipfile
from pathlib import Path
from typing import Any
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


def _unsealed(file: Path, password: str) -> io.BytesIO:
    plain = io.BytesIO()
    with file.open("rb") as sealed:
        office = msoffcrypto.OfficeFile(sealed)
        office.load_key(password=password, verify_password=True)
        office.decrypt(plain)
    plain.seek(0)
    return plain
