"""Restoring a base from a backup: looked at first, checked whole, and put in place in one step.

Login and password of the time of the backup are all it takes, on any machine, or the recovery sheet of that time. What
stands in the place is backed up first; where it is too damaged for that, its folder is kept under a name that says so.
Who was erased from it is erased from what is restored, and who was dismissed from it is dismissed there too; who lost
the people key with a role has neither there. What waited to leave by mail may have left since: it is not sent unasked.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from filelock import BaseFileLock

from core.domain.backup import Backup, Facts, Moment, Reason
from core.domain.errors import (
    BackupDamaged,
    BaseBusy,
    BaseDamaged,
    BaseExists,
    BaseMissing,
    BaseUnreadable,
    FileMissing,
    KnownError,
    NoPeopleKey,
    OtherBase,
    StoresApart,
    WrongPassword,
)
from core.domain.outbox import Hitch
from core.domain.rights import SEES_PEOPLE, UseCase
from core.services.backup_place import BASE_SUFFIX, back_up_store, backups_folder, base_name
from core.services.rotation import dismiss_again
from core.services.session import Session, enter
from core.services.users import recover
from core.services.wording import Language, say
from core.storage.accounts import User
from core.storage.backup_file import read_manifest, unpack
from core.storage.backups import read_copy
from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.storage.holding import hold_base
from core.storage.key_swap import settle_swap
from core.storage.location import known_refusals, refuse_network, resolved, system_mounts
from core.storage.store import Mounts, Store, open_as_it_is
from core.storage.tombstones import ErasedAgain, Tombstone, read_tombstones
from core.vault.folders import mend_place, new_folder_for, parents_of, replace_folder
from core.vault.passwords import check_password
from core.vault.slots import SLOTS_FILE, StoreKeys, Unlocked, plain_login, read_base_id, unlock, unlock_by_sheet

_DAMAGE: Final = (BaseDamaged, BaseMissing, BaseUnreadable, StoresApart)
_WayIn = Callable[[Path], Unlocked]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What stands in the place now: the base of `made_at` (UTC without zone) with so many clients.

    `erased` of its clients had been erased since, and were again. `safety` is the backup of the base that stood there
    before, `kept` its folder where it was too damaged for one. `tombstones_lost`: it was so damaged that nobody can
    tell who had been erased from it. `dismissed` users had left since, and were taken out again. `drafts` of imports
    that may name who was erased since are gone.
    """

    made_at: datetime
    clients: int
    leads: int
    erased: int
    safety: Path | None
    kept: Path | None
    tombstones_lost: bool
    dismissed: int = 0
    drafts: int = 0


def read_backup(file: Path) -> Backup:
    """What a backup holds, for anybody; `damaged` where any of its bytes is not as it was written.

    Raises FileMissing, BackupDamaged where nothing can be read of it, BaseNewer.
    """
    return read_copy(file)


@dataclass(frozen=True, slots=True, repr=False)
class Rehearsal:
    """`standing`: keys that open the base that stands in the place. `lost`: one stands there and none opens it, so that
    nobody can tell who was erased or dismissed there since, and no backup can be made of it.
    """

    standing: StoreKeys | None
    lost: bool


def rehearse(  # noqa: PLR0913
    file: Path,
    folder: Path,
    login: str,
    password: str,
    *,
    sheet: str = "",
    session: Session | None = None,
    mounts: Mounts = system_mounts,
) -> Rehearsal:
    """Find out whether `restore` would be let in, while the base at `folder` may still be open in `session`; nothing is
    changed. Raises what `restore` raises, but what only its last step meets.
    """
    place, way = resolved(folder), _way_in(login, password, sheet)
    with _filled(file, place, way, mounts) as (filling, _, unlocked):
        standing, users = None if session is None else session.keys, () if session is None else _users_of(session.store)
        if session is None and place.exists():
            with hold_base(place, datetime.now().astimezone()):
                some = _either(unlocked.keys, None, place, (way,))
                standing = next((keys for keys in some if read_tombstones(place, keys) is not None), None)
        _refuse_left(unlocked, users)
        try:
            rehearsed = enter(filling, unlocked, mounts)
        except _DAMAGE:
            raise BackupDamaged from None
        try:
            with rehearsed.doing(UseCase.RESTORE):
                _refuse_blind(unlocked, users)
            if sheet:
                check_password(password, rehearsed.company, rehearsed.login)
        finally:
            rehearsed.close()
        return Rehearsal(standing, place.exists() and standing is None)


def restore(  # noqa: PLR0913
    file: Path,
    folder: Path,
    login: str,
    password: str,
    *,
    sheet: str = "",
    standing: StoreKeys | None = None,
    present: str = "",
    backups: Path | None = None,
    language: Language = "ru",
    mounts: Mounts = system_mounts,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> RestoreReport:
    """Put the base of a backup at `folder`. `backups`: where the one that stands there is backed up (None: beside it).
    With the code of a recovery `sheet` no password of that time is needed: `password` is then the login's new one.
    Where keys and password have changed since, `standing` are the keys of the base that stands there, or `present` the
    login's password in it.

    Whatever is raised, and wherever it is killed, what stood there stands there again at the next start, or the
    restored base does. Close the base before. Raises FileMissing, BackupDamaged, BaseNewer, WrongPassword (also for a
    login that was dismissed since, and a wrong `present`), WrongSheet, WrongGroup, WeakPassword, NoPeopleKey,
    NotAllowed, BaseExists (something that is no base), OtherBase, BaseBusy, BaseOpenElsewhere, NetworkDrive, DiskFull,
    PlaceUnwritable, CipherMissing.
    """
    place, at = resolved(folder), clock()
    way, ways = _way_in(login, password, sheet), [_way_in(login, password, sheet)]
    if present and place.exists():
        unlock(place, login, present)
        ways.append(_way_in(login, present, ""))
    with _filled(file, place, way, mounts) as (filling, facts, unlocked):
        stood = _Standing.found(place, _either(unlocked.keys, standing, place, ways), mounts)
        try:
            settled = _settle(filling, unlocked, facts, stood, mounts, at)
            if sheet:
                recover(filling, sheet, login, password, mounts=mounts).close()
            safety = stood.back_up(backups or backups_folder(place, language), at)
            stood.close()
            kept = None if safety or not place.exists() else _name_for_damaged(place, language, at)
            replace_folder(filling, place, kept)
        finally:
            stood.close()
            stood.release()
    lost = stood.tombstones is None
    clients, leads = settled.moment.clients, settled.moment.leads
    erased, dismissed, drafts = settled.erased.clients, settled.dismissed, settled.erased.drafts
    return RestoreReport(facts.made_at, clients, leads, erased, safety, kept, lost, dismissed, drafts)


def _way_in(login: str, password: str, sheet: str) -> _WayIn:
    """How a folder of this base is unlocked."""
    if sheet:
        return lambda folder: replace(unlock_by_sheet(folder, sheet), login=plain_login(login))
    return lambda folder: unlock(folder, login, password)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The base that stands in the place: `store` None where there is none or it cannot be opened; `tombstones` None
    where they cannot be read. `users`: everybody who ever worked in it, none where it cannot be opened.
    """

    store: Store | None
    tombstones: Sequence[Tombstone] | None
    lock: BaseFileLock | None
    users: Sequence[User] = ()

    @classmethod
    def found(cls, place: Path, some: Iterator[StoreKeys], mounts: Mounts) -> "_Standing":
        """Opened by the first of these keys that fit."""
        if not place.exists():
            return cls(None, (), None)
        lock, tombstones = hold_base(place, datetime.now().astimezone()), None
        for keys in some:
            tombstones = read_tombstones(place, keys) if tombstones is None else tombstones
            with suppress(*_DAMAGE):
                store = open_as_it_is(place, keys, mounts)
                return cls(store, tombstones, lock, _users_of(store))
        return cls(None, tombstones, lock)

    def back_up(self, folder: Path, at: datetime) -> Path | None:
        """Its backup; None where it is too damaged for one. Raises BaseBusy where somebody still works in it."""
        if self.store is None:
            return None
        try:
            saved = back_up_store(self.store, folder, at, Reason.RESTORE)
            if saved.facts is None or self.store.moment() != saved.facts.moment:
                raise BaseBusy
        except _DAMAGE:
            return None
        return saved.file

    def close(self) -> None:
        """Close its files, so that the folder may be moved; nobody else opens it meanwhile."""
        if self.store is not None:
            self.store.close()
        if os.name == "nt":  # there an open file keeps its folder where it is
            self.release()

    def release(self) -> None:
        """Let others open what stands in the place."""
        if self.lock is not None:
            self.lock.release()


def _users_of(store: Store) -> Sequence[User]:
    try:
        with store.reading() as work:
            return work.accounts.everybody()
    except _DAMAGE:  # what is restored does not depend on it
        return ()


def _either(keys: StoreKeys, standing: StoreKeys | None, place: Path, ways: Sequence[_WayIn]) -> Iterator[StoreKeys]:
    """Keys that may open what stands in the place: of the backup, at hand, those that a way in opens now."""
    yield keys
    if standing is not None and standing.people is not None:
        yield standing
    for way in ways:
        with suppress(KnownError):
            unlocked = way(place)
            if unlocked.swap:
                with suppress(OSError):
                    settle_swap(place, unlocked.swap)
            yield unlocked.keys


def _refuse_left(unlocked: Unlocked, users: Sequence[User]) -> None:
    """Raise WrongPassword for who was dismissed from the base that stands."""
    if any(user.login == unlocked.login and not user.active for user in users):
        raise WrongPassword


def _refuse_blind(unlocked: Unlocked, users: Sequence[User]) -> None:
    """Raise NoPeopleKey for who sees no people any more in the base that stands."""
    if any(user.login == unlocked.login and not user.roles & SEES_PEOPLE for user in users):
        raise NoPeopleKey


def _refuse_foreign(place: Path, facts: Facts) -> None:
    """Raise BaseExists for what is no base, OtherBase for one that the backup is not of."""
    if not place.exists():
        return
    if not any((place / name).exists() for name in (WORK_FILE, PEOPLE_FILE, SLOTS_FILE)):
        raise BaseExists
    if read_base_id(place) not in {None, facts.base_id}:
        raise OtherBase


def _unpack(opened: BinaryIO, filling: Path, way: _WayIn) -> tuple[Facts, Unlocked]:
    """Lay the files into a folder, and unlock them there. What they hold is as a holder of the keys wrote it."""
    manifest = unpack(opened, filling)
    try:
        unlocked = way(filling)
    except _DAMAGE:
        raise BackupDamaged from None
    if unlocked.base_id != manifest.facts.base_id or not manifest.is_authentic(unlocked.keys.work):
        raise BackupDamaged
    if unlocked.keys.people is None:
        raise NoPeopleKey
    return manifest.facts, unlocked


@dataclass(frozen=True, slots=True)
class _Settled:
    """What the restored base came to: who was erased and how many were dismissed again, its moment then."""

    erased: ErasedAgain
    dismissed: int
    moment: Moment


def _settle(  # noqa: PLR0913, PLR0917
    filling: Path, unlocked: Unlocked, facts: Facts, standing: _Standing, mounts: Mounts, at: datetime
) -> _Settled:
    """Check the unpacked base, migrate it, take out whom it must not know or let in."""
    _refuse_left(unlocked, standing.users)
    try:
        store = open_as_it_is(filling, unlocked.keys, mounts)
        try:
            if store.check():
                raise BackupDamaged
        finally:
            store.close()
        session = enter(filling, unlocked, mounts)
    except _DAMAGE:
        raise BackupDamaged from None
    session.clock = lambda: at
    try:
        with session.doing(UseCase.RESTORE) as deed:
            _refuse_blind(unlocked, standing.users)
            deed.work.tombstones.keep(standing.tombstones or ())
            erased = deed.work.tombstones.apply(deed.at)
            dismissed = dismiss_again(session, deed, standing.users)
            waiting = deed.work.outbox.not_sent()
            for item in waiting:
                deed.work.outbox.doubt(item, outcome=Hitch.RESTORED.value, code=0)
            deed.details |= {"made_at": facts.made_at.isoformat(), "entry": facts.moment.entry}
            deed.details |= {"erased": erased.clients}
            if erased.drafts:
                deed.details |= {"drafts": erased.drafts}
            if waiting:
                deed.details |= {"doubtful": [item.package_id for item in waiting]}
            if dismissed:
                deed.details |= {"dismissed_again": dismissed}
        return _Settled(erased, dismissed, session.store.moment())
    finally:
        session.close()


def _name_for_damaged(place: Path, language: Language, at: datetime) -> Path:
    moment = f"{at.astimezone():%Y-%m-%d %H%M}"
    stem = say(language, "backups", "damaged", name=base_name(place), moment=moment)
    kept, number = place.with_name(f"{stem}{BASE_SUFFIX}"), 1
    while kept.exists():
        number += 1
        kept = place.with_name(f"{stem} ({number}){BASE_SUFFIX}")
    return kept


@contextmanager
def _filled(file: Path, place: Path, way: _WayIn, mounts: Mounts) -> Iterator[tuple[Path, Facts, Unlocked]]:
    """For the block, a folder beside `place` with what a backup of its base holds, unlocked."""
    refuse_network(place, mounts)
    with _opened(file) as opened, known_refusals(), parents_of(place):
        mend_place(place)
        _refuse_foreign(place, read_manifest(opened).facts)
        filling = new_folder_for(place)
        try:
            yield filling, *_unpack(opened, filling, way)
        finally:
            shutil.rmtree(filling, ignore_errors=True)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        if not file.is_file():
            raise FileMissing
        opened = file.open("rb")
    except OSError:
        raise FileMissing from None
    with opened:
        yield opened
