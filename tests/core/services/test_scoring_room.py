"""Scoring where disk or memory does not hold all of it: what is finished stays, and what is missing is said."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from core.domain.computing_errors import ComputeNoMemory, ComputeNoRoom, ComputeUnwritten
from core.domain.progress import Progress
from core.services import scoring_run
from core.services.main_job import Job, process
from core.services.scoring import compute
from core.services.scoring_room import free_room, room_for
from core.services.scoring_run import SMALLER, Scorer
from core.services.session import Session
from core.services.settings import read_settings
from ml.hybrid import blocks
from tests.support.bases import CAR, SERVICE, all_recommendations, client_row, fill_catalogue, open_prepared
from tests.support.imported import import_clients

CLIENTS, BLOCK = 60, 16
ROWS = [client_row(n, *((CAR, SERVICE) if n % 3 == 0 else (CAR,))) for n in range(1, CLIENTS + 1)]
FREE = "core.services.scoring_room.free_room"


def bring_in(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, ROWS)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, bring_in)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring_run, "blocks", partial(blocks, size=BLOCK))


def needs(session: Session, clients: int) -> int:
    return room_for(clients, read_settings(session).open_recommendations)


def scored(session: Session) -> set[int]:
    return {one.client_id for one in all_recommendations(session)}


def limit_pages(session: Session, spare: int) -> None:
    """Let `work.db` grow by so many pages and no more."""
    with session.store.unit_of_work() as work:
        connection = work.accounts._connection
        pages = connection.scalar(text("PRAGMA main.page_count"))
        connection.execute(text(f"PRAGMA main.max_page_count = {pages + spare}"))


def fill_up_at(session: Session, done: int) -> Progress:
    """The disk is full from the moment when so many clients are scored."""

    def fill_up(step: str, so_far: int, _total: int) -> None:
        if (step, so_far) == ("score", done):
            limit_pages(session, 0)

    return fill_up


# ---------------------------------------------------------------------- room on the disk


def test_a_disk_without_room_for_the_run_ends_it_before_anything_is_written(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FREE, lambda _folder: needs(session, CLIENTS) - 1)
    before = session.store.folder.joinpath("work.db").read_bytes()
    with pytest.raises(ComputeNoRoom) as refused:
        compute(session)
    assert refused.value.facts == {"needs": 1, "has": 0, "done": 0}
    assert session.store.folder.joinpath("work.db").read_bytes() == before


def test_the_lack_is_told_in_megabytes_the_need_rounded_up_and_what_is_there_down(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.services.scoring.room_for", lambda *_: 7_100_000)
    monkeypatch.setattr(FREE, lambda _folder: 6_900_000)
    with pytest.raises(ComputeNoRoom) as refused:
        compute(session)
    assert refused.value.facts == {"needs": 8, "has": 6, "done": 0}


def test_just_enough_room_is_enough(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FREE, lambda _folder: needs(session, CLIENTS))
    assert compute(session).value.scored == CLIENTS


def test_room_that_goes_during_the_run_ends_it_and_what_is_finished_stays(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [10**9]
    monkeypatch.setattr(FREE, lambda _folder: free[-1])

    def take_room(step: str, done: int, _total: int) -> None:
        if step == "score" and done == 2 * BLOCK:
            free.append(1_000)

    report = compute(session, take_room).value
    assert (report.scored, report.left) == (2 * BLOCK, CLIENTS - 2 * BLOCK)
    assert isinstance(report.short, ComputeNoRoom)
    assert report.short.facts == {"needs": 1, "has": 0, "done": 2 * BLOCK}
    assert scored(session) == set(range(1, 2 * BLOCK + 1))
    free.append(10**9)
    rest = compute(session).value
    assert (rest.scored, rest.reused, rest.left, rest.short) == (CLIENTS - 2 * BLOCK, 2 * BLOCK, 0, None)


def test_a_write_that_finds_no_room_ends_the_run_and_what_is_finished_stays(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    full: list[bool] = []

    def free(_folder: Path) -> int:
        """The last look before the writing still finds room."""
        return 0 if full else 10**9

    find = Scorer.find

    def find_late(scorer: Scorer, portion: scoring_run.Portion) -> scoring_run.Found:
        if portion.ids[0] > BLOCK:
            full.append(True)
        return find(scorer, portion)

    monkeypatch.setattr(FREE, free)
    monkeypatch.setattr(Scorer, "find", find_late)
    report = compute(session, fill_up_at(session, BLOCK)).value
    assert (report.scored, report.left) == (BLOCK, CLIENTS - BLOCK)
    assert isinstance(report.short, ComputeNoRoom)
    assert scored(session) == set(range(1, BLOCK + 1))
    assert session.store.check() == []


def test_a_write_that_fails_on_a_disk_that_tells_of_room_says_only_what_is_known(session: Session) -> None:
    report = compute(session, fill_up_at(session, BLOCK)).value
    assert isinstance(report.short, ComputeUnwritten)
    assert report.short.facts == {"done": BLOCK}
    assert scored(session) == set(range(1, BLOCK + 1))
    limit_pages(session, 10_000)
    assert compute(session).value.scored == CLIENTS - BLOCK


def test_a_write_that_fails_before_anybody_is_finished_is_raised(session: Session) -> None:
    limit_pages(session, 0)
    with pytest.raises(ComputeUnwritten) as refused:
        compute(session)
    assert refused.value.facts == {"done": 0}
    assert scored(session) == set()


def test_a_disk_that_does_not_tell_its_room_holds_nothing_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> None:
        raise OSError

    monkeypatch.setattr("core.services.scoring_room.shutil.disk_usage", refuse)
    assert free_room(session.store.folder) is None
    assert compute(session).value.scored == CLIENTS


def test_the_room_is_that_of_the_disk_with_the_base(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def tell(folder: Path) -> SimpleNamespace:
        asked.append(folder)
        return SimpleNamespace(free=10**9)

    monkeypatch.setattr(shutil, "disk_usage", tell)
    compute(session)
    assert set(asked) == {session.store.folder}


def test_who_is_ready_needs_no_room(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    compute(session)
    monkeypatch.setattr(FREE, lambda _folder: 0)
    report = compute(session).value
    assert (report.scored, report.reused, report.short) == (0, CLIENTS, None)


def test_a_run_writes_no_more_than_it_asked_room_for(session: Session) -> None:
    stores = [session.store.folder / name for name in ("work.db", "people.db")]
    before = sum(one.stat().st_size for one in stores)
    compute(session)
    assert sum(one.stat().st_size for one in stores) - before < needs(session, CLIENTS)


def test_the_main_job_goes_no_further_once_the_room_was_gone(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [10**9]
    monkeypatch.setattr(FREE, lambda _folder: free[-1])

    def take_room(step: str, done: int, _total: int) -> None:
        if step == "score" and done == BLOCK:
            free.append(0)

    table = tmp_path / "table.csv"
    table.write_text("ФИО;Телефон\nКактусова Майя Львовна;89160000001\n", encoding="utf-8")
    with pytest.raises(ComputeNoRoom):
        process(session, Job(table, tmp_path / "out", 1), take_room)
    assert {one.stage.value for one in all_recommendations(session)} == {"processed"}
    assert list((tmp_path / "out").glob("*.xlsx")) == []


# ---------------------------------------------------------------------- memory


def hold_only(monkeypatch: pytest.MonkeyPatch, most: int, *, beyond: int = 0) -> list[int]:
    """The memory holds portions of so many clients, of those whose id is greater; the sizes that were tried come
    back.
    """
    tried: list[int] = []
    find = Scorer.find

    def find_some(scorer: Scorer, portion: scoring_run.Portion) -> scoring_run.Found:
        tried.append(len(portion.ids))
        if portion.ids[-1] > beyond and len(portion.ids) > most:
            raise MemoryError
        return find(scorer, portion)

    monkeypatch.setattr(Scorer, "find", find_some)
    return tried


def test_a_portion_that_the_memory_does_not_hold_is_computed_in_smaller_ones(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = hold_only(monkeypatch, BLOCK // SMALLER, beyond=BLOCK)
    report = compute(session).value
    assert (report.scored, report.left, report.short) == (CLIENTS, 0, None)
    assert tried[:3] == [BLOCK, BLOCK, BLOCK // SMALLER]
    assert scored(session) == set(range(1, CLIENTS + 1))


def test_recommendations_from_smaller_portions_are_those_of_whole_ones(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed, _ = open_prepared(tmp_path / "undisturbed", bring_in)
    compute(undisturbed)
    hold_only(monkeypatch, BLOCK // SMALLER)
    compute(session)
    told = [
        sorted((one.client_id, one.kind_id, one.service_id, one.score) for one in all_recommendations(base))
        for base in (session, undisturbed)
    ]
    assert told[0] == told[1]
    undisturbed.close()


def test_smaller_portions_are_tried_once_and_what_is_finished_stays(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = hold_only(monkeypatch, 0, beyond=2 * BLOCK)
    report = compute(session).value
    assert tried == [BLOCK, BLOCK, BLOCK, BLOCK // SMALLER]
    assert (report.scored, report.left) == (2 * BLOCK, CLIENTS - 2 * BLOCK)
    assert isinstance(report.short, ComputeNoMemory)
    assert report.short.facts == {"done": 2 * BLOCK}
    assert scored(session) == set(range(1, 2 * BLOCK + 1))


def test_memory_that_holds_nobody_is_a_known_refusal(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    hold_only(monkeypatch, 0)
    with pytest.raises(ComputeNoMemory) as refused:
        compute(session)
    assert refused.value.facts == {"done": 0}
    assert scored(session) == set()


def test_memory_that_does_not_hold_the_base_is_a_known_refusal(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("core.services.scoring_plan.Portion.read", refuse)
    with pytest.raises(ComputeNoMemory):
        compute(session)
