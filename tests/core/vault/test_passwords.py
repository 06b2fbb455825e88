"""Passwords: people's own have to hold, generated ones have to be read out on the phone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import WeakPassword
from core.vault.passwords import LEAST_CHARACTERS, check_password, generate_password

MISTAKABLE = set("lI1O0o")


def test_generated_passwords_are_long_unmistakable_and_all_different() -> None:
    made = [generate_password() for _ in range(2_000)]
    assert len(set(made)) == len(made)
    for password in made:
        drawn = password.replace("-", "")
        assert len(drawn) >= 20
        assert drawn.isascii()
        assert drawn.isalnum()
        assert not MISTAKABLE & set(drawn)


def test_every_letter_is_drawn_at_every_place() -> None:
    made = [generate_password() for _ in range(2_000)]
    letters = set("".join(made)) - {"-"}
    assert len(letters) == 56
    for place in range(len(made[0])):
        assert len({password[place] for password in made}) in {1, len(letters)}


def test_a_generated_password_would_pass_as_a_persons_own() -> None:
    assert _passes(generate_password())


@pytest.mark.parametrize("password", ["клён-и-Север-2026", "correct horse battery", "длинная фраза 7"])
def test_a_long_and_varied_password_is_accepted(password: str) -> None:
    assert _passes(password, "anna", "ООО «Ромашка»")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "Кор0ткий-11",
        "aaaaaaaaaaaaaaaaaaaa",
        "121212121212121212",
        "    " * 5,
        "password-2026",  # a common word and digits
        "123456789012",
        "2026-РОМАШКА-ООО",  # the company, whatever its case
        "ромашка-ооо-2026",
    ],
)
def test_a_short_monotonous_or_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_password(password, "anna", "Ромашка")
    assert refused.value.facts == {"least": LEAST_CHARACTERS}
    assert not password or password not in str(refused.value)


def test_the_company_is_recognised_in_whatever_quotes_and_spelling() -> None:
    for password in ("Ёлочка-2026-07", "2026-елочка-да"):
        with pytest.raises(WeakPassword):
            check_password(password, "anna", "«Ёлочка»")


def test_a_login_of_two_letters_forbids_nothing() -> None:
    assert _passes("клён-и-Север-2026", "и", "")


@settings(max_examples=200)
@given(st.text(max_size=LEAST_CHARACTERS - 1))
def test_nothing_shorter_than_the_least_is_ever_accepted(password: str) -> None:
    assert not _passes(password)


def _passes(password: str, *told: str) -> bool:
    try:
        check_password(password, *told)
    except WeakPassword:
        return False
    return True
