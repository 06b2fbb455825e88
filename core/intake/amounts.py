"""Numbers as people write them: «1 500 000 ₽», «240 тыс», «240000,50», «5 лет»."""

import re
from collections.abc import Mapping
from math import prod

from core.intake.fields import Unit
from core.intake.words import words

_LONGEST = 60
"""Characters of a number; patterns need not suffer longer texts."""

_NUMBER = re.compile(r"(-?\d[\d '’.,]*)([^\d]*)")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?|-?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_COMMA_GROUPS = re.compile(r"-?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
_POINT_GROUPS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
_ONE_AND_A_HALF_OR_FIFTEEN_HUNDRED = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_NOT_DIGITS = re.compile(r"[^-\d.,]")

_YEAR_WORDS = ("лет", "год", "года", "г", "years", "year", "y")
_MONTH_WORDS = ("мес", "месяц", "месяца", "месяцев", "м", "months", "month", "m")
_SCALES = {"тыс": 1e3, "т": 1e3, "к": 1e3, "k": 1e3, "млн": 1e6, "mln": 1e6, "млрд": 1e9}
_HEADER_SCALES = frozenset({"тыс", "млн", "млрд"})
_UNITS: Mapping[Unit, Mapping[str, float]] = {
    Unit.ROUBLES: _SCALES
    | dict.fromkeys(("руб", "рублей", "рубля", "рубль", "р", "rub", "₽", "в", "мес", "месяц"), 1.0),
    Unit.YEARS: dict.fromkeys(_MONTH_WORDS, 1 / 12) | dict.fromkeys(_YEAR_WORDS, 1.0),
    Unit.MONTHS: dict.fromkeys(_YEAR_WORDS, 12.0) | dict.fromkeys(_MONTH_WORDS, 1.0),
    Unit.PEOPLE: dict.fromkeys(("чел", "человек", "человека", "детей", "ребенок", "ребенка", "иждивенец"), 1.0),
    Unit.CALENDAR_YEAR: dict.fromkeys(("г", "год", "года"), 1.0),
}
_UNIT_WORD = re.compile(r"[a-zа-я]+|₽")


def number_in(said: str, unit: Unit, scale: float = 1.0) -> float | None:
    """The number in a tidy text, counted in `unit`; None where it is not one clear number.

    `scale` is what the header multiplies by; a unit in the cell («240 тыс», «240000 руб.») beats it.
    """
    if len(said) > _LONGEST:
        return None
    units = _UNITS[unit]
    parts = _NUMBER.fullmatch(said.casefold().replace("−", "-").replace("ё", "е"))
    if not parts:
        return None
    value, unit_words = _plain_number(parts[1].rstrip(" .,")), _UNIT_WORD.findall(parts[2])
    if value is None or _UNIT_WORD.sub("", parts[2]).strip(" ./") or not units.keys() >= set(unit_words):
        return None
    return value * (prod(units[word] for word in unit_words) if unit_words else scale)


def header_scale(header: str, unit: Unit) -> float:
    """What a money column counts in: «Доход, тыс. руб.» in thousands."""
    if unit is not Unit.ROUBLES:
        return 1.0
    return next((_SCALES[word] for word in words(header) if word in _HEADER_SCALES), 1.0)


def _plain_number(digits: str) -> float | None:
    """«1 500 000,50», «1,500,000.50», «1.5»; None for «1,500» and for spaces that group no thousands."""
    if _ONE_AND_A_HALF_OR_FIFTEEN_HUNDRED.fullmatch(digits):
        return None
    if _PLAIN.fullmatch(digits):
        return float(_NOT_DIGITS.sub("", digits).replace(",", "."))
    if _COMMA_GROUPS.fullmatch(digits):
        return float(digits.replace(",", ""))
    if _POINT_GROUPS.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", "."))
    return None
