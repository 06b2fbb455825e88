"""The audit: append-only, hash-chained, anchored; field names and counts, never people's values.

Triggers refuse everything but the next entry (migration 0004). Whoever holds the key of `work` can drop them, and write
the chain anew from any entry on; so the head is anchored in `people` too, and lies outside in packages.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, String, and_, bindparam, exists, func, insert, not_, or_, select, update

from core.domain.journal import REVEALS, AuditHead, AuditTrouble, Tampering
from core.domain.rights import SEES_PEOPLE, Role, UseCase
from core.storage.people_tables import people_mark
from core.storage.rows import legible
from core.storage.tables import audit_entry

LOOKS: Final = REVEALS | {"exported", "backup"}
"""Details of entries that tell of a look or a copy alone: the one who leaves such an entry changes nothing."""
_START: Final = "0" * 64
_NOTHING: Final = AuditHead(0, "")

# Each entry as it goes into the chain (see `append`), put together by SQLite from the very bytes it holds: several
# times faster than reading them as values. `sound` is whether each is of its kind, so that no two entries look alike.
_STORED: Final = """
    SELECT
        id,
        typeof(at) = 'text' AND length(at) = 26 AND typeof(user_id) = 'integer' AND typeof(role) = 'text'
            AND typeof(use_case) = 'text' AND typeof(details) = 'text' AS sound,
        CAST(
            '{"at": "' || CASE substr(at, 20) WHEN '.000000' THEN substr(at, 1, 19) ELSE at END
            || '", "details": ' || details || ', "role": ' || json_quote(CAST(role AS TEXT))
            || ', "use_case": ' || json_quote(CAST(use_case AS TEXT)) || ', "user_id": ' || user_id || '}' AS BLOB
        ),
        CAST(chain AS BLOB)
    FROM main.audit_entry
    ORDER BY id
"""


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
    """Records of `audit_entry`, in one unit of work; `sees_people` says whether `people` with the anchor is there."""

    def __init__(self, connection: Connection, *, sees_people: bool) -> None:
        self._connection = connection
        self._sees_people = sees_people
        self._before: AuditHead | None = None
        self._appended: AuditHead | None = None

    def append(self, at: datetime, user_id: int, role: Role, use_case: UseCase, details: Mapping[str, object]) -> int:
        """Add an entry and return its id: ids count from 1 without a gap. Its `chain` is the SHA-256 of the one before
        and of its own content.
        """
        before = self.head()
        self._before = self._before or before
        codes = {"role": role.value, "use_case": use_case.value, "user_id": user_id}
        stored = _written(dict(details))
        content = _written({"at": str(at), "details": json.loads(stored)} | codes)
        head = AuditHead(before.id + 1, _chained(before.chain or _START, content.encode()))
        entry = {"id": head.id, "at": at, "stored": stored, "chain": head.chain} | codes
        self._connection.execute(_APPEND, entry)
        self._appended = head
        return head.id

    def head(self) -> AuditHead:
        """The last entry."""
        if self._appended is not None:
            return self._appended
        last = select(audit_entry.c.id, audit_entry.c.chain).order_by(audit_entry.c.id.desc()).limit(1)
        found = self._connection.execute(last).first()
        return _NOTHING if found is None else AuditHead(found.id, found.chain)

    def anchored(self) -> AuditHead:
        """The head at the last commit of somebody with the key of `people`; (0, "") without that key."""
        if not self._sees_people:
            return _NOTHING
        return AuditHead(*self._connection.execute(select(people_mark.c.audit_id, people_mark.c.audit_chain)).one())

    def anchor(self) -> None:
        """Note the head in `people`. It is the entry that was appended, not what the file says now.

        An anchor whose entry is no longer there, or reads otherwise, or after which `people` has missed one, stays as
        it is: going on does not cover it up.
        """
        head = self.head()
        holds = exists().where(
            audit_entry.c.id == people_mark.c.audit_id, audit_entry.c.chain == people_mark.c.audit_chain
        )
        before = self._before or head
        missed = exists().where(_MOVES_ANCHOR, audit_entry.c.id > people_mark.c.audit_id, audit_entry.c.id <= before.id)
        move = update(people_mark).where(or_(people_mark.c.audit_id == 0, and_(holds, not_(missed))))
        self._connection.execute(move.values(audit_id=head.id, audit_chain=head.chain))

    def check(self, anchors: Sequence[AuditHead] = ()) -> AuditTrouble | None:
        """What was done to the audit, at the first entry where it shows; None for a whole one that agrees with the
        anchor in `people` and with these further `anchors`.

        What was cut off or rewritten after the last anchor cannot be seen, nor where before it a rewriting began.
        """
        vouched = defaultdict(set)
        anchored = self.anchored()
        for anchor in (anchored, *anchors):
            if anchor.id > 0:  # before any entry there is nothing to vouch for
                vouched[anchor.id].add(anchor.chain)
        last, before = 0, _START
        with self._connection.exec_driver_sql(_STORED) as entries:
            for id_, sound, content, chain in entries:
                if id_ > last + 1:
                    return AuditTrouble(Tampering.MISSING, last + 1)
                follows = id_ == last + 1 and sound and chain == _chained(before, content).encode()
                if not follows:
                    return AuditTrouble(Tampering.CHANGED, id_)
                last, before = id_, chain.decode()
                if id_ in vouched and vouched.pop(id_) != {before}:
                    return AuditTrouble(Tampering.REWRITTEN, id_)
        if vouched:
            return AuditTrouble(Tampering.SHORTENED, last + 1)
        missed = select(func.min(audit_entry.c.id)).where(_MOVES_ANCHOR, audit_entry.c.id > anchored.id)
        unseen = self._connection.scalar(missed) if anchored.id else None
        return AuditTrouble(Tampering.UNSEEN, unseen) if unseen else None

    def last(self) -> int:
        """The id of the last entry that is no mere look, 0 before any. Every command that changes something leaves one:
        the same number, the same content.
        """
        changes = [func.json_type(audit_entry.c.details, f"$.{look}").is_(None) for look in LOOKS]
        last = select(audit_entry.c.id).where(*changes).order_by(audit_entry.c.id.desc()).limit(1)
        return self._connection.scalar(last) or 0

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

    def latest(self, use_case: UseCase, limit: int) -> list[AuditEntry]:
        """The last entries of a use case, the newest first."""
        of_it = _ENTRY.where(audit_entry.c.use_case == use_case.value)
        return self._found(of_it.order_by(audit_entry.c.id.desc()).limit(limit))

    def began(self) -> datetime | None:
        """When the first entry was left."""
        return self._connection.scalar(select(audit_entry.c.at).order_by(audit_entry.c.id).limit(1))

    def following(self, entry: int, use_cases: Collection[UseCase]) -> list[AuditEntry]:
        """This entry, if it is of one of these use cases, and all later ones of them, the oldest first."""
        named = audit_entry.c.use_case.in_([one.value for one in use_cases])
        return self._found(_ENTRY.where(audit_entry.c.id >= entry, named).order_by(audit_entry.c.id))

    def since(self, at: datetime, user_id: int, use_case: UseCase) -> list[AuditEntry]:
        """What a user did of a use case from this time on, the oldest first."""
        own = (audit_entry.c.user_id == user_id) & (audit_entry.c.use_case == use_case.value)
        return self._found(_ENTRY.where(own, audit_entry.c.at >= at).order_by(audit_entry.c.id))

    def _found(self, wanted: Select[Any]) -> list[AuditEntry]:
        with legible():
            return [AuditEntry(*row) for row in self._connection.execute(wanted)]


_ENTRY = select(
    audit_entry.c.id,
    audit_entry.c.at,
    audit_entry.c.user_id,
    audit_entry.c.role,
    audit_entry.c.use_case,
    audit_entry.c.details,
)

_MOVES_ANCHOR: Final = audit_entry.c.role.in_([role.value for role in SEES_PEOPLE]) & (
    audit_entry.c.use_case != UseCase.CHANGE_PASSWORD.value
)
"""Entries of sessions with the key of `people`; a password alone is changed without it, before that key is given."""

_APPEND: Final = insert(audit_entry).values(details=bindparam("stored", type_=String))
"""Details come as the very text that goes into the chain."""

_written: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False).encode


def _chained(before: str, content: bytes) -> str:
    return hashlib.sha256(before.encode() + b"\n" + content).hexdigest()
