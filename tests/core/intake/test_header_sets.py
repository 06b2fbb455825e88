"""How many columns of invented but realistic tables are suggested right, on sets that nothing was tuned on."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from core.intake.mapping import suggest

SETS = Path(__file__).parent / "header_sets"
HALVES = ("tuning", "held_out")


def _sets(half: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((SETS / f"{half}.toml").read_text("utf-8"))


def mistakes(half: str) -> tuple[int, list[tuple[str, str, str, str]]]:
    """All columns of a half, and those that were suggested wrong: set, header, field wanted, field suggested."""
    count, wrong = 0, []
    for name, columns in _sets(half).items():
        found = suggest(columns).fields
        for place, (header, wanted) in enumerate(columns.items()):
            code = found[place].code if place in found else ""
            count += 1
            if code != wanted:
                wrong.append((name, header, wanted, code))
    return count, wrong


@pytest.mark.parametrize("half", HALVES)
def test_the_half_of_a_set_follows_from_its_name(half: str) -> None:
    sets = _sets(half)
    assert len(sets) >= 30
    assert {HALVES[sha256(name.encode()).digest()[0] % 2] for name in sets} == {half}


def test_nine_of_ten_columns_of_the_sets_kept_apart_are_suggested_right() -> None:
    count, wrong = mistakes("held_out")
    assert len(wrong) <= count / 10, wrong


def test_nearly_all_columns_of_the_other_sets_are() -> None:
    count, wrong = mistakes("tuning")
    assert len(wrong) <= count / 20, wrong


def test_few_columns_get_a_field_that_is_not_theirs() -> None:
    for half in HALVES:
        count, wrong = mistakes(half)
        assert sum(bool(code) for *_, code in wrong) <= count / 50, wrong
