"""What clients of such a portrait who own such things buy next: multinomial logistic regression (softmax).

    score(k) = popularity(k) + Σ over the features of basket and portrait of  weight(feature, k)

Fitted on every owned kind hidden in turn (`Lessons`) by minimising

    Σ weight · −ln P(hidden) + ½ · RIDGE · Σ weight(feature, kind)²
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from scipy import sparse

from ml.arrays import Floats
from ml.encoding import Encoding, Lessons
from ml.linear import Linear
from ml.members import Baskets

RIDGE = 0.6
STEPS = 100
"""Beyond these the loss of clients not seen falls no further (measured)."""


@dataclass(frozen=True, eq=False)
class Portrait(Linear):
    """`by_feature` float64 [F, S]: the weights."""

    by_feature: Floats

    name: ClassVar[str] = "portrait"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 0
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Minimise from zero; a convex problem, so that where it starts does not matter."""
        encoding = Encoding.of(seen)
        return cls(**encoding.parts, by_feature=_learn(encoding, Lessons.of(seen, encoding, seed)))

    @property
    def weights(self) -> Floats:
        """float64 [F, S]."""
        return self.by_feature


def _learn(encoding: Encoding, lessons: Lessons) -> Floats:
    from scipy.optimize import minimize  # noqa: PLC0415 (a sixth of a start that mostly fits nothing)

    features = encoding.features(lessons.asked)
    turned = sparse.csr_array(features.T)
    shape = features.shape[1], len(encoding.kinds)
    popular = encoding.popular[encoding.kinds]

    def misfit(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        loss, slope = lessons.misfit(np.asarray(features @ weights) + popular)
        return loss + 0.5 * RIDGE * float(flat @ flat), (np.asarray(turned @ slope) + RIDGE * weights).ravel()

    start = np.zeros(shape[0] * shape[1])
    if not len(start):
        return start.reshape(shape)
    found = minimize(misfit, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x.reshape(shape))
