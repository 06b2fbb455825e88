"""What somebody types finds the client that is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client_search import called, readings, search_line
from core.domain.masking import masked_number, masked_phone

LINE = search_line("Соколова Алёна Игоревна", "", "770112345678", "sokolova@pochta.example", phone="+79161234567")
CYRILLIC, LATIN = "йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"


def found(typed: str) -> bool:
    return any(all(any(one in LINE for one in word) for word in words) for words in readings(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "соколова", "СОКОЛОВА", "алёна", "алена", "Игоревна Соколова", "ёна сокол", "cjrjkjdf", "CJRJKJDF", "fk`yf",
        "+7 916 123-45-67", "8 (916) 123 45 67", "89161234567", "123-45", "соколова 45-67", "770112345678",
        "sokolova@pochta", "ыщлщдщмф@", "cоколова",
    ],
)  # fmt: skip
def test_it_is_found_in_any_spelling_order_and_layout(typed: str) -> None:
    assert found(typed)


@pytest.mark.parametrize(
    "typed", ["сокольская", "соколова пётр", "999-99-99", "sidorov", "соколова 8 800", "соколова1"]
)
def test_what_it_is_not_does_not_find_it(typed: str) -> None:
    assert not found(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("№ 123", (123, True)), ("№123", (123, True)), ("#123", (123, True)), (" № 1 234 ", (1234, True)),
        ("no. 7", (7, True)), ("N 7", (7, True)), ("7", (7, False)), (" 1234 ", (1234, False)),
        ("0123", None), ("1 234", None), ("№", None), ("соколова 12", None), ("+7", None), ("", None),
        ("12345678901234567890", None), ("№" + "9" * 40, None),
    ],
)  # fmt: skip
def test_a_number_by_which_a_client_is_called_is_told_from_other_texts(
    typed: str, meant: tuple[int, bool] | None
) -> None:
    assert called(typed) == meant


@given(st.text(CYRILLIC, min_size=1, max_size=12))
def test_every_word_is_found_as_typed_in_the_other_layout(word: str) -> None:
    typed = word.translate(str.maketrans(CYRILLIC, LATIN))
    line = search_line(word)
    assert any(all(any(one in line for one in spelt) for spelt in words) for words in readings(typed))


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(typed: str) -> None:
    assert all(words and all(1 <= len(one) <= 2 for one in words) for words in readings(typed))


def test_a_masked_phone_tells_two_apart_and_cannot_be_called() -> None:
    assert masked_phone("+79121234589") == "+7 912 ***-**-89"
    assert masked_phone("+4915112345689") == "+49 ***89"
    assert masked_phone("") == ""
    assert masked_phone("+712") == "***"


@given(st.text(min_size=1, max_size=20))
def test_a_masked_number_shows_two_signs_at_most(number: str) -> None:
    shown = masked_number(number)
    assert len(shown) == len(number)
    assert sum(one != "•" for one in shown) <= 2
