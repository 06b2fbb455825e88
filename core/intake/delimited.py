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
_STATED = re.compile(r"\"?sep=([^\r\n])\"?(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel writes and obeys it
_FORMULA = re.compile(r'="(.*)"\Z', re.DOTALL)  # keeps Excel from taking a text for a number
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
_QUOTES: Final = ("''", "“”", "„“")
csv.field_size_limit(2**24)


def stated_delimiter(text: str) -> tuple[str | None, int]:
    """The delimiter that a first line `sep=;` states, if it separates anything, and where the rows begin."""
    found = _STATED.match(text)
    if found is None:
        return None, 0
    rows = list(_by_lines(_beginning(text[found.end() : found.end() + _SAMPLE]), found[1]))
    return (found[1] if _evenness(rows) else None), found.end()


def without_outer_quotes(text: str) -> str:
    """The lines of a text each of which is one quoted cell that holds a whole row, as saving twice makes them."""
    lines = _beginning(text).split("\n")
    if len(lines) < 2 or not all(line[:1] == line[-1:] == '"' for line in lines):
        return text
    try:
        rows = [next(csv.reader([line], strict=True)) for line in lines]
        inner = [row[0] for row in rows if len(row) == 1]
        if len(inner) == len(lines) and any(len({line.count(one) for line in inner} - {0}) == 1 for one in ",;\t"):
            return "\n".join(row[0] if row else "" for row in csv.reader(io.StringIO(text, newline=""), strict=True))
    except (csv.Error, IndexError):
        pass
    return text


def guess_delimiter(text: str) -> str:
    """The character that separates most evenly; among equals the one between known headers, then the usual one."""
    sample = _beginning(text)
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


def _beginning(text: str) -> str:
    """The first lines that hold anything."""
    return "\n".join(line for line in _BREAK.split(text[:_SAMPLE])[:_SAMPLE_LINES] if line.strip())


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
    spaced = f'{delimiter} "' in text[:_SAMPLE]
    for escape in (None, "\\") if '\\"' in text else (None,):
        lines = io.StringIO(text, newline="")
        try:
            rows = list(csv.reader(lines, delimiter=delimiter, escapechar=escape, skipinitialspace=spaced, strict=True))
        except csv.Error:
            continue
        yield from _bare(rows, text)
        return
    yield from _bare(list(_by_lines(text, delimiter)), text)


def _bare(rows: list[list[str]], text: str) -> list[list[str]]:
    """The rows without signs around their cells that mean nothing: ="0012", and quotes of another kind around each."""
    first = next((row for row in rows if any(row)), [])
    around = [two for two in _QUOTES if len(first) > 1 and all(cell[:1] + cell[-1:] == two for cell in first if cell)]
    for mark in around:
        rows = [[cell[1:-1] if cell[:1] + cell[-1:] == mark else cell for cell in row] for row in rows]
    return [[_FORMULA.sub(r"\1", cell) for cell in row] for row in rows] if '="' in text else rows


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
