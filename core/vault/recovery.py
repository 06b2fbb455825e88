"""The recovery sheet: eight groups of six digits, each with a check of its own, so that a slip names its group.

A group is a multiple of 11 and carries 16 bits: 128 in all. Digits are typed the same in every keyboard layout.
"""

import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.domain.errors import WrongGroup, WrongSheet
from core.vault.kdf import KEY_BYTES

GROUPS: Final = 8
DIGITS: Final = 6
_CHECK: Final = 11
_VALUES: Final = 1 << 16


def new_sheet() -> str:
    """A fresh code, its groups divided by hyphens."""
    return "-".join(f"{secrets.randbelow(_VALUES) * _CHECK:0{DIGITS}}" for _ in range(GROUPS))


def read_sheet(typed: str) -> str:
    """The code as `new_sheet` spells it, from whatever a person typed between the digits.

    Raises WrongSheet where digits lack or are too many, WrongGroup for the first group with a slip.
    """
    digits = "".join(sign for sign in typed if sign in "0123456789")
    if len(digits) != GROUPS * DIGITS:
        raise WrongSheet
    groups = [digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS)]
    for place, group in enumerate(groups, start=1):
        if not group_fits(group):
            raise WrongGroup(group=place)
    return "-".join(groups)


def group_fits(group: str) -> bool:
    """Whether a group is one that a sheet can have: a slip in a digit, or two that changed places, is found."""
    whole = len(group) == DIGITS and group.isascii() and group.isdigit()
    return whole and int(group) % _CHECK == 0 and int(group) // _CHECK < _VALUES


def sheet_key(code: str, base_id: str) -> bytes:
    """The 32-byte key of a code. It is random through and through, so no slow derivation is needed."""
    secret = b"".join((int(group) // _CHECK).to_bytes(2, "big") for group in read_sheet(code).split("-"))
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"{base_id} recovery sheet".encode()).derive(secret)
