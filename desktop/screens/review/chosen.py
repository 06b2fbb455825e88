"""Several entries that are decided about together; there are none, or at least two."""

from collections.abc import Sequence

from core.services.bulk import MOST_AT_ONCE
from core.services.review import QueueEntry
from desktop.screens.review.lineup import Lineup
from desktop.screens.review.view import ReviewView


class Chosen:
    """No more than can be undone at once."""

    def __init__(self, view: ReviewView) -> None:
        self._view = view
        self.entries: tuple[QueueEntry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries)

    def choose_rows(self, rows: Sequence[int], lineup: Lineup, threshold: int) -> None:
        """What stands on these rows."""
        places = [lineup.position_at(row, threshold) for row in rows[:MOST_AT_ONCE]]
        entries = lineup.entries(threshold)
        self._choose([entries[place] for place in places if place is not None])

    def choose(self, ids: Sequence[int], lineup: Lineup, threshold: int) -> None:
        """Those of these that are shown; the list marks them."""
        found = [lineup.position_of(id_, threshold) for id_ in ids[:MOST_AT_ONCE]]
        places = [place for place in found if place is not None]
        if len(places) > 1:
            entries = lineup.entries(threshold)
            self._choose([entries[place] for place in places])
            self._view.mark_rows([lineup.row_of(place, threshold) for place in places])

    def forget(self) -> None:
        """The card alone."""
        self._choose(())

    def _choose(self, entries: Sequence[QueueEntry]) -> None:
        chosen = tuple(entries) if len(entries) > 1 else ()
        if chosen != self.entries:
            self.entries = chosen
            self._view.show_chosen(len(chosen))
