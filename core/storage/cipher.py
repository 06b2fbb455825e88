"""Start checks: does this SQLite encrypt, and is it one that is known to keep what it wrote?"""

import secrets
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlcipher

from core.domain.errors import SqliteOld
from core.storage.connection import is_encrypted, refuse_without_cipher, sqlite_version

LEAST_SQLITE: Final = "3.51.3"
"""The first one without a fault that damages files written in turns."""


def refuse_unfit() -> None:
    """Raise CipherMissing or SqliteOld where a base must not be touched. Cheap, and writes nothing."""
    refuse_without_cipher()
    if not is_new_enough(sqlite_version()):
        raise SqliteOld(found=sqlite_version(), least=LEAST_SQLITE)


def is_new_enough(version: str) -> bool:
    """Whether a version of SQLite is at least the one that is needed."""
    return _numbers(version) >= _numbers(LEAST_SQLITE)


def encrypts(scratch: Path) -> bool:
    """Whether a file made in `scratch` has no plain header and opens under its own key alone. Raises OSError."""
    file, key, other = scratch / "probe.db", secrets.token_hex(32), secrets.token_hex(32)
    _run(file, key, "CREATE TABLE probe (id INTEGER)")
    if not is_encrypted(file):
        return False
    try:
        _run(file, other, "SELECT count(*) FROM sqlite_master")
    except sqlcipher.DatabaseError:
        return True
    return False


def _run(file: Path, key: str, statement: str) -> None:
    connection = sqlcipher.connect(str(file), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute(statement).fetchall()
    finally:
        connection.close()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
