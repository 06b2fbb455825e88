"""Opening what the program has sealed, as a partner would."""

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msoffcrypto
from python_calamine import CalamineWorkbook


def opened(file: Path, password: str) -> list[list[Any]]:
    """The rows of a sealed workbook's only sheet. Raises what msoffcrypto raises for a wrong password."""
    book = CalamineWorkbook.from_filelike(_unsealed(file, password))
    return book.get_sheet_by_index(0).to_python()


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
