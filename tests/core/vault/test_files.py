"""A file is there whole, old or new, and nothing else is."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.vault.files import read_plain, write_whole

_ON_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from core.vault.files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_whole(Path(sys.argv[1]), b"new" * 10_000)
except OSError:
    sys.exit(7)
"""


def test_content_is_written_and_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "slots.json"
    for content in (b"one", b"", b"three" * 100_000):
        write_whole(file, content)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_may_read_it_whatever_the_mask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "secret", b"secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_file_that_others_could_read_is_closed_by_rewriting_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(mode=0o644)
    write_whole(file, b"secret")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("before", [b"old content", None])
def test_a_disk_that_refuses_leaves_the_old_content_and_no_scrap(tmp_path: Path, before: bytes | None) -> None:
    file = tmp_path / "slots.json"
    if before is not None:
        file.write_bytes(before)
    done = subprocess.run([sys.executable, "-c", _ON_A_SMALL_DISK, str(file)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (7, b"")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == ({} if before is None else {file.name: before})


def test_a_disk_that_refuses_to_settle_leaves_no_scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "slots.json"
    file.write_bytes(b"old")

    def refuse(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError):
        write_whole(file, b"new")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"old"]


def test_a_link_laid_where_it_is_written_first_leads_nowhere(tmp_path: Path) -> None:
    others = tmp_path / "others"
    others.write_bytes(b"others")
    (tmp_path / ".slots.json.part").symlink_to(others)
    write_whole(tmp_path / "slots.json", b"new")
    assert others.read_bytes() == b"others"
    assert (tmp_path / "slots.json").read_bytes() == b"new"
    assert not (tmp_path / "slots.json").is_symlink()


@pytest.mark.parametrize("lay", [os.mkdir, getattr(os, "mkfifo", os.mkdir)], ids=["folder", "pipe"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, lay: Callable[[Path], None]) -> None:
    lay(tmp_path / "slots.json")
    with pytest.raises(OSError):
        read_plain(tmp_path / "slots.json")


def test_a_folder_in_its_place_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "slots.json").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "slots.json", b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["slots.json"]


def test_a_missing_folder_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "slots.json", b"new")
    assert not list(tmp_path.iterdir())
