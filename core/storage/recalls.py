"""Records of notices that call data back from partners."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from core.domain.errors import BeyondReach, UnknownRecord
from core.domain.recall import Recall, RecallReason
from core.storage.follow_up_tables import recall
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import batches, insert_many
from core.storage.tables import recommendation


class RecallRecords:
    """Records of `recall`; those that are read are of clients within reach."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._mine = reach.holds(recommendation.c.client_id)

    def add(self, notices: Iterable[Recall]) -> None:
        """Note them; their ids are given anew. A lead is called back from a package once."""
        rows = (
            {
                "recommendation_id": one.lead,
                "company_id": one.company_id,
                "file_name": one.file_name,
                "row": one.row,
                "sent": one.sent,
                "reason": one.reason.value,
                "raised_at": one.raised_at,
            }
            for one in notices
        )
        insert_many(self._connection, insert(recall).on_conflict_do_nothing(), rows)

    def everything(self) -> list[Recall]:
        """All notices: those that are still to be done, then the others, each the newest first."""
        return self._read(recall.c.id.is_not(None))

    def one(self, id_: int) -> Recall:
        """A notice by its id. Raises UnknownRecord, BeyondReach."""
        found = self._read(recall.c.id == id_)
        if not found:
            if self._connection.scalar(select(recall.c.id).where(recall.c.id == id_)) is not None:
                raise BeyondReach
            raise UnknownRecord
        return found[0]

    def count_open(self) -> int:
        """How many are still to be done."""
        standing = select(func.count()).select_from(recall.join(recommendation))
        return self._connection.scalar(standing.where(recall.c.done_at.is_(None), self._mine)) or 0

    def mark(self, id_: int, done_at: datetime | None) -> None:
        """It was done, or (None) is to be done after all."""
        self._connection.execute(update(recall).where(recall.c.id == id_).values(done_at=done_at))

    def drop_open(self, leads: Sequence[int], reason: RecallReason) -> None:
        """These leads need not be called back for this; what was done stays on record."""
        for some in batches(leads):
            theirs = recall.c.recommendation_id.in_(some) & recall.c.done_at.is_(None)
            theirs &= recall.c.reason == reason.value
            self._connection.execute(delete(recall).where(theirs))

    def _read(self, wanted: ColumnElement[bool]) -> list[Recall]:
        newest = (recall.c.done_at.is_not(None), recall.c.raised_at.desc(), recall.c.id.desc())
        found = select(recall).join(recommendation).where(wanted, self._mine).order_by(*newest)
        return [_recall(row) for row in self._connection.execute(found)]


def _recall(row: Any) -> Recall:
    return Recall(
        id=row.id,
        lead=row.recommendation_id,
        company_id=row.company_id,
        file_name=row.file_name,
        row=row.row,
        sent=row.sent,
        raised_at=row.raised_at,
        done_at=row.done_at,
        reason=RecallReason(row.reason),
    )
