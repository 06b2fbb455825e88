"""Reply codes: however a person types one, it is that code or none."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.reply import code_in, new_code

CODES = st.builds(new_code)


@given(CODES)
def test_a_code_is_read_as_it_was_written(code: str) -> None:
    assert code_in(code) == code
    assert code_in(code.replace("-", "")) == code
    assert code_in(f"  {code.lower()}\u00a0") == code
    assert code_in(code.replace("-", " – ")) == code


@given(CODES)
def test_letters_that_look_alike_are_the_same(code: str) -> None:
    alike = str.maketrans("01ABCEHKMPTXY", "OlАВСЕНКМРТХУ")
    assert code_in(code.translate(alike)) == code


@given(CODES, st.integers(0, 10), st.characters())
def test_a_slip_of_the_pen_is_another_code_or_none(code: str, place: int, typed: str) -> None:
    slipped = code[:place] + typed + code[place + 1 :]
    read = code_in(slipped)
    assert read is None or code_in(read) == read
    assert code_in(code[:place] + code[place + 1 :]) in {None, code}


@given(st.text(max_size=40))
def test_any_text_is_a_whole_code_or_none(text: str) -> None:
    read = code_in(text)
    assert read is None or (len(read) == 11 and code_in(read) == read)


def test_a_thousand_codes_are_a_thousand() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000
