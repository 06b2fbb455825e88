"""One life of a worker: it tells on its standard output what it begins and what it has done, and is killed.

The worker is forked from a parent that has loaded everything, so that a kill costs no start of Python.
"""

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

Told = dict[str, Any]
Step = tuple[Told, Callable[[], Told]]
"""What will be done, in full, and the doing; it gives back what only the doing could find out."""

_OPENED, _BEGUN, _DONE = "opened", "begun", "done"


class Fault(Exception):
    """The worker met an error of its own: that is a bug, whatever the kill would have shown."""


@dataclass(slots=True)
class Life:
    """What a worker told before its end: the steps it was told to have `done`, and one that was `begun` only."""

    done: list[Told] = field(default_factory=list)
    begun: Told | None = None
    opened: bool = False
    seconds: list[float] = field(default_factory=list)
    opening: float = 0.0

    def hear(self, kind: str, told: Told, since: float) -> None:
        """A line of the worker, `since` seconds after the one before."""
        if kind == _OPENED:
            self.opened, self.opening = True, since
        elif kind == _BEGUN:
            self.begun = told
        else:
            self.done.append({**(self.begun or {}), **told})
            self.begun = None
            self.seconds.append(since)


def live(work: Callable[[], Iterable[Step]], steps: int, after: float, errors: Path) -> Life:
    """Let a worker live until `after` seconds have passed since it finished `steps` steps, and kill it.

    `steps` -1: since it was born. `work` opens the base at its first step. Raises Fault.
    """
    if sys.platform == "win32":
        raise NotImplementedError("workers are forked")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, writing, errors)
    os.close(writing)
    life, rest, last = Life(), b"", monotonic()
    deadline = last + after if steps < 0 else None
    over = False
    while not over:
        wait = None if deadline is None else deadline - monotonic()
        if wait is not None and (wait <= 0 or not select.select([reading], [], [], wait)[0]):
            break
        piece = os.read(reading, 65_536)
        over = not piece
        rest, last = _heard(life, rest + piece, last)
        if deadline is None and len(life.done) >= steps and life.opened:
            deadline = last + after
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while piece := os.read(reading, 65_536):  # what it had told when it was killed
        rest += piece
    _heard(life, rest, last)
    os.close(reading)
    if not os.WIFSIGNALED(status):
        raise Fault(errors.read_text("utf-8"))
    return life


def _heard(life: Life, said: bytes, last: float) -> tuple[bytes, float]:
    *lines, rest = said.split(b"\n")
    now = monotonic()
    for line in lines:
        kind, told = json.loads(line)
        life.hear(kind, told, now - last)
        last = now
    return rest, last


def _work(work: Callable[[], Iterable[Step]], writing: int, errors: Path) -> None:
    """In the worker; never returns."""
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        os.dup2(writing, 1)
        for number, (told, do) in enumerate(work()):
            if number == 0:
                _tell(_OPENED, {})
            _tell(_BEGUN, told)
            _tell(_DONE, do())
        signal.pause()  # it has nothing more to do and waits to be killed
    except BaseException:  # whatever it is, the parent has to know
        errors.write_text(traceback.format_exc(), "utf-8")
    os._exit(1)


def _tell(kind: str, told: Told) -> None:
    os.write(1, json.dumps([kind, told], ensure_ascii=False).encode() + b"\n")


def undisturbed(work: Callable[[], Iterator[Step]], steps: int, errors: Path) -> Life:
    """A life of so many steps, killed only after them: what the delays are drawn from. Raises Fault."""
    return live(work, steps, 0.0, errors)
