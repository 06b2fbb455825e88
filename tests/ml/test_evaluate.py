"""Marks are what they are called, on cases that can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from ml.evaluate import HYBRID, Trial, calibration_error, evaluate, mark
from tests.ml.build import assortment, dataset, drawn

NOTHING = float("nan")


def trial(owned: list[list[int]], hidden: list[list[int]], n_kinds: int = 4) -> Trial:
    goods = assortment(list(range(n_kinds)))
    found = np.zeros((len(owned), n_kinds), dtype=np.bool_)
    for row, services in enumerate(hidden):
        found[row, services] = True
    return Trial(dataset(goods, [[0, 1], [1, 2], [0, 1], [2, 3]]), dataset(goods, owned).clients, found)


def test_a_hit_needs_the_hidden_service_in_time() -> None:
    asked = trial([[0], [0]], [[1], [3]])
    which = np.array([[NOTHING, 0.5, 0.3, 0.2], [NOTHING, 0.5, 0.3, 0.2]])
    marks = mark(which, asked)
    assert (marks.hit1, marks.hit3) == (0.5, 1.0)
    assert marks.ndcg5 == pytest.approx((1.0 + 1.0 / np.log2(4)) / 2)


def test_any_of_several_hidden_services_is_a_hit_and_the_best_order_of_all_is_worth_one() -> None:
    asked = trial([[0]], [[1, 2]])
    assert mark(np.array([[NOTHING, 0.4, 0.5, 0.1]]), asked).ndcg5 == pytest.approx(1.0)
    assert mark(np.array([[NOTHING, 0.1, 0.4, 0.5]]), asked).hit1 == 0.0


def test_the_loss_counts_every_cell_and_what_is_owned_costs_nothing() -> None:
    asked = trial([[0]], [[1]])
    marks = mark(np.array([[NOTHING, 0.7, 0.2, 0.1]]), asked)
    assert marks.logloss == pytest.approx(-(np.log(0.7) + np.log(0.8) + np.log(0.9)) / 4)


def test_a_sure_mistake_costs_much_and_not_infinitely() -> None:
    assert np.isfinite(mark(np.array([[NOTHING, 0.0, 1.0, 0.0]]), trial([[0]], [[1]])).logloss)


def test_calibration_compares_what_was_said_with_what_came() -> None:
    chance = np.array([0.9, 0.9, 0.9, 0.9, 0.1])
    came = np.array([True, True, True, False, False])
    assert calibration_error(chance, came) == pytest.approx((abs(3 - 3.6) + 0.1) / 5)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0.0


def test_what_is_owned_is_never_ranked() -> None:
    asked = trial([[1]], [[2]])
    assert mark(np.array([[0.1, 0.9, 0.6, 0.2]]), asked).hit1 == 1.0


def test_without_test_clients_there_is_nothing_to_mark() -> None:
    marks = mark(np.zeros((0, 4)), trial([], []))
    assert np.isnan([marks.hit1, marks.logloss, marks.ece_top1]).all()


def test_a_trial_whose_hidden_purchase_is_owned_is_refused() -> None:
    with pytest.raises(ValueError, match="owned"):
        trial([[1]], [[1]])
    with pytest.raises(ValueError, match="shape"):
        Trial(dataset(assortment([0, 1]), [[0]]), dataset(assortment([0, 1]), [[0]]).clients, np.zeros((1, 3), bool))


def test_probabilities_of_a_client_add_up_to_one_and_every_model_is_marked() -> None:
    data = drawn(400, 8, 8, seed=3, unrecorded=0.0, bare=True)
    test = data.clients.take(np.arange(60))
    dense, rng = test.owned.toarray(), np.random.default_rng(4)
    hidden = np.zeros_like(dense)
    for row in np.flatnonzero(dense.sum(axis=1) > 1):
        hidden[row, rng.choice(np.flatnonzero(dense[row]))] = True
    owned = sparse.csr_array(dense & ~hidden)
    asked = Trial(data.take(np.arange(60, 400)), replace(test, owned=owned, closed=owned, sources=owned), hidden)
    asked = replace(asked, train=replace(asked.train, base=None))
    found = evaluate(asked)
    assert set(found.marks) >= {"popularity", HYBRID}
    total = np.nansum(found.which, axis=1)
    assert total[np.isfinite(found.which).any(axis=1)] == pytest.approx(1.0)
    assert found.weights
