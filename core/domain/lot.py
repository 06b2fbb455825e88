"""The fair lot: the same client, kind and rule version always draw the same number, whatever the order of work."""

from hashlib import blake2b
from math import lcm

RULE_VERSION = 2
"""Version of the rules by which rivals are settled; a change of any rule raises it. What was settled by an earlier one
replays by that one. 1: `resolution.py` alone; 2: `exploration.py` after it.
"""

_MASK = (1 << 64) - 1


def salt(kind_key: str, rule_version: int = RULE_VERSION, purpose: str = "") -> int:
    """The 64-bit share of a kind and a rule version in the lot; another `purpose` draws independently of it."""
    named = f"{rule_version}|{kind_key}|{purpose}" if purpose else f"{rule_version}|{kind_key}"
    return int.from_bytes(blake2b(named.encode(), digest_size=8).digest())


def alike(rivals: int) -> int:
    """Clients whose numbers agree modulo this end alike: any group of equals among so many rivals divides it."""
    return lcm(*range(1, rivals + 1))


def draw(client_id: int, kind_salt: int) -> int:
    """An even 64-bit number: the finaliser of SplitMix64 (Steele, Lea, Flood 2014) over client id and salt."""
    z = (client_id ^ kind_salt) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def falls_within(drawn: int, share: float) -> bool:
    """Whether a drawn number is among the lowest `share` (0…1) of all numbers."""
    return drawn < share * (_MASK + 1)
