"""The score: mid-ranks, by hand and as invariants."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.arrays import Floats
from ml.rank import Ranks

_CHANCES = st.lists(st.sampled_from([0.0, 1e-10, 0.1, 0.1 + 4e-10, 0.25, 0.5, 0.7, 1.0]), min_size=1, max_size=40).map(
    np.array
)


def test_a_score_is_the_floored_mid_rank_in_percent() -> None:
    ranks = Ranks.of(np.array([0.4, 0.1, 0.3, 0.2]))
    assert ranks.score(np.array([0.1, 0.2, 0.25, 0.4])).tolist() == [12, 37, 50, 87]


def test_ties_share_the_middle() -> None:
    ranks = Ranks.of(np.array([0.2, 0.2, 0.2 + 5e-10, 0.9]))
    assert ranks.score(np.array([0.2])).tolist() == [37]


def test_a_billionth_apart_is_no_longer_equal() -> None:
    assert Ranks(np.array([0.0])).score(np.array([0.0, 0.5e-9, 1e-9])).tolist() == [50, 50, 99]


def test_scores_stay_between_1_and_99() -> None:
    ranks = Ranks.of(np.linspace(0.1, 0.2, 1000))
    assert ranks.score(np.array([0.0, 0.1, 0.2, 1.0])).tolist() == [1, 1, 99, 99]


def test_a_third_of_three_is_not_lost_to_rounding() -> None:
    assert Ranks.of(np.linspace(0.1, 0.9, 25)).score(np.array([0.0999, 0.9])).tolist() == [1, 98]


def test_without_eligible_clients_every_chance_stands_in_the_middle() -> None:
    assert Ranks.of(np.zeros(0)).score(np.array([[0.3], [0.0]])).tolist() == [[50], [50]]


def test_unsorted_chances_are_refused() -> None:
    with pytest.raises(ValueError, match="sorted"):
        Ranks(np.array([0.2, 0.1]))


@given(_CHANCES, _CHANCES)
def test_a_higher_chance_never_has_a_lower_score(best: Floats, chances: Floats) -> None:
    assert (np.diff(Ranks.of(best).score(np.sort(chances))) >= 0).all()


@given(_CHANCES, st.randoms(use_true_random=False))
def test_the_order_of_clients_does_not_matter(best: Floats, random: Random) -> None:
    shuffled = best.tolist()
    random.shuffle(shuffled)
    assert Ranks.of(np.array(shuffled)).score(best).tolist() == Ranks.of(best).score(best).tolist()


@given(_CHANCES)
def test_a_score_is_what_counting_says(best: Floats) -> None:
    for chance, score in zip(best, Ranks.of(best).score(best), strict=True):
        equal = int((np.abs(best - chance) < 1e-9).sum())
        below = int((best < chance).sum()) - int(((best < chance) & (np.abs(best - chance) < 1e-9)).sum())
        assert score == min(max((100 * below + 50 * equal) // len(best), 1), 99)
