"""On a small disk that is really full: what was committed is whole, and it is said in a sentence."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.support.disks import on_a_small_disk
from tests.support.firm import found_firm
from tests.torture.full_disk import PARTS

if sys.platform == "win32":
    pytest.skip("disks are mounted, or files held back, as on Linux", allow_module_level=True)

ROOT = Path(__file__).parents[2]
Tries = dict[str, list[str]]


def tried(firm: Path, folder: Path, *parts: str, mounted: bool = True) -> Tries:
    """What was said at each try of each part, on a disk of its own."""
    disk = folder / "disk"
    disk.mkdir()
    command = [sys.executable, "-m", "tests.torture.full_disk", *map(str, (disk, firm)), *parts]
    done = subprocess.run(
        on_a_small_disk(disk, *command) if mounted else command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = defaultdict(list)
    for line in done.stdout.splitlines():
        part, _room, said = line.split()
        found[part].append(said)
    return found


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found_firm(tmp_path_factory.mktemp("firm"))


@pytest.fixture(scope="module")
def told(firm: Path, tmp_path_factory: pytest.TempPathFactory) -> Tries:
    return tried(firm, tmp_path_factory.mktemp("small"), *PARTS, "enter")


@pytest.mark.parametrize("part", PARTS)
def test_a_full_disk_takes_nothing_back_and_says_so(part: str, told: Tries) -> None:
    *refused, last = told[part]
    assert last == "done"
    assert refused
    assert set(refused) <= ({"full", "folder_unwritable"} if part == "export" else {"full"})


def test_a_full_disk_lets_nobody_in_and_says_so(told: Tries) -> None:
    assert told["enter"] == ["full"]


def test_where_no_disk_can_be_mounted_files_are_held_back_one_by_one(firm: Path, tmp_path: Path) -> None:
    told = tried(firm, tmp_path, *PARTS, "enter", mounted=False)
    assert all(len(told[part]) > 1 and told[part][-1] == "done" for part in PARTS), told
    assert told["enter"] == ["full"]
