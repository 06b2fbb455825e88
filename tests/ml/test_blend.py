"""The blend: fair to the members, blind to what it hides, open to a new one."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pytest

from ml import blend, bundle, explain, hybrid
from ml.arrays import Floats, Indices
from ml.blend import Blend, Choices, conditional_logit, learn
from ml.dataset import Dataset
from ml.members import Baskets, Member, boosted
from ml.members.boosted import Boosted
from ml.members.popularity import Popularity
from ml.terms import Code, Terms, terms
from ml.ties import draw
from tests.ml.build import assortment, dataset, drawn


def _learn(data: Dataset, *members: type[Member]) -> Blend:
    goods, clients = data.assortment, data.clients
    return learn(Baskets.of(clients, goods.recorded), clients.bridges, goods, members, 0)


@dataclass(frozen=True, eq=False)
class ByJob:
    """A whole new member: what people of the same job own. `owners` float64 [levels + 1, K], the last for no job."""

    owners: Floats

    name: ClassVar[str] = "by_job"
    kept: ClassVar[bool] = True
    least: ClassVar[int] = 0
    below: ClassVar[float] = np.inf

    @classmethod
    def fit(cls, seen: Baskets, seed: int) -> Self:  # noqa: ARG003
        jobs = seen.words["job_type"]
        owners = np.full((len(jobs.levels) + 1, seen.bought.shape[1]), 0.5)
        np.add.at(owners, jobs.codes, seen.bought.toarray())
        return cls(owners)

    def score(self, asked: Baskets) -> Floats:
        return np.log(self.owners)[asked.words["job_type"].codes]

    def explain(self, asked: Baskets, rows: Indices, kinds: Indices) -> Terms:
        return terms(Code.MEMBER, np.arange(len(rows)), self.score(asked)[rows, kinds])


@dataclass(frozen=True, eq=False)
class Noise(ByJob):
    """A member that knows nothing."""

    name: ClassVar[str] = "noise"

    def score(self, asked: Baskets) -> Floats:
        salts = np.arange(self.owners.shape[1], dtype=np.uint64)
        return draw(asked.ids[:, None], salts[None, :]).astype(np.float64) / 2.0**64


def _of_two_jobs() -> Dataset:
    """Employed clients own kinds 0 to 2, students 3 to 5, two of the three each, and the basket tells it as well."""
    rng = np.random.default_rng(4)
    base = drawn(300, 6, 6, seed=3, unrecorded=0.0, bare=True)
    goods = assortment(range(6))
    job = base.clients.words["job_type"].codes
    owned = [(3 * (code > 0) + rng.permutation(3)[: rng.integers(1, 3)]).tolist() for code in job]
    plain = dataset(goods, owned).clients
    return Dataset(goods, replace(plain, words=base.clients.words))


def test_a_new_member_is_one_class_and_takes_its_place_in_blend_reasons_and_file() -> None:
    data = _of_two_jobs()
    members = (*hybrid.AT_ONCE, ByJob)
    model = hybrid.fit(data, members=members)
    assert model.weights["by_job"] > 0.1
    scores = hybrid.score(model, data)
    first = hybrid.top(scores, data.clients, data.assortment, 1)
    rows = np.flatnonzero(first[:, 0] >= 0)
    place = list(model.weights).index("by_job")
    told = explain.reasons(model, data, scores, rows, first[rows, 0])
    assert any(reason.code is Code.MEMBER and reason.of == place for reason in told[0])
    again = bundle.load(bundle.dump(model), members)
    assert (hybrid.score(again, data).utility == scores.utility).all()


def test_a_member_that_does_not_beat_popularity_gets_out() -> None:
    found = _learn(drawn(300, 8, 8, seed=1, unrecorded=0.0), Popularity, Noise)
    assert list(found.weights) == ["popularity"]


def test_no_member_sees_what_is_hidden_or_whom_it_is_asked_about() -> None:
    data = drawn(200, 8, 8, seed=1, unrecorded=0.0)
    size = dict(zip(data.clients.ids.tolist(), np.diff(data.clients.owned.indptr).tolist(), strict=True))
    fitted_on: list[set[int]] = []
    asked_about: list[Baskets] = []

    class Spy(Popularity):
        @classmethod
        def fit(cls, seen: Baskets, seed: int) -> Self:
            fitted_on.append(set(seen.ids.tolist()))
            return super().fit(seen, seed)

        def score(self, asked: Baskets) -> Floats:
            asked_about.append(asked)
            return super().score(asked)

    _learn(data, Spy)
    assert len(asked_about) == blend.FOLDS
    for seen, asked in zip(fitted_on, asked_about, strict=True):
        assert seen.isdisjoint(asked.ids.tolist())
        left = np.diff(asked.bought.indptr).tolist()
        assert left == [size[client] - 1 for client in asked.ids.tolist()]
    assert sum(len(asked) for asked in asked_about) == sum(size.values())


def test_the_logit_balances_what_is_expected_and_what_was_chosen() -> None:
    rng = np.random.default_rng(0)
    rows = Choices(
        client=np.arange(60),
        hidden=rng.integers(0, 3, 60),
        weight=rng.choice([0.5, 1.0], 60),
        open=np.ones((60, 3), dtype=np.bool_),
    )
    scores = rng.normal(size=(60, 3)) + 2.0 * np.eye(3)[rows.hidden]
    weights, bias, loss = conditional_logit(rows, [scores])
    utility = weights[0] * scores + bias
    chances = np.exp(utility) / np.exp(utility).sum(axis=1, keepdims=True)
    chosen = np.eye(3)[rows.hidden]
    surplus = rows.weight[:, None] * (chosen - chances)
    assert surplus.sum(axis=0) == pytest.approx(bias / blend.BIAS_SPREAD**2, abs=1e-2)
    assert (surplus * scores).sum() == pytest.approx(blend.RIDGE * weights[0], abs=1e-2)
    assert loss == pytest.approx(-(rows.weight @ np.log(chances[chosen > 0])) / rows.weight.sum(), abs=1e-6)


def test_a_weight_is_never_negative() -> None:
    rows = Choices(np.arange(40), np.resize([0, 1], 40), np.ones(40), np.ones((40, 2), dtype=np.bool_))
    wrong = -np.eye(2)[rows.hidden]
    assert conditional_logit(rows, [wrong])[0].tolist() == [0.0]


@pytest.mark.parametrize(("n", "asked"), [(4_999, True), (5_000, False)])
def test_the_user_based_member_leaves_the_blend_at_5000_clients(n: int, asked: bool) -> None:
    found = _learn(drawn(n, 3, 3, seed=1, unrecorded=0.0), *hybrid.AT_ONCE)
    assert ("user_based" in found.losses) is asked


@pytest.mark.parametrize(("n", "asked"), [(1_999, False), (2_000, boosted.installed())])
def test_trees_enter_the_blend_at_2000_clients(n: int, asked: bool) -> None:
    members = [member for member in hybrid.MEMBERS if member in {Popularity, Boosted}]
    found = _learn(drawn(n, 3, 3, seed=1, unrecorded=0.0), *members)
    assert ("boosted" in found.losses) is asked


def test_a_sample_of_rows_is_drawn_by_lot_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    data = drawn(200, 8, 8, seed=1, unrecorded=0.0)
    everything = _learn(data, Popularity)
    monkeypatch.setattr(blend, "MOST_ROWS", 50)
    sample = _learn(data, Popularity)
    turned = _learn(data.take(np.arange(200)[::-1]), Popularity)
    assert turned.bias == pytest.approx(sample.bias, abs=1e-6)
    assert sample.losses != everything.losses


def test_without_purchases_there_is_nothing_to_blend() -> None:
    found = _learn(dataset(assortment([0, 1]), [[], []]), *hybrid.AT_ONCE)
    assert (found.weights, found.bias.tolist()) == ({}, [0, 0])
