"""How many recommendations there are from each score on: counted once, kept up to date, never scanned again."""

from collections.abc import Mapping
from itertools import accumulate
from typing import Final

MOST: Final = 100
_HINT_STEP: Final = 2
_ENOUGH: Final = 5


class Tally:
    """Counts by score 0…100."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        self.counts = [counts.get(score, 0) for score in range(MOST + 1)]
        self._sum()

    def add(self, score: int, count: int = 1) -> None:
        """So many more of this score, or fewer."""
        self.counts[score] += count
        self._sum()

    @property
    def total(self) -> int:
        """All there are."""
        return self._from[0]

    def at_least(self, score: int) -> int:
        """Those with this score or a higher one."""
        return self._from[max(0, score)] if score <= MOST else 0

    def hint(self, threshold: int, least: int) -> tuple[int, int] | None:
        """(a lower threshold, how many more it shows): a step down for the slider; None where there is none."""
        lower = max(least, threshold - _HINT_STEP)
        return (lower, self.at_least(lower) - self.at_least(threshold)) if lower < threshold else None

    def way_down(self, threshold: int, least: int) -> tuple[int, int] | None:
        """(threshold, count): the nearest lower one that shows a handful, or all down to `least`; None for nothing."""
        if self.at_least(least) == 0:
            return None
        enough = min(_ENOUGH, self.at_least(least))
        lower = next(score for score in range(threshold, least - 1, -1) if self.at_least(score) >= enough)
        return lower, self.at_least(lower)

    def _sum(self) -> None:
        self._from = list(accumulate(reversed(self.counts)))[::-1]
