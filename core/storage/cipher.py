"""Start checks: does this SQLite encrypt, and is it one that is known to keep what it wrote?"""

import secrets
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from core.domain.errors import BaseDamaged, SqliteOld
from core.storage.connection import WORK_FILE, connect, is_encrypted, refuse_without_cipher, sqlite_version
from core.vault.kdf import KEY_BYTES
from core.vault.slots import StoreKeys

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
    """Whether a store made in the empty folder `scratch` has no plain header and opens under its own key alone.

    Raises CipherMissing, DiskFull, PlaceUnwritable.
    """
    made = connect(scratch, StoreKeys(secrets.token_bytes(KEY_BYTES), None))
    with made.begin():
        made.exec_driver_sql("CREATE TABLE probe (id INTEGER)")
    _close(made)
    if not is_encrypted(scratch / WORK_FILE):
        return False
    try:
        _close(connect(scratch, StoreKeys(secrets.token_bytes(KEY_BYTES), None)))
    except BaseDamaged:
        return True
    return False


def _close(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
