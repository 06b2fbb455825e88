"""What answered offers say of kinds whose sales nobody records: by how much the experts are wrong about them.

    logit P(bought) = logit π_all + (prior − mean prior of the answered offers) + correction(client, kind)
    correction(client, kind) = intercept(kind) + Σ over the client's portrait of  slope(level, kind)

A logistic regression over the answers with a ridge that draws both to 0, where the experts stand; without an answer the
correction is 0.  π_all = (bought + 1) / (answered + 10). In the hybrid λ · correction moves the prior of such a kind.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy import sparse

from ml.arrays import Counts, Floats, Indices, Sparse
from ml.dataset import Assortment, Clients, Dataset, Offers
from ml.encoding import Encoding
from ml.members import Baskets
from ml.prior import prior

RIDGE_OF_KIND = 0.5
RIDGE_OF_LEVEL = 10.0
BLOCK = 8_192


@dataclass(frozen=True, eq=False)
class Correction(Encoding):
    """`slopes` float64 [1 + F − 2 S, K], the intercepts first · `answered` and `bought` int64 [K]: what it rests on."""

    slopes: Floats
    answered: Counts
    bought: Counts

    @classmethod
    def fit(cls, dataset: Dataset, offers: Offers) -> Self | None:
        """Learn from the answers about unrecorded kinds to clients who could have been offered them; None of none."""
        goods, n_kinds = dataset.assortment, dataset.assortment.n_kinds
        offers = offers.take(np.flatnonzero(~goods.recorded[offers.kind]))
        before = _before(dataset.clients.take(offers.client), offers.kind, goods)
        expected = _expected(goods, before, offers.kind)
        known = np.flatnonzero(np.isfinite(expected))
        if not len(known):
            return None
        offers, before, expected = offers.take(known), before.take(known), expected[known]
        rate = (offers.bought.sum() + 1) / (len(known) + 10)
        baskets = Baskets.of(before, goods.recorded)
        encoding = Encoding.of(baskets)
        design = _by_kind(_levels(encoding, baskets), offers.kind, n_kinds)
        flat = _logistic(design, offers.bought, np.log(rate / (1 - rate)) + expected - expected.mean(), n_kinds)
        return cls(
            **encoding.parts,
            slopes=flat.reshape(-1, n_kinds),
            answered=np.bincount(offers.kind, minlength=n_kinds).astype(np.int64),
            bought=np.bincount(offers.kind[offers.bought], minlength=n_kinds).astype(np.int64),
        )

    def of_clients(self, asked: Baskets) -> Floats:
        """float64 [n, K]."""
        return np.asarray(_levels(self, asked) @ self.slopes)


def _before(clients: Clients, kinds: Indices, goods: Assortment) -> Clients:
    """The clients as they were when they were offered `kinds` int [n]: without it, each."""
    n = len(clients)
    cells = np.ones(n, dtype=np.bool_), (np.arange(n), kinds)
    offered: Sparse = sparse.csr_array(cells, shape=(n, goods.n_kinds))
    services: Sparse = sparse.csr_array(offered @ sparse.csr_array(goods.by_kind.T))
    return replace(
        clients,
        owned=_without(clients.owned, offered),
        closed=_without(clients.closed, offered),
        sources=_without(clients.sources, services),
    )


def _without(flags: Sparse, gone: Sparse) -> Sparse:
    left = sparse.csr_array(flags.astype(np.int8) - flags.multiply(gone).astype(np.int8))
    left.eliminate_zeros()
    return sparse.csr_array(left.astype(np.bool_))


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
    cells = levels.tocoo()
    row, level = (index.astype(np.intp) for index in cells.coords)
    shape = levels.shape[0], levels.shape[1] * n_kinds
    return sparse.csr_array((cells.data, (row, level * n_kinds + kinds[row])), shape=shape)


def _logistic(
    design: Sparse, bought: np.ndarray[tuple[int], np.dtype[np.bool_]], offset: Floats, n_kinds: int
) -> Floats:
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
