"""The hybrid: the formulas by hand, and what must hold whatever the data."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from core.domain import lot
from ml import hybrid
from ml.arrays import Floats
from ml.dataset import Dataset
from ml.hybrid import Model, Scores
from ml.members import Baskets
from ml.members.user_based import UserBased
from ml.prior import prior
from tests.ml.build import assortment, dataset, datasets, drawn

whatever_the_data = settings(max_examples=30, deadline=None)


def _by_hand(lam: list[float], bias: list[float], recorded: list[bool] | None = None) -> Model:
    known = np.array(recorded or [True] * len(lam))
    return Model(
        lam=np.array(lam),
        learned=known & (np.array(lam) > 0),
        recorded=known,
        takes=np.array([0.2, 0.2, 0.1]),
        bias=np.array(bias),
        weights={},
        losses={},
        members={},
        owners=np.zeros(len(lam), dtype=np.int64),
        buyers=0,
        seed=0,
    )


def test_experience_counts_answers_and_owners_with_another_recorded_kind() -> None:
    goods = assortment([0, 1, 2, 3], links=[(0, 1)], unrecorded=[2, 3], answered=[5, 0, 10, 0])
    model = hybrid.fit(dataset(goods, [[0, 1], [0, 1, 2], [0], [0, 2, 3], [1]]))
    assert model.lam == pytest.approx([7 / 47, 2 / 42, 10 / 50, 0])
    assert model.learned.tolist() == [True, True, False, False]


def test_one_product_per_client_teaches_nothing() -> None:
    data = dataset(assortment([0, 1, 2], links=[(0, 1)]), [[0], [1], [0], [0]])
    model = hybrid.fit(data)
    assert model.lam.tolist() == [0, 0, 0]
    assert (hybrid.score(model, data).utility == prior(data.assortment, data.clients).logs).all()


def test_without_links_needs_and_rules_experience_is_all_there_is() -> None:
    goods = assortment([0, 1, 2], unrecorded=[2], answered=[0, 0, 40])
    assert hybrid.fit(dataset(goods, [[0], [1]])).lam.tolist() == [1, 1, 0.5]
    assert hybrid.fit(dataset(assortment([0, 1], needs=[(0, 1)]), [[0], [1]])).lam.tolist() == [0, 0]


def test_the_chance_of_taking_more_is_the_shrunken_continuation_ratio() -> None:
    goods = assortment([0, 1, 2, 3], unrecorded=[3])
    model = hybrid.fit(dataset(goods, [[0], [1, 3], [0, 1], [0, 1, 2], []]))
    usual = (2 + 1 + 0 + 1) / (4 + 2 + 1 + 10)
    by_size = [(2 + 20 * usual) / 24, (1 + 20 * usual) / 22, (0 + 20 * usual) / 21]
    assert model.takes == pytest.approx([by_size[0], *by_size, usual])
    scores = hybrid.score(model, dataset(goods, [[], [3], [0], [0, 1, 2], [0, 1]]))
    assert scores.takes == pytest.approx([by_size[0], by_size[0], by_size[0], by_size[2], by_size[1]])


def test_u_mixes_experience_and_experts_kind_by_kind_on_one_scale() -> None:
    # Kind 0 is owned, 1 and 2 are recorded, 3 is recorded but never seen with another one, 4 is a partner's.
    goods = assortment([0, 1, 2, 3, 4], links=[(0, 1), (0, 4)], unrecorded=[4])
    data = dataset(goods, [[0]])
    lam, bias = np.array([0.5, 0.25]), np.array([0.0, 1.0])
    model = _by_hand([0.9, 0.5, 0.25, 0.0, 0.3], [9.0, 0.0, 1.0, 5.0, 5.0], [True] * 4 + [False])
    weight = np.array([np.exp(2), 1, 1, np.exp(2)])
    expert = np.log(weight / weight.sum())
    share = np.exp(expert[:2]).sum()
    learned = bias - np.log(np.exp(bias).sum()) + np.log(share)
    mixed = lam * learned + (1 - lam) * expert[:2]
    scale = np.log(share / np.exp(mixed).sum())
    scores = hybrid.score(model, data)
    assert scores.utility[0, 1:] == pytest.approx([*(mixed + scale), *expert[2:]])
    assert scores.utility[0, 0] == -np.inf
    assert scores.which[0] == pytest.approx(np.exp(scores.utility[0]))
    assert scores.chance[0] == pytest.approx(0.2 * scores.which[0])


def test_kinds_of_other_owners_win_when_the_matrix_leads_there_though_nobody_records_their_sales() -> None:
    goods = assortment([0, 1, 2, 3], links=[(0, 3)], unrecorded=[3])
    data = dataset(goods, [[0, 1], [0, 2], [0, 1]] * 30 + [[0]])
    scores = hybrid.score(hybrid.fit(data), data)
    assert hybrid.top(scores, data.clients, data.assortment, 1)[-1, 0] == 3


@whatever_the_data
@given(datasets())
def test_unrecorded_kinds_keep_the_priors_order_and_summed_share(data: Dataset) -> None:
    which = hybrid.score(hybrid.fit(data), data).which
    expert = np.exp(prior(data.assortment, data.clients).logs)
    partners = ~data.assortment.recorded
    assert which[:, partners].sum(axis=1) == pytest.approx(expert[:, partners].sum(axis=1))
    assert which[:, partners] == pytest.approx(expert[:, partners])


@whatever_the_data
@given(datasets())
def test_which_is_a_distribution_over_the_candidates_and_nothing_else(data: Dataset) -> None:
    scores = hybrid.score(hybrid.fit(data), data)
    assert scores.which.sum(axis=1) == pytest.approx(scores.candidates.any(axis=1).astype(float))
    assert (np.isfinite(scores.utility) == scores.candidates).all()
    assert (scores.which[~scores.candidates] == 0).all()
    assert ((scores.takes > 0) & (scores.takes < 1)).all()
    assert len(scores.best()) == scores.candidates.any(axis=1).sum()


@whatever_the_data
@given(datasets())
def test_neither_blocks_nor_the_order_of_clients_change_the_offers(data: Dataset) -> None:
    turn = np.arange(len(data.clients))[::-1]
    turned = Dataset(data.assortment, data.clients.take(turn))
    model, other = hybrid.fit(data), hybrid.fit(turned)
    whole = hybrid.score(model, data)
    parts = [hybrid.score(model, data, block) for block in hybrid.blocks(len(turn), 3)]
    assert [part.first for part in parts] == list(range(0, len(turn), 3))
    if parts:
        assert np.concatenate([part.which for part in parts]) == pytest.approx(whole.which, abs=1e-12)
    assert hybrid.score(other, turned).which[turn] == pytest.approx(whole.which, abs=1e-3)


def test_the_same_data_and_seed_give_the_same_model() -> None:
    data = drawn(300, 8, 10, seed=9)
    once, again = hybrid.fit(data, 5), hybrid.fit(data, 5)
    assert once.weights == again.weights
    assert (hybrid.score(once, data).utility == hybrid.score(again, data).utility).all()


def test_a_learned_taste_is_found_again() -> None:
    data = dataset(assortment([0, 1, 2, 3]), [[0, 1], [2, 3]] * 40 + [[0], [2]])
    scores = hybrid.score(hybrid.fit(data), data, slice(80, None))
    assert hybrid.top(scores, data.clients.take(slice(80, None)), data.assortment, 1).tolist() == [[1], [3]]
    assert scores.which[0, 1] > 0.9


def test_duplicates_make_no_difference_to_each_other() -> None:
    data = drawn(50, 6, 8, seed=2)
    doubled = data.take(np.repeat(np.arange(50), 2))
    scores = hybrid.score(
        hybrid.fit(Dataset(data.assortment, doubled.clients)), Dataset(data.assortment, doubled.clients)
    )
    assert scores.which[::2] == pytest.approx(scores.which[1::2])


def test_a_client_with_nothing_left_gets_no_offer_and_still_a_chance_of_taking_more() -> None:
    data = dataset(assortment([0, 1]), [[0, 1], [0]], closed=[(1, 1)])
    scores = hybrid.score(hybrid.fit(data), data)
    assert scores.which.tolist() == [[0, 0], [0, 0]]
    assert hybrid.top(scores, data.clients, data.assortment).tolist() == [[-1] * 3] * 2
    assert (scores.takes > 0).all()
    assert scores.best().tolist() == []


def test_a_model_of_another_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="2 kinds, the catalogue 3"):
        hybrid.score(_by_hand([0, 0], [0, 0]), dataset(assortment([0, 1, 2]), [[]]))


def test_neighbours_are_found_in_the_base_not_among_those_asked() -> None:
    data = drawn(400, 8, 8, seed=3, unrecorded=0.0, bare=True)
    model = hybrid.fit(data)
    assert model.weights["user_based"] > 0
    alone = hybrid.score(model, data.take(np.array([7])))
    assert alone.which == pytest.approx(hybrid.score(model, data).which[[7]], abs=1e-12)


def test_neighbours_are_looked_up_anew_in_another_base_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(400, 8, 8, seed=3, unrecorded=0.0, bare=True)
    model = hybrid.fit(data)
    fitted: list[int] = []
    fit = UserBased.fit.__func__  # type: ignore[attr-defined]

    def counted(cls: type[UserBased], seen: Baskets, seed: int) -> UserBased:
        fitted.append(len(seen))
        found: UserBased = fit(cls, seen, seed)
        return found

    monkeypatch.setattr(UserBased, "fit", classmethod(counted))
    base = replace(data, clients=data.clients.take(slice(0, 300)))
    once = [hybrid.score(model, base, block).which for block in hybrid.blocks(300, 100)]
    assert fitted == [300]
    other = replace(base, base=data.clients.take(slice(100, 400)))
    assert not np.allclose(hybrid.score(model, other).which, np.concatenate(once))
    assert fitted == [300, 300]


def _scores(utility: Floats) -> Scores:
    some = np.isfinite(utility)
    return Scores(utility, np.exp(utility), np.ones(len(utility)), np.exp(utility), some, some, np.zeros(3))


def test_equal_utilities_are_settled_by_the_lot_and_others_by_size() -> None:
    data = dataset(assortment([0, 1, 2]), [[]] * 50)
    utility = np.tile([-1.0, -1.0 + 4e-10, -2.0], (50, 1))
    found = hybrid.top(_scores(utility), data.clients, data.assortment, 3)
    salts = [int(salt) for salt in data.assortment.kind_salts]
    for client, row in zip(data.clients.ids.tolist(), found.tolist(), strict=True):
        first = 0 if lot.draw(client, salts[0]) < lot.draw(client, salts[1]) else 1
        assert row == [first, 1 - first, 2]
    assert set(found[:, 0].tolist()) == {0, 1}


def test_a_difference_of_more_than_a_billionth_decides() -> None:
    data = dataset(assortment([0, 1, 2]), [[]] * 50)
    found = hybrid.top(_scores(np.tile([-1.0, -1.0 + 3e-9, -np.inf], (50, 1))), data.clients, data.assortment, 4)
    assert found.tolist() == [[1, 0, -1, -1]] * 50


def test_the_prior_alone_speaks_to_a_base_without_data() -> None:
    data = dataset(assortment([0, 1, 2], links=[(0, 1)]), [])
    model = hybrid.fit(data)
    scores = hybrid.score(model, replace(data, clients=dataset(data.assortment, [[0]]).clients))
    assert scores.which[0] == pytest.approx([0, np.exp(2) / (np.exp(2) + 1), 1 / (np.exp(2) + 1)])
