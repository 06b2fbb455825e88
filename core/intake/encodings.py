"""Which encoding bytes are in that nobody named: marks first, then what makes the likeliest Russian."""

import codecs
import re
from typing import Final

ENCODINGS: Final = ("utf-8", "cp1251", "cp866", "koi8-r", "utf-16", "utf-32")
"""Those that people may choose from."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_CYRILLIC: Final = ("cp1251", "cp866", "koi8-r")
_SAMPLE: Final = 65_536
_USUAL = re.compile(r"[\t\n\r -~А-яЁё№«»–—’“”\u00a0]")

_FREQUENCY: Final = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        map(int, "110 85 80 74 67 63 55 47 45 44 35 32 30 28 26 20 19 17 17 16 16 14 12 10 9 7 6 5 4 3 3 1 1".split()),
        strict=True,
    )
)
"""How often each letter comes in Russian, per thousand."""

_WORD = re.compile(r"[А-яЁё]+")


def encodings_of(content: bytes) -> list[str]:
    """The encodings that these bytes may be in, the likeliest first."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    sample = content[:_SAMPLE]
    if 0 in sample:
        wide = max(_WIDE, key=lambda encoding: _usual(sample, encoding))
        if _usual(sample, wide) > 0.9:
            return [wide]
    return ["utf-8", *sorted(_CYRILLIC, key=lambda encoding: -_likeness(_high(content).decode(encoding, "replace")))]


def _usual(sample: bytes, encoding: str) -> float:
    """Share of usual characters."""
    text = sample[: len(sample) // 4 * 4].decode(encoding, "replace")
    return len(_USUAL.findall(text)) / len(text) if text else 0.0


def _high(content: bytes) -> bytes:
    """A sample of lines with letters beyond ASCII; a long table may begin with thousands of numbers."""
    sample = content[:_SAMPLE]
    if sample.isascii() and not content.isascii():
        at = next(start for start in range(0, len(content), _SAMPLE) if not content[start : start + _SAMPLE].isascii())
        sample = content[at : at + _SAMPLE]
    return sample


def _likeness(text: str) -> float:
    """How much like Russian a text is: common letters, capitals at the beginnings of words, no frames and signs."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    score = sum(_FREQUENCY[letter] for word in words for letter in word.lower())
    whole = sum(len(word) for word in words if word.islower() or word.istitle() or word.isupper())
    strange = sum(not char.isascii() for char in text) - letters - sum(map(text.count, "№«»–—’“”\u00a0"))
    return score / 60 + whole - 3 * strange
