"""What is sealed opens with its key, for its purpose, unchanged; else not at all."""

import io
import os
import zipfile

import msoffcrypto
import pytest
import xlsxwriter
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.exceptions import InvalidKeyError

from core.vault.sealing import (
    NotOpened,
    new_identity,
    new_signing_key,
    open_sealed,
    seal_for,
    seal_workbook,
    unwrap,
    wrap,
)

KEY, OTHER_KEY = bytes(32), bytes([1]) * 32


@settings(max_examples=60)
@given(st.binary(max_size=200), st.text(max_size=20), st.binary(min_size=32, max_size=32))
def test_what_was_wrapped_opens_with_its_key_and_purpose(secret: bytes, purpose: str, key: bytes) -> None:
    assert unwrap(wrap(secret, key, purpose), key, purpose) == secret


@pytest.mark.parametrize(
    ("key", "purpose"), [(OTHER_KEY, "user key"), (KEY, "identity"), (KEY, ""), (b"short", "user key")]
)
def test_another_key_or_purpose_does_not_open(key: bytes, purpose: str) -> None:
    with pytest.raises(NotOpened):
        unwrap(wrap(b"secret", KEY, "user key"), key, purpose)


def test_wrapped_bytes_that_were_changed_or_cut_do_not_open() -> None:
    blob = wrap(b"secret", KEY, "user key")
    for position in range(len(blob)):
        changed = blob[:position] + bytes([blob[position] ^ 1]) + blob[position + 1 :]
        for forged in (changed, blob[:position]):
            with pytest.raises(NotOpened):
                unwrap(forged, KEY, "user key")


def test_wrapping_twice_looks_different() -> None:
    assert len({wrap(b"secret", KEY, "user key") for _ in range(100)}) == 100


def test_only_the_recipient_opens_what_was_sealed_for_them() -> None:
    identity, recipient = new_identity()
    stranger, _ = new_identity()
    blob = seal_for(b"work key", recipient)
    assert open_sealed(blob, identity) == b"work key"
    assert b"work key" not in blob
    for wrong in (stranger, "", "AGE-SECRET-KEY-1", recipient):
        with pytest.raises(NotOpened):
            open_sealed(blob, wrong)


def test_sealed_bytes_that_were_changed_do_not_open() -> None:
    identity, recipient = new_identity()
    blob = seal_for(os.urandom(32), recipient)
    for position in range(0, len(blob), 3):
        with pytest.raises(NotOpened):
            open_sealed(blob[:position] + bytes([blob[position] ^ 4]) + blob[position + 1 :], identity)
    for garbage in (b"", b"age-encryption.org/v1\n", os.urandom(200)):
        with pytest.raises(NotOpened):
            open_sealed(garbage, identity)


def _workbook() -> bytes:
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "Канарейкина")
    return plain.getvalue()


def test_a_sealed_workbook_shows_nothing_and_opens_with_its_password() -> None:
    plain = _workbook()
    sealed = seal_workbook(plain, "пароль-Password-1")
    assert not zipfile.is_zipfile(io.BytesIO(sealed))
    assert "Канарейкина".encode() not in sealed
    book = msoffcrypto.OfficeFile(io.BytesIO(sealed))
    assert book.is_encrypted()
    assert book.info["spinValue"] == 100_000
    book.load_key(password="пароль-Password-1", verify_password=True)
    opened = io.BytesIO()
    book.decrypt(opened, verify_integrity=True)
    assert opened.getvalue() == plain


def test_a_sealed_workbook_refuses_a_wrong_password() -> None:
    book = msoffcrypto.OfficeFile(io.BytesIO(seal_workbook(_workbook(), "пароль-Password-1")))
    with pytest.raises(InvalidKeyError):
        book.load_key(password="пароль-Password-2", verify_password=True)


def test_a_signing_key_is_a_pair_that_fits() -> None:
    private, public = new_signing_key()
    key = Ed25519PrivateKey.from_private_bytes(private)
    assert key.public_key().public_bytes_raw() == public
    assert new_signing_key() != (private, public)
