"""Data with nothing in them, with everything in them, and where there is nothing to be found."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from ml import explain, hybrid
from ml.dataset import Dataset, Words
from ml.evaluate import HYBRID, Trial, evaluate
from tests.ml.build import assortment, dataset, drawn
from tests.studies.trials import interval, with_shuffled_labels, with_shuffled_portraits, without_portraits


def _speaks(data: Dataset) -> None:
    """A training ends in a model whose chances add up and whose reasons can be told."""
    model = hybrid.fit(data, members=hybrid.MEMBERS)
    scores = hybrid.score(model, data, slice(0, 50))
    assert scores.which.sum(axis=1) == pytest.approx(scores.candidates.any(axis=1).astype(float))
    rows, kinds = (index[:200] for index in np.nonzero(scores.candidates))
    assert np.isfinite(explain.reasons(model, data, scores, rows, kinds).constant).all()


@pytest.mark.parametrize(
    "owned",
    [
        pytest.param([[0]], id="one client"),
        pytest.param([[0, 1], [0], [1]] * 700, id="few kinds, many clients"),
        pytest.param([[0, 1]] * 2_100, id="all the same"),
        pytest.param([[]] * 50, id="only refusals"),
        pytest.param([[0, 1, 2]] * 40 + [[0]] * 40, id="some own everything"),
    ],
)
def test_bases_in_which_there_is_little_to_find(owned: list[list[int]]) -> None:
    _speaks(dataset(assortment([0, 1, 2]), owned))


def test_a_base_of_one_kind() -> None:
    _speaks(dataset(assortment([0]), [[0], []] * 30))


def test_many_copies_of_few_clients() -> None:
    data = drawn(40, 6, 8, seed=2, bare=True)
    _speaks(Dataset(data.assortment, data.take(np.resize(np.arange(40), 6_000)).clients))


def test_a_base_of_a_thousand_services() -> None:
    _speaks(drawn(150, 1_000, 1_000, seed=2, unrecorded=0.0, bare=True))


def test_infinite_and_absurd_values() -> None:
    data = drawn(300, 8, 8, seed=3, unrecorded=0.0)
    numbers = {
        "age": np.resize([np.inf, -np.inf, np.nan, 1e308, -1e308, 0.0, 5e-324], 300),
        "same": np.zeros(300),
        "unknown": np.full(300, np.nan),
    }
    words = {
        "job_type": data.clients.words["job_type"],
        "each its own": Words(np.arange(300), tuple(f"level {place}" for place in range(300))),
        "empty": Words(np.full(300, -1), ()),
    }
    _speaks(Dataset(data.assortment, replace(data.clients, numbers=numbers, words=words)))


def _trial(n: int = 900) -> Trial:
    data = drawn(n, 8, 8, seed=3, unrecorded=0.0, bare=True)
    test = data.clients.take(np.arange(n // 3))
    dense, rng = test.owned.toarray(), np.random.default_rng(4)
    hidden = np.zeros_like(dense)
    for row in np.flatnonzero(dense.sum(axis=1) > 1):
        hidden[row, rng.choice(np.flatnonzero(dense[row]))] = True
    owned = sparse.csr_array(dense & ~hidden)
    train = Dataset(data.assortment, data.clients.take(np.arange(n // 3, n)))
    return Trial(train, replace(test, owned=owned, closed=owned, sources=owned), hidden)


def test_where_there_is_something_to_find_the_hybrid_finds_it() -> None:
    found = evaluate(_trial())
    _, _, high = interval(found.losses[HYBRID] - found.losses["popularity"])
    assert high < 0
    assert found.weights.keys() & {"portrait"}


def test_shuffled_labels_show_no_skill() -> None:
    found = evaluate(with_shuffled_labels(_trial(), 1))
    assert found.weights.keys() <= {"popularity", "item_based"}
    mean, _, _ = interval(found.losses[HYBRID] - found.losses["popularity"])
    assert abs(mean) < 0.003


def test_shuffled_portraits_add_nothing_to_the_basket() -> None:
    trials = without_portraits(_trial()), _trial(), with_shuffled_portraits(_trial(), 1)
    bare, honest, shuffled = (evaluate(trial).losses[HYBRID].mean() for trial in trials)
    assert honest < bare - 0.003
    assert shuffled > bare - 0.003
