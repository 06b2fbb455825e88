"""One skeleton for every spelling of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.matching.skeleton import skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        ("Юлия", "Yuliya", "Julia", "ЮЛИЯ", "Iuliia"),
        ("Соловьёв", "Соловьев", "Solovyov", "Solovyev", "SOLOVEV"),
        ("Дмитрий", "Dmitry", "Dmitriy", "Dmitrii"),
        ("Щербаков", "Shcherbakov", "Scherbakov"),
        ("Ксения", "Kseniya", "Xenia"),
        ("Наталья", "Наталия", "Natalia", "Natalya"),
        ("Цветков", "Tsvetkov", "Tzvetkov"),
        ("Хабаров", "Khabarov", "Habarov"),
        ("Филиппов", "Филипов", "Filippov"),
        ("Виктор", "Victor", "Viktor"),
        ("Мaрия", "Мария"),
    ],
)
def test_spellings_of_one_name_have_one_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Жуков", "Жуйков"), ("Иван", "Илья"), ("Чернов", "Шарнов")])
def test_different_names_keep_different_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(st.text())
def test_any_text_has_a_skeleton_of_letters_and_it_stands_still(text: str) -> None:
    found = skeleton(text)
    assert found.isalpha() or not found
    assert found.isascii()


@pytest.mark.parametrize("nothing", ["", " ", "-", "123", "’"])
def test_what_has_no_letters_says_nothing(nothing: str) -> None:
    assert skeleton(nothing) == ""
