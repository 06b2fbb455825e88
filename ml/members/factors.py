"""What the embeddings of a client's facts and things say: a factor model in LightFM's form (Kula 2015) under a softmax.

    score(k) = popularity(k) + ⟨ Σ over the features of basket and portrait of  e(feature) ,  v(k) ⟩,  SIZE numbers each

Fitted on every owned kind hidden in turn (`Lessons`) by minimising

    Σ weight · −ln P(hidden) + ½ · RIDGE · (Σ |e|² + Σ |v|²)

All kinds share the few numbers of a feature, so that rare ones learn from the others.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
from scipy import sparse

from ml.arrays import Floats
from ml.encoding import Encoding, Lessons
from ml.linear import Linear
from ml.members import Baskets

SIZE = 8
RIDGE = 3.0
START = 0.1
STEPS = 200


@dataclass(frozen=True, eq=False)
class Factors(Linear):
    """`of_features` float64 [F, d] and `of_kinds` float64 [S, d]: the embeddings."""

    of_features: Floats
    of_kinds: Floats

    name: ClassVar[str] = "factors"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 0
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Minimise from small numbers drawn by `seed`."""
        encoding = Encoding.of(seen)
        of_features, of_kinds = _learn(encoding, Lessons.of(seen, encoding, seed), seed)
        return cls(**encoding.parts, of_features=of_features, of_kinds=of_kinds)

    @cached_property
    def weights(self) -> Floats:
        """float64 [F, S]."""
        return np.asarray(self.of_features @ self.of_kinds.T)


def _learn(encoding: Encoding, lessons: Lessons, seed: int) -> tuple[Floats, Floats]:
    from scipy.optimize import minimize  # noqa: PLC0415 (a sixth of a start that mostly fits nothing)

    features = encoding.features(lessons.asked)
    turned = sparse.csr_array(features.T)
    n_features, n_kinds = features.shape[1], len(encoding.kinds)
    popular = encoding.popular[encoding.kinds]
    cut = n_features * SIZE

    def misfit(flat: Floats) -> tuple[float, Floats]:
        e, v = flat[:cut].reshape(n_features, SIZE), flat[cut:].reshape(n_kinds, SIZE)
        clients = np.asarray(features @ e)
        loss, slope = lessons.misfit(clients @ v.T + popular)
        slopes = np.concatenate([np.asarray(turned @ (slope @ v)).ravel(), (slope.T @ clients).ravel()])
        return loss + 0.5 * RIDGE * float(flat @ flat), slopes + RIDGE * flat

    start = np.random.default_rng(seed).normal(0.0, START, cut + n_kinds * SIZE)
    found = minimize(misfit, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return found.x[:cut].reshape(n_features, SIZE), found.x[cut:].reshape(n_kinds, SIZE)
