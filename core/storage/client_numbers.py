"""Numbers of clients: given once, short enough to be said aloud, never given again."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from core.storage.number_tables import client_number
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import batches, insert_many


class ClientNumbers:
    """Records of `client_number`."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._mine = reach.holds(client_number.c.client_id)

    def give(self, clients: Iterable[int]) -> None:
        """The next numbers to these new clients, in their order."""
        insert_many(self._connection, insert(client_number), ({"client_id": id_} for id_ in clients))

    def of(self, clients: Sequence[int]) -> dict[int, int]:
        """Client → its number; those that are erased or beyond reach are absent."""
        wanted = select(client_number.c.client_id, client_number.c.id).where(self._mine)
        pieces = (wanted.where(client_number.c.client_id.in_(some)) for some in batches(clients))
        return {client: number for piece in pieces for client, number in self._connection.execute(piece)}

    def client(self, number: int) -> int | None:
        """Whose number it is, None for nobody's within reach."""
        return self._connection.scalar(
            select(client_number.c.client_id).where(client_number.c.id == number, self._mine)
        )
