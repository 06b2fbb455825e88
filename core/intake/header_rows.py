"""Where the header of a table stands: under titles, in several rows under groups, or nowhere.

Known headers decide; where none is known, the rows are compared: a header is unlike what stands below it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from core.intake.grids import Cell, Merged, Numbered, Row, is_blank, is_filled
from core.intake.headers import known_headers
from core.intake.wish import Left
from core.intake.words import tidy

SAMPLE: Final = 200
"""Filled rows that are looked at."""

_WITHIN: Final = 30
"""The header is one of this many first filled rows."""

_LOOKED_AT: Final = 500
"""Cells of a row that are compared with the known headers."""

_ALIKE: Final = 0.6
"""Share of a column's cells that makes it a column of values."""

_LEVELS: Final = 3
_TEXT: Final = "text"
_YEARS: Final = range(1900, 2101)
NAME = re.compile(r"[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)?( [А-ЯЁ]([а-яё]+|\.)| [А-ЯЁ]\. ?[А-ЯЁ]\.){1,2}")
_ADDRESS = re.compile(r"\S+@\S+\.\S+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The headers as they stand in the file, the rows that make them (none: the first row is data) and how many of the
    looked at rows come before the first row of data. `known` counts headers whose meaning is known.
    """

    headers: tuple[str, ...]
    numbers: tuple[int, ...]
    skipped: int
    known: int = 0


def find_heading(rows: Sequence[Numbered], merged: Sequence[Merged], left: int) -> Heading | None:
    """The heading among the first filled rows of a sheet whose first column is the file's column `left` from 0, None
    where there is no table.
    """
    if not rows:
        return None
    width = round(median(_filled(row) for _, row in rows))
    best = _most_known(rows, width)
    if best is None:
        first = next((i for i, (_, row) in enumerate(rows[:_WITHIN]) if 2 * _filled(row) >= max(width, 1)), 0)
        verdict = _is_header(rows, first, width)
        if verdict is None:
            return None
        best = first if verdict else _later_header(rows, first, width)
    if best is None:
        return _without_header(rows, width, left)
    return _levels(rows, best, merged)


def heading_at(rows: Sequence[Numbered], number: int, left: int) -> Heading | None:
    """The heading that somebody wished: one row by its number in the file, 0 for none."""
    if number == 0:
        return _without_header(rows, 1, left) if rows else None
    at = next((i for i, (found, _) in enumerate(rows) if found == number), None)
    return None if at is None else Heading(tuple(map(as_header, rows[at][1])), (number,), at + 1)


def told_apart(headers: Sequence[str]) -> tuple[str, ...]:
    """The headers with each one there once: «Телефон», «Телефон (2)». Empty ones stay."""
    taken = {header for header in headers if header}
    seen: set[str] = set()
    names = []
    for header in headers:
        name, count = header, 1
        while name and name in seen:
            count += 1
            if (other := f"{header} ({count})") not in taken or other in seen:
                name = other
        seen.add(name)
        names.append(name)
    return tuple(names)


def letters(column: int) -> str:
    """What a worksheet calls its column, from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_header(cell: Cell) -> str:
    """A cell as a header."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else tidy(str(cell))


# ---------------------------------------------------------------------- one row


def _filled(row: Row) -> int:
    return sum(map(is_filled, row))


def _texts(row: Row) -> list[str]:
    return [tidy(cell) for cell in row if isinstance(cell, str) and not cell.isspace()]


def _known(names: Sequence[str]) -> int:
    known = known_headers()
    return sum(known.is_known(name) for name in names[:_LOOKED_AT] if name)


def _is_value(cell: Cell) -> bool:
    """A number, a date, an address, a text that is mostly digits; a year may head a column."""
    if cell is None or isinstance(cell, bool | date):
        return cell is not None
    if isinstance(cell, int | float):
        return cell not in _YEARS
    text = tidy(cell)
    digits = sum(map(str.isdigit, text))
    if digits == len(text) == 4 and int(text) in _YEARS:
        return False
    return 2 * digits > len(text.replace(" ", "")) or bool(_ADDRESS.fullmatch(text))


def _kind(cell: Cell) -> str:
    """What kind of a cell it is, "" for an empty one."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return ""
    if isinstance(cell, date):
        return "date"
    if _is_value(cell):
        return "value"
    return "name" if isinstance(cell, str) and NAME.fullmatch(tidy(cell)) else _TEXT


def _has_few_values(row: Row) -> bool:
    return 4 * sum(map(_is_value, row)) <= _filled(row)


# ---------------------------------------------------------------------- which row


def _most_known(rows: Sequence[Numbered], width: int) -> int | None:
    """The first row with the most known headers: two, or one in a row that is as wide as the table."""
    best, most = None, 0
    for index, (_, row) in enumerate(rows[:_WITHIN]):
        texts = _texts(row)
        known = _known(texts)
        if known > most and (known > 1 or 2 * _filled(row) > width) and _has_few_values(row):
            best, most = index, known
    return best


def _later_header(rows: Sequence[Numbered], first: int, width: int) -> int | None:
    """A header below lines such as «Период: май», each of them narrower than the header."""
    widest = max(_filled(row) for _, row in rows[: first + 1])
    for at in range(first + 1, min(_WITHIN, len(rows) - 1)):
        filled = _filled(rows[at][1])
        if filled > widest and 4 * filled >= 3 * width and _is_header(rows, at, width):
            return at
        widest = max(widest, filled)
    return None


def _votes(row: Row, below: Sequence[Row]) -> tuple[int, int]:
    """In how many columns of numbers, dates, names the cell is one like those below it, and in how many it is not."""
    likes = unlikes = 0
    for column, cell in enumerate(row):
        kinds = [kind for other in below if column < len(other) and (kind := _kind(other[column]))]
        if cell is None or not kinds:
            continue
        kind, count = Counter(kinds).most_common(1)[0]
        if kind != _TEXT and count >= _ALIKE * len(kinds):
            likes, unlikes = likes + (_kind(cell) == kind), unlikes + (_kind(cell) != kind)
        elif len(below) > 2 and 3 * sum(column < len(other) and cell == other[column] for other in below) > len(kinds):
            likes += 1
    return likes, unlikes


def _is_header(rows: Sequence[Numbered], first: int, width: int) -> bool | None:
    """Whether this row heads the rows below it; None where they are no table at all."""
    row, below = rows[first][1], [other for _, other in rows[first + 1 :]]
    likes, unlikes = _votes(row, below)
    if likes + unlikes == 0:
        texts = _texts(row)
        if width < 2 and _is_list(row, below):
            return _has_few_values(row)
        if width < 2 or _filled(row) < 2 or (not below and _has_few_values(row)):
            return None
        return _has_few_values(row) and len(set(texts)) == len(texts)
    return unlikes > likes or (unlikes == likes and _has_few_values(row))


def _is_list(row: Row, below: Sequence[Row]) -> bool:
    """Whether these are words one below the other, each there once and the first like no other: codes, not a letter."""
    words = [cell for other in (row, *below) for cell in _texts(other)]
    return len(words) > 2 and len(set(words)) == len(words) and not any(" " in word for word in words)


def _without_header(rows: Sequence[Numbered], width: int, left: int) -> Heading:
    """Letters for headers; only titles, single texts above rows of three columns and more, are passed over."""
    titles = 0
    while width > 2 and titles < len(rows) - 1 and _filled(rows[titles][1]) == len(_texts(rows[titles][1])) == 1:
        titles += 1
    count = max(len(row) for _, row in rows[titles:])
    return Heading(tuple(letters(left + column) for column in range(count)), (), titles)


# ---------------------------------------------------------------------- several rows


def _levels(rows: Sequence[Numbered], best: int, merged: Sequence[Merged]) -> Heading:
    """The heading of the best row and the rows of groups above it or of their parts below it."""
    names = [as_header(cell) for cell in rows[best][1]]
    top = bottom = best
    if bottom + 2 < len(rows) and not any(map(_is_value, rows[bottom + 1][1])):
        under = [as_header(cell) for cell in rows[bottom + 1][1]]
        joined = _joined(rows[bottom], under, rows[bottom + 1][0], merged)
        if joined is None and _are_parts(rows, bottom):
            joined = _joined(rows[bottom], under, rows[bottom + 1][0], merged, sure=True)
        if joined is not None:
            names, bottom = joined, bottom + 1
    while top > 0 and bottom - top + 1 < _LEVELS:
        joined = _joined(rows[top - 1], names, rows[top][0], merged)
        if joined is None:
            break
        names, top = joined, top - 1
    skipped = bottom + 1
    numbers = tuple(number for number, _ in rows[top:skipped])
    if skipped < len(rows) and _is_count(rows[skipped][1]):  # printed forms number their columns
        numbers, skipped = (*numbers, rows[skipped][0]), skipped + 1
    return Heading(tuple(names), numbers, skipped, _known(names))


def _are_parts(rows: Sequence[Numbered], upper: int) -> bool:
    """Whether the row below this one fills its gaps and leaves gaps of its own, and is unlike the rows of data."""
    above, row = rows[upper][1], rows[upper + 1][1]
    pairs = list(zip(above, row, strict=False))
    if not any(a is None and b is not None for a, b in pairs) or not any(b is None and a is not None for a, b in pairs):
        return False
    likes, unlikes = _votes(row, [other for _, other in rows[upper + 2 :]])
    return unlikes > 0 == likes


def _joined(
    upper: Numbered, lower: list[str], number: int, merged: Sequence[Merged], *, sure: bool = False
) -> list[str] | None:
    """The lower headers under the groups of the row above, None where that is no row of groups."""
    above, row = upper
    if number != above + 1 or is_blank(row) or any(map(_is_value, row)):
        return None
    width = max(len(row), len(lower))
    groups = [*map(as_header, row), *[""] * (width - len(row))]
    lower = [*lower, *[""] * (width - len(lower))]
    blocks = [one for one in merged if one.top == above and (one.right > one.left or one.bottom == number)]
    filled = sum(map(bool, groups))
    if filled == 1 and not any(one.bottom > above for one in blocks):  # a title
        return None
    if blocks:
        for one in blocks:
            groups[one.left : one.right + 1] = [groups[one.left]] * (min(one.right, width - 1) + 1 - one.left)
        return [_name(*pair) for pair in zip(groups, lower, strict=True)]
    if filled == width or filled < 2:
        return None
    for column in range(1, width):
        if not groups[column] and lower[column]:
            groups[column] = groups[column - 1]
    names = [_name(*pair) for pair in zip(groups, lower, strict=True)]
    return names if sure or _known(names) > max(_known(lower), _known([as_header(cell) for cell in row])) else None


def _name(group: str, part: str) -> str:
    """«Паспорт» over «серия» is «Паспорт серия», but «Контакты» over «Телефон» is «Телефон»."""
    if not group or not part or group == part:
        return part or group
    joined = f"{group} {part}"
    return part if _known([part]) and not _known([joined]) else joined


def _is_count(row: Row) -> bool:
    """1, 2, 3 …"""
    found = [as_header(cell) for cell in row if cell is not None]
    return len(found) > 2 and found == [str(i) for i in range(1, len(found) + 1)]


def heads_another(row: Row, lines: frozenset[tuple[str, ...]]) -> bool:
    """Whether a row is the header of another table: two known headers, nothing but words, and not this header again."""
    names = _texts(row)
    if not 1 < len(names) == _filled(row) == len(set(names)) or any(map(_is_value, row)) or _line(row) in lines:
        return False
    return 2 * _known(names) >= max(len(names), 4) or _known(names) == len(names)


def header_lines(rows: Sequence[Numbered], heading: Heading) -> frozenset[tuple[str, ...]]:
    """The filled cells of each header row, by which its repetitions on later pages are known."""
    lines = (_line(row) for number, row in rows if number in heading.numbers)
    return frozenset(line for line in lines if len(line) > 1)


def without_repeated(
    rows: Iterator[Numbered], lines: frozenset[tuple[str, ...]], left: Counter[Left]
) -> Iterator[Numbered]:
    """The rows but those that repeat the header, which are counted."""
    first = {line[0] for line in lines}
    for number, row in rows:
        if first and any(isinstance(cell, str) and tidy(cell) in first for cell in row[:3]) and _line(row) in lines:
            left[Left.REPEATED_HEADERS] += 1
        else:
            yield number, row


def _line(row: Row) -> tuple[str, ...]:
    return tuple(name for cell in row if (name := as_header(cell)))
