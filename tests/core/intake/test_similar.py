"""Cells that one correction would mend as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.similar import find_similar


def found(texts: list[str], before: str, after: str, *, mends: bool = True) -> list[str | None]:
    """What each text would become."""
    by_row = {one.row: one.after for one in find_similar(enumerate(texts), before, after, lambda _text: mends)}
    return [by_row.get(row) for row in range(len(texts))]


@pytest.mark.parametrize(
    ("before", "after", "texts", "expected"),
    [
        ("много", "90000", ["много", "мало", "Много"], ["90000", None, None]),
        ("345-67-89", "+7 843 345-67-89", ["231-40-06", "292-17"], ["+7 843 231-40-06", None]),
        ("12", "12000", ["37", "120"], ["37000", None]),
        ("тел. 8 912 345-67-89", "8 912 345-67-89", ["тел. 8 913", "моб. 8 913"], ["8 913", None]),
        ("90 т.", "90", ["85 т.", "85 руб."], ["85", None]),
        ("3О.О1.1990", "30.01.1990", ["1О.02.1985", "11.02.1985"], ["10.02.1985", None]),
        ("12,5%", "12,5", ["7%", "7"], ["7", None]),
        ("a_b_c@firm.ru", "abc@firm.ru", ["x_y@firm.ru"], ["xy@firm.ru"]),
        ("8912", "7912", ["8913"], [None]),  # digits are what tells people apart
        ("Ким", "Ли", ["Ким", "Цой"], ["Ли", None]),
        ("", "Ким Вера", ["", "Ли Ян"], [None, None]),
        ("много", "", ["много", "мало"], ["", None]),
    ],
)
def test_one_thing_that_was_done_is_repeated(
    before: str, after: str, texts: list[str], expected: list[str | None]
) -> None:
    assert found(texts, before, after) == expected


def test_what_would_still_be_wrong_is_not_proposed() -> None:
    assert found(["231-40-06"], "345-67-89", "+7 843 345-67-89", mends=False) == [None]


@given(st.text(max_size=6), st.text(max_size=6), st.lists(st.text(max_size=6), max_size=5))
def test_every_proposal_is_another_text_of_its_own_row(before: str, after: str, texts: list[str]) -> None:
    for one in find_similar(enumerate(texts), before, after, lambda _text: True):
        assert texts[one.row] == one.before != one.after
        assert one.before
