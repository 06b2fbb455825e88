"""A training in a process of its own: at low priority, on one thread, so that the same data give the same bytes.

The child is this same program with a hidden command (`core/cli/model_training.py`). It gets arrays on its standard
input, without a name in them, and tells lines of JSON:

    {"done": 1, "of": 4} · … · {"trained": {"content": base64, "twin": base64, …}}, or {"error": "memory"}

Nothing of it touches the disk. Whoever does not want to wait any longer ends it.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from queue import Empty
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.domain.training import Found, TrainingBroken, TrainingNoMemory, Verdict
from core.intake.children import TRAIN_MODEL, command_line, started
from core.services.session import Progress
from ml.parcel import pack
from ml.training import Course

ALONE: Final[Mapping[str, str]] = {
    "OMP_WAIT_POLICY": "PASSIVE",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}
"""One thread, and it does not spin while it waits (model.md, OpenMP trap); read before the first import of NumPy."""

OUT_OF_MEMORY: Final = "memory"
_TICK_SECONDS: Final = 0.1
_STEP: Final = "train"
_KILLED_FOR_MEMORY: Final = (-9, 0xC0000409)


@dataclass(frozen=True, eq=False)
class Task:
    """What the child is asked: the course, and the model in use with its twin as files (uint8), None where it was
    fitted at once.
    """

    course: Course
    content: NDArray[np.uint8] | None
    twin: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True)
class TrainedApart:
    """The new model and its twin as files, the loss of each member, the weights in the blend, and what the comparison
    has found; `worse_places`: kinds, by their places, where it is surely worse.
    """

    content: bytes
    twin: bytes
    members: Mapping[str, float]
    losses: Mapping[str, float]
    verdict: Verdict
    found: Found
    by_time: bool
    worse_places: tuple[int, ...]
    seconds: float


def train_apart(course: Course, champion: tuple[bytes, bytes] | None, progress: Progress) -> TrainedApart:
    """Let a child fit and compare; `champion`: model and twin as files, None where it was fitted at once.

    `progress` is called ten times a second; what it raises ends the child and comes out. Raises TrainingBroken,
    TrainingNoMemory.
    """
    files = (None, None) if champion is None else tuple(np.frombuffer(one, dtype=np.uint8) for one in champion)
    done, of = 0, 1
    with started(_command(), pack(Task(course, *files), Course, Task), ALONE) as child:
        while True:
            progress(_STEP, done, of)
            try:
                line = child.lines.following(_TICK_SECONDS)
            except Empty:
                continue
            if line is None:
                killed = child.process.wait() in _KILLED_FOR_MEMORY
                raise TrainingNoMemory if killed else TrainingBroken
            told = _told(line)
            if told.get("error") == OUT_OF_MEMORY:
                raise TrainingNoMemory
            if "trained" in told:
                return _trained(told["trained"])
            done, of = told.get("done", done), told.get("of", of)


def _command() -> list[str]:
    """How this same program is started to train."""
    return command_line(TRAIN_MODEL)


def _told(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        raise TrainingBroken from None
    if not isinstance(told, dict):
        raise TrainingBroken
    return told


def _trained(told: Mapping[str, Any]) -> TrainedApart:
    try:
        return TrainedApart(
            content=b64decode(told["content"], validate=True),
            twin=b64decode(told["twin"], validate=True),
            members=told["members"],
            losses=told["losses"],
            verdict=Verdict(told["verdict"]),
            found=Found(**told["found"]),
            by_time=bool(told["by_time"]),
            worse_places=tuple(told["worse_places"]),
            seconds=float(told["seconds"]),
        )
    except (KeyError, TypeError, ValueError):
        raise TrainingBroken from None
