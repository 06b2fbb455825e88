"""P(takes anything more): what makes clients comparable, whatever it is that they would take.

By b = recorded kinds owned, where N_b = clients with at least b:

    ρ = (Σ_{b≥1} N_{b+1} + 1) / (Σ_{b≥1} N_b + 10)
    takes(b) = (N_{b+1} + 20ρ) / (N_b + 20) for b ≥ 1
    takes(0) = takes(1): a table lists buyers, so its zero means unknown

Where purchases have dates, N_b counts the clients who had exactly b a window of 180 days ago, and instead of N_{b+1}
those of them who bought a recorded kind since. On this rests a head over the portrait and the sizes of the basket:

    logit P = logit takes(b) + intercept + Σ slope(level)

a logistic regression with a ridge to 0, first of who bought within the window, then, around what that says, of the
answered offers; there every kind has an intercept of its own besides, since what was offered is no trait of the client.
Without dates and answers there is no head.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Counts, Floats, Indices, Sparse, cells, in_order
from ml.dataset import Dataset, Dates, Offers
from ml.encoding import Encoding
from ml.logistic import logistic
from ml.members import Baskets
from ml.ties import draw

SHRINKAGE = 20
WINDOW = 180.0
"""Days."""

ENOUGH = 100
"""Clients whose purchases have dates, below which the sizes of baskets say more."""

RIDGE_OF_ALL = 0.5
RIDGE_OF_KIND = 2.0
RIDGE_OF_LEVEL = 10.0
MOST_CLIENTS = 20_000
"""Beyond it a sample by lot is as good."""


@dataclass(frozen=True, eq=False)
class Head(Encoding):
    """`slopes` float64 [1 + F − 2 S], the intercept first · `rests_on` int64 [2]: clients with dates, answers."""

    slopes: Floats
    rests_on: Counts

    def of_clients(self, asked: Baskets) -> Floats:
        """What is added to the logit: float64 [n]."""
        return np.asarray(self.levels_of(asked) @ self.slopes)


@dataclass(frozen=True, eq=False)
class Takes:
    """`by_size` float64 [B + 1]: P by basket size, the last for all larger ones · the `head` where there is one."""

    by_size: Floats
    head: Head | None

    @classmethod
    def fit(cls, dataset: Dataset, baskets: Baskets) -> Self:
        """From the clients of a dataset and what is recorded of their baskets."""
        window = _Window.of(dataset, baskets)
        offers = None if dataset.offers is None else dataset.offers.take(np.flatnonzero(dataset.offers.weights > 0))
        by_size = continuation(np.diff(baskets.bought.indptr)) if window is None else window.by_size
        if window is None and not offers:
            return cls(by_size, None)
        encoding = Encoding.of(baskets.take(_some(baskets)))
        slopes, rests_on = np.zeros(1 + int(encoding.starts[-1]) - encoding.n_things), np.zeros(2, dtype=np.int64)
        ridge = np.full(len(slopes), RIDGE_OF_LEVEL)
        ridge[0] = RIDGE_OF_ALL
        if window is not None:
            levels = encoding.levels_of(window.before)
            slopes += logistic(levels, window.bought, np.ones(len(window.before)), window.usual, ridge)
            rests_on[0] = len(window.before)
        if offers:
            before = _before(dataset, offers)
            levels = encoding.levels_of(before)
            offset = _logit(_at(by_size, before)) + levels @ slopes
            kinds = cells(np.arange(len(offers)), offers.kind, (len(offers), dataset.assortment.n_kinds))
            design: Sparse = sparse.csr_array(sparse.hstack([levels, kinds.astype(np.float64)], format="csr"))
            ridges = np.concatenate([ridge, np.full(kinds.shape[1], RIDGE_OF_KIND)])
            slopes += logistic(design, offers.bought, offers.weights, offset, ridges)[: len(slopes)]
            rests_on[1] = len(offers)
        return cls(by_size, Head(**encoding.parts, slopes=slopes, rests_on=rests_on))


def chance_of_more(by_size: Floats, head: Head | None, asked: Baskets) -> Floats:
    """P(takes anything more) of these clients: float64 [n], within 0 … 1."""
    chance = _at(by_size, asked)
    if head is None:
        return chance
    return np.asarray(1.0 / (1.0 + np.exp(-(_logit(chance) + head.of_clients(asked)))))


def continuation(sizes: Counts) -> Floats:
    """By basket size 0, 1, … largest + 1, the last for all beyond; `sizes` int [n]."""
    at_least = np.bincount(sizes, minlength=2)[::-1].cumsum()[::-1].astype(np.float64)  # N_0, N_1, … N_largest
    return _shrunk(np.append(at_least[2:], 0.0), at_least[1:])


@dataclass(frozen=True, eq=False)
class _Window:
    """The clients who owned something dated a window ago: their baskets `before` it and who `bought` since, bool [m].

    `by_size` as in `Takes`, `usual` float64 [m] its logit for each of them.
    """

    before: Baskets
    bought: Bools
    by_size: Floats
    usual: Floats

    @classmethod
    def of(cls, dataset: Dataset, baskets: Baskets) -> "_Window | None":
        """None where less than half of the purchases have a date that can be, or too few clients one of then."""
        if dataset.dates is None:
            return None
        client, kind, since = _recorded_dates(dataset, dataset.dates)
        opened = dataset.dates.day - WINDOW
        if not len(since) or np.isfinite(since).mean() < 0.5:
            return None
        dated, late = np.zeros(len(baskets), dtype=np.bool_), np.zeros(len(baskets), dtype=np.bool_)
        dated[client[since < opened]] = True
        late[client[since >= opened]] = True
        if dated.sum() < ENOUGH:
            return None
        newer = since >= opened
        gone = cells(client[newer], kind[newer], (len(baskets), dataset.assortment.n_kinds))
        then = Baskets.of(dataset.clients.without(gone, dataset.assortment), dataset.assortment.recorded)
        asked = np.flatnonzero(dated)
        size, bought = np.diff(then.bought.indptr)[asked], late[asked]
        here = np.bincount(size, minlength=2)[1:].astype(np.float64)
        by_size = _shrunk(np.bincount(size[bought], minlength=len(here) + 1)[1:].astype(np.float64), here)
        chosen = _some(then.take(asked))
        before = then.take(asked[chosen])
        return cls(before, bought[chosen], by_size, _logit(_at(by_size, before)))


def _recorded_dates(dataset: Dataset, dates: Dates) -> tuple[Indices, Indices, Floats]:
    """Client, kind and day of each purchase of a recorded kind; NaN for a day that is unknown or has not come yet."""
    client, kind = (index.astype(np.intp) for index in in_order(dataset.clients.owned).tocoo().coords)
    known = np.isfinite(dates.since) & (dates.since <= dates.day)
    recorded = dataset.assortment.recorded[kind]
    return client[recorded], kind[recorded], np.where(known, dates.since, np.nan)[recorded]


def _before(dataset: Dataset, offers: Offers) -> Baskets:
    """The clients before they answered."""
    offered = cells(np.arange(len(offers)), offers.kind, (len(offers), dataset.assortment.n_kinds))
    clients = dataset.clients.take(offers.client).without(offered, dataset.assortment)
    return Baskets.of(clients, dataset.assortment.recorded)


def _some(baskets: Baskets) -> Indices:
    """The clients to learn from in the order of their ids."""
    if len(baskets) <= MOST_CLIENTS:
        return np.argsort(baskets.ids, kind="stable").astype(np.intp)
    lots = draw(baskets.ids, np.array(0, dtype=np.uint64))
    kept = np.lexsort((baskets.ids, lots))[:MOST_CLIENTS]
    return np.asarray(kept[np.argsort(baskets.ids[kept], kind="stable")], dtype=np.intp)


def _shrunk(more: Floats, here: Floats) -> Floats:
    """Of those with 1, 2, … kinds `here` so many took `more`: by size 0, 1, … and for all beyond."""
    usual = (more.sum() + 1.0) / (here.sum() + 10.0)
    ratio = (more + SHRINKAGE * usual) / (here + SHRINKAGE)
    return np.concatenate([ratio[:1], ratio, [usual]])


def _at(by_size: Floats, baskets: Baskets) -> Floats:
    return np.asarray(by_size[np.minimum(np.diff(baskets.bought.indptr), len(by_size) - 1)])


def _logit(chance: Floats) -> Floats:
    return np.asarray(np.log(chance) - np.log1p(-chance))
