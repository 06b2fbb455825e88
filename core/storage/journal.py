"""The journal: the audit as people read it, the newest first, filtered and in pages."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select

from core.domain.journal import GROUPS, REVEALS, Group, JournalFilter, JournalLine
from core.storage.rows import legible
from core.storage.tables import audit_entry, user_account

_OF_PACKAGE: Final = ("leaving", "saved", "dissolved", "password_shown", "sent")
"""Details that hold the id of a package."""


class Journal:
    """Records of `audit_entry` with the logins of `user_account`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, wanted: JournalFilter) -> int:
        """How many lines there are."""
        every = select(func.count()).select_from(audit_entry).where(*_conditions(wanted))
        return self._connection.execute(every).scalar_one()

    def lines(self, wanted: JournalFilter, limit: int, offset: int = 0) -> list[JournalLine]:
        """So many lines from the newest but `offset` on. Raises BaseDamaged for an entry that cannot be read."""
        columns = (audit_entry.c[name] for name in ("id", "at", "role", "use_case", "details"))
        # An outer join: an entry of a user who is not there is no reason to hide it.
        read = select(*columns, func.coalesce(user_account.c.login, "").label("login")).outerjoin(user_account)
        page = read.where(*_conditions(wanted)).order_by(audit_entry.c.id.desc()).limit(limit).offset(offset)
        with legible():
            return [JournalLine(**row) for row in self._connection.execute(page).mappings()]

    def of_client(
        self,
        client_id: int,
        leads: Collection[int],
        packages: Collection[int],
        imports: Collection[int],
        limit: int,
    ) -> list[JournalLine]:
        """The last lines that name this client, one of these leads, packages or imports of it, the newest first."""
        named = {
            "client": {client_id},
            "recommendation": set(leads),
            "import": set(imports),
            **{name: set(packages) for name in _OF_PACKAGE},
        }
        about: list[ColumnElement[bool]] = [
            func.json_extract(audit_entry.c.details, f"$.{name}").in_(ids) for name, ids in named.items() if ids
        ]
        decided = func.json_each(audit_entry.c.details, "$.recommendations").table_valued("value")
        if leads:
            of_them = func.json_extract(decided.c.value, "$[0]").in_(leads)
            lists = func.json_type(audit_entry.c.details, "$.recommendations") == "array"
            about.append(and_(lists, select(decided.c.value).where(of_them).exists()))
        columns = (audit_entry.c[name] for name in ("id", "at", "role", "use_case", "details"))
        read = select(*columns, func.coalesce(user_account.c.login, "").label("login")).outerjoin(user_account)
        last = read.where(or_(*about)).order_by(audit_entry.c.id.desc()).limit(limit)
        with legible():
            return [JournalLine(**row) for row in self._connection.execute(last).mappings()]

    def logins(self) -> dict[int, str]:
        """Who may be asked for: user → login, in the order of logins."""
        everybody = select(user_account.c.id, user_account.c.login).order_by(user_account.c.login)
        return {row.id: row.login for row in self._connection.execute(everybody)}


def _conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    first, last = wanted.bounds
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(audit_entry.c.at >= first)
    if last is not None:
        found.append(audit_entry.c.at <= last)
    if wanted.user_id is not None:
        found.append(audit_entry.c.user_id == wanted.user_id)
    if wanted.groups or wanted.use_cases:
        chosen = audit_entry.c.use_case.in_(sorted(wanted.use_cases))
        found.append(or_(chosen, *map(_in_group, wanted.groups)))
    return found


def _in_group(group: Group) -> ColumnElement[bool]:
    reveals = or_(false(), *(func.json_type(audit_entry.c.details, f"$.{name}").is_not(None) for name in REVEALS))
    named = audit_entry.c.use_case.in_(sorted(GROUPS[group]))
    return or_(named, reveals) if group is Group.REVEAL else and_(named, not_(reveals))
