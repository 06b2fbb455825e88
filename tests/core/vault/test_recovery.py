"""The code of the recovery sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import WrongGroup, WrongSheet
from core.vault.recovery import new_sheet, read_sheet, sheet_key


def test_a_code_is_eight_groups_of_six_digits_and_no_two_are_alike() -> None:
    codes = {new_sheet() for _ in range(200)}
    assert len(codes) == 200
    assert all([len(group) for group in code.split("-")] == [6] * 8 for code in codes)
    assert all(read_sheet(code) == code for code in codes)


@given(st.text(alphabet=" -\t\n.", max_size=5), st.text(alphabet=" –—", max_size=3))
def test_whatever_stands_between_the_digits_is_left_out(before: str, between: str) -> None:
    code = new_sheet()
    assert read_sheet(before + code.replace("-", between) + before) == code


@given(st.integers(0, 47), st.integers(1, 9))
def test_a_slip_of_one_digit_names_its_group(place: int, more: int) -> None:
    digits = list(new_sheet().replace("-", ""))
    digits[place] = str((int(digits[place]) + more) % 10)
    with pytest.raises(WrongGroup) as refused:
        read_sheet("".join(digits))
    assert refused.value.facts == {"group": place // 6 + 1}


@given(st.integers(0, 46))
def test_two_neighbours_changed_over_within_a_group_are_found(place: int) -> None:
    digits = list(new_sheet().replace("-", ""))
    same_group = place // 6 == (place + 1) // 6
    if not same_group or digits[place] == digits[place + 1]:
        return
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    with pytest.raises(WrongGroup):
        read_sheet("".join(digits))


@pytest.mark.parametrize("typed", ["", "123456", "0" * 47, "0" * 49, "лист"])
def test_a_code_that_is_not_whole_is_refused(typed: str) -> None:
    with pytest.raises(WrongSheet):
        read_sheet(typed)


def test_a_number_too_large_for_a_group_is_refused() -> None:
    with pytest.raises(WrongGroup):
        read_sheet("999999" + "0" * 42)


def test_the_key_depends_on_every_group_and_on_the_base() -> None:
    zeros = "-".join(["000000"] * 8)
    others = ["-".join(["000000"] * place + ["000011"] + ["000000"] * (7 - place)) for place in range(8)]
    keys = {sheet_key(code, "base-1") for code in (zeros, *others)} | {sheet_key(zeros, "base-2")}
    assert len(keys) == 10
    assert all(len(key) == 32 for key in keys)
