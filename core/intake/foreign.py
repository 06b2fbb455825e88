"""The border: files of others are read behind it, and only a `KnownError` without a trace of them comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.domain.errors import FileMissing, KnownError, UnreadableFile

Result = TypeVar("Result")


def read_bytes(path: Path) -> bytes:
    """The whole file. Raises FileMissing, also for what is none: a pipe or a device may never end."""
    try:
        if path.is_file():
            return path.read_bytes()
    except (OSError, ValueError):  # a NUL inside a path is a ValueError
        pass
    raise FileMissing


def guarded(read: Callable[[], Result]) -> Result:
    """What `read` returns; its own failures become UnreadableFile, KnownErrors pass.

    A parser in Rust panics with a BaseException. The error is raised outside `except`, so nothing that the parser said
    about the contents hangs on it as a context.
    """
    try:
        return read()
    except (KnownError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # noqa: S110
        pass
    raise UnreadableFile
