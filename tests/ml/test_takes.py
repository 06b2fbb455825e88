"""P(takes anything more): by basket size alone, by who bought within half a year, by who accepts what is offered."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import bundle, hybrid
from ml.arrays import Floats
from ml.dataset import Dataset, Dates, Offers, Words
from ml.held import by_clients, by_time
from ml.members import Baskets
from ml.takes import Takes, chance_of_more
from tests.ml.build import assortment, dataset, datasets

TODAY = 1_000.0
_NOBODY = np.zeros(0, dtype=np.intp)


def _base(n: int = 400) -> Dataset:
    """Kinds 0 to 2 are recorded; every second client is employed, the others are students."""
    base = dataset(assortment(range(4), unrecorded=[3]), [[0, 1] if place % 4 < 2 else [0] for place in range(n)])
    jobs = Words(np.resize([0, 1], n).astype(np.intp), ("employed", "student"))
    return replace(base, clients=replace(base.clients, words={"job": jobs}))


def _takes(data: Dataset) -> Takes:
    return Takes.fit(data, Baskets.of(data.clients, data.assortment.recorded))


def _chances(data: Dataset) -> Floats:
    takes, asked = _takes(data), Baskets.of(data.clients, data.assortment.recorded)
    return chance_of_more(takes.by_size, takes.head, asked)


def _answered(data: Dataset, bought: np.ndarray[tuple[int], np.dtype[np.bool_]], kind: int = 3) -> Dataset:
    client = np.arange(len(bought))
    return replace(data, offers=Offers(client, np.full(len(bought), kind), bought))


def test_without_answers_and_dates_the_size_of_the_basket_says_all() -> None:
    data = _base()
    nothing = replace(data, offers=Offers(_NOBODY, _NOBODY, np.zeros(0, dtype=np.bool_)))
    assert _takes(nothing).head is None
    assert (_chances(nothing) == _chances(data)).all()
    assert len(np.unique(_chances(data))) == 2


def test_answers_that_weigh_nothing_change_nothing() -> None:
    data = _base()
    said = Offers(np.arange(400), np.full(400, 3), np.ones(400, dtype=np.bool_), np.zeros(400))
    assert (_chances(replace(data, offers=said)) == _chances(data)).all()


def test_who_accepts_is_likelier_to_take_more() -> None:
    data = _base()
    after = _chances(_answered(data, np.arange(400) % 2 == 0))
    employed = np.arange(400) % 2 == 0
    assert after[employed].min() > after[~employed].max() + 0.2


def test_more_answers_say_more() -> None:
    data, employed = _base(), np.arange(400) % 2 == 0
    gaps = []
    for many in (0, 20, 400):
        chances = _chances(_answered(data, employed[:many]))
        gaps.append(chances[employed].mean() - chances[~employed].mean())
    assert gaps == sorted(gaps)
    assert gaps[1] < gaps[2] / 2


def test_what_was_offered_is_no_trait_of_the_client() -> None:
    data = _base()
    client, employed = np.arange(400), np.arange(400) % 2 == 0
    drawn = np.random.default_rng(1).random(400)
    # The employed are offered kind 3, which half of all take, the students kind 2, which a tenth of all take.
    offers = Offers(client, np.where(employed, 3, 2), drawn < np.where(employed, 0.5, 0.1))
    by_kind = _chances(replace(data, offers=offers))
    as_one = _chances(replace(data, offers=replace(offers, kind=np.full(400, 3))))
    gap, blunt = (found[employed].mean() - found[~employed].mean() for found in (by_kind, as_one))
    assert 0 < gap < 0.75 * blunt


def test_an_answer_of_its_own_is_not_what_an_answer_is_foreseen_by() -> None:
    data = _base()
    drawn = np.random.default_rng(2).random(400) < 0.3
    refused = dataset(data.assortment, [[] if bought else [2] for bought in drawn.tolist()]).clients.owned
    told = _answered(replace(data, clients=replace(data.clients, refused=refused)), drawn, kind=2)
    chances = _chances(told)
    asked = Baskets.of(data.clients, data.assortment.recorded)
    takes = _takes(told)
    assert chances.mean() == pytest.approx(chance_of_more(takes.by_size, takes.head, asked).mean(), abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 39), st.integers(0, 3), st.booleans(), st.sampled_from([0, 1, 2]))))
def test_an_answer_that_weighs_two_equals_two(answers: list[tuple[int, int, bool, int]]) -> None:
    data = _base(40)
    rows = [(client, kind, bought) for client, kind, bought, times in answers for _ in range(times)]
    offers = []
    for some in ([answer[:3] for answer in answers], rows):
        client, kind, bought = np.array(some, dtype=np.intp).reshape(-1, 3).T
        offers.append(Offers(client, kind, bought > 0))
    weighed = replace(offers[0], weight=np.array([float(times) for *_, times in answers]))
    once, twice = (_chances(replace(data, offers=said)) for said in (weighed, offers[1]))
    assert once == pytest.approx(twice, abs=1e-4)


def _dated(n: int = 400) -> Dataset:
    """Everybody bought kind 0 long ago; every second client, the employed, bought kind 1 within half a year."""
    base = _base(n)
    employed = np.arange(n) % 2 == 0
    data = dataset(base.assortment, [[0, 1] if one else [0] for one in employed.tolist()])
    since = np.concatenate([[100.0, 900.0] if one else [100.0] for one in employed.tolist()])
    return replace(data, clients=replace(data.clients, words=base.clients.words), dates=Dates(since, TODAY))


def test_where_purchases_have_dates_it_is_who_bought_within_half_a_year() -> None:
    takes = _takes(_dated())
    usual = 201 / 410
    assert takes.by_size == pytest.approx([(200 + 20 * usual) / 420] * 2 + [usual])
    chances = _chances(replace(_dated(), clients=_base().clients, dates=None))
    found = chance_of_more(takes.by_size, takes.head, Baskets.of(_base().clients, _base().assortment.recorded))
    employed = np.arange(400) % 2 == 0
    assert found[employed].min() > 0.8
    assert found[~employed].max() < 0.2
    assert chances[employed].mean() == pytest.approx(chances[~employed].mean())


@pytest.mark.parametrize(
    "since",
    [
        pytest.param(lambda dates: np.full(len(dates), np.nan), id="unknown"),
        pytest.param(lambda dates: np.where(np.arange(len(dates)) % 5, np.nan, dates), id="mostly unknown"),
        pytest.param(lambda dates: np.full(len(dates), 950.0), id="all of late"),
        pytest.param(lambda dates: np.full(len(dates), 2_000.0), id="not yet"),
        pytest.param(lambda dates: np.full(len(dates), np.inf), id="never"),
    ],
)
def test_dates_that_say_nothing_leave_it_to_the_size_of_the_basket(since: object) -> None:
    data = _dated()
    assert data.dates is not None
    assert callable(since)
    changed = replace(data, dates=Dates(since(data.dates.since), TODAY))
    assert (_chances(changed) == _chances(replace(data, dates=None))).all()


def test_answers_add_to_what_dates_say() -> None:
    data = _dated()
    employed = np.arange(400) % 2 == 0
    agreeing = _chances(_answered(data, employed))
    assert (agreeing[employed].mean() - agreeing[~employed].mean()) > (
        _chances(data)[employed].mean() - _chances(data)[~employed].mean()
    )


@settings(max_examples=25, deadline=None)
@given(datasets(), st.booleans(), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 9))
def test_whatever_the_data_it_is_a_chance_and_is_kept_with_the_model(
    data: Dataset, dated: bool, share: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    n, kinds = len(data.clients), data.assortment.n_kinds
    many = 30 if n else 0
    offers = Offers(rng.integers(0, max(n, 1), many), rng.integers(0, kinds, many), rng.random(many) < share)
    since = rng.choice([np.nan, 100.0, 900.0], data.clients.owned.nnz)
    known = replace(data, offers=offers, dates=Dates(since, TODAY) if dated else None)
    model = hybrid.fit(known)
    takes = hybrid.score(model, known).takes
    assert ((takes > 0) & (takes < 1)).all()
    again = bundle.load(bundle.dump(model))
    assert (hybrid.score(again, known).takes == takes).all()


def test_infinite_and_absurd_portraits_are_borne() -> None:
    data = _dated()
    numbers = {"age": np.resize([np.inf, -np.inf, np.nan, 1e308, -1e308, 5e-324], 400), "none": np.full(400, np.nan)}
    odd = _answered(replace(data, clients=replace(data.clients, numbers=numbers)), np.arange(400) % 3 == 0)
    assert np.isfinite(_chances(odd)).all()


def test_what_is_held_back_is_not_learned_from() -> None:
    data = _dated()
    assert data.dates is not None
    clients = by_clients(data, 4).training
    assert clients.dates is not None
    assert len(clients.dates.since) == clients.clients.owned.nnz
    earlier = by_time(data, data.dates.since, 500.0).training
    assert earlier.dates is not None
    assert (earlier.dates.since.tolist(), earlier.dates.day) == ([100.0] * 400, 500.0)
    assert _takes(earlier).by_size[1] < 0.05
