"""A list of backups tells what they tell of themselves; a look at every byte tells more."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.domain.backup import Backup
from core.domain.errors import BackupDamaged, FileMissing
from core.storage.backups import list_copies, read_copy
from tests.core.storage.conftest import BACKED_UP_AT, SLOTTED_ID, Base, backed_up


@pytest.fixture
def listed(slotted: Base, place: Path) -> Iterator[list[Backup]]:
    """Three backups, the newest first."""
    with slotted.opened() as store:
        yield [backed_up(store, place, BACKED_UP_AT + timedelta(hours=hours)) for hours in (2, 1, 0)]


def test_a_list_has_the_newest_first_and_damaged_files_as_damaged(listed: list[Backup], place: Path) -> None:
    (place / "letter.txt").write_text("a letter")
    (place / "folder.opuntia-backup").mkdir()
    broken = place / "x.opuntia-backup"
    broken.write_bytes(listed[0].file.read_bytes()[:-1])
    os.utime(broken, (0, 0))
    assert list_copies(place)[:3] == listed
    (damaged,) = list_copies(place)[3:]
    assert damaged == Backup(broken, listed[0].size - 1, datetime(1970, 1, 1), True, None)
    assert list_copies(place, SLOTTED_ID)[:3] == listed
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
