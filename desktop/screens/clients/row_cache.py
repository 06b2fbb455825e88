"""The rows of the list that were read: a window on them, never all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.screens.clients.shown import RowShown

MOST: Final = 2_000
"""So many rows are held at most."""

AROUND: Final = 40
"""So many rows before and after those that are seen are read with them."""


class RowCache:
    """`ids` in the order of the list; a row is there once it was read. One that is gone meanwhile stays empty."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = ()
        self._rows: dict[int, RowShown | None] = {}

    def begin(self, ids: Sequence[int]) -> None:
        """Another list: every row is to be read again."""
        self.ids = ids
        self._rows = {}

    def take(self, asked: Iterable[int], rows: Iterable[RowShown]) -> None:
        """What came of asking for these ids."""
        self._rows |= dict.fromkeys(asked)
        self._rows |= {row.id: row for row in rows}

    def row(self, place: int) -> RowShown | None:
        """The row in this place, where it is here."""
        return self._rows.get(self.ids[place]) if 0 <= place < len(self.ids) else None

    def missing(self, first: int, last: int) -> list[int]:
        """The ids to read so that the rows from `first` to `last` and those around them are here; none where all seen
        ones are. Others that are far away are let go where there are too many.
        """
        seen = self.ids[max(0, first) : last + 1]
        if all(id_ in self._rows for id_ in seen):
            return []
        around = self.ids[max(0, first - AROUND) : last + 1 + AROUND]
        if len(self._rows) > MOST:
            self._rows = {id_: self._rows[id_] for id_ in around if id_ in self._rows}
        return [id_ for id_ in around if id_ not in self._rows]

    def __len__(self) -> int:
        return len(self._rows)
