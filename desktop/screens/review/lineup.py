"""The queue in its order: the returned ones, then the others, each from the highest score down to the threshold."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from core.services.review import QueueEntry
from desktop.screens.review.tally import Tally

RETURNED: Final = "group_returned"
QUEUE: Final = "group_queue"


@dataclass(frozen=True, slots=True)
class Heading:
    """Heads a group; `title` is a key of the texts."""

    title: str
    count: int


Row = QueueEntry | Heading


class Lineup:
    """Entries keep their order for as long as they are looked at; what was decided leaves, what was undone comes back
    to its place.
    """

    def __init__(self, entries: Iterable[QueueEntry] = ()) -> None:
        ordered = sorted(entries, key=lambda one: (not one.returned, -one.score))
        self._rank: dict[int, float] = {one.id: place for place, one in enumerate(ordered)}
        self._returned = [one for one in ordered if one.returned]
        self._others = [one for one in ordered if not one.returned]
        self.tally = Tally(one.score for one in ordered)

    def marks(self) -> set[QueueEntry]:
        """What is there, to be compared with what the base has."""
        return {*self._returned, *self._others}

    def entries(self, threshold: int) -> list[QueueEntry]:
        """Those from the threshold on, in their order."""
        return _down_to(self._returned, threshold) + _down_to(self._others, threshold)

    def rows(self, threshold: int) -> list[Row]:
        """The same under the headings of their groups; a group without any has no heading."""
        rows: list[Row] = []
        for title, group in ((RETURNED, self._returned), (QUEUE, self._others)):
            shown = _down_to(group, threshold)
            if shown:
                rows.append(Heading(title, len(shown)))
                rows += shown
        return rows

    def row_of(self, position: int, threshold: int) -> int:
        """The row on which the entry at `position` of `entries` stands."""
        returned = len(_down_to(self._returned, threshold))
        return position + (2 if returned and position >= returned else 1)

    def position_of(self, id_: int, threshold: int) -> int | None:
        """Where an entry stands among `entries`; None where it is not among them."""
        before = 0
        for group in (self._returned, self._others):
            shown = _down_to(group, threshold)
            at = self._at(shown, id_)
            if at is not None:
                return before + at
            before += len(shown)
        return None

    def take_out(self, id_: int) -> QueueEntry | None:
        """It was decided."""
        for group in (self._returned, self._others):
            at = self._at(group, id_)
            if at is not None:
                self.tally.add(group[at].score, -1)
                return group.pop(at)
        return None

    def put_back(self, entry: QueueEntry) -> None:
        """It is undecided again; nothing happens where it is there already."""
        group = self._returned if entry.returned else self._others
        if self._at(group, entry.id) is not None:
            return
        if entry.id not in self._rank:
            self._rank[entry.id] = self._rank_among(group, entry.score)
        group.insert(bisect_left(group, self._rank[entry.id], key=self._rank_of), entry)
        self.tally.add(entry.score)

    def _rank_among(self, group: list[QueueEntry], score: int) -> float:
        """For one that was not there when the queue was read: behind those of the same score."""
        place = len(_down_to(group, score))
        before = self._rank_of(group[place - 1]) if place else None
        after = self._rank_of(group[place]) if place < len(group) else None
        if before is None:
            return 0.0 if after is None else after - 1
        return before + 1 if after is None else (before + after) / 2

    def _rank_of(self, entry: QueueEntry) -> float:
        return self._rank[entry.id]

    def _at(self, group: list[QueueEntry], id_: int) -> int | None:
        rank = self._rank.get(id_)
        if rank is None:
            return None
        at = bisect_left(group, rank, key=self._rank_of)
        return at if at < len(group) and group[at].id == id_ else None


def _down_to(group: list[QueueEntry], threshold: int) -> list[QueueEntry]:
    return group[: bisect_right(group, -threshold, key=lambda one: -one.score)]
