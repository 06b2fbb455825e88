"""Text files whose encoding nobody wrote down."""

import re
from typing import Final

from core.domain.errors import UnreadableFile
from core.intake.encodings import encodings_of, likeliest_cyrillic, unmarked

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_ASCII_SIGNS: Final = str.maketrans({"\x1f": "\t", "\x01": "\t", "\x1e": "\n"})
"""What ASCII meant for tables, and the databases of big companies write."""

_OTHER_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_MOST_BAD: Final = 0.02
"""Share of letters beyond ASCII that may be damaged; with more the encoding is another one."""

_MOST_CONTROLS: Final = 0.001
"""Share of control characters; with more it is no text."""


_UTF_8: Final = ("utf-8", "utf-8-sig")


def decode(content: bytes, encoding: str | None = None) -> str:
    """The text of these bytes, see `decoded`."""
    return decoded(content, encoding)[0]


def decoded(content: bytes, encoding: str | None = None, stated: str | None = None) -> tuple[str, str]:
    """The text and the encoding it is in: the wished one, else the likeliest, among them the one that it states itself,
    which may be wrong. NUL bytes fall away, bytes that mean nothing become U+FFFD. Raises UnreadableFile for what is no
    text, or not in this encoding.
    """
    first, *others = [encoding] if encoding else encodings_of(content)
    for name in (first, *([stated] if stated and not encoding else ()), *others):
        try:
            text = _decoded(unmarked(content, name), name)
        except (LookupError, UnicodeError):
            continue
        for sign in ("\x00", "\x1a", "\ufeff"):  # \x1a ends files of old programs, joined files have marks inside
            text = text.replace(sign, "")
        text = _with_usual_breaks(text)
        bad, controls = text.count("\ufffd"), len(_CONTROLS.findall(text))
        if bad <= (_MOST_BAD * _beyond(text) if bad else 0) and controls <= _MOST_CONTROLS * len(text):
            return (_CONTROLS.sub("", text) if controls else text), name
    raise UnreadableFile


def _decoded(content: bytes, encoding: str) -> str:
    """As Python decodes it; in damaged UTF-8 the lines that are in another encoding are read in that."""
    text = content.decode(encoding, "replace")
    if encoding not in _UTF_8 or text.count("\ufffd") <= _MOST_BAD * _beyond(text):
        return text
    lines = content.splitlines(keepends=True)
    strange = {at for at, line in enumerate(lines) if _is_strange(line)}
    if len(strange) > 0.9 * sum(not line.isascii() for line in lines):
        return text
    other = likeliest_cyrillic(b"".join(lines[at] for at in strange))[0]
    return "".join(line.decode(other if at in strange else encoding, "replace") for at, line in enumerate(lines))


def _with_usual_breaks(text: str) -> str:
    """The text with tabs and line breaks where control characters stand for them."""
    if any(text.count(sign) > _MOST_CONTROLS * len(text) for sign in "\x1f\x01"):
        text = text.translate(_ASCII_SIGNS)
    return text if "\n" in text or "\r" in text else _OTHER_BREAKS.sub("\n", text)


def _is_strange(line: bytes) -> bool:
    """Whether half of what a line has beyond ASCII is no UTF-8."""
    if line.isascii():
        return False
    text = line.decode("utf-8", "replace")
    return 2 * text.count("\ufffd") > _beyond(text)


def _beyond(text: str) -> int:
    """Letters beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))
