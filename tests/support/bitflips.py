"""Flip single bits of a store and look whether the check notices."""

import random
from io import FileIO
from pathlib import Path

from core.storage.integrity import wrong_with
from core.vault.slots import StoreKeys

SEED = 26


def survivors(folder: Path, keys: StoreKeys, name: str, count: int, bit: int | None = None) -> list[int]:
    """Offsets of those flips, of `count` at seeded places, that neither opening nor the integrity check notices.

    `bit`: the mask to apply instead of a random bit; 0 changes nothing. The store ends as it was.
    """
    file, draw = folder / name, random.Random(SEED)
    whole = file.read_bytes()
    unnoticed = []
    with file.open("rb+", buffering=0) as store:
        for at in draw.sample(range(len(whole)), count) if bit is None else range(count):
            _write(store, at, whole[at] ^ (1 << draw.randrange(8) if bit is None else bit))
            if not wrong_with(folder, keys):
                unnoticed.append(at)
            _write(store, at, whole[at])
    return unnoticed


def _write(store: FileIO, at: int, byte: int) -> None:
    store.seek(at)
    store.write(bytes([byte]))
