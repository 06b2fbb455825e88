"""Scoring that is stopped, and scoring of a base that changes meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from core.domain.catalogue import Cell, Indicators
from core.domain.recommendation import Recommendation
from core.domain.settings import Settings
from core.services import scoring_run
from core.services.catalogue import read_catalogue, set_cell
from core.services.decisions import accept, accept_from
from core.services.main_job import Job, process
from core.services.outgoing import preview
from core.services.resolving import replay
from core.services.scoring import compute
from core.services.sending import make_packages, read_password, save_packages
from core.services.session import Progress, Session, Stopped
from core.services.settings import change_settings, read_settings
from ml.hybrid import blocks
from tests.support.bases import (
    BANK,
    CAR,
    CASCO,
    OWN,
    SERVICE,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_filled,
    open_new_base,
    open_prepared,
)
from tests.support.by_hand import set_indicators
from tests.support.imported import import_clients

CLIENTS, BLOCK = 60, 8


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, bring_in)
    yield opened
    opened.close()


def bring_in(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, ROWS)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))


ROWS = [client_row(n, *((CAR, SERVICE) if n % 3 == 0 else (CAR,))) for n in range(1, CLIENTS + 1)]


def stopping_at(done: int) -> Progress:
    """Stop once this many clients are scored."""

    def stop(step: str, so_far: int, _total: int) -> None:
        if step == "score" and so_far >= done:
            raise Stopped

    return stop


def found(session: Session) -> list[Recommendation]:
    """All recommendations without the numbers of their records."""
    same = (
        replace(one, id=0, run_id=0, settled=replace(one.settled, inputs_id=0)) for one in all_recommendations(session)
    )
    return sorted(same, key=lambda one: (one.client_id, one.kind_id))


def pending(session: Session) -> set[int]:
    with session.store.reading() as work:
        columns = work.clients.columns()
    return {id_ for id_, by in zip(columns.ids, columns.scored_by, strict=True) if by is None}


# ---------------------------------------------------------------------- stopped


def test_what_is_finished_when_the_work_is_stopped_is_kept_and_the_rest_stays_pending(session: Session) -> None:
    report = compute(session, stopping_at(3 * BLOCK)).value
    assert (report.scored, report.reused, report.left) == (3 * BLOCK, 0, CLIENTS - 3 * BLOCK)
    scored = {one.client_id for one in all_recommendations(session)}
    assert scored == set(range(1, 3 * BLOCK + 1))
    assert pending(session) == set(range(1, CLIENTS + 1)) - scored
    assert report.recommended == len(all_recommendations(session))
    assert replay(session).different == ()


@pytest.mark.parametrize("stops", [[BLOCK], [5 * BLOCK], [2 * BLOCK, BLOCK, 3 * BLOCK]])
def test_a_run_that_was_stopped_and_gone_on_with_ends_like_one_that_nobody_disturbed(
    session: Session, tmp_path: Path, stops: list[int]
) -> None:
    undisturbed = open_filled(tmp_path / "undisturbed")
    import_clients(undisturbed, ROWS)
    compute(undisturbed)
    for stop in stops:
        assert compute(session, stopping_at(stop)).value.left
    last = compute(session).value
    assert (last.scored, last.reused, last.left) == (CLIENTS - sum(stops), sum(stops), 0)
    assert not last.new_model
    assert found(session) == found(undisturbed)
    assert compute(session).value.scored == 0
    undisturbed.close()


def test_stopping_a_rescoring_leaves_the_old_recommendations_of_those_not_reached_as_they_were(
    session: Session, tmp_path: Path
) -> None:
    ids = fill_catalogue(session)
    change_settings(session, Settings(exploration=0))
    compute(session)
    before = found(session)
    set_indicators(session, ids[BANK, CASCO], Indicators(conversion=0.9))
    with session.store.unit_of_work() as work:
        work.clients.mark_pending(list(range(1, CLIENTS + 1)))
    report = compute(session, stopping_at(BLOCK)).value
    after = found(session)
    assert (report.left, report.recommended) == (CLIENTS - BLOCK, len(after))
    assert [one for one in after if one.client_id > BLOCK] == [one for one in before if one.client_id > BLOCK]
    sellers = {id_ for (_, name), id_ in ids.items() if name == CASCO}
    assert {one.service_id for one in after if one.client_id <= BLOCK} & sellers == {ids[BANK, CASCO]}
    assert {one.service_id for one in after if one.client_id > BLOCK} >= sellers
    compute(session)
    undisturbed = open_new_base(tmp_path / "undisturbed")
    change_settings(undisturbed, Settings(exploration=0))
    set_indicators(undisturbed, fill_catalogue(undisturbed)[BANK, CASCO], Indicators(conversion=0.9))
    import_clients(undisturbed, ROWS)
    compute(undisturbed)
    assert [one.settled.service_id for one in found(session)] == [one.settled.service_id for one in found(undisturbed)]
    undisturbed.close()


@pytest.mark.parametrize("step", ["model", "score"])
def test_work_that_is_stopped_before_anybody_is_finished_leaves_nothing(session: Session, step: str) -> None:
    def stop(at: str, _done: int, _total: int) -> None:
        if at == step:
            raise Stopped

    with pytest.raises(Stopped):
        compute(session, stop)
    assert all_recommendations(session) == []
    assert compute(session).value.scored == CLIENTS


def test_a_stop_after_the_last_client_leaves_nobody(session: Session) -> None:
    report = compute(session, stopping_at(CLIENTS)).value
    assert (report.scored, report.left) == (CLIENTS, 0)


def test_any_other_exception_too_leaves_whole_portions_and_the_next_run_goes_on(session: Session) -> None:
    def fail(step: str, done: int, _total: int) -> None:
        if step == "score" and done >= 2 * BLOCK:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        compute(session, fail)
    scored = {one.client_id for one in all_recommendations(session)}
    assert scored == set(range(1, 2 * BLOCK + 1))
    assert pending(session) == set(range(1, CLIENTS + 1)) - scored
    assert compute(session).value.scored == CLIENTS - 2 * BLOCK


@pytest.mark.parametrize("step", ["prepare", "model", "rank", "keep", "score"])
def test_every_step_hears_a_stop(session: Session, step: str) -> None:
    heard = []

    def stop(at: str, _done: int, _total: int) -> None:
        heard.append(at)
        if at == step:
            raise Stopped

    with pytest.raises(Stopped):
        compute(session, stop)
    assert heard[-1] == step
    assert heard.count(step) == 1
    assert pending(session) == set(range(1, CLIENTS + 1))


def test_scores_of_a_stopped_first_run_are_final(session: Session) -> None:
    compute(session, stopping_at(2 * BLOCK))
    first = [one for one in found(session) if one.client_id <= 2 * BLOCK]
    compute(session)
    assert [one for one in found(session) if one.client_id <= 2 * BLOCK] == first


def test_a_stop_while_what_is_kept_gets_its_new_scores_leaves_it_as_it_was(session: Session) -> None:
    compute(session)
    before = all_recommendations(session)
    import_clients(session, [client_row(CLIENTS + n) for n in range(1, 20)])

    def stop(at: str, _done: int, _total: int) -> None:
        if at == "keep":
            raise Stopped

    with pytest.raises(Stopped):
        compute(session, stop)
    assert all_recommendations(session) == before


def test_the_main_job_goes_no_further_once_scoring_was_stopped(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("ФИО;Телефон\nКактусова Майя Львовна;89160000001\n", encoding="utf-8")
    assert read_settings(session).accept_from > 1
    with pytest.raises(Stopped):
        process(session, Job(table, tmp_path / "out", 1), stopping_at(BLOCK))
    assert {one.stage.value for one in all_recommendations(session)} == {"processed"}
    assert list((tmp_path / "out").glob("*.xlsx")) == []


# ---------------------------------------------------------------------- the base changes meanwhile


def meanwhile(*deeds: Callable[[], object], step: str = "score", done: int = BLOCK) -> Progress:
    """Do the first of these once the work is so far, the second when it comes there again …"""
    waiting = iter(deeds)

    def act(at: str, so_far: int, _total: int) -> None:
        if (at, so_far) == (step, done):
            next(waiting, lambda: None)()

    return act


def test_who_comes_in_during_the_work_is_scored_too(session: Session) -> None:
    newcomer = client_row(CLIENTS + 1, CAR)
    report = compute(session, meanwhile(lambda: import_clients(session, [newcomer]))).value
    assert (report.scored, report.left) == (CLIENTS + 1, 0)
    assert {one.client_id for one in all_recommendations(session)} == set(range(1, CLIENTS + 2))
    assert pending(session) == set()


def test_a_decision_during_the_work_stands(session: Session) -> None:
    compute(session)
    with session.store.unit_of_work() as work:
        work.clients.mark_pending(list(range(1, CLIENTS + 1)))
    mine = [one.id for one in all_recommendations(session) if one.client_id == CLIENTS]
    compute(session, meanwhile(lambda: accept(session, mine)))
    kinds = [(one.kind_id, one.stage.value) for one in all_recommendations(session) if one.client_id == CLIENTS]
    assert len(kinds) == len(dict(kinds)) == len(mine)
    assert {stage for _, stage in kinds} <= {"waiting", "task"}


def test_what_is_decided_about_a_client_just_being_computed_stands_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute(session)
    with session.store.unit_of_work() as work:
        work.clients.mark_pending([1, 2])
    mine = [one.id for one in all_recommendations(session) if one.client_id == 1]
    deeds = iter([lambda: accept(session, mine)])
    find = scoring_run.Scorer.find

    def find_beside(self: scoring_run.Scorer, portion: scoring_run.Portion) -> scoring_run.Found:
        computed = find(self, portion)
        next(deeds, lambda: None)()
        return computed

    monkeypatch.setattr(scoring_run.Scorer, "find", find_beside)
    compute(session)
    kinds = [(one.kind_id, one.stage.value) for one in all_recommendations(session) if one.client_id == 1]
    assert len(kinds) == len(dict(kinds)) == len(mine)
    assert {stage for _, stage in kinds} <= {"waiting", "task"}


def test_a_rule_that_changes_during_the_work_holds_for_everybody(session: Session, tmp_path: Path) -> None:
    ids = fill_catalogue(session)
    forbid = partial(set_cell, session, ids[OWN, CAR], ids[BANK, CASCO], Cell.FORBIDDEN)
    compute(session, meanwhile(forbid))
    undisturbed = open_filled(tmp_path / "undisturbed")
    set_cell(undisturbed, ids[OWN, CAR], ids[BANK, CASCO], Cell.FORBIDDEN)
    import_clients(undisturbed, ROWS)
    compute(undisturbed)
    same = [(one.client_id, one.kind_id, one.service_id, one.score) for one in found(session)]
    assert same == [(one.client_id, one.kind_id, one.service_id, one.score) for one in found(undisturbed)]
    undisturbed.close()


def test_a_base_that_never_keeps_still_is_gone_on_with_only_so_often(session: Session) -> None:
    numbers = iter(range(CLIENTS + 1, CLIENTS + 100))

    def disturb(step: str, _done: int, _total: int) -> None:
        if step == "score":
            import_clients(session, [client_row(next(numbers), CAR)])

    report = compute(session, disturb).value
    assert report.scored >= CLIENTS
    assert pending(session), "the last one came too late"


def test_a_stop_in_the_round_for_newcomers_keeps_what_is_finished(session: Session) -> None:
    newcomers = [client_row(CLIENTS + n) for n in range(1, BLOCK + 2)]
    bring_in_some = meanwhile(lambda: import_clients(session, newcomers))
    rounds = []

    def stop_later(step: str, done: int, total: int) -> None:
        bring_in_some(step, done, total)
        rounds.extend([done] if (step, done) == ("score", 0) else [])
        if len(rounds) == 2 and done == BLOCK:
            raise Stopped

    report = compute(session, stop_later).value
    assert (report.scored, report.left) == (CLIENTS + BLOCK, 1)


@pytest.fixture
def package(session: Session, tmp_path: Path) -> int:
    """A saved package, and clients that wait to be scored."""
    some = [client_row(CLIENTS + n, CAR) for n in range(1, 4)]
    clients = import_clients(session, some, consent_to_all(session)).value.clients
    compute(session)
    accept_from(session, 1, list(clients))
    made = make_packages(session, list(clients), "ru").value.packages
    save_packages(session, tmp_path / "out")
    with session.store.unit_of_work() as work:
        work.clients.mark_pending(list(range(1, CLIENTS + 1)))
    return made[0]


def test_who_looks_at_what_leaves_meanwhile_makes_no_work_be_done_again(session: Session, package: int) -> None:
    rounds = []
    (partner, *_) = (one.id for one in read_catalogue(session).companies.values() if not one.own)

    def look(step: str, done: int, _total: int) -> None:
        rounds.extend([step] if (step, done) == ("rank", 0) else [])
        if step in {"rank", "score"}:  # the others are steps inside one look at the base
            preview(session, partner, "ru")
            read_password(session, package)

    assert compute(session, look).value.scored >= CLIENTS
    assert len(rounds) == 1


def test_what_is_finished_is_kept_after_a_stop_though_somebody_has_looked(session: Session, package: int) -> None:
    (partner, *_) = (one.id for one in read_catalogue(session).companies.values() if not one.own)

    def look_and_stop(step: str, done: int, total: int) -> None:
        if step == "score":
            preview(session, partner, "ru")
            read_password(session, package)
        stopping_at(BLOCK)(step, done, total)

    report = compute(session, look_and_stop).value
    assert report.scored >= BLOCK
    assert report.left > 0
