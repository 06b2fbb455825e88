"""Time of a whole training, with members that a run of scoring does not fit by itself, and of what it must survive.

Beside what the clock says stands what the processor did on its one thread: that is what a training takes on a machine
that does nothing else. The factor models are trained on the same clients and marked on the same others, each alone: the
ratio of what they took and how good they are.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from scipy import sparse

from ml import hybrid
from ml.dataset import Dataset
from ml.evaluate import Trial, evaluate
from ml.held import hold_out
from ml.members import Baskets, Member, lightfm
from ml.members.factors import Factors
from ml.members.lightfm import LightFM
from ml.ties import draw
from tests.ml.build import drawn

KINDS, SERVICES = 50, 80


def figures() -> Iterator[tuple[str, float, str]]:
    """(name, value, unit) as they are measured, on bases drawn from a fixed seed."""
    for clients in (20_000, 100_000):
        base = drawn(clients, KINDS, SERVICES, seed=2)
        seen = Baskets.of(base.clients, base.assortment.recorded)
        members: list[type[Member]] = [*hybrid.IN_TRAINING, Factors]
        for member in dict.fromkeys(members):
            taken = _taken(partial(member.fit, seen, 0))
            yield f"{clients:,} clients × {KINDS} kinds: fit {member.name}, by the processor", taken[1], "s"
        yield from _training(f"{clients:,} clients × {KINDS} kinds", base)
    yield from _factor_models(20_000)
    few = drawn(1_000, KINDS, SERVICES, seed=2)
    copies = few.clients.take(np.resize(np.arange(1_000), 1_000_000))
    yield from _training("a million copies of a thousand clients", Dataset(few.assortment, copies))
    yield from _training("5,000 services", drawn(3_000, 5_000, 5_000, seed=2, unrecorded=0.0, bare=True))


def _factor_models(clients: int) -> Iterator[tuple[str, float, str]]:
    """Factors, and LightFM beside it where it is installed."""
    trial, seconds = _trial(clients), []
    members: list[type[Member]] = [Factors, *([LightFM] if lightfm.installed() else [])]
    for member in members:
        seconds.append(_taken(partial(hybrid.fit, trial.train, 0, [member]))[1])
        marks = evaluate(trial, 0, [member]).marks[member.name]
        title = f"{clients:,} clients × {KINDS} kinds, {member.name} alone"
        yield f"{title}: hit@1", 100 * marks.hit1, "%"
        yield f"{title}: log-loss × 1,000", 1000 * marks.logloss, ""
        yield f"{title}: fit and weigh, by the processor", seconds[-1], "s"
    if len(seconds) > 1:
        yield "lightfm / factors: fit and weigh, by the processor", seconds[1] / seconds[0], "×"


def _trial(clients: int) -> Trial:
    """One kind of every client held back is hidden where it has more than one."""
    base = drawn(clients, KINDS, KINDS, seed=2, unrecorded=0.0, bare=True)
    gone = hold_out(base.clients.ids)
    test = base.clients.take(np.flatnonzero(gone))
    owned = test.owned.toarray()
    lots = draw(test.ids[:, None], base.assortment.kind_salts[None, :])
    first = np.where(owned, lots, np.iinfo(np.uint64).max).argmin(axis=1)
    hidden = np.zeros_like(owned)
    several = np.flatnonzero(owned.sum(axis=1) > 1)
    hidden[several, first[several]] = True
    left = sparse.csr_array(owned & ~hidden)
    train = Dataset(base.assortment, base.clients.take(np.flatnonzero(~gone)))
    return Trial(train, replace(test, owned=left, closed=left, sources=left), hidden)


def _training(title: str, base: Dataset) -> Iterator[tuple[str, float, str]]:
    clock, processor = _taken(partial(hybrid.fit, base, members=hybrid.MEMBERS))
    yield f"{title}: whole training", clock, "s"
    yield f"{title}: whole training, by the processor", processor, "s"


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and by the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor
