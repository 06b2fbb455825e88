"""A backup is of one moment, whole and checked before it has a name; or there is none, and all is as it was."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.domain.backup import Backup, Reason
from core.domain.errors import (
    BackupDamaged,
    BackupInside,
    BaseBusy,
    BaseDamaged,
    BaseUnreadable,
    DiskFull,
    FileMissing,
    KnownError,
    NeedsPeopleKey,
    PlaceUnwritable,
)
from core.storage import backups
from core.storage import connection as connecting
from core.storage import store as storing
from core.storage.backup_file import unpack, write_backup
from core.storage.backups import list_copies, make_copy, read_copy
from core.storage.store import Store
from core.vault.slots import StoreKeys, write_first_slot
from tests.core.storage.conftest import TODAY, Base, make_base, person
from tests.support.disks import FullDisk

AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def slotted(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A base with slots and thirty people."""
    base = make_base(tmp_path_factory.mktemp("slotted") / "Ромашка.opuntia")
    write_first_slot(base.folder, "0a" * 16, "анна", "клён-и-Север-2026", base.keys)
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(number) for number in range(1, 31)], TODAY)
    return base


@pytest.fixture
def base(slotted: Base, tmp_path: Path) -> Base:
    return Base(Path(shutil.copytree(slotted.folder, tmp_path / slotted.folder.name)), slotted.keys)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "of all"


def _make(store: Store, place: Path, at: datetime = AT) -> Backup:
    return make_copy(store, place, "Ромашка", at, Reason.BY_HAND, "0.1.0")


def _opened(file: Path, keys: StoreKeys, folder: Path) -> Base:
    """The base that a backup holds."""
    folder.mkdir()
    with file.open("rb") as opened:
        unpack(opened, folder)
    return Base(folder, keys)


def test_a_backup_holds_the_base_and_tells_of_it(base: Base, place: Path, tmp_path: Path) -> None:
    with base.opened() as store:
        made = _make(store, place)
        moment = store.moment()
    assert list(place.iterdir()) == [made.file]
    assert made.file.name == f"Ромашка {AT.astimezone():%Y-%m-%d %H%M}.opuntia-backup"
    assert made.file.stat().st_mode & 0o077 == 0
    assert made.facts is not None
    assert made.facts.moment == moment
    assert (made.facts.base_id, made.made_at, moment.clients) == ("0a" * 16, datetime(2026, 11, 21, 6, 30), 30)
    assert read_copy(made.file) == made
    assert list_copies(place) == [made]
    with _opened(made.file, base.keys, tmp_path / "again").opened() as store, store.reading() as work:
        assert work.clients.identities([7])[7] == person(7)[2]


def test_copying_changes_nothing_in_the_base(base: Base, place: Path) -> None:
    with base.opened() as store:
        before = {file: file.stat().st_mtime_ns for file in base.files}
        moment = store.moment()
        _make(store, place)
        assert {file: file.stat().st_mtime_ns for file in base.files} == before
        assert store.moment() == moment
        with store.unit_of_work() as work:
            work.clients.add([person(99)], TODAY)
        assert store.moment().commits == moment.commits + 1


def test_a_second_backup_of_the_minute_takes_another_name(base: Base, place: Path) -> None:
    with base.opened() as store:
        made = [_make(store, place).file for _ in range(3)]
    assert len(set(made)) == 3
    assert set(place.iterdir()) == set(made)


def test_the_longest_name_of_a_base_leaves_room_for_the_day(base: Base, place: Path) -> None:
    with base.opened() as store:
        made = make_copy(store, place, "Ё" * 125, AT, Reason.BY_HAND, "0.1.0").file
    assert f"{AT.astimezone():%Y-%m-%d %H%M}" in made.name
    assert made.name.startswith("Ё" * 80)


def test_backups_inside_the_base_are_refused(base: Base) -> None:
    before = sorted(base.folder.rglob("*"))
    with base.opened() as store:
        for place in (base.folder, base.folder / "copies", base.folder / ".." / base.folder.name / "copies"):
            with pytest.raises(BackupInside):
                _make(store, place)
    assert sorted(base.folder.rglob("*")) == before


def test_without_the_people_key_none_is_made(base: Base, place: Path) -> None:
    with base.opened(with_people=False) as store, pytest.raises(NeedsPeopleKey):
        _make(store, place)
    assert list(place.iterdir()) == []


# ---------------------------------------------------------------------- one moment


def test_a_backup_taken_while_another_thread_writes_is_one_moment(base: Base, place: Path, tmp_path: Path) -> None:
    stop = Event()

    def write(store: Store) -> int:
        number = 1_000
        while not stop.is_set():
            with store.unit_of_work() as work:
                work.clients.add([person(number), person(number + 1)], TODAY)
            number += 2
        return number

    with base.opened() as store, ThreadPoolExecutor(1) as thread:
        writing = thread.submit(write, store)
        try:
            made = [_make(store, place) for _ in range(4)]
        finally:
            stop.set()
        assert writing.result(20) > 1_000
    for number, one in enumerate(made):
        assert one.facts is not None
        with _opened(one.file, base.keys, tmp_path / str(number)).opened() as copy:
            assert copy.check() == []
            assert copy.moment() == one.facts.moment
            with copy.reading() as work:
                ids = list(work.clients.columns().ids)
                assert len(ids) == len(work.clients.identities(ids)) == one.facts.moment.clients
                assert len(ids) % 2 == 0
    assert len({one.facts.moment.commits for one in made if one.facts}) > 1


def test_no_other_program_commits_between_the_two_stores(
    base: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_BUSY_SECONDS", 0.02)
    copy = connecting.copy_pages
    refused: list[str] = []

    def copy_and_disturb(*arguments: Any) -> None:
        copy(*arguments)
        with pytest.raises(BaseBusy), other.unit_of_work() as work:
            work.clients.add([person(77)], TODAY)
        refused.append(arguments[1])

    with base.opened() as store, base.opened() as other:
        monkeypatch.setattr(storing, "copy_pages", copy_and_disturb)
        made = _make(store, place)
        assert refused == ["main", "people"]
        assert made.facts is not None
        assert made.facts.moment == store.moment()
        with other.unit_of_work() as work:
            work.clients.add([person(77)], TODAY)


def test_copying_out_of_a_transaction_that_may_write_is_refused_and_not_waited_for(base: Base, tmp_path: Path) -> None:
    with base.opened() as store, pytest.raises(BaseBusy), store.unit_of_work() as work:
        connecting.copy_pages(work.clients._connection, "main", tmp_path / "work.db", base.keys.work)


def test_a_base_that_another_program_is_committing_is_busy(
    base: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_BUSY_SECONDS", 0.02)
    with base.opened() as store, base.opened() as other:
        with other.reading() as work:
            work.clients._connection.exec_driver_sql("ROLLBACK")
            work.clients._connection.exec_driver_sql("BEGIN EXCLUSIVE")
            with pytest.raises(BaseBusy):
                _make(store, place)
        assert _make(store, place).facts is not None


# ---------------------------------------------------------------------- nothing readable, nothing unchecked


def test_no_word_about_a_client_is_readable_in_the_file_or_on_the_way(
    base: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [form for word in ("Канарейкин7", "+79160000007") for form in (word.encode(), word.encode("utf-16-le"))]
    seen: list[bytes] = []

    def write_and_look(file: Path, folder: Path, *more: Any) -> None:
        write_backup(file, folder, *more)
        seen.extend(one.read_bytes() for one in folder.iterdir())

    monkeypatch.setattr(backups, "write_backup", write_and_look)
    with base.opened() as store:
        made = _make(store, place)
    assert len(seen) == 4
    assert not [word for word in words for content in [*seen, made.file.read_bytes()] if word in content]


@pytest.mark.parametrize("name", ["work.db", "people.db"])
def test_of_a_damaged_base_no_backup_is_made(base: Base, place: Path, name: str) -> None:
    file = base.folder / name
    content = bytearray(file.read_bytes())
    content[-100] ^= 1  # on a page that nothing needs for opening
    file.write_bytes(content)
    with base.opened() as store, pytest.raises(BaseDamaged):
        _make(store, place)
    assert list(place.iterdir()) == []


def test_a_copy_that_came_out_otherwise_gets_no_name(base: Base, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = connecting.copy_pages

    def copy_badly(connection: Any, schema: str, file: Path, key: bytes) -> None:
        copy(connection, schema, file, key)
        content = bytearray(file.read_bytes())
        content[-100] ^= 1
        file.write_bytes(content)

    monkeypatch.setattr(storing, "copy_pages", copy_badly)
    with base.opened() as store, pytest.raises(BaseDamaged):
        _make(store, place)
    assert list(place.iterdir()) == []


def test_a_disk_that_gives_back_other_bytes_is_noticed(
    base: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def write_badly(file: Path, *more: Any) -> None:
        write_backup(file, *more)
        content = bytearray(file.read_bytes())
        content[999] ^= 1
        file.write_bytes(content)

    monkeypatch.setattr(backups, "write_backup", write_badly)
    with base.opened() as store, pytest.raises(BaseDamaged):
        _make(store, place)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(("change", "error"), [("changed", BaseDamaged), ("gone", BaseUnreadable)])
def test_a_base_whose_slots_nobody_could_open_again_is_not_backed_up(
    base: Base, place: Path, change: str, error: type[KnownError]
) -> None:
    slots = base.folder / "slots.json"
    with base.opened() as store:
        if change == "gone":
            slots.unlink()
        else:
            slots.write_text(slots.read_text("utf-8").replace("анна", "инна"), "utf-8")
        with pytest.raises(error):
            _make(store, place)
    assert list(place.iterdir()) == []


# ---------------------------------------------------------------------- disks that fail

_ON_SMALL_DISKS = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from core.domain.backup import Reason
from core.domain.errors import DiskFull
from core.storage.backups import list_copies, make_copy
from core.vault.slots import StoreKeys
from tests.core.storage.conftest import Base
base = Base(Path(sys.argv[1]), StoreKeys(*map(bytes.fromhex, sys.stdin.read().split())))
place, hard = Path(sys.argv[2]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]
with base.opened() as store:
    def make():
        return make_copy(store, place, "R", datetime.now(UTC), Reason.BY_HAND, "1")
    first = make()
    refused = 0
    for share in (0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(first.size * share), hard))
        try:
            make()
        except DiskFull:
            refused += 1
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        if list_copies(place) != [first] or len(list(place.iterdir())) != 1 or store.check():
            sys.exit(8)
    make()
print(refused)
"""


def test_on_a_full_disk_the_base_and_older_backups_are_whole_and_it_is_said(base: Base, place: Path) -> None:
    assert base.keys.people is not None
    done = subprocess.run(
        [sys.executable, "-c", _ON_SMALL_DISKS, str(base.folder), str(place)],
        input=f"{base.keys.work.hex()} {base.keys.people.hex()}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "9")
    assert len(list_copies(place)) == 2
    assert not any(read_copy(one.file).damaged for one in list_copies(place))


def test_a_disk_that_is_full_at_any_write_leaves_nothing_of_a_backup(
    base: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fdopen = os.fdopen
    with base.opened() as store:
        older = _make(store, place)
        monkeypatch.setattr(os, "fdopen", lambda *arguments: FullDisk(fdopen(*arguments)))
        refused = 0
        while True:
            FullDisk.left = refused
            try:
                made = _make(store, place)
            except DiskFull:
                refused += 1
                assert list(place.iterdir()) == [older.file]
                continue
            break
        assert refused > 10
        monkeypatch.undo()
        assert not read_copy(made.file).damaged
        assert store.check() == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EACCES, PlaceUnwritable)])
@pytest.mark.parametrize("step", ["mkdir", "replace"])
def test_a_folder_that_refuses_is_said(  # noqa: PLR0913, PLR0917
    base: Base, place: Path, step: str, number: int, error: type[KnownError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise OSError(number, "refused")

    place.mkdir(parents=True)
    with base.opened() as store:
        monkeypatch.setattr(Path, step, refuse)
        with pytest.raises(error):
            _make(store, place)
    assert list(place.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_said(base: Base, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a letter")
    with base.opened() as store, pytest.raises(PlaceUnwritable):
        _make(store, tmp_path / "copies")
    assert (tmp_path / "copies").read_text() == "a letter"


def test_what_a_kill_left_is_removed_a_day_later(base: Base, place: Path) -> None:
    fresh, stale = place / ".opuntia-1.part", place / ".opuntia-2.part"
    for left in (fresh, stale):
        left.mkdir(parents=True)
        (left / "work.db").touch()
    day_before = (datetime.now(UTC) - timedelta(days=1, minutes=1)).timestamp()
    os.utime(stale, (day_before, day_before))
    with base.opened() as store:
        _make(store, place)
    assert fresh.exists()
    assert not stale.exists()


# ---------------------------------------------------------------------- lists


@pytest.fixture
def listed(base: Base, place: Path) -> Iterator[list[Backup]]:
    """Three backups, the newest first."""
    with base.opened() as store:
        yield [_make(store, place, AT + timedelta(hours=hours)) for hours in (2, 1, 0)]


def test_a_list_has_the_newest_first_and_damaged_files_as_damaged(listed: list[Backup], place: Path) -> None:
    (place / "letter.txt").write_text("a letter")
    (place / "folder.opuntia-backup").mkdir()
    broken = place / "x.opuntia-backup"
    broken.write_bytes(listed[0].file.read_bytes()[:-1])
    os.utime(broken, (0, 0))
    assert list_copies(place)[:3] == listed
    (damaged,) = list_copies(place)[3:]
    assert damaged == Backup(broken, listed[0].size - 1, datetime(1970, 1, 1), True, None)
    assert list_copies(place, "0a" * 16)[:3] == listed
    assert list_copies(place, "0b" * 16) == [damaged]


def test_a_folder_that_is_not_there_holds_none(place: Path, tmp_path: Path) -> None:
    assert list_copies(place) == []
    (tmp_path / "letter").write_text("a letter")
    assert list_copies(tmp_path / "letter") == []


def test_a_look_at_every_byte_tells_damage_that_the_list_does_not_see(listed: list[Backup]) -> None:
    file = listed[0].file
    content = bytearray(file.read_bytes())
    content[5_000] ^= 1
    file.write_bytes(content)
    read = read_copy(file)
    assert read.damaged
    assert read.facts == listed[0].facts
    file.write_bytes(content[:5_000])
    with pytest.raises(BackupDamaged):
        read_copy(file)


@pytest.mark.parametrize("name", ["nothing", ".", "loop"])
def test_a_file_that_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(FileMissing):
        read_copy(tmp_path / name)
