"""The queue in its order: the returned ones first, then the others, down to the threshold.

It may hold hundreds of thousands of entries, so a decision moves nothing but its own: what is shown is a view of what
stands, never a copy. Entries that no threshold shows are only counted.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, overload

from core.services.review import QueueEntry
from desktop.screens.review.tally import Tally

RETURNED: Final = "group_returned"
QUEUE: Final = "group_queue"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heading:
    """Heads a group; `title` is a key of the texts."""

    title: str
    count: int


Row = QueueEntry | Heading


class View(Sequence[T], Generic[T]):
    """A sequence that is worked out where it is looked at; it follows what it is a view of."""

    def __init__(self, count: Callable[[], int], at: Callable[[int], T]) -> None:
        self._count = count
        self._at = at

    def __len__(self) -> int:
        return self._count()

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        count = self._count()
        if isinstance(at, slice):
            return [self._at(place) for place in range(*at.indices(count))]
        if not -count <= at < count:
            raise IndexError(at)
        return self._at(at % count)

    def __iter__(self) -> Iterator[T]:
        return iter(self[:])


class _Group:
    """The entries under one heading, in the order of their ranks; `shown` those from a threshold on."""

    def __init__(self, title: str, entries: list[QueueEntry], rank: dict[int, float], *, by_score: bool) -> None:
        self.title = title
        self._rank = rank
        self._by_score = by_score
        self._all = entries
        self._threshold = 0
        self.shown = entries

    def show(self, threshold: int) -> None:
        """Those from this threshold on."""
        if threshold == self._threshold:
            return
        self._threshold = threshold
        if threshold == 0:
            self.shown = self._all
        elif self._by_score:
            self.shown = self._all[: bisect_right(self._all, -threshold, key=_falling)]
        else:
            self.shown = [one for one in self._all if one.score >= threshold]

    def place(self, id_: int) -> int | None:
        """Where it is shown."""
        return self._at(self.shown, id_)

    def find(self, id_: int) -> QueueEntry | None:
        """The entry, shown or not."""
        at = self._at(self._all, id_)
        return None if at is None else self._all[at]

    def remove(self, entry: QueueEntry) -> None:
        """It is there no more."""
        for entries in self._lists():
            at = self._at(entries, entry.id)
            if at is not None:
                entries.pop(at)

    def add(self, entry: QueueEntry) -> None:
        """It stands where its rank says."""
        if entry.id not in self._rank:
            self._rank[entry.id] = self._rank_behind_equals(entry)
        for entries in self._lists():
            if entries is self._all or entry.score >= self._threshold:
                entries.insert(bisect_left(entries, self._rank[entry.id], key=self._rank_of), entry)

    def _lists(self) -> list[list[QueueEntry]]:
        return [self._all] if self.shown is self._all else [self._all, self.shown]

    def _rank_behind_equals(self, entry: QueueEntry) -> float:
        """For one that was not there when the queue was read: behind those of the same score, or at the end."""
        place = bisect_right(self._all, -entry.score, key=_falling) if self._by_score else len(self._all)
        before = self._rank_of(self._all[place - 1]) if place else None
        after = self._rank_of(self._all[place]) if place < len(self._all) else None
        if before is None:
            return 0.0 if after is None else after - 1
        return before + 1 if after is None else (before + after) / 2

    def _rank_of(self, entry: QueueEntry) -> float:
        return self._rank[entry.id]

    def _at(self, entries: list[QueueEntry], id_: int) -> int | None:
        rank = self._rank.get(id_)
        if rank is None:
            return None
        at = bisect_left(entries, rank, key=self._rank_of)
        return at if at < len(entries) and entries[at].id == id_ else None


class Lineup:
    """Entries keep their order for as long as they are looked at; what was decided leaves, what was undone comes back
    to its place. `counts`: score → how many there are, entries or not. `order` gives what they are sorted by within
    their group; by score, the highest first, for None.
    """

    def __init__(
        self,
        entries: Iterable[QueueEntry] = (),
        counts: Mapping[int, int] | None = None,
        order: Callable[[QueueEntry], Any] | None = None,
    ) -> None:
        ordered = sorted(entries, key=order or _falling)
        back = [one for one in ordered if one.returned]
        others = [one for one in ordered if not one.returned] if back else ordered
        rank: dict[int, float] = {one.id: place for place, one in enumerate((*back, *others))}
        self._groups = tuple(
            _Group(title, group, rank, by_score=order is None) for title, group in ((RETURNED, back), (QUEUE, others))
        )
        self.tally = Tally(Counter(one.score for one in ordered) if counts is None else counts)
        self._mark = sum(map(hash, ordered))

    @property
    def mark(self) -> tuple[list[int], int]:
        """The same for two that hold and count the same, whatever their order."""
        return self.tally.counts, self._mark

    def entries(self, threshold: int) -> Sequence[QueueEntry]:
        """Those from the threshold on, in their order."""
        back, others = self._shown(threshold)
        return View(
            lambda: len(back.shown) + len(others.shown),
            lambda at: back.shown[at] if at < len(back.shown) else others.shown[at - len(back.shown)],
        )

    def rows(self, threshold: int) -> Sequence[Row]:
        """The same under the headings of their groups; a group without any has no heading."""
        back, others = self._shown(threshold)

        def tall(group: _Group) -> int:
            return len(group.shown) + bool(group.shown)

        def row(at: int) -> Row:
            group, place = (back, at) if at < tall(back) else (others, at - tall(back))
            return Heading(group.title, len(group.shown)) if place == 0 else group.shown[place - 1]

        return View(lambda: tall(back) + tall(others), row)

    def row_of(self, position: int, threshold: int) -> int:
        """The row on which the entry at `position` of `entries` stands."""
        returned = len(self._shown(threshold)[0].shown)
        return position + (2 if returned and position >= returned else 1)

    def position_at(self, row: int, threshold: int) -> int | None:
        """The place among `entries` of what stands on a row; None for a heading and beyond the end."""
        back, others = self._shown(threshold)
        for position in (row - 1, row - 2):
            within = 0 <= position < len(back.shown) + len(others.shown)
            if within and self.row_of(position, threshold) == row:
                return position
        return None

    def position_of(self, id_: int, threshold: int) -> int | None:
        """Where an entry stands among `entries`; None where it is not among them."""
        before = 0
        for group in self._shown(threshold):
            at = group.place(id_)
            if at is not None:
                return before + at
            before += len(group.shown)
        return None

    def take_out(self, id_: int) -> QueueEntry | None:
        """It was decided."""
        for group in self._groups:
            entry = group.find(id_)
            if entry is not None:
                group.remove(entry)
                self.tally.add(entry.score, -1)
                self._mark -= hash(entry)
                return entry
        return None

    def put_back(self, entry: QueueEntry) -> None:
        """It is undecided again; nothing happens where it is there already."""
        group = self._groups[0 if entry.returned else 1]
        if group.find(entry.id) is not None:
            return
        group.add(entry)
        self.tally.add(entry.score)
        self._mark += hash(entry)

    def _shown(self, threshold: int) -> tuple[_Group, ...]:
        for group in self._groups:
            group.show(threshold)
        return self._groups


def _falling(entry: QueueEntry) -> int:
    return -entry.score
