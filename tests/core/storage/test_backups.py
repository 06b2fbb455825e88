"""A backup is of one moment, whole and checked before it has a name; or there is none, and all is as it was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.domain.backup import Reason
from core.domain.errors import (
    BackupInside,
    BaseBusy,
    BaseDamaged,
    BaseUnreadable,
    KnownError,
    NoPeopleKey,
)
from core.storage import backups
from core.storage import connection as connecting
from core.storage import store as storing
from core.storage.backup_file import unpack, write_backup
from core.storage.backups import list_copies, make_copy, read_copy
from core.storage.store import Store
from core.vault.slots import StoreKeys
from tests.core.storage.conftest import BACKED_UP_AT, SLOTTED_ID, TODAY, Base, backed_up, person


def _opened(file: Path, keys: StoreKeys, folder: Path) -> Base:
    """The base that a backup holds."""
    folder.mkdir()
    with file.open("rb") as opened:
        unpack(opened, folder)
    return Base(folder, keys)


def test_a_backup_holds_the_base_and_tells_of_it(slotted: Base, place: Path, tmp_path: Path) -> None:
    with slotted.opened() as store:
        made = backed_up(store, place)
        moment = store.moment()
    assert list(place.iterdir()) == [made.file]
    assert made.file.name == f"Ромашка {BACKED_UP_AT.astimezone():%Y-%m-%d %H%M}.opuntia-backup"
    assert made.file.stat().st_mode & 0o077 == 0
    assert made.facts is not None
    assert made.facts.moment == moment
    assert (made.facts.base_id, made.made_at, moment.clients) == (SLOTTED_ID, datetime(2026, 11, 21, 6, 30), 30)
    assert read_copy(made.file) == made
    assert list_copies(place) == [made]
    with _opened(made.file, slotted.keys, tmp_path / "again").opened() as store, store.reading() as work:
        assert work.clients.identities([7])[7] == person(7)[2]


def test_copying_changes_nothing_in_the_base(slotted: Base, place: Path) -> None:
    with slotted.opened() as store:
        before = {file: file.stat().st_mtime_ns for file in slotted.files}
        moment = store.moment()
        backed_up(store, place)
        assert {file: file.stat().st_mtime_ns for file in slotted.files} == before
        assert store.moment() == moment
        with store.unit_of_work() as work:
            work.clients.add([person(99)], TODAY)
        assert store.moment().commits == moment.commits + 1


def test_a_second_backup_of_the_minute_takes_another_name(slotted: Base, place: Path) -> None:
    with slotted.opened() as store:
        made = [backed_up(store, place).file for _ in range(3)]
    assert len(set(made)) == 3
    assert set(place.iterdir()) == set(made)


def test_the_longest_name_of_a_base_leaves_room_for_the_day(slotted: Base, place: Path) -> None:
    with slotted.opened() as store:
        made = make_copy(store, place, "Ё" * 125, BACKED_UP_AT, Reason.BY_HAND, "0.1.0").file
    assert f"{BACKED_UP_AT.astimezone():%Y-%m-%d %H%M}" in made.name
    assert made.name.startswith("Ё" * 80)


def test_backups_inside_the_base_are_refused(slotted: Base) -> None:
    before = sorted(slotted.folder.rglob("*"))
    with slotted.opened() as store:
        for place in (
            slotted.folder,
            slotted.folder / "copies",
            slotted.folder / ".." / slotted.folder.name / "copies",
        ):
            with pytest.raises(BackupInside):
                backed_up(store, place)
    assert sorted(slotted.folder.rglob("*")) == before


def test_without_the_people_key_none_is_made(slotted: Base, place: Path) -> None:
    with slotted.opened(with_people=False) as store, pytest.raises(NoPeopleKey):
        backed_up(store, place)
    assert list(place.iterdir()) == []


# ---------------------------------------------------------------------- one moment


def test_a_backup_taken_while_another_thread_writes_is_one_moment(slotted: Base, place: Path, tmp_path: Path) -> None:
    stop = Event()

    def write(store: Store) -> int:
        number = 1_000
        while not stop.is_set():
            with store.unit_of_work() as work:
                work.clients.add([person(number), person(number + 1)], TODAY)
            number += 2
        return number

    with slotted.opened() as store, ThreadPoolExecutor(1) as thread:
        writing = thread.submit(write, store)
        try:
            made = [backed_up(store, place) for _ in range(4)]
        finally:
            stop.set()
        assert writing.result(20) > 1_000
    for number, one in enumerate(made):
        assert one.facts is not None
        with _opened(one.file, slotted.keys, tmp_path / str(number)).opened() as copy:
            assert copy.check() == []
            assert copy.moment() == one.facts.moment
            with copy.reading() as work:
                ids = list(work.clients.columns().ids)
                assert len(ids) == len(work.clients.identities(ids)) == one.facts.moment.clients
                assert len(ids) % 2 == 0
    assert len({one.facts.moment.commits for one in made if one.facts}) > 1


def test_no_other_program_commits_between_the_two_stores(
    slotted: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_BUSY_SECONDS", 0.02)
    copy = connecting.copy_pages
    refused: list[str] = []

    def copy_and_disturb(*arguments: Any) -> None:
        copy(*arguments)
        with pytest.raises(BaseBusy), other.unit_of_work() as work:
            work.clients.add([person(77)], TODAY)
        refused.append(arguments[1])

    with slotted.opened() as store, slotted.opened() as other:
        monkeypatch.setattr(storing, "copy_pages", copy_and_disturb)
        made = backed_up(store, place)
        assert refused == ["main", "people"]
        assert made.facts is not None
        assert made.facts.moment == store.moment()
        with other.unit_of_work() as work:
            work.clients.add([person(77)], TODAY)


def test_copying_out_of_a_transaction_that_may_write_is_refused_and_not_waited_for(
    slotted: Base, tmp_path: Path
) -> None:
    with slotted.opened() as store, pytest.raises(BaseBusy), store.unit_of_work() as work:
        connecting.copy_pages(work.clients._connection, "main", tmp_path / "work.db", slotted.keys.work)


def test_a_base_that_another_program_is_committing_is_busy(
    slotted: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_BUSY_SECONDS", 0.02)
    with slotted.opened() as store, slotted.opened() as other:
        with other.reading() as work:
            work.clients._connection.exec_driver_sql("ROLLBACK")
            work.clients._connection.exec_driver_sql("BEGIN EXCLUSIVE")
            with pytest.raises(BaseBusy):
                backed_up(store, place)
        assert backed_up(store, place).facts is not None


# ---------------------------------------------------------------------- nothing readable, nothing unchecked


def test_no_word_about_a_client_is_readable_in_the_file_or_on_the_way(
    slotted: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [form for word in ("Канарейкин7", "+79160000007") for form in (word.encode(), word.encode("utf-16-le"))]
    seen: list[bytes] = []

    def write_and_look(file: Path, folder: Path, *more: Any) -> None:
        write_backup(file, folder, *more)
        seen.extend(one.read_bytes() for one in folder.iterdir())

    monkeypatch.setattr(backups, "write_backup", write_and_look)
    with slotted.opened() as store:
        made = backed_up(store, place)
    assert len(seen) == 4
    assert not [word for word in words for content in [*seen, made.file.read_bytes()] if word in content]


@pytest.mark.parametrize("name", ["work.db", "people.db"])
def test_of_a_damaged_base_no_backup_is_made(slotted: Base, place: Path, name: str) -> None:
    file = slotted.folder / name
    content = bytearray(file.read_bytes())
    content[-100] ^= 1  # on a page that nothing needs for opening
    file.write_bytes(content)
    with slotted.opened() as store, pytest.raises(BaseDamaged):
        backed_up(store, place)
    assert list(place.iterdir()) == []


def test_a_copy_that_came_out_otherwise_gets_no_name(
    slotted: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = connecting.copy_pages

    def copy_badly(connection: Any, schema: str, file: Path, key: bytes) -> None:
        copy(connection, schema, file, key)
        content = bytearray(file.read_bytes())
        content[-100] ^= 1
        file.write_bytes(content)

    monkeypatch.setattr(storing, "copy_pages", copy_badly)
    with slotted.opened() as store, pytest.raises(BaseDamaged):
        backed_up(store, place)
    assert list(place.iterdir()) == []


def test_a_disk_that_gives_back_other_bytes_is_noticed(
    slotted: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def write_badly(file: Path, *more: Any) -> None:
        write_backup(file, *more)
        content = bytearray(file.read_bytes())
        content[999] ^= 1
        file.write_bytes(content)

    monkeypatch.setattr(backups, "write_backup", write_badly)
    with slotted.opened() as store, pytest.raises(BaseDamaged):
        backed_up(store, place)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(("change", "error"), [("changed", BaseDamaged), ("gone", BaseUnreadable)])
def test_a_base_whose_slots_nobody_could_open_again_is_not_backed_up(
    slotted: Base, place: Path, change: str, error: type[KnownError]
) -> None:
    slots = slotted.folder / "slots.json"
    with slotted.opened() as store:
        if change == "gone":
            slots.unlink()
        else:
            slots.write_text(slots.read_text("utf-8").replace("анна", "инна"), "utf-8")
        with pytest.raises(error):
            backed_up(store, place)
    assert list(place.iterdir()) == []
