"""A new model takes the old one's place only by what neither has seen."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import hybrid
from ml.dataset import Dataset, Offers
from ml.gate import LEAST, Comparison, Verdict, compare, slices
from ml.held import Held, Split, by_clients
from ml.hybrid import Model
from tests.ml.build import assortment, dataset, datasets, drawn

_DATA = drawn(1_500, 8, 8, seed=3, unrecorded=0.0, bare=True)
_SPLIT = by_clients(_DATA, 3)


def _fitted(split: Split, clients: int | None = None) -> Model:
    """Learned from all or from so many of the clients."""
    known = split.training
    return hybrid.fit(known if clients is None else replace(known, clients=known.clients.take(slice(0, clients))))


_WHOLE, _FEW = _fitted(_SPLIT), _fitted(_SPLIT, 12)


def _compared(champion: Model, challenger: Model, split: Split = _SPLIT, seed: int = 0) -> Comparison:
    return compare(champion, challenger, split.asked, split.held, seed)


@settings(max_examples=30, deadline=None)
@given(datasets(), st.integers(0, 5))
def test_a_model_is_never_better_or_worse_than_itself(data: Dataset, seed: int) -> None:
    split = by_clients(data, 2)
    model = _fitted(split)
    found = _compared(model, model, split, seed)
    assert found.verdict in {Verdict.NOT_WORSE, Verdict.TOO_FEW}
    assert not any(one.worse for one in slices(found, np.arange(data.assortment.n_kinds)))
    if found.of_all.clients:
        assert found.of_all.difference == 0
    if found.first is not None:
        assert (found.first.champion, found.first.low, found.first.high) == (found.first.challenger, 0, 0)


@settings(max_examples=20, deadline=None)
@given(datasets(), st.integers(0, 5))
def test_swapping_the_two_changes_the_sign(data: Dataset, seed: int) -> None:
    split = by_clients(data, 2)
    models = _fitted(split), _fitted(split, len(split.training.clients) // 3)
    one, other = _compared(*models, split, seed), _compared(*models[::-1], split, seed)
    if one.of_all.clients:
        assert one.of_all.difference == pytest.approx(-other.of_all.difference, abs=1e-12)
    if one.of_all.clients > 1:
        assert one.of_all.low == pytest.approx(-other.of_all.high, abs=1e-12)
    if one.first is not None and other.first is not None:
        assert one.first.champion == other.first.challenger
        assert one.first.low == -other.first.high
    mirrored = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    if one.verdict in mirrored:
        assert other.verdict is mirrored[one.verdict]


def test_the_order_of_clients_does_not_matter() -> None:
    turn = np.random.default_rng(1).permutation(len(_DATA.clients))
    split = by_clients(Dataset(_DATA.assortment, _DATA.clients.take(turn)), 3)
    one = _compared(_FEW, _WHOLE)
    other = _compared(_FEW, _WHOLE, split)
    assert one.verdict is other.verdict
    assert one.of_all.difference == pytest.approx(other.of_all.difference)
    assert one.of_all.low == pytest.approx(other.of_all.low)
    assert one.first == other.first


def test_what_learned_from_more_clients_is_better_and_passes() -> None:
    found = _compared(_FEW, _WHOLE)
    assert found.verdict is Verdict.BETTER
    assert found.passes
    assert found.needed is None
    assert found.of_all.low < found.of_all.difference < found.of_all.high < 0
    assert found.of_all.clients == len(np.unique(_SPLIT.held.client))
    back = _compared(_WHOLE, _FEW)
    assert back.verdict is Verdict.WORSE
    assert not back.passes


def test_the_loss_is_that_of_the_kind_bought_by_what_was_owned_before() -> None:
    found = _compared(_FEW, _WHOLE)
    client = int(_SPLIT.held.client[0])
    kinds = _SPLIT.held.kind[_SPLIT.held.client == client]
    owned = np.flatnonzero(_DATA.clients.owned[[client]].toarray()[0])
    losses = []
    for kind in kinds.tolist():
        asked = dataset(_DATA.assortment, [[one for one in owned.tolist() if one != kind]])
        alone = replace(
            _DATA.clients.take(np.array([client])),
            owned=asked.clients.owned,
            closed=asked.clients.owned,
            sources=asked.clients.sources,
        )
        which = hybrid.score(_WHOLE, Dataset(_DATA.assortment, alone, _SPLIT.training.clients)).which
        losses.append(-np.log(which[0, kind]))
    seen = found.observations
    assert np.sort(seen.challenger[seen.client == client]) == pytest.approx(np.sort(losses))


def test_with_few_clients_nothing_is_said_but_how_many_are_missing() -> None:
    split = by_clients(drawn(60, 8, 8, seed=3, unrecorded=0.0, bare=True), 4)
    found = _compared(_fitted(split), _fitted(split, 12), split)
    assert found.of_all.clients < LEAST
    assert found.verdict is Verdict.TOO_FEW
    assert found.needed is not None
    assert found.needed >= LEAST - found.of_all.clients


def test_with_nothing_held_back_nothing_is_said() -> None:
    data = dataset(assortment([0, 1]), [[0]])
    nothing = Offers(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.bool_))
    none = np.zeros(0, dtype=np.intp)
    held = Held(none, none, np.zeros(0), data.clients.owned[none], nothing)
    model = hybrid.fit(data)
    found = compare(model, model, data, held)
    assert (found.verdict, found.needed, found.first) == (Verdict.TOO_FEW, LEAST, None)
    assert slices(found, np.arange(2)) == ()


def test_so_many_are_missing_that_the_bound_would_fall_under_the_margin() -> None:
    known, held = _SPLIT.training, _SPLIT.held
    one, other = (
        hybrid.fit(replace(known, clients=known.clients.take(rows))) for rows in (slice(0, 300), slice(300, 600))
    )
    rows = np.flatnonzero(held.client < 120)
    few = Held(held.client[rows], held.kind[rows], held.weight[rows], held.before[rows], held.offers)
    found = compare(one, other, _SPLIT.asked, few)
    assert found.verdict is Verdict.TOO_FEW
    assert found.needed is not None
    difference = np.diff(found.observations.by_client, axis=0)[0]
    mean, spread = min(difference.mean(), 0.0), difference.std(ddof=1)
    bounds = [mean + 1.2816 * spread / np.sqrt(len(difference) + found.needed - less) for less in (0, 1)]
    assert bounds[0] <= 0.02 * found.of_all.champion < bounds[1]


def test_the_first_hundred_buy_more_by_the_better_model() -> None:
    first = _compared(_FEW, _WHOLE).first
    assert first is not None
    assert first.clients == 100
    assert 0 <= first.champion < first.challenger <= 100
    assert first.low <= first.challenger - first.champion <= first.high


def test_the_kind_of_which_a_model_knows_less_is_named() -> None:
    spoiled = replace(_WHOLE, bias=_WHOLE.bias + np.eye(8)[5] * -6.0)
    found = _compared(_WHOLE, spoiled)
    worse = [one.group for one in slices(found, np.arange(8)) if one.worse]
    assert worse == [5]
    partners = np.array([0, 0, 0, 0, 1, 1, -1, -1])
    assert [(one.group, one.worse) for one in slices(found, partners)] == [(0, False), (1, True)]


def _answered(n: int) -> Dataset:
    """Everybody owns kind 0 or 1; of the partners' kinds 2 is bought when it is offered, 3 is refused."""
    goods = assortment(range(4), unrecorded=[2, 3], links=[(0, 2), (1, 3)], answered=[0, 0, n // 2, n // 2])
    client = np.arange(n)
    base = dataset(goods, [[place % 2] for place in range(n)])
    return replace(base, offers=Offers(client, 2 + client % 2, client % 2 == 0))


def test_answers_tell_a_model_that_heeds_them_from_one_that_does_not() -> None:
    split = by_clients(_answered(600), 4)
    heeding = _fitted(split)
    deaf = replace(heeding, correction=None)
    found = _compared(deaf, heeding, split)
    assert found.verdict is Verdict.BETTER
    assert _compared(heeding, deaf, split).verdict is Verdict.WORSE


def test_learning_about_partners_does_not_count_against_a_model() -> None:
    split = by_clients(_answered(600), 4)
    heeding = _fitted(split)
    bought = replace(split.held, offers=split.held.offers.take(np.zeros(0, dtype=np.intp)))
    found = compare(replace(heeding, correction=None), heeding, split.asked, bought)
    assert found.of_all.difference == pytest.approx(0, abs=1e-12)
