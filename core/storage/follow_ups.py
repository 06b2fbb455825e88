"""Records of what follows when a lead has left: reminders, and going on to the next partner."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from core.domain.lead import LASTING, Stage
from core.domain.recommendation import Override, Recommendation
from core.storage.follow_up_tables import recall, reminder
from core.storage.overrides import OverrideRecords
from core.storage.rows import added, batches
from core.storage.scored_leads import STAGE_OF_CLIENTS, flat
from core.storage.tables import recommendation

ClientKind = tuple[int, int]
"""A client and a kind."""

_LIVE = [Stage.PACKAGED.value, Stage.SENT.value]


class FollowUps:
    """Records of `reminder`, and the leads of `recommendation` that go on; of leads and clients read before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def live(self, clients: Sequence[int]) -> dict[ClientKind, list[tuple[int, Stage, int | None]]]:
        """(lead, stage, package) of what of a kind lies in a package or was sent and waits for an answer."""
        found: dict[ClientKind, list[tuple[int, Stage, int | None]]] = {}
        for row in self._of(clients, STAGE_OF_CLIENTS.in_(_LIVE)):
            found.setdefault((row.client_id, row.kind_id), []).append((row.id, Stage(row.stage), row.package_id))
        return found

    def tried(self, clients: Sequence[int]) -> dict[ClientKind, set[int]]:
        """The services of a kind that were ever offered."""
        found: dict[ClientKind, set[int]] = {}
        for row in self._of(clients, STAGE_OF_CLIENTS.in_([stage.value for stage in LASTING])):
            found.setdefault((row.client_id, row.kind_id), set()).add(row.service_id)
        return found

    def went_on(self, clients: Sequence[int]) -> dict[int, int]:
        """Lead → the lead that goes on from it and has not been ended."""
        ended = Stage.DECLINED.value == STAGE_OF_CLIENTS
        rows = self._of(clients, recommendation.c.rerouted_from.is_not(None) & ~ended)
        return {row.rerouted_from: row.id for row in rows}

    def go_on(self, one: Recommendation, given: Override) -> int:
        """Add a lead that goes on; its id is given anew."""
        id_ = added(self._connection, insert(recommendation).values(**flat(one)))
        OverrideRecords(self._connection).give(id_, given)
        return id_

    def called_back(self, leads: Sequence[int]) -> set[int]:
        """Those of these that a notice calls back, done or not: they stay on record."""
        called = select(recall.c.recommendation_id)
        pieces = (called.where(recall.c.recommendation_id.in_(some)) for some in batches(leads))
        return {int(lead) for piece in pieces for lead in self._connection.scalars(piece)}

    def take_out(self, leads: Sequence[int]) -> None:
        """Leads that went on have not: nothing of them has left."""
        for some in batches(leads):
            self._connection.execute(delete(recommendation).where(recommendation.c.id.in_(some)))

    # ------------------------------------------------------------------ reminders

    def remind(self, leads: Sequence[int], on: date, user_id: int) -> list[int]:
        """Note that the partners were reminded of these; the ids of the notes."""
        rows = ({"recommendation_id": lead, "on": on, "user_id": user_id} for lead in leads)
        return [added(self._connection, insert(reminder).values(**row)) for row in rows]

    def reminded(self, leads: Sequence[int]) -> dict[int, date]:
        """Lead → the last day on which its partner was reminded."""
        last = select(reminder.c.recommendation_id, func.max(reminder.c.on)).group_by(reminder.c.recommendation_id)
        pieces = (last.where(reminder.c.recommendation_id.in_(some)) for some in batches(leads))
        return {int(lead): on for piece in pieces for lead, on in self._connection.execute(piece)}

    def forget(self, reminders: Sequence[int]) -> None:
        """The partners were not reminded after all."""
        for some in batches(reminders):
            self._connection.execute(delete(reminder).where(reminder.c.id.in_(some)))

    # ------------------------------------------------------------------

    def _of(self, clients: Sequence[int], condition: ColumnElement[bool]) -> list[Row[tuple[object, ...]]]:
        names = ("id", "client_id", "kind_id", "service_id", "stage", "package_id", "rerouted_from")
        wanted = select(*(recommendation.c[name] for name in names)).where(condition)
        pieces = (wanted.where(recommendation.c.client_id.in_(some)) for some in batches(clients))
        return [row for piece in pieces for row in self._connection.execute(piece)]
