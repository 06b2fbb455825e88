"""The percent: what a chance means, how sure that is, and when nothing may be said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.arrays import Floats
from ml.calibration import Calibrator, error_of

_CHANCES = st.lists(st.floats(0, 1), max_size=60).map(np.array)
_FIRST = Calibrator.first(np.array([0.01, 0.05, 0.2]), 0.1)


def _true(chances: Floats, intercept: float, slope: float) -> Floats:
    logits = np.log(chances / (1 - chances))
    return np.asarray(1 / (1 + np.exp(-(intercept + slope * logits))))


def _answers(
    n: int, intercept: float, slope: float, seed: int = 0
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    rng = np.random.default_rng(seed)
    chances = rng.beta(1.0, 12.0, n).clip(0.001, 0.9)
    return chances, rng.random(n) < _true(chances, intercept, slope)


@given(_CHANCES, st.floats(0.01, 0.99))
def test_the_first_has_slope_one_and_means_the_usual_rate(chances: Floats, usual: float) -> None:
    first = Calibrator.first(chances, usual)
    assert first.slope == 1
    asked = chances if len(chances) else np.array([usual])
    assert first.accepts(asked).mean() == pytest.approx(usual, abs=1e-6)


@pytest.mark.parametrize(("intercept", "slope"), [(0.0, 1.0), (-0.7, 0.5), (0.8, 1.5)])
def test_with_many_answers_the_true_parameters_are_found(intercept: float, slope: float) -> None:
    chances, bought = _answers(20_000, intercept, slope)
    found = _FIRST.refined(chances, bought)
    asked = np.array([0.01, 0.05, 0.2, 0.5])
    assert found.slope == pytest.approx(slope, abs=0.1)
    assert found.accepts(asked) == pytest.approx(_true(asked, intercept, slope), abs=0.02)


def test_without_answers_it_is_its_predecessor() -> None:
    chances, bought = _answers(300, -0.5, 0.8)
    known = _FIRST.refined(chances, bought)
    again = known.refined(np.zeros(0), np.zeros(0, dtype=np.bool_))
    assert (again.intercept, again.slope, again.answers) == (known.intercept, known.slope, 0)


def test_few_answers_stay_near_the_predecessor_and_many_leave_it() -> None:
    moved = []
    for many in (1, 10, 1_000):
        bought = _FIRST.refined(np.full(many, 0.05), np.ones(many, dtype=np.bool_))
        moved.append(bought.intercept - _FIRST.intercept)
    assert 0 < moved[0] < 1 < moved[1] < moved[2]


def test_nine_of_ten_bands_hold_the_truth() -> None:
    asked, held = np.array([0.03, 0.1, 0.3]), []
    for seed in range(200):
        low, high = _FIRST.refined(*_answers(400, -0.3, 0.9, seed)).band(asked)
        held.append((low <= _true(asked, -0.3, 0.9)) & (_true(asked, -0.3, 0.9) <= high))
    assert 0.85 <= np.mean(held) <= 0.96


def test_more_answers_make_bands_narrower() -> None:
    widths = []
    for many in (20, 200, 2_000):
        low, high = _FIRST.refined(*_answers(many, 0.0, 1.0)).band(np.array([0.1]))
        widths.append(float((high - low)[0]))
    assert widths == sorted(widths, reverse=True)


_SAID = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.sampled_from([0.0, 1.0, 2.0])), max_size=60)


@settings(deadline=None)
@given(_SAID, _CHANCES)
def test_it_is_never_0_or_100_and_never_falls_as_the_chance_rises(
    said: list[tuple[float, bool, float]], asked: Floats
) -> None:
    chances, bought, weight = np.array(said).reshape(-1, 3).T
    found = _FIRST.refined(chances, bought > 0, weight)
    percent = found.percent(np.sort(asked))
    for part in (percent.value, percent.low, percent.high):
        assert ((part >= 1) & (part <= 99)).all()
    assert (np.diff(percent.value) >= 0).all()
    assert ((percent.low <= percent.value) & (percent.value <= percent.high)).all()


@settings(deadline=None, max_examples=40)
@given(_SAID)
def test_an_answer_that_weighs_two_equals_two(said: list[tuple[float, bool, float]]) -> None:
    chances, bought, weight = np.array(said).reshape(-1, 3).T
    times = weight.astype(np.intp)
    once = _FIRST.refined(chances, bought > 0, weight)
    twice = _FIRST.refined(np.repeat(chances, times), np.repeat(bought > 0, times))
    assert (once.intercept, once.slope) == pytest.approx((twice.intercept, twice.slope), abs=1e-6)
    assert once.variance == pytest.approx(twice.variance, rel=1e-6)


def test_answers_against_the_order_of_chances_flatten_it() -> None:
    chances = np.repeat([0.05, 0.5], 500)
    found = _FIRST.refined(chances, np.repeat([True, False], 500))
    assert found.slope == 0
    assert found.accepts(np.array([0.1])) == pytest.approx(0.5, abs=0.01)


def test_a_percent_is_shown_only_with_a_narrow_band_and_forty_answers_near() -> None:
    known = _FIRST.refined(*_answers(3_000, 0.0, 1.0))
    chances, scores = np.array([0.1, 0.1, 0.1]), np.array([50, 60, 61])
    answered = np.repeat(50, 40)
    assert known.may_show(chances, scores, answered).tolist() == [True, True, False]
    assert not known.may_show(chances, scores, answered[:-1]).any()
    unsure = _FIRST.refined(*_answers(10, 0.0, 1.0))
    assert not unsure.may_show(chances, scores, answered).any()
    assert not _FIRST.may_show(chances, scores, answered).any()


def test_nothing_is_shown_without_answers() -> None:
    assert _FIRST.may_show(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).tolist() == []
    known = _FIRST.refined(*_answers(3_000, 0.0, 1.0))
    assert not known.may_show(np.array([0.1]), np.array([50]), np.zeros(0, dtype=np.int64)).any()


def test_a_true_percent_passes_and_a_wrong_one_does_not() -> None:
    chances, bought = _answers(3_000, 0.0, 1.0)
    honest, boasting = error_of(chances, bought), error_of(np.sqrt(chances), bought)
    assert honest is not None
    assert boasting is not None
    assert honest.sound
    assert not boasting.sound
    assert honest.answers == 3_000


def test_no_error_is_quoted_of_few_answers() -> None:
    chances, bought = _answers(999, 0.0, 1.0)
    assert error_of(chances, bought) is None
