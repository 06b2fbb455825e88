"""Records of packages: the register in `work`, the sealed content in `people`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, true, update

from core.domain.errors import BeyondReach, UnknownRecord
from core.domain.lead import Stage
from core.storage.mail_tables import outbox_item
from core.storage.people_tables import package_content
from core.storage.reach import EVERYBODY, Reach
from core.storage.reply_tables import lead_code
from core.storage.rows import added, insert_many
from core.storage.tables import package, recommendation


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """A package as registered. `recipient`: the key it is sealed for, None for a workbook under a password; `lead_ids`
    in the order of its rows, None where it was made before that was kept; so `made_by`, a user. `approved_at` is None
    until somebody has let it leave.
    """

    id: int
    company_id: int
    file_name: str
    leads: int
    made_at: datetime
    saved: bool
    password_given: bool
    recipient: str | None = None
    lead_ids: tuple[int, ...] | None = None
    fields: tuple[str, ...] = ()
    made_by: int | None = None
    approved_at: datetime | None = None


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
    lead_ids: tuple[int, ...] | None = None
    codes: Mapping[str, int] = field(default_factory=dict)
    """Reply code → lead."""


class PackageRecords:
    """Records of `package` and `package_content`. One with a lead of a client beyond reach is beyond it as a whole."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._reach = reach

    def add(self, new: NewPackage, made_at: datetime, made_by: int | None = None) -> int:
        """Register a package with its content and return its id; it is not saved anywhere else yet, nor approved."""
        values = {
            "company_id": new.company_id,
            "made_at": made_at,
            "made_by": made_by,
            "file_name": new.file_name,
            "fields": list(new.fields),
            "leads": new.leads,
            "digest": new.digest,
            "saved": False,
            "password_given": new.recipient is not None,  # there is none to give
            "recipient": new.recipient,
            "lead_ids": None if new.lead_ids is None else list(new.lead_ids),
        }
        package_id = added(self._connection, insert(package).values(values))
        content = {"package_id": package_id, "content": new.content, "password": new.password}
        self._connection.execute(insert(package_content).values(content))
        codes = (
            {"code": code, "recommendation_id": lead, "package_id": package_id} for code, lead in new.codes.items()
        )
        insert_many(self._connection, insert(lead_code), codes)
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

    def some(self, ids: Sequence[int]) -> list[StoredPackage]:
        """Those of these packages that are there, also such as hold leads of clients beyond reach."""
        return PackageRecords(self._connection)._found(package.c.id.in_(ids))

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
        self._connection.execute(delete(lead_code).where(lead_code.c.package_id == package_id))
        self._connection.execute(delete(package).where(package.c.id == package_id))

    def dissolve(self, package_id: int, at: datetime) -> None:
        """Forget a package that never left: all its leads, whosever they are, wait again."""
        inside = (recommendation.c.package_id == package_id) & (recommendation.c.stage == Stage.PACKAGED.value)
        waiting = {"stage": Stage.WAITING.value, "stage_since": at, "package_id": None}
        self._connection.execute(update(recommendation).where(inside).values(waiting))
        self.discard(package_id)

    def approve(self, package_id: int, user_id: int, at: datetime) -> None:
        """This user lets it leave."""
        approved = {"approved_by": user_id, "approved_at": at}
        self._connection.execute(update(package).where(package.c.id == package_id).values(approved))

    def mark_saved(self, ids: Sequence[int]) -> None:
        """These packages lie in a folder now."""
        self._connection.execute(update(package).where(package.c.id.in_(ids)).values(saved=True))

    def mark_password_given(self, ids: Sequence[int]) -> None:
        """The passwords of these packages were handed out."""
        self._connection.execute(update(package).where(package.c.id.in_(ids)).values(password_given=True))

    def _found(self, condition: ColumnElement[bool]) -> list[StoredPackage]:
        columns = (package.c[one.name] for one in fields(StoredPackage))
        wanted = select(*columns).where(condition, self._mine()).order_by(package.c.id)
        return [_stored(row) for row in self._connection.execute(wanted).mappings()]

    def _mine(self) -> ColumnElement[bool]:
        if self._reach.managers is None:
            return true()
        packed, beyond = recommendation.c.package_id.is_not(None), ~self._reach.holds(recommendation.c.client_id)
        return package.c.id.not_in(select(recommendation.c.package_id).where(packed, beyond))


def _stored(row: RowMapping) -> StoredPackage:
    ids = row["lead_ids"]
    return StoredPackage(**{**row, "lead_ids": None if ids is None else tuple(ids), "fields": tuple(row["fields"])})
