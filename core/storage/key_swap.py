"""Other keys for the stores: each file is written anew beside the old one, read back, and put in place.

The order is that of `core/vault/slot_changes.py`: the new files first, then the slots say that their keys count, then
the files are put in place. `settle_swap` brings to its end what a kill has left in between.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData, func, select, text

from core.domain.errors import BaseDamaged
from core.storage.connection import PEOPLE_FILE, WORK_FILE, key_text, known_troubles
from core.storage.people_tables import PEOPLE
from core.storage.tables import metadata
from core.vault.files import settle
from core.vault.slot_changes import SWAPPING
from core.vault.slots import StoreKeys

BESIDE: Final = ".next"
_SCHEMAS: Final = {WORK_FILE: None, PEOPLE_FILE: PEOPLE}
_FRESH: Final = "fresh"


def write_beside(folder: Path, connection: Connection, fresh: StoreKeys, files: Collection[str]) -> None:
    """Write these stores anew under `fresh` keys, and read every page of them back.

    Raises DiskFull, BaseDamaged, OSError; then nothing is left beside.
    """
    keys = {WORK_FILE: fresh.work, PEOPLE_FILE: fresh.people}
    forget(folder)
    try:
        for name in files:
            key = keys[name]
            if key is None:
                raise BaseDamaged
            with known_troubles():
                _export(connection, name, folder / (name + BESIDE), key)
                _read_back(connection, name, folder / (name + BESIDE), key)
            _force(folder / (name + BESIDE))
        settle(folder)
    except BaseException:
        forget(folder)
        raise


def put_in_place(folder: Path) -> None:
    """Let the new files take the places of the old ones; those that have done so already stay. Raises OSError."""
    for name in (WORK_FILE, PEOPLE_FILE):
        beside = folder / (name + BESIDE)
        if beside.exists():
            beside.replace(folder / name)
    settle(folder)


def forget(folder: Path) -> None:
    """Remove what lies beside."""
    for name in (WORK_FILE, PEOPLE_FILE):
        for scrap in (name + BESIDE, f"{name}{BESIDE}-journal"):
            with suppress(OSError):
                (folder / scrap).unlink(missing_ok=True)


def settle_swap(folder: Path, swap: str) -> None:
    """Finish what a kill left: where the new keys count put their files in place, else forget these. Raises OSError."""
    if swap == SWAPPING:
        put_in_place(folder)
    else:
        forget(folder)


def _export(connection: Connection, name: str, file: Path, key: bytes) -> None:
    with _attached(connection, file, key):
        connection.execute(text("SELECT sqlcipher_export(:to, :of)"), {"to": _FRESH, "of": _SCHEMAS[name] or "main"})


def _read_back(connection: Connection, name: str, file: Path, key: bytes) -> None:
    """Every page, the structure, and as many records in every table as before. Raises BaseDamaged."""
    with _attached(connection, file, key):
        if connection.execute(text("PRAGMA fresh.cipher_integrity_check")).first():
            raise BaseDamaged
        if connection.scalar(text("PRAGMA fresh.quick_check")) != "ok":
            raise BaseDamaged
        for table in metadata.tables.values():
            if table.schema == _SCHEMAS[name]:
                twin = table.to_metadata(MetaData(), schema=_FRESH)
                ours, theirs = (connection.scalar(select(func.count()).select_from(one)) for one in (table, twin))
                if ours != theirs:
                    raise BaseDamaged


@contextmanager
def _attached(connection: Connection, file: Path, key: bytes) -> Iterator[None]:
    """The file on this connection as `fresh`, in one transaction; it comes and goes outside of it."""
    driver: Any = connection.connection.driver_connection
    driver.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(file), key_text(key)))
    try:
        driver.execute("PRAGMA fresh.synchronous = FULL")
        with connection.begin():
            yield
    finally:
        driver.execute("DETACH DATABASE fresh")


def _force(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
