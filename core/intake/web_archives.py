"""Web archives (.mht), which are letters: programs write them under the name .xls."""

import email
import email.policy
import re
from typing import Final

from core.domain.errors import NotATable

_HEAD: Final = 1_000
_KINDS: Final = ("text/html", "application/xml", "text/xml")
_LETTER = re.compile(rb"(?:\A|\n)mime-version:.*?\ncontent-type:[ \t]*multipart/", re.IGNORECASE | re.DOTALL)


def is_web_archive(content: bytes) -> bool:
    """Whether these bytes are a letter of several parts."""
    return bool(_LETTER.search(content[:_HEAD]))


def page_within(content: bytes) -> bytes:
    """The pages of the letter one after the other: frames hold their sheets. Raises NotATable."""
    letter = email.message_from_bytes(content, policy=email.policy.default)
    parts = (part.get_payload(decode=True) for part in letter.walk() if part.get_content_type() in _KINDS)
    pages = [page for page in parts if isinstance(page, bytes)]
    if not pages:
        raise NotATable
    return b"\n".join(pages)
