"""Sealing: keys under keys, secrets for one reader, workbooks under a password, and the signing key of a base."""

import io
import os

import pyrage
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msoffcrypto.format.ooxml import OOXMLFile

_NONCE_BYTES = 12


class NotOpened(Exception):
    """The key does not fit, or the sealed bytes were changed."""


def wrap(secret: bytes, key: bytes, purpose: str) -> bytes:
    """Put `secret` under a 32-byte `key`; `purpose` must be repeated to open it: no blob can stand in for another."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, purpose.encode())


def unwrap(blob: bytes, key: bytes, purpose: str) -> bytes:
    """Undo `wrap`. Raises NotOpened."""
    try:
        return ChaCha20Poly1305(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):
        raise NotOpened from None


def new_identity() -> tuple[str, str]:
    """A user's key pair in age's X25519 form: (identity, recipient)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public_key_of(identity: str) -> str:
    """The public key (recipient) of an identity. Raises NotOpened for what is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError:
        raise NotOpened from None


def recipient_of(text: str) -> str:
    """A public key in age's X25519 form as age itself writes it, «age1…» in small letters. Raises NotOpened for what is
    none.
    """
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError:
        raise NotOpened from None


def seal_for(secret: bytes, recipient: str) -> bytes:
    """An age file that only the holder of the matching identity opens."""
    return bytes(pyrage.encrypt(secret, [pyrage.x25519.Recipient.from_str(recipient)]))


def open_sealed(blob: bytes, identity: str) -> bytes:
    """Undo `seal_for`. Raises NotOpened."""
    try:
        return bytes(pyrage.decrypt(blob, [pyrage.x25519.Identity.from_str(identity)]))
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise NotOpened from None


def seal_workbook(workbook: bytes, password: str) -> bytes:
    """An .xlsx under a password as Excel and LibreOffice open it: agile, AES-256, SHA-512. In memory alone."""
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, sealed)
    return sealed.getvalue()


def new_signing_key() -> tuple[bytes, bytes]:
    """The Ed25519 key of a base: (private, public), 32 raw bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(content: bytes, private: bytes, purpose: str) -> bytes:
    """The Ed25519 signature, 64 bytes, of `content` for one `purpose`, which must be repeated to verify it."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(_named(content, purpose))


def verify(signature: bytes, content: bytes, public: bytes, purpose: str) -> None:
    """Raises NotOpened where the holder of this key did not sign just this for this purpose."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _named(content, purpose))
    except (InvalidSignature, ValueError):
        raise NotOpened from None


def _named(content: bytes, purpose: str) -> bytes:
    return purpose.encode() + b"\0" + content
