"""Which encoding bytes are in that nobody named: marks first, then what makes the likeliest Russian."""

import codecs
import re
from typing import Final

ENCODINGS: Final = ("utf-8", "cp1251", "cp866", "koi8-r", "mac-cyrillic", "iso8859-5", "utf-16", "utf-32")
"""Those that people may choose from."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_CYRILLIC: Final = ("cp1251", "cp866", "koi8-r", "mac-cyrillic", "iso8859-5")
_SAMPLE: Final = 65_536
_CLEAR: Final = 0.9
"""Share of usual characters that leaves no doubt."""

_USUAL = re.compile(r"[\t\n\r -~А-яЁё№«»–—’“”\u00a0]")

_WESTERN = re.compile(rb"(?<=[A-Za-z])[\xc0-\xff](?=[A-Za-z])")  # Müller
_AMONG_LATIN: Final = 0.3
_LAST_ASCII: Final = 127

_FREQUENCY: Final = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        map(int, "110 85 80 74 67 63 55 47 45 44 35 32 30 28 26 20 19 17 17 16 16 14 12 10 9 7 6 5 4 3 3 1 1".split()),
        strict=True,
    )
)
"""How often each letter comes in Russian, per thousand."""

_WORD = re.compile(r"[А-яЁёІіЇїЄєҐґЎў]+")  # and those of the neighbours


def encodings_of(content: bytes) -> list[str]:
    """The encodings that these bytes may be in, the likeliest first; a mark counts unless all but it says otherwise."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            sample = content[: len(mark) + _SAMPLE]
            rest = sample[len(mark) :]
            others = max(_usual(rest, other) for other in ("utf-8", *_CYRILLIC, *_WIDE))
            is_wrong = others > _CLEAR > _usual(sample, encoding)
            return encodings_of(content[len(mark) :]) if is_wrong else [encoding]
    return _guessed(content)


def unmarked(content: bytes, encoding: str) -> bytes:
    """The bytes without a mark of another encoding."""
    marks = [mark for mark, marked in _MARKS if content.startswith(mark) and marked != encoding]
    return content[len(marks[0]) :] if marks and encoding not in ("utf-16", "utf-32") else content


def likeliest_cyrillic(content: bytes) -> list[str]:
    """The eight-bit encodings in the order in which these bytes make the likeliest Russian."""
    sample = _high(content)
    return sorted(_CYRILLIC, key=lambda encoding: -_likeness(sample.decode(encoding, "replace")))


def _guessed(content: bytes) -> list[str]:
    sample = content[:_SAMPLE]
    if 0 in sample:
        wide = max(_WIDE, key=lambda encoding: _usual(sample, encoding))
        if _usual(sample, wide) > _CLEAR:
            return [wide]
    high = _high(content)
    western = len(_WESTERN.findall(high)) > _AMONG_LATIN * sum(byte > _LAST_ASCII for byte in high)
    return ["utf-8", *(["cp1252"] if western else likeliest_cyrillic(content))]


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
    score = sum(_FREQUENCY.get(letter, 0) for word in words for letter in word.lower())
    whole = sum(len(word) for word in words if word.islower() or word.istitle() or word.isupper())
    strange = sum(not char.isascii() for char in text) - letters - sum(map(text.count, "№«»–—’“”\u00a0"))
    return score / 60 + whole - 3 * strange
