"""A base is made whole or not at all, and opened only where it is sound."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.errors import (
    BaseDamaged,
    BaseExists,
    BaseMissing,
    BaseNewer,
    DiskFull,
    NetworkDrive,
    PlaceUnwritable,
)
from core.storage.connection import PEOPLE_FILE, WORK_FILE, connect
from core.storage.store import Store, new_base, open_base
from core.vault.slots import StoreKeys
from tests.core.storage.conftest import TODAY, Base, make_base, no_mounts, person

Count = Callable[[Store], int]


def test_a_base_is_in_place_only_when_its_block_has_ended(tmp_path: Path) -> None:
    base = Base(tmp_path / "A.opuntia")
    with new_base(base.folder, base.keys, no_mounts) as (filling, _store):
        assert not base.folder.exists()
        assert filling.parent == tmp_path
        assert filling.stat().st_mode & 0o077 == 0
    assert {file.name for file in base.files} == {WORK_FILE, PEOPLE_FILE}
    assert list(tmp_path.iterdir()) == [base.folder]


def test_the_name_of_a_new_base_is_forced_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, forced = Base(tmp_path / "A.opuntia"), list[tuple[Path, bool]]()
    monkeypatch.setattr("core.storage.store.settle", lambda place: forced.append((place, base.folder.exists())))
    with new_base(base.folder, base.keys, no_mounts):
        assert not forced
    assert forced == [(tmp_path, True)]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_base_that_could_not_be_made_leaves_nothing_behind(tmp_path: Path, failure: type[BaseException]) -> None:
    base = Base(tmp_path / "new" / "deep" / "A.opuntia")
    with pytest.raises(failure), new_base(base.folder, base.keys, no_mounts) as (_, store):
        with store.unit_of_work() as work:
            work.clients.add([person(1)], TODAY)
        raise failure
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EACCES, PlaceUnwritable)])
def test_a_disk_that_refuses_while_a_base_is_made_is_said_and_leaves_nothing(
    tmp_path: Path, number: int, error: type[Exception]
) -> None:
    base = Base(tmp_path / "A.opuntia")
    with pytest.raises(error), new_base(base.folder, base.keys, no_mounts):
        raise OSError(number, "refused")
    assert not list(tmp_path.iterdir())


def test_folders_on_the_way_stay_when_others_have_used_them(tmp_path: Path) -> None:
    base = Base(tmp_path / "new" / "A.opuntia")
    with pytest.raises(RuntimeError), new_base(base.folder, base.keys, no_mounts):
        (tmp_path / "new" / "a letter").touch()
        raise RuntimeError
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["a letter"]


@pytest.mark.parametrize("there", ["file", "folder", "base"])
def test_what_lies_in_the_place_of_a_new_base_is_not_touched(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "A.opuntia"
    if there == "file":
        folder.write_text("a letter")
    elif there == "folder":
        folder.mkdir()
    else:
        make_base(folder)
    before = {one: one.read_bytes() if one.is_file() else b"" for one in tmp_path.rglob("*")}
    with pytest.raises(BaseExists), new_base(folder, Base(folder).keys, no_mounts):
        raise AssertionError
    assert {one: one.read_bytes() if one.is_file() else b"" for one in tmp_path.rglob("*")} == before


def test_a_network_drive_is_refused_and_nothing_is_written(tmp_path: Path, base: Base) -> None:
    def mounts() -> list[tuple[str, str]]:
        return [("/", "ext4"), (str(tmp_path.resolve()), "cifs")]

    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NetworkDrive), new_base(tmp_path / "deep" / "B.opuntia", base.keys, mounts):
        raise AssertionError
    with pytest.raises(NetworkDrive):
        open_base(base.folder, base.keys, mounts)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("missing", [WORK_FILE, PEOPLE_FILE, ""])
def test_a_base_without_one_of_its_files_is_missing_and_none_is_made(base: Base, missing: str) -> None:
    if missing:
        (base.folder / missing).unlink()
    else:
        shutil.rmtree(base.folder)
    before = sorted(base.folder.parent.rglob("*"))
    with pytest.raises(BaseMissing):
        open_base(base.folder, base.keys, no_mounts)
    assert sorted(base.folder.parent.rglob("*")) == before


def test_a_base_opens_without_the_people_file_where_the_role_does_not_hold_its_key(base: Base) -> None:
    (base.folder / PEOPLE_FILE).unlink()
    with base.opened(with_people=False) as store, store.reading() as work:
        assert work.accounts.facts() == {"base_id": "base-1"}
    assert not (base.folder / PEOPLE_FILE).exists()


def test_a_base_of_a_newer_program_is_refused_and_not_changed(base: Base) -> None:
    connection = connect(base.folder, base.keys)
    with connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    connection.close()
    connection.engine.dispose()
    before = {file: file.read_bytes() for file in base.files}
    with pytest.raises(BaseNewer):
        open_base(base.folder, base.keys, no_mounts)
    assert {file: file.read_bytes() for file in base.files} == before


def test_a_closed_base_can_be_moved_and_opened_elsewhere(base: Base, tmp_path: Path) -> None:
    moved = Base(base.folder.rename(tmp_path / "С пробелом и 'кавычкой'; --.opuntia"), base.keys)
    with moved.opened() as store:
        assert store.check() == []


def test_every_base_is_opened_by_its_own_keys_alone(tmp_path: Path) -> None:
    one, other = make_base(tmp_path / "1.opuntia"), make_base(tmp_path / "2.opuntia")
    with pytest.raises(BaseDamaged):
        open_base(one.folder, other.keys, no_mounts)
    mixed = StoreKeys(one.keys.work, other.keys.people)
    with pytest.raises(BaseDamaged):
        open_base(one.folder, mixed, no_mounts)


def test_what_sqlite_leaves_of_kills_is_removed_by_somebody_who_opens_both_stores(base: Base) -> None:
    stray = base.folder / f"{WORK_FILE}-mj260C3E9B0"
    stray.write_bytes(b"names of journals")
    with base.opened(with_people=False):
        assert stray.exists()  # the journal of the store that was not opened may refer to it
    with base.opened() as store:
        assert store.check() == []
        assert not stray.exists()
