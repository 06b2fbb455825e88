"""Passwords: the rule for people's own, and the generated ones of packages."""

import secrets

from core.domain.errors import WeakPassword
from core.domain.text import fold, words

LEAST_CHARACTERS = 12
PACKAGE_CHARACTERS = 24
_UNMISTAKABLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LEAST_DIFFERENT = 5
_LEAST_TELLING = 4
_LEAST_OWN = 4
_COMMON = (
    "password",
    "passw0rd",
    "пароль",
    "qwertyuiop",
    "qwerty",
    "йцукен",
    "letmein",
    "iloveyou",
    "welcome",
    "admin",
)


def check_password(password: str, *told: str) -> None:
    """Refuse a password that is short, monotonous, or little more than what everybody knows: common words, digits, and
    the words of `told` (the company). Raises WeakPassword.
    """
    own = fold(password)
    for word in (*_COMMON, *(word for text in told for word in words(text) if len(word) >= _LEAST_TELLING)):
        own = own.replace(word, "")
    left = [sign for sign in own if sign.isalpha()]
    if len(password) < LEAST_CHARACTERS or len(set(password)) < _LEAST_DIFFERENT or len(left) < _LEAST_OWN:
        raise WeakPassword(least=LEAST_CHARACTERS)


def generate_password() -> str:
    """24 characters of 56 that nobody mistakes for each other on the phone: 139 bits, in groups of six."""
    drawn = "".join(secrets.choice(_UNMISTAKABLE) for _ in range(PACKAGE_CHARACTERS))
    return "-".join(drawn[start : start + 6] for start in range(0, PACKAGE_CHARACTERS, 6))
