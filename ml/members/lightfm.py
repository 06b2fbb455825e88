"""The factor model as LightFM trains it (Kula 2015): by drawn negatives, not by the whole softmax (WARP, Weston 2011).

    score(k) = ⟨ Σ over the features of basket and portrait of  e(feature) ,  v(k) ⟩ + bias(k)

It takes the place of `Factors` where LightFM is installed, and learns from the same rows. What is kept are the same
plain arrays, so that a model trained here is read and asked where LightFM is not.
"""

import warnings
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import ClassVar, Self

import numpy as np
from scipy import sparse

from ml.arrays import Floats
from ml.encoding import Encoding, Lessons
from ml.members import Baskets
from ml.members.factors import SIZE, Factors

EPOCHS = 15
RIDGE = 1e-4
"""LightFM's `alpha`."""


@dataclass(frozen=True, eq=False)
class LightFM(Factors):
    """`bias` float64 [S], beyond popularity."""

    bias: Floats

    name: ClassVar[str] = "lightfm"

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Descend on one thread, on which the same seed gives the same numbers."""
        encoding = Encoding.of(seen)
        lessons = Lessons.of(seen, encoding, seed)
        of_features, of_kinds, bias = _train(encoding, lessons, seed)
        bias -= encoding.popular[encoding.kinds]
        return cls(**encoding.parts, of_features=of_features, of_kinds=of_kinds, bias=bias)

    @cached_property
    def weights(self) -> Floats:
        """float64 [F, S]; the bias comes with the basket's size, of which every client has one."""
        weights = self.of_features @ self.of_kinds.T
        weights[self.starts[0] : self.starts[1]] += self.bias
        return np.asarray(weights)


def installed() -> bool:
    """Whether LightFM can train here."""
    return find_spec("lightfm") is not None


def _train(encoding: Encoding, lessons: Lessons, seed: int) -> tuple[Floats, Floats, Floats]:
    """Embeddings of the features and of the kinds, biases of the kinds; zeros where there is nothing to learn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it was built for one thread: one is all that it gets
        import lightfm  # noqa: PLC0415 (not installed everywhere)

    shape = len(lessons.hidden), len(encoding.kinds)
    if not shape[0]:
        return np.zeros((int(encoding.starts[-1]), SIZE)), np.zeros((shape[1], SIZE)), np.zeros(shape[1])
    cells = np.arange(shape[0], dtype=np.int32), lessons.hidden.astype(np.int32)
    bought = sparse.coo_matrix((np.ones(shape[0], dtype=np.float32), cells), shape=shape)
    weight = sparse.coo_matrix((lessons.weight.astype(np.float32), cells), shape=shape)
    refusals = slice(len(encoding.kinds), encoding.n_things)
    seen = np.ones(int(encoding.starts[-1]))
    seen[refusals] = 0.0  # a kind refused would be drawn as a negative, and a refusal taken for its reason
    features = sparse.csr_matrix(encoding.features(lessons.asked) @ sparse.diags_array(seen), dtype=np.float32)
    features.eliminate_zeros()
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    model = lightfm.LightFM(SIZE, loss="warp", user_alpha=RIDGE, item_alpha=RIDGE, random_state=seed)
    model.fit(bought, user_features=features, sample_weight=weight, epochs=EPOCHS, num_threads=1)
    model.user_embeddings[refusals] = 0.0
    found = model.user_embeddings, model.item_embeddings, model.item_biases
    return found[0].astype(np.float64), found[1].astype(np.float64), found[2].astype(np.float64)
