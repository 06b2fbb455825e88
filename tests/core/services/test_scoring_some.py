"""Scoring of some clients alone: at once, and comparable with everybody's scores."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.catalogue import Cell
from core.domain.client import Portrait
from core.domain.lead import Answer, Stage
from core.domain.rights import UseCase
from core.services.catalogue import read_catalogue, set_cell
from core.services.client_edits import edit_client, record_purchase
from core.services.decisions import accept
from core.services.outcomes import record_outcome
from core.services.resolving import replay
from core.services.scoring import compute, compute_at_once
from core.services.session import Session
from tests.support.bases import (
    BANK,
    CAR,
    CASCO,
    NOW,
    OWN,
    SERVICE,
    TODAY,
    all_recommendations,
    client_row,
    fill_catalogue,
    open_filled,
    open_prepared,
)
from tests.support.by_hand import add_service
from tests.support.imported import import_clients

CLIENTS = 60


def bring_in(session: Session) -> dict[tuple[str, str], int]:
    ids = fill_catalogue(session)
    rows = [
        client_row(n, *((CAR, SERVICE) if n % 3 == 0 else (CAR,)), portrait=Portrait(birth_year=1950 + n))
        for n in range(1, CLIENTS + 1)
    ]
    import_clients(session, rows)
    compute(session)
    return ids


@pytest.fixture
def base(tmp_path: Path) -> Iterator[tuple[Session, dict[tuple[str, str], int]]]:
    session, ids = open_prepared(tmp_path, bring_in)
    yield session, ids
    session.close()


Base = tuple[Session, dict[tuple[str, str], int]]


def recommended(session: Session, client: int) -> set[tuple[int, int, int]]:
    """(kind, service, score) of what is undecided."""
    return {
        (one.kind_id, one.service_id, one.score)
        for one in all_recommendations(session)
        if one.client_id == client and one.stage is Stage.PROCESSED
    }


def runs(session: Session) -> int:
    with session.store.reading() as work:
        return work.scores.last_run()


def computed(session: Session) -> int:
    """How many entries of the audit tell of computing."""
    with session.store.reading() as work:
        return work.audit.count_since(0, UseCase.COMPUTE)[0]


def pending(session: Session) -> int:
    with session.store.reading() as work:
        return work.clients.count_pending(TODAY)


def test_a_purchase_counts_at_once_for_its_client_and_nobody_else_is_touched(base: Base) -> None:
    session, ids = base
    before = all_recommendations(session)
    casco = read_catalogue(session).services[ids[BANK, CASCO]].kind_id
    record_purchase(session, 7, ids[BANK, CASCO], TODAY)
    report = compute(session, clients=[7]).value
    assert (report.scored, report.reused, report.left, report.new_model) == (1, 0, 0, False)
    assert casco not in {kind for kind, *_ in recommended(session, 7)}
    after = all_recommendations(session)
    assert [one for one in after if one.client_id != 7] == [one for one in before if one.client_id != 7]
    assert pending(session) == 0


def test_an_answer_counts_at_once(base: Base) -> None:
    session, _ = base
    lead = next(one for one in all_recommendations(session) if one.client_id == 5)
    accept(session, [lead.id])
    with session.store.unit_of_work() as work:
        work.leads.move([lead.id], Stage.SENT, session.now())
    record_outcome(session, lead.id, Answer.REFUSED, TODAY)
    assert compute(session, clients=[5]).value.scored == 1
    assert lead.kind_id not in {kind for kind, *_ in recommended(session, 5)}
    assert len(recommended(session, 5)) == 3, "the place that is free is filled"


def test_scores_of_some_are_ranked_by_the_last_run_over_everybody(base: Base) -> None:
    session, ids = base
    run = runs(session)
    record_purchase(session, 4, ids[OWN, SERVICE], TODAY)  # now it owns just what each third client owns
    compute(session, clients=[4])
    assert runs(session) == run
    like = recommended(session, 3)
    assert {(kind, score) for kind, _, score in recommended(session, 4)} == {(kind, score) for kind, _, score in like}
    assert {one.run_id for one in all_recommendations(session)} == {run}


def test_an_edit_and_its_taking_back_end_where_they_began(base: Base) -> None:
    session, _ = base
    before = recommended(session, 9)
    for year in ("01.01.2001", "01.01.1959"):
        edit_client(session, 9, {"birth_date": year})
        assert compute(session, clients=[9]).value.scored == 1
    assert recommended(session, 9) == before


def test_what_is_ready_is_reused_and_leaves_no_trace(base: Base) -> None:
    session, _ = base
    entries, before = computed(session), all_recommendations(session)
    report = compute(session, clients=[1, 2, 2, 3]).value
    assert (report.scored, report.reused, report.eligible) == (0, 3, 3)
    assert all_recommendations(session) == before
    assert computed(session) == entries


def test_of_those_who_wait_only_the_chosen_are_computed(base: Base) -> None:
    session, _ = base
    import_clients(session, [client_row(CLIENTS + n) for n in range(1, 5)])
    waiting = [CLIENTS + n for n in range(1, 5)]
    report = compute(session, clients=[1, *waiting[:2]]).value
    assert (report.scored, report.reused) == (2, 1)
    assert pending(session) == 2
    assert {one.client_id for one in all_recommendations(session)} == set(range(1, CLIENTS + 3))
    assert compute(session).value.scored == 2


def test_whoever_is_not_in_the_base_is_passed_over(base: Base) -> None:
    session, _ = base
    assert compute(session, clients=[999, 1]).value.reused == 1


def test_without_a_model_that_fits_everybody_is_computed(base: Base) -> None:
    session, _ = base
    own = read_catalogue(session).own_company
    add_service(session, "Шиномонтаж", read_catalogue(session).kinds[1].client_type, own.id)
    report = compute(session, clients=[1]).value
    assert (report.scored, report.new_model) == (CLIENTS, True)


def test_a_rule_that_came_after_the_last_run_holds_for_the_chosen(base: Base) -> None:
    session, ids = base
    set_cell(session, ids[OWN, CAR], ids[BANK, CASCO], Cell.FORBIDDEN)
    compute(session, clients=[8])
    assert ids[BANK, CASCO] not in {service for _, service, _ in recommended(session, 8)}
    assert compute(session).value.scored == CLIENTS - 1


def test_what_was_settled_for_some_replays(base: Base) -> None:
    session, ids = base
    for client in range(1, 10):
        record_purchase(session, client, ids[BANK, CASCO], TODAY)
    compute(session, clients=list(range(1, 10)))
    assert replay(session).different == ()


def test_a_kind_that_opens_by_time_is_computed_among_the_chosen(base: Base) -> None:
    session, _ = base
    lead = next(one for one in all_recommendations(session) if one.client_id == 5)
    accept(session, [lead.id])
    with session.store.unit_of_work() as work:
        work.leads.move([lead.id], Stage.SENT, session.now())
    record_outcome(session, lead.id, Answer.REFUSED, TODAY - timedelta(days=60))
    compute(session)
    session.clock = lambda: NOW + timedelta(days=29)
    assert compute(session, clients=[5]).value.scored == 0
    session.clock = lambda: NOW + timedelta(days=31)
    assert compute(session, clients=[5]).value.scored == 1


def test_a_client_is_computed_at_once_where_a_run_over_everybody_can_be_stood_on(base: Base) -> None:
    session, ids = base
    record_purchase(session, 7, ids[BANK, CASCO], TODAY)
    assert compute_at_once(session, [7]).value
    assert pending(session) == 0
    done = compute_at_once(session, [7])
    assert (done.value, pending(session)) == (False, 0), "there was nothing to do"


def test_before_the_first_run_nobody_is_computed_for_the_sake_of_one(tmp_path: Path) -> None:
    session = open_filled(tmp_path)
    import_clients(session, [client_row(1, CAR), client_row(2, CAR)])
    done = compute_at_once(session, [1])
    assert (done.value, done.changed, pending(session)) == (False, frozenset(), 2)
    session.close()


def test_an_outdated_model_makes_one_client_wait(base: Base) -> None:
    session, _ = base
    catalogue = read_catalogue(session)
    add_service(session, "Шиномонтаж", catalogue.kinds[1].client_type, catalogue.own_company.id)
    with session.store.unit_of_work() as work:
        work.clients.mark_pending([7])
    assert not compute_at_once(session, [7]).value
    assert pending(session) == 1
