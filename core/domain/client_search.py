"""Finding a client by what somebody types: in any case and order of words, with any signs, in the wrong layout."""

import re
from typing import Final, NamedTuple

from core.domain.text import fold

_LATIN_KEYS: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC_KEYS: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_SHIFTED: Final = dict(zip('{}:"<>~', "хъжэбюё", strict=True))
_TO_CYRILLIC: Final = str.maketrans(
    dict(zip(_LATIN_KEYS + _LATIN_KEYS.upper(), _CYRILLIC_KEYS * 2, strict=True)) | _SHIFTED
)
_TO_LATIN: Final = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)
_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<!\w)[+\d][\d\s().\-\u2010-\u2014]*")
_CALLED: Final = re.compile(r"\s*(?:[№#]|no?\.?)\s*(\d[\d\s]{0,15})|\s*([1-9]\d{0,8})\s*", re.IGNORECASE)
"""«№ 123», «№» typed in the other layout, "no. 123", and a bare number that could be one."""
_LAYOUTS: Final = 2

Words = tuple[tuple[str, ...], ...]
"""Words that a line must hold, in any order, each in one of its spellings."""


class Called(NamedTuple):
    """A number by which somebody may call a client; `alone`: it cannot be anything else."""

    number: int
    alone: bool


def called(typed: str) -> Called | None:
    """The number that the typed text may be."""
    found = _CALLED.fullmatch(typed)
    if found is None:
        return None
    alone, bare = found.groups()
    return Called(int(re.sub(r"\D", "", alone or bare)), alone is not None)


def search_line(*parts: str, phone: str = "") -> str:
    """What a client is found by, in the one spelling in which it is searched. `phone` is E.164."""
    return " ".join([*(fold(part) for part in parts if part), phone.removeprefix("+")])


def readings(typed: str) -> tuple[Words, ...]:
    """What the typed text may mean, the likelier first: as it stands, and as typed in the other keyboard layout."""
    meant = (typed, _other_layout(typed))
    found = dict.fromkeys(words for text in meant if (words := _words(text)))
    return tuple(found)[:_LAYOUTS]


def _other_layout(typed: str) -> str:
    text = typed.casefold()
    return text.translate(_TO_LATIN) if _CYRILLIC.search(text) else typed.translate(_TO_CYRILLIC)


def _words(text: str) -> Words:
    numbers = [re.sub(r"\D", "", found[0]) for found in _NUMBER.finditer(text)]
    words = fold(_NUMBER.sub(" ", text)).split() if any(numbers) else fold(text).split()
    spelt = [(word,) for word in words] + [_spellings(number) for number in numbers if number]
    return tuple(sorted(spelt, key=lambda word: -len(word[0])))  # the longest leaves the fewest lines to look at


def _spellings(number: str) -> tuple[str, ...]:
    """A Russian phone is called with 8 and kept with 7."""
    return (number, f"7{number[1:]}") if number[0] == "8" else (number,)
