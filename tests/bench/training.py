"""Time of a whole training, with members that a run of scoring does not fit by itself, and of what it must survive."""

import time
from collections.abc import Iterator

import numpy as np

from ml import hybrid
from ml.dataset import Dataset
from ml.members import Baskets, Member
from ml.members.factors import Factors
from tests.ml.build import drawn

KINDS, SERVICES = 50, 80


def figures() -> Iterator[tuple[str, float, str]]:
    """(name, value, unit) as they are measured, on bases drawn from a fixed seed."""
    for clients in (20_000, 100_000):
        base = drawn(clients, KINDS, SERVICES, seed=2)
        seen = Baskets.of(base.clients, base.assortment.recorded)
        members: list[type[Member]] = [*hybrid.IN_TRAINING, Factors]
        for member in dict.fromkeys(members):
            began = time.perf_counter()
            member.fit(seen, 0)
            yield f"{clients:,} clients × {KINDS} kinds: fit {member.name}", time.perf_counter() - began, "s"
        yield _training(f"{clients:,} clients × {KINDS} kinds", base)
    few = drawn(1_000, KINDS, SERVICES, seed=2)
    copies = few.clients.take(np.resize(np.arange(1_000), 1_000_000))
    yield _training("a million copies of a thousand clients", Dataset(few.assortment, copies))
    yield _training("5,000 services", drawn(3_000, 5_000, 5_000, seed=2, unrecorded=0.0, bare=True))


def _training(title: str, base: Dataset) -> tuple[str, float, str]:
    began = time.perf_counter()
    hybrid.fit(base, members=hybrid.MEMBERS)
    return f"{title}: whole training", time.perf_counter() - began, "s"
