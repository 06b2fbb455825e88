"""Text files whose encoding nobody wrote down."""

import re
from typing import Final

from core.domain.errors import UnreadableFile
from core.intake.encodings import encodings_of

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_MOST_BAD: Final = 0.02
"""Share of letters beyond ASCII that may be damaged; with more the encoding is another one."""

_MOST_CONTROLS: Final = 0.001
"""Share of control characters; with more it is no text."""


def decode(content: bytes, encoding: str | None = None) -> str:
    """The text of these bytes, see `decoded`."""
    return decoded(content, encoding)[0]


def decoded(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text and the encoding it is in: the wished one, else the likeliest. NUL bytes fall away, bytes that mean
    nothing become U+FFFD. Raises UnreadableFile for what is no text, or not in this encoding.
    """
    for name in [encoding] if encoding else encodings_of(content):
        try:
            text = content.decode(name, "replace")
        except (LookupError, UnicodeError):
            break
        text = text.replace("\x00", "").replace("\x1a", "").removeprefix("\ufeff")  # \x1a ends files of old programs
        bad, controls = text.count("\ufffd"), len(_CONTROLS.findall(text))
        beyond = len(text) - len(text.encode("ascii", "ignore")) if bad else 0
        if bad <= _MOST_BAD * beyond and controls <= _MOST_CONTROLS * len(text):
            return (_CONTROLS.sub("", text) if controls else text), name
    raise UnreadableFile
