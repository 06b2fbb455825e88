"""What every member promises, the same for all of them, and what each says by hand."""

import io
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from ml.arrays import Floats
from ml.dataset import Words
from ml.hybrid import KNOWN, MEMBERS
from ml.members import Baskets, Member
from ml.members.factors import Factors
from ml.members.item_based import ItemBased
from ml.members.popularity import Popularity
from ml.members.user_based import NEIGHBOURS, UserBased
from ml.terms import Code
from tests.ml.build import assortment, dataset, drawn

HERE: list[Any] = [member for member in KNOWN if member in MEMBERS or member is Factors]
"""Every member that can be fitted on this machine."""

every_member = pytest.mark.parametrize("member", HERE)


def _drawn(n: int = 120) -> Baskets:
    data = drawn(n, 8, 10, seed=5, unrecorded=0.2)
    return Baskets.of(data.clients, data.assortment.recorded)


def _tiny(*owned: list[int]) -> Baskets:
    goods = assortment([0, 1, 2])
    return Baskets.of(dataset(goods, owned).clients, goods.recorded)


@every_member
def test_a_second_fit_scores_to_the_same_bit(member: type[Member]) -> None:
    seen = _drawn()
    assert (member.fit(seen, 1).score(seen) == member.fit(seen, 1).score(seen)).all()


@pytest.mark.parametrize("member", [member for member in HERE if member.kept])
def test_what_is_kept_comes_back_to_the_same_bit(member: Any) -> None:
    seen = _drawn(400)
    fitted, stream = member.fit(seen, 1), io.BytesIO()
    parts = {field.name: getattr(fitted, field.name) for field in fields(fitted)}
    np.savez(stream, allow_pickle=False, **parts)
    stream.seek(0)
    with np.load(stream, allow_pickle=False) as arrays:
        again = member(**{name: arrays[name] for name in parts})
    rows, kinds = (index.ravel() for index in np.indices((60, 8)))
    assert (again.score(seen) == fitted.score(seen)).all()
    assert (again.explain(seen, rows, kinds).contribution == fitted.explain(seen, rows, kinds).contribution).all()


@every_member
def test_an_asked_client_has_the_same_scores_in_whatever_company(member: type[Member]) -> None:
    seen = _drawn(400)
    fitted = member.fit(seen, 1)
    assert fitted.score(seen.take(np.array([9]))) == pytest.approx(fitted.score(seen)[[9]], abs=1e-9)


@every_member
def test_neither_names_nor_the_numbering_of_levels_matter(member: type[Member]) -> None:
    seen = _drawn(400)
    jobs = seen.words["job_type"]
    turned = Words(np.where(jobs.codes < 0, -1, 2 - jobs.codes), jobs.levels[::-1])
    other = replace(seen, words={"job_type": turned})
    fitted = member.fit(seen, 1)
    assert fitted.score(other) == pytest.approx(fitted.score(seen), abs=1e-9)
    assert member.fit(other, 1).score(other) == pytest.approx(fitted.score(seen), abs=1e-9)


@every_member
def test_the_order_of_clients_does_not_matter(member: type[Member]) -> None:
    seen = _drawn()
    turned = seen.take(np.arange(len(seen))[::-1])
    assert member.fit(turned, 1).score(seen) == pytest.approx(member.fit(seen, 1).score(seen), abs=1e-9)


@every_member
def test_scores_are_finite_for_unknown_words_missing_columns_and_absurd_numbers(member: type[Member]) -> None:
    seen = _drawn()
    strange = replace(
        seen,
        numbers={"age": np.resize([np.nan, np.inf, -np.inf, 1e300], len(seen))},
        words={"job_type": Words(np.zeros(len(seen), dtype=np.intp), ("astronaut",))},
    )
    for learned, asked in ((seen, strange), (strange, seen), (seen, replace(seen, numbers={}, words={}))):
        assert np.isfinite(member.fit(learned, 1).score(asked)).all()


@every_member
@pytest.mark.parametrize("owned", [[[0]] * 30, [[0, 1, 2]] * 30, [[]] * 30, [[0, 1], [2]] * 20])
def test_a_base_where_all_are_the_same_is_scored(member: type[Member], owned: list[list[int]]) -> None:
    seen = _tiny(*owned)
    assert np.isfinite(member.fit(seen, 1).score(seen)).all()


@every_member
@pytest.mark.parametrize("n", [0, 1])
def test_almost_no_clients_are_enough_to_score(member: type[Member], n: int) -> None:
    seen = _drawn(n)
    assert np.isfinite(member.fit(seen, 1).score(_drawn())).all()
    assert member.fit(_drawn(), 1).score(seen).shape == (n, 8)


@every_member
def test_the_lines_of_a_pair_add_up_to_its_score(member: type[Member]) -> None:
    seen = _drawn(400)
    fitted = member.fit(seen, 1)
    rows, kinds = (index.ravel() for index in np.indices((90, 8)))
    for asked in (seen, replace(seen, numbers={}, words={})):
        lines = fitted.explain(asked, rows, kinds)
        added = np.bincount(lines.pair, lines.contribution, minlength=len(rows))
        assert added == pytest.approx(fitted.score(asked)[rows, kinds], abs=1e-9)


def test_similar_clients_speak_for_a_kind_only_where_more_of_them_own_it_than_of_all() -> None:
    seen = _drawn(400)
    fitted = UserBased.fit(seen, 1)
    rows, kinds = (index.ravel() for index in np.indices((60, 8)))
    told = fitted.explain(seen, rows, kinds)
    similar = told.take(np.flatnonzero(told.code == Code.SIMILAR))
    among = similar.n / np.maximum(similar.total, 1)
    everywhere = fitted.shares[kinds[similar.pair]]
    clearly = np.abs(among - everywhere) > 0.1
    assert clearly.any()
    assert ((similar.contribution > 0) == (among > everywhere))[clearly].mean() > 0.95
    assert (similar.contribution[similar.n == 0] < 0).all()


def test_a_hidden_kind_is_out_of_the_basket_and_the_rest_stays() -> None:
    hidden = _tiny([0, 1], [2], [0, 1, 2]).hiding(np.array([1, 2, 0]))
    assert hidden.bought.toarray().tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]


def test_unrecorded_kinds_are_in_no_basket() -> None:
    goods = assortment([0, 1], unrecorded=[1])
    assert Baskets.of(dataset(goods, [[0, 1]]).clients, goods.recorded).bought.toarray().tolist() == [[1, 0]]


def test_popularity_is_the_log_of_owners() -> None:
    scores = Popularity.fit(_tiny([0], [0, 1], []), 0).score(_tiny([]))
    assert scores[0, 0] - scores[0, 1] == pytest.approx(np.log(2.5 / 1.5))
    assert scores[0, 1] - scores[0, 2] == pytest.approx(np.log(1.5 / 0.5))
    assert scores[0, 0] + scores[0, 1] == pytest.approx(0)


def test_item_based_adds_up_the_shrunken_cosines_of_the_basket() -> None:
    fitted = ItemBased.fit(_tiny([0, 1], [0, 1], [0], [1, 2]), 0)
    near, far = 2 / np.sqrt(8 * 8), 1 / np.sqrt(8 * 6)
    expected: list[list[float]] = [[0, near, 0], [near, 0, far], [near, near, far]]
    assert fitted.score(_tiny([0], [1], [0, 1])) == pytest.approx(np.array(expected))
    lines = fitted.explain(_tiny([0, 1]), np.array([0]), np.array([2]))
    assert (lines.of.tolist(), lines.n.tolist(), lines.total.tolist()) == ([1], [1], [3])


def _shares(scores: Floats) -> Floats:
    return np.exp(scores - scores[:, :1])


def test_user_based_shrinks_the_neighbours_votes_towards_everybody() -> None:
    seen = _tiny([0, 1], [0, 2])
    fitted = UserBased.fit(seen, 0)
    asked = replace(_tiny([0, 1]), ids=np.array([999], dtype=np.uint64))
    entity = 2.0  # the squared length of a portrait: here the client type alone
    near, far = 1.0, (1 + entity) / (2 + entity)
    votes = np.array([near + far + 5 * 2.5 / 3, near + 5 * 1.5 / 3, far + 5 * 1.5 / 3])
    assert _shares(fitted.score(asked)) == pytest.approx((votes / votes[0])[None, :])


def test_a_client_is_never_its_own_neighbour() -> None:
    seen = _tiny([0, 1], [0], [2])
    assert [ids.tolist() for ids in UserBased.fit(seen, 0).alike(seen, 5)] == [[101, 102], [100, 102], [101, 100]]


def test_neighbours_are_the_nearest_and_their_number_is_told() -> None:
    seen = _drawn(400)
    fitted = UserBased.fit(seen, 1)
    lines = fitted.explain(seen, np.array([3]), np.array([0]))
    assert NEIGHBOURS <= lines.total[0] < 400
    assert 0 <= lines.n[0] <= lines.total[0]
    assert [len(ids) for ids in fitted.alike(seen.take(np.array([3])), 7)] == [7]
