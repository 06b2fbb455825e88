"""The percent: fitted on what was answered, shown only where answers near the score speak for it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.domain.conversion import Answers, usual_in_base
from core.domain.lead import Answer
from core.domain.settings import Settings
from core.domain.training import Origin
from core.services.calibrating import Calibration, Chance, calibrated, calibration_of
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from core.storage.promises import Promise
from ml.calibration import Calibrator
from tests.support.bases import CAR, SERVICE, TODAY, client_row, fill_catalogue, open_prepared
from tests.support.imported import import_clients
from tests.support.promised import promise, promised_at

AT_ONCE, TRAINED = Origin.AT_ONCE, Origin.TRAINED
RECOUNT = """
SELECT r.score, r.chance, o.answer = 'bought'
FROM outcome o JOIN recommendation r ON r.id = o.recommendation_id
WHERE o.answer IN ('bought', 'refused', 'unreachable')
   OR (o.answer = 'no_answer' AND julianday(:today) - julianday(r.offered_on) >= 30)
ORDER BY r.id
"""
ANSWERED = st.lists(
    st.tuples(st.floats(0.001, 0.9), st.integers(1, 99), st.booleans()).map(lambda one: Promise("m", *one)),
    max_size=150,
)


def _scored(session: Session) -> None:
    fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    import_clients(session, [client_row(number, *((CAR,) if number % 2 else (SERVICE,))) for number in range(1, 7)])
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _scored)
    yield opened
    opened.close()


def of(session: Session) -> Calibration:
    with session.store.reading() as work:
        return calibration_of(work, session.store, session.today())


def version_of(session: Session) -> str:
    with session.store.reading() as work:
        return work.models.versions()[-1][0]


def promises(version: str, rate: float, n: int, chance: float = 0.1) -> list[Promise]:
    return [Promise(version, chance, 50, answer is Answer.BOUGHT) for _, _, answer in promised_at(rate, n, chance, 50)]


@settings(deadline=None, max_examples=60)
@given(ANSWERED, st.lists(st.floats(0, 1), min_size=1, max_size=20).map(sorted), st.integers(1, 99))
def test_a_percent_lies_within_its_band_is_never_0_or_100_and_never_falls_as_the_chance_rises(
    told: list[Promise], chances: list[float], score: int
) -> None:
    found = calibrated([("m", AT_ONCE)], told).percents([Chance("m", chance, score) for chance in chances])
    shown = [one for one in found if one is not None]
    assert all(1 <= one.low <= one.value <= one.high <= 99 for one in shown)
    values = [one.value for one in shown]
    assert values == sorted(values)
    if sum(abs(one.score - score) <= 10 for one in told) < 40:
        assert shown == []


def test_it_rests_on_just_what_plain_sql_finds(session: Session) -> None:
    told = [Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE, Answer.NO_ANSWER, Answer.WRONG_DATA] * 12
    offers = [(0.02 + at / 200, 20 + at, answer) for at, answer in enumerate(told)]
    promise(session, offers)
    promise(session, offers[:20], on=TODAY - timedelta(days=40))
    with session.store.reading() as work:
        rows = work.leads._connection.execute(text(RECOUNT), {"today": TODAY.isoformat()}).all()
    scores, chances, bought = (np.array(column) for column in zip(*rows, strict=True))
    assert len(rows) == 36 + 16
    first = Calibrator.first(chances, usual_in_base(Answers(int(bought.sum()), len(rows))))
    found = of(session)
    assert found.scores.tolist() == sorted(scores)
    assert set(found.calibrators.values()) == {first.refined(chances, bought > 0)}


def test_thirty_nine_answers_near_the_score_are_not_enough_and_forty_are(session: Session) -> None:
    asked = [Chance(version_of(session), 0.05, 50)]
    promise(session, [*promised_at(0.05, 300, 0.05, 80), *promised_at(0.05, 39, 0.05, 60)])
    assert of(session).percents(asked) == [None]
    promise(session, promised_at(0, 1, 0.05, 40))
    (mark,) = of(session).percents(asked)
    assert mark is not None
    assert mark.low <= 5 <= mark.high


def test_a_broad_band_is_not_shown_however_many_answers_are_near(session: Session) -> None:
    promise(session, promised_at(0.5, 60, 0.3, 50))
    assert of(session).percents([Chance(version_of(session), 0.3, 50)]) == [None]


def test_a_new_answer_and_another_deadline_are_seen_at_once(session: Session) -> None:
    assert not of(session).may_speak
    promise(session, [(0.1, 50, Answer.NO_ANSWER)] * 50, on=TODAY - timedelta(days=10))
    assert len(of(session).scores) == 0
    change_settings(session, Settings(exploration=0, answer_days=9))
    assert len(of(session).scores) == 50
    before = of(session)
    assert of(session) is before
    promise(session, [(0.1, 50, Answer.BOUGHT)])
    assert len(of(session).scores) == 51


def test_a_trained_model_starts_from_the_one_before_and_counts_its_own_answers_alone() -> None:
    old = promises("old", 0.3, 200)
    made = [("old", AT_ONCE), ("new", TRAINED)]
    known = calibrated([("old", AT_ONCE)], old).calibrators["old"]
    fresh = calibrated(made, old).calibrators
    assert fresh["old"] == known
    assert (fresh["new"].intercept, fresh["new"].answers) == (known.intercept, 0)
    chances = np.full(200, 0.1)
    own = promises("new", 0.1, 200)
    assert calibrated(made, [*old, *own]).calibrators["new"] == known.refined(
        chances, np.array([one.bought for one in own])
    )


def test_a_trained_model_without_answers_of_its_own_shows_no_percent() -> None:
    found = calibrated([("old", AT_ONCE), ("new", TRAINED)], promises("old", 0.1, 500))
    old, new = found.percents([Chance("old", 0.1, 50), Chance("new", 0.1, 50)])
    assert old is not None
    assert new is None


def test_models_fitted_at_once_one_after_the_other_share_their_answers() -> None:
    both = calibrated([("a", AT_ONCE), ("b", AT_ONCE)], [*promises("a", 0.2, 100), *promises("b", 0.2, 100)])
    one = calibrated([("a", AT_ONCE)], promises("a", 0.2, 200))
    assert both.calibrators["a"] == both.calibrators["b"]
    assert both.calibrators["b"].answers == one.calibrators["a"].answers == 200


def test_a_training_that_came_to_nothing_takes_no_answers_from_the_models_fitted_at_once() -> None:
    made = [("a", AT_ONCE), ("proposed", TRAINED), ("b", AT_ONCE)]
    found = calibrated(made, [*promises("a", 0.2, 500), *promises("b", 0.2, 1)])
    assert found.calibrators["b"] == found.calibrators["a"]
    assert found.calibrators["b"].answers == 501
    assert found.percents([Chance("b", 0.1, 50)]) != [None]
    used = calibrated(made, [*promises("a", 0.2, 500), *promises("proposed", 0.2, 100), *promises("b", 0.2, 1)])
    assert [used.calibrators[name].answers for name in ("a", "proposed", "b")] == [500, 100, 1]


def test_a_model_made_before_any_answer_says_nothing() -> None:
    found = calibrated([("shipped", Origin.SHIPPED), ("own", AT_ONCE)], promises("own", 0.1, 500))
    assert set(found.calibrators) == {"own"}
    assert found.percents([Chance("shipped", 0.1, 50)]) == [None]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nearly_no_answers_make_no_percent(n: int) -> None:
    asked: Any = [Chance("m", 0.1, 50)]
    assert calibrated([("m", AT_ONCE)], promises("m", 0.5, n)).percents(asked) == [None]
