"""Disks that fail: one whose every write may be refused, and small ones that are really full."""

import errno
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

SMALL_DISK: Final = 6 * 1024 * 1024
_FILLER: Final = ".filler"
_PIECE: Final = 4_096
_MOUNTED: Final = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'


class FullDisk:
    """A file on it runs out of room after so many writes and flushes of all files there."""

    left = 0

    def __init__(self, opened: Any) -> None:
        self._opened = opened

    def __enter__(self) -> "FullDisk":
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def __getattr__(self, name: str) -> Any:
        if name in {"write", "flush"}:
            if not FullDisk.left:
                raise OSError(errno.ENOSPC, "no room")
            FullDisk.left -= 1
        return getattr(self._opened, name)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes within the block, as on a full disk."""
    if sys.platform == "win32":
        raise NotImplementedError
    import resource  # noqa: PLC0415 (not on Windows)

    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def on_a_small_disk(place: Path, *command: str) -> list[str]:
    """The command, in a world of its own where a disk of `SMALL_DISK` bytes is mounted at `place`; as it is where
    nobody may mount: `room_of` then holds files back one by one.
    """
    way = _way()
    return [*way, str(SMALL_DISK), str(place), *command] if way else list(command)


@cache
def _way() -> tuple[str, ...]:
    """A new space of mounts: as the superuser, or as one in a space of users."""
    if sys.platform == "linux" and shutil.which("unshare"):
        for options in ("-m", "-rm"):
            way = ("unshare", options, "sh", "-c", _MOUNTED, "sh")
            if subprocess.run([*way, "64k", "/mnt", "true"], capture_output=True, check=False).returncode == 0:
                return way
    return ()


def is_disk(place: Path) -> bool:
    """Whether a disk is mounted just there."""
    return sys.platform != "win32" and place.is_mount()


@contextmanager
def room_of(size: int, place: Path) -> Iterator[None]:
    """Within the block about so many bytes are free at `place` and no more; where no disk is mounted there, no file may
    be longer.
    """
    if not is_disk(place):
        with files_up_to(size):
            yield
        return
    filler = place / _FILLER
    try:
        with filler.open("wb") as opened, suppress(OSError):
            while True:
                missing = shutil.disk_usage(place).free - size
                if missing <= 0:
                    break
                opened.write(bytes(max(min(missing, 64 * _PIECE), _PIECE)))
                opened.flush()
        yield
    finally:
        filler.unlink()
