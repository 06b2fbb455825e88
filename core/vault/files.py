"""Files that are there whole or not at all."""

import os
from contextlib import suppress
from errno import EINVAL
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write `content` beside `path`, force it to the disk and put it in place in one step.

    Killed anywhere, `path` holds its old content or the new one; what a kill leaves beside it the next try replaces.
    The file beside it is always a new one: a link that somebody laid there is not followed.
    Raises OSError, leaving no scrap behind.
    """
    scrap = path.with_name(f".{path.name}.part")
    try:
        scrap.unlink(missing_ok=True)
        descriptor = os.open(scrap, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scrap.replace(path)
        settle(path.parent)
    except OSError:
        with suppress(OSError):
            scrap.unlink(missing_ok=True)
        raise


def read_plain(path: Path) -> bytes:
    """The content of a file. What is there and is none (a pipe, a folder) could keep us waiting for ever: OSError.

    Raises OSError.
    """
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, os.strerror(EINVAL))
    return path.read_bytes()


def append_lines(path: Path, lines: str) -> None:
    """Add lines to a text file for its owner's eyes alone (mode 0600), in one write, forced to the disk.

    Raises OSError, leaving the file as it was.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "rb+") as file:
        path.chmod(0o600)
        before = file.seek(0, os.SEEK_END)
        try:
            if before and _last_byte(path) != b"\n":
                lines = "\n" + lines
            file.write(lines.encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), before)
            raise
    settle(path.parent)


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def settle(folder: Path) -> None:
    """Make the new name survive a power cut; Windows does it by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
