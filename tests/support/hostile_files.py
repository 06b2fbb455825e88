"""Files that mean harm, each made by code."""

import random

from tests.support.ugly_files import PLAIN, book, in_sheet, rewritten, xml_2003
from tests.support.ugly_texts import HEADERS


def bomb(part: str = "xl/sharedStrings.xml", ballast: int = 0) -> bytes:
    """A package one part of which unpacks to hundreds of times its size, beside `ballast` bytes that do not shrink."""
    noise = random.Random(5).randbytes(ballast)
    zeros = b"<si><t>0</t></si>" * (2 * 1024**2)
    return rewritten(book(PLAIN), lambda name, old: zeros if name == part else old, **{"xl/media/a.png": noise})


def laughs() -> str:
    """An XML spreadsheet whose entities grow to a billion."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return xml_2003(f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>', [HEADERS, ["&e9;"]])


def reading_a_file(address: str) -> str:
    """An XML spreadsheet that asks for another file."""
    return xml_2003(f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>', [HEADERS, ["&e;", "2", "3", "4"]])


def far_without_a_word() -> bytes:
    """A cell in the last corner of a sheet that claims to be small."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return in_sheet(book(PLAIN), rb"</sheetData>", far)
