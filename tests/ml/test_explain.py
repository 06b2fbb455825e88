"""Reasons: what they say by hand, and that they add up."""

import numpy as np
import pytest
from hypothesis import given, settings

from ml import explain, hybrid
from ml.dataset import Dataset, PortraitRule
from ml.explain import Reason
from ml.hybrid import Scores
from ml.terms import Code, terms
from tests.ml.build import assortment, dataset, datasets, drawn


def _told(data: Dataset, row: int, kind: int) -> dict[tuple[Code, int | None], Reason]:
    model = hybrid.fit(data)
    scores = hybrid.score(model, data)
    found = explain.reasons(model, data, scores, np.array([row]), np.array([kind]))[0]
    return {(reason.code, reason.of): reason for reason in found}


def test_expert_reasons_name_service_needs_rule_and_hub() -> None:
    rule = PortraitRule("all", np.array([False, False, True]), -0.5)
    goods = assortment(
        [0, 0, 1, 2],
        links=[(1, 3), (2, 3), (2, 0)],
        needs=[(0, 0), (0, 1), (1, 2), (3, 0), (3, 1), (3, 2), (3, 3)],
        rules=[rule],
        unrecorded=[2],
    )
    told = _told(dataset(goods, [[0]]), 0, 2)
    expected: dict[tuple[Code, int | None], tuple[float, int, int]] = {
        (Code.LINK, 1): (2.0, 1, 2),
        (Code.NEED, 0): (1 / 3, 3, 4),
        (Code.NEED, 1): (1 / 3, 3, 4),
        (Code.NEED, 2): (1 / 3, 3, 4),
        (Code.RULE, 0): (-0.5, 0, 0),
        (Code.HUB, None): (-0.5 * np.log(2), 2, 3),
        (Code.SHARE, None): (0.0, 0, 100),
    }
    assert told.keys() == expected.keys()
    for line, (contribution, n, total) in expected.items():
        assert told[line].contribution == pytest.approx(contribution)
        assert (told[line].n, told[line].total) == (n, total)


def test_the_basket_is_told_with_the_counts_of_owners() -> None:
    told = _told(dataset(assortment([0, 1, 2]), [[0, 1]] * 37 + [[0]] * 83 + [[2]] * 20), 100, 1)
    basket = told[Code.BASKET, 0]
    assert (basket.n, basket.total) == (37, 120)
    assert basket.contribution > 0
    assert (told[Code.SHARE, None].n, told[Code.POPULAR, None].n, told[Code.POPULAR, None].total) == (100, 37, 140)


def test_expert_lines_count_for_what_experience_leaves() -> None:
    data = dataset(assortment([0, 1, 2], links=[(0, 1)]), [[0, 1]] * 40 + [[0, 2]] * 10 + [[0]])
    told = _told(data, 50, 1)
    assert told[Code.LINK, 0].contribution == pytest.approx(2 * (1 - 40 / 80))
    assert told[Code.SHARE, None].n == 50


def test_reasons_come_strongest_first_and_the_share_last() -> None:
    data = drawn(200, 8, 10, seed=4)
    model = hybrid.fit(data)
    scores = hybrid.score(model, data)
    rows, kinds = np.nonzero(scores.candidates)
    told = explain.reasons(model, data, scores, rows, kinds)
    assert len(told) == len(rows)
    for pair in range(len(told)):
        reasons = told[pair]
        assert reasons[-1].code is Code.SHARE
        weights = [abs(reason.contribution) for reason in reasons]
        assert weights == sorted(weights, reverse=True)
        assert len({(reason.code, reason.of) for reason in reasons}) == len(reasons)


def _candidates(scores: Scores) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
    return np.nonzero(scores.candidates)


@settings(max_examples=30, deadline=None)
@given(datasets())
def test_contributions_leave_only_what_kinds_of_equal_experience_share(data: Dataset) -> None:
    model = hybrid.fit(data)
    scores = hybrid.score(model, data)
    rows, kinds = _candidates(scores)
    told = explain.reasons(model, data, scores, rows, kinds)
    added = np.array([sum(reason.contribution for reason in told[pair]) for pair in range(len(told))])
    assert added + told.constant == pytest.approx(scores.utility[rows, kinds], abs=1e-9)
    mix = np.where(model.learned, model.lam, -1.0)[kinds]
    for row in np.unique(rows):
        for share in np.unique(mix[rows == row]):
            same = told.constant[(rows == row) & (mix == share)]
            assert same == pytest.approx(np.full(len(same), same[0]), abs=1e-9)


def test_pieces_and_blocks_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(60, 8, 10, seed=4)
    model = hybrid.fit(data)
    whole = hybrid.score(model, data)
    rows, kinds = _candidates(whole)
    told = explain.reasons(model, data, whole, rows, kinds)
    monkeypatch.setattr(explain, "PAIRS", 7)
    pieces = explain.reasons(model, data, whole, rows, kinds)
    assert [pieces[pair] for pair in range(len(rows))] == [told[pair] for pair in range(len(rows))]
    part = hybrid.score(model, data, slice(20, 40))
    of_part = np.flatnonzero((rows >= 20) & (rows < 40))
    again = explain.reasons(model, data, part, rows[of_part] - 20, kinds[of_part])
    for place, pair in enumerate(of_part):
        assert [(reason.code, reason.of, reason.n, reason.total) for reason in again[place]] == [
            (reason.code, reason.of, reason.n, reason.total) for reason in told[int(pair)]
        ]


def test_no_pairs_have_no_reasons() -> None:
    data = drawn(20, 4, 4, seed=1)
    model = hybrid.fit(data)
    none = np.zeros(0, dtype=np.intp)
    assert len(explain.reasons(model, data, hybrid.score(model, data), none, none)) == 0


def test_lines_that_agree_are_added_up() -> None:
    lines = terms(
        Code.POPULAR, np.array([1, 0, 1, 1]), np.array([1.0, 2.0, 4.0, 8.0]), of=np.array([5, 5, 5, 6])
    ).merged()
    assert lines.pair.tolist() == [0, 1, 1]
    assert lines.of.tolist() == [5, 5, 6]
    assert lines.contribution.tolist() == [2.0, 5.0, 8.0]


def test_all_members_of_a_training_explain_themselves_to_the_last_millionth() -> None:
    data = drawn(400, 8, 10, seed=4, unrecorded=0.2)
    model = hybrid.fit(data, members=hybrid.MEMBERS)
    assert {"portrait"} <= set(model.weights)
    scores = hybrid.score(model, data)
    rows, kinds = _candidates(scores)
    told = explain.reasons(model, data, scores, rows, kinds)
    added = np.array([sum(reason.contribution for reason in told[pair]) for pair in range(len(told))])
    assert added + told.constant == pytest.approx(scores.utility[rows, kinds], abs=1e-9)
    learned = model.learned[kinds]
    for row in np.unique(rows[learned]):
        for share in np.unique(model.lam[kinds[learned & (rows == row)]]):
            same = told.constant[learned & (rows == row) & (model.lam[kinds] == share)]
            assert same == pytest.approx(np.full(len(same), same[0]), abs=1e-6)
    assert Code.PORTRAIT in told.lines.code.tolist()
