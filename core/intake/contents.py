"""Which field a column is by what stands in its cells, where its header says nothing."""

import re
from collections.abc import Callable, MutableMapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from core.intake.cells import as_text, email, is_sex
from core.intake.codes import is_inn, is_snils, is_vin
from core.intake.dates import DateOrder, day_in
from core.intake.fields import FIELDS, Field
from core.intake.headers import known_headers
from core.intake.names import is_first_name, is_patronymic, spell
from core.intake.organisations import entrepreneur, is_organisation
from core.intake.phones import mobile, phone
from core.intake.tables import Cell, Row
from core.intake.words import tidy


class Sureness(StrEnum):
    """How a suggested column was recognised: its header is the field's, means it, or the cells do."""

    EXACT = "exact"
    HEADER = "header"
    CONTENT = "content"


class Kind(StrEnum):
    """What the cells of a column are, as far as cells alone can tell."""

    EMAIL = "email"
    SNILS = "snils"
    VIN = "vin"
    INN = "inn"
    PHONE = "phone"
    SEX = "sex"
    YES_NO = "yes_no"
    FULL_NAME = "full_name"
    PATRONYMIC = "patronymic"
    NAME = "name"
    ORGANISATION = "organisation"
    BIRTH_DATE = "birth_date"


_LOOKED_AT: Final = 200
"""Filled cells of a column; they are taken from all over it."""

_LEAST_CELLS: Final = 3
_ENOUGH: Final = 0.8
_SOME_PEOPLE: Final = 0.3
"""Share of whole names among contractors that makes it a column of clients of both kinds."""

_EMPTY_HEADER = re.compile(
    r"(?:[A-Z]{1,2}|\d+|(?:столбец|поле|колонка|column|field|col|unnamed|f)[ :_.]*\d*)?", re.IGNORECASE
)
_SNILS = re.compile(r"\d{3}-\d{3}-\d{3}[ -]\d\d")
_SPELT_PHONE = re.compile(r"[+(]|\d[ -]\(?\d{3}\)?[ -]\d")
_YES_NO = frozenset({"да", "нет", "yes", "no", "true", "false", "истина", "ложь", "+", "-", "1", "0"})
_OLDEST, _YOUNGEST = 1925, 14
_BIRTHS_BEFORE = 20
"""Half of all clients are older than this many years; issued and signed is mostly later."""


def suggest_by_content(
    headers: Sequence[str], rows: Sequence[Row], fields: MutableMapping[int, Field], sure: MutableMapping[int, Sureness]
) -> None:
    """Add what the cells say: to columns whose header nobody understood the fields that no column has; a column of
    first names or contractors that holds whole names is the full name.
    """
    known = known_headers()
    taken = {field.code for field in fields.values()}
    for column, field in fields.items():
        if _holds_whole_names(field.code, _cells(rows, column), taken):
            fields[column], sure[column] = FIELDS["full_name"], Sureness.CONTENT
            taken = taken - {field.code} | {"full_name"}
    for column, header in enumerate(headers):
        if column in fields or known.is_of_others(header):
            continue
        code = _code(kind_of(_cells(rows, column)), says_nothing=bool(_EMPTY_HEADER.fullmatch(header.strip())))
        if code and code not in taken and _is_open(code, taken):
            fields[column], sure[column] = FIELDS[code], Sureness.CONTENT
            taken.add(code)


def _holds_whole_names(code: str, cells: Sequence[Cell], taken: set[str]) -> bool:
    """Whether a column of first names, or of contractors that are people too, holds names in one column."""
    if taken & {"surname", "full_name"}:
        return False
    if code == "name":
        return kind_of(cells) is Kind.FULL_NAME
    if code != "organisation" or "name" in taken:
        return False
    texts = [as_text(cell) for cell in cells]
    people = sum(_is_full_name(said) and entrepreneur(said) is None for said in texts)
    return people > 1 and people >= _SOME_PEOPLE * len(cells)


def kind_of(cells: Sequence[Cell]) -> Kind | None:
    """What nearly all of these cells are; None for too few of them and for all else."""
    if len(cells) < _LEAST_CELLS:
        return None
    texts = [as_text(cell) for cell in cells]
    for kind, fits in _FITS.items():
        if _nearly_all(fits, texts):
            return kind if kind not in (Kind.SEX, Kind.YES_NO) or len(set(texts)) > 1 else None
    return Kind.BIRTH_DATE if _are_births(cells) else None


def _nearly_all(fits: Callable[[str], bool], texts: Sequence[str]) -> bool:
    allowed = len(texts) - _ENOUGH * len(texts)
    for text in texts:
        if not fits(text):
            allowed -= 1
            if allowed < 0:
                return False
    return True


def _code(kind: Kind | None, *, says_nothing: bool) -> str | None:
    """The field of a kind. Names and dates may be anybody's: there the header must say nothing at all."""
    if kind in (None, Kind.YES_NO):
        return None
    open_only = kind in (Kind.BIRTH_DATE, Kind.NAME, Kind.PATRONYMIC, Kind.ORGANISATION)
    return None if open_only and not says_nothing else str(kind)


def _is_open(code: str, taken: set[str]) -> bool:
    """Whether a name is still wanted: no whole name beside a surname."""
    if code == "full_name":
        return "surname" not in taken
    return code not in ("name", "patronymic", "organisation") or "full_name" not in taken


def _cells(rows: Sequence[Row], column: int) -> list[Cell]:
    filled: list[Cell] = [
        cell for row in rows[:: max(1, len(rows) // (3 * _LOOKED_AT))] if (cell := row[column]) not in (None, "")
    ]
    return filled[:: max(1, len(filled) // _LOOKED_AT)]


def _is_phone(said: str) -> bool:
    if mobile(said):
        return True
    return bool(_SPELT_PHONE.search(said)) and len(said) <= 60 and phone(said)[0] is not None


def _is_full_name(said: str) -> bool:
    if is_organisation(said):
        return False
    parts = spell(entrepreneur(said) or said)[0].replace(",", " ").split()
    if not 2 <= len(parts) <= 5 or not all(part[0].isalpha() for part in parts):
        return False
    return any(map(is_first_name, parts)) or any(map(is_patronymic, parts[1:]))


def _digits(said: str) -> str:
    return said if said.isascii() and said.isdigit() else ""


_FITS: dict[Kind, Callable[[str], bool]] = {
    Kind.EMAIL: lambda said: "@" in said and email(said)[0] is not None,
    Kind.SNILS: lambda said: bool(_SNILS.fullmatch(said)) or is_snils(_digits(said)),
    Kind.VIN: lambda said: is_vin(said) and not said.isdigit(),
    Kind.INN: lambda said: is_inn(_digits(said)),
    Kind.PHONE: _is_phone,
    Kind.SEX: is_sex,
    Kind.YES_NO: lambda said: said.casefold() in _YES_NO,
    Kind.FULL_NAME: _is_full_name,
    Kind.PATRONYMIC: lambda said: " " not in said and is_patronymic(said),
    Kind.NAME: lambda said: " " not in said and is_first_name(said),
    Kind.ORGANISATION: lambda said: is_organisation(said) or entrepreneur(said) is not None,
}


def _are_births(cells: Sequence[Cell]) -> bool:
    """Whether the cells are dates on which clients may be born, half of them long ago."""
    today = date.today()
    latest = date(today.year - _YOUNGEST, 12, 31)
    days = [_day(cell, latest) for cell in cells]
    years = sorted(day.year for day in days if day and _OLDEST <= day.year <= latest.year)
    return len(years) >= _ENOUGH * len(cells) and years[len(years) // 2] <= today.year - _BIRTHS_BEFORE


def _day(cell: Cell, latest: date) -> date | None:
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str) or cell.isdigit():
        return None
    said = tidy(cell)
    return day_in(said, DateOrder.DAY_FIRST, latest)[0] or day_in(said, DateOrder.MONTH_FIRST, latest)[0]
