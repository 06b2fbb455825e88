"""How good a model is on clients it has not seen: hidden purchases are to be found among the services not owned.

    hit@n     a hidden service is among the n likeliest ones, mean over the test clients
    NDCG@5    Σ 1 / log₂(1 + place) over the hidden services among the first five, by the best sum there could be
    log-loss  mean of −ln p (hidden) and −ln(1 − p) (not hidden) over all cells of the test clients; what a client
              owns is known and counts as a cell without loss
    ECE       of the likeliest service: 15 bins of equal width, Σ share of the bin · |hit rate − mean p|

P(service) is P(which kind), shared evenly among the services of the kind that are open to the client.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from ml.arrays import Bools, Floats
from ml.blend import taking_part
from ml.dataset import Clients, Dataset
from ml.hybrid import MEMBERS, Model, Scores, blocks, fit, score
from ml.members import Member

HYBRID = "hybrid"
BINS = 15
LEAST = 1e-15
"""No probability is taken for smaller: a loss stays finite."""


@dataclass(frozen=True, eq=False)
class Trial:
    """`train` the clients to learn from, `test` those to be told about, `hidden` bool [len(test), S] what to find.

    ValueError where the shapes do not fit or something hidden is owned.
    """

    train: Dataset
    test: Clients
    hidden: Bools

    def __post_init__(self) -> None:
        expected = (len(self.test), self.train.assortment.n_services)
        if self.hidden.shape != expected:
            raise ValueError(f"hidden has the shape {self.hidden.shape} instead of {expected}")
        if (self.hidden & self.owned).any():
            raise ValueError("something hidden is owned")

    @property
    def owned(self) -> Bools:
        """bool [len(test), S]: services of the owned kinds."""
        return np.asarray(self.test.owned.toarray()[:, self.train.assortment.kind_of_service])


@dataclass(frozen=True, slots=True)
class Marks:
    """How good one model was; `seconds` for fitting and scoring together."""

    hit1: float
    hit3: float
    ndcg5: float
    logloss: float
    ece_top1: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """`marks` by name: each member alone, then the hybrid · `losses` by name: log-loss of every test client, float64
    [len(test)] · `weights` of the hybrid's blend · `which` float64 [len(test), S] its P(service), NaN for what is no
    candidate.
    """

    marks: Mapping[str, Marks]
    losses: Mapping[str, Floats]
    weights: Mapping[str, float]
    which: Floats


def evaluate(trial: Trial, seed: int = 0, members: Sequence[type[Member]] = MEMBERS) -> Evaluation:
    """Fit and mark each member alone that takes part with so many clients, and the hybrid, all on the same clients."""
    marks, losses = {}, {}
    for member in taking_part(members, len(trial.train.clients)):
        found, _, seconds = _run(trial, seed, [member])
        marks[member.name], losses[member.name] = mark(found, trial, seconds), losses_of(found, trial)
    found, model, seconds = _run(trial, seed, members)
    marks[HYBRID], losses[HYBRID] = mark(found, trial, seconds), losses_of(found, trial)
    return Evaluation(marks, losses, model.weights, found)


def mark(which: Floats, trial: Trial, seconds: float = 0.0) -> Marks:
    """The marks of these probabilities, float64 [len(test), S], NaN for what is no candidate. NaN without a client."""
    hidden, n = trial.hidden, len(trial.test)
    if not n:
        unknown = float("nan")
        return Marks(unknown, unknown, unknown, unknown, unknown, seconds)
    asked = ~trial.owned
    chance = np.where(np.isnan(which), 0.0, which)
    ranked = np.argsort(np.where(asked, -np.where(np.isnan(which), -1.0, which), np.inf), axis=1, kind="stable")
    hits = np.take_along_axis(hidden, ranked, axis=1)
    several = np.minimum(hidden.sum(axis=1), 5)
    worth = 1.0 / np.log2(np.arange(2, 7))
    gained = hits[:, :5] @ worth[: hits.shape[1]]
    best = np.concatenate([[np.inf], worth.cumsum()])[several]
    top = np.take_along_axis(chance, ranked[:, :1], axis=1)[:, 0]
    return Marks(
        hit1=float(hits[:, :1].any(axis=1).mean()),
        hit3=float(hits[:, :3].any(axis=1).mean()),
        ndcg5=float((gained / best).mean()),
        logloss=float(losses_of(which, trial).mean()),
        ece_top1=calibration_error(top, hits[:, 0]),
        seconds=seconds,
    )


def losses_of(which: Floats, trial: Trial) -> Floats:
    """The log-loss of every test client, float64 [len(test)], by the same probabilities as for `mark`."""
    likely = np.clip(np.where(np.isnan(which), 0.0, which), LEAST, 1.0 - LEAST)
    losses = np.where(trial.hidden, -np.log(likely), -np.log1p(-likely))
    return np.asarray(np.where(trial.owned, 0.0, losses).mean(axis=1))


def calibration_error(chance: Floats, came: Bools) -> float:
    """Expected calibration error of n predictions (Naeini et al. 2015) in BINS bins of equal width."""
    place = np.minimum((chance * BINS).astype(np.intp), BINS - 1)
    count = np.bincount(place, minlength=BINS)
    gap = np.abs(np.bincount(place, came.astype(np.float64), BINS) - np.bincount(place, chance, BINS))
    return float(gap.sum() / max(count.sum(), 1))


def by_service(scores: Scores, trial: Trial) -> Floats:
    """P(service) of the clients of these scores: float64 [n, S], NaN for what is no candidate."""
    goods = trial.train.assortment
    left_open = ~scores.shut
    sharing = left_open.astype(np.float64) @ goods.by_kind.astype(np.float64)
    share = scores.which / np.maximum(sharing, 1.0)
    candidates = scores.candidates[:, goods.kind_of_service] & left_open
    return np.where(candidates, share[:, goods.kind_of_service], np.nan)


def _run(trial: Trial, seed: int, members: Sequence[type[Member]]) -> tuple[Floats, Model, float]:
    began = perf_counter()
    model = fit(trial.train, seed, members)
    asked = Dataset(trial.train.assortment, trial.test, trial.train.clients)
    found = [by_service(score(model, asked, rows), trial) for rows in blocks(len(trial.test))]
    empty = np.zeros((0, trial.train.assortment.n_services))
    return np.concatenate([empty, *found]), model, perf_counter() - began
