"""Rows that stand among those of a table and are none of it: rules, totals, headings between, notes and what is below.

They are left out and counted. A row that may be a client stays: a name alone is one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from core.intake.grids import Merged, Numbered, Row, is_filled
from core.intake.header_rows import NAME
from core.intake.wish import Left
from core.intake.words import tidy

_RULE = re.compile(r"[\s+|:_=~*─━═│┼├┤┌┐└┘┬┴╔╗╚╝╠╣╬-]*[_=─━═┼╬-]{3}[\s+|:_=~*─━═│┼├┤┌┐└┘┬┴╔╗╚╝╠╣╬-]*")
_TOTAL = re.compile(
    r"(?:общий |промежуточный |grand |sub-?)?(?:итого?|всего|total)"
    r"(?:\s+(?:по|за|на|для|клиентов|контрагентов|записей|строк|человек|for|of|by|rows|clients)\b.*)?"
    r"[\s:=.–—-]*(?:\d[\d\s.,]*(?:руб|₽|шт|чел)?\.?)?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\*.*|(?:страница|стр\.|лист|page)\s*\d.*|\(?\d+ (?:rows?|records?|строк|запис)\w*\)?|"
    r"(?:примечани|исполнител|составил|подготовил|сформирован|выгружен|источник|отч[её]т|note|source|prepared|generated)"
    r"\w*\b.*",
    re.IGNORECASE | re.DOTALL,
)
_UNITS: Final = frozenset(
    "string text str varchar char int integer number numeric float date datetime bool boolean required optional"
    " строка текст число цифры дата обязательно необязательно обязательное руб руб. шт шт. да/нет дд.мм.гггг"
    " дд.мм.гг dd.mm.yyyy yyyy-mm-dd".split()
)
"""What a row below the header says of its columns."""

_REACHED = re.compile(r"\S@\S|\d(?:[\s()+-]*\d){5}")
_NUMBERED: Final = 100_000
"""Numbers from here on may be telephones."""

_SPARSE: Final = 3
"""A row that fills less than this part of what rows mostly fill may be a note."""

_TOTAL_BEGINS: Final = "иИоОвВпПtTgGsS "
_LONGEST: Final = 200
"""Characters of what is still looked at."""

_LONGEST_NOTES: Final = 20
"""Rows of notes below a table."""

_MOST_GAPS: Final = 1_000
"""Rows below an empty one that are looked at as headers of another table."""


def is_rule(row: Row) -> bool:
    """Whether a row only draws a line."""
    first = next((cell for cell in row if cell is not None and cell != ""), None)
    if not isinstance(first, str) or not _RULE.fullmatch(first):
        return False
    return all(isinstance(cell, str) and not any(map(str.isalnum, cell)) for cell in row if cell is not None)


class Asides:
    """Leaves them out of the rows of one table, whose first rows are `sample`. `heads` says whether a row would head
    another table.
    """

    def __init__(self, sample: Sequence[Row], merged: Sequence[Merged], heads: Callable[[Row], bool]) -> None:
        self.left: Counter[Left] = Counter()
        filled = sorted(_filled(row) for row in sample)
        self._usual = filled[3 * len(filled) // 4] if filled else 0  # a short table may have more notes than rows
        self._headings = {one.top: one for one in merged if one.right > one.left}
        self._heads = heads

    def without(self, rows: Iterator[Numbered]) -> Iterator[Numbered]:
        """The rows of the table."""
        last: int | None = None
        gaps = 0
        is_apart = False
        waiting: list[Numbered] = []
        for number, row in rows:
            if last is None and (self._heads(row) or _are_units(row)):
                self.left[Left.REPEATED_HEADERS] += 1
                continue
            is_below_gap = last is not None and number > last + 1
            last = number
            if is_below_gap and gaps < _MOST_GAPS:
                gaps += 1
                if self._heads(row):
                    self.left[Left.NOTES] += len(waiting) + 1 + sum(1 for _ in rows)
                    return
            filled = _filled(row)
            kind = self._kind(number, row, filled)
            may_be_note = _SPARSE * filled < self._usual and _says_something(row, filled) and not _may_be_client(row)
            is_apart = (is_apart or is_below_gap) and (kind is not None or may_be_note)
            if kind is not None:
                self.left[kind] += 1
            elif is_apart and len(waiting) < _LONGEST_NOTES:
                waiting.append((number, row))
            else:
                yield from waiting
                waiting.clear()
                yield number, row
        self.left[Left.NOTES] += len(waiting)

    def _kind(self, number: int, row: Row, filled: int) -> Left | None:
        text = next((cell for cell in row if isinstance(cell, str) and not cell.isspace()), None)
        if text is None or len(text) > _LONGEST:
            return None
        if text[:1] in _TOTAL_BEGINS and _TOTAL.fullmatch(tidy(text)) and _are_sums(row, text):
            return Left.TOTALS
        if filled > 1 or self._usual <= 1:
            return None
        block = self._headings.get(number)
        if block is not None and 2 * (block.right - block.left + 1) > self._usual and _has(row, block.left):
            return Left.HEADINGS
        if _NOTE.fullmatch(tidy(text)):
            return Left.NOTES
        return Left.HEADINGS if ":" in text and self._usual >= _SPARSE else None


def _filled(row: Row) -> int:
    return sum(map(is_filled, row))


def _may_be_client(row: Row) -> bool:
    """Whether a row holds a name, or what reaches or tells apart a client."""
    return any(
        isinstance(cell, date)
        or (isinstance(cell, (int, float)) and abs(cell) >= _NUMBERED)
        or (isinstance(cell, str) and bool(NAME.fullmatch(tidy(cell)) or _REACHED.search(cell)))
        for cell in row
    )


def _says_something(row: Row, filled: int) -> bool:
    """Whether a row holds one text alone, or one of several words: a surname beside a first name says nothing."""
    return filled == 1 or any(isinstance(cell, str) and len(cell.split()) > 1 for cell in row)


def _are_units(row: Row) -> bool:
    return all(isinstance(cell, str) and tidy(cell).casefold() in _UNITS for cell in row if is_filled(cell))


def _has(row: Row, column: int) -> bool:
    return column < len(row) and is_filled(row[column])


def _are_sums(row: Row, text: str) -> bool:
    """Whether all but this text are numbers, or totals as well."""
    return all(
        not isinstance(cell, str) or cell is text or not any(map(str.isalpha, cell)) or _TOTAL.fullmatch(tidy(cell))
        for cell in row
    )
