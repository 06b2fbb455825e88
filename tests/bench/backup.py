"""A base of 50,000 clients backed up and restored, beside a plain copy of the same files."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from core.domain.backup import Reason
from core.services import sample
from core.services.backup_place import back_up_store
from core.services.restores import read_backup, restore
from core.services.session import sign_in
from tests.bench.review import CLIENTS, fill


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit)."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        base, copies = home / "Bench.opuntia", home / "copies"
        fill(base, home)
        session = sign_in(base, sample.LOGIN, sample.PASSWORD)
        (home / "pages").mkdir()
        copying = _seconds(lambda: session.store.copy_to(home / "pages"))
        making = _seconds(lambda: back_up_store(session.store, copies, datetime.now(UTC), Reason.BY_HAND))
        session.close()
        plain = _seconds(lambda: _copy(base, home / "plain"))
        (file,) = copies.iterdir()
        looking = _seconds(lambda: read_backup(file))
        new = home / "New.opuntia"
        restoring = _seconds(lambda: restore(file, new, sample.LOGIN, sample.PASSWORD, backups=copies))
        over = _seconds(lambda: restore(file, new, sample.LOGIN, sample.PASSWORD, backups=copies))
        yield f"base of {CLIENTS:,} clients on disk", sum(one.stat().st_size for one in base.iterdir()) / 2**20, "MiB"
        yield "plain copy of its files, forced to the disk", plain, "s"
        yield "pages copied, while the base waits", copying, "s"
        yield "backup made and verified", making, "s"
        yield "backup made and verified / plain copy", making / plain, "×"
        yield "look at every byte of it", looking, "s"
        yield "restored where nothing stands", restoring, "s"
        yield "restored where nothing stands / plain copy", restoring / plain, "×"
        yield "restored over a base, its own backup made first", over, "s"


def _copy(base: Path, to: Path) -> None:
    to.mkdir()
    for file in base.iterdir():
        with Path(shutil.copy(file, to)).open("rb+") as opened:
            os.fsync(opened.fileno())


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
