"""Sentences of the core in Russian and English: errors, problems of a table, reasons, summaries.

They live in `resources/texts/<language>/<section>.toml`. A text with plural forms is a list: one, few, many in
Russian; one, other in English; its number is the blank `n`.
"""

import tomllib
from functools import cache
from gettext import c2py
from importlib.resources import files
from typing import Final, Literal

from core.domain.errors import KnownError

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")

_PLURAL: Final = {
    "ru": c2py("n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"),
    "en": c2py("n != 1"),
}


@cache
def sentences(language: Language, section: str) -> dict[str, str | list[str]]:
    """All texts of a section by key."""
    text = files("resources").joinpath("texts", language, f"{section}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(language: Language, section: str, key: str, **blanks: object) -> str:
    """The sentence with its blanks filled. Raises KeyError for an unknown key or a missing blank."""
    text = sentences(language, section)[key]
    if isinstance(text, list):
        text = text[_PLURAL[language](int(str(blanks["n"])))]
    return text.format(**blanks)


def say_error(language: Language, error: KnownError) -> str:
    """What happened, what was kept, what to do."""
    return say(language, "errors", error.code, **error.facts)
