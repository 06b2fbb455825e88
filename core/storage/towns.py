"""Where clients live: read for the services that are not offered everywhere."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from core.storage.people_tables import person
from core.storage.rows import batches


class Towns:
    """Reads `person`; who holds no key of the people knows no town."""

    def __init__(self, connection: Connection, *, sees_people: bool) -> None:
        self._connection = connection
        self._sees_people = sees_people

    def of(self, ids: Sequence[int] | None = None) -> dict[int, str]:
        """Client → its town as the table gave it, of these clients (all, for None); absent where it is unknown."""
        if not self._sees_people:
            return {}
        town = person.c.details["city"].as_string()
        wanted = select(person.c.client_id, town).where(town != "")
        pieces = [wanted] if ids is None else [wanted.where(person.c.client_id.in_(some)) for some in batches(ids)]
        return {id_: str(name) for piece in pieces for id_, name in self._connection.execute(piece)}
