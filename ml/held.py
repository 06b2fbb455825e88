"""What is held back to judge a model by: what it has not learned from, and what was known before.

Either some clients as a whole, always the same ones (`by_clients`), or all that happened after a day (`by_time`), where
dates exist. Both give what to learn from and what to be asked.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ml.arrays import Bools, Floats, Hashes, Indices, Sparse, cells, in_order, lacking
from ml.dataset import Assortment, Clients, Dataset, Dates, Offers
from ml.ties import draw

SHARE = 8
"""One of so many clients is held back."""

SALT = np.array(0xB5AD4ECEDA1CE2A9, dtype=np.uint64)
"""A lot of its own: with the blend's, a fold of it would be held back whole."""


@dataclass(frozen=True, eq=False)
class Held:
    """m purchases to be found and the offers that were answered; clients by their places in the dataset asked.

    `client` int [m] · the `kind` int [m] that was bought · `weight` float64 [m], within a client · `before` bool
    [m, K]: what the client owned then · `offers`.
    """

    client: Indices
    kind: Indices
    weight: Floats
    before: Sparse
    offers: Offers

    def then(self, clients: Clients, goods: Assortment, rows: slice) -> Clients:
        """The clients of some of the purchases as they were before; `clients` of the dataset asked."""
        some, before = clients.take(self.client[rows]), self.before[rows]
        n = len(some)
        bought = cells(np.arange(n), self.kind[rows], (n, goods.n_kinds))
        return some.without(sparse.csr_array(lacking(some.owned, before) + bought), goods)


@dataclass(frozen=True, eq=False)
class Split:
    """`training`: what to learn from · `asked`: the dataset that `held` speaks of; its clients' neighbours are looked
    for among those to learn from.
    """

    training: Dataset
    asked: Dataset
    held: Held


def hold_out(ids: Hashes, share: int = SHARE) -> Bools:
    """Whether a client is held back, bool [n]: by its id alone, so that it stays so whatever else changes."""
    return np.asarray(draw(ids, SALT) % np.uint64(share) == 0)


def by_clients(dataset: Dataset, share: int = SHARE) -> Split:
    """Hold one of `share` clients back: each of its recorded kinds is to be found by the others that it owns."""
    clients, recorded = dataset.clients, dataset.assortment.recorded
    gone = hold_out(clients.ids, share)
    row, kind = _cells_of(clients)
    dates = None if dataset.dates is None else replace(dataset.dates, since=dataset.dates.since[~gone[row]])
    found = np.flatnonzero(gone[row] & recorded[kind])
    row, kind = row[found], kind[found]
    hidden = cells(np.arange(len(row)), kind, (len(row), dataset.assortment.n_kinds))
    offers = _none() if dataset.offers is None else dataset.offers
    late = gone[offers.client]
    held = Held(row, kind, _shared(row, len(clients)), lacking(clients.owned[row], hidden), _some(offers, late))
    left = np.flatnonzero(~gone)
    place = np.cumsum(~gone) - 1
    kept = _some(offers, ~late)
    training = Dataset(
        _answered_less(dataset.assortment, held.offers),
        clients.take(left),
        offers=None if dataset.offers is None else replace(kept, client=place[kept.client]),
        dates=dates,
    )
    return Split(training, replace(dataset, base=training.clients), held)


def by_time(dataset: Dataset, since: Floats, cut: float, answered: Floats | None = None) -> Split:
    """Hold back what happened from `cut` on: each purchase of a recorded kind is to be found by what was owned before.

    `since` float64, on which day the cells of `clients.owned` came to be owned, as in `Dates`; `answered` float64,
    when the offers of the dataset were answered; both on the scale of `cut`. NaN, unknown, counts as before.
    """
    clients, goods = dataset.clients, dataset.assortment
    row, kind = _cells_of(clients)
    late = since >= cut
    gone = cells(row[late], kind[late], (len(clients), goods.n_kinds))
    offers = _none() if dataset.offers is None else dataset.offers
    later = np.zeros(len(offers), dtype=np.bool_) if answered is None else answered >= cut
    then = clients
    if clients.refused is not None:
        refused = offers.take(np.flatnonzero(later & ~offers.bought))
        unknown = cells(refused.client, refused.kind, clients.refused.shape)
        then = replace(clients, refused=lacking(clients.refused, unknown))
    found = late & goods.recorded[kind]
    row, kind = row[found], kind[found]
    before = lacking(clients.owned, gone)[row]
    held = Held(row, kind, _shared(row, len(clients)), before, _some(offers, later))
    training = Dataset(
        _answered_less(goods, held.offers),
        then.without(gone, goods),
        offers=None if dataset.offers is None else _some(offers, ~later),
        dates=Dates(since[~late], cut),
    )
    return Split(training, replace(dataset, clients=then, base=training.clients), held)


def _cells_of(clients: Clients) -> tuple[Indices, Indices]:
    client, kind = in_order(clients.owned).tocoo().coords
    return client.astype(np.intp), kind.astype(np.intp)


def _none() -> Offers:
    places = np.zeros(0, dtype=np.intp)
    return Offers(places, places, np.zeros(0, dtype=np.bool_))


def _some(offers: Offers, which: Bools) -> Offers:
    return offers.take(np.flatnonzero(which))


def _shared(row: Indices, clients: int) -> Floats:
    """1 / so many purchases of the client, float64 [m]."""
    return np.asarray(1.0 / np.bincount(row, minlength=clients)[row])


def _answered_less(goods: Assortment, held: Offers) -> Assortment:
    """The catalogue without the count of what is held back."""
    counted = np.bincount(held.kind, minlength=goods.n_kinds).astype(np.int64)
    return replace(goods, answered=np.maximum(goods.answered - counted, 0))
