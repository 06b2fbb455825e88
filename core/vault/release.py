"""What ships with the program beside its code: signed, and verified before anything reads a byte of it.

    opuntia released 1 ⏎ · Ed25519 signature of the rest for its purpose (64 bytes) · content

Each such file is signed by a key of its own that is thrown away at once: nobody, its makers included, can sign another
for the same program.
"""

from typing import Final

from core.vault.sealing import NotOpened, new_signing_key, sign, verify

SHIPPED_MODEL: Final = "model of the sample group"
"""The purpose for which the shipped model is signed."""

KEYS: Final = {SHIPPED_MODEL: bytes.fromhex("60c0ad03a409f91effb867b1f0639e091164de5d37fe6cdac1f700fc2a87862a")}
"""Purpose → public key, 32 bytes. installer/shipped_model.py writes it."""

_HEAD: Final = b"opuntia released 1\n"
_SIGNATURE_BYTES: Final = 64


def seal_release(content: bytes, purpose: str) -> tuple[bytes, bytes]:
    """(the file, the public key that verifies it) for a content that is not secret."""
    private, public = new_signing_key()
    return _HEAD + sign(content, private, purpose) + content, public


def open_release(file: bytes, purpose: str, public: bytes | None = None) -> bytes:
    """The content that was sealed for this purpose; by the key in the program, unless another is given. Raises
    NotOpened.
    """
    if not file.startswith(_HEAD):
        raise NotOpened
    start = len(_HEAD) + _SIGNATURE_BYTES
    content = file[start:]
    verify(file[len(_HEAD) : start], content, KEYS[purpose] if public is None else public, purpose)
    return content
