"""Which files hold no table for us, by how they begin: a picture, a program, a list of objects."""

import re
from typing import Final

_OTHER_KINDS: Final = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06"),
    *(b"II*\0", b"MM\0*", b"\x7fELF", b"SQLite format"),
)
_MAYBE_WORDS: Final = (b"GIF8", b"Rar!", b"BZh", b"MZ", b"ID3", b"OggS", b"RIFF")
"""What a text may begin with too."""

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_HEAD: Final = 1_000
_TAR: Final = slice(257, 262)
_OLD_EXCHANGE = re.compile(rb"ID;P[^\r\n]*[\r\n]+[BCFOP];[A-Z]|TABLE\r?\n0,1\r?\n")  # .slk and .dif
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["\[{\]]|-?\d[\d.]*\s*[],]))')
_ANGLED = re.compile(r"\s*<[^<>\n]{1,100}>\s*[;,|\t]\s*<[^<>\n]{1,100}>")


def is_other_kind(content: bytes) -> bool:
    """Whether these bytes begin as no table does."""
    if content.startswith(_MAYBE_WORDS):
        return bool(_CONTROLS.search(content[:_HEAD]))
    return content.startswith(_OTHER_KINDS) or content[_TAR] == b"ustar" or bool(_OLD_EXCHANGE.match(content))


def is_json(text: str) -> bool:
    """Whether a text begins as JSON does, even if it is cut; «[id];[name]» is a header."""
    return bool(_JSON.match(text))


def has_angled_headers(text: str) -> bool:
    """Whether a text is no markup although it begins so: «<name>;<phone>» is a header."""
    return bool(_ANGLED.match(text))
