"""What owners of the same kinds also own: item-based neighbourhoods by shrunken cosine (Sarwar et al. 2001).

    score(k) = Σ over basket kinds j ≠ k of  both(j, k) / √((owners(j) + s)·(owners(k) + s)),  s = 5

Linear in the basket, so that every owned kind has its exact share in the score.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
from scipy import sparse

from ml.arrays import Counts, Floats, Indices
from ml.members import Baskets
from ml.terms import Code, Terms, terms

SHRINKAGE = 5.0


@dataclass(frozen=True, eq=False)
class ItemBased:
    """`both` int64 [K, K]: clients who own both kinds; on the diagonal the owners of one."""

    both: Counts

    name: ClassVar[str] = "item_based"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 0
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:  # noqa: ARG003
        """Count who owns what together."""
        counted = sparse.csr_array(seen.bought.T) @ seen.bought
        return cls(np.rint(counted.toarray()).astype(np.int64))

    @cached_property
    def likeness(self) -> Floats:
        """float64 [K, K], symmetric, zero on the diagonal: a kind never speaks for itself."""
        length = np.sqrt(self.both.diagonal() + SHRINKAGE)
        likeness = self.both / np.outer(length, length)
        np.fill_diagonal(likeness, 0.0)
        return np.asarray(likeness)

    def score(self, asked: Baskets) -> Floats:
        """The likeness to each kind, added up over the basket."""
        return np.asarray(asked.bought @ self.likeness)

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        """A line for every owned kind that has owners in common with the pair's kind."""
        held = asked.bought[rows].tocoo()
        pair, basket_kind = (index.astype(np.intp) for index in held.coords)
        kind = kinds[pair]
        lines = terms(
            Code.BASKET,
            pair,
            self.likeness[basket_kind, kind],
            of=basket_kind,
            n=self.both[basket_kind, kind],
            total=self.both[basket_kind, basket_kind],
        )
        return lines.take(np.flatnonzero(lines.contribution))
