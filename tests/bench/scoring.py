"""Speed and memory of the model beside the bare matrix product of its size: score, recommend and explain large bases.

Linear members are those whose scores are a product themselves (popularity, items, portrait, factors); the whole hybrid
has trees besides. A million clients are ten copies of a hundred thousand, each scored for itself. Memory is that of the
whole process, with the clients in it. Times are of the processor on one thread, as on a machine that does nothing else;
of one client also by the clock, since there somebody waits.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import numpy as np

from ml import explain, hybrid
from ml.dataset import Dataset
from ml.members.factors import Factors
from ml.members.item_based import ItemBased
from ml.members.popularity import Popularity
from ml.members.portrait import Portrait
from tests.ml.build import drawn

LEARNED_FROM, CLIENTS, KINDS, SERVICES = 20_000, 100_000, 50, 80
COPIES = 10
ALONE = 1_000
"""Clients scored one by one."""

LINEAR = (Popularity, ItemBased, Portrait, Factors)

T = TypeVar("T")

if sys.platform != "win32":
    import resource


def figures() -> Iterator[tuple[str, float, str]]:
    """(name, value, unit) as they are measured, on a base drawn from a fixed seed."""
    base = drawn(CLIENTS, KINDS, SERVICES, seed=2)
    few = Dataset(base.assortment, base.clients.take(slice(0, LEARNED_FROM)))
    yield f"fit at once {CLIENTS:,} clients × {KINDS} kinds", _timed(lambda: hybrid.fit(base))[0], "s"
    model = hybrid.fit(few, members=LINEAR)
    yield from _alone("one client, linear members", model, base)
    yield from _alone("one client, whole hybrid", hybrid.fit(few, members=hybrid.MEMBERS), base)
    copied = base.clients.take(np.tile(np.arange(CLIENTS), COPIES))
    for asked in (base, Dataset(base.assortment, copied, base.clients)):
        title = f"{len(asked.clients):,} clients × {KINDS} kinds"
        product, _ = _timed(partial(_bare_products, len(asked.clients)))
        seconds, _ = _timed(partial(_recommend, model, asked))
        yield f"{title}: bare float64 product [n, K] @ [K, K] in blocks", product, "s"
        yield f"{title}: score by linear members and top 3", seconds, "s"
        yield f"{title}: score and top 3 / bare product", seconds / product, "×"
        yield f"{title}: peak memory of the process", _peak_mebibytes(), "MiB"
    yield from _explained(model, base)


def _recommend(model: hybrid.Model, base: Dataset) -> None:
    for block in hybrid.blocks(len(base.clients)):
        scores = hybrid.score(model, base, block)
        hybrid.top(scores, base.clients.take(block), base.assortment)


def _alone(title: str, model: hybrid.Model, base: Dataset) -> Iterator[tuple[str, float, str]]:
    each = [base.take(np.array([row])) for row in range(ALONE)]
    _recommend(model, each[0])
    waited, worked = [], []
    for one in each:
        started = time.perf_counter()
        worked.append(_timed(partial(_recommend, model, one))[0])
        waited.append(time.perf_counter() - started)
    for share in (50, 99):
        yield f"{title}: score and top 3, p{share}", 1000 * float(np.percentile(worked, share)), "ms"
    yield f"{title}: score and top 3, p99 by the clock", 1000 * float(np.percentile(waited, 99)), "ms"


def _explained(model: hybrid.Model, base: Dataset) -> Iterator[tuple[str, float, str]]:
    seconds, pairs = 0.0, 0
    for block in hybrid.blocks(CLIENTS):
        scores = hybrid.score(model, base, block)
        best = hybrid.top(scores, base.clients.take(block), base.assortment)
        rows, places = np.nonzero(best >= 0)
        taken, _ = _timed(partial(explain.reasons, model, base, scores, rows, best[rows, places]))
        seconds, pairs = seconds + taken, pairs + len(rows)
    yield f"reasons of {pairs:,} pairs, linear members", seconds, "s"


def _bare_products(clients: int) -> None:
    rng = np.random.default_rng(0)
    left, right = rng.random((hybrid.BLOCK, KINDS)), rng.random((KINDS, KINDS))
    for block in hybrid.blocks(clients):
        left[: block.stop - block.start] @ right


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def _peak_mebibytes() -> float:
    if sys.platform != "win32":
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
    return float("nan")


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name}: {value:.3f} {unit}")
