"""On a disk that fails no backup is half made, and neither the base nor an older one suffers."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.errors import DiskFull, KnownError, PlaceUnwritable
from core.storage.backups import list_copies, read_copy
from tests.core.storage.conftest import Base, backed_up
from tests.support.disks import FullDisk

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


def test_on_a_full_disk_the_base_and_older_backups_are_whole_and_it_is_said(slotted: Base, place: Path) -> None:
    assert slotted.keys.people is not None
    done = subprocess.run(
        [sys.executable, "-c", _ON_SMALL_DISKS, str(slotted.folder), str(place)],
        input=f"{slotted.keys.work.hex()} {slotted.keys.people.hex()}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "9")
    assert len(list_copies(place)) == 2
    assert not any(read_copy(one.file).damaged for one in list_copies(place))


def test_a_disk_that_is_full_at_any_write_leaves_nothing_of_a_backup(
    slotted: Base, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fdopen = os.fdopen
    with slotted.opened() as store:
        older = backed_up(store, place)
        monkeypatch.setattr(os, "fdopen", lambda *arguments: FullDisk(fdopen(*arguments)))
        refused = 0
        while True:
            FullDisk.left = refused
            try:
                made = backed_up(store, place)
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
    slotted: Base, place: Path, step: str, number: int, error: type[KnownError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise OSError(number, "refused")

    place.mkdir(parents=True)
    with slotted.opened() as store:
        monkeypatch.setattr(Path, step, refuse)
        with pytest.raises(error):
            backed_up(store, place)
    assert list(place.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_said(slotted: Base, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a letter")
    with slotted.opened() as store, pytest.raises(PlaceUnwritable):
        backed_up(store, tmp_path / "copies")
    assert (tmp_path / "copies").read_text() == "a letter"


def test_what_a_kill_left_is_removed_a_day_later(slotted: Base, place: Path) -> None:
    fresh, stale = place / ".opuntia-1.part", place / ".opuntia-2.part"
    for left in (fresh, stale):
        left.mkdir(parents=True)
        (left / "work.db").touch()
    day_before = (datetime.now(UTC) - timedelta(days=1, minutes=1)).timestamp()
    os.utime(stale, (day_before, day_before))
    with slotted.opened() as store:
        backed_up(store, place)
    assert fresh.exists()
    assert not stale.exists()
