"""Records of saved views: what somebody wants to see in a list again."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from core.domain.errors import UnknownRecord
from core.storage.people_tables import saved_view
from core.storage.rows import added


@dataclass(frozen=True, slots=True)
class StoredView:
    """One view. `content` is plain JSON; a `shared` one is everybody's to use; one that is `removed` can come back."""

    id: int
    name: str
    content: Mapping[str, Any]
    user_id: int
    shared: bool
    removed: bool


class SavedViews:
    """Records of `saved_view`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, user_id: int) -> list[StoredView]:
        """Those of this user and the shared ones, by their names; none that is removed."""
        theirs = or_(saved_view.c.user_id == user_id, saved_view.c.shared)
        wanted = self._all.where(theirs, saved_view.c.removed.is_(False)).order_by(saved_view.c.name, saved_view.c.id)
        return [StoredView(*row) for row in self._connection.execute(wanted)]

    def one(self, id_: int) -> StoredView:
        """This one, removed or not. Raises UnknownRecord."""
        row = self._connection.execute(self._all.where(saved_view.c.id == id_)).one_or_none()
        if row is None:
            raise UnknownRecord
        return StoredView(*row)

    def add(self, name: str, content: Mapping[str, Any], user_id: int, *, shared: bool) -> int:
        """Keep a new one; returns its id."""
        values = {"name": name, "content": content, "user_id": user_id, "shared": shared, "removed": False}
        return added(self._connection, insert(saved_view).values(values))

    def mark(self, id_: int, *, removed: bool) -> None:
        """It is removed, or back."""
        self._connection.execute(update(saved_view).where(saved_view.c.id == id_).values(removed=removed))

    _all = select(*(saved_view.c[field.name] for field in fields(StoredView)))
