"""Phones: the short way for Russian mobiles and the long one say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.phones import any_number, mobile, phone, phone_in_number
from core.intake.problems import Code

_SIGN = st.sampled_from(["", " ", "-", " - ", "\u00a0", "."])


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True), st.sampled_from(["8", "+7", "7", "", "+7 ", "8-"]), st.data())
def test_a_mobile_is_read_in_every_plain_form(digits: str, prefix: str, data: st.DataObject) -> None:
    signs = [data.draw(_SIGN) for _ in range(3)]
    code = data.draw(st.sampled_from(["{}", "({})", " ({}) ", "({}"])).format(digits[:3])
    text = f"{prefix}{code}{signs[0]}{digits[3:6]}{signs[1]}{digits[6:8]}{signs[2]}{digits[8:]}"
    assert mobile(text) == f"+7{digits}"
    assert any_number(text) in (f"+7{digits}", None)  # the plan has no such mobile


@given(st.integers(9_000_000_000, 9_999_999_999), st.sampled_from([0, 70_000_000_000, 80_000_000_000]))
def test_a_number_cell_is_the_same_phone(digits: int, prefix: int) -> None:
    assert phone_in_number(prefix + digits) == (f"+7{digits}", None) == phone(str(prefix + digits))


@given(st.text(max_size=40))
def test_any_text_is_a_phone_or_is_said_to_be_none(text: str) -> None:
    found, problem = phone(text)
    assert (found is None) == (problem is Code.PHONE_UNCLEAR)
    assert found is None or (found.startswith("+") and found[1:].isdigit())


@pytest.mark.parametrize(
    ("text", "found", "problem"),
    [
        ("79161234567.0", "+79161234567", None),
        ("8 916 123-45-67 (мама)", "+79161234567", None),
        ("звонить 89161234567 после 18", "+79161234567", None),
        ("8-916-123-45-67 +7 916 765 43 21", "+79161234567", Code.PHONE_SEVERAL),
        ("+1 916 555 1234", "+19165551234", None),
        ("+8 916 123 45 67", None, Code.PHONE_UNCLEAR),
        ("+9991234567", None, Code.PHONE_UNCLEAR),
        ("916 123 45 67 8", None, Code.PHONE_UNCLEAR),
        ("12.03.1985", None, Code.PHONE_UNCLEAR),
        ("4510 123456", None, Code.PHONE_UNCLEAR),
    ],
)
def test_other_forms_are_understood_or_refused(text: str, found: str | None, problem: Code | None) -> None:
    assert phone(text) == (found, problem)
