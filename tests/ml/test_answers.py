"""Answered offers: they move kinds whose sales nobody records, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import bundle, explain, hybrid
from ml.answers import Correction
from ml.arrays import Floats
from ml.dataset import Dataset, Offers, Words
from ml.members import Baskets
from ml.prior import prior
from ml.terms import Code
from tests.ml.build import assortment, dataset

PARTNERS = [2, 3, 4]


def _base(answers: list[tuple[int, int, bool]], n: int = 120) -> Dataset:
    """Everybody owns kinds 0 or 1, which are recorded; 2 to 4 are the partners'. `answers`: (client, kind, bought)."""
    client, kind, bought = np.array(answers, dtype=np.intp).reshape(-1, 3).T
    counts = np.bincount(kind, minlength=5).tolist()
    goods = assortment(range(5), links=[(0, 2), (1, 3)], unrecorded=PARTNERS, answered=counts)
    base = dataset(goods, [[place % 2] for place in range(n)])
    jobs = Words(np.resize([0, 0, 1, 1], n).astype(np.intp), ("employed", "student"))
    clients = replace(base.clients, words={"job": jobs})
    return Dataset(goods, clients, offers=Offers(client, kind, bought > 0))


def _which(data: Dataset) -> Floats:
    return hybrid.score(hybrid.fit(data), data).which


def test_without_answers_the_partners_kinds_keep_the_priors_chances() -> None:
    data = _base([])
    assert hybrid.fit(data).correction is None
    expert = np.exp(prior(data.assortment, data.clients).logs)
    assert _which(data)[:, PARTNERS] == pytest.approx(expert[:, PARTNERS])


def test_a_kind_that_is_bought_rises_and_one_that_is_refused_falls() -> None:
    answers = [(client, 2 + client % 2, client % 2 == 0) for client in range(80)]
    before, after = _which(_base([])), _which(_base(answers))
    assert (after[:, 2] > before[:, 2]).all()
    assert (after[:, 3] < before[:, 3]).all()


def test_kinds_without_answers_keep_their_share_of_what_the_others_leave() -> None:
    answers = [(client, 2, client % 4 > 0) for client in range(80)]
    before, after = _which(_base([])), _which(_base(answers))
    assert after[:, 3] / after[:, 4] == pytest.approx(before[:, 3] / before[:, 4])


def test_more_answers_move_a_kind_further() -> None:
    few, many = ([(client, 3 + client % 2, client % 2 > 0) for client in range(count)] for count in (10, 110))
    chances = [_which(_base(answers))[:, 4].mean() for answers in ([], few, many)]
    assert chances == sorted(chances)


def test_the_portrait_tells_who_accepts() -> None:
    answers = [(client, 4, client % 4 < 2) for client in range(120)]  # the employed buy, students refuse
    which = _which(_base(answers))[:, 4]
    employed = np.resize([True, True, False, False], 120)
    assert which[employed].min() > which[~employed].max()


def test_answers_about_recorded_kinds_and_about_what_could_not_be_offered_teach_nothing_here() -> None:
    data = _base([(0, 1, True), (2, 1, False)])
    assert hybrid.fit(data).correction is None
    goods = assortment([0, 1, 2], forbidden=[(0, 2)], unrecorded=[2], answered=[0, 0, 1])
    base = dataset(goods, [[0], [1]])
    assert Correction.fit(base, Offers(np.array([0]), np.array([2]), np.array([True]))) is None


def test_a_client_who_bought_is_looked_at_as_before_the_purchase() -> None:
    answers = [(client, 4, client % 3 == 0) for client in range(120)]
    data = _base(answers)
    owned = data.clients.owned.toarray()
    owned[np.arange(0, 120, 3), 4] = True
    bought = dataset(data.assortment, [np.flatnonzero(row).tolist() for row in owned]).clients
    known = replace(data, clients=replace(bought, words=data.clients.words))
    offers = data.offers
    assert offers is not None
    as_then, as_now = (Correction.fit(one, offers) for one in (data, known))
    assert as_then is not None
    assert as_now is not None
    assert as_now.slopes == pytest.approx(as_then.slopes)


_ANSWERS = st.lists(
    st.tuples(st.integers(0, 119), st.sampled_from(PARTNERS), st.booleans(), st.sampled_from([0, 1, 2]))
)


@settings(max_examples=40, deadline=None)
@given(_ANSWERS)
def test_an_answer_that_weighs_two_equals_two_and_one_that_weighs_nothing_is_not_there(
    answers: list[tuple[int, int, bool, int]],
) -> None:
    repeated = _base([(client, kind, bought) for client, kind, bought, times in answers for _ in range(times)])
    weighed = _base([(client, kind, bought) for client, kind, bought, _ in answers])
    offers, base = weighed.offers, repeated.offers
    assert offers is not None
    assert base is not None
    by_weight = replace(offers, weight=np.array([float(times) for *_, times in answers]))
    found, expected = (Correction.fit(data, said) for data, said in ((weighed, by_weight), (repeated, base)))
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.slopes == pytest.approx(expected.slopes, abs=1e-5)
    assert found.answered.sum() == sum(times > 0 for *_, times in answers)


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        Offers(np.array([0]), np.array([1]), np.array([True]), np.array([weight]))


def test_answers_are_told_with_their_counts_and_add_up() -> None:
    data = _base([(client, 4, client % 5 < 3) for client in range(100)])
    model = hybrid.fit(data)
    scores = hybrid.score(model, data)
    rows, kinds = np.nonzero(scores.candidates)
    told = explain.reasons(model, data, scores, rows, kinds)
    added = np.array([sum(reason.contribution for reason in told[pair]) for pair in range(len(told))])
    assert added + told.constant == pytest.approx(scores.utility[rows, kinds], abs=1e-9)
    partners = np.isin(kinds, PARTNERS)
    for row in range(5):
        same = told.constant[partners & (rows == row)]
        assert same == pytest.approx(np.full(len(same), same[0]))
    lines = [reason for pair in np.flatnonzero(kinds == 4) for reason in told[int(pair)] if reason.code is Code.ANSWERS]
    assert {(line.n, line.total, line.of) for line in lines} == {(60, 100, None)}


def test_what_was_learned_from_answers_is_kept_with_the_model() -> None:
    data = _base([(client, 4, client % 5 < 3) for client in range(100)])
    model = hybrid.fit(data)
    again = bundle.load(bundle.dump(model))
    assert (hybrid.score(again, data).utility == hybrid.score(model, data).utility).all()
    assert again.correction is not None
    asked = Baskets.of(data.clients, data.assortment.recorded)
    assert again.correction.of_clients(asked).shape == (120, 5)
