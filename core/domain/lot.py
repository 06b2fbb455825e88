"""The fair lot: the same client, kind and rule version always draw the same number, whatever the order of work."""

from hashlib import blake2b
from math import lcm

RULE_VERSION = 1
"""Version of the rules of `resolution.py`. A change of any rule there raises it."""

_MASK = (1 << 64) - 1


def salt(kind_key: str, rule_version: int = RULE_VERSION) -> int:
    """The 64-bit share of a kind and a rule version in the lot."""
    return int.from_bytes(blake2b(f"{rule_version}|{kind_key}".encode(), digest_size=8).digest())


def alike(rivals: int) -> int:
    """Clients whose numbers agree modulo this end alike: any group of equals among so many rivals divides it."""
    return lcm(*range(1, rivals + 1))


def draw(client_id: int, kind_salt: int) -> int:
    """An even 64-bit number: the finaliser of SplitMix64 (Steele, Lea, Flood 2014) over client id and salt."""
    z = (client_id ^ kind_salt) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
