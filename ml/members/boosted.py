"""What trees say that correct each other: gradient boosting (Friedman 2001) of a softmax, by LightGBM.

    score(k) = popularity(k) + Σ over ROUNDS trees of k of  tree(basket, portrait)

Fitted on every owned kind hidden in turn (`Lessons`), from popularity on. Trees see the level of a column as its
number. Kept as LightGBM's own text, read by nothing but LightGBM; on one thread the same data give the same text.

With fewer than `least` clients trees are worth no more than the members that count (measured), and take longer.
"""

import ctypes
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from ml.arrays import Floats, Indices
from ml.encoding import Encoding, Lessons
from ml.members import Baskets
from ml.terms import Code, Terms, terms, together

MOST_KINDS = 100
"""Every kind has trees of its own: beyond so many they take longer than they are worth."""

ROUNDS = 250
SETTINGS: Final = {
    "objective": "multiclass",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
BLOCK = 256
"""Clients explained at a time, for LightGBM tells the share of every feature in every kind; scored by one thread."""


@dataclass(frozen=True, eq=False)
class Boosted(Encoding):
    """`trees` uint8: LightGBM's text, empty where there was nothing to learn."""

    trees: NDArray[np.uint8]

    name: ClassVar[str] = "boosted"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 2_000
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:
        """Grow the trees."""
        encoding = Encoding.of(seen, MOST_KINDS)
        return cls(**encoding.parts, trees=_grow(encoding, Lessons.of(seen, encoding, seed), seed))

    def score(self, asked: Baskets) -> Floats:
        """What the leaves say in which a client ends, beside popularity."""
        if not len(self.trees) or not len(asked):
            return np.tile(self.popular, (len(asked), 1))
        threads = 1 if len(asked) <= BLOCK else 0  # for few clients more threads only wait in circles
        return self.spread(np.asarray(self._booster.predict(_seen(self, asked), raw_score=True, num_threads=threads)))

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        """LightGBM's own shares (Lundberg's TreeSHAP): of every owned kind, every column known, and the average."""
        place = self.place[kinds]
        known = np.flatnonzero(place >= 0) if len(self.trees) else np.zeros(0, dtype=np.intp)
        parts = [terms(Code.POPULAR, np.arange(len(kinds)), self.popular[kinds])]
        for pairs in (known[start : start + BLOCK] for start in range(0, len(known), BLOCK)):
            who, row = np.unique(rows[pairs], return_inverse=True)
            shares = self._booster.predict(_seen(self, asked.take(who)), pred_contrib=True)
            of_kind = np.asarray(shares).reshape(len(who), len(self.kinds), -1)[row, place[pairs]]
            basket, columns, base = np.split(of_kind, [len(self.kinds), of_kind.shape[1] - 1], axis=1)
            things = np.hstack([basket, np.zeros_like(basket)])
            lines = self.tell(asked.take(rows[pairs]), place[pairs], things, columns, base[:, 0])
            parts.append(lines.of_pairs(pairs))
        return together(parts)

    @cached_property
    def _booster(self) -> Any:
        from lightgbm import Booster  # noqa: PLC0415 (takes its time, and most starts ask no trees)

        return Booster(model_str=self.trees.tobytes().decode("utf-8"))


def installed() -> bool:
    """Whether LightGBM can be loaded: on Linux the system has to bring it the library for threads of GCC."""
    if not sys.platform.startswith("linux"):
        return find_spec("lightgbm") is not None
    try:
        ctypes.CDLL("libgomp.so.1")
    except OSError:
        return False
    return find_spec("lightgbm") is not None


def _grow(encoding: Encoding, lessons: Lessons, seed: int) -> NDArray[np.uint8]:
    import lightgbm  # noqa: PLC0415

    if len(encoding.kinds) < 2 or not len(lessons.hidden):
        return np.zeros(0, dtype=np.uint8)
    popular = np.tile(encoding.popular[encoding.kinds], (len(lessons.hidden), 1))
    data = lightgbm.Dataset(
        _seen(encoding, lessons.asked), lessons.hidden, weight=lessons.weight, init_score=popular.ravel("F")
    )
    settings = {**SETTINGS, "num_class": len(encoding.kinds), "seed": seed}
    grown = lightgbm.train(settings, data, ROUNDS)
    return np.frombuffer(grown.model_to_string().encode("utf-8"), dtype=np.uint8)


def _seen(encoding: Encoding, asked: Baskets) -> Floats:
    """float64 [n, S + C]: the basket and the level in each column.

    Not what was refused: LightGBM knows no choice sets, and would learn that nobody buys what he once refused.
    """
    return np.hstack([encoding.basket(asked).toarray(), encoding.codes(asked)])
