"""Recommendations through their stages."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.domain.client import ClientType
from core.domain.conversion import Answers
from core.domain.errors import UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation, Settled
from core.storage.packages import NewPackage
from core.storage.scores import StoredModel
from core.storage.store import Store
from tests.core.storage.conftest import NOW, TODAY, person

REASONS: Any = [["link", 0.5, 1, 1, 2]]
"""JSON gives lists back."""

ONE = Recommendation(
    client_id=1,
    kind_id=1,
    settled=Settled(service_id=1, inputs_id=1, rule="value", runners_up=[2], margin=12.5),
    model_version="m-1",
    run_id=1,
    rank=1,
    which=0.4,
    takes=0.25,
    chance=0.1,
    score=80,
    experience=0.7,
    reasons=REASONS,
    stage_since=NOW,
)


def _lay(store: Store, *new: Recommendation) -> list[Recommendation]:
    """A catalogue of two rivals, three clients, a run, and these recommendations with their ids."""
    with store.unit_of_work() as work:
        for name in ("Каско", "Осаго"):
            kind = work.catalogue.ensure_kind(name, ClientType.PERSON)
            work.catalogue.add_service(name, ClientType.PERSON, 1, kind)
        work.clients.add([person(number) for number in (1, 2, 3)], TODAY)
        work.scores.add_model(StoredModel("m-1", 3, "c", b""), NOW)
        for run in (1, 2):
            assert work.scores.add_run(NOW, "m-1", 3, b"") == run
        assert work.scores.ensure_inputs(1, 1, {}) == 1
        work.leads.replace_undecided([], new)
    with store.reading() as work:
        return sorted(work.leads.everything(), key=lambda one: one.id)


def test_a_recommendation_comes_back_as_it_was_written(store: Store) -> None:
    assert _lay(store, ONE) == [replace(ONE, id=1)]


def test_a_new_run_replaces_what_nobody_decided_and_leaves_the_rest(store: Store) -> None:
    every = [replace(ONE, client_id=client, stage=stage) for client in (1, 2) for stage in Stage]
    _lay(store, *every)
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
    _lay(
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
    leads = _lay(store, *(replace(ONE, stage=Stage.OUTCOME, settled=one, offered_on=long_ago) for one in sold))
    with store.unit_of_work() as work:
        for lead, answer in zip(leads, [answer for answer in Answer for _ in (1, 2)], strict=True):
            work.leads.add_outcome(lead.id, answer, TODAY, 100.0 if answer is Answer.BOUGHT else None)
    with store.reading() as work:
        assert work.leads.answers(TODAY) == {1: Answers(1, 4), 2: Answers(1, 4)}
        assert work.leads.refusals() == {(1, 1): [TODAY, TODAY]}


def test_no_answer_counts_only_past_its_deadline(store: Store) -> None:
    [lead] = _lay(store, replace(ONE, stage=Stage.OUTCOME, offered_on=TODAY - timedelta(days=29)))
    with store.unit_of_work() as work:
        work.leads.add_outcome(lead.id, Answer.NO_ANSWER, TODAY, None)
    with store.reading() as work:
        assert work.leads.answers(TODAY) == {}
        assert work.leads.answers(TODAY + timedelta(days=1)) == {1: Answers(0, 1)}


def test_declined_leads_are_no_refusals(store: Store) -> None:
    _lay(store, replace(ONE, stage=Stage.DECLINED))
    with store.reading() as work:
        assert work.leads.refusals() == {}
        assert work.leads.answers(TODAY) == {}


def test_a_lead_has_one_outcome(store: Store) -> None:
    [lead] = _lay(store, replace(ONE, stage=Stage.SENT))
    with store.unit_of_work() as work:
        work.leads.add_outcome(lead.id, Answer.REFUSED, date(2026, 1, 5), None)
    with pytest.raises(Exception, match="UNIQUE"), store.unit_of_work() as work:
        work.leads.add_outcome(lead.id, Answer.BOUGHT, TODAY, None)
    with store.reading() as work:
        assert work.leads.refusals() == {(1, 1): [date(2026, 1, 5)]}


def test_leads_that_leave_together_are_found_by_their_package(store: Store) -> None:
    leads = _lay(store, *(replace(ONE, client_id=client, stage=Stage.WAITING) for client in (1, 2, 3)))
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
    leads = _lay(store, replace(ONE, stage=Stage.WAITING))
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
    leads = _lay(store, ONE)
    with store.reading() as work, pytest.raises(UnknownRecord):
        work.leads.some([leads[0].id, 999])


def test_a_queue_begins_with_the_highest_score(store: Store) -> None:
    scores = {1: 40, 2: 99, 3: 77}
    _lay(store, *(replace(ONE, client_id=client, score=score) for client, score in scores.items()))
    with store.reading() as work:
        assert [one.score for one in work.leads.in_stage(Stage.PROCESSED)] == [99, 77, 40]


def test_scores_are_written_anew_for_undecided_recommendations(store: Store) -> None:
    _lay(store, ONE, replace(ONE, client_id=2, chance=0.3), replace(ONE, client_id=3, stage=Stage.SENT))
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
        _lay(store, replace(ONE, score=score))


def test_the_id_of_a_recommendation_that_was_replaced_goes_to_nobody_else(store: Store) -> None:
    _lay(store, ONE)
    with store.unit_of_work() as work:
        (old,) = work.leads.everything()
        work.leads.replace_undecided([1], [replace(ONE, client_id=2)])
        (new,) = work.leads.everything()
        assert new.client_id == 2
        assert new.id > old.id
        assert work.leads.present([old.id]) == []
