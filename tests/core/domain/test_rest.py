"""When a kind is not offered: it is owned, or the client refused it a while ago."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.ownership import Ownership
from core.domain.silence import reopens_on

DAY = date(2026, 3, 1)
_DAYS = st.dates(date(2020, 1, 1), date(2026, 3, 1))


def test_a_refused_kind_rests_ninety_days() -> None:
    assert reopens_on([DAY]) == date(2026, 5, 31)
    assert reopens_on([DAY - timedelta(days=400), DAY]) == date(2026, 5, 31)


def test_after_three_refusals_a_kind_rests_longer() -> None:
    assert reopens_on([DAY, DAY - timedelta(days=100), DAY - timedelta(days=300)]) == date(2027, 3, 2)


@settings(max_examples=100)
@given(st.lists(_DAYS, min_size=1, max_size=6), st.randoms())
def test_the_last_refusal_counts_in_whatever_order_they_are_told(days: list[date], random: Random) -> None:
    shuffled = list(days)
    random.shuffle(shuffled)
    assert reopens_on(shuffled) == reopens_on(days)
    assert reopens_on(days) > max(days) + timedelta(days=90)


def _owned(since: date | None = None, until: date | None = None) -> Ownership:
    return Ownership(client_id=1, kind_id=1, since=since, until=until)


def test_an_owned_kind_is_not_offered_again() -> None:
    assert _owned().reopens_on(None) is None
    assert _owned(since=date(1999, 1, 1)).reopens_on(None) is None


def test_an_ownership_that_has_ended_frees_the_kind_the_day_after() -> None:
    assert _owned(until=DAY).reopens_on(None) == DAY + timedelta(days=1)


@pytest.mark.parametrize("months", [1, 6, 12, 24])
def test_a_repeatable_kind_is_offered_again_when_its_months_have_passed(months: int) -> None:
    again = _owned(since=DAY).reopens_on(months)
    assert again is not None
    assert months * 30 <= (again - DAY).days <= months * 31


def test_a_repeatable_kind_with_an_unknown_purchase_day_is_not_offered_again() -> None:
    assert _owned().reopens_on(12) is None


def test_an_ended_ownership_frees_a_repeatable_kind_too() -> None:
    assert _owned(since=DAY - timedelta(days=20), until=DAY - timedelta(days=1)).reopens_on(12) == DAY


def test_an_ownership_that_still_runs_gives_way_when_the_repeat_is_due() -> None:
    again = _owned(since=date(2024, 1, 1), until=date(2027, 1, 1)).reopens_on(12)
    assert again is not None
    assert again < DAY
