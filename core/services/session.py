"""A signed-in user with an open base: the one way to the records, through a right."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.domain.errors import MissingValue, WrongPassword
from core.domain.rights import Role, UseCase, role_for
from core.domain.settings import Settings
from core.domain.text import fold
from core.intake.service_finder import starting_synonyms
from core.storage.location import refuse_network, system_mounts
from core.storage.store import Mounts, Store, UnitOfWork, new_base, open_base
from core.vault.kdf import KEY_BYTES
from core.vault.passwords import check_password
from core.vault.sealing import new_signing_key
from core.vault.slots import StoreKeys, plain_login, unlock, write_first_slot

Progress = Callable[[str, int, int], None]
"""(step, done, total): how long work tells where it stands. What it raises stops the work, and the step leaves
nothing.
"""

T = TypeVar("T")
_CLIENT_ID_BITS = 62


def no_progress(_step: str, _done: int, _total: int) -> None:
    """For callers who do not want to know."""


def random_client_id() -> int:
    """Client ids are random, so that they say nothing about people or their order."""
    return secrets.randbits(_CLIENT_ID_BITS)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a command gives back: its value and the nouns whose screens must be read again."""

    value: T
    changed: frozenset[str] = frozenset()


@dataclass
class Session:
    """An open base and who works in it. `clock` gives aware times; `new_client_id` numbers that are not taken yet."""

    store: Store
    user_id: int
    roles: frozenset[Role]
    is_sample: bool
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_client_id: Callable[[], int] = field(default=random_client_id)

    @contextmanager
    def doing(self, use_case: UseCase) -> Iterator["Deed"]:
        """A command: one unit of work with an audit entry, in the role that may do it. Raises NotAllowed."""
        role = role_for(self.roles, use_case)
        with self.store.unit_of_work() as work:
            deed = Deed(work, self.now())
            yield deed
            work.audit.append(deed.at, self.user_id, role, use_case, deed.details)

    @contextmanager
    def reading(self, use_case: UseCase) -> Iterator[UnitOfWork]:
        """A query: changes nothing and leaves no entry. Raises NotAllowed."""
        role_for(self.roles, use_case)
        with self.store.reading() as work:
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
    """What a command works with: the records, its time, and the counts and names that its audit entry will carry."""

    work: UnitOfWork
    at: datetime
    details: dict[str, Any] = field(default_factory=dict)

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


def sign_in(folder: Path, login: str, password: str, *, mounts: Mounts = system_mounts) -> Session:
    """Open a base.

    Raises BaseMissing, BaseDamaged, BaseNewer, BaseBusy, WrongPassword, NetworkDrive, CipherMissing.
    """
    refuse_network(folder, mounts)
    unlocked = unlock(folder, login, password)
    store = open_base(folder, unlocked.keys, mounts)
    try:
        with store.reading() as work:
            user = work.accounts.user(unlocked.login)
            facts = work.accounts.facts()
        if user is None:
            raise WrongPassword
    except BaseException:
        store.close()
        raise
    user_id, roles = user
    return Session(store, user_id, roles, facts.get("sample") == "yes")
