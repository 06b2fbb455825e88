"""Public keys as words that two people compare by voice."""

import hashlib
from functools import cache
from typing import Final

from mnemonic import Mnemonic

WORDS: Final = 6
_BITS: Final = 11


def fingerprint(public_key: str, language: str = "russian") -> tuple[str, ...]:
    """Six of the 2048 words of BIP 39, the first 66 bits of the key's SHA-256. `language` as BIP 39 names it."""
    digest = int.from_bytes(hashlib.sha256(public_key.encode()).digest(), "big") >> (256 - WORDS * _BITS)
    places = ((digest >> _BITS * (WORDS - 1 - place)) % (1 << _BITS) for place in range(WORDS))
    return tuple(_words(language)[place] for place in places)


@cache
def _words(language: str) -> list[str]:
    return list(Mnemonic(language).wordlist)
