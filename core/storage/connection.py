"""One SQLCipher connection with both stores on it.

DELETE journals and FULL synchronous: one commit covers both files even when the process is killed (in WAL, two
attached files tear apart). Any thread may use the connection, one at a time: `Store` sees to that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from core.domain.errors import BaseBusy, BaseDamaged, CipherMissing, DiskFull, PlaceUnwritable
from core.vault.slots import StoreKeys

WORK_FILE = "work.db"
PEOPLE_FILE = "people.db"
_EACH_STORE = (
    "PRAGMA main.journal_mode = DELETE; PRAGMA main.synchronous = FULL; PRAGMA main.cache_size = -65536",
    "PRAGMA people.journal_mode = DELETE; PRAGMA people.synchronous = FULL; PRAGMA people.cache_size = -65536",
)
_BUSY_SECONDS = 2.0
_PLAIN_HEADER = b"SQLite format 3"


def connect(folder: Path, keys: StoreKeys) -> Connection:
    """Open `work.db` and, where the role holds its key, `people.db`; both are made if they are not there yet.

    Raises CipherMissing (and leaves nothing written), BaseDamaged, BaseBusy.
    """
    refuse_without_cipher()
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _open_files(folder, keys),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with known_troubles():
        return engine.connect()


def refuse_without_cipher() -> None:
    """Raise CipherMissing where this SQLite would write plain files."""
    probe = sqlcipher.connect(":memory:")
    try:
        if not probe.execute("PRAGMA cipher_version").fetchone():
            raise CipherMissing
    finally:
        probe.close()


def sqlite_version() -> str:
    """The version of SQLite inside the cipher's library."""
    return str(sqlcipher.sqlite_version)


def is_encrypted(file: Path) -> bool:
    """Whether a store's first bytes are those of an encrypted file."""
    with file.open("rb") as opened:
        head = opened.read(len(_PLAIN_HEADER))
    return len(head) == len(_PLAIN_HEADER) and head != _PLAIN_HEADER


def key_text(key: bytes) -> str:
    """A raw key as ATTACH wants it."""
    return f"x'{key.hex()}'"


@contextmanager
def known_troubles() -> Iterator[None]:
    """Turn what SQLite reports about its surroundings into the errors people can do something about."""
    try:
        yield
    except DBAPIError as error:
        _reword(error.orig)
        raise
    except sqlcipher.Error as error:
        _reword(error)
        raise


def _reword(error: BaseException | None) -> None:
    name = getattr(error, "sqlite_errorname", "") or ""
    said = str(error)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")) or "disk is full" in said or "disk I/O" in said:
        raise DiskFull from None
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) or "readonly" in said or "unable to open" in said:
        raise PlaceUnwritable from None
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in said:
        raise BaseBusy from None
    damaged = "not a database" in said or "malformed" in said or "Could not decode" in said
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or damaged:
        raise BaseDamaged from None


def _open_files(folder: Path, keys: StoreKeys) -> Any:
    connection = sqlcipher.connect(
        str(folder / WORK_FILE), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A PRAGMA takes no parameters; a raw key is 64 hexadecimal digits and nothing else.
        connection.execute(f"PRAGMA key = \"x'{keys.work.hex()}'\"")
        if keys.people is not None:
            connection.execute("ATTACH DATABASE ? AS people KEY ?", (str(folder / PEOPLE_FILE), key_text(keys.people)))
        for pragma in _EACH_STORE if keys.people is not None else _EACH_STORE[:1]:
            connection.executescript(pragma)
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection
