"""Files that are there whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write `content` beside `path`, force it to the disk and put it in place in one step.

    Killed anywhere, `path` holds its old content or the new one. Raises OSError, leaving no scrap behind.
    """
    scrap = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(scrap, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scrap.replace(path)
        _settle(path.parent)
    except OSError:
        with suppress(OSError):
            scrap.unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """Make the new name survive a power cut; Windows does it by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
