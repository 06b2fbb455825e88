"""Trials made from another one: fewer clients, nothing to be found in them, half of the services unrecorded."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from scipy import sparse
from scipy.stats import rankdata

from ml.arrays import Bools, Floats, Indices, Sparse, as_flags
from ml.blend import taking_part
from ml.dataset import Assortment, Dataset, Offers, Words
from ml.evaluate import Trial
from ml.hybrid import MEMBERS
from ml.members import Baskets, Member
from ml.terms import Code, Terms, terms

TARGETS = 3
"""Links that the made-up matrix gives a service."""


def shrunk(trial: Trial, clients: int, seed: int) -> Trial:
    """So many of the clients to learn from, drawn by `seed`; all test clients."""
    drawn = np.random.default_rng(seed).permutation(len(trial.train.clients))[:clients]
    return replace(trial, train=_alone(trial.train.take(np.sort(drawn))))


def without_refusals(trial: Trial) -> Trial:
    """Nobody is known to have refused anything."""
    clients, test = (replace(one, refused=None) for one in (trial.train.clients, trial.test))
    return replace(trial, train=Dataset(trial.train.assortment, clients), test=test)


def with_shuffled_portraits(trial: Trial, seed: int) -> Trial:
    """Every client to learn from has somebody else's portrait."""
    clients = trial.train.clients
    other = np.random.default_rng(seed).permutation(len(clients))
    shuffled = replace(
        clients,
        numbers={name: column[other] for name, column in clients.numbers.items()},
        words={name: Words(word.codes[other], word.levels) for name, word in clients.words.items()},
    )
    return replace(trial, train=Dataset(trial.train.assortment, shuffled))


def without_portraits(trial: Trial) -> Trial:
    """Nothing is known of anybody but the basket."""
    clients, test = (replace(one, numbers={}, words={}) for one in (trial.train.clients, trial.test))
    return replace(trial, train=Dataset(trial.train.assortment, clients), test=test)


def with_shuffled_labels(trial: Trial, seed: int) -> Trial:
    """Every purchase to learn from is of a kind drawn by popularity alone; what falls together is one purchase."""
    clients = trial.train.clients
    client, kind = clients.owned.tocoo().coords
    drawn = np.random.default_rng(seed).permutation(kind)
    return replace(
        trial, train=_owning(trial.train, _flags(client.astype(np.intp), drawn.astype(np.intp), clients.owned.shape))
    )


def half_unseen(trial: Trial, seed: int, answers: int = 0) -> Trial:
    """Half of the kinds are recorded by nobody; a matrix leads from each service to those most often bought with it.

    `answers` offers of such kinds, drawn from all clients and kinds, were answered by what the client owns in truth.
    """
    goods, clients = trial.train.assortment, trial.train.clients
    rng = np.random.default_rng(seed)
    unseen = np.isin(np.arange(goods.n_kinds), rng.permutation(goods.n_kinds)[: goods.n_kinds // 2])
    cells = rng.permutation(len(clients) * int(unseen.sum()))[:answers]
    client, kind = cells // int(unseen.sum()), np.flatnonzero(unseen)[cells % int(unseen.sum())]
    truth = clients.owned.toarray()
    offers = Offers(client, kind, truth[client, kind])
    known = truth & ~unseen
    known[client, kind] = offers.bought
    changed = replace(
        goods,
        recorded=~unseen,
        links=_bought_together(goods, clients.owned),
        answered=np.bincount(kind, minlength=goods.n_kinds).astype(np.int64),
    )
    base = _owning(replace(trial.train, assortment=changed), sparse.csr_array(known))
    return replace(trial, train=replace(base, offers=offers))


def _bought_together(goods: Assortment, owned: Sparse) -> Sparse:
    """bool [S, S]: from each service to the TARGETS services whose owners own it most often."""
    counted = owned.astype(np.float64)
    both = (sparse.csr_array(counted.T) @ counted).toarray()
    lift = both / np.maximum(both.diagonal()[None, :], 1.0)
    np.fill_diagonal(lift, -1.0)
    best = np.argsort(-lift, axis=1, kind="stable")[:, :TARGETS].astype(np.intp)
    kinds = _flags(np.repeat(np.arange(goods.n_kinds), TARGETS), best.ravel(), lift.shape)
    return as_flags(as_flags(goods.by_kind, kinds), sparse.csr_array(goods.by_kind.T))


@dataclass(frozen=True, eq=False)
class EqualRanks:
    """What is often built: the mean of the members' ranks, each counting the same."""

    fitted: list[Any]

    name: ClassVar[str] = "equal_ranks"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 0
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Fit each of them."""
        return cls([member.fit(seen, seed) for member in taking_part(MEMBERS, len(seen))])

    def score(self, asked: Baskets) -> Floats:
        """The mean rank of a kind, 0 … 1."""
        ranks = [rankdata(member.score(asked), axis=1) / asked.bought.shape[1] for member in self.fitted]
        return np.asarray(np.mean(ranks, axis=0))

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        """Nothing but the mean."""
        return terms(Code.MEMBER, np.arange(len(rows)), self.score(asked)[rows, kinds])


RANKS: type[Member] = EqualRanks


def interval(difference: Floats, seed: int = 0, draws: int = 2_000) -> tuple[float, float, float]:
    """Mean of paired differences [n] and its 95 % bootstrap interval over clients."""
    rng = np.random.default_rng(seed)
    means = [difference[rng.integers(0, len(difference), len(difference))].mean() for _ in range(draws)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)


def _alone(data: Dataset) -> Dataset:
    """These clients without the base that they were taken from."""
    return replace(data, base=None)


def _owning(data: Dataset, owned: Sparse) -> Dataset:
    sources = sparse.csr_array(owned @ sparse.csr_array(data.assortment.by_kind.T))
    return _alone(replace(data, clients=replace(data.clients, owned=owned, closed=owned, sources=sources)))


def _flags(rows: Indices, columns: Indices, shape: tuple[int, ...]) -> Sparse:
    cells: Bools = np.zeros(shape, dtype=np.bool_)
    cells[rows, columns] = True
    return sparse.csr_array(cells)
