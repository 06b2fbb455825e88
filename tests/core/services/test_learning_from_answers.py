"""What answered offers teach, at the level of a base: partners' kinds, deadlines, weights."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.weights import AnswerWeights
from core.services.catalogue import read_catalogue
from core.services.scoring import compute
from core.services.scoring_ground import Fitted, Ground
from core.services.scoring_run import Portion, Scorer
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.training import train
from core.services.training_data import TrainingData
from ml.dataset import Offers
from ml.prior import prior
from tests.support.bases import NOW, TODAY, open_prepared
from tests.support.learning import PARTNERS, answer_all, fill_learnable, kind_of, undecided

LATER = NOW + timedelta(days=400)
"""Nothing that was answered on TODAY rests any more."""


def _computed(session: Session) -> None:
    fill_learnable(session)
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _computed)
    yield opened
    opened.close()


def data_of(session: Session, day: date = TODAY) -> TrainingData:
    with session.reading(UseCase.TRAIN) as work:
        return TrainingData.read(work, Ground.read(work, day), session.base_id, None)


def offers_of(session: Session, day: date = TODAY) -> Offers:
    offers = data_of(session, day).course.dataset.offers
    assert offers is not None
    return offers


def shares(session: Session, version: str) -> Mapping[str, Any]:
    """P(which) of the partners' kinds by a version and by the prior alone: [n, 3] each, of clients with all three."""
    with session.reading(UseCase.TRAIN) as work:
        ground = Ground.read(work, session.today())
        stored = work.models.one(version)
        everybody = Portion.read(work, ground)
    assert stored is not None
    scores = Scorer(ground, Fitted.of(stored).model, everybody.clients).scores(everybody)
    expert = prior(ground.shelf.assortment, everybody.clients)
    places = [ground.shelf.kind_at[kind_of(session, name)] for name in PARTNERS.values()]
    rows = scores.candidates[:, places].all(axis=1)
    return {"by_model": scores.which[rows][:, places], "by_prior": np.exp(expert.logs[rows][:, places])}


# ---------------------------------------------------------------------- partners' kinds (R16)


def test_without_an_answer_partners_kinds_keep_the_priors_order_and_its_summed_share(session: Session) -> None:
    version = train(session).value.version
    found = shares(session, version)
    assert len(found["by_model"]) > 500
    assert found["by_model"] == pytest.approx(found["by_prior"], abs=1e-9)
    order = np.argsort(-found["by_model"].round(9), axis=1, kind="stable")
    assert (order == np.argsort(-found["by_prior"].round(9), axis=1, kind="stable")).all()


def test_with_300_answered_offers_they_move_as_the_answers_say(session: Session) -> None:
    loved, shunned, _ = PARTNERS.values()
    kinds = {kind_of(session, name): name for name in PARTNERS.values()}
    before = shares(session, train(session).value.version)
    told = []
    for place, lead in enumerate(undecided(session, list(kinds))[:300]):
        odds = {loved: 3, shunned: 40}.get(kinds[lead.kind_id], 8)
        told.append((lead, Answer.REFUSED if place % odds else Answer.BOUGHT, TODAY))
    assert len(told) == 300
    answer_all(session, told)
    session.clock = lambda: LATER
    after = shares(session, train(session).value.version)
    move = after["by_model"].mean(axis=0) - before["by_model"].mean(axis=0)
    assert move[0] > 0.02
    assert move[1] < -0.02


# ---------------------------------------------------------------------- deadlines


@settings(max_examples=25, deadline=None)
@given(
    offered=st.lists(
        st.tuples(
            st.sampled_from([Answer.NO_ANSWER, Answer.NO_ANSWER, Answer.BOUGHT, Answer.REFUSED, Answer.WRONG_DATA]),
            st.integers(0, 90),
        ),
        min_size=1,
        max_size=12,
    ),
    patience=st.integers(1, 60),
    of_kind=st.none() | st.integers(1, 60),
    waited=st.integers(0, 120),
)
def test_no_answer_never_trains_before_its_deadline(
    base: tuple[Session, list[Recommendation]],
    offered: list[tuple[Answer, int]],
    patience: int,
    of_kind: int | None,
    waited: int,
) -> None:
    day = TODAY + timedelta(days=waited)
    session, leads = base
    kind = leads[0].kind_id
    with session.store.unit_of_work() as work:
        connection = work.leads._connection
        transaction = connection.begin_nested()
        work.accounts.change_setting("answer_days", patience)
        connection.exec_driver_sql("UPDATE kind SET answer_days = ? WHERE id = ?", (of_kind, kind))
        for lead, (answer, ago) in zip(leads, offered, strict=False):
            work.leads.offer([lead.id], Stage.OUTCOME, session.now(), TODAY - timedelta(days=ago))
            connection.exec_driver_sql(
                'INSERT INTO outcome (recommendation_id, answer, "on") VALUES (?, ?, ?)',
                (lead.id, answer.value, TODAY.isoformat()),
            )
        found = [(one.client_id, one.kind_id, one.answer) for one in work.outcomes.answered(day)]
        transaction.rollback()

    def counts(kind_id: int, answer: Answer, ago: int) -> bool:
        asked = of_kind if kind_id == kind and of_kind is not None else patience
        return answer in {Answer.BOUGHT, Answer.REFUSED} or (answer is Answer.NO_ANSWER and ago + waited >= asked)

    expected = [
        (lead.id, lead.client_id, lead.kind_id, answer)
        for lead, (answer, ago) in zip(leads, offered, strict=False)
        if counts(lead.kind_id, answer, ago)
    ]
    assert found == [one[1:] for one in sorted(expected)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, list[Recommendation]]]:
    opened, _ = open_prepared(tmp_path_factory.mktemp("answered"), _computed)
    yield opened, undecided(opened)[:12]
    opened.close()


def test_what_was_offered_yesterday_without_an_answer_teaches_nothing_until_its_day(session: Session) -> None:
    first, second, third, fourth = undecided(session)[:4]
    said = [
        (first, Answer.NO_ANSWER, TODAY),
        (second, Answer.UNREACHABLE, TODAY),
        (third, Answer.WRONG_DATA, TODAY),
        (fourth, Answer.BOUGHT, TODAY),
    ]
    answer_all(session, said)
    now, then = offers_of(session), offers_of(session, TODAY + timedelta(days=30))
    assert (len(now), now.bought.sum()) == (2, 1)
    assert (len(then), then.bought.sum()) == (3, 1)
    kinds = list(read_catalogue(session).kinds)
    assert sorted(kinds[place] for place in now.kind) == sorted([second.kind_id, fourth.kind_id])


# ---------------------------------------------------------------------- weights


def test_answers_weigh_as_the_settings_of_the_base_say(session: Session) -> None:
    answers = [Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE]
    answer_all(session, [(lead, answers[place % 3], TODAY) for place, lead in enumerate(undecided(session)[:9])])
    assert offers_of(session).weights.tolist() == [1.0] * 9
    change_settings(session, replace(read_settings(session), weight_bought=3.0, weight_unreachable=0.5))
    offers = offers_of(session)
    assert sorted(offers.weights.tolist()) == [0.5] * 3 + [1.0] * 3 + [3.0] * 3
    assert set(offers.weights[offers.bought].tolist()) == {3.0}


def test_wrong_data_weigh_nothing_whatever_a_setting_says() -> None:
    weights = AnswerWeights.of({"weight_wrong_data": 5.0, "weight_refused": 2})
    assert [weights.of_answer(answer) for answer in Answer] == [1.0, 2.0, 1.0, 1.0, 0.0]
    assert AnswerWeights.of({}) == AnswerWeights.of(vars(Settings())) == AnswerWeights()


def test_dates_of_purchases_lie_on_what_was_bought(session: Session) -> None:
    lead = undecided(session)[0]
    answer_all(session, [(lead, Answer.BOUGHT, TODAY)])
    course = data_of(session).course
    rows, kinds = course.dataset.clients.owned.tocoo().coords
    found = np.flatnonzero(np.isfinite(course.owned_since))
    assert [list(read_catalogue(session).kinds)[kinds[cell]] for cell in found] == [lead.kind_id]
    assert course.owned_since[found].tolist() == [TODAY.toordinal()]
    assert course.answered_at.tolist() == [TODAY.toordinal()]
    assert len(rows) == len(course.owned_since)


def test_a_day_that_is_still_to_come_is_the_day_of_no_purchase(session: Session) -> None:
    with session.store.unit_of_work() as work:
        for one in work.clients.ownerships()[:3]:
            work.clients.set_ownership(replace(one, since=TODAY + timedelta(days=30)))
    found = data_of(session)
    assert not np.isfinite(found.course.owned_since).any()
    assert (found.first_day, found.last_day) == (None, None)
    assert found.ownerships == len(found.course.owned_since)
