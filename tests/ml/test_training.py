"""A training as arrays: the new model, its twin, how it does beside the one in use; and the way between processes."""

from dataclasses import replace

import numpy as np
import pytest

from ml.bundle import dump
from ml.dataset import Clients, Dataset, Dates, Offers
from ml.gate import Verdict
from ml.hybrid import AT_ONCE
from ml.members.popularity import Popularity
from ml.parcel import pack, unpack
from ml.training import ENOUGH, Champion, Course, Trained, train
from tests.ml.build import drawn

TODAY = 800_000.0


def course(n: int = 600, *, late: float = 0.0, champion_day: float = np.nan) -> Course:
    """A drawn base; a share of its purchases is of today, the days of the others are unknown."""
    base = drawn(n, 12, 14, seed=3)
    rng = np.random.default_rng(5)
    since = np.where(rng.random(base.clients.owned.nnz) < late, TODAY, np.nan)
    offers = Offers(client=rng.integers(0, n, 80), kind=rng.integers(0, 12, 80), bought=rng.random(80) < 0.3)
    return Course(replace(base, offers=offers), since, np.full(80, np.nan), champion_day)


def trained(given: Course, champion: Champion | None = None) -> Trained:
    return train(given, champion, members=AT_ONCE, at_once=(Popularity,))


def test_the_first_version_is_compared_with_what_would_be_fitted_at_once() -> None:
    steps: list[tuple[int, int]] = []
    found = train(course(), members=AT_ONCE, at_once=(Popularity,), step=lambda *step: steps.append(step))
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert found.comparison.verdict is Verdict.BETTER
    assert not found.by_time
    assert dump(found.content) != dump(found.twin)


def test_a_version_beside_itself_is_neither_better_nor_worse() -> None:
    before = trained(course())
    again = trained(course(), Champion(before.content, before.twin))
    assert dump(again.content) == dump(before.content)
    assert again.comparison.of_all.difference == pytest.approx(0.0)
    assert again.comparison.verdict not in {Verdict.BETTER, Verdict.WORSE}


@pytest.mark.parametrize(("late", "by_time"), [(0.5, True), (0.02, False)])
def test_what_was_bought_since_the_model_in_use_was_made_decides_where_it_is_enough(
    late: float, *, by_time: bool
) -> None:
    before = trained(course())
    given = course(late=late, champion_day=TODAY - 1)
    found = trained(given, Champion(before.content, before.twin))
    assert found.by_time is by_time
    assert (found.comparison.of_all.clients >= ENOUGH) is by_time


def test_a_training_with_dates_learns_from_them_who_buys_again() -> None:
    base = course().dataset
    since = np.random.default_rng(6).choice([TODAY - 900, TODAY - 20], base.clients.owned.nnz, p=[0.7, 0.3])
    dated = replace(base, dates=Dates(since, TODAY))
    answered = np.full(80, np.nan)
    before, found = (trained(Course(data, since, answered)) for data in (base, dated))
    assert found.content.head is not None
    assert found.content.head.rests_on[0] > 100
    assert before.content.head is not None
    assert before.content.head.rests_on.tolist() == [0, 80]
    assert found.content.takes[1] != before.content.takes[1]


def test_whoever_stops_a_training_stops_it() -> None:
    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    with pytest.raises(Enough):
        train(course(), members=AT_ONCE, still=stop)


def test_a_parcel_holds_what_was_put_in_to_the_bit() -> None:
    given = course(200, late=0.3)
    come = unpack(pack(given, Course), Course)
    assert pack(come, Course) == pack(given, Course)
    assert dump(trained(come).content) == dump(trained(given).content)


@pytest.mark.parametrize("content", [b"", b"PK", b"nothing", pack(course(20).dataset)])
def test_what_is_no_parcel_of_its_kind_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="parcel"):
        unpack(content, Course)


def test_every_cut_of_a_parcel_is_refused() -> None:
    content = pack(course(40).dataset)
    for end in range(0, len(content) - 1, len(content) // 50):
        with pytest.raises(ValueError, match="parcel"):
            unpack(content[:end], Dataset)


def test_nothing_but_arrays_and_plain_values_goes_into_a_parcel() -> None:
    with pytest.raises(TypeError):
        pack(object())
    with pytest.raises(TypeError):
        pack((1, {"a": b"bytes"}))
    clients: Clients = course(20).dataset.clients
    assert unpack(pack(clients), Clients).ids.tolist() == clients.ids.tolist()
