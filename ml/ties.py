"""The fair lot on whole arrays: the same numbers, to the bit, as the lot that settles rivals one client at a time."""

import numpy as np

from ml.arrays import Hashes


def draw(ids: Hashes, salts: Hashes) -> Hashes:
    """Even 64-bit numbers of `ids` and `salts`, which broadcast: SplitMix64's finaliser (Steele, Lea, Flood 2014)."""
    z = np.asarray(ids, dtype=np.uint64) ^ np.asarray(salts, dtype=np.uint64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))
