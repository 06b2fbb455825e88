"""The keys and the stores at 50,000 clients, each figure beside its target, and the main job beside itself in plain
SQLite: the same library, schema and statements without a key.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar
from unittest.mock import patch

from sqlcipher3 import dbapi2 as sqlcipher

from core.domain.client import ClientRow
from core.domain.rights import UseCase
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import read_table
from core.services import sample
from core.services.catalogue import load_catalogue, read_catalogue_file
from core.services.integrity import look
from core.services.review import read_queue, read_rows
from core.services.rotation import rotate_keys
from core.services.scoring import compute
from core.services.session import Session, create_base, sign_in
from core.services.users import change_password
from core.storage.connection import PEOPLE_FILE, WORK_FILE, is_encrypted
from core.vault.kdf import Argon2
from tests.support.imported import import_clients

CLIENTS = 50_000
BESIDE_PLAIN = 5_000
TIMES = 3
FIRST_ROWS = 50
_PASSWORD = "a-password-that-is-long"
_ONE = f"""
from pathlib import Path
from core.vault.kdf import Argon2
def peak():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
before = peak()
Argon2().derive("{_PASSWORD}")
print((peak() - before) / 1024)
"""
T = TypeVar("T")


def figures() -> Iterator[tuple[str, float, str]]:
    """(figure, value, unit with the target)."""
    deriving = median(_timed(lambda: Argon2().derive(_PASSWORD))[0] for _ in range(5))
    yield "Argon2id, one password", deriving, "s (target: about 1 on the reference laptop)"
    if sys.platform == "linux":
        told = subprocess.run([sys.executable, "-c", _ONE], capture_output=True, text=True, check=True).stdout
        yield "Argon2id, memory", float(told), "MiB (target: 64 or more)"
    with tempfile.TemporaryDirectory() as scratch:
        yield from _at_size(Path(scratch))
    yield from _beside_plain()


def _at_size(folder: Path) -> Iterator[tuple[str, float, str]]:
    base = folder / "Bench.opuntia"
    rows = _prepare(base, CLIENTS)
    session = _enter(base)
    seconds, _ = _timed(lambda: import_clients(session, rows))
    yield f"import, {CLIENTS:,} rows matched and written, parsing left out", seconds, "s (target: 5)"
    compute(session)
    seconds, names = _timed(lambda: _all_names(session))
    yield f"read all names, {names:,} clients of these rows", seconds, "s (target: 1)"
    session.close()
    seconds, session = _timed(lambda: _first_list(base))
    yield f"from the password to the first {FIRST_ROWS} of the queue, {CLIENTS:,} clients", seconds, "s (target: 2)"
    seconds, wrong = _timed(lambda: look(session))
    assert wrong == []
    size = sum((base / name).stat().st_size for name in (WORK_FILE, PEOPLE_FILE)) / 2**20
    yield f"full integrity check of both stores, {size:.0f} MiB", seconds, "s (target: 2 per 50,000 clients)"
    seconds, _ = _timed(lambda: rotate_keys(session))
    yield f"other keys for both stores (somebody leaves), {size:.0f} MiB", seconds, "s (target: 5)"
    seconds, _ = _timed(lambda: change_password(session, sample.PASSWORD, "another-cactus-26"))
    yield "password change", seconds, "s (target: 2; it turns one slot alone)"
    session.close()


def _beside_plain() -> Iterator[tuple[str, float, str]]:
    """In turns, so that what else the machine does meets both alike."""
    keyed, plain = [], []
    for _ in range(TIMES):
        keyed.append(_main_job(encrypted=True))
        plain.append(_plain_main_job())
    yield f"main job, {BESIDE_PLAIN:,} clients stored and scored: SQLCipher", median(keyed), "s"
    yield "the same in plain SQLite", median(plain), "s"
    yield "SQLCipher beside plain SQLite", median(keyed) / median(plain), "× (SQLCipher's own claim: 1.05–1.15)"


def _main_job(*, encrypted: bool) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "Bench.opuntia"
        rows = _prepare(base, BESIDE_PLAIN)
        assert is_encrypted(base / WORK_FILE) is is_encrypted(base / PEOPLE_FILE) is encrypted
        session = _enter(base)

        def job() -> None:
            import_clients(session, rows)
            compute(session)

        seconds, _ = _timed(job)
        session.close()
        return seconds


class _Unkeyed(sqlcipher.Connection):  # type: ignore[misc]
    """Leaves out every key, so that the files are plain."""

    def execute(self, statement: str, *values: Any) -> Any:
        """As the driver's, without keys."""
        if statement.startswith("PRAGMA key"):
            return super().execute("SELECT 1")
        if statement.startswith("ATTACH"):
            return super().execute(statement, (values[0][0], ""))
        return super().execute(statement, *values)


def _plain_main_job() -> float:
    unkeyed = partial(sqlcipher.connect, factory=_Unkeyed)
    with patch.object(sqlcipher, "connect", unkeyed), patch("core.storage.store.is_encrypted", return_value=True):
        return _main_job(encrypted=False)


def _prepare(base: Path, count: int) -> tuple[ClientRow, ...]:
    """A base with a catalogue, and the clean rows of a table for it."""
    today = datetime.now(UTC).date()
    table_file, matrix_file = base.with_name("clients.xlsx"), base.with_name("matrix.xlsx")
    sample.write_table(table_file, list(sample.invented_rows(random.Random(5), count, today)))
    sample.write_matrix(matrix_file)
    create_base(base, sample.read_plan()["own"], sample.LOGIN, sample.PASSWORD)
    session = _enter(base)
    load_catalogue(session, read_catalogue_file(matrix_file))
    session.close()
    table = read_table(table_file)
    return tuple(clean(table, suggest(table.headers), today).rows)


def _enter(base: Path) -> Session:
    return sign_in(base, sample.LOGIN, sample.PASSWORD)


def _first_list(base: Path) -> Session:
    session = _enter(base)
    queue = read_queue(session)
    assert len(read_rows(session, [entry.id for entry in queue.entries[:FIRST_ROWS]])) == FIRST_ROWS
    return session


def _all_names(session: Session) -> int:
    with session.reading(UseCase.READ_CLIENTS) as work:
        ids = list(work.clients.columns().ids)
        return len(work.clients.identities(ids))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = perf_counter()
    result = work()
    return perf_counter() - began, result
