"""Spellings of one name fold to one key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.text import fold, stems, words_key

_LETTERS = "абвгдеёжийклмнопрстухюяАСЕНКТЁabcehkmoptxyABCEHKMOPTXYszQ029 \t\n\u00a0-–—•·*\"'«»“”„`.,()/＝Ａ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Учёт", "УЧЕТ"),
        ("Уче\u0308т", "учёт"),  # the letter typed as е and a diaeresis
        ("- Осаго", "осаго"),
        ("  – • Осаго ", "осаго"),
        ("«Каско» плюс", 'каско "плюс"'),
        ("„Каско“", "'каско'"),
        ('"- Каско"', "каско"),
        ("Лизинг\u00a0 авто\n", "лизинг авто"),
        ("С2C", "С2С"),  # the second and third letter Latin here, all Cyrillic there
        ("Кacкo", "Каско"),
        ("ＫＡＳＫＯ", "kasko"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Каско", "Осаго"), ("B2B", "B2C"), ("Кредит-2", "Кредит-3"), ("Авто кредит", "Автокредит")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_word_without_cyrillic_letters_keeps_its_alphabet() -> None:
    assert fold("CAR") == "car"
    assert fold("CAR").isascii()


def test_a_mixed_word_becomes_cyrillic_throughout() -> None:
    assert fold("Кacкo") == "каско"
    assert not any(letter.isascii() for letter in fold("Кacкo"))


@settings(max_examples=200)
@given(st.text(_LETTERS, max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=100)
@given(st.text(_LETTERS, max_size=30))
def test_case_bullets_and_outer_spaces_never_matter(text: str) -> None:
    assert fold(f" - {text.upper()} ") == fold(text)


@pytest.mark.parametrize("nothing", ["", "   ", "-", "«»", " - • ", "\u00a0"])
def test_a_name_without_letters_folds_to_nothing(nothing: str) -> None:
    assert fold(nothing) == ""
    assert stems(nothing) == frozenset()


def test_inflected_words_share_their_stems() -> None:
    assert stems("Страхование автомобиля") == stems("страхования автомобилей")


def test_words_that_carry_no_meaning_have_no_stems() -> None:
    assert stems("кредит на авто и для дома") == {"кред", "авто", "дома"}


def test_the_order_of_words_is_ignored_where_a_key_of_words_is_wanted() -> None:
    assert words_key("Комфорт и удобство") == words_key("удобство, комфорт")
    assert words_key("комфорт") != words_key("удобство")
