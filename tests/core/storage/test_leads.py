"""Recommendations through their stages."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from core.domain.conversion import Answers
from core.domain.errors import UnknownRecord
from core.domain.lead import Answer, Stage
from core.storage.leads import LeadOutcome
from core.storage.packages import NewPackage
from core.storage.store import Store
from tests.core.storage.conftest import NOW, TODAY
from tests.core.storage.laying import ONE, lay


def test_a_recommendation_comes_back_as_it_was_written(store: Store) -> None:
    assert lay(store, ONE) == [replace(ONE, id=1)]


def test_a_new_run_replaces_what_nobody_decided_and_leaves_the_rest(store: Store) -> None:
    every = [replace(ONE, client_id=client, stage=stage) for client in (1, 2) for stage in Stage]
    lay(store, *every)
    with store.unit_of_work() as work:
        work.leads.replace_undecided([1, 3], [replace(ONE, client_id=1, score=42)])
    with store.reading() as work:
        first = work.leads.of_clients([1], set(Stage))
        assert [one.score for one in first if one.stage is Stage.PROCESSED] == [42]
        assert {one.stage for one in first} == set(Stage)
        assert [one.score for one in work.leads.of_clients([2], set(Stage))] == [80] * len(Stage)
        assert work.leads.counts() == dict.fromkeys(Stage, 2)


def test_open_and_declined_kinds_are_told_apart(store: Store) -> None:
    closed = (Stage.PROCESSED, Stage.OUTCOME)
    lay(
        store,
        *(replace(ONE, client_id=1, stage=stage) for stage in closed),
        replace(ONE, client_id=2, stage=Stage.WAITING),
        replace(ONE, client_id=2, kind_id=2, stage=Stage.DECLINED),
        replace(ONE, client_id=3, stage=Stage.SENT),
    )
    with store.reading() as work:
        assert work.leads.standing_kinds() == ({2: {1}, 3: {1}}, {2: {2}})


def test_answers_are_counted_per_service_and_wrong_data_are_no_answer(store: Store) -> None:
    sold = [replace(ONE.settled, service_id=number % 2 + 1) for number in range(10)]
    long_ago = TODAY - timedelta(days=30)
    leads = lay(store, *(replace(ONE, stage=Stage.OUTCOME, settled=one, offered_on=long_ago) for one in sold))
    with store.unit_of_work() as work:
        for lead, answer in zip(leads, [answer for answer in Answer for _ in (1, 2)], strict=True):
            work.outcomes.put(lead.id, LeadOutcome(answer, TODAY, 100.0 if answer is Answer.BOUGHT else None))
    with store.reading() as work:
        assert work.leads.answers(TODAY) == {1: Answers(1, 4), 2: Answers(1, 4)}
        assert work.leads.refusals() == {(1, 1): [TODAY, TODAY]}


def test_no_answer_counts_only_past_its_deadline(store: Store) -> None:
    [lead] = lay(store, replace(ONE, stage=Stage.OUTCOME, offered_on=TODAY - timedelta(days=29)))
    with store.unit_of_work() as work:
        work.outcomes.put(lead.id, LeadOutcome(Answer.NO_ANSWER, TODAY, None))
    with store.reading() as work:
        assert work.leads.answers(TODAY) == {}
        assert work.leads.answers(TODAY + timedelta(days=1)) == {1: Answers(0, 1)}


def test_declined_leads_are_no_refusals(store: Store) -> None:
    lay(store, replace(ONE, stage=Stage.DECLINED))
    with store.reading() as work:
        assert work.leads.refusals() == {}
        assert work.leads.answers(TODAY) == {}


def test_a_lead_has_one_outcome(store: Store) -> None:
    [lead] = lay(store, replace(ONE, stage=Stage.SENT))
    with store.unit_of_work() as work:
        work.outcomes.put(lead.id, LeadOutcome(Answer.REFUSED, date(2026, 1, 5), None))
    with store.reading() as work:
        assert work.leads.refusals() == {(1, 1): [date(2026, 1, 5)]}
    with store.unit_of_work() as work:
        work.outcomes.put(lead.id, LeadOutcome(Answer.BOUGHT, TODAY, None))
    with store.reading() as work:
        assert work.leads.refusals() == {}
        assert work.outcomes.of(lead.id) == LeadOutcome(Answer.BOUGHT, TODAY, None)


def test_leads_that_leave_together_are_found_by_their_package(store: Store) -> None:
    leads = lay(store, *(replace(ONE, client_id=client, stage=Stage.WAITING) for client in (1, 2, 3)))
    with store.unit_of_work() as work:
        package = work.packages.add(NewPackage(1, "p.xlsx", ("phone",), 2, "d", b"", "p"), NOW)
        work.leads.pack([leads[0].id, leads[2].id], package, NOW)
    with store.reading() as work:
        moved = work.leads.of_package(package)
        assert [(one.client_id, one.stage, one.stage_since) for one in moved] == [
            (1, Stage.PACKAGED, NOW),
            (3, Stage.PACKAGED, NOW),
        ]
        assert [one.client_id for one in work.leads.in_stage(Stage.WAITING)] == [2]
        assert work.leads.some([leads[1].id]) == [leads[1]]


def test_leads_taken_out_of_a_package_wait_again_and_the_package_is_forgotten(store: Store) -> None:
    leads = lay(store, replace(ONE, stage=Stage.WAITING))
    with store.unit_of_work() as work:
        package = work.packages.add(NewPackage(1, "p.xlsx", ("phone",), 1, "d", b"", "p"), NOW)
        work.leads.pack([leads[0].id], package, NOW)
        work.leads.pack([leads[0].id], None, NOW)
        work.packages.discard(package)
    with store.reading() as work:
        assert work.leads.in_stage(Stage.WAITING) == leads
        assert work.packages.unsaved() == []
        with pytest.raises(UnknownRecord):
            work.packages.one(package)


def test_a_recommendation_that_is_not_there_is_refused(store: Store) -> None:
    leads = lay(store, ONE)
    with store.reading() as work, pytest.raises(UnknownRecord):
        work.leads.some([leads[0].id, 999])


def test_a_queue_begins_with_the_highest_score(store: Store) -> None:
    scores = {1: 40, 2: 99, 3: 77}
    lay(store, *(replace(ONE, client_id=client, score=score) for client, score in scores.items()))
    with store.reading() as work:
        assert [one.score for one in work.leads.in_stage(Stage.PROCESSED)] == [99, 77, 40]


def test_scores_are_written_anew_for_undecided_recommendations(store: Store) -> None:
    lay(store, ONE, replace(ONE, client_id=2, chance=0.3), replace(ONE, client_id=3, stage=Stage.SENT))
    with store.unit_of_work() as work:
        assert work.leads.undecided(but_for={1}) == [(2, 2, 1, 0.3, 80)]
        work.leads.rescore([(2, 55)], run_id=2)
        work.leads.rescore([], run_id=2)
    with store.reading() as work:
        assert [(one.score, one.run_id) for one in work.leads.of_clients([2], set(Stage))] == [(55, 2)]
        assert [(one.score, one.run_id) for one in work.leads.of_clients([1, 3], set(Stage))] == [(80, 1), (80, 1)]


@pytest.mark.parametrize("score", [0, 100, -1])
def test_a_score_outside_one_to_ninety_nine_is_never_stored(store: Store, score: int) -> None:
    with pytest.raises(Exception, match="CHECK"):
        lay(store, replace(ONE, score=score))


def test_the_id_of_a_recommendation_that_was_replaced_goes_to_nobody_else(store: Store) -> None:
    lay(store, ONE)
    with store.unit_of_work() as work:
        (old,) = work.leads.everything()
        work.leads.replace_undecided([1], [replace(ONE, client_id=2)])
        (new,) = work.leads.everything()
        assert new.client_id == 2
        assert new.id > old.id
        assert work.leads.present([old.id]) == []


def test_what_the_review_asks_of_every_recommendation_is_read_from_one_index_alone(store: Store) -> None:
    asked: list[tuple[str, Any]] = []
    with store.reading() as work:
        connection, leads = work.leads._connection, work.leads
        event.listen(connection, "before_cursor_execute", lambda _c, _u, sql, values, *_: asked.append((sql, values)))
        leads.queue(TODAY, 60)
        leads.queue_scores(TODAY)
        leads.queue_services(TODAY)
        leads.queue_counts(TODAY, 80)
        leads.mean_chances()
        assert len(asked) == 5
        for sql, values in tuple(asked):
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert any("USING COVERING INDEX ix_recommendation_queue" in line for line in plan), (sql, plan)


def test_places_are_counted_among_leads_alone_however_many_clients_are_asked_about(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = [
        replace(ONE, client_id=client, stage=stage, offered_on=TODAY - timedelta(days=client))
        for client in (1, 2, 3)
        for stage in (Stage.TASK, Stage.SENT, Stage.OUTCOME)
    ]
    others = [replace(ONE, client_id=client, stage=stage) for client in (1, 2) for stage in Stage]
    lay(store, *offered, *others)
    asked: list[tuple[str, Any]] = []
    since, held = TODAY - timedelta(days=2), {Stage.WAITING}
    with store.reading() as work:
        assert work.places.offers([1, 2, 3], since, held) == {1: 4, 2: 4}
        connection = work.leads._connection
        event.listen(connection, "before_cursor_execute", lambda _c, _u, sql, values, *_: asked.append((sql, values)))
        assert work.places.leads(since, held) == {ONE.service_id: 8}
        monkeypatch.setattr("core.storage.places._MANY", 2)
        assert work.places.offers([1, 2, 3], since, held) == {1: 4, 2: 4}
        assert work.places.offers([2, 3, 9], since, held) == {2: 4}
        for sql, values in tuple(asked):
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert any("USING INDEX ix_recommendation_queue (stage=?)" in line for line in plan), plan
