"""Records of imports of tables, from their draft to their report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from core.domain.errors import UnknownRecord
from core.storage.people_tables import table_import
from core.storage.rows import added

DRAFT: Final = "draft"
DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class StoredImport:
    """One import. `state` is DRAFT or DONE; `draft` and `report` are plain JSON, the report empty until it is done."""

    id: int
    user_id: int
    changed_at: datetime
    state: str
    path: str
    draft: Mapping[str, Any]
    report: Mapping[str, Any]


class TableImports:
    """Records of `table_import`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, user_id: int, at: datetime, path: str, draft: Mapping[str, Any]) -> int:
        """Keep a new draft and return its id."""
        values = {"user_id": user_id, "changed_at": at, "state": DRAFT, "path": path, "draft": draft, "report": {}}
        return added(self._connection, insert(table_import).values(values))

    def change(self, id_: int, at: datetime, path: str, draft: Mapping[str, Any]) -> None:
        """Replace what a draft holds. Raises UnknownRecord where this is no draft."""
        self._to_draft(id_, {"changed_at": at, "path": path, "draft": draft})

    def finish(self, id_: int, at: datetime, report: Mapping[str, Any]) -> StoredImport:
        """Turn a draft into an import that is done; returns it. Raises UnknownRecord where this is no draft."""
        self._to_draft(id_, {"changed_at": at, "state": DONE, "report": report})
        return next(self._read(table_import.c.id == id_))

    def discard(self, id_: int) -> None:
        """Forget a draft. Raises UnknownRecord where this is no draft."""
        forget = delete(table_import).where(table_import.c.id == id_, table_import.c.state == DRAFT)
        if not self._connection.execute(forget).rowcount:
            raise UnknownRecord

    def forget_drafts(self, before: datetime) -> None:
        """Forget the drafts that nobody has changed since."""
        old = (table_import.c.state == DRAFT) & (table_import.c.changed_at < before)
        self._connection.execute(delete(table_import).where(old))

    def everything(self, drafts_since: datetime) -> list[StoredImport]:
        """What is done and the drafts changed since then, the newest first."""
        wanted = (table_import.c.state == DONE) | (table_import.c.changed_at >= drafts_since)
        newest = (table_import.c.changed_at.desc(), table_import.c.id.desc())
        return list(self._read(wanted, *newest))

    def _read(self, wanted: ColumnElement[bool], *order: ColumnElement[Any]) -> Iterator[StoredImport]:
        told = [table_import.c[field.name] for field in fields(StoredImport)]
        rows = self._connection.execute(select(*told).where(wanted).order_by(*order)).mappings()
        return (StoredImport(**row) for row in rows)

    def _to_draft(self, id_: int, values: Mapping[str, Any]) -> None:
        change = update(table_import).where(table_import.c.id == id_, table_import.c.state == DRAFT)
        if not self._connection.execute(change.values(values)).rowcount:
            raise UnknownRecord
