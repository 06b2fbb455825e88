"""Sentences of the core in Russian and English: errors, problems of a table, reasons, summaries.

They live in `resources/texts/<language>/<section>.toml`. A text with plural forms is a list: one, few, many in
Russian; one, other in English; its number is the blank `n`.
"""

import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final, Literal

from core.domain.errors import KnownError
from resources import PLACE

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")
WORD_LISTS: Final[dict[Language, str]] = {"ru": "russian", "en": "english"}
"""The lists of words in which keys are compared by voice, as BIP 39 names them."""


def _russian(n: int) -> int:
    """The form that goes with n: 0 as with 1, 1 as with 2, 2 as with 5 (the plural rule of Unicode CLDR)."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


_PLURAL: Final[dict[Language, Callable[[int], int]]] = {"ru": _russian, "en": lambda n: 0 if n == 1 else 1}


@cache
def sentences(language: Language, section: str) -> dict[str, str | list[str]]:
    """All texts of a section by key."""
    text = PLACE.joinpath("texts", language, f"{section}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(language: Language, section: str, key: str, **blanks: object) -> str:
    """The sentence with its blanks filled. Raises KeyError for an unknown key or a missing blank."""
    text = sentences(language, section)[key]
    if isinstance(text, list):
        text = text[_PLURAL[language](int(str(blanks["n"])))]
    return text.format(**blanks)


def say_day(language: Language, day: date) -> str:
    """«20.11.2026», “20 Nov 2026”."""
    month = say(language, "calendar", f"month_{day.month}")[:3]
    return f"{day:%d.%m.%Y}" if language == "ru" else f"{day.day} {month} {day.year}"


def say_error(language: Language, error: KnownError) -> str:
    """What happened, what was kept, what to do."""
    known = sentences(language, "words")
    facts = {name: known.get(value, value) if isinstance(value, str) else value for name, value in error.facts.items()}
    facts |= {name: say_day(language, value) for name, value in error.facts.items() if isinstance(value, date)}
    if "field" in facts and facts["field"] == error.facts["field"]:  # no word of its own: a field of a client table
        facts["field"] = sentences(language, "fields").get(str(facts["field"]), facts["field"])
    return say(language, "errors", error.code, **facts)
