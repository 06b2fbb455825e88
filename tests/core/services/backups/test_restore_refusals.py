"""What cannot be restored is refused in a word, and the base that stands there is as it was."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.domain.backup import Backup, Reason
from core.domain.errors import (
    BackupDamaged,
    BaseBusy,
    BaseExists,
    BaseMissing,
    BaseOpenElsewhere,
    DiskFull,
    FileMissing,
    KnownError,
    NetworkDrive,
    NoPeopleKey,
    NotAllowed,
    OtherBase,
    WrongPassword,
)
from core.services import restores
from core.services.backup_place import back_up_store
from core.services.restores import read_backup
from core.services.session import create_base, sign_in
from core.services.settings import change_settings, read_settings
from core.storage.backup_file import unpack, write_backup
from core.vault.folders import replace_folder
from core.vault.slots import StoreKeys, write_first_slot
from tests.support.bases import LOGIN, NOW, PASSWORD
from tests.support.disks import FullDisk
from tests.support.firm import brought_back, bytes_in, entered


@contextmanager
def _unchanged(folder: Path) -> Iterator[None]:
    before = bytes_in(folder)
    yield
    assert bytes_in(folder) == before
    assert not list(folder.rglob(".*"))


def test_a_wrong_password_changes_nothing(saved: Path, changed: Path) -> None:
    with _unchanged(changed.parent), pytest.raises(WrongPassword):
        brought_back(saved, changed, "something else entirely")
    with pytest.raises(WrongPassword):
        brought_back(saved, changed.parent / "deep" / "new.opuntia", "something else entirely")
    assert not (changed.parent / "deep").exists()


def test_a_base_is_never_replaced_by_a_backup_of_another(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "Other.opuntia"
    create_base(other, "Другая", LOGIN, PASSWORD)
    with _unchanged(tmp_path), pytest.raises(OtherBase):
        brought_back(saved, other)


@pytest.mark.parametrize("there", ["file", "folder", "empty"])
def test_what_is_no_base_is_not_touched(saved: Path, tmp_path: Path, there: str) -> None:
    place = tmp_path / "letters"
    if there == "file":
        place.write_text("a letter")
    else:
        place.mkdir()
    if there == "folder":
        (place / "letter").write_text("a letter")
    with _unchanged(tmp_path), pytest.raises(BaseExists):
        brought_back(saved, place)


def test_the_root_of_the_disk_is_no_place_for_a_base(saved: Path) -> None:
    root = Path(saved.anchor)
    with pytest.raises(BaseExists):
        brought_back(saved, root)
    with pytest.raises(BaseMissing):
        sign_in(root, LOGIN, PASSWORD)


def test_a_file_that_is_not_there_is_missing(firm: Path) -> None:
    with _unchanged(firm.parent):
        for file in (firm.parent / "none", firm):
            with pytest.raises(FileMissing):
                brought_back(file, firm)


def test_a_file_cut_off_is_refused_and_the_base_unchanged(saved: Path, firm: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    file = tmp_path / "cut.opuntia-backup"
    with _unchanged(firm.parent):
        for cut in (
            0,
            1,
            100,
            *range(2_000, len(content), len(content) // 12),
            len(content) - 1_000,
            len(content) - 65,
        ):
            file.write_bytes(content[:cut])
            with pytest.raises(BackupDamaged):
                brought_back(file, firm)


def test_a_flipped_bit_in_a_part_is_refused_and_the_base_unchanged(saved: Path, firm: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    file = tmp_path / "flipped.opuntia-backup"
    with _unchanged(firm.parent):
        for place in range(500, len(content) - 2_000, len(content) // 12):
            changed = bytearray(content)
            changed[place] ^= 4
            file.write_bytes(changed)
            assert read_backup(file).damaged
            with pytest.raises(BackupDamaged):
                brought_back(file, firm)


def _forged(saved: Path, changed: Path, folder: Path, *names: str, with_key: bool) -> Path:
    """A backup with stores of a later day, whose hashes were all made anew."""
    parts = folder / "parts"
    parts.mkdir()
    with saved.open("rb") as opened:
        manifest = unpack(opened, parts)
    with entered(changed) as session:
        key = session.store.keys.work if with_key else os.urandom(32)
    for name in names:
        shutil.copy(changed / name, parts / name)
    file = folder / "forged.opuntia-backup"
    write_backup(file, parts, manifest.facts, key)
    assert not read_backup(file).damaged
    return file


def test_a_backup_put_together_without_the_key_is_refused(saved: Path, changed: Path, tmp_path: Path) -> None:
    file = _forged(saved, changed, tmp_path, "work.db", "people.db", with_key=False)
    with _unchanged(changed.parent), pytest.raises(BackupDamaged):
        brought_back(file, changed)


def test_one_put_together_with_the_key_of_stores_of_two_moments_is_refused(
    saved: Path, changed: Path, tmp_path: Path
) -> None:
    file = _forged(saved, changed, tmp_path, "people.db", with_key=True)
    with _unchanged(changed.parent), pytest.raises(BackupDamaged):
        brought_back(file, changed)


def test_only_those_who_may_restore(firm: Path, tmp_path: Path) -> None:
    with entered(firm) as session:
        connection = session.store._connection
        with connection.begin():
            connection.execute(text("""UPDATE user_account SET roles = '["analyst"]'"""))
        made = back_up_store(session.store, tmp_path / "copies", NOW, Reason.BY_HAND).file
    with _unchanged(firm.parent), pytest.raises(NotAllowed):
        brought_back(made, firm)


def test_whoever_sees_no_people_is_refused(firm: Path, tmp_path: Path) -> None:
    with entered(firm) as session:
        keys = session.store.keys
        write_first_slot(firm, session.base_id, LOGIN, PASSWORD, StoreKeys(keys.work, None))
        made = back_up_store(session.store, tmp_path / "copies", NOW, Reason.BY_HAND).file
    with _unchanged(firm.parent), pytest.raises(NoPeopleKey):
        brought_back(made, firm)


def test_a_network_drive_is_refused(saved: Path, tmp_path: Path) -> None:
    def mounts() -> list[tuple[str, str]]:
        return [("/", "ext4"), (str(tmp_path.resolve()), "nfs4")]

    with pytest.raises(NetworkDrive):
        brought_back(saved, tmp_path / "A.opuntia", mounts=mounts)
    assert not list(tmp_path.iterdir())


def test_a_base_that_is_open_is_not_restored_over(saved: Path, changed: Path) -> None:
    with entered(changed) as session:
        with pytest.raises(BaseOpenElsewhere):
            brought_back(saved, changed)
        assert read_settings(session).open_recommendations == 1


def test_what_is_committed_after_the_safety_copy_is_not_lost(
    saved: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_and_disturb(*arguments: Any) -> Backup:
        made = back_up_store(*arguments)
        change_settings(session, replace(read_settings(session), open_recommendations=2))
        return made

    monkeypatch.setattr(restores, "back_up_store", save_and_disturb)
    with entered(changed) as session:
        assert session.store.lock is not None
        session.store.lock.release()  # a program that does not keep to the lock
        with pytest.raises(BaseBusy):
            brought_back(saved, changed)
        assert read_settings(session).open_recommendations == 2


def test_nobody_goes_into_a_base_that_is_about_to_be_replaced(
    saved: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come_and_swap(*arguments: Any) -> None:
        if os.name != "nt":  # there an open file keeps its folder where it is
            with pytest.raises(BaseOpenElsewhere):
                sign_in(changed, LOGIN, PASSWORD)
        replace_folder(*arguments)

    monkeypatch.setattr(restores, "replace_folder", come_and_swap)
    assert brought_back(saved, changed).safety is not None
    sign_in(changed, LOGIN, PASSWORD).close()


@pytest.mark.parametrize("step", ["mkdir", "rename"])
def test_a_place_that_refuses_is_said_and_the_base_unchanged(
    saved: Path, firm: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError

    before = bytes_in(firm)
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(Path, step, refuse)
    with pytest.raises(KnownError) as refused:
        brought_back(saved, firm, backups=tmp_path / "copies")
    assert refused.value.code == "place_unwritable"
    assert bytes_in(firm) == before
    assert [one.name for one in firm.parent.iterdir()] == [firm.name]


_ON_SMALL_DISKS = """
import resource, sys
from pathlib import Path
from core.domain.errors import DiskFull
from core.services.restores import restore
file, base, login, password = *map(Path, sys.argv[1:3]), *sys.argv[3:]
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for share in (0, 0.05, 0.3, 0.6, 0.9, 0.99):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(file.stat().st_size * share), hard))
    try:
        restore(file, base, login, password)
    except DiskFull:
        print("full")
"""


def test_on_a_full_disk_the_base_and_its_backups_are_whole_and_it_is_said(saved: Path, changed: Path) -> None:
    safety = brought_back(saved, changed).safety
    assert safety is not None
    before = bytes_in(changed.parent)
    done = subprocess.run(
        [sys.executable, "-c", _ON_SMALL_DISKS, *map(str, (saved, changed)), LOGIN, PASSWORD],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.split()) == (0, "", ["full"] * 6)
    assert bytes_in(changed.parent) == before
    assert not read_backup(safety).damaged
    assert not list(changed.parent.rglob(".*"))
    assert brought_back(saved, changed).safety is not None


def test_a_disk_that_is_full_at_any_write_leaves_the_base_as_it_was(
    saved: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fdopen, refused = os.fdopen, 0
    before = bytes_in(changed.parent)
    monkeypatch.setattr(os, "fdopen", lambda *arguments: FullDisk(fdopen(*arguments)))
    while True:
        FullDisk.left = refused
        try:
            brought_back(saved, changed)
        except DiskFull:
            refused += 1
            assert bytes_in(changed.parent) == before
            assert not list(changed.parent.rglob(".*"))
            continue
        break
    assert refused > 12
