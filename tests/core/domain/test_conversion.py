"""Conversion against numbers computed by hand from the definitions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.conversion import Answers, conversion, usual_in_base, usual_in_kind


@st.composite
def answered(draw: st.DrawFn) -> Answers:
    count = draw(st.integers(0, 5_000))
    return Answers(draw(st.integers(0, count)), count)


def test_a_base_without_answers_expects_one_in_ten() -> None:
    assert usual_in_base(Answers()) == pytest.approx(0.1)


def test_the_usual_conversion_of_a_base_counts_one_bought_of_ten_more() -> None:
    assert usual_in_base(Answers(bought=9, answered=40)) == pytest.approx(10 / 50)


def test_a_kind_leans_on_its_base_with_twenty_answers() -> None:
    assert usual_in_kind(Answers(bought=8, answered=20), in_base=0.2) == pytest.approx(12 / 40)
    assert usual_in_kind(Answers(), in_base=0.2) == pytest.approx(0.2)


def test_a_partner_leans_on_its_kind_with_twenty_answers() -> None:
    assert conversion(Answers(bought=4, answered=10), in_kind=0.3) == pytest.approx(10 / 30)
    assert conversion(Answers(), in_kind=0.3) == pytest.approx(0.3)


def test_a_stated_conversion_replaces_the_kind_and_its_weight_the_twenty() -> None:
    assert conversion(Answers(bought=4, answered=10), in_kind=0.3, stated=0.5, weight=30) == pytest.approx(19 / 40)
    assert conversion(Answers(bought=1, answered=1), in_kind=0.3, stated=0.5, weight=1) == pytest.approx(1.5 / 2)


def test_a_stated_conversion_of_nought_counts_as_stated() -> None:
    assert conversion(Answers(bought=0, answered=0), in_kind=0.3, stated=0.0, weight=20) == 0.0


@settings(max_examples=100)
@given(answered(), st.floats(0, 1), st.none() | st.floats(0, 1), st.floats(1, 500))
def test_conversion_lies_between_what_was_seen_and_what_was_expected(
    answers: Answers, in_kind: float, stated: float | None, weight: float
) -> None:
    expected = in_kind if stated is None else stated
    seen = answers.bought / answers.answered if answers.answered else expected
    found = conversion(answers, in_kind, stated, weight)
    assert min(seen, expected) - 1e-12 <= found <= max(seen, expected) + 1e-12


@settings(max_examples=100)
@given(answered())
def test_the_usual_conversion_is_never_none_or_all(answers: Answers) -> None:
    in_base = usual_in_base(answers)
    assert 0 < in_base < 1
    assert 0 < usual_in_kind(answers, in_base) < 1
