"""How many purchases each of two models would have brought from the clients whom it calls first."""

from dataclasses import dataclass

import numpy as np

from ml.arrays import Bools, Counts, Floats

FIRST = 100
DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class FirstHundred:
    """Of the first `clients` (at most FIRST of all) by their best P(kind), how many had bought what is recommended
    first: by either model, and the 95 % bootstrap interval of the difference (paired over clients).
    """

    clients: int
    champion: int
    challenger: int
    low: int
    high: int


def first_hundred(best: Floats, hits: Bools, seed: int) -> FirstHundred:
    """Of n clients by champion and challenger: the `best` chance float64 [2, n] and its `hits` bool [2, n].

    `hits`: whether what has that chance was bought. ValueError without a client.
    """
    n = best.shape[1]
    if not n:
        raise ValueError("nobody to rank")
    first = min(FIRST, n)
    order = np.argsort(-best, axis=1, kind="stable")
    ranked = np.take_along_axis(hits, order, axis=1).astype(np.int64)

    def among(times: Counts) -> Counts:
        """Hits among the first, where client i is there `times[i]` times."""
        here = times[order]
        room = np.clip(first - (here.cumsum(axis=1) - here), 0, here)
        return np.asarray((room * ranked).sum(axis=1))

    rng = np.random.default_rng(seed)
    drawn = (among(np.bincount(rng.integers(0, n, n), minlength=n)) for _ in range(DRAWS))
    low, high = np.quantile([int(one[1] - one[0]) for one in drawn], [0.025, 0.975])
    champion, challenger = among(np.ones(n, dtype=np.int64)).tolist()
    return FirstHundred(first, champion, challenger, round(low), round(high))
