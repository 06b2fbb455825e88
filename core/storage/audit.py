"""The audit: append-only, hash-chained; field names and counts, never people's values."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from core.domain.rights import Role, UseCase
from core.storage.rows import added
from core.storage.tables import audit_entry

LOOKS: Final = frozenset({"preview", "password_shown", "backup"})
"""Details of entries that tell of a look or a copy alone: the one who leaves such an entry changes nothing."""
_START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when and in which role."""

    id: int
    at: datetime
    user_id: int
    role: str
    use_case: str
    details: dict[str, Any]


class Audit:
    """Records of `audit_entry`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, at: datetime, user_id: int, role: Role, use_case: UseCase, details: Mapping[str, object]) -> int:
        """Add an entry and return its id. Its `chain` is the SHA-256 of the one before and of its own content."""
        last = self._connection.scalar(select(audit_entry.c.chain).order_by(audit_entry.c.id.desc()).limit(1))
        values = {
            "at": at,
            "user_id": user_id,
            "role": role.value,
            "use_case": use_case.value,
            "details": dict(details),
        }
        return added(self._connection, insert(audit_entry).values(**values, chain=_chained(last or _START, values)))

    def last(self) -> int:
        """The id of the last entry that is no mere look, 0 before any. Every command that changes something leaves one:
        the same number, the same content.
        """
        changes = [func.json_type(audit_entry.c.details, f"$.{look}").is_(None) for look in LOOKS]
        last = select(audit_entry.c.id).where(*changes).order_by(audit_entry.c.id.desc()).limit(1)
        return self._connection.scalar(last) or 0

    def head(self) -> tuple[int, str]:
        """(id, chain) of the last entry, (0, "") before any: who holds them elsewhere notices entries cut off here."""
        last = select(audit_entry.c.id, audit_entry.c.chain).order_by(audit_entry.c.id.desc()).limit(1)
        found = self._connection.execute(last).first()
        return (0, "") if found is None else (found.id, found.chain)

    def chain_of(self, entry: int) -> str:
        """The chain of an entry, "" where there is none."""
        return self._connection.scalar(select(audit_entry.c.chain).where(audit_entry.c.id == entry)) or ""

    def count_since(self, entry: int, use_case: UseCase) -> tuple[int, int]:
        """(of this use case, of all others): how many entries follow this one."""
        of_it = func.count().filter(audit_entry.c.use_case == use_case.value)
        counted = select(of_it, func.count()).select_from(audit_entry).where(audit_entry.c.id > entry)
        own, every = self._connection.execute(counted).one()
        return int(own), int(every) - int(own)

    def entries(self) -> list[AuditEntry]:
        """All entries, the oldest first."""
        return self._found(_ENTRY.order_by(audit_entry.c.id))

    def latest_of(self, user_id: int, limit: int) -> list[AuditEntry]:
        """The last entries of a user, the newest first."""
        own = _ENTRY.where(audit_entry.c.user_id == user_id)
        return self._found(own.order_by(audit_entry.c.id.desc()).limit(limit))

    def following(self, entry: int, use_cases: Collection[UseCase]) -> list[AuditEntry]:
        """This entry, if it is of one of these use cases, and all later ones of them, the oldest first."""
        named = audit_entry.c.use_case.in_([one.value for one in use_cases])
        return self._found(_ENTRY.where(audit_entry.c.id >= entry, named).order_by(audit_entry.c.id))

    def since(self, at: datetime, user_id: int, use_case: UseCase) -> list[AuditEntry]:
        """What a user did of a use case from this time on, the oldest first."""
        own = (audit_entry.c.user_id == user_id) & (audit_entry.c.use_case == use_case.value)
        return self._found(_ENTRY.where(own, audit_entry.c.at >= at).order_by(audit_entry.c.id))

    def first_broken(self) -> int | None:
        """The id of the first entry that does not follow from the one before, or None."""
        before = _START
        for entry in self._connection.execute(select(audit_entry).order_by(audit_entry.c.id)).mappings():
            values = {name: entry[name] for name in ("at", "user_id", "role", "use_case", "details")}
            if entry["chain"] != _chained(before, values):
                return int(entry["id"])
            before = entry["chain"]
        return None

    def _found(self, wanted: Select[Any]) -> list[AuditEntry]:
        return [AuditEntry(*row) for row in self._connection.execute(wanted)]


_ENTRY = select(
    audit_entry.c.id,
    audit_entry.c.at,
    audit_entry.c.user_id,
    audit_entry.c.role,
    audit_entry.c.use_case,
    audit_entry.c.details,
)


def _chained(before: str, values: Mapping[str, object]) -> str:
    content = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()
