"""How a header may be written and still mean the same: run together, shortened, in Latin letters, with a misprint."""

import re
from collections.abc import Iterable, Mapping

_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_LATIN = re.compile(r"[a-z]+")
_SOUNDS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюя", "abvgdeeJziiklmnoprstufhCQWWieua", strict=True))
_CYRILLIC_SOUNDS = str.maketrans(_SOUNDS | {"ъ": "", "ь": ""})
_LATIN_SOUNDS = tuple(
    pair.split("=")
    for pair in (
        "shch=W sch=W sh=W zh=J kh=h ch=Q ts=C tz=C yu=u ju=u ya=a ja=a yo=e jo=e ye=e je=e x=h c=C y=i j=i w=v"
    ).split()
)
_LEAST_LETTERS = 5
"""Shorter words are not taken for misprints of each other."""


def apart(header: str) -> str:
    """Words that capitals hold together: «ДатаРождения», «firstName»."""
    return _CAMEL.sub(" ", header)


def sound(word: str) -> str:
    """One spelling for a Russian word in either alphabet: «familiya», «familija» and «фамилия» are one."""
    word = word.translate(_CYRILLIC_SOUNDS)
    for letters, one in _LATIN_SOUNDS:
        word = word.replace(letters, one)
    return word.replace("ii", "i").replace("ia", "a").replace("ie", "e").replace("iu", "u")


class Vocabulary:
    """The Russian words of all headers by their sound."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words: Mapping[str, str] = {sound(word): word for word in known if len(word) > 2 and not word.isascii()}

    def russian(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """The words in Cyrillic letters; None unless each of them is known."""
        found = [self._words.get(sound(word), "") if _LATIN.fullmatch(word) else word for word in words]
        return tuple(found) if all(found) and tuple(found) != words else None


def is_misprint(said: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    """Whether two different headers have the same words but for one letter in one or two of them."""
    if len(said) != len(meant) or said == meant:
        return False
    pairs = [(one, other) for one, other in zip(said, meant, strict=True) if one != other]
    return len(pairs) <= 2 and all(_one_letter_apart(one, other) for one, other in pairs)


def _one_letter_apart(one: str, other: str) -> bool:
    """A letter more, less, other, or two that have changed places; the first letter is right."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _LEAST_LETTERS or one[0] != other[0]:
        return False
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )
