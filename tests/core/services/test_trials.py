"""A trial of the model: who is held out, what they are recommended, what may be seen when, and what it comes to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from core.domain.card_errors import StandsInTheWay
from core.domain.errors import BadValue, NothingToUndo
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Arm, Recommendation
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.trial import BadLastDay, NoTrialRuns, Trial, TrialRuns, running
from core.services.decisions import accept
from core.services.history import undo, undo_last
from core.services.outcomes import record_outcome
from core.services.outlook import read_outlook
from core.services.resolving import replay
from core.services.score_shift import score_differences
from core.services.scoring import compute
from core.services.scoring_ground import Ground
from core.services.scoring_run import Portion
from core.services.session import Session
from core.services.settings import change_settings
from core.services.trials import begin_trial, read_trial, stop_trial, undo_trial
from core.services.why_not import Hindrance, why_not
from ml.prior import prior
from tests.support.bases import (
    CAR,
    LIABILITY,
    NOW,
    SERVICE,
    STAY,
    TODAY,
    all_recommendations,
    client_row,
    fill_catalogue,
    open_prepared,
)
from tests.support.imported import import_clients

BASKETS = ((CAR,), (CAR, SERVICE), (STAY,), (STAY, LIABILITY))
CLIENTS = 120
SHARE = 0.2
END = TODAY + timedelta(days=30)


def prepare(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(n, *BASKETS[n % len(BASKETS)]) for n in range(1, CLIENTS + 1)])
    change_settings(session, Settings(exploration=0))
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, prepare)
    yield opened
    opened.close()


def begun(session: Session) -> tuple[Trial, int]:
    done = begin_trial(session, SHARE, END)
    assert done.entry is not None
    return done.value, done.entry


def held_out(trial: Trial, clients: int = CLIENTS) -> set[int]:
    return {client for client in range(1, clients + 1) if trial.holds_out(client)}


def at(session: Session, days: int) -> None:
    session.clock = lambda: NOW + timedelta(days=days)


def told(one: Recommendation) -> tuple[object, ...]:
    return one.client_id, one.kind_id, one.rank, one.which, one.chance, one.experience, str(one.reasons), one.service_id


def test_its_beginning_and_its_end_let_those_held_out_wait_and_nobody_else(session: Session) -> None:
    trial, _ = begun(session)
    held = held_out(trial)
    assert 5 < len(held) < CLIENTS / 2
    assert read_outlook(session).everybody.pending == len(held)
    report = compute(session).value
    assert (report.scored, report.reused) == (len(held), CLIENTS - len(held))
    assert read_outlook(session).everybody.pending == 0
    assert compute(session).value.scored == 0
    at(session, 31)
    assert read_outlook(session).everybody.pending == len(held)
    assert compute(session).value.scored == len(held)
    assert {one.came_by for one in all_recommendations(session)} == {Arm.MODEL}


def test_those_held_out_are_recommended_to_by_the_experts_alone_and_the_others_as_before(session: Session) -> None:
    before = {told(one) for one in all_recommendations(session)}
    trial, _ = begun(session)
    compute(session)
    held, after = held_out(trial), all_recommendations(session)
    with session.reading(UseCase.COMPUTE) as work:
        ground = Ground.read(work, session.today())
        portion = Portion.read(work, ground)
    by_experts = np.exp(prior(ground.shelf.assortment, portion.clients).logs)
    row = {client: place for place, client in enumerate(portion.ids.tolist())}
    for one in after:
        assert one.came_by == (Arm.HOLD_OUT if one.client_id in held else Arm.MODEL)
        if one.client_id in held:
            assert one.experience == 0
            assert one.which == pytest.approx(by_experts[row[one.client_id], ground.shelf.kind_at[one.kind_id]])
    assert {told(one) for one in after if one.client_id not in held} == {one for one in before if one[0] not in held}
    assert {told(one) for one in after if one.client_id in held} != {one for one in before if one[0] in held}
    assert any(one.experience for one in after), "experience has something to say"
    assert replay(session).different == ()


def test_why_not_speaks_of_the_scores_that_a_client_has(session: Session) -> None:
    trial, _ = begun(session)
    compute(session)
    for client in (min(held_out(trial)), min(set(range(1, CLIENTS + 1)) - held_out(trial))):
        told_of = why_not(session, client)
        assert told_of and Hindrance.PENDING not in {one.hindrance for one in told_of}


def test_what_another_model_would_change_is_asked_of_those_alone_whom_a_model_scores(session: Session) -> None:
    trial, _ = begun(session)
    assert score_differences(session, "", "").clients == CLIENTS - len(held_out(trial))


def test_who_is_in_it_stays_in_it_whatever_is_imported(session: Session) -> None:
    trial, _ = begun(session)
    held = held_out(trial)
    compute(session)
    import_clients(session, [client_row(n, CAR) for n in range(1, CLIENTS + 81)])
    compute(session)
    arms = {one.client_id: one.came_by for one in all_recommendations(session)}
    assert {client for client, arm in arms.items() if arm is Arm.HOLD_OUT} == held_out(trial, CLIENTS + 80)
    assert {client for client in held_out(trial, CLIENTS + 80) if client <= CLIENTS} == held


def test_one_trial_at_a_time_and_only_within_its_bounds(session: Session) -> None:
    for share in (0.0, 0.21):
        with pytest.raises(BadValue):
            begin_trial(session, share, END)
    for days in (5, 400):
        with pytest.raises(BadLastDay):
            begin_trial(session, SHARE, TODAY + timedelta(days=days))
    with pytest.raises(NoTrialRuns):
        stop_trial(session)
    begun(session)
    with pytest.raises(TrialRuns):
        begin_trial(session, SHARE, END)
    at(session, 31)
    with pytest.raises(NoTrialRuns):
        stop_trial(session)
    assert begin_trial(session, 0.05, END + timedelta(days=60)).value.number == 2


def sold(session: Session, *, every: int, on: int = 1) -> None:
    """Every so manieth client takes up what it is recommended on that day of the trial, and buys what is our own."""
    at(session, on)
    tasks = [
        one.id for one in all_recommendations(session) if one.stage is Stage.PROCESSED and not one.client_id % every
    ]
    accept(session, tasks)
    for one in all_recommendations(session):
        if one.stage is Stage.TASK:
            record_outcome(session, one.id, Answer.BOUGHT, session.today(), 1.0)


def test_before_its_planned_end_nobody_sees_who_is_ahead(session: Session) -> None:
    trial, _ = begun(session)
    compute(session)
    sold(session, every=2)
    for day in (1, 30):
        at(session, day)
        standing = read_trial(session)
        assert (standing.clients, standing.held_out) == (CLIENTS, len(held_out(trial)))
        assert (standing.with_experience, standing.without, standing.lift) == (None, None, None)
    stop_trial(session)
    assert read_trial(session).lift is None, "stopping it does not uncover it"
    at(session, 31)
    standing = read_trial(session)
    assert standing.lift is not None and standing.with_experience is not None


RECOUNT = """
SELECT c.id, EXISTS (SELECT 1 FROM recommendation r JOIN outcome o ON o.recommendation_id = r.id
    WHERE r.client_id = c.id AND o.answer = 'bought' AND o."on" BETWEEN :first AND :last AND r.offered_on >= :first)
FROM client c WHERE c.best_chance IS NOT NULL
    OR EXISTS (SELECT 1 FROM recommendation r WHERE r.client_id = c.id AND r.stage_since >= :first)
"""


def test_what_it_comes_to_is_what_plain_sql_counts(session: Session) -> None:
    at(session, -1)
    tasks = [one.id for one in all_recommendations(session) if not one.client_id % 5]
    accept(session, tasks)
    at(session, 0)
    trial, _ = begun(session)
    for one in all_recommendations(session):
        if one.stage is Stage.TASK:  # was offered before the trial
            record_outcome(session, one.id, Answer.BOUGHT, TODAY, 1.0)
    compute(session)
    sold(session, every=3)
    at(session, 33)
    sold(session, every=4, on=33)
    with session.store.reading() as work:
        days = {"first": TODAY.isoformat(), "last": END.isoformat()}
        rows = work.leads._connection.execute(text(RECOUNT), days).all()
    counts = {
        held: [bool(bought) for client, bought in rows if trial.holds_out(client) == held] for held in (False, True)
    }
    standing = read_trial(session)
    assert standing.with_experience is not None and standing.without is not None and standing.lift is not None
    assert (standing.without.bought, standing.without.clients) == (sum(counts[True]), len(counts[True]))
    assert (standing.with_experience.bought, standing.with_experience.clients) == (
        sum(counts[False]),
        len(counts[False]),
    )
    assert sum(counts[False]) > 0
    rates = [sum(counts[held]) / len(counts[held]) for held in (False, True)]
    assert standing.lift.difference == pytest.approx(rates[0] - rates[1])


def test_its_beginning_and_its_stop_are_taken_back(session: Session) -> None:
    trial, entry = begun(session)
    compute(session)
    stopped = stop_trial(session).entry
    assert stopped is not None
    assert undo(session, stopped).value.use_case is UseCase.TRY_MODEL
    assert read_trial(session).runs
    assert compute(session).value.scored == len(held_out(trial))
    assert undo_last(session).value.use_case is UseCase.TRY_MODEL, "the beginning"
    assert read_trial(session).trial is None
    with session.reading(UseCase.READ_CATALOGUE) as work:
        assert running(work.accounts.settings(), TODAY) is None
    with pytest.raises(NothingToUndo):
        undo_trial(session, entry)
    assert compute(session).value.scored == len(held_out(trial))
    assert {one.came_by for one in all_recommendations(session)} == {Arm.MODEL}


def test_what_has_gone_on_since_is_not_taken_back(session: Session) -> None:
    _, entry = begun(session)
    stop_trial(session)
    with pytest.raises(StandsInTheWay):
        undo_trial(session, entry)
    session.clock = lambda: datetime(2027, 3, 1, tzinfo=UTC)
    begin_trial(session, SHARE, session.today() + timedelta(days=20))
    with pytest.raises(StandsInTheWay):
        undo_trial(session, entry)


def test_before_any_trial_it_is_known_how_many_there_are_to_be_held_out_of(session: Session) -> None:
    standing = read_trial(session)
    assert (standing.trial, standing.clients, standing.runs) == (None, CLIENTS, False)
