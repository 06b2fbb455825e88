"""Passwords: the rule for people's own, and the generated ones of packages."""

import secrets

from core.domain.errors import WeakPassword
from core.domain.text import fold, words

LEAST_CHARACTERS = 12
PACKAGE_CHARACTERS = 24
_UNMISTAKABLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LEAST_DIFFERENT = 5
_LEAST_TELLING = 4


def check_password(password: str, *told: str) -> None:
    """Refuse a password that is short, monotonous or made of what everybody knows (`told`: the company).

    Raises WeakPassword.
    """
    plain = fold(password)
    known = any(len(word) >= _LEAST_TELLING and word in plain for text in told for word in words(text))
    if len(password) < LEAST_CHARACTERS or len(set(password)) < _LEAST_DIFFERENT or known:
        raise WeakPassword(least=LEAST_CHARACTERS)


def generate_password() -> str:
    """24 characters of 56 that nobody mistakes for each other on the phone: 139 bits, in groups of six."""
    drawn = "".join(secrets.choice(_UNMISTAKABLE) for _ in range(PACKAGE_CHARACTERS))
    return "-".join(drawn[start : start + 6] for start in range(0, PACKAGE_CHARACTERS, 6))
