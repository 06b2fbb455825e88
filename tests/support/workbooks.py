"""Opening what the program has sealed, as a partner would."""

import io
from pathlib import Path
from typing import Any

import msoffcrypto
from python_calamine import CalamineWorkbook


def opened(file: Path, password: str) -> list[list[Any]]:
    """The rows of a sealed workbook's only sheet. Raises what msoffcrypto raises for a wrong password."""
    plain = io.BytesIO()
    with file.open("rb") as sealed:
        office = msoffcrypto.OfficeFile(sealed)
        office.load_key(password=password, verify_password=True)
        office.decrypt(plain)
    plain.seek(0)
    book = CalamineWorkbook.from_filelike(plain)
    return book.get_sheet_by_index(0).to_python()
