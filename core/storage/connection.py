"""One SQLCipher connection with both stores on it.

DELETE journals and FULL synchronous: one commit covers both files even when the process is killed (in WAL, two
attached files tear apart). One file alone takes EXTRA: only the end of a journal that joins two is forced by itself.
Any thread may use the connection, one at a time: `Store` sees to that.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
SHARED = "shared"
"""Execution option of a connection: its next transactions only look, and keep all others from committing meanwhile."""
_EACH_STORE = (
    "PRAGMA main.journal_mode = DELETE; PRAGMA main.synchronous = FULL; PRAGMA main.cache_size = -65536",
    "PRAGMA people.journal_mode = DELETE; PRAGMA people.synchronous = FULL; PRAGMA people.cache_size = -65536",
)
_ONE_STORE = "PRAGMA main.journal_mode = DELETE; PRAGMA main.synchronous = EXTRA; PRAGMA main.cache_size = -65536"
# What is written so is forced to the disk by whoever needs it whole.
_SCRATCH = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
_WAITING = (sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED)
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
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(_beginning(connection)))
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


def forget_strays(folder: Path) -> None:
    """Remove what a kill leaves before SQLite's two journals name the one that joins them: nothing refers to it then.

    Both stores must have been read before, so that what a journal does name was rolled back: without the one that joins
    them SQLite would take the half-done commit of a store for a whole one.
    """
    for stray in folder.glob(f"{WORK_FILE}-mj*"):
        with suppress(OSError):
            stray.unlink()


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
    damaged = "not a database" in said or "malformed" in said or "Could not decode" in said
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or damaged:  # "unable to open", too
        raise BaseDamaged from None
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")) or "disk is full" in said or "disk I/O" in said:
        raise DiskFull from None
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) or "readonly" in said or "unable to open" in said:
        raise PlaceUnwritable from None
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in said:
        raise BaseBusy from None


def _beginning(connection: Connection) -> str:
    return "BEGIN" if connection.get_execution_options().get(SHARED) else "BEGIN IMMEDIATE"


def copy_pages(connection: Connection, schema: str, file: Path, key: bytes) -> None:
    """Copy one store, page by page, into a new file under its own key.

    The connection must be in a transaction begun as SHARED: SQLite copies from none that may write, and waits for ever
    for it to end. Raises BaseBusy, DiskFull, PlaceUnwritable, BaseDamaged.
    """

    def refuse_waiting(code: int, _left: int, _total: int) -> None:
        if code in _WAITING:
            raise BaseBusy

    with known_troubles():
        target = open_file(file, key)
        try:
            for pragma in _SCRATCH:
                target.execute(pragma)
            driver: Any = connection.connection.dbapi_connection
            driver.backup(target, name=schema, progress=refuse_waiting)
        finally:
            target.close()


def open_file(file: Path, key: bytes) -> Any:
    """A driver's connection to one store by itself; the file is made if it is not there yet. Any thread may use it."""
    connection = sqlcipher.connect(str(file), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A PRAGMA takes no parameters; a raw key is 64 hexadecimal digits and nothing else.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_files(folder: Path, keys: StoreKeys) -> Any:
    connection = open_file(folder / WORK_FILE, keys.work)
    try:
        if keys.people is not None:
            connection.execute("ATTACH DATABASE ? AS people KEY ?", (str(folder / PEOPLE_FILE), key_text(keys.people)))
        for pragma in _EACH_STORE if keys.people is not None else (_ONE_STORE,):
            connection.executescript(pragma)
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection
