"""Records in JSON that nobody changes unnoticed: their code is made with a key that is derived from a store's."""

import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

CODE: Final = "mac"
"""Where a record carries its code."""


def code_of(record: Mapping[str, Any], key: bytes, purpose: str) -> str:
    """The code of a record, without the one it carries; records of another purpose have others."""
    signed = {name: value for name, value in record.items() if name != CODE}
    plain = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(hmac.digest(key, purpose.encode(), "sha256"), plain, "sha256").hex()


def is_authentic(record: Mapping[str, Any], key: bytes, purpose: str) -> bool:
    """Whether a record carries its own code.

    Raises KeyError, AttributeError, UnicodeEncodeError for what carries none that is text.
    """
    return hmac.compare_digest(code_of(record, key, purpose).encode(), record[CODE].encode())
