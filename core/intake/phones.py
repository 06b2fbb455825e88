"""Phone numbers to E.164: Russian mobiles by a pattern, all others by the library of the numbering plans."""

import re

import phonenumbers

from core.intake.problems import Code

_PUNCTUATION = str.maketrans("", "", " -()\t\u00a0\u2010\u2011\u2012\u2013\u2014.")
_MOBILE = re.compile(r"(?:\+?7|8)?(9\d{9})", re.ASCII)
_FLOAT = re.compile(r"\d{10,15}[.,]0+", re.ASCII)
_BETWEEN_NUMBERS = re.compile(r"[;,/|\n\r]|\s{3,}| и | или |(?<=\d)\s+(?=(?:\+7|8\s?\()[\d\s(])")
_LEAST_DIGITS = 7
_LONGEST = 250


def phone(text: str) -> tuple[str | None, Code | None]:
    """(+79161234567, None); of several the first clear one with PHONE_SEVERAL; else (None, PHONE_UNCLEAR)."""
    if _FLOAT.fullmatch(text):
        text = text[: -len(text.lstrip("0123456789"))]
    if found := mobile(text):
        return found, None
    if len(text) > _LONGEST:
        return None, Code.PHONE_UNCLEAR
    parts = [part for part in _BETWEEN_NUMBERS.split(text) if sum(map(str.isdigit, part)) >= _LEAST_DIGITS]
    for part in parts if len(parts) > 1 else [text]:
        if found := mobile(part) or any_number(part):
            return found, Code.PHONE_SEVERAL if len(parts) > 1 else None
    return _among_words(text)


def phone_in_number(number: int) -> tuple[str | None, Code | None]:
    """The same for a cell that Excel keeps as a number."""
    if 9_000_000_000 <= number <= 9_999_999_999:
        return f"+7{number}", None
    if 79_000_000_000 <= number <= 79_999_999_999 or 89_000_000_000 <= number <= 89_999_999_999:
        return f"+7{number % 10_000_000_000}", None
    return phone(str(number))


def mobile(text: str) -> str | None:
    """A Russian mobile in one of its plain forms: 8/7/+7 or nothing, then 9xx and seven digits, with usual signs."""
    found = _MOBILE.fullmatch(text.translate(_PUNCTUATION))
    return f"+7{found[1]}" if found else None


def any_number(text: str) -> str | None:
    """A valid number of any country; without a country it is Russian."""
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _among_words(text: str) -> tuple[str | None, Code | None]:
    """«8 916 123-45-67 (мама)»"""
    found = [match.number for match in phonenumbers.PhoneNumberMatcher(text, "RU")]
    if not found:
        return None, Code.PHONE_UNCLEAR
    first = phonenumbers.format_number(found[0], phonenumbers.PhoneNumberFormat.E164)
    return str(first), Code.PHONE_SEVERAL if len(found) > 1 else None
