"""Today: every number is a recount of the data."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.conversion import Answers
from core.domain.lead import Answer, Stage
from core.domain.rights import Role
from core.services.backups import make_backup
from core.services.catalogue import read_catalogue
from core.services.decisions import accept, decline, postpone, take_back, take_up
from core.services.history import undo
from core.services.outcomes import record_outcome
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, save_package
from core.services.session import Session, sign_in
from core.services.today import FirstSteps, read_tasks, read_today
from core.services.trend import read_trend
from tests.support.bases import (
    CAR,
    LOGIN,
    NOW,
    OWN,
    PASSWORD,
    TODAY,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.imported import import_clients

CLIENTS = list(range(1, 13))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


def filled(session: Session) -> list[int]:
    fill_catalogue(session)
    import_clients(session, [client_row(number, CAR) for number in CLIENTS], consent_to_all(session))
    compute(session)
    return [one.id for one in all_recommendations(session)]


def standing(session: Session, stage: Stage) -> list[int]:
    return [one.id for one in all_recommendations(session) if one.stage is stage]


def test_a_new_base_has_all_its_first_steps_before_it(session: Session) -> None:
    today = read_today(session)
    assert today.first_steps == FirstSteps(imported=False, scored=False, reviewed=False, sent=False, answered=False)
    assert (today.undecided, today.waiting, today.tasks, today.stages.clients, today.services) == (0, 0, 0, 0, 0)
    assert today.model is None
    assert (today.week.since, today.week.until) == (TODAY - timedelta(days=6), TODAY)
    assert read_tasks(session) == []


def test_the_first_steps_tick_themselves(session: Session, tmp_path: Path) -> None:
    ticked = []

    def tick() -> None:
        steps = read_today(session).first_steps
        ticked.append([steps.imported, steps.scored, steps.reviewed, steps.sent, steps.answered].count(True))

    fill_catalogue(session)
    tick()
    import_clients(session, [client_row(number, CAR) for number in CLIENTS], consent_to_all(session))
    tick()
    compute(session)
    tick()
    accept(session, [one.id for one in all_recommendations(session)])
    tick()
    (package, *_) = make_packages(session, CLIENTS, "ru").value.packages
    save_package(session, package, tmp_path)
    tick()
    mark_sent(session, package)
    tick()
    record_outcome(session, standing(session, Stage.SENT)[0], Answer.BOUGHT, TODAY)
    tick()
    assert ticked == [0, 1, 2, 3, 3, 4, 5]


def test_the_queue_is_counted_with_what_came_back(session: Session) -> None:
    ids = filled(session)
    scores = {one.id: one.score for one in all_recommendations(session)}
    low = [id_ for id_ in ids if scores[id_] < 80][:2]
    postpone(session, low, TODAY + timedelta(days=1))
    before = read_today(session)
    high = sum(score >= 80 for score in scores.values())
    assert (before.undecided_from, before.undecided, before.returned) == (high, len(ids) - 2, 0)
    session.clock = lambda: NOW + timedelta(days=1)
    after = read_today(session)
    assert (after.undecided_from, after.undecided, after.returned) == (high + 2, len(ids), 2)


def test_what_waits_for_partners_and_in_packages_is_counted(session: Session, tmp_path: Path) -> None:
    ids = filled(session)
    accept(session, ids)
    accepted = read_today(session)
    waiting = standing(session, Stage.WAITING)
    catalogue = read_catalogue(session)
    partners = {
        catalogue.services[one.service_id].company_id for one in all_recommendations(session) if one.id in waiting
    }
    assert (accepted.waiting, accepted.waiting_partners) == (len(waiting), len(partners))
    assert (accepted.unsaved, accepted.unsent, accepted.tasks) == (0, 0, len(standing(session, Stage.TASK)))
    made = make_packages(session, CLIENTS, "ru").value.packages
    assert (read_today(session).waiting, read_today(session).unsaved) == (0, len(made))
    save_package(session, made[0], tmp_path)
    assert (read_today(session).unsaved, read_today(session).unsent) == (len(made) - 1, 1)
    mark_sent(session, made[0])
    assert (read_today(session).unsaved, read_today(session).unsent) == (len(made) - 1, 0)


def test_the_week_counts_decisions_without_those_undone(session: Session) -> None:
    ids = filled(session)
    accept(session, ids[:3])
    undone = decline(session, ids[3:5])
    postpone(session, ids[5:6], TODAY + timedelta(days=1))
    take_up(session, ids[6:9])
    take_back(session, ids[6:9])
    assert (read_today(session).week.decided, read_today(session).week.accepted) == (6, 3)
    assert undone.entry is not None
    undo(session, undone.entry)
    assert (read_today(session).week.decided, read_today(session).week.accepted) == (4, 3)


def test_the_week_counts_one_s_own_decisions_and_ends_after_seven_days(session: Session) -> None:
    ids = filled(session)
    decline(session, ids[:2])
    session.clock = lambda: NOW + timedelta(days=6)
    assert read_today(session).week.decided == 2
    session.clock = lambda: NOW + timedelta(days=7)
    assert read_today(session).week.decided == 0
    session.clock = lambda: NOW
    with session.store.unit_of_work() as work:
        session.user_id = work.accounts.add_user("boris", session.roles)
    assert read_today(session).week.decided == 0


def test_the_week_counts_what_left_and_what_came_back(session: Session, tmp_path: Path) -> None:
    ids = filled(session)
    accept(session, ids)
    made = make_packages(session, CLIENTS, "ru").value.packages
    for package in made[:2]:
        save_package(session, package, tmp_path)
        mark_sent(session, package)
    sent = standing(session, Stage.SENT)
    week = read_today(session).week
    assert (week.sent, week.partners, week.bought, week.answered) == (len(sent), 2, 0, 0)
    answers = [Answer.BOUGHT, Answer.REFUSED, Answer.UNREACHABLE, Answer.WRONG_DATA, Answer.NO_ANSWER]
    for lead, answer in zip(sent, answers, strict=False):
        record_outcome(session, lead, answer, TODAY)
    week = read_today(session).week
    assert (week.sent, week.bought, week.answered) == (len(sent), 1, 3)
    session.clock = lambda: NOW + timedelta(days=7)
    week = read_today(session).week
    assert (week.sent, week.partners, week.bought, week.answered) == (0, 0, 0, 0)


def test_twelve_weeks_count_answers_by_the_day_on_which_they_came(session: Session) -> None:
    ids = filled(session)
    assert read_trend(session).weeks == (Answers(),) * 12
    accept(session, ids)
    tasks = standing(session, Stage.TASK)
    came = [
        (Answer.BOUGHT, 0),
        (Answer.REFUSED, 6),
        (Answer.UNREACHABLE, 7),
        (Answer.BOUGHT, 83),
        (Answer.REFUSED, 84),
        (Answer.WRONG_DATA, 1),
        (Answer.NO_ANSWER, 1),
    ]
    assert len(tasks) >= len(came)
    for lead, (answer, days) in zip(tasks, came, strict=False):
        record_outcome(session, lead, answer, TODAY - timedelta(days=days))
    trend = read_trend(session)
    assert trend.weeks == (Answers(1, 1), *[Answers()] * 9, Answers(0, 1), Answers(1, 2))
    assert (trend.began(0), trend.began(11)) == (TODAY - timedelta(days=83), TODAY - timedelta(days=6))
    week = read_today(session).week
    assert (trend.weeks[-1].bought, trend.weeks[-1].answered) == (week.bought, week.answered)


def test_tasks_tell_whom_to_call_about_what(session: Session) -> None:
    ids = filled(session)
    accept(session, ids)
    tasks = read_tasks(session)
    assert {task.id for task in tasks} == set(standing(session, Stage.TASK))
    leads = {one.id: one for one in all_recommendations(session)}
    for task in tasks:
        client = leads[task.id].client_id
        assert (task.who, task.phone, task.since) == (f"Кактусов{client} П. И.", f"+7916{client:07d}", TODAY)


def test_an_analyst_sees_the_counts(session: Session) -> None:
    ids = filled(session)
    session.roles = frozenset({Role.ANALYST})
    assert read_today(session).undecided == len(ids)


def test_a_session_knows_its_base_its_user_and_the_own_company(session: Session) -> None:
    again_id, folder = session.base_id, session.store.folder
    assert (session.login, session.company, len(session.base_id)) == (LOGIN, OWN, 32)
    session.close()
    again = sign_in(folder, f"  {LOGIN.upper()} ", PASSWORD)
    try:
        assert (again.login, again.base_id) == (LOGIN, again_id)
    finally:
        again.close()


def test_answers_that_are_late_are_counted_and_the_oldest_is_named(session: Session, tmp_path: Path) -> None:
    filled(session)
    accept(session, standing(session, Stage.PROCESSED)[:12])
    for package in make_packages(session, CLIENTS, "ru").value.packages:
        save_package(session, package, tmp_path / "out")
        mark_sent(session, package)
    sent = standing(session, Stage.SENT)
    assert sent
    assert read_today(session).overdue is None
    session.clock = lambda: NOW + timedelta(days=29)
    assert read_today(session).overdue is None
    session.clock = lambda: NOW + timedelta(days=35)
    late = read_today(session).overdue
    assert late is not None
    assert (late.leads, late.days) == (len(sent), 35)
    oldest = next(one for one in all_recommendations(session) if one.id == min(sent))
    catalogue = read_catalogue(session)
    assert late.service == catalogue.services[oldest.service_id].name
    record_outcome(session, min(sent), Answer.BOUGHT, TODAY)
    assert read_today(session).overdue != late


def test_the_pace_is_the_users_own_and_told_only_from_twenty_decisions_in_a_row(session: Session) -> None:
    ids = filled(session)
    for number, one in enumerate(ids[:24]):
        pause = 3600 if number == 10 else 0  # lunch does not count
        session.clock = lambda at=number, more=pause: NOW + timedelta(seconds=7 * at + more)  # type: ignore[misc]
        accept(session, [one]) if number % 2 else decline(session, [one])
        if number == 15:
            assert read_today(session).pace is None
    assert read_today(session).pace == 7.0


def test_a_backup_is_due_a_week_after_the_last_one_and_not_in_an_empty_base(session: Session, tmp_path: Path) -> None:
    session.clock = lambda: NOW + timedelta(days=30)
    assert not read_today(session).backup_due
    session.clock = lambda: NOW
    filled(session)
    assert not read_today(session).backup_due, "the base is new"
    session.clock = lambda: NOW + timedelta(days=8)
    today = read_today(session)
    assert (today.backup_due, today.backed_up_on) == (True, None)
    make_backup(session, tmp_path / "copies")
    today = read_today(session)
    assert (today.backup_due, today.backed_up_on) == (False, TODAY + timedelta(days=8))
    session.clock = lambda: NOW + timedelta(days=16)
    assert not read_today(session).backup_due, "nothing has changed since"
    accept(session, standing(session, Stage.PROCESSED)[:1])
    assert read_today(session).backup_due
