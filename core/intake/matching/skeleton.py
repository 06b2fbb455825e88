"""The skeleton of a name: one spelling for «Юлия», «Yuliya» and «Julia», for «Соловьёв», «Solovyov» and «СОЛОВЬЕВ»."""

import re
from functools import lru_cache

from core.domain.text import fold

_LATIN = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
     "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
     "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya"}
)  # fmt: skip
_NO_SIGN = re.compile(r"[^a-z0-9]+")

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch|sh", "W"),
        ("tch|ch", "C"),
        ("zh", "J"),
        ("kh|h", "H"),
        ("ts|tz", "Z"),
        ("x", "ks"),
        ("ck|c|q", "k"),
        ("w", "v"),
        ("[yij]a", "A"),
        ("[yij]u", "U"),
        ("[yij][oe]", "e"),
        ("[yj]", "i"),
        ("iA", "A"),
        (r"(.)\1+", r"\1"),
    )
)
"""Sounds that several spellings stand for, by one letter each; in this order."""


@lru_cache(maxsize=200_000)
def skeleton(name: str) -> str:
    """Letters and digits that stay the same however a name is written; one letter is an initial, "" says nothing."""
    bare = _NO_SIGN.sub("", fold(name).translate(_LATIN))
    for pattern, sound in _SOUNDS:
        bare = pattern.sub(sound, bare)
    return bare
