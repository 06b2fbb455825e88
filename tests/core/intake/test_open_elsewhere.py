"""A table that is open in another program is read all the same, and nothing is written to it or beside it."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.intake.apart import read_table_apart
from tests.support.ugly_files import PLAIN, book
from tests.support.ugly_texts import HEADERS

_POSIX = "import fcntl; fcntl.flock(held, fcntl.LOCK_EX); fcntl.lockf(held, fcntl.LOCK_EX)"
_HOLD = "pass" if sys.platform == "win32" else _POSIX


@pytest.fixture
def open_elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A workbook that another process holds open for writing, locked as far as this system knows locks, with the file
    that Excel lays beside it.
    """
    path = tmp_path / "clients.xlsx"
    path.write_bytes(book(PLAIN))
    (tmp_path / "~$clients.xlsx").write_bytes(b"\x05anna" + bytes(160))
    code = f"import sys; held = open(sys.argv[1], 'r+b'); {_HOLD}; print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline().strip() == "held"
        yield path
        holder.stdin.close()


def test_a_workbook_held_open_and_locked_by_another_program_is_read_and_left_as_it_was(open_elsewhere: Path) -> None:
    def folder() -> dict[str, tuple[str, int]]:
        return {
            one.name: (hashlib.sha256(one.read_bytes()).hexdigest(), one.stat().st_mtime_ns)
            for one in open_elsewhere.parent.iterdir()
        }

    before = folder()
    found = read_table_apart(open_elsewhere)
    assert (found.headers, len(found.rows)) == (HEADERS, 3)
    assert folder() == before
