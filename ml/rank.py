"""The score (балл): where a chance stands among the best chances of the base's clients.

    score = mid-rank of the chance among the best chance of every eligible client, in percent, floored, 1…99

"80" reads: stronger than the best offer of 80 % of clients. Values closer than 1e-9 are equal; ties share the middle.
"""

from dataclasses import dataclass

import numpy as np

from ml.arrays import Counts, Floats

EQUAL = 1e-9
LOWEST, MIDDLE, HIGHEST = 1, 50, 99


@dataclass(frozen=True, eq=False)
class Ranks:
    """`best` float64 [m], sorted: the best chance of every eligible client (`hybrid.Scores.best`) at a full run."""

    best: Floats

    def __post_init__(self) -> None:
        if np.isnan(self.best).any() or (np.diff(self.best) < 0).any():
            raise ValueError("the best chances must be sorted numbers")

    @classmethod
    def of(cls, best: Floats) -> "Ranks":
        """Ranks from the best chances in any order."""
        return cls(np.sort(best))

    def score(self, chance: Floats) -> Counts:
        """Scores 1…99 of chances of any shape. The middle, 50, where there is nothing to compare with."""
        if not len(self.best):
            return np.full(np.shape(chance), MIDDLE, dtype=np.int64)
        below = np.searchsorted(self.best, chance - EQUAL, side="right")
        not_above = np.searchsorted(self.best, chance + EQUAL, side="left")
        percent = 50 * (below + not_above) // len(self.best)  # in whole numbers: no rounding can lift or drop a score
        return np.asarray(np.clip(percent, LOWEST, HIGHEST), dtype=np.int64)
