"""Speed and memory of the model: fit, score and explain a large base, beside the bare matrix product of its size."""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from ml import explain, hybrid
from ml.dataset import Dataset
from tests.ml.build import drawn

CLIENTS, KINDS, SERVICES = 100_000, 50, 80

T = TypeVar("T")

if sys.platform != "win32":
    import resource


def figures() -> list[tuple[str, float, str]]:
    """(name, value, unit) of everything measured, on a base drawn from a fixed seed."""
    base = drawn(CLIENTS, KINDS, SERVICES, seed=2)
    fitting, model = _timed(lambda: hybrid.fit(base))
    scoring, _ = _timed(lambda: _recommend(model, base))
    explaining, pairs = 0.0, 0
    for block in hybrid.blocks(CLIENTS):
        scores = hybrid.score(model, base, block)
        best = hybrid.top(scores, base.clients.take(block), base.assortment)
        rows, places = np.nonzero(best >= 0)
        kinds = best[rows, places]
        seconds, _ = _timed(partial(explain.reasons, model, base, scores, rows, kinds))
        explaining, pairs = explaining + seconds, pairs + len(rows)
    product = _bare_product()
    return [
        (f"fit {CLIENTS} clients × {KINDS} kinds", fitting, "s"),
        (f"score and top 3 of {CLIENTS} clients × {KINDS} kinds", scoring, "s"),
        ("bare float64 product [n, K] @ [K, K]", product, "s"),
        ("score and top 3 / bare product", scoring / product, "×"),
        (f"reasons of {pairs} pairs", explaining, "s"),
        ("peak memory of the process", _peak_mebibytes(), "MiB"),
    ]


def _recommend(model: hybrid.Model, base: Dataset) -> None:
    for block in hybrid.blocks(CLIENTS):
        scores = hybrid.score(model, base, block)
        hybrid.top(scores, base.clients.take(block), base.assortment)


def _bare_product() -> float:
    """The best of five, in seconds."""
    rng = np.random.default_rng(0)
    left, right = rng.random((CLIENTS, KINDS)), rng.random((KINDS, KINDS))
    return min(_timed(lambda: left @ right)[0] for _ in range(5))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _peak_mebibytes() -> float:
    if sys.platform != "win32":
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
    return float("nan")


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name}: {value:.3f} {unit}")
