"""What answered offers say of kinds whose sales nobody records: by how much the experts are wrong about them.

    logit P(bought) = logit π_all + (prior − mean prior of the answered offers) + correction(client, kind)
    correction(client, kind) = intercept(kind) + Σ over the client's portrait of  slope(level, kind)

A logistic regression over the answers with a ridge that draws both to 0, where the experts stand; without an answer the
correction is 0.  π_all = (bought + 1) / (answered + 10). In the hybrid λ · correction moves the prior of such a kind.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Counts, Floats, Indices, Sparse, cells
from ml.dataset import Assortment, Clients, Dataset, Offers
from ml.encoding import Encoding
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
        offers = offers.take(np.flatnonzero(~goods.recorded[offers.kind]))
        offered = cells(np.arange(len(offers.kind)), offers.kind, (len(offers.kind), goods.n_kinds))
        before = dataset.clients.take(offers.client).without(offered, goods)
        expected = _expected(goods, before, offers.kind)
        known = np.flatnonzero(np.isfinite(expected))
        return cls(offers.take(known), Baskets.of(before.take(known), goods.recorded), expected[known])

    def __len__(self) -> int:
        return len(self.expected)

    @property
    def usual(self) -> float:
        """logit π_all − the mean prior: beside the prior, what is known of an answer without knowing the kind."""
        rate = (self.offers.bought.sum() + 1) / (len(self) + 10)
        return float(np.log(rate / (1 - rate)) - self.expected.mean())


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
        encoding = Encoding.of(baskets)
        design = _by_kind(_levels(encoding, baskets), offers.kind, n_kinds)
        flat = _logistic(design, offers.bought, asked.usual + asked.expected, n_kinds)
        return cls(
            **encoding.parts,
            slopes=flat.reshape(-1, n_kinds),
            answered=np.bincount(offers.kind, minlength=n_kinds).astype(np.int64),
            bought=np.bincount(offers.kind[offers.bought], minlength=n_kinds).astype(np.int64),
        )

    def of_clients(self, asked: Baskets) -> Floats:
        """float64 [n, K]."""
        return np.asarray(_levels(self, asked) @ self.slopes)


def _expected(goods: Assortment, clients: Clients, kinds: Indices) -> Floats:
    """The prior of each client's kind, float64 [n], −inf where it could not have been offered."""
    found = np.zeros(len(kinds))
    for start in range(0, len(kinds), BLOCK):
        rows = slice(start, start + BLOCK)
        logs = prior(goods, clients.take(rows)).logs
        found[rows] = logs[np.arange(len(logs)), kinds[rows]]
    return found


def _levels(encoding: Encoding, baskets: Baskets) -> Sparse:
    """float64 [n, 1 + F − 2 S]: a one for the intercept, then the levels of the portrait without the basket."""
    portrait = encoding.features(baskets)[:, encoding.n_things :]
    return sparse.csr_array(sparse.hstack([sparse.csr_array(np.ones((len(baskets), 1))), portrait], format="csr"))


def _by_kind(levels: Sparse, kinds: Indices, n_kinds: int) -> Sparse:
    """Each row's levels among the coefficients of its own kind: [m, levels · K]."""
    stored = levels.tocoo()
    row, level = (index.astype(np.intp) for index in stored.coords)
    shape = levels.shape[0], levels.shape[1] * n_kinds
    return sparse.csr_array((stored.data, (row, level * n_kinds + kinds[row])), shape=shape)


def _logistic(design: Sparse, bought: Bools, offset: Floats, n_kinds: int) -> Floats:
    from scipy.optimize import minimize  # noqa: PLC0415 (a sixth of a start that mostly fits nothing)

    sign = np.where(bought, 1.0, -1.0)
    turned = sparse.csr_array(design.T)
    ridge = np.full(design.shape[1], RIDGE_OF_LEVEL)
    ridge[:n_kinds] = RIDGE_OF_KIND

    def misfit(flat: Floats) -> tuple[float, Floats]:
        margin = sign * (offset + design @ flat)
        loss = float(np.logaddexp(0.0, -margin).sum()) + 0.5 * float(ridge @ flat**2)
        return loss, np.asarray(turned @ (-sign / (1.0 + np.exp(np.minimum(margin, 700.0))))) + ridge * flat

    return np.asarray(minimize(misfit, np.zeros(len(ridge)), jac=True, method="L-BFGS-B").x)
