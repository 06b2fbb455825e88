"""What similar clients own: neighbours by cosine over basket and portrait.

    score(k) = ln (Σ likeness·[neighbour owns k] + a·share(k)) / (Σ likeness + a)  − mean of ln share,  a = 5

share(k) = smoothed share of k among the reference clients. Neighbours are the `NEIGHBOURS` most similar reference
clients and all that tie with the last of them; a client is never its own neighbour.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Floats, Hashes, Indices, Sparse
from ml.dataset import Words
from ml.members import Baskets
from ml.terms import Code, Terms, terms, together
from ml.ties import draw

REFERENCES = 2_000
NEIGHBOURS = 50
SHRINKAGE = 5.0
BANDS = 4
PORTRAIT = 2.0
"""What a complete portrait weighs beside the kinds of a basket, each of which weighs 1."""

_BLOCK = 1_024


@dataclass(frozen=True, eq=False)
class UserBased:
    """A seeded sample of m `reference` clients with their `features` float64 [m, F], rows of length one.

    `edges`: column → inner edges of its bands; `levels`: column → its levels. Never kept in a model: neighbours are
    people.
    """

    reference: Baskets
    edges: Mapping[str, Floats]
    levels: Mapping[str, tuple[str, ...]]
    features: Floats

    name: ClassVar[str] = "user_based"
    kept: ClassVar[bool] = False
    least: ClassVar[int] = 0
    below: ClassVar[float] = 5_000

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Draw the reference clients by lot, whatever the order of rows, and band their portraits by quantiles."""
        lots = draw(seen.ids, np.array(seed, dtype=np.uint64))
        reference = seen.take(np.lexsort((seen.ids, lots))[:REFERENCES])
        edges = {name: _edges(column) for name, column in sorted(reference.numbers.items())}
        levels = {name: word.levels for name, word in sorted(reference.words.items())}
        return cls(reference, edges, levels, _features(reference, edges, levels).toarray())

    @property
    def shares(self) -> Floats:
        """float64 [K]: smoothed share of the reference clients who own each kind."""
        owners = np.bincount(self.reference.bought.indices, minlength=self.reference.bought.shape[1])
        return np.asarray((owners + 0.5) / (len(self.reference) + 1.0))

    def score(self, asked: Baskets) -> Floats:
        """Votes of the neighbours, shrunk towards everybody's."""
        shares, bought = self.shares, self.reference.bought
        scores = np.zeros((len(asked), len(shares)))
        for rows, likeness in self._neighbours(asked):
            votes = likeness @ bought + SHRINKAGE * shares
            scores[rows] = np.log(votes / (likeness.sum(axis=1, keepdims=True) + SHRINKAGE))
        return np.asarray(scores - np.log(shares).mean())

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        """Two lines each: so many own it among all, and among the similar ones more or fewer than among all."""
        of_row, row_of = np.unique(rows, return_inverse=True)
        few = asked.take(of_row)
        owners = np.zeros((len(few), self.reference.bought.shape[1]), dtype=np.int64)
        total = np.zeros(len(few), dtype=np.int64)
        for block, likeness in self._neighbours(few):
            owners[block] = np.rint((likeness > 0).astype(np.float64) @ self.reference.bought)
            total[block] = np.count_nonzero(likeness, axis=1)
        scores = self.score(few)[row_of, kinds]
        popular = np.log(self.shares[kinds]) - np.log(self.shares).mean()
        pairs = np.arange(len(kinds))
        similar = terms(Code.SIMILAR, pairs, scores - popular, n=owners[row_of, kinds], total=total[row_of])
        return together([similar, terms(Code.POPULAR, pairs, popular)])

    def alike(self, asked: Baskets, n: int) -> list[Hashes]:
        """For each asked client the ids of at most `n` clients most like it, most alike first, ties by id."""
        found: list[Hashes] = []
        for _, likeness in self._neighbours(asked):
            for row in likeness:
                best = np.lexsort((self.reference.ids, -row))[: min(n, np.count_nonzero(row))]
                found.append(self.reference.ids[best])
        return found

    def _neighbours(self, asked: Baskets) -> Iterator[tuple[slice, Floats]]:
        """Blocks of rows with their likeness to every reference client, zero for those who are no neighbours."""
        features = _features(asked, self.edges, self.levels)
        kth = max(len(self.reference) - NEIGHBOURS, 0)
        for start in range(0, len(asked), _BLOCK):
            rows = slice(start, min(start + _BLOCK, len(asked)))
            likeness = np.round(features[rows].toarray() @ self.features.T, 9)
            likeness[asked.ids[rows, None] == self.reference.ids[None, :]] = 0.0
            if kth:
                likeness[likeness < np.partition(likeness, kth, axis=1)[:, kth, None]] = 0.0
            yield rows, likeness


def _edges(column: Floats) -> Floats:
    """Inner edges of bands that hold about as many known values each; equal edges fall together."""
    known = column[np.isfinite(column)]
    return np.unique(np.quantile(known, np.arange(1, BANDS) / BANDS)) if len(known) else np.zeros(0)


def _features(baskets: Baskets, edges: Mapping[str, Floats], levels: Mapping[str, tuple[str, ...]]) -> Sparse:
    """Basket, client type and portrait bands side by side, each row scaled to length one."""
    n = len(baskets)
    columns = [_one_hot(baskets.entity.astype(np.intp), 2)]
    for name, inner in edges.items():
        values = baskets.numbers.get(name, np.full(n, np.nan))
        columns.append(_one_hot(np.where(np.isfinite(values), np.searchsorted(inner, values), -1), len(inner) + 1))
    for name, known in levels.items():
        columns.append(_one_hot(_codes(baskets.words.get(name), known, n), len(known)))
    portrait = sparse.hstack(columns) * np.sqrt(PORTRAIT / len(columns))
    features = sparse.csr_array(sparse.hstack([baskets.bought, portrait]))
    length = np.sqrt(features.multiply(features).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1.0 / length) @ features) if n else features


def _one_hot(codes: Indices | Bools, width: int) -> Sparse:
    """float64 [n, width] with a one at each row's code; −1 leaves the row empty."""
    known = np.flatnonzero(codes >= 0)
    return sparse.csr_array((np.ones(len(known)), (known, codes[known])), shape=(len(codes), width))


def _codes(word: Words | None, levels: tuple[str, ...], n: int) -> Indices:
    """A column's codes in another list of levels; −1 where unknown there."""
    if word is None:
        return np.full(n, -1, dtype=np.intp)
    place = {level: code for code, level in enumerate(levels)}
    return np.array([place.get(level, -1) for level in word.levels] + [-1], dtype=np.intp)[word.codes]
