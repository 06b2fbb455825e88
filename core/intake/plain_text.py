"""Text files whose encoding nobody wrote down."""

import re
from typing import Final

from core.domain.errors import UnreadableFile
from core.intake.encodings import encodings_of

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_MOST_STRANGE: Final = 0.02
"""Share of characters without a meaning that a damaged text may have; with more it is no text."""


def decode(content: bytes, encoding: str | None = None) -> str:
    """The text of these bytes, see `decoded`."""
    return decoded(content, encoding)[0]


def decoded(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text and the encoding it is in: the wished one, else the likeliest. NUL bytes fall away, bytes that mean
    nothing become U+FFFD. Raises UnreadableFile for what is no text.
    """
    wished = [encoding] if encoding else encodings_of(content)
    for name in wished:
        try:
            return _text(content.decode(name)), name
        except UnicodeDecodeError:
            continue
        except LookupError:
            break
    for name in wished:
        text = _or_none(content, name)
        if text is not None:
            return text, name
    raise UnreadableFile


def _or_none(content: bytes, encoding: str) -> str | None:
    try:
        return _text(content.decode(encoding, "replace"))
    except (LookupError, UnreadableFile):
        return None


def _text(text: str) -> str:
    text = text.replace("\x00", "").replace("\x1a", "").removeprefix("\ufeff")  # \x1a ends files of old programs
    strange = len(_CONTROLS.findall(text)) + text.count("\ufffd")
    beyond = sum(not char.isascii() for char in text[:10_000]) or len(text)
    if strange > max(1, _MOST_STRANGE * min(len(text), 50 * beyond)) or (strange and len(text) < 50):
        raise UnreadableFile
    return _CONTROLS.sub("", text)
