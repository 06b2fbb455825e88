"""The program's log: what happened and how long it took, in words of ours and numbers; never a value from a base."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

LOG: Final = logging.getLogger("opuntia")
MOST_BYTES: Final = 500_000


def start_log(folder: Path) -> None:
    """Write to `folder`/opuntia.log; without a log where that is refused. A file that has reached half a megabyte is
    put aside first, in place of the one that was put aside before.
    """
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "opuntia.log"
        if file.exists() and file.stat().st_size >= MOST_BYTES:
            file.replace(folder / "opuntia.log.1")
        handler = logging.FileHandler(file, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOG.addHandler(handler)


def end_log() -> None:
    """Close the file."""
    for handler in list(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()


def log(event: str, **facts: int | float | bool) -> None:
    """One line: a word of ours and numbers."""
    LOG.info("%s", " ".join([event, *(f"{name}={value:g}" for name, value in facts.items())]))
