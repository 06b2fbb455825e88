"""A signed-in user with an open base: the one way to the records, through a right."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from core.domain.backup import Reason
from core.domain.errors import BaseBusy, MissingValue, OneTimePassword, WaitsForKey, WrongPassword
from core.domain.progress import Progress, Stopped, no_progress
from core.domain.rights import SEES_PEOPLE, Role, Scope, UseCase, role_for, scope_for
from core.domain.settings import Settings
from core.domain.text import fold
from core.intake.service_finder import starting_synonyms
from core.services.backup_place import back_up_store, backups_folder
from core.storage.cipher import refuse_unfit
from core.storage.holding import hold_base
from core.storage.key_swap import settle_swap
from core.storage.location import known_refusals, refuse_network, resolved, system_mounts
from core.storage.store import Mounts, Store, new_base, open_base
from core.storage.unit_of_work import UnitOfWork
from core.vault import quick_unlock
from core.vault.attempts import attempt
from core.vault.folders import mend_place
from core.vault.kdf import KEY_BYTES
from core.vault.passwords import check_password
from core.vault.sealing import new_signing_key
from core.vault.slot_changes import SWAPPING, changing, holdings
from core.vault.slots import StoreKeys, Unlocked, is_current, plain_login, refuse_missing, unlock, write_first_slot

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
    "sign_in_quickly",
]

T = TypeVar("T")
_CLIENT_ID_BITS = 62
SIGNING_KEY: Final = "signing_key"
"""The key that signs the packages of a base: its public half is a fact of the base, the private one a secret."""


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
    the one whose clients it holds, `public_key` that of the identity which opened it. `one_time`: the password was
    given by somebody else, and nothing but its change is allowed; until then `roles` may name some whose key is not
    there. `backups`: where its backups go on this computer (None: beside it). `clock` gives aware times;
    `new_client_id` numbers that are not taken yet.
    """

    store: Store
    user_id: int
    roles: frozenset[Role]
    is_sample: bool
    login: str
    base_id: str
    company: str
    public_key: str = ""
    one_time: bool = False
    backups: Path | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_client_id: Callable[[], int] = field(default=random_client_id)

    @property
    def keys(self) -> StoreKeys:
        """The keys of the stores, as far as this user holds them."""
        return self.store.keys

    @contextmanager
    def doing(self, use_case: UseCase) -> Iterator["Deed"]:
        """A command: one unit of work with an audit entry, in the role that may do it. Raises NotAllowed."""
        role = self.role_for(use_case)
        with self.store.unit_of_work() as work:
            self._keep_within(work, use_case)
            deed = Deed(work, self.now())
            yield deed
            deed.entry = work.audit.append(deed.at, self.user_id, role, use_case, deed.details)

    @contextmanager
    def reading(self, use_case: UseCase) -> Iterator[UnitOfWork]:
        """A query: changes nothing and leaves no entry. Raises NotAllowed."""
        self.role_for(use_case)
        with self.store.reading() as work:
            self._keep_within(work, use_case)
            yield work

    @contextmanager
    def keeping(self, use_case: UseCase) -> Iterator[UnitOfWork]:
        """A command that changes nothing anybody else works with, such as saving a draft: one unit of work without an
        audit entry, so that work going on beside it is not out of date. Raises NotAllowed.
        """
        self.role_for(use_case)
        with self.store.unit_of_work() as work:
            self._keep_within(work, use_case)
            yield work

    def role_for(self, use_case: UseCase) -> Role:
        """The role in which this user does this, for what needs the right and no record. Raises NotAllowed,
        OneTimePassword.
        """
        if self.one_time and use_case is not UseCase.CHANGE_PASSWORD:
            raise OneTimePassword
        return role_for(self.roles, use_case)

    def _keep_within(self, work: UnitOfWork, use_case: UseCase) -> None:
        """The records of the user's own clients alone, as far as the right goes."""
        scope = scope_for(self.roles, use_case)
        if scope is Scope.OWN:
            work.keep_within({self.user_id})
        elif scope is Scope.UNIT:
            work.keep_within(work.organisation.read().team(self.user_id))

    def now(self) -> datetime:
        """The time of the clock in UTC, without zone, as it is stored."""
        return self.clock().astimezone(UTC).replace(tzinfo=None)

    def today(self) -> date:
        """The local day."""
        return self.clock().astimezone().date()

    def close(self) -> None:
        """Close the base and drop its keys; who worked where stays known."""
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

    Raises MissingValue, WeakPassword, NetworkDrive, BaseExists, CipherMissing, SqliteOld, DiskFull; then nothing is
    left on the disk.
    """
    for name, text in (("company", company), ("login", login)):
        if not fold(text):
            raise MissingValue(field=name)
    check_password(password, company)
    refuse_unfit()
    base_id = secrets.token_hex(16)
    keys = StoreKeys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
    private, public = new_signing_key()
    with new_base(folder, keys, mounts) as (filling, store):
        recipient = write_first_slot(filling, base_id, login, password, keys)
        with store.unit_of_work() as work:
            facts = {SIGNING_KEY: public.hex(), "sample": "yes" if sample else "no"}
            for name, value in facts.items():
                work.accounts.note_fact(name, value)
            work.accounts.keep_secret(SIGNING_KEY, private)
            work.accounts.add_user(plain_login(login), frozenset(Role))
            work.accounts.put_key_holder(plain_login(login), recipient)
            work.catalogue.ensure_company(company, own=True)
            work.catalogue.set_synonyms(starting_synonyms())


def sign_in(  # noqa: PLR0913
    folder: Path,
    login: str,
    password: str,
    *,
    mounts: Mounts = system_mounts,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    backups: Path | None = None,
) -> Session:
    """Open a base whose backups go into `backups` (None: beside it); one of an older schema is backed up before it is
    migrated.

    Raises BaseMissing, BaseDamaged, BaseNewer, BaseBusy, BaseOpenElsewhere, WrongPassword, TooSoon, WaitsForKey,
    WaitsForUpdate, NetworkDrive, CipherMissing, SqliteOld, PlaceUnwritable, DiskFull.
    """
    refuse_unfit()
    refuse_network(folder, mounts)
    with suppress(OSError):  # where nobody may mend it, opening it says why
        mend_place(resolved(folder))
    refuse_missing(folder)
    with known_refusals(), attempt(folder, login, clock()):
        unlocked = unlock(folder, login, password)
    session = enter(folder, unlocked, mounts, backing_up(folder, backups, clock()))
    if unlocked.outdated:
        with suppress(OSError), changing(folder, session.keys.work) as slots:  # it is done at the next sign-in then
            slots.renew_derivation(login, password)
    session.backups = backups
    return session


def sign_in_quickly(  # noqa: PLR0913
    folder: Path,
    home: Path,
    login: str,
    pin: str,
    *,
    mounts: Mounts = system_mounts,
    now: datetime | None = None,
    backups: Path | None = None,
) -> Session:
    """Open a base with the PIN of quick unlock. `home` is the program's own folder on this computer; `backups` as in
    `sign_in`.

    Raises WrongPin, QuickUnlockOver, NoSafeKeyring, and what `sign_in` raises.
    """
    refuse_network(folder, mounts)
    refuse_missing(folder)
    at = now or datetime.now(UTC)
    unlocked = quick_unlock.unlock_quickly(home, folder, login, pin, at)
    session = enter(folder, unlocked, mounts, backing_up(folder, backups, at))
    session.backups = backups
    return session


def backing_up(folder: Path, backups: Path | None, at: datetime) -> Callable[[Store], object]:
    """What is done to a base of an older schema before it is migrated: a backup into `backups` (None: beside it)."""
    return lambda store: back_up_store(store, backups or backups_folder(folder), at, Reason.MIGRATION)


def enter(
    folder: Path,
    unlocked: Unlocked,
    mounts: Mounts = system_mounts,
    before_migration: Callable[[Store], object] | None = None,
) -> Session:
    """Open a base with what was unlocked, as the user that `unlocked` names. Raises as `sign_in`."""
    refuse_unfit()
    lock = hold_base(folder, datetime.now().astimezone())
    try:
        if not is_current(folder, unlocked):  # somebody changed the keys between the unlocking and the lock
            raise BaseBusy
        _finish_swap(folder, unlocked)
        store = open_base(folder, unlocked.keys, mounts, before_migration, lock)
    except BaseException:
        lock.release()
        raise
    try:
        with store.reading() as work:
            user = work.accounts.user(unlocked.login)
            facts = work.accounts.facts()
            company = work.accounts.own_company()
        if user is None:
            raise WrongPassword
        roles = user.roles if unlocked.keys.people is not None else user.roles - SEES_PEOPLE
        if not roles and not unlocked.one_time:  # the key is to wait behind a password of the user's own
            raise WaitsForKey
        _trust_first_holders(store, folder, unlocked.keys)
    except BaseException:
        store.close()
        raise
    return Session(
        store=store,
        user_id=user.id,
        roles=roles or user.roles,
        is_sample=facts.get("sample") == "yes",
        login=unlocked.login,
        base_id=unlocked.base_id,
        company=company,
        public_key=unlocked.public_key,
        one_time=unlocked.one_time,
    )


def _finish_swap(folder: Path, unlocked: Unlocked) -> None:
    """Bring to its end what a kill left of a change of keys."""
    if not unlocked.swap:
        return
    with known_refusals():
        settle_swap(folder, unlocked.swap)
    with known_refusals(), changing(folder, unlocked.keys.work) as slots:
        if unlocked.swap == SWAPPING:
            slots.end_swap()
        else:
            slots.abandon_swap()


def _trust_first_holders(store: Store, folder: Path, keys: StoreKeys) -> None:
    """A base from before holders were noted: those who hold the people key now are the ones to whom it was given."""
    if keys.people is None:
        return
    with store.reading() as work:
        if work.accounts.key_holders():
            return
    with store.unit_of_work() as work:
        for one in holdings(folder, keys.work):
            if one.people:
                work.accounts.put_key_holder(one.login, one.recipient)
