"""Text files whose encoding nobody wrote down."""

import codecs
import re

from core.domain.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")  # \x1a ends files of old programs
_SAMPLE = 4096


def decode(content: bytes) -> str:
    """The text of UTF-8, UTF-16 (with a mark or without) or cp1251 bytes. Raises UnreadableFile for anything else."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NEVER_IN_TEXT.search(text):
            return text.replace("\x1a", "").removeprefix("\ufeff")
    raise UnreadableFile


def _encodings(content: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    # Without a mark, UTF-16 shows by the zero bytes of its spaces, digits and separators: all in one half.
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even or odd:
        return ["utf-16-le" if odd > even else "utf-16-be"]
    return ["utf-8", "cp1251"]
