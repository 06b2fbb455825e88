"""The hidden command `train-model`: the child of `core/services/training_apart.py`, which fits and compares models.

It takes a parcel of arrays from standard input and writes lines of JSON to standard output. It says nothing on standard
error, whatever happens: a fault may quote values. It knows no base and opens no file.
"""

import json
import os
import sys
from base64 import b64encode
from dataclasses import asdict
from datetime import date
from math import isnan
from time import perf_counter
from typing import IO, Any

import numpy as np

from core.domain.training import Found, Verdict
from core.intake.children import end_with_parent
from core.services.training_apart import OUT_OF_MEMORY, Task
from ml import bundle
from ml.bundle import dump, load
from ml.gate import Comparison
from ml.parcel import unpack
from ml.training import Champion, Course, Trained, train


def serve() -> int:
    """Do what standard input asks for; returns 0, or 1 where nobody listens or there was not enough memory."""
    _fall_silent()
    give_way()
    end_with_parent()
    # by number: a frozen program without a console has no sys.stdin and sys.stdout
    with open(0, "rb", closefd=False) as asked, open(1, "wb", closefd=False) as told:
        try:
            _answer(asked.read(), told)
        except MemoryError:
            _tell(told, {"error": OUT_OF_MEMORY})
            return 1
        except OSError:
            return 1
    return 0


def give_way() -> None:
    """Let every other program go first. On Windows by the class of the process, elsewhere by its niceness."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(10)


def _answer(parcel: bytes, told: IO[bytes]) -> None:
    began = perf_counter()
    task = unpack(parcel, Task, Course)
    champion = None
    if task.content is not None and task.twin is not None:
        champion = Champion(load(task.content.tobytes()), load(task.twin.tobytes()))
    trained = train(task.course, champion, step=lambda done, of: _tell(told, {"done": done, "of": of}))
    content = dump(trained.content, _told_of(task.course, trained.comparison))
    _tell(told, {"trained": _facts(trained, content) | {"seconds": perf_counter() - began}})


def _told_of(course: Course, comparison: Comparison) -> bundle.Trained:
    """What the file says of its training. Its version is not in it: that names the file."""
    known = np.concatenate([course.owned_since, course.answered_at])
    days = [date.fromordinal(int(day)).isoformat() for day in np.unique(known[np.isfinite(known)])]
    loss = _known(comparison.of_all.challenger)
    return bundle.Trained(
        period=(days[0], days[-1]) if days else None,
        clients=len(course.dataset.clients),
        purchases=course.dataset.clients.owned.nnz,
        answers=0 if course.dataset.offers is None else len(course.dataset.offers),
        metrics={} if loss is None else {"loss": loss},
    )


def _facts(trained: Trained, content: bytes) -> dict[str, Any]:
    return {
        "content": b64encode(content).decode(),
        "twin": b64encode(dump(trained.twin)).decode(),
        "members": dict(trained.content.weights),
        "losses": dict(trained.content.losses),
        "verdict": Verdict[trained.comparison.verdict.name].value,
        "found": asdict(_found(trained.comparison)),
        "by_time": trained.by_time,
        "worse_places": [one.group for one in trained.slices if one.worse],
    }


def _found(comparison: Comparison) -> Found:
    means, first = comparison.of_all, comparison.first
    return Found(
        clients=means.clients,
        old=_known(means.champion),
        new=_known(means.challenger),
        difference=_known(means.difference),
        least=_known(means.low),
        most=_known(means.high),
        first=0 if first is None else first.clients,
        old_hits=0 if first is None else first.champion,
        new_hits=0 if first is None else first.challenger,
        least_hits=0 if first is None else first.low,
        most_hits=0 if first is None else first.high,
        needed=comparison.needed,
    )


def _known(value: float) -> float | None:
    """NaN is no JSON."""
    return None if isnan(value) else value


def _tell(told: IO[bytes], content: dict[str, Any]) -> None:
    told.write(json.dumps(content).encode() + b"\n")
    told.flush()


def _fall_silent() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
