"""Who is held out of a trial, for how long, and when it may be looked at."""

from dataclasses import replace
from datetime import date, timedelta
from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from core.domain.trial import SETTING, SHARES, Trial, running, trials_of

BEGAN, ENDS = date(2026, 11, 20), date(2026, 12, 31)
CLIENTS = 20_000
SHARE_VALUES = st.floats(*SHARES)
IDS = st.integers(0, 2**62 - 1)


def trial(share: float = 0.1, number: int = 1, base: str = "base") -> Trial:
    return Trial.begun(number, base, share, BEGAN, ENDS)


@given(SHARE_VALUES, st.integers(1, 1_000))
def test_the_share_of_those_held_out_is_near_what_is_set(share: float, number: int) -> None:
    held = sum(trial(share, number).holds_out(client) for client in range(CLIENTS))
    assert abs(held - CLIENTS * share) < 6 * sqrt(CLIENTS * share * (1 - share))


@given(IDS, SHARE_VALUES, SHARE_VALUES)
def test_a_client_stays_where_it_is_and_a_larger_share_holds_the_smaller_one(
    client: int, one: float, other: float
) -> None:
    small, large = sorted((one, other))
    assert trial(small).holds_out(client) == Trial.of(trial(small).content()).holds_out(client)
    assert trial(large).holds_out(client) >= trial(small).holds_out(client)


def test_another_trial_and_another_base_draw_independently() -> None:
    for another in (trial(0.2, 2), trial(0.2, base="other")):
        both = sum(trial(0.2).holds_out(client) and another.holds_out(client) for client in range(CLIENTS))
        assert abs(both - CLIENTS * 0.04) < 5 * sqrt(CLIENTS * 0.04 * 0.96)


def test_a_trial_runs_from_its_first_to_its_last_day_and_is_over_on_the_next() -> None:
    one, last = trial(), ENDS - BEGAN
    days = [BEGAN + timedelta(days=day) for day in (-1, 0, last.days, last.days + 1)]
    assert [one.runs(day) for day in days] == [False, True, True, False]
    assert [one.is_over(day) for day in days] == [False, False, False, True]
    assert [one.days_left(day) for day in days[1:]] == [last.days + 1, 1, 0]


def test_a_stopped_trial_holds_nobody_out_and_is_not_over_any_sooner() -> None:
    stopped = replace(trial(), stopped_on=BEGAN + timedelta(days=3))
    assert not stopped.runs(BEGAN + timedelta(days=3))
    assert not stopped.is_over(ENDS)
    assert stopped.last_day == BEGAN + timedelta(days=3)


def test_only_the_latest_trial_of_a_base_can_run() -> None:
    assert trials_of({}) == () and running({}, BEGAN) is None
    first, second = replace(trial(), stopped_on=BEGAN), trial(number=2)
    kept = {SETTING: [first.content(), second.content()]}
    assert trials_of(kept) == (first, second)
    assert running(kept, BEGAN) == second
    assert running({SETTING: [first.content()]}, BEGAN) is None
