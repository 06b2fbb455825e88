"""1,000 flipped bits in each store, and 100 wrong passwords with kills between: what goes unnoticed. The suite does a
part of both.
"""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.vault.slots import unlock
from tests.support.base_of_today import make
from tests.support.bases import LOGIN, PASSWORD
from tests.support.bitflips import survivors
from tests.support.guessing import guess

FLIPS = 1_000
GUESSES = 100


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit with the target)."""
    with tempfile.TemporaryDirectory() as scratch:
        base = make(Path(scratch))
        keys = unlock(base, LOGIN, PASSWORD).keys
        for name in (WORK_FILE, PEOPLE_FILE):
            began = perf_counter()
            unnoticed = survivors(base, keys, name, FLIPS)
            yield f"{name}: of {FLIPS:,} flipped bits unnoticed", len(unnoticed), "(target: 0)"
            yield "  in", perf_counter() - began, "s"
        counts = Path(scratch) / "counts"
        counts.mkdir()
        guessed = guess(counts, datetime(2026, 11, 20, tzinfo=UTC), GUESSES)
        lost = max(0, guessed.asked - guessed.counted)
        yield f"of {guessed.asked} wrong passwords lost through {guessed.killed} kills", lost, "(target: 0)"
