"""What answered offers say of kinds whose sales nobody records: by how much the experts are wrong about them.

    logit P(bought) = logit π_all + (prior − mean prior of the answered offers) + correction(client, kind)
    correction(client, kind) = intercept(kind) + Σ over the client's portrait of  slope(level, kind)

A logistic regression over the answers, by their weights, with a ridge that draws both to 0, where the experts stand;
without an answer the correction is 0.  π_all = (bought + 1) / (answered + 10), weighted too. In the hybrid
λ · correction moves the prior of such a kind.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from ml.arrays import Counts, Floats, Indices, Sparse, cells
from ml.dataset import Assortment, Clients, Dataset, Offers
from ml.encoding import Encoding
from ml.logistic import logistic
from ml.members import Baskets
from ml.prior import prior

RIDGE_OF_KIND = 0.5
RIDGE_OF_LEVEL = 10.0
BLOCK = 8_192


@dataclass(frozen=True, eq=False)
class Asked:
    """The m answers that teach: about unrecorded kinds, by clients who could have been offered them.

    `offers`, as taken from the dataset · `baskets` of the clients before each answer · `expected` float64 [m]: their
    prior of the kind.
    """

    offers: Offers
    baskets: Baskets
    expected: Floats

    @classmethod
    def of(cls, dataset: Dataset, offers: Offers) -> Self:
        """Leave out what teaches nothing."""
        goods = dataset.assortment
        offers = offers.take(np.flatnonzero(~goods.recorded[offers.kind] & (offers.weights > 0)))
        offered = cells(np.arange(len(offers)), offers.kind, (len(offers), goods.n_kinds))
        before = dataset.clients.take(offers.client).without(offered, goods)
        expected = _expected(goods, before, offers.kind)
        known = np.flatnonzero(np.isfinite(expected))
        return cls(offers.take(known), Baskets.of(before.take(known), goods.recorded), expected[known])

    def __len__(self) -> int:
        return len(self.expected)

    @property
    def usual(self) -> float:
        """logit π_all − the mean prior: beside the prior, what is known of an answer without knowing the kind."""
        weight = self.offers.weights
        rate = (weight @ self.offers.bought + 1) / (weight.sum() + 10)
        return float(np.log(rate / (1 - rate)) - np.average(self.expected, weights=weight))


@dataclass(frozen=True, eq=False)
class Correction(Encoding):
    """`slopes` float64 [1 + F − 2 S, K], the intercepts first · `answered` and `bought` int64 [K]: what it rests on."""

    slopes: Floats
    answered: Counts
    bought: Counts

    @classmethod
    def fit(cls, dataset: Dataset, offers: Offers) -> Self | None:
        """Learn from the answers about unrecorded kinds to clients who could have been offered them; None of none."""
        n_kinds, asked = dataset.assortment.n_kinds, Asked.of(dataset, offers)
        if not len(asked):
            return None
        offers, baskets = asked.offers, asked.baskets
        encoding = Encoding.of(baskets.take(np.unique(offers.client, return_index=True)[1]))
        design = _by_kind(encoding.levels_of(baskets), offers.kind, n_kinds)
        ridge = np.full(design.shape[1], RIDGE_OF_LEVEL)
        ridge[:n_kinds] = RIDGE_OF_KIND
        flat = logistic(design, offers.bought, offers.weights, asked.usual + asked.expected, ridge)
        return cls(
            **encoding.parts,
            slopes=flat.reshape(-1, n_kinds),
            answered=np.bincount(offers.kind, minlength=n_kinds).astype(np.int64),
            bought=np.bincount(offers.kind[offers.bought], minlength=n_kinds).astype(np.int64),
        )

    def of_clients(self, asked: Baskets) -> Floats:
        """float64 [n, K]."""
        return np.asarray(self.levels_of(asked) @ self.slopes)


def _expected(goods: Assortment, clients: Clients, kinds: Indices) -> Floats:
    """The prior of each client's kind, float64 [n], −inf where it could not have been offered."""
    found = np.zeros(len(kinds))
    for start in range(0, len(kinds), BLOCK):
        rows = slice(start, start + BLOCK)
        logs = prior(goods, clients.take(rows)).logs
        found[rows] = logs[np.arange(len(logs)), kinds[rows]]
    return found


def _by_kind(levels: Sparse, kinds: Indices, n_kinds: int) -> Sparse:
    """Each row's levels among the coefficients of its own kind: [m, levels · K]."""
    stored = levels.tocoo()
    row, level = (index.astype(np.intp) for index in stored.coords)
    shape = levels.shape[0], levels.shape[1] * n_kinds
    return sparse.csr_array((stored.data, (row, level * n_kinds + kinds[row])), shape=shape)
