"""Records of the organisation: units and who stands on them."""

from sqlalchemy import Connection, insert, select, update

from core.domain.organisation import Organisation, Unit
from core.storage.rows import added
from core.storage.tables import unit, user_account


class OrganisationRecords:
    """Records of `unit`, and the places in `user_account`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> Organisation:
        """The whole tree with everybody in it."""
        units = {row.id: Unit(row.id, row.name, row.parent_id) for row in self._connection.execute(select(unit))}
        placed = select(user_account.c.id, user_account.c.unit_id).where(user_account.c.unit_id.is_not(None))
        return Organisation(units, {row.id: row.unit_id for row in self._connection.execute(placed)})

    def add(self, name: str, parent: int | None) -> int:
        """Add a unit and return its id."""
        return added(self._connection, insert(unit).values(name=name, parent_id=parent))

    def move(self, unit_id: int, parent: int | None) -> None:
        """Put a unit with all below it under another one."""
        self._connection.execute(update(unit).where(unit.c.id == unit_id).values(parent_id=parent))

    def place(self, user_id: int, unit_id: int | None) -> None:
        """The user stands there from now on; None: on no unit."""
        self._connection.execute(update(user_account).where(user_account.c.id == user_id).values(unit_id=unit_id))
