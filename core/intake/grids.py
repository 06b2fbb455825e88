"""What a sheet is before anybody knows where its header stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

Cell: TypeAlias = str | float | int | bool | date | datetime | None
Row: TypeAlias = tuple[Cell, ...]
Numbered: TypeAlias = tuple[int, Row]

_MOST_MERGED: Final = 100_000
"""Merged blocks that are looked at."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged block: rows of the file from 1, columns of the grid from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with their numbers in the file from 1, read once. `height` is how many there are, about; `left` the file's
    column (from 0) in which they start.
    """

    rows: Iterator[Numbered]
    height: int = 0
    merged: tuple[Merged, ...] = ()
    left: int = 0


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds anything."""
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything."""
    return not any(map(is_filled, row))


def spread(rows: Iterator[Numbered], merged: tuple[Merged, ...]) -> Iterator[Numbered]:
    """The rows with merged blocks filled as people see them: each cell holds what the first one does.

    A block that is all its row has is a heading between the rows and is not filled to the right.
    """
    if not merged or len(merged) > _MOST_MERGED:
        yield from rows
        return
    waiting = sorted(merged, key=lambda one: one.top, reverse=True)
    active: list[tuple[Merged, Cell]] = []
    for number, row in rows:
        active = [one for one in active if one[0].bottom >= number]
        while waiting and waiting[-1].top <= number:
            block = waiting.pop()
            if block.top == number and block.left < len(row):
                active.append((block, row[block.left]))
        yield number, _with_blocks(number, row, active) if active else row


def _with_blocks(number: int, row: Row, active: list[tuple[Merged, Cell]]) -> Row:
    cells = list(row)
    for block, value in active:
        right = min(block.right, len(row) - 1)
        if number == block.top and is_blank(row[: block.left]) and is_blank(row[right + 1 :]):
            continue
        for column in range(block.left, right + 1):
            if cells[column] is None:
                cells[column] = value
    return tuple(cells)
