"""Records of saved mappings: what the columns of tables with the same headers mean."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.domain.errors import UnknownRecord
from core.storage.people_tables import saved_mapping
from core.storage.rows import added


@dataclass(frozen=True, slots=True)
class StoredMapping:
    """One mapping. `columns` and `policy` are plain JSON; of a signature and of a name there is one each."""

    id: int
    signature: str
    name: str
    headers: Sequence[str]
    columns: Mapping[str, Any]
    consent: str | None
    policy: Mapping[str, Any]
    user_id: int
    changed_at: datetime


class SavedMappings:
    """Records of `saved_mapping`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everything(self) -> list[StoredMapping]:
        """All of them, the latest change first."""
        told = [saved_mapping.c[field.name] for field in fields(StoredMapping)]
        newest = (saved_mapping.c.changed_at.desc(), saved_mapping.c.id.desc())
        rows = self._connection.execute(select(*told).order_by(*newest)).mappings()
        return [StoredMapping(**row) for row in rows]

    def put(self, mapping: StoredMapping) -> int:
        """Keep it in place of the one with its signature, or as a new one, whatever its id; returns the id it has."""
        values = {name: value for name, value in asdict(mapping).items() if name != "id"}
        same = saved_mapping.c.signature == mapping.signature
        known = self._connection.execute(select(saved_mapping.c.id).where(same)).scalar()
        if known is None:
            return added(self._connection, insert(saved_mapping).values(values))
        self._connection.execute(update(saved_mapping).where(same).values(values))
        return int(known)

    def rename(self, id_: int, name: str) -> None:
        """Give another name. Raises UnknownRecord."""
        if not self._connection.execute(
            update(saved_mapping).where(saved_mapping.c.id == id_).values(name=name)
        ).rowcount:
            raise UnknownRecord

    def remove(self, id_: int) -> None:
        """Forget it. Raises UnknownRecord."""
        if not self._connection.execute(delete(saved_mapping).where(saved_mapping.c.id == id_)).rowcount:
            raise UnknownRecord
