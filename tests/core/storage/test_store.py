"""A base is made whole, changed whole, and says what is wrong with it."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.domain.errors import (
    BaseBusy,
    BaseDamaged,
    BaseUnreadable,
    DiskFull,
    PlaceUnwritable,
    StoresApart,
)
from core.storage import connection as connecting
from core.storage.connection import PEOPLE_FILE, WORK_FILE, connect
from core.storage.store import Store, open_base
from tests.core.storage.conftest import TODAY, Base, no_mounts, person

Count = Callable[[Store], int]


def _marks(store: Store) -> tuple[int, int]:
    with store.reading() as work:
        read = work.clients._connection.scalar
        return int(read(text("SELECT commits FROM main.mark")) or 0), int(
            read(text("SELECT commits FROM people.mark")) or 0
        )


# ---------------------------------------------------------------------- one transaction over both stores


def test_a_unit_of_work_commits_both_stores(base: Base) -> None:
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
    with base.opened() as store, store.reading() as work:
        assert (work.clients.count(), len(work.clients.identities([1]))) == (1, 1)


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, GeneratorExit])
def test_an_exception_inside_undoes_both_stores(
    store: Store, count_clients: Count, failure: type[BaseException]
) -> None:
    before = _marks(store)
    with pytest.raises(failure), store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
        raise failure
    with store.reading() as work:
        assert not work.clients.identities([1])
        assert not work.clients.person_keys()
    assert count_clients(store) == 0
    assert _marks(store) == before


def test_the_marks_of_both_stores_stay_equal(store: Store) -> None:
    before = _marks(store)
    for number in range(3):
        with store.unit_of_work() as work:
            work.clients.add([person(number + 1)], TODAY)
    after = _marks(store)
    assert after == (before[0] + 3, before[1] + 3)
    assert after[0] == after[1]


def test_a_commit_without_the_people_key_leaves_the_stores_together(base: Base) -> None:
    with base.opened(with_people=False) as store, store.unit_of_work() as work:
        work.accounts.change_setting("accept_from", 70)
    with base.opened() as store:
        assert store.check() == []
        with store.reading() as work:
            assert work.accounts.settings() == {"accept_from": 70}


def test_a_failure_of_the_database_inside_keeps_what_was_there(store: Store, count_clients: Count) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
    with pytest.raises(Exception, match="UNIQUE"), store.unit_of_work() as work:
        work.clients.add([person(2)], TODAY)
        work.clients.add([person(1)], TODAY)
    assert count_clients(store) == 1
    with store.unit_of_work() as work:
        work.clients.add([person(3)], TODAY)
    assert count_clients(store) == 2


def test_reading_writes_nothing(store: Store, count_clients: Count) -> None:
    before = _marks(store)
    with store.reading() as work:
        work.clients.add([person(1)], TODAY)
    assert count_clients(store) == 0
    assert _marks(store) == before


def test_a_unit_of_work_inside_another_is_refused_and_both_are_undone(store: Store, count_clients: Count) -> None:
    with pytest.raises(RuntimeError, match="nest"), store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
        with store.unit_of_work() as inner:
            inner.clients.add([person(2)], TODAY)
    assert count_clients(store) == 0


@pytest.mark.parametrize("inner", [Store.check, Store.close, Store.refuse_apart])
def test_nothing_else_is_done_to_a_base_inside_a_unit_of_work_either(
    store: Store, inner: Callable[[Store], object]
) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
        with pytest.raises(RuntimeError, match="nest"):
            inner(store)
    assert store.check() == []


# ---------------------------------------------------------------------- several threads


def test_threads_take_turns_and_every_commit_counts(store: Store, count_clients: Count) -> None:
    before, rounds = _marks(store), 25

    def work_through(first: int) -> list[int]:
        seen = []
        for number in range(first, first + rounds):
            with store.unit_of_work() as work:
                work.clients.add([person(number)], TODAY)
            with store.reading() as work:
                seen.append(work.clients.count())
                assert work.clients.identities([number])[number].surname == f"Канарейкин{number}"
        return seen

    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(work_through, (1_000, 2_000)))
    assert all(seen == sorted(seen) for seen in both)
    assert count_clients(store) == 2 * rounds
    assert _marks(store) == (before[0] + 2 * rounds, before[1] + 2 * rounds)
    assert store.check() == []


def test_a_thread_waits_for_the_unit_of_work_of_another_and_closing_does_too(base: Base, count_clients: Count) -> None:
    begun, go_on = Event(), Event()

    def slowly(store: Store) -> None:
        with store.unit_of_work() as work:
            begun.set()
            assert go_on.wait(10)
            work.clients.add([person(1)], TODAY)

    with base.opened() as store, ThreadPoolExecutor(3) as threads:
        first = threads.submit(slowly, store)
        assert begun.wait(10)
        asked = threads.submit(count_clients, store)
        assert not asked.done()
        go_on.set()
        assert (first.result(10), asked.result(10)) == (None, 1)
        begun.clear()
        go_on.clear()
        second = threads.submit(slowly, store)
        assert begun.wait(10)
        closed = threads.submit(store.close)
        assert not closed.done()
        go_on.set()
        with pytest.raises(IntegrityError):  # client 1 is there already: the work was done, not cut off by the closing
            second.result(10)
        closed.result(10)


# ---------------------------------------------------------------------- surroundings that fail


@pytest.mark.parametrize("schema", ["main", "people"])
def test_a_full_disk_is_said_and_earlier_rows_are_intact(store: Store, count_clients: Count, schema: str) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
        pages = work.clients._connection.scalar(text(f"PRAGMA {schema}.page_count"))
        work.clients._connection.execute(text(f"PRAGMA {schema}.max_page_count = {pages + 3}"))
    with pytest.raises(DiskFull), store.unit_of_work() as work:
        work.clients.add([person(number, email="x" * 200) for number in range(2, 2_000)], TODAY)
    assert count_clients(store) == 1
    assert store.check() == []
    with store.reading() as work:
        assert work.clients.identities([1])[1].surname == "Канарейкин1"


def test_a_base_that_may_only_be_read_says_so_and_stays_as_it_is(base: Base, count_clients: Count) -> None:
    with base.opened() as store, pytest.raises(PlaceUnwritable), store.unit_of_work() as work:
        work.clients._connection.execute(text("PRAGMA query_only = ON"))
        work.clients.add([person(1)], TODAY)
    with base.opened() as store:
        assert count_clients(store) == 0


def test_a_journal_that_cannot_be_made_is_said_and_changes_nothing(base: Base, count_clients: Count) -> None:
    with base.opened() as store:
        (base.folder / f"{WORK_FILE}-journal").mkdir()
        with pytest.raises(DiskFull), store.unit_of_work() as work:
            work.clients.add([person(1)], TODAY)
        (base.folder / f"{WORK_FILE}-journal").rmdir()
        assert count_clients(store) == 0


def test_files_that_may_not_be_read_are_a_known_refusal(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr("core.storage.store.is_encrypted", refuse)
    with pytest.raises(BaseUnreadable):
        open_base(base.folder, base.keys, no_mounts)


_ON_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from core.domain.errors import DiskFull
from tests.core.storage.conftest import TODAY, Base, person
from core.vault.slots import StoreKeys
base = Base(Path(sys.argv[1]), StoreKeys(*map(bytes.fromhex, sys.stdin.read().split())))
largest = max(file.stat().st_size for file in base.files)
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 20_000, largest + 20_000))
with base.opened() as store:
    try:
        with store.unit_of_work() as work:
            work.clients.add([person(number, email="x" * 200) for number in range(2, 2_000)], TODAY)
    except DiskFull:
        with store.reading() as work:
            kept = work.clients.count()
        sys.exit(7 if kept == 1 and not store.check() else 8)
"""


def test_a_disk_that_refuses_to_grow_a_file_is_said_and_earlier_rows_are_intact(
    base: Base, count_clients: Count
) -> None:
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
    assert base.keys.people is not None
    done = subprocess.run(
        [sys.executable, "-c", _ON_A_SMALL_DISK, str(base.folder)],
        input=f"{base.keys.work.hex()} {base.keys.people.hex()}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 7
    with base.opened() as store:
        assert store.check() == []
        assert count_clients(store) == 1


def test_a_base_that_another_program_writes_to_is_busy(
    base: Base, monkeypatch: pytest.MonkeyPatch, count_clients: Count
) -> None:
    monkeypatch.setattr(connecting, "_BUSY_SECONDS", 0.05)
    with base.opened() as first, base.opened() as second:
        with first.unit_of_work() as work:
            work.clients.add([person(1)], TODAY)
            with pytest.raises(BaseBusy), second.unit_of_work():
                raise AssertionError
            with pytest.raises(BaseBusy):
                open_base(base.folder, base.keys, no_mounts)
        assert count_clients(second) == 1


# ---------------------------------------------------------------------- damage


@pytest.mark.parametrize("name", [WORK_FILE, PEOPLE_FILE])
@pytest.mark.parametrize("place", [0.0, 0.001, 0.3, 0.6, 0.999])
def test_a_changed_page_is_noticed(base: Base, name: str, place: float) -> None:
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(number) for number in range(1, 500)], TODAY)
    file = base.folder / name
    content = bytearray(file.read_bytes())
    at = int(len(content) * place)
    content[at : at + 16] = os.urandom(16)
    file.write_bytes(content)
    assert _is_noticed(base)


@pytest.mark.parametrize("name", [WORK_FILE, PEOPLE_FILE])
def test_a_single_flipped_bit_is_noticed(base: Base, name: str) -> None:
    file = base.folder / name
    whole = file.read_bytes()
    for at in range(7, len(whole), len(whole) // 40):
        content = bytearray(whole)
        content[at] ^= 1 << at % 8
        file.write_bytes(content)
        assert _is_noticed(base), at
    file.write_bytes(whole)
    assert not _is_noticed(base)


@pytest.mark.parametrize("name", [WORK_FILE, PEOPLE_FILE])
@pytest.mark.parametrize("left", [0.0, 0.0001, 0.5, 0.99])
def test_a_file_cut_off_is_noticed(base: Base, name: str, left: float) -> None:
    file = base.folder / name
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * left)])
    assert _is_noticed(base)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + bytes(4_080), os.urandom(8_192)])
def test_files_that_are_no_stores_are_refused_and_stay_as_they_are(base: Base, content: bytes) -> None:
    for name in (WORK_FILE, PEOPLE_FILE):
        (base.folder / name).write_bytes(content)
    with pytest.raises(BaseDamaged):
        open_base(base.folder, base.keys, no_mounts)
    assert {file.read_bytes() for file in base.files} == {content}


def test_stores_of_different_moments_are_not_opened(base: Base) -> None:
    older = (base.folder / PEOPLE_FILE).read_bytes()
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
    (base.folder / PEOPLE_FILE).write_bytes(older)
    with pytest.raises(StoresApart), base.opened():
        pass


def test_a_reference_to_nowhere_is_noticed(base: Base) -> None:
    connection = connect(base.folder, base.keys)
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute("PRAGMA foreign_keys = OFF")
    with connection.begin():
        connection.exec_driver_sql("INSERT INTO portrait (client_id) VALUES (77)")
    connection.close()
    connection.engine.dispose()
    with base.opened() as store:
        assert store.check() == ["reference_broken"]


def test_a_sound_base_has_nothing_wrong(store: Store) -> None:
    with store.unit_of_work() as work:
        work.clients.add([person(number) for number in range(1, 100)], TODAY)
    assert store.check() == []


def _is_noticed(base: Base) -> bool:
    try:
        with base.opened() as store:
            return bool(store.check())
    except BaseDamaged:
        return True


# ---------------------------------------------------------------------- making and opening
