"""What everybody buys: the constant guess that every other member has to beat."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from ml.arrays import Counts, Floats, Indices
from ml.members import Baskets
from ml.terms import Code, Terms, terms


@dataclass(frozen=True, eq=False)
class Popularity:
    """`owners` int64 [K] of each kind among `clients` int64 [1] with anything recorded."""

    owners: Counts
    clients: Counts

    name: ClassVar[str] = "popularity"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 0
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:  # noqa: ARG003
        """Count the owners."""
        bought = seen.bought
        owners = np.bincount(bought.indices, minlength=bought.shape[1]).astype(np.int64)
        return cls(owners, np.array([np.count_nonzero(np.diff(bought.indptr))], dtype=np.int64))

    @property
    def logs(self) -> Floats:
        """float64 [K]: ln(owners + ½), centred over the kinds that anybody owns."""
        logs = np.log(self.owners + 0.5)
        return np.asarray(logs - (logs[self.owners > 0].mean() if self.owners.any() else 0.0))

    def score(self, asked: Baskets) -> Floats:
        """The same for every client."""
        return np.tile(self.logs, (len(asked), 1))

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:  # noqa: ARG002
        """One line each: so many clients own it."""
        return terms(Code.POPULAR, np.arange(len(kinds)), self.logs[kinds], n=self.owners[kinds], total=self.clients[0])
