"""Rows of delimited text: which character separates the cells, and what quotes hold together."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from core.intake.headers import known_headers
from core.intake.words import tidy

DELIMITERS: Final = (";", "\t", ",", "|", "^", "~", ":")
"""The usual ones, the likelier first."""

SPACES: Final = "  "
"""Two spaces and more: tables made for the eye."""

_GAP = re.compile(r" {2,}")
_STATED = re.compile(r"sep=([^\r\n])\r?\n", re.IGNORECASE)  # Excel writes and obeys it
_BREAK = re.compile(r"\r\n|\r|\n")
_ODD = re.compile(r"[^\w\s\"'.,()«»№+@-]")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_SAMPLE: Final = 100_000
_SAMPLE_LINES: Final = 60
_QUOTED_LINES: Final = 100
"""A quoted cell that does not end within so many lines was never meant to be quoted."""

_MOST_BROKEN: Final = 1_000
"""Quotes that are followed over several lines in vain, in one text."""

_ENOUGH: Final = 0.9
csv.field_size_limit(2**24)


def stated_delimiter(text: str) -> tuple[str, int] | None:
    """The delimiter that a first line `sep=;` states, and where the rows begin."""
    found = _STATED.match(text)
    return (found[1], found.end()) if found else None


def guess_delimiter(text: str) -> str:
    """The character that separates most evenly; among equals the one between known headers, then the usual one."""
    lines = [line for line in _BREAK.split(text[:_SAMPLE])[:_SAMPLE_LINES] if line.strip()]
    sample = "\n".join(lines)
    odd = [char for char, _ in Counter(_ODD.findall(sample)).most_common(5) if char not in DELIMITERS]
    found = {char: rows for char in (*DELIMITERS, *odd) if (rows := list(_by_lines(sample, char)))}
    even = {char: _evenness(rows) for char, rows in found.items()}
    if even.get(",") and any(even[char] >= _ENOUGH * even[","] for char in even if char != ","):
        commas = sample.count(",")
        if 4 * (commas - len(_DECIMAL.findall(sample))) < commas:
            even[","] = 0.0
    best = max(even.values(), default=0.0)
    if best < _ENOUGH and _evenness(list(_by_spaces(sample))) > best:
        return SPACES
    if not best:
        return ";"
    good = [char for char in even if even[char] >= _ENOUGH * best]
    tiers = {char: place for place, chars in enumerate((";\t,|", "^~", ":")) for char in chars}

    def quality(char: str) -> tuple[int, int, int, int]:
        rows = found[char]
        width = Counter(map(len, rows)).most_common(1)[0][0]
        order = DELIMITERS.index(char) if char in DELIMITERS else len(DELIMITERS)
        return _most_known(rows), -tiers.get(char, 3), width, -order

    return str(max(good, key=quality))


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    """Share of rows that have the width of most rows that are divided at all."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values()) / len(rows) if widths else 0.0


def _most_known(rows: Sequence[Sequence[str]]) -> int:
    known = known_headers()
    return max(sum(known.is_known(tidy(cell)) for cell in row[:100]) for row in rows[:30])


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows; a quote that never ends, or ends in the midst of a cell, is a plain character of its line."""
    if delimiter == SPACES:
        yield from _by_spaces(text)
        return
    try:
        yield from list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        yield from _by_lines(text, delimiter)


def _by_spaces(text: str) -> Iterator[list[str]]:
    return (_GAP.split(line.strip()) if line.strip() else [] for line in _BREAK.split(text))


def _by_lines(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = _BREAK.split(text)
    if lines and not lines[-1]:
        lines.pop()
    at = broken = 0
    while at < len(lines):
        taken = 1
        most = _QUOTED_LINES if broken < _MOST_BROKEN else 1
        row = None
        if '"' not in lines[at]:
            row = lines[at].split(delimiter)
        while row is None and taken <= min(most, len(lines) - at):
            try:
                row = next(csv.reader(["\n".join(lines[at : at + taken])], delimiter=delimiter, strict=True), [])
            except csv.Error as error:
                if "unexpected end" not in str(error):
                    break
                taken += 1
        if row is None:
            row, taken, broken = lines[at].split(delimiter), 1, broken + 1
        yield row if row != [""] else []
        at += taken
