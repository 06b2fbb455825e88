"""Series, numbers and codes as exact text: damage and misprints are said, never repaired."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from operator import mul

from core.intake.fields import Check
from core.intake.problems import Code

_EXPONENT = re.compile(r"\d+([.,]\d+)?[eEеЕ]\+?\d+")
_MONTH = "(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_TURNED_TO_DATE = re.compile(rf"\d{{1,2}}[.\- ]{_MONTH}\.?|{_MONTH}[.\- ]\d{{2,4}}", re.IGNORECASE)
_EXACT_NUMBERS = 10**15
"""Excel keeps 15 digits."""

_GROUPING = str.maketrans("", "", " -\u00a0\u2010\u2011\u2012\u2013")
_PASSPORT = re.compile(
    r"(?:паспорт\D{0,15}|серия ?)?(\d\d ?\d\d)[ ,;:№N\-]*(?:номер ?)?(\d{6})(?!\d)[ ,;.]*(.*)", re.IGNORECASE
)
_ISSUED = re.compile(r"^выдан[ао]?:? ?", re.IGNORECASE)
_CARD = re.compile(r"(?:\d{4,6}|[*xх•.])[\d*xх•.]*(\d{4})", re.IGNORECASE)

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_NORTH_AMERICA = frozenset("12345")

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, *_INN_10)
_INN_12 = (3, *_INN_11)
_SNILS = (9, 8, 7, 6, 5, 4, 3, 2, 1)
_FIRST_CHECKED_SNILS = 1_001_998


def is_damaged(cell: object, text: str) -> bool:
    """Whether Excel has lost digits for good: 4.47E+11, more than 15 digits, a code that became a date."""
    if isinstance(cell, int | float):
        return abs(cell) >= _EXACT_NUMBERS
    return isinstance(cell, date) or bool(_EXPONENT.fullmatch(text) or _TURNED_TO_DATE.fullmatch(text))


def doubt(text: str, lengths: tuple[int, ...], check: Check | None) -> Code | None:
    """What is wrong with a code that is kept as it is; None where nothing is."""
    if check is Check.VIN:
        return _vin_doubt(text.upper())
    if not lengths:
        return None
    plain = text if text.isalnum() else text.translate(_GROUPING)
    if not (plain.isascii() and plain.isdigit()):
        return Code.CODE_UNUSUAL if check else None
    if len(plain) not in lengths:
        return Code.ZEROS_LOST if len(plain) < max(lengths) else Code.CODE_UNUSUAL
    return Code.CHECK_DIGIT if check and not _FITS[check](plain) else None


def passport_parts(text: str) -> tuple[str, str, str] | None:
    """Series, number and the authority of a passport in one cell: «4510 123456 выдан ОВД»; None for anything else."""
    found = _PASSPORT.fullmatch(text)
    return (found[1], found[2], _ISSUED.sub("", found[3])) if found else None


def card_tail(text: str) -> tuple[str, Code | None]:
    """The last four digits of a card; a whole number never stays."""
    plain = text.translate(_GROUPING)
    if plain.isascii() and plain.isdigit():
        if len(plain) <= 4:
            return plain, Code.ZEROS_LOST if len(plain) < 4 else None
        return plain[-4:], Code.CARD_WHOLE
    found = _CARD.fullmatch(plain)
    return (found[1], None) if found else ("", Code.CODE_UNUSUAL)


def is_inn(digits: str) -> bool:
    """Whether 10 or 12 digits end as an ИНН must."""
    if len(digits) == 10:
        return _inn_digit(digits, _INN_10) == digits[9]
    return len(digits) == 12 and (_inn_digit(digits, _INN_11) + _inn_digit(digits, _INN_12)) == digits[10:]


def is_snils(digits: str) -> bool:
    """Whether 11 digits end as a СНИЛС must."""
    if len(digits) != 11:
        return False
    if int(digits[:9]) <= _FIRST_CHECKED_SNILS:
        return True
    return _weighted(digits, _SNILS) % 101 % 100 == int(digits[9:])


def is_ogrn(digits: str) -> bool:
    """Whether 13 digits (ОГРН) or 15 (ОГРНИП) end as they must."""
    return len(digits) in (13, 15) and int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1])


def is_vin(text: str) -> bool:
    """17 letters and digits without I, O, Q."""
    return bool(_VIN.fullmatch(text.upper()))


_FITS: Mapping[Check, Callable[[str], bool]] = {Check.INN: is_inn, Check.SNILS: is_snils, Check.OGRN: is_ogrn}


def _inn_digit(digits: str, weights: tuple[int, ...]) -> str:
    return str(_weighted(digits, weights) % 11 % 10)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the first digits, each times its weight."""
    return sum(map(mul, map(int, digits), weights))


def _vin_doubt(vin: str) -> Code | None:
    if not _VIN.fullmatch(vin):
        return Code.CODE_UNUSUAL
    rest = sum(map(mul, map(_VIN_VALUES.__getitem__, vin), _VIN_WEIGHTS)) % 11
    if vin[8] == ("X" if rest == 10 else str(rest)):
        return None
    return Code.CHECK_DIGIT if vin[0] in _NORTH_AMERICA else Code.CHECK_DIGIT_FOREIGN
