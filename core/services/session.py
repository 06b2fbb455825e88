"""A signed-in user with an open base: the one way to the records, through a right."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.domain.backup import Reason
from core.domain.errors import MissingValue, WrongPassword
from core.domain.progress import Progress, Stopped, no_progress
from core.domain.rights import Role, UseCase, role_for
from core.domain.settings import Settings
from core.domain.text import fold
from core.intake.service_finder import starting_synonyms
from core.services.backup_place import back_up_store, backups_folder
from core.storage.location import refuse_network, resolved, system_mounts
from core.storage.store import Mounts, Store, UnitOfWork, new_base, open_base
from core.vault.folders import mend_place
from core.vault.kdf import KEY_BYTES
from core.vault.passwords import check_password
from core.vault.sealing import new_signing_key
from core.vault.slots import StoreKeys, Unlocked, plain_login, unlock, write_first_slot

__all__ = [
    "Deed",
    "Done",
    "Progress",
    "Session",
    "Stopped",
    "create_base",
    "no_progress",
    "random_client_id",
    "sign_in",
]

T = TypeVar("T")
_CLIENT_ID_BITS = 62


def random_client_id() -> int:
    """Client ids are random, so that they say nothing about people or their order."""
    return secrets.randbits(_CLIENT_ID_BITS)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a command gives back: its value, the nouns whose screens must be read again, and the id of the audit entry
    it left, where somebody may ask for it (`core/services/history.py`).
    """

    value: T
    changed: frozenset[str] = frozenset()
    entry: int | None = None


@dataclass
class Session:
    """An open base and who works in it. `base_id` names the base for ever, wherever its folder goes; `company` is
    the one whose clients it holds. `clock` gives aware times; `new_client_id` numbers that are not taken yet.
    """

    store: Store
    user_id: int
    roles: frozenset[Role]
    is_sample: bool
    login: str
    base_id: str
    company: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_client_id: Callable[[], int] = field(default=random_client_id)

    @contextmanager
    def doing(self, use_case: UseCase) -> Iterator["Deed"]:
        """A command: one unit of work with an audit entry, in the role that may do it. Raises NotAllowed."""
        role = role_for(self.roles, use_case)
        with self.store.unit_of_work() as work:
            deed = Deed(work, self.now())
            yield deed
            deed.entry = work.audit.append(deed.at, self.user_id, role, use_case, deed.details)

    @contextmanager
    def reading(self, use_case: UseCase) -> Iterator[UnitOfWork]:
        """A query: changes nothing and leaves no entry. Raises NotAllowed."""
        role_for(self.roles, use_case)
        with self.store.reading() as work:
            yield work

    @contextmanager
    def keeping(self, use_case: UseCase) -> Iterator[UnitOfWork]:
        """A command that changes nothing anybody else works with, such as saving a draft: one unit of work without an
        audit entry, so that work going on beside it is not out of date. Raises NotAllowed.
        """
        role_for(self.roles, use_case)
        with self.store.unit_of_work() as work:
            yield work

    def now(self) -> datetime:
        """The time of the clock in UTC, without zone, as it is stored."""
        return self.clock().astimezone(UTC).replace(tzinfo=None)

    def today(self) -> date:
        """The local day."""
        return self.clock().astimezone().date()

    def close(self) -> None:
        """Close the base."""
        self.store.close()


@dataclass
class Deed:
    """What a command works with: the records, its time, and the counts and names that its audit entry will carry;
    `entry` is the id of that entry once the command is done.
    """

    work: UnitOfWork
    at: datetime
    details: dict[str, Any] = field(default_factory=dict)
    entry: int | None = None

    @property
    def settings(self) -> Settings:
        """The settings of this base."""
        return Settings.of(self.work.accounts.settings())


def create_base(  # noqa: PLR0913
    folder: Path,
    company: str,
    login: str,
    password: str,
    *,
    sample: bool = False,
    mounts: Mounts = system_mounts,
) -> None:
    """Make a one-person base: its user holds every role.

    Raises MissingValue, WeakPassword, NetworkDrive, BaseExists, CipherMissing, DiskFull; then nothing is left on the
    disk.
    """
    for name, text in (("company", company), ("login", login)):
        if not fold(text):
            raise MissingValue(field=name)
    check_password(password, company)
    base_id = secrets.token_hex(16)
    keys = StoreKeys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
    private, public = new_signing_key()
    with new_base(folder, keys, mounts) as (filling, store):
        with store.unit_of_work() as work:
            facts = {"signing_key": public.hex(), "sample": "yes" if sample else "no"}
            for name, value in facts.items():
                work.accounts.note_fact(name, value)
            work.accounts.keep_secret("signing_key", private)
            work.accounts.add_user(plain_login(login), frozenset(Role))
            work.catalogue.ensure_company(company, own=True)
            work.catalogue.set_synonyms(starting_synonyms())
        write_first_slot(filling, base_id, login, password, keys)


def sign_in(
    folder: Path, login: str, password: str, *, mounts: Mounts = system_mounts, backups: Path | None = None
) -> Session:
    """Open a base. One of an older schema is backed up into `backups` (None: beside it) before it is migrated.

    Raises BaseMissing, BaseDamaged, BaseNewer, BaseBusy, WrongPassword, NetworkDrive, CipherMissing, and where the
    backup cannot be made DiskFull, PlaceUnwritable.
    """
    refuse_network(folder, mounts)
    with suppress(OSError):  # where nobody may mend it, opening it says why
        mend_place(resolved(folder))

    def before_migration(store: Store) -> None:
        back_up_store(store, backups or backups_folder(folder), datetime.now(UTC), Reason.MIGRATION)

    return enter(folder, unlock(folder, login, password), mounts, before_migration)


def enter(
    folder: Path,
    unlocked: Unlocked,
    mounts: Mounts = system_mounts,
    before_migration: Callable[[Store], object] | None = None,
) -> Session:
    """Open a base whose slot a password has opened. Raises what `sign_in` does."""
    store = open_base(folder, unlocked.keys, mounts, before_migration)
    try:
        with store.reading() as work:
            user = work.accounts.user(unlocked.login)
            facts = work.accounts.facts()
            company = work.accounts.own_company()
        if user is None:
            raise WrongPassword
    except BaseException:
        store.close()
        raise
    user_id, roles = user
    return Session(
        store=store,
        user_id=user_id,
        roles=roles,
        is_sample=facts.get("sample") == "yes",
        login=unlocked.login,
        base_id=unlocked.base_id,
        company=company,
    )
