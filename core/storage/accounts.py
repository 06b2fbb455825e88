"""The base's own facts, its users and settings."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.rights import Role
from core.storage.people_tables import key_holder, people_mark, secret
from core.storage.rows import added
from core.storage.tables import base_info, company, mark, setting, user_account


@dataclass(frozen=True, slots=True)
class User:
    """Who works in the base; one who left stays in the records, not active."""

    id: int
    login: str
    roles: frozenset[Role]
    active: bool
    told_entry: int


class Accounts:
    """Records of `base_info`, `user_account`, `setting`, `secret` and `key_holder`."""

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

    def secret(self, name: str) -> bytes:
        """A secret out of `people`."""
        return bytes(self._connection.execute(select(secret.c.value).where(secret.c.name == name)).scalar_one())

    def add_user(self, login: str, roles: frozenset[Role]) -> int:
        """Add an active user and return the id."""
        values = {"login": login, "roles": sorted(roles), "active": True}
        return added(self._connection, insert(user_account).values(values))

    def users(self) -> list[User]:
        """Everybody who ever worked here, in the order in which they came."""
        columns = (user_account.c[field.name] for field in fields(User))
        found = self._connection.execute(select(*columns).order_by(user_account.c.id)).mappings()
        return [User(**dict(row) | {"roles": frozenset(map(Role, row["roles"]))}) for row in found]

    def everybody(self) -> list[User]:
        """As `users`, of a base of any schema; nobody was told anything."""
        columns = (user_account.c[name] for name in ("id", "login", "roles", "active"))
        found = self._connection.execute(select(*columns).order_by(user_account.c.id))
        return [User(row.id, row.login, frozenset(map(Role, row.roles)), row.active, 0) for row in found]

    def user(self, login: str) -> User | None:
        """An active user."""
        return next((user for user in self.users() if user.active and user.login == login), None)

    def change_user(self, user_id: int, roles: frozenset[Role], *, active: bool) -> None:
        """Other roles, or none any more."""
        change = update(user_account).where(user_account.c.id == user_id)
        self._connection.execute(change.values(roles=sorted(roles), active=active))

    def mark_told(self, user_id: int, entry: int) -> None:
        """The user has seen what others did up to this entry of the audit."""
        self._connection.execute(update(user_account).where(user_account.c.id == user_id).values(told_entry=entry))

    def key_holders(self) -> dict[str, str]:
        """Public key → login of those to whom the people key was given; "" is the recovery sheet."""
        return {row.recipient: row.login for row in self._connection.execute(select(key_holder))}

    def put_key_holder(self, login: str, recipient: str) -> None:
        """The people key was given to this public key, and to no other one of this login."""
        self.remove_key_holder(login)
        self._connection.execute(insert(key_holder).values(login=login, recipient=recipient))

    def remove_key_holder(self, login: str) -> None:
        """The people key is not this login's any more."""
        self._connection.execute(delete(key_holder).where(key_holder.c.login == login))

    def settings(self) -> dict[str, Any]:
        """All settings that were changed from their default."""
        return {row.name: row.value for row in self._connection.execute(select(setting))}

    def change_setting(self, name: str, value: object) -> None:
        """Write one setting."""
        change = upsert(setting).values(name=name, value=value)
        self._connection.execute(change.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
