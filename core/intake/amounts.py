"""Numbers as people write them: «1 500 000 ₽», «240 тыс», «240000,50», «5 лет»; and what a column's money counts in."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import prod

from core.intake.fields import Unit
from core.intake.words import words

_LONGEST = 60
"""Characters of a number; patterns need not suffer longer texts."""

_NUMBER = re.compile(r"(?:(?:₽|руб\.?|rub) ?)?(-?\d[\d '’.,]*)([^\d]*)")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?|-?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_COMMA_GROUPS = re.compile(r"-?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
_POINT_GROUPS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
_ONE_AND_A_HALF_OR_FIFTEEN_HUNDRED = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_NOT_DIGITS = re.compile(r"[^-\d.,]")

_YEAR_WORDS = ("лет", "год", "года", "г", "years", "year", "y")
_MONTH_WORDS = ("мес", "месяц", "месяца", "месяцев", "м", "months", "month", "m")
_SCALES = (
    dict.fromkeys(("тыс", "тысяч", "тысячи", "тысяча", "т", "тр", "к", "k", "thousand"), 1e3)
    | dict.fromkeys(("млн", "миллион", "миллиона", "миллионов", "mln", "million"), 1e6)
    | dict.fromkeys(("млрд", "миллиард", "миллиарда", "bln", "billion"), 1e9)
)
_ROUBLE_WORDS = ("руб", "рублей", "рубля", "рубль", "р", "rub", "rur", "roubles", "₽")
_UNITS: Mapping[Unit, Mapping[str, float]] = {
    Unit.ROUBLES: _SCALES | dict.fromkeys((*_ROUBLE_WORDS, "в", "мес", "месяц", "month"), 1.0),
    Unit.YEARS: dict.fromkeys(_MONTH_WORDS, 1 / 12) | dict.fromkeys(_YEAR_WORDS, 1.0),
    Unit.MONTHS: dict.fromkeys(_YEAR_WORDS, 12.0) | dict.fromkeys(_MONTH_WORDS, 1.0),
    Unit.PEOPLE: dict.fromkeys(("чел", "человек", "человека", "детей", "ребенок", "ребенка", "иждивенец"), 1.0),
    Unit.CALENDAR_YEAR: dict.fromkeys(("г", "год", "года"), 1.0),
}
_UNIT_WORD = re.compile(r"[a-zа-я]+|₽")

_FOREIGN = frozenset("usd eur евро доллар долларов доллары cny юань юаней у.е".split())
_FOREIGN_SIGNS = re.compile("[$€¥£]|у\\. ?е\\.", re.IGNORECASE)
_LEAST_NUMBERS = 5
"""Fewer numbers do not show what they count in."""


class MoneyUnit(StrEnum):
    """What a column of money counts in."""

    ROUBLES = "roubles"
    THOUSANDS = "thousands"
    MILLIONS = "millions"
    BILLIONS = "billions"
    FOREIGN = "foreign"

    @property
    def roubles(self) -> float:
        """Roubles in one; 0 for foreign money, which is not counted over."""
        return _ROUBLES_IN[self]


_ROUBLES_IN = {
    MoneyUnit.ROUBLES: 1.0,
    MoneyUnit.THOUSANDS: 1e3,
    MoneyUnit.MILLIONS: 1e6,
    MoneyUnit.BILLIONS: 1e9,
    MoneyUnit.FOREIGN: 0.0,
}
_UNIT_OF = {factor: unit for unit, factor in _ROUBLES_IN.items() if factor > 1}


def number_in(said: str, unit: Unit) -> tuple[float, bool] | None:
    """The number in a tidy text and whether a unit stands with it («240 тыс», «240000 руб.»), which it is counted
    over from; None where it is not one clear number.
    """
    if said.isascii() and said.isdigit() and len(said) <= _LONGEST:
        return float(said), False
    if len(said) > _LONGEST:
        return None
    units = _UNITS[unit]
    parts = _NUMBER.fullmatch(said.casefold().replace("−", "-").replace("ё", "е"))
    if not parts:
        return None
    value, unit_words = _plain_number(parts[1].rstrip(" .,")), _UNIT_WORD.findall(parts[2])
    if value is None or _UNIT_WORD.sub("", parts[2]).strip(" ./") or not units.keys() >= set(unit_words):
        return None
    return value * prod(units[word] for word in unit_words), bool(unit_words) or (
        not said[0].isdigit() and said[0] != "-"
    )


def header_unit(header: str) -> MoneyUnit | None:
    """What the header of a money column says that it counts in: «Доход, тыс. руб.»; None where it says nothing."""
    said = words(header)
    if _FOREIGN_SIGNS.search(header) or not _FOREIGN.isdisjoint(said):
        return MoneyUnit.FOREIGN
    rouble_words = [place for place, word in enumerate(said) if word in _ROUBLE_WORDS]
    for place, word in enumerate(said):
        if word in _SCALES and (len(word) > 1 or place + 1 in rouble_words):
            return _UNIT_OF[_SCALES[word]]
    return MoneyUnit.ROUBLES if rouble_words or "₽" in header else None


def unit_of(numbers: Sequence[float], least: float, most: float) -> tuple[MoneyUnit, bool]:
    """What a column's numbers count in by their size, and whether they show it.

    `least` and `most` are the usual roubles of the field. Thousands or millions only where these fit, alone, and
    roubles do not.
    """
    counted = sorted(number for number in numbers if 0 < number < float("inf"))
    if len(counted) < _LEAST_NUMBERS:
        return MoneyUnit.ROUBLES, False
    low, high = counted[len(counted) // 10], counted[-1 - len(counted) // 10]
    tried = (MoneyUnit.ROUBLES, MoneyUnit.THOUSANDS, MoneyUnit.MILLIONS)
    fits = [unit for unit in tried if least <= low * unit.roubles and high * unit.roubles <= most]
    if MoneyUnit.ROUBLES in fits:
        return MoneyUnit.ROUBLES, True
    return (fits[0] if len(fits) == 1 else MoneyUnit.ROUBLES), False


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
