"""Dates as people write them. The order of a column's dates is found once, from all its cells, never cell by cell."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum

from core.intake.problems import Code


class DateOrder(StrEnum):
    """How the parts of a date follow each other where the cell itself does not say it."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"


_MONTHS: tuple[str, ...] = (
    "янв jan",
    "фев feb",
    "мар mar",
    "апр apr",
    "май мая may",
    "июн jun",
    "июл jul",
    "авг aug",
    "сен sep",
)
_MONTHS += ("окт oct", "ноя nov", "дек dec")
_MONTH_OF = {beginning: number for number, words in enumerate(_MONTHS, 1) for beginning in words.split()}
_MONTH_WORD = re.compile(
    r"январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
    r"|янв|фев|февр|мар|апр|авг|сен|сент|окт|ноя|нояб|дек"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)

_TIME = r"(?:[ T]+\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[ap]m)?(?:Z|[+-]\d\d:?\d\d)?)?"
_YEAR_WORD = r"(?: ?г(?:\.|ода?)?)?"
_PARTS = re.compile(rf"(\d{{1,4}})([./-]|, ?| )(\d{{1,2}})\2(\d{{1,4}}){_YEAR_WORD}{_TIME}", re.IGNORECASE | re.ASCII)
_DAY_AND_WORD = re.compile(rf"(\d{{1,2}})[ .\-/]*([^\W\d_]+)[ .,\-/]*(\d{{4}}|\d\d){_YEAR_WORD}{_TIME}", re.IGNORECASE)
_WORD_AND_DAY = re.compile(rf"([^\W\d_]+)[ .]*(\d{{1,2}})(?:st|nd|rd|th)?[ .,]+(\d{{4}}){_TIME}", re.IGNORECASE)
_BARE = re.compile(r"\d{8}", re.ASCII)

_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(3654, 73051)  # 1910…2099
_LONGEST = 40
_DECISIVE = 0.9
"""The share of the decisive cells that must agree before an order is said to be seen, not assumed."""


def day_in(said: str, order: DateOrder, latest: date) -> tuple[date | None, Code | None]:
    """The date in a tidy text, or (None, DATE_UNCLEAR).

    A year of two digits is the last such year not after `latest`, with YEAR_SHORT.
    """
    if len(said) > _LONGEST:
        return None, Code.DATE_UNCLEAR
    if said.isascii() and said.isdigit():
        return _from_digits(said, order)
    if found := _PARTS.fullmatch(said):
        return _from_parts(found[1], found[3], found[4], order, latest)
    if found := _DAY_AND_WORD.fullmatch(said):
        return _dated(found[3], _month(found[2]), int(found[1]), latest)
    if found := _WORD_AND_DAY.fullmatch(said):
        return _dated(found[3], _month(found[1]), int(found[2]), latest)
    return None, Code.DATE_UNCLEAR


def order_of(texts: Iterable[str]) -> tuple[DateOrder, bool] | None:
    """The order of a column's dates and whether its cells show it: day first where they do not.

    None where no cell leaves it open: date cells, ISO dates, months in words.
    """
    decisive = dict.fromkeys(DateOrder, 0)
    possible = dict.fromkeys(DateOrder, 0)
    open_cells = 0
    for said in texts:
        found = _PARTS.fullmatch(said) if len(said) <= _LONGEST else None
        if not found or len(found[1]) > 2:
            continue
        open_cells += 1
        fits = [order for order in DateOrder if _fits(found[1], found[3], found[4], order)]
        for order in fits:
            possible[order] += 1
        if len(fits) == 1:
            decisive[fits[0]] += 1
    if not open_cells:
        return None
    best = max(DateOrder, key=lambda order: (possible[order], decisive[order]))  # of equals the first, day first
    seen = decisive[best] > 0 and decisive[best] >= _DECISIVE * sum(decisive.values())
    return best, seen or not possible[_other(best)]


def serial_day(number: float) -> date | None:
    """The date that Excel shows for a number, 1910…2099."""
    return _DAY_ZERO + timedelta(days=int(number)) if int(number) in _SERIALS else None


def is_date_like(said: str) -> bool:
    """Whether a text has the form of a date in any order."""
    return bool(_PARTS.fullmatch(said) or _DAY_AND_WORD.fullmatch(said)) if len(said) <= _LONGEST else False


def _from_digits(said: str, order: DateOrder) -> tuple[date | None, Code | None]:
    """20250131, 31012025 in a column of days first, or Excel's serial number."""
    if _BARE.fullmatch(said):
        year_first = _day(int(said[:4]), int(said[4:6]), int(said[6:]))
        if year_first and year_first.year in range(1900, 2100):
            return year_first, None
        one, two, year = int(said[:2]), int(said[2:4]), int(said[4:])
        found = _day(year, one, two) if order is DateOrder.MONTH_FIRST else _day(year, two, one)
        likely = found and found.year in range(1900, 2100)
        return (found, None) if likely else (None, Code.DATE_UNCLEAR)
    found = serial_day(int(said)) if len(said) <= len("73050") else None
    return found, None if found else Code.DATE_UNCLEAR


def _from_parts(first: str, second: str, third: str, order: DateOrder, latest: date) -> tuple[date | None, Code | None]:
    if len(first) == 4:
        return _dated(first, int(second), int(third), latest) if len(third) <= 2 else (None, Code.DATE_UNCLEAR)
    if len(third) == 4 and order is DateOrder.YEAR_FIRST:
        order = DateOrder.DAY_FIRST
    return _ORDERS[order](first, second, third, latest)


def _fits(first: str, second: str, third: str, order: DateOrder) -> bool:
    """Whether three numbers, the first of at most two digits, are a date in this order."""
    if order is DateOrder.YEAR_FIRST and len(third) == 4:
        return False
    return _ORDERS[order](first, second, third, date.max)[0] is not None


def _dated(year: str, month: int, day: int, latest: date) -> tuple[date | None, Code | None]:
    if len(year) not in (2, 4):
        return None, Code.DATE_UNCLEAR
    if len(year) == 4:
        found = _day(int(year), month, day)
        return found, None if found else Code.DATE_UNCLEAR
    full = latest.year - (latest.year - int(year)) % 100
    found = _day(full, month, day)
    if found and found > latest:
        found = _day(full - 100, month, day)
    return found, Code.YEAR_SHORT if found else Code.DATE_UNCLEAR


_ORDERS: dict[DateOrder, Callable[[str, str, str, date], tuple[date | None, Code | None]]] = {
    DateOrder.DAY_FIRST: lambda one, two, three, latest: _dated(three, int(two), int(one), latest),
    DateOrder.MONTH_FIRST: lambda one, two, three, latest: _dated(three, int(one), int(two), latest),
    DateOrder.YEAR_FIRST: lambda one, two, three, latest: _dated(one, int(two), int(three), latest),
}


def _other(order: DateOrder) -> DateOrder:
    return DateOrder.MONTH_FIRST if order is DateOrder.DAY_FIRST else DateOrder.DAY_FIRST


def _month(word: str) -> int:
    word = word.casefold()
    return _MONTH_OF[word[:3]] if _MONTH_WORD.fullmatch(word) else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
