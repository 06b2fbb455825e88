"""Which of two models is better on what neither has seen: what decides whether a new one takes the old one's place.

Loss of a purchase: −ln P(which = the kind bought), by what the client had before. Of a recorded kind among recorded
candidates alone: that a table names no purchase of an unrecorded kind says nothing about it.
Loss of an answered offer of an unrecorded kind: binary log-loss of p = σ(logit π_all + prior centred + correction),
π_all and the centre from all answers of the dataset, the correction each model's own, 0 where it has none.

A client's mean is one observation, so that the n observations are independent. Intervals of their mean difference
challenger − champion are Student's t with n − 1 degrees of freedom. The challenger passes where the mean is not above
0 and its upper 90 % bound (one-sided) is below 2 % of the champion's loss.
"""

from dataclasses import dataclass, replace
from enum import Enum
from math import ceil, sqrt

import numpy as np

from ml.answers import Asked
from ml.arrays import Floats, Hashes, Indices, cells, log_softmax
from ml.dataset import Dataset
from ml.evaluate import LEAST as LEAST_CHANCE
from ml.first_hundred import FirstHundred, first_hundred
from ml.held import Held
from ml.hybrid import Model, blocks, score, top
from ml.ties import draw

MARGIN = 0.02
"""Of the champion's loss: by so much the challenger is surely not worse."""

LEAST = 30
"""Clients below which nothing is said: t intervals of so skewed losses would promise too much."""

MOST_NEEDED = 10_000_000


class Verdict(Enum):
    """What may be said of the challenger."""

    BETTER = "better"
    """The 95 % interval of the difference lies below 0."""
    NOT_WORSE = "not worse"
    """It passes, and no more can be said."""
    WORSE = "worse"
    """The 95 % interval of the difference lies above 0."""
    TOO_FEW = "too few"
    """It does not pass, and nobody knows whether it is worse."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Mean losses over `clients`, their `difference` challenger − champion and its interval `low`, `high`.

    NaN where there are too few clients to tell.
    """

    clients: int
    champion: float
    challenger: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Slice:
    """The same of one `group` of kinds; the intervals of all groups hold together with 95 % (Bonferroni)."""

    group: int
    means: Paired

    @property
    def worse(self) -> bool:
        """Whether the challenger is surely worse here."""
        return self.means.clients >= LEAST and self.means.low > 0


@dataclass(frozen=True, eq=False)
class Observations:
    """m losses, float64 [m], by either model with their `weight` within the `client` int [m], and of which `kind`."""

    client: Indices
    kind: Indices
    weight: Floats
    champion: Floats
    challenger: Floats

    def __len__(self) -> int:
        return len(self.client)

    def take(self, rows: Indices) -> "Observations":
        """These alone."""
        return Observations(
            self.client[rows], self.kind[rows], self.weight[rows], self.champion[rows], self.challenger[rows]
        )

    def beside(self, other: "Observations") -> "Observations":
        """These and the others."""
        return Observations(
            client=np.concatenate([self.client, other.client]),
            kind=np.concatenate([self.kind, other.kind]),
            weight=np.concatenate([self.weight, other.weight]),
            champion=np.concatenate([self.champion, other.champion]),
            challenger=np.concatenate([self.challenger, other.challenger]),
        )

    @property
    def by_client(self) -> Floats:
        """The mean loss of every client by either model: float64 [2, n], in the order in which clients first appear."""
        _, first, client = np.unique(self.client, return_index=True, return_inverse=True)
        weight = np.bincount(client, self.weight)
        losses = [np.bincount(client, self.weight * loss) / weight for loss in (self.champion, self.challenger)]
        return np.asarray(np.stack(losses)[:, np.argsort(first)])


@dataclass(frozen=True, eq=False)
class Comparison:
    """`of_all`: the means, with a 95 % interval · `bound`: the upper 90 % bound of the difference, NaN where unknown ·
    `needed`: about so many more held-out clients until the challenger could pass, only where there are too few ·
    `first`: None where there is no purchase to be found · `observations` for `slices`.
    """

    of_all: Paired
    bound: float
    verdict: Verdict
    needed: int | None
    first: FirstHundred | None
    observations: Observations

    @property
    def passes(self) -> bool:
        """Whether the challenger may take the champion's place."""
        return self.verdict in {Verdict.BETTER, Verdict.NOT_WORSE}


def compare(champion: Model, challenger: Model, dataset: Dataset, held: Held, seed: int = 0) -> Comparison:
    """Ask both for what was held back; `dataset` is the one `held` speaks of (`Split.asked`).

    The order of clients does not matter; `seed` decides the bootstrap alone. ValueError where a model was fitted on
    another number of kinds.
    """
    models = champion, challenger
    purchases, first = _purchases(models, dataset, held, seed)
    seen = purchases.beside(_answers(models, dataset, held))
    seen = seen.take(np.lexsort((seen.kind, dataset.clients.ids[seen.client])))
    means = seen.by_client
    of_all = _paired(means, 0.95)
    bound = _upper(means[1] - means[0], 0.9)
    verdict = _verdict(of_all, bound)
    needed = _needed(means) if verdict is Verdict.TOO_FEW else None
    return Comparison(of_all, bound, verdict, needed, first, seen)


def slices(comparison: Comparison, group_of: Indices) -> tuple[Slice, ...]:
    """The comparison by groups of kinds: `group_of` int [K], −1 for kinds that are in none. Every group that anything
    was held back of, in their order; each kind a group: `np.arange(K)`.
    """
    seen = comparison.observations
    group = group_of[seen.kind]
    named = np.unique(group[group >= 0])
    level = 1 - 0.05 / max(len(named), 1)
    parts = ((one, seen.take(np.flatnonzero(group == one))) for one in named.tolist())
    return tuple(Slice(one, _paired(part.by_client, level)) for one, part in parts)


def _purchases(
    models: tuple[Model, Model], dataset: Dataset, held: Held, seed: int
) -> tuple[Observations, FirstHundred | None]:
    goods, m = dataset.assortment, len(held.kind)
    losses, best, hits = np.full((2, m), np.nan), np.zeros((2, m)), np.zeros((2, m), dtype=np.bool_)
    bought = cells(held.client, held.kind, (len(dataset.clients), goods.n_kinds))
    for rows in blocks(m):
        then = held.then(dataset.clients, goods, rows)
        kind, place = held.kind[rows], np.arange(len(then))
        of_unrecorded, found = ~goods.recorded[kind], bought[held.client[rows]].toarray()
        for model, loss, highest, hit in zip(models, losses, best, hits, strict=True):
            scores = score(model, Dataset(goods, then, dataset.open_base))
            among = scores.candidates & (goods.recorded | of_unrecorded[:, None])
            loss[rows] = -np.maximum(log_softmax(scores.utility, among)[place, kind], np.log(LEAST_CHANCE))
            loss[rows][~among[place, kind]] = np.nan
            narrowed = replace(scores, utility=np.where(among, scores.utility, -np.inf))
            recommended = top(narrowed, then, goods, 1)[:, 0]
            highest[rows] = np.where(among, scores.chance, 0.0).max(axis=1, initial=0.0)
            hit[rows] = (recommended >= 0) & found[place, recommended]
    known = np.flatnonzero(np.isfinite(losses).all(axis=0))
    seen = Observations(held.client[known], held.kind[known], held.weight[known], *losses[:, known])
    one_each = known[_one_each(dataset.clients.ids[seen.client], goods.kind_salts[seen.kind])]
    return seen, first_hundred(best[:, one_each], hits[:, one_each], seed) if len(one_each) else None


def _answers(models: tuple[Model, Model], dataset: Dataset, held: Held) -> Observations:
    asked = Asked.of(dataset, held.offers)
    place, offers = np.arange(len(asked)), asked.offers
    everybody = asked if dataset.offers is None else Asked.of(dataset, dataset.offers)
    usual = asked.expected + (everybody.usual if len(everybody) else 0.0)
    losses = np.zeros((2, len(asked)))
    for model, loss in zip(models, losses, strict=True):
        moved = np.zeros(len(asked))
        if model.correction is not None:
            moved = model.correction.of_clients(asked.baskets)[place, offers.kind]
        loss[:] = np.logaddexp(0.0, np.where(offers.bought, -1.0, 1.0) * (usual + moved))
    return Observations(offers.client, offers.kind, offers.weights, *losses)


def _paired(means: Floats, level: float) -> Paired:
    n = means.shape[1]
    if not n:
        nothing = float("nan")
        return Paired(0, nothing, nothing, nothing, nothing, nothing)
    champion, challenger = means.mean(axis=1).tolist()
    difference = means[1] - means[0]
    tail = (1 - level) / 2
    low, high = -_upper(-difference, 1 - tail), _upper(difference, 1 - tail)
    return Paired(n, champion, challenger, float(difference.mean()), low, high)


def _upper(difference: Floats, level: float) -> float:
    """The bound above which the mean lies with probability 1 − level; NaN below two clients."""
    from scipy.special import stdtrit  # noqa: PLC0415 (loads slowly, and most starts compare nothing)

    n = len(difference)
    if n < 2:
        return float("nan")
    quantile = float(stdtrit(n - 1, level))
    return float(difference.mean()) + quantile * float(difference.std(ddof=1)) / sqrt(n)


def _verdict(of_all: Paired, bound: float) -> Verdict:
    if of_all.clients < LEAST:
        return Verdict.TOO_FEW
    if of_all.high < 0:
        return Verdict.BETTER
    if of_all.low > 0:
        return Verdict.WORSE
    passes = of_all.difference <= 0 and bound < MARGIN * of_all.champion
    return Verdict.NOT_WORSE if passes else Verdict.TOO_FEW


def _needed(means: Floats) -> int:
    """More clients until the bound falls below the margin, were spread and mean to stay; a mean above 0 taken for 0."""
    n = int(means.shape[1])
    if n < 2:
        return LEAST - n
    difference = means[1] - means[0]
    mean, spread = float(difference.mean()), float(difference.std(ddof=1))
    room = MARGIN * float(means[0].mean()) - min(mean, 0.0)
    enough = (1.2816 * spread / room) ** 2 if room > 0 else MOST_NEEDED  # the normal quantile of 90 %
    if mean > 0 and enough <= n:  # its sign alone is open: as many again
        enough = 2 * n
    return max(ceil(min(enough, MOST_NEEDED)) - n, LEAST - n, 1)


def _one_each(ids: Hashes, salts: Hashes) -> Indices:
    """One row of every client by lot, in the order of their ids."""
    order = np.lexsort((draw(ids, salts), ids))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = np.diff(ids[order]) != 0
    return np.asarray(order[first], dtype=np.intp)
