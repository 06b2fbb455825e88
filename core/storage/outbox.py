"""Records of the outbox. Whose packages one may touch is asked of `PackageRecords` first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update

from core.domain.mailing import Sending
from core.domain.outbox import WAITING, Hitch, OutboxItem, Posting
from core.storage.mail_tables import outbox_item
from core.storage.rows import record


class OutboxRecords:
    """Records of `outbox_item`: one for each package at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everything(self) -> list[OutboxItem]:
        """The whole outbox, also what was sent, in the order of queueing."""
        return self._found(true())

    def one(self, package_id: int) -> OutboxItem | None:
        """That of a package, where it has one."""
        found = self._found(outbox_item.c.package_id == package_id)
        return found[0] if found else None

    def due(self, user_id: int, at: datetime) -> list[int]:
        """The packages of a user to try now, the longest due first."""
        wanted = select(outbox_item.c.package_id).where(_waiting(user_id), outbox_item.c.due_at <= at)
        return list(self._connection.scalars(wanted.order_by(outbox_item.c.due_at, outbox_item.c.package_id)))

    def next_due(self, user_id: int) -> datetime | None:
        """When the next package of a user is to be tried."""
        found: datetime | None = self._connection.scalar(
            select(func.min(outbox_item.c.due_at)).where(_waiting(user_id))
        )
        return found

    def interrupted(self) -> list[OutboxItem]:
        """Those that a program was handing over."""
        return self._found(outbox_item.c.state == Posting.SENDING.value)

    def not_sent(self) -> list[OutboxItem]:
        """All that has not gone for certain."""
        return self._found(outbox_item.c.state != Posting.SENT.value)

    def open_packages(self) -> set[int]:
        """The packages that are on their way."""
        return set(
            self._connection.scalars(select(outbox_item.c.package_id).where(outbox_item.c.state != Posting.SENT.value))
        )

    def may_have_left(self, package_id: int) -> bool:
        """Whether a package is being handed over, or was once without an answer."""
        item = self.one(package_id)
        return item is not None and (item.doubtful or item.state is Posting.SENDING)

    def add(self, item: OutboxItem) -> None:
        """Queue a package."""
        self._connection.execute(insert(outbox_item).values(_row(item)))

    def change(self, item: OutboxItem, **values: Any) -> OutboxItem:
        """Write these fields of an item; as it is now."""
        changed = replace(item, **values)
        of_it = outbox_item.c.package_id == item.package_id
        self._connection.execute(update(outbox_item).where(of_it).values(_row(changed)))
        return changed

    def doubt(self, item: OutboxItem, **values: Any) -> None:
        """It may have gone: only a person says what becomes of it."""
        self.change(item, state=Posting.UNKNOWN, due_at=None, doubtful=True, **values)

    def retry(self, user_id: int, at: datetime) -> None:
        """What the account of a user kept back is tried now."""
        theirs = (outbox_item.c.user_id == user_id) & (outbox_item.c.state == Posting.ERROR.value)
        kept = outbox_item.c.outcome.in_(sorted({Sending.LOGIN.value, Sending.UNSAFE.value, Hitch.ACCOUNT.value}))
        self._connection.execute(update(outbox_item).where(theirs, kept).values(due_at=at))

    def remove(self, package_id: int) -> None:
        """Take a package out of the outbox."""
        self._connection.execute(delete(outbox_item).where(outbox_item.c.package_id == package_id))

    def _found(self, condition: ColumnElement[bool]) -> list[OutboxItem]:
        wanted = select(outbox_item).where(condition).order_by(outbox_item.c.queued_at, outbox_item.c.package_id)
        rows = (row._asdict() for row in self._connection.execute(wanted))
        return [OutboxItem(**(row | {"state": Posting(row["state"])})) for row in rows]


def _waiting(user_id: int) -> ColumnElement[bool]:
    states = sorted(state.value for state in WAITING)
    return (outbox_item.c.user_id == user_id) & outbox_item.c.state.in_(states) & outbox_item.c.due_at.is_not(None)


def _row(item: OutboxItem) -> dict[str, Any]:
    return record(item) | {"state": item.state.value}
