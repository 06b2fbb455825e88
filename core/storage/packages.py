"""Records of packages: the register in `work`, the sealed content in `people`."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, true, update

from core.domain.errors import BeyondReach, UnknownRecord
from core.storage.mail_tables import outbox_item
from core.storage.people_tables import package_content
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import added
from core.storage.tables import package, recommendation


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """A package as registered. `recipient`: the key it is sealed for, None for a workbook under a password."""

    id: int
    company_id: int
    file_name: str
    leads: int
    made_at: datetime
    saved: bool
    password_given: bool
    recipient: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class NewPackage:
    """A package about to be registered, with its sealed content: a workbook under a `password`, or an age file for the
    key of a `recipient`.
    """

    company_id: int
    file_name: str
    fields: tuple[str, ...]
    leads: int
    digest: str
    content: bytes
    password: str = ""
    recipient: str | None = None


class PackageRecords:
    """Records of `package` and `package_content`. One with a lead of a client beyond reach is beyond it as a whole."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, new: NewPackage, made_at: datetime) -> int:
        """Register a package with its content and return its id; it is not saved anywhere else yet."""
        values = {
            "company_id": new.company_id,
            "made_at": made_at,
            "file_name": new.file_name,
            "fields": list(new.fields),
            "leads": new.leads,
            "digest": new.digest,
            "saved": False,
            "password_given": new.recipient is not None,  # there is none to give
            "recipient": new.recipient,
        }
        package_id = added(self._connection, insert(package).values(values))
        content = {"package_id": package_id, "content": new.content, "password": new.password}
        self._connection.execute(insert(package_content).values(content))
        return package_id

    def unsaved(self) -> list[StoredPackage]:
        """Packages that were made, not written to a folder yet, and are not on their way by mail."""
        return self._found(package.c.saved.is_(False) & package.c.id.not_in(select(outbox_item.c.package_id)))

    def without_password_given(self) -> list[StoredPackage]:
        """Saved packages whose password nobody was given yet."""
        return self._found(package.c.saved & package.c.password_given.is_(False))

    def one(self, package_id: int) -> StoredPackage:
        """A package by its id. Raises UnknownRecord, BeyondReach."""
        found = self._found(package.c.id == package_id)
        if not found:
            if self._connection.scalar(select(package.c.id).where(package.c.id == package_id)) is not None:
                raise BeyondReach
            raise UnknownRecord
        return found[0]

    def everything(self) -> list[StoredPackage]:
        """The whole register, the newest first."""
        return self._found(package.c.id.is_not(None))[::-1]

    def content(self, package_id: int) -> bytes:
        """The sealed workbook."""
        wanted = select(package_content.c.content).where(package_content.c.package_id == package_id)
        return bytes(self._connection.execute(wanted).scalar_one())

    def password(self, package_id: int) -> str:
        """The password of the workbook."""
        wanted = select(package_content.c.password).where(package_content.c.package_id == package_id)
        return str(self._connection.execute(wanted).scalar_one())

    def discard(self, package_id: int) -> None:
        """Forget a package that never left; its leads must have been taken out before."""
        self._connection.execute(delete(outbox_item).where(outbox_item.c.package_id == package_id))
        self._connection.execute(delete(package_content).where(package_content.c.package_id == package_id))
        self._connection.execute(delete(package).where(package.c.id == package_id))

    def mark_saved(self, ids: Sequence[int]) -> None:
        """These packages lie in a folder now."""
        self._connection.execute(update(package).where(package.c.id.in_(ids)).values(saved=True))

    def mark_password_given(self, ids: Sequence[int]) -> None:
        """The passwords of these packages were handed out."""
        self._connection.execute(update(package).where(package.c.id.in_(ids)).values(password_given=True))

    def _found(self, condition: ColumnElement[bool]) -> list[StoredPackage]:
        columns = (package.c[field.name] for field in fields(StoredPackage))
        wanted = select(*columns).where(condition, self._mine()).order_by(package.c.id)
        return [StoredPackage(*row) for row in self._connection.execute(wanted)]

    def _mine(self) -> ColumnElement[bool]:
        if self._reach.managers is None:
            return true()
        packed, beyond = recommendation.c.package_id.is_not(None), ~self._reach.holds(recommendation.c.client_id)
        return package.c.id.not_in(select(recommendation.c.package_id).where(packed, beyond))
