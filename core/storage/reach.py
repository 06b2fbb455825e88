"""Whose clients a unit of work may touch: a condition of its queries, so that nobody else's are read at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, or_, select, true

from core.domain.errors import BeyondReach
from core.storage.rows import batches
from core.storage.tables import client


@dataclass(frozen=True, slots=True)
class Reach:
    """Clients of these managers, and those of nobody; everybody's for None."""

    managers: frozenset[int] | None = None

    @property
    def clients(self) -> ColumnElement[bool]:
        """Which rows of `client` are within it."""
        if self.managers is None:
            return true()
        return or_(client.c.manager_id.is_(None), client.c.manager_id.in_(sorted(self.managers)))

    def holds(self, client_id: ColumnElement[int]) -> ColumnElement[bool]:
        """Which rows that name a client in this column are within it."""
        if self.managers is None:
            return true()
        # What is beyond is left out, not what is within looked up: rows of a client come in thousands, and there are
        # fewer others than clients wherever it matters.
        return client_id.not_in(select(client.c.id).where(~self.clients))

    def refuse_beyond(self, connection: Connection, ids: Sequence[int]) -> None:
        """Raise BeyondReach where any of these clients is another manager's."""
        if self.managers is None:
            return
        beyond = select(func.count()).select_from(client).where(~self.clients)
        if any(connection.scalar(beyond.where(client.c.id.in_(some))) for some in batches(ids)):
            raise BeyondReach

    def within(self, connection: Connection, ids: Sequence[int]) -> set[int]:
        """Those of these clients that are within it; ids that the base does not know are not."""
        wanted = select(client.c.id).where(self.clients)
        pieces = (wanted.where(client.c.id.in_(some)) for some in batches(ids))
        return {id_ for piece in pieces for id_ in connection.scalars(piece)}


EVERYBODY = Reach()
