"""Children: this same program run headless with a hidden command, for what may fall over or takes its time.

A child gets what it is to do on its standard input, never as arguments that others could see, and none of the parent's
secrets; it answers in lines on its standard output and says nothing on standard error. Where its parent is gone, killed
or fallen over, it ends by itself within seconds, whatever it is at.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Queue
from threading import Thread
from time import sleep
from typing import IO, Final

TRAIN_MODEL: Final = "train-model"
"""The hidden command that fits and compares models: core/cli/model_training.py."""

_WAITING_LINES = 16
_BUFFER = 1 << 20

_NOT_FOR_THE_CHILD = ("PYTHONPATH", "PYTHONINSPECT", "PYTHONSTARTUP")
_OURS = "OPUNTIA_"
"""Variables of our own may hold a password."""

_PARENT: Final = "OPUNTIA_PARENT"
"""The variable that names a child's parent by its number. Whom a child finds for its parent may be another one: who has
died is replaced, and on Windows a launcher may stand between.
"""

_LOOK_SECONDS: Final = 1.0


class Lines:
    """The lines of a stream, read by a thread of their own so that waiting for one can be cut short."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting: Queue[bytes | None] = Queue(_WAITING_LINES)
        self._over = False
        Thread(target=self._read, daemon=True).start()

    def following(self, seconds: float | None = None) -> bytes | None:
        """The next line, None at the end. Raises Empty where none comes in time."""
        line = self._waiting.get(timeout=seconds)
        self._over = line is None
        return line

    def exhaust(self) -> None:
        """Wait for the end of the stream."""
        while not self._over:
            self.following()

    def _read(self) -> None:
        try:
            for line in self._stream:
                self._waiting.put(line)
        finally:
            self._waiting.put(None)


@dataclass(frozen=True, slots=True)
class Child:
    """A running child."""

    process: "subprocess.Popen[bytes]"
    lines: Lines


def command_line(command: str) -> list[str]:
    """How this same program is started with a hidden command."""
    if getattr(sys, "frozen", False):
        return [sys.executable, command]
    return [sys.executable, "-P", "-m", "core.cli", command]


@contextmanager
def started(line: Sequence[str], request: bytes, surroundings: Mapping[str, str] | None = None) -> Iterator[Child]:
    """A child that got this request, with these variables besides ours. After the block it is gone."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    else:
        flags = 0
    process = subprocess.Popen(  # noqa: S603
        line,
        bufsize=_BUFFER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_surroundings() | dict(surroundings or {}),
        creationflags=flags,
    )
    with process:
        if process.stdin is None or process.stdout is None:  # it has both: they are pipes
            raise TypeError
        lines, said = Lines(process.stdout), Thread(target=_say, args=(process.stdin, request), daemon=True)
        said.start()
        try:
            yield Child(process, lines)
        finally:
            process.kill()
            lines.exhaust()
            said.join()


def end_with_parent() -> None:
    """For a child: from now on it ends where its parent does, also in the middle of a long computation."""
    parent = os.environ.get(_PARENT)
    if parent is not None:  # else somebody has started it by hand
        Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    sleep(_LOOK_SECONDS)
    import psutil  # noqa: PLC0415 (most children are done before it is needed)

    with suppress(psutil.NoSuchProcess):
        watched = psutil.Process(parent)
        while watched.is_running() and (sys.platform == "win32" or watched.status() != psutil.STATUS_ZOMBIE):
            sleep(_LOOK_SECONDS)
    os._exit(1)


def _say(to: IO[bytes], request: bytes) -> None:
    """In a thread of its own: a child that does not listen keeps nobody waiting."""
    with suppress(OSError):  # one that is dead says so by its silence
        to.write(request)
        to.close()


def _surroundings() -> dict[str, str]:
    """The environment of the child."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_FOR_THE_CHILD and not name.startswith(_OURS)
    }
    return ours | {"PYTHONIOENCODING": "utf-8", _PARENT: str(os.getpid())}
