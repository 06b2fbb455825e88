"""What is held back from a training: the same clients always, or what happened after a day."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ml import hybrid
from ml.dataset import Dataset, Offers
from ml.held import by_clients, by_time, hold_out
from tests.ml.build import assortment, dataset, drawn


@given(st.lists(st.integers(0, 2**63), unique=True, max_size=40), st.integers(1, 12))
def test_a_client_stays_held_back_whoever_else_is_there(ids: list[int], share: int) -> None:
    known = np.array(ids, dtype=np.uint64)
    alone = [bool(hold_out(known[[place]], share)[0]) for place in range(len(ids))]
    assert hold_out(known, share).tolist() == alone


def test_about_one_in_so_many_is_held_back() -> None:
    assert 0.115 < hold_out(np.arange(20_000, dtype=np.uint64)).mean() < 0.135


def test_the_folds_of_the_blend_keep_clients_to_learn_from() -> None:
    data = drawn(6_000, 6, 6, seed=1, unrecorded=0.0, bare=True)
    assert hybrid.fit(by_clients(data).training).losses


def test_a_client_is_learned_from_or_asked_never_both() -> None:
    data = drawn(400, 6, 8, seed=3)
    split = by_clients(data, 4)
    asked = split.asked.clients.ids[split.held.client]
    assert not np.isin(asked, split.training.clients.ids).any()
    assert hold_out(asked, 4).all()
    assert len(split.training.clients) == (~hold_out(data.clients.ids, 4)).sum()
    assert split.asked.open_base is split.training.clients


def test_every_recorded_kind_of_a_held_client_is_to_be_found_by_its_others() -> None:
    goods = assortment([0, 1, 2, 3], unrecorded=[3])
    held = by_clients(dataset(goods, [[0, 2, 3]]), 1).held
    assert held.kind.tolist() == [0, 2]
    assert held.weight.tolist() == [0.5, 0.5]
    assert held.before.toarray().astype(int).tolist() == [[0, 0, 1, 1], [1, 0, 0, 1]]


def test_answers_go_with_their_clients_and_are_not_counted_where_they_are_not_known() -> None:
    data = drawn(200, 4, 4, seed=5, bare=True)
    client, kind = np.arange(200), np.arange(200) % 4
    goods = replace(data.assortment, answered=np.full(4, 50, dtype=np.int64))
    split = by_clients(Dataset(goods, data.clients, offers=Offers(client, kind, client % 3 == 0)), 4)
    kept, held = split.training.offers, split.held.offers
    assert kept is not None
    assert len(kept.kind) + len(held.kind) == 200
    ids = split.training.clients.ids[kept.client]
    assert not hold_out(ids, 4).any()
    assert sorted(ids.tolist()) == sorted(split.training.clients.ids.tolist())
    assert hold_out(data.clients.ids[held.client], 4).all()
    assert split.training.assortment.answered.tolist() == np.bincount(kept.kind, minlength=4).tolist()


def test_what_happened_later_is_to_be_found_by_what_was_before() -> None:
    goods = assortment([0, 1, 2, 3], unrecorded=[3])
    data = dataset(goods, [[0, 1, 2], [1, 3], [2]])
    since = np.array([1.0, 5.0, 6.0, np.nan, 7.0, 5.0])
    split = by_time(data, since, 5.0)
    assert split.held.client.tolist() == [0, 0, 2]
    assert split.held.kind.tolist() == [1, 2, 2]
    assert split.held.weight.tolist() == [0.5, 0.5, 1.0]
    assert split.held.before.toarray().astype(int).tolist() == [[1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    known = split.training.clients
    for part in (known.owned, known.closed, known.sources):
        assert part.toarray().astype(int).tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]


def test_at_that_time_the_later_kinds_were_open() -> None:
    data = dataset(assortment([0, 1, 2]), [[0, 1, 2]])
    split = by_time(data, np.array([1.0, 5.0, 6.0]), 5.0)
    then = split.held.then(split.asked.clients, data.assortment, slice(0, 2))
    assert then.closed.toarray().astype(int).tolist() == [[1, 0, 0], [1, 0, 0]]
    assert then.owned.toarray().astype(int).tolist() == [[1, 0, 0], [1, 0, 0]]


def test_later_answers_and_the_refusals_among_them_are_not_learned_from() -> None:
    data = dataset(assortment([0, 1, 2]), [[0], [0]])
    refused = dataset(assortment([0, 1, 2]), [[1, 2], [1]]).clients.owned
    offers = Offers(np.array([0, 0, 1]), np.array([1, 2, 1]), np.zeros(3, dtype=np.bool_))
    whole = Dataset(data.assortment, replace(data.clients, refused=refused), offers=offers)
    split = by_time(whole, np.array([1.0, 1.0]), 5.0, np.array([3.0, 6.0, np.nan]))
    assert split.training.offers is not None
    assert split.training.offers.kind.tolist() == [1, 1]
    assert split.held.offers.kind.tolist() == [2]
    for known in (split.training.clients.refused, split.asked.clients.refused):
        assert known is not None
        assert known.toarray().astype(int).tolist() == [[0, 1, 0], [0, 1, 0]]
