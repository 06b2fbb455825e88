"""Tombstones: who was erased, as codes that name nobody; a base that is restored from before erases them again."""

import hmac
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.errors import KnownError
from core.storage.connection import PEOPLE_FILE, known_troubles, open_file
from core.storage.erasing import take_out_clients
from core.storage.people_tables import secret, tombstone
from core.storage.replies import ReplyRecords
from core.storage.table_imports import TableImports
from core.storage.tables import client
from core.vault.slots import StoreKeys

SECRET: Final = "tombstone_key"  # noqa: S105 (the name of a secret)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An erased client: the code of its id under the base's secret, and when it was erased, in UTC without zone."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """So many clients had come back, and so many drafts of imports from before somebody was erased."""

    clients: int
    drafts: int


class Tombstones:
    """Records of `tombstone`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, clients: Iterable[int], at: datetime) -> None:
        """Note that these clients are erased."""
        code = self._coder()
        self.keep(Tombstone(code(id_), at) for id_ in clients)

    def keep(self, found: Iterable[Tombstone]) -> None:
        """Take over tombstones of the same base; the earlier time of one that is known stays."""
        rows = [{"key": one.key, "at": one.at} for one in found]
        if rows:
            self._connection.execute(upsert(tombstone).on_conflict_do_nothing(), rows)

    def all(self) -> list[Tombstone]:
        """All tombstones, the oldest first."""
        rows = self._connection.execute(select(tombstone.c.key, tombstone.c.at).order_by(tombstone.c.at))
        return [Tombstone(key, at) for key, at in rows]

    def apply(self, at: datetime) -> ErasedAgain:
        """Erase every client that has a tombstone and returned, and the drafts and rows of answers that are older than
        a tombstone: they may name even those whom this base does not know yet.
        """
        dead = {one.key: one.at for one in self.all()}
        if not dead:
            return ErasedAgain(0, 0)
        code = self._coder()
        known = self._connection.scalars(select(client.c.id)).all()
        drafts = TableImports(self._connection).forget_people(max(dead.values()))
        ReplyRecords(self._connection).forget_people(max(dead.values()))
        clients = take_out_clients(self._connection, [id_ for id_ in known if code(id_) in dead], at)
        return ErasedAgain(clients, drafts)

    def _coder(self) -> Callable[[int], str]:
        key = bytes(self._connection.execute(select(secret.c.value).where(secret.c.name == SECRET)).scalar_one())
        return lambda client_id: hmac.digest(key, str(client_id).encode(), "sha256").hex()


def read_tombstones(folder: Path, keys: StoreKeys) -> list[Tombstone] | None:
    """Those of a closed base, whatever its other store is like; None where they cannot be read."""
    file = folder / PEOPLE_FILE
    if keys.people is None or not file.is_file():
        return None
    try:
        with known_troubles(), closing(open_file(file, keys.people)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tombstone'").fetchone():
                return []  # of an older schema, before anybody could be erased
            rows = connection.execute("SELECT key, at FROM tombstone").fetchall()
        return [Tombstone(key, datetime.fromisoformat(at)) for key, at in rows]
    except KnownError:
        return None
