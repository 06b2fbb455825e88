"""Two shares compared: the interval as it was published, and how many more clients it would take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.lift import Share, lift

SHARES = st.integers(1, 3_000).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [  # Newcombe 1998, table II, method 10
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(6, 7), Share(2, 7), 0.0582, 0.8062),
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),
        (Share(0, 10), Share(0, 20), -0.1611, 0.2775),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_is_the_published_one(one: Share, other: Share, least: float, most: float) -> None:
    found = lift(one, other)
    assert found is not None
    assert [found.least, found.most] == pytest.approx([least, most], abs=6e-5)


@given(SHARES, SHARES)
def test_the_interval_holds_the_difference_and_turns_with_the_groups(one: Share, other: Share) -> None:
    found, turned = lift(one, other), lift(other, one)
    assert found is not None and turned is not None
    assert -1 - 1e-9 <= found.least <= found.difference <= found.most <= 1 + 1e-9
    assert [found.least, found.most] == pytest.approx([-turned.most, -turned.least])
    assert found.needed is None or (found.needed >= 1 and not found.is_told)


def test_the_number_still_missing_is_that_of_the_textbook() -> None:
    """10 against 15 of 100 with 80 % power takes 686 in each group (Fleiss, without the correction)."""
    found = lift(Share(15, 100), Share(10, 100))
    assert found is not None and not found.is_told
    assert found.needed == pytest.approx(2 * 686 - 200, abs=2)


def test_equal_rates_take_no_number_and_an_empty_group_gives_no_comparison() -> None:
    found = lift(Share(5, 50), Share(1, 10))
    assert found is not None
    assert (found.difference, found.needed, found.is_told) == (0, None, False)
    assert lift(Share(0, 0), Share(1, 10)) is None
    assert lift(Share(1, 10), Share(0, 0)) is None
