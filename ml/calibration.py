"""What a chance means as "accepts if offered": a two-parameter logistic calibrator over all kinds (Platt 1999).

    logit(accepts) = intercept + slope · (logit P(kind) − about),  slope ≥ 0,  P(kind) clipped to 0.0001 … 0.9999

Fitted on answered offers with a Gaussian prior, independent in the two, that is centred on the predecessor. The first
has slope 1 and the intercept with which the mean equals π_all; `about` is the mean logit that it saw and stays, so that
the two parameters hardly depend on each other. Their covariance is the inverse Hessian at the maximum (Laplace); the
band of a percent is the 90 % interval that follows from it.
"""

from dataclasses import dataclass

import numpy as np

from ml.arrays import Bools, Counts, Floats
from ml.evaluate import calibration_error

LEAST, MOST = 0.0001, 0.9999
SPREAD = (1.0, 0.5)
"""Standard deviations of intercept and slope about the predecessor's."""

WIDTH = 1.6449
"""Standard deviations to each side that hold 90 % of a normal distribution."""

NARROW = 0.07
"""A percent is shown where its band reaches less far to both sides."""

NEAR = 10
"""Points of score within which answers speak for a percent."""

ANSWERS = 40
"""So many answers must be near."""

QUOTED = 1_000
"""Answers from which on an error of calibration is quoted."""

DRAWS = 1_000
STEPS = 50
CLOSE = 1e-10


@dataclass(frozen=True, eq=False)
class Percent:
    """n percents, int64 [n] within 1 … 99: the `value` and the band `low` … `high` around it."""

    value: Counts
    low: Counts
    high: Counts


@dataclass(frozen=True, slots=True)
class Calibrator:
    """The two parameters with their variances and covariance, and how many `answers` they rest on."""

    intercept: float
    slope: float
    about: float
    variance: tuple[float, float]
    covariance: float = 0.0
    answers: int = 0

    @classmethod
    def first(cls, chances: Floats, usual: float) -> "Calibrator":
        """Before any answer: `chances` float64 [n] of what is offered, `usual` π_all, between 0 and 1."""
        about = float(_logits(chances).mean()) if len(chances) else _logit(usual)
        moved = _logits(chances) - about if len(chances) else np.zeros(1)
        low, high = -40.0, 40.0
        while high - low > CLOSE:
            middle = (low + high) / 2
            low, high = (middle, high) if float(_sigmoid(middle + moved).mean()) < usual else (low, middle)
        return cls((low + high) / 2, 1.0, about, (SPREAD[0] ** 2, SPREAD[1] ** 2))

    def refined(self, chances: Floats, bought: Bools, weight: Floats | None = None) -> "Calibrator":
        """The successor by n answered offers: P(kind) float64 [n] when they were made, bool [n], float64 [n] ≥ 0.

        Always from all answers there are: this one is where its prior stands. Without an answer it differs in nothing
        but its spread.
        """
        weights = np.ones(len(bought)) if weight is None else weight
        features = np.stack([np.ones(len(chances)), _logits(chances) - self.about])
        prior = np.array([self.intercept, self.slope])
        found, hessian = _highest(features, bought, weights, prior, free=2)
        if found[1] < 0:
            found, hessian = _highest(features, bought, weights, prior * [1.0, 0.0], free=1)
        inverse = np.linalg.inv(hessian).tolist()
        return Calibrator(
            intercept=float(found[0]),
            slope=float(found[1]),
            about=self.about,
            variance=(inverse[0][0], inverse[1][1]),
            covariance=inverse[0][1],
            answers=int(np.count_nonzero(weights > 0)),
        )

    def accepts(self, chances: Floats) -> Floats:
        """P(accepts if offered) of these P(kind), of any shape."""
        return _sigmoid(self.intercept + self.slope * (_logits(chances) - self.about))

    def band(self, chances: Floats) -> tuple[Floats, Floats]:
        """The 90 % interval of `accepts`."""
        moved = _logits(chances) - self.about
        middle = self.intercept + self.slope * moved
        spread = np.sqrt(self.variance[0] + 2 * self.covariance * moved + self.variance[1] * moved**2)
        return _sigmoid(middle - WIDTH * spread), _sigmoid(middle + WIDTH * spread)

    def percent(self, chances: Floats) -> Percent:
        """In whole numbers, the band rounded outwards; never 0 or 100."""
        low, high = self.band(chances)
        whole = np.rint(100 * self.accepts(chances)), np.floor(100 * low), np.ceil(100 * high)
        return Percent(*(np.clip(part, 1, 99).astype(np.int64) for part in whole))

    def may_show(self, chances: Floats, scores: Counts, answered: Counts) -> Bools:
        """Whether each percent may be shown, bool [n]; `chances`, `scores` [n]; `answered` scores of all answers."""
        low, high = self.band(chances)
        middle, known = self.accepts(chances), np.sort(answered)
        near = np.searchsorted(known, scores + NEAR, "right") - np.searchsorted(known, scores - NEAR, "left")
        return np.asarray((np.maximum(high - middle, middle - low) < NARROW) & (near >= ANSWERS))


@dataclass(frozen=True, slots=True)
class Error:
    """The expected calibration error of n answers (`evaluate`) and the `bound` that a perfect calibrator with the same
    percents stays under in 95 of 100 cases.
    """

    answers: int
    error: float
    bound: float

    @property
    def sound(self) -> bool:
        """Whether chance alone explains the error."""
        return self.error <= self.bound


def error_of(accepts: Floats, bought: Bools, seed: int = 0) -> Error | None:
    """The error of n calibrated values, float64 [n] within 0 … 1, and what came of them; None of fewer than QUOTED.

    The bound is simulated: what would have come, drawn by `seed`, were every value true.
    """
    if len(accepts) < QUOTED:
        return None
    rng = np.random.default_rng(seed)
    errors = [calibration_error(accepts, rng.random(len(accepts)) < accepts) for _ in range(DRAWS)]
    return Error(len(accepts), calibration_error(accepts, bought), float(np.quantile(errors, 0.95)))


def _highest(features: Floats, bought: Bools, weight: Floats, prior: Floats, free: int) -> tuple[Floats, Floats]:
    """The parameters [2] of the highest posterior and the Hessian [2, 2] there; the first `free` are moved.

    Newton's method with halved steps: the posterior is strictly log-concave.
    """
    precision = np.array([SPREAD[0] ** -2, SPREAD[1] ** -2])
    sign = np.where(bought, 1.0, -1.0)

    def misfit(at: Floats) -> float:
        return float(weight @ np.logaddexp(0.0, -sign * (at @ features)) + 0.5 * precision @ (at - prior) ** 2)

    at = prior.copy()
    for _ in range(STEPS):
        chance = _sigmoid(at @ features)
        slope = (features @ (weight * (chance - bought)) + precision * (at - prior))[:free]
        hessian = (features * (weight * chance * (1 - chance))) @ features.T + np.diag(precision)
        step = np.zeros(2)
        step[:free] = np.linalg.solve(hessian[:free, :free], slope)
        before = misfit(at)
        while misfit(at - step) > before and np.abs(step).max() > CLOSE:
            step /= 2
        at = at - step
        if np.abs(step).max() <= CLOSE:
            break
    return at, hessian


def _logits(chances: Floats) -> Floats:
    clipped = np.clip(chances, LEAST, MOST)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))


def _logit(chance: float) -> float:
    return float(_logits(np.array([chance]))[0])


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))
