"""Members that learn from portraits: what they find again, what their lines say, what they are blind to."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from ml import encoding as encoded
from ml.arrays import Floats, log_softmax
from ml.dataset import Words
from ml.encoding import FEW, Encoding, Lessons
from ml.hybrid import IN_TRAINING
from ml.linear import Linear
from ml.members import Baskets
from ml.members.factors import Factors
from ml.members.portrait import RIDGE, Portrait
from ml.terms import Code
from tests.ml.build import assortment, dataset, drawn

LEARNING: list[Any] = list(dict.fromkeys([Portrait, Factors, *IN_TRAINING]))
learning = pytest.mark.parametrize("member", LEARNING)
adding_up = pytest.mark.parametrize("member", [member for member in LEARNING if issubclass(member, Linear)])


def _of_two_jobs(n: int = 300) -> Baskets:
    """Employed clients own kinds 0 and 1, students 2 and 3; kind 4 tells nothing and half of all own it."""
    jobs = np.resize([0, 1], n)
    owned = [[2 * job, 2 * job + 1, *([4] if place % 4 < 2 else [])] for place, job in enumerate(jobs)]
    goods = assortment(range(5))
    seen = Baskets.of(dataset(goods, owned).clients, goods.recorded)
    return replace(seen, words={"job": Words(jobs.astype(np.intp), ("employed", "student"))})


def _asked(job: int) -> Baskets:
    goods = assortment(range(5))
    bare = Baskets.of(dataset(goods, [[4]]).clients, goods.recorded)
    return replace(bare, words={"job": Words(np.array([job], dtype=np.intp), ("employed", "student"))})


@learning
def test_a_portrait_alone_leads_to_what_such_clients_own(member: Any) -> None:
    fitted = member.fit(_of_two_jobs(), 1)
    employed, student = fitted.score(_asked(0))[0], fitted.score(_asked(1))[0]
    assert employed[:2].min() > employed[2:4].max()
    assert student[2:4].min() > student[:2].max()


@learning
def test_the_line_about_a_fact_tells_how_many_such_clients_own_the_kind_and_where_it_leads(member: Any) -> None:
    fitted = member.fit(_of_two_jobs(), 1)
    lines = fitted.explain(_asked(0), np.array([0, 0]), np.array([0, 2]))
    facts = lines.take(np.flatnonzero(lines.code == Code.PORTRAIT))
    assert _asked(0).columns[facts.of[0]] == "job"
    assert (facts.n.tolist(), facts.total.tolist()) == ([150, 0], [150, 150])
    assert facts.contribution[0] > 0.1
    assert facts.contribution[1] < -0.1


@adding_up
def test_the_line_about_an_owned_kind_counts_the_owners_of_both(member: Any) -> None:
    fitted = member.fit(_of_two_jobs(), 1)
    lines = fitted.explain(_asked(0), np.array([0]), np.array([1]))
    basket = lines.take(np.flatnonzero(lines.code == Code.BASKET))
    assert (basket.of.tolist(), basket.n.tolist(), basket.total.tolist()) == ([4], [75], [150])


@learning
def test_what_is_not_known_of_a_client_is_no_fact(member: Any) -> None:
    seen = _of_two_jobs()
    fitted = member.fit(seen, 1)
    for asked in (_asked(-1), replace(_asked(0), words={})):
        lines = fitted.explain(asked, np.array([0]), np.array([0]))
        assert Code.PORTRAIT not in lines.code.tolist()


@learning
def test_kinds_with_hardly_an_owner_are_left_to_popularity(member: Any) -> None:
    goods = assortment(range(4))
    owned = [[0, 1], [0], [1]] * 30 + [[0, 2]] * (FEW - 1)
    seen = Baskets.of(dataset(goods, owned).clients, goods.recorded)
    scores = member.fit(seen, 1).score(seen)
    owners = np.array([30 * 2 + FEW - 1, 60, FEW - 1, 0])
    popular = np.log(owners + 0.5)
    assert np.ptp(scores[:, 2:], axis=0).tolist() == [0, 0]
    assert scores[0, 2] - scores[0, 3] == pytest.approx(popular[2] - popular[3])


def _refusing(n: int = 200) -> Baskets:
    """Who refused kind 0 owns 2 and 3, the others own 1 and 3; nobody refused what he owns."""
    refused = np.arange(n) % 2 == 0
    goods = assortment(range(4))
    seen = Baskets.of(
        dataset(goods, [[2, 3] if no else [1, 3] for no in refused] + [[0, 3]] * 20).clients, goods.recorded
    )
    return replace(seen, refused=_flags([*np.flatnonzero(refused)], 0, seen))


def _flags(rows: list[int], kind: int, of: Baskets) -> sparse.csr_array[Any, Any]:
    flags = np.zeros(of.bought.shape)
    flags[rows, kind] = 1.0
    return sparse.csr_array(flags)


@pytest.mark.parametrize("member", [Portrait, Factors])
def test_a_refusal_speaks_for_what_those_who_refused_own(member: Any) -> None:
    seen = _refusing()
    fitted = member.fit(seen, 1)
    who = Baskets.of(dataset(assortment(range(4)), [[3]]).clients, np.ones(4, dtype=np.bool_))
    asked = replace(who, refused=_flags([0], 0, who))
    assert fitted.score(asked)[0, 2] > fitted.score(asked)[0, 1]
    lines = fitted.explain(asked, np.array([0, 0]), np.array([2, 1]))
    refusals = lines.take(np.flatnonzero(lines.code == Code.REFUSED))
    assert (refusals.of.tolist(), refusals.n.tolist(), refusals.total.tolist()) == ([0, 0], [100, 0], [100, 100])
    assert refusals.contribution[0] > 0 > refusals.contribution[1]


def test_that_something_was_refused_says_nothing_of_that_thing_itself() -> None:
    fitted = Portrait.fit(_refusing(), 1)
    kind = fitted.place[0]
    assert fitted.weights[len(fitted.kinds) + kind, kind] == 0.0


def test_what_is_owned_or_recorded_nowhere_was_not_refused() -> None:
    goods = assortment(range(3), unrecorded=[2])
    clients = dataset(goods, [[0], []]).clients
    refused = sparse.csr_array(np.ones((2, 3), dtype=np.bool_))
    found = Baskets.of(replace(clients, refused=refused), goods.recorded)
    assert found.refused.toarray().tolist() == [[0, 1, 0], [1, 1, 0]]


def test_the_weights_are_where_the_penalised_likelihood_is_level() -> None:
    seen = _of_two_jobs(60)
    fitted = Portrait.fit(seen, 1)
    lessons = Lessons.of(seen, fitted, 1)
    features = fitted.features(lessons.asked)
    logs = log_softmax(features @ fitted.weights + fitted.popular[fitted.kinds], lessons.open)
    surplus = np.eye(len(fitted.kinds))[lessons.hidden] - np.exp(logs)
    slope = features.T @ (lessons.weight[:, None] * surplus)
    assert slope == pytest.approx(RIDGE * fitted.weights, abs=1e-3)


def test_rare_levels_are_pooled_with_those_never_seen() -> None:
    seen = _of_two_jobs(40)
    rare = Words(np.where(np.arange(40) < FEW - 1, 2, seen.words["job"].codes), ("employed", "student", "diver"))
    found = Encoding.of(replace(seen, words={"job": rare}))
    assert found.levels.tolist() == ["employed", "student"]
    asked = replace(_asked(0), words={"job": Words(np.array([0]), ("astronaut",))})
    rest, unknown = 2, 3
    assert found.codes(asked)[0, -1] == rest
    assert found.codes(_asked(-1))[0, -1] == unknown
    assert found.codes(replace(seen, words={"job": rare}))[:4, -1].tolist() == [rest] * 4


def test_bands_hold_as_many_clients_each_and_infinity_has_one() -> None:
    seen = replace(_of_two_jobs(1000), numbers={"age": np.arange(1000.0)}, words={})
    found = Encoding.of(seen)
    counts = np.bincount(found.codes(seen)[:, -1])
    assert counts.tolist() == [encoded.IN_A_BAND] * 20
    ages: Floats = np.array([-np.inf, np.nan, np.inf, 1e300])
    asked = replace(seen.take(np.arange(4)), numbers={"age": ages})
    assert found.codes(asked)[:, -1].tolist() == [0, encoded.BANDS + 1, 19, 19]


def test_a_lesson_hides_each_owned_kind_once_and_each_client_counts_once() -> None:
    seen = _of_two_jobs(40)
    lessons = Lessons.of(seen, Encoding.of(seen), 1)
    assert len(lessons.hidden) == seen.bought.nnz
    assert lessons.weight.sum() == pytest.approx(40)
    assert not lessons.asked.bought.toarray()[
        np.arange(len(lessons.hidden)), Encoding.of(seen).kinds[lessons.hidden]
    ].any()
    assert lessons.open[np.arange(len(lessons.hidden)), lessons.hidden].all()


def test_a_large_base_is_sampled_by_lot_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoded, "MOST_ROWS", 100)
    data = drawn(300, 6, 6, seed=2, unrecorded=0.0)
    seen = Baskets.of(data.clients, data.assortment.recorded)
    turned = seen.take(np.arange(300)[::-1])
    lessons, again = (Lessons.of(one, Encoding.of(seen), 1) for one in (seen, turned))
    assert 80 < len(lessons.hidden) <= 100
    assert (lessons.asked.ids == again.asked.ids).all()
    assert (lessons.hidden == again.hidden).all()
