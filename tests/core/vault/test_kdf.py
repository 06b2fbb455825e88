"""The floor of the derivation is in code: no header gets below it."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import BaseDamaged
from core.vault.kdf import FLOOR_ITERATIONS, FLOOR_MEMORY, KEY_BYTES, MOST_MEMORY, Argon2

SALT = bytes(range(16))


def test_the_floor_is_what_the_threat_table_asks_for() -> None:
    assert FLOOR_MEMORY >= 64 * 1024
    assert FLOOR_ITERATIONS >= 3


@settings(max_examples=200)
@given(
    st.integers(-1, MOST_MEMORY * 2) | st.integers(FLOOR_MEMORY - 2, FLOOR_MEMORY + 2),
    st.integers(-1, 100),
    st.integers(-1, 20),
    st.binary(max_size=32),
)
def test_no_parameters_below_the_floor_are_ever_accepted(memory: int, iterations: int, lanes: int, salt: bytes) -> None:
    try:
        accepted = Argon2(salt, memory, iterations, lanes)
    except BaseDamaged:
        assert (
            memory < FLOOR_MEMORY
            or iterations < FLOOR_ITERATIONS
            or len(salt) < 16
            or _absurd(memory, iterations, lanes)
        )
    else:
        assert accepted.memory >= FLOOR_MEMORY
        assert accepted.iterations >= FLOOR_ITERATIONS
        assert len(accepted.salt) >= 16
        assert not _absurd(memory, iterations, lanes)


def _absurd(memory: int, iterations: int, lanes: int) -> bool:
    """Whether parameters would stall the machine instead of the thief, or mean nothing."""
    too_long = memory * iterations > 8 * 1024 * 1024
    return memory > MOST_MEMORY or iterations > 64 or too_long or not 1 <= lanes <= 16


def test_a_key_depends_on_password_salt_and_parameters() -> None:
    derived = {
        Argon2(SALT).derive("пароль"),
        Argon2(SALT).derive("Пароль"),
        Argon2(os.urandom(16)).derive("пароль"),
        Argon2(SALT, iterations=4).derive("пароль"),
        Argon2(SALT, memory=FLOOR_MEMORY + 1024).derive("пароль"),
    }
    assert len(derived) == 5
    assert {len(key) for key in derived} == {KEY_BYTES}


def test_the_same_password_derives_the_same_key_for_ever() -> None:
    key = "30bb9f43b344408df21ac918e0a14033036594931c80266076a50de0f147b0ab"
    assert Argon2(SALT, memory=65_536, iterations=3, lanes=4).derive("клён-и-Север-2026").hex() == key


def test_every_user_gets_a_salt_of_their_own() -> None:
    assert len({Argon2().salt for _ in range(100)}) == 100


@pytest.mark.parametrize("password", ["", "\x00", "я" * 10_000, "😀", "\ud800"])
def test_any_text_can_be_derived(password: str) -> None:
    assert len(Argon2(SALT).derive(password)) == KEY_BYTES
