"""The base's own facts, its users and settings."""

from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.rights import Role
from core.storage.people_tables import people_mark, secret
from core.storage.rows import added
from core.storage.tables import base_info, company, mark, setting, user_account


class Accounts:
    """Records of `base_info`, `user_account`, `setting` and `secret`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start_marks(self) -> None:
        """Set the commit counters of both stores to zero."""
        for table in (mark, people_mark):
            self._connection.execute(insert(table).values(id=1, commits=0))

    def facts(self) -> dict[str, str]:
        """All facts by name."""
        return {row.name: row.value for row in self._connection.execute(select(base_info))}

    def own_company(self) -> str:
        """The name of the company whose clients the base holds."""
        return str(self._connection.execute(select(company.c.name).where(company.c.own)).scalar_one())

    def note_fact(self, name: str, value: str) -> None:
        """Write a fact that stays for the life of the base."""
        self._connection.execute(insert(base_info).values(name=name, value=value))

    def keep_secret(self, name: str, value: bytes) -> None:
        """Keep a secret in `people`."""
        self._connection.execute(insert(secret).values(name=name, value=value))

    def add_user(self, login: str, roles: frozenset[Role]) -> int:
        """Add an active user and return the id."""
        values = {"login": login, "roles": sorted(roles), "active": True}
        return added(self._connection, insert(user_account).values(values))

    def user(self, login: str) -> tuple[int, frozenset[Role]] | None:
        """(id, roles) of an active user."""
        wanted = select(user_account.c.id, user_account.c.roles).where(
            user_account.c.login == login, user_account.c.active
        )
        found = self._connection.execute(wanted).first()
        return None if found is None else (found.id, frozenset(Role(role) for role in found.roles))

    def settings(self) -> dict[str, Any]:
        """All settings that were changed from their default."""
        return {row.name: row.value for row in self._connection.execute(select(setting))}

    def change_setting(self, name: str, value: object) -> None:
        """Write one setting."""
        change = upsert(setting).values(name=name, value=value)
        self._connection.execute(change.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
