"""Disks that fail."""

import errno
from typing import Any


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
