"""Records of imports of tables, from their draft to their report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Connection, delete, func, insert, or_, select, true, type_coerce, update

from core.domain.errors import UnknownRecord
from core.storage.client_images import Image
from core.storage.people_tables import import_change, table_import
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import added, batches, insert_many, record

DRAFT: Final = "draft"
DONE: Final = "done"
UNDONE: Final = "undone"
BY_HAND: Final = "by_hand"
"""The state of what is no import but one change of one client by hand, kept so that it can be undone."""
PASTED: Final = "pasted"
CELLS: Final = "cells"
_NAMING: Final = (PASTED, CELLS)
"""Where a draft keeps a pasted block and what was typed into its cells, which is all people."""

_WORK: Final = (*_NAMING, "skipped", "marks", "scan")
"""What of a draft is of no use any more when its import is done."""


@dataclass(frozen=True, slots=True)
class StoredImport:
    """One import. `state` is DRAFT, DONE or UNDONE (BY_HAND is none); `draft`, `report` and `made` (what undoing needs
    beside the clients) are plain JSON, the two last empty until it is done.
    """

    id: int
    user_id: int
    changed_at: datetime
    state: str
    path: str
    draft: Mapping[str, Any]
    report: Mapping[str, Any]
    made: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportChange:
    """A client that an import added (`before` is None) or changed: its image before, and the digest of that after."""

    import_id: int
    client_id: int
    before: Image | None
    after: str


class TableImports:
    """Records of `table_import`. A draft may hold a whole pasted table, and the name of a file may name people: imports
    of users beyond reach are not there.
    """

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        managers = reach.managers
        self._mine = true() if managers is None else table_import.c.user_id.in_(sorted(managers))
        self._draft = (table_import.c.state == DRAFT) & self._mine

    def add(self, user_id: int, at: datetime, path: str, draft: Mapping[str, Any]) -> int:
        """Keep a new draft and return its id."""
        values = {"user_id": user_id, "changed_at": at, "state": DRAFT, "path": path, "draft": draft, "report": {}}
        return added(self._connection, insert(table_import).values(values))

    def add_by_hand(self, user_id: int, at: datetime) -> int:
        """Keep that somebody changed a client by hand; returns its id, for `keep_changes`."""
        values = {"user_id": user_id, "changed_at": at, "state": BY_HAND, "path": "", "draft": {}, "report": {}}
        return added(self._connection, insert(table_import).values(values))

    def drop_by_hand(self, id_: int) -> None:
        """A change by hand is undone: nothing is kept of it."""
        self._connection.execute(delete(import_change).where(import_change.c.import_id == id_))
        by_hand = (table_import.c.id == id_) & (table_import.c.state == BY_HAND)
        self._connection.execute(delete(table_import).where(by_hand))

    def change(self, id_: int, at: datetime, path: str, draft: Mapping[str, Any]) -> None:
        """Replace what a draft holds. Raises UnknownRecord where this is no draft."""
        self._to_draft(id_, {"changed_at": at, "path": path, "draft": draft})

    def finish(self, id_: int, at: datetime, report: Mapping[str, Any]) -> StoredImport:
        """Turn a draft into an import that is done; returns it. Raises UnknownRecord where this is no draft."""
        self._to_draft(id_, {"changed_at": at, "state": DONE, "report": report, "draft": _without_work()})
        return next(self._read(table_import.c.id == id_))

    def one(self, id_: int) -> StoredImport:
        """An import by its id. Raises UnknownRecord, also beyond reach."""
        wanted = select(table_import).where(table_import.c.id == id_, self._mine)
        found = self._connection.execute(wanted).mappings().first()
        if found is None:
            raise UnknownRecord
        return StoredImport(**found)

    def made(self, id_: int) -> Mapping[str, Any]:
        """What undoing an import or a change by hand needs beside the clients, of clients read before, whoever made it.
        Raises UnknownRecord.
        """
        found: Mapping[str, Any] | None = self._connection.scalar(
            select(table_import.c.made).where(table_import.c.id == id_)
        )
        if found is None:
            raise UnknownRecord
        return found

    def keep_changes(self, id_: int, changes: Iterable[ImportChange], made: Mapping[str, Any]) -> None:
        """Keep what undoing an import needs."""
        insert_many(self._connection, insert(import_change), map(record, changes))
        self._connection.execute(update(table_import).where(table_import.c.id == id_).values(made=made))

    def changes(self, id_: int) -> list[ImportChange]:
        """The clients that an import added or changed, as long as they are not erased."""
        rows = self._connection.execute(select(import_change).where(import_change.c.import_id == id_)).mappings()
        return [ImportChange(**row) for row in rows]

    def of_client(self, client_id: int) -> set[int]:
        """The imports that added or changed a client."""
        mine = select(import_change.c.import_id).where(import_change.c.client_id == client_id)
        return set(self._connection.scalars(mine))

    def later(self, id_: int, clients: Sequence[int]) -> list[tuple[int, str]]:
        """(client, path) of the files that added to these clients after this import, or before it was done."""
        columns = select(import_change.c.client_id, table_import.c.path).join_from(
            import_change, table_import, table_import.c.id == import_change.c.import_id
        )
        done_at = select(table_import.c.changed_at).where(table_import.c.id == id_).scalar_subquery()
        at = table_import.c.changed_at
        later = (at > done_at) | ((at == done_at) & (table_import.c.id > id_))
        later &= table_import.c.state != BY_HAND
        pieces = (columns.where(import_change.c.client_id.in_(some), later) for some in batches(clients))
        return [(client_id, path) for piece in pieces for client_id, path in self._connection.execute(piece)]

    def undo(self, id_: int, at: datetime) -> None:
        """The import is undone: what it changed is not kept any longer."""
        self._connection.execute(delete(import_change).where(import_change.c.import_id == id_))
        change = update(table_import).where(table_import.c.id == id_)
        self._connection.execute(change.values(state=UNDONE, changed_at=at, made={}))

    def discard(self, id_: int) -> None:
        """Forget a draft. Raises UnknownRecord where this is no draft."""
        forget = delete(table_import).where(table_import.c.id == id_, self._draft)
        if not self._connection.execute(forget).rowcount:
            raise UnknownRecord

    def forget_drafts(self, before: datetime) -> None:
        """Forget the drafts that nobody has changed since."""
        old = (table_import.c.state == DRAFT) & (table_import.c.changed_at < before)
        self._connection.execute(delete(table_import).where(old))

    def forget_people(self, until: datetime) -> int:
        """Forget what names people in imports up to then; how many drafts went.

        Nobody can tell whom a pasted block or a cell that was typed over speaks of. So a draft that holds any goes as a
        whole, also from among those that are too old to be shown.
        """
        then, names = table_import.c.changed_at <= until, _names_people()
        done = table_import.c.state.in_((DONE, UNDONE))
        # Earlier versions left in imports that were done what was typed into their cells.
        self._connection.execute(update(table_import).where(done, then, names).values(draft=_without_work()))
        gone = delete(table_import).where(table_import.c.state == DRAFT, then, names)
        return self._connection.execute(gone).rowcount

    def count_naming(self) -> int:
        """How many drafts, whoever began them, would go with `forget_people` now."""
        naming = select(func.count()).select_from(table_import).where(table_import.c.state == DRAFT, _names_people())
        return int(self._connection.scalar(naming) or 0)

    def everything(self, drafts_since: datetime) -> list[StoredImport]:
        """What is done or undone and the drafts changed since then, the newest first."""
        fresh = self._draft & (table_import.c.changed_at >= drafts_since)
        wanted = (table_import.c.state.in_((DONE, UNDONE)) & self._mine) | fresh
        newest = (table_import.c.changed_at.desc(), table_import.c.id.desc())
        return list(self._read(wanted, *newest))

    def _read(self, wanted: ColumnElement[bool], *order: ColumnElement[Any]) -> Iterator[StoredImport]:
        told = [table_import.c[field.name] for field in fields(StoredImport)]
        rows = self._connection.execute(select(*told).where(wanted).order_by(*order)).mappings()
        return (StoredImport(**row) for row in rows)

    def _to_draft(self, id_: int, values: Mapping[str, Any]) -> None:
        change = update(table_import).where(table_import.c.id == id_, self._draft)
        if not self._connection.execute(change.values(values)).rowcount:
            raise UnknownRecord


def _without_work() -> ColumnElement[Any]:
    return type_coerce(func.json_remove(table_import.c.draft, *(f"$.{name}" for name in _WORK)), JSON)


def _names_people() -> ColumnElement[bool]:
    """Which drafts hold cells of people."""
    return or_(*(func.json_type(table_import.c.draft, f"$.{name}").in_(("array", "text")) for name in _NAMING))
