"""Other keys for the stores, since somebody left or lost a role."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from core.domain.backup import Reason
from core.domain.errors import BaseDamaged, KnownError
from core.domain.rights import SEES_PEOPLE, Role, UseCase
from core.services.backups import back_up_before
from core.services.session import Deed, Done, Progress, Session, no_progress
from core.storage.accounts import User
from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.storage.location import known_refusals
from core.storage.store import Store
from core.vault.kdf import KEY_BYTES
from core.vault.slot_changes import SlotChanges, changing, put_back_on_failure
from core.vault.slots import StoreKeys

CHANGED = frozenset({"users"})
DUE = "people_key_due"


def rotate_keys(session: Session, progress: Progress = no_progress) -> Done[None]:
    """Other keys for the stores: for `work` always, for `people` where this session holds its key; else it stays due
    until somebody who does comes in (`finish_rotation`). It cannot be stopped once it has begun. Whoever can, backs the
    base up before; where there is no place for a backup the keys change all the same.

    Raises DiskFull, BaseDamaged, Stopped; then the keys are as they were.
    """
    with session.store.keys_turn:
        return _rotate(session, progress)


def _rotate(session: Session, progress: Progress) -> Done[None]:
    old = session.keys
    fresh = StoreKeys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES) if old.people else None)
    folder = session.store.folder
    session.role_for(UseCase.ROTATE_KEYS)
    if old.people is not None and not session.is_sample:
        with suppress(KnownError):
            back_up_before(session, Reason.ROTATION)
    with session.doing(UseCase.ROTATE_KEYS) as deed:
        trusted = deed.work.accounts.key_holders() if old.people is not None else {}
        deed.work.accounts.change_setting(DUE, True)
    progress("rotate", 0, 1)
    with changing_slots(folder, old.work) as slots:
        slots.begin_swap(fresh, trusted)
    try:
        files = [WORK_FILE, PEOPLE_FILE] if old.people is not None else [WORK_FILE]
        with known_refusals():
            session.store.swap_keys(fresh, files, lambda: _confirm(folder, old, fresh))
    except BaseException:
        # New keys that count already stay in force; what cannot be written now the next sign-in settles.
        with suppress(BaseDamaged, OSError), changing(folder, old.work) as slots:
            slots.abandon_swap()
        raise
    with changing_slots(folder, fresh.work) as slots:
        slots.end_swap()
    if old.people is not None:
        with session.keeping(UseCase.ROTATE_KEYS) as work:
            work.accounts.change_setting(DUE, False)
    return Done(None, CHANGED)


def rotation_due(session: Session) -> bool:
    """Whether `people` has to get a new key, and this session can give it."""
    with session.reading(UseCase.READ_USERS) as work:
        return bool(work.accounts.settings().get(DUE)) and session.keys.people is not None


def finish_rotation(session: Session, progress: Progress = no_progress) -> bool:
    """Give `people` the new key that is due since somebody left; whether there was one due. Raises as `rotate_keys`."""
    due = rotation_due(session)
    if due:
        rotate_keys(session, progress)
    return due


def dismiss_again(session: Session, deed: Deed, standing: Sequence[User]) -> int:
    """Take out of a restored base, within `deed`, whoever has left the one that stood there: account, slot and grants;
    and whoever saw no people there any more has just those roles again, without the key.

    The keys they know stay in force until a holder of both comes in (`finish_rotation`). Where no administrator is
    left, those of the base that stood there are. Returns how many were taken out.
    """
    accounts = deed.work.accounts
    left = {user.login for user in standing if not user.active}
    blind = {user.login: user.roles for user in standing if user.active and not user.roles & SEES_PEOPLE}
    active = [user for user in accounts.users() if user.active]
    gone = [user for user in active if user.login in left]
    demoted = [user for user in active if user.roles & SEES_PEOPLE and user.login in blind]
    if not gone and not demoted:
        return 0
    with changing(session.store.folder, session.keys.work) as slots:
        for user in gone:
            accounts.change_user(user.id, user.roles, active=False)
            accounts.remove_key_holder(user.login)
            slots.remove(user.login)
        for user in demoted:
            accounts.change_user(user.id, blind[user.login], active=True)
            accounts.remove_key_holder(user.login)
            slots.take_people(user.login)
    accounts.change_setting(DUE, True)
    stay = [user for user in accounts.users() if user.active]
    if not any(Role.ADMINISTRATOR in user.roles for user in stay):
        heirs = {user.login for user in standing if user.active and Role.ADMINISTRATOR in user.roles}
        for user in stay:
            if user.login in heirs:
                accounts.change_user(user.id, user.roles | {Role.ADMINISTRATOR}, active=True)
    return len(gone)


@contextmanager
def changing_keys(store: Store) -> Iterator[None]:
    """Around a unit of work that changes the slots: nobody else changes them meanwhile, and where the block fails they
    are again what they were.
    """
    with store.keys_turn, put_back_on_failure(store.folder):
        yield


@contextmanager
def changing_slots(folder: Path, work_key: bytes) -> Iterator[SlotChanges]:
    """Change the slots. Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer, DiskFull, PlaceUnwritable."""
    with known_refusals(), changing(folder, work_key) as slots:
        yield slots


def _confirm(folder: Path, old: StoreKeys, fresh: StoreKeys) -> None:
    with changing(folder, old.work) as slots:
        slots.confirm_swap(fresh)
