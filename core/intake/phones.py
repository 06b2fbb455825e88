"""Phone numbers to E.164."""

import re

import phonenumbers

from core.intake.problems import Code

_PUNCTUATION = str.maketrans("", "", " -()\u00a0\u2010\u2011\u2012\u2013.")
_BETWEEN_NUMBERS = re.compile(r"[;,/|\n]|\s{3,}| и | или ")
_MOBILE = 10
"""Digits of a Russian mobile number; the first is 9."""

_LEAST_DIGITS = 7
_LONGEST = 250


def phone(text: str) -> tuple[str | None, Code | None]:
    """(+79161234567, None); of several the first clear one with PHONE_SEVERAL; else (None, PHONE_UNCLEAR)."""
    if found := _mobile(text):
        return found, None
    if len(text) > _LONGEST:
        return None, Code.PHONE_UNCLEAR
    parts = [part for part in _BETWEEN_NUMBERS.split(text) if sum(map(str.isdigit, part)) >= _LEAST_DIGITS]
    for part in parts if len(parts) > 1 else [text]:
        if found := _mobile(part) or _any_number(part):
            return found, Code.PHONE_SEVERAL if len(parts) > 1 else None
    return None, Code.PHONE_UNCLEAR


def _mobile(text: str) -> str | None:
    """The fast path: most numbers are Russian mobiles, and these need no library."""
    digits = text.translate(_PUNCTUATION)
    if digits.startswith("+7"):
        digits = digits[1:]
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == _MOBILE + 1 and digits[0] in "78":
        digits = digits[1:]
    return f"+7{digits}" if len(digits) == _MOBILE and digits[0] == "9" else None


def _any_number(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
