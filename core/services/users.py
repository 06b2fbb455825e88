"""Who works in the base: users come and go, change their passwords, are given the people key.

What a user may open is settled by keys: a role without the people key has none in its slot (`core/vault`). The slots
are written inside the unit of work: killed between the two, a slot without an account opens nothing.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from core.domain.errors import (
    BaseDamaged,
    LastAdministrator,
    LoginTaken,
    MissingValue,
    NoPeopleKey,
    OwnAccount,
    PasswordKept,
    UnknownLogin,
)
from core.domain.rights import MAY, SEES_PEOPLE, Role, UseCase
from core.domain.text import fold
from core.services.session import Deed, Done, Progress, Session, enter, no_progress, sign_in
from core.services.wording import Language
from core.storage.accounts import User
from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.storage.location import known_refusals, system_mounts
from core.storage.store import Mounts
from core.vault.fingerprint import fingerprint
from core.vault.kdf import KEY_BYTES
from core.vault.passwords import check_password, generate_password
from core.vault.recovery import new_sheet, read_sheet
from core.vault.slot_changes import SlotChanges, changing, holdings, put_back_on_failure
from core.vault.slots import StoreKeys, plain_login, unlock_by_sheet

CHANGED = frozenset({"users"})
_DUE = "people_key_due"
_DEEDS = ("created", "password_reset", "granted", "changed", "dismissed", "recovered")
_TOLD = (UseCase.MANAGE_USERS, UseCase.GRANT_PEOPLE, UseCase.MAKE_SHEET, UseCase.RECOVER)


@dataclass(frozen=True, slots=True)
class KeyNews:
    """What somebody did to users and keys. `entry` of the audit; `at` in UTC without zone; `deed` is "created",
    "password_reset", "granted", "changed", "dismissed", "recovered" or "sheet"; `by` and `about` are logins, `about`
    empty for the sheet.
    """

    entry: int
    at: datetime
    deed: str
    by: str
    about: str


class PeopleKey(StrEnum):
    """How a user stands to the people key."""

    NOT_NEEDED = "not_needed"
    WAITS = "waits"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A user as others see them. `public_key` is "" without a slot; two people compare it by voice (`key_words`)."""

    login: str
    roles: frozenset[Role]
    active: bool
    people: PeopleKey
    one_time: bool
    public_key: str


def key_words(public_key: str, language: Language) -> tuple[str, ...]:
    """A public key as six words."""
    return fingerprint(public_key, {"ru": "russian", "en": "english"}[language])


def own_words(session: Session, language: Language) -> tuple[str, ...]:
    """Those of this user's own public key, to be told to whoever gives the people key."""
    found = holdings(session.store.folder, session.keys.work)
    return key_words(next(one.recipient for one in found if one.login == session.login), language)


def read_users(session: Session) -> list[Colleague]:
    """Everybody who ever worked here."""
    with session.reading(UseCase.READ_USERS) as work:
        users = work.accounts.users()
    slots = {one.login: one for one in holdings(session.store.folder, session.keys.work)}
    found = []
    for user in users:
        slot = slots.get(user.login) if user.active else None
        people = PeopleKey.NOT_NEEDED
        if user.active and user.roles & SEES_PEOPLE:
            people = PeopleKey.HOLDS if slot is not None and slot.people else PeopleKey.WAITS
        one_time, public_key = (slot.one_time, slot.recipient) if slot is not None else (False, "")
        found.append(Colleague(user.login, user.roles, user.active, people, one_time, public_key))
    return found


def create_user(session: Session, login: str, roles: frozenset[Role]) -> Done[str]:
    """Add a user; returns the password for the first sign-in, to be told once.

    A role that sees people gets their key at once where this session holds it, else from the next holder.
    Raises MissingValue, LoginTaken.
    """
    login = plain_login(login)
    for name, value in (("login", fold(login)), ("roles", roles)):
        if not value:
            raise MissingValue(field=name)
    password = generate_password()
    with put_back_on_failure(session.store.folder), session.doing(UseCase.MANAGE_USERS) as deed:
        if any(user.login == login for user in deed.work.accounts.users()):
            raise LoginTaken
        deed.work.accounts.add_user(login, roles)
        user = _active(deed.work.accounts.user(login))
        deed.work.accounts.mark_told(user.id, deed.work.audit.last())  # what was before concerns nobody new
        _give_slot(session, deed, user, password)
        deed.details |= {"created": user.id, "roles": [[], sorted(roles)]}
    return Done(password, CHANGED)


def reset_password(session: Session, login: str) -> Done[str]:
    """Another password for a user who forgot it; returned to be told once. Raises UnknownLogin."""
    password = generate_password()
    with put_back_on_failure(session.store.folder), session.doing(UseCase.MANAGE_USERS) as deed:
        user = _active(deed.work.accounts.user(plain_login(login)))
        _give_slot(session, deed, user, password)
        deed.details |= {"password_reset": user.id}
    return Done(password, CHANGED)


def grant_people(session: Session, login: str) -> Done[None]:
    """Give the people key to a user whose role sees people. Raises UnknownLogin, NoPeopleKey."""
    with put_back_on_failure(session.store.folder), session.doing(UseCase.GRANT_PEOPLE) as deed:
        if session.keys.people is None:
            raise NoPeopleKey
        user = _active(deed.work.accounts.user(plain_login(login)))
        if not user.roles & SEES_PEOPLE:
            raise UnknownLogin
        with _changing(session.store.folder, session.keys.work) as slots:
            recipient = slots.grant_people(user.login, session.keys.people)
            deed.work.accounts.put_key_holder(user.login, recipient)
        deed.details |= {"granted": user.id}
    return Done(None, CHANGED)


def change_roles(session: Session, login: str, roles: frozenset[Role], progress: Progress = no_progress) -> Done[None]:
    """Give a user other roles. Whoever sees people no more loses their key, and the stores get new ones.

    Raises UnknownLogin, MissingValue, LastAdministrator, DiskFull.
    """
    if not roles:
        raise MissingValue(field="roles")
    with put_back_on_failure(session.store.folder), session.doing(UseCase.MANAGE_USERS) as deed:
        accounts = deed.work.accounts
        user = _active(accounts.user(plain_login(login)))
        _refuse_without_administrator(accounts.users(), user, roles)
        accounts.change_user(user.id, roles, active=True)
        loses, gains = (bool(one & SEES_PEOPLE) for one in (user.roles - roles, roles - user.roles))
        loses = loses and not roles & SEES_PEOPLE
        if loses or (gains and not user.roles & SEES_PEOPLE):
            with _changing(session.store.folder, session.keys.work) as slots:
                if loses:
                    slots.take_people(user.login)
                elif session.keys.people is not None:
                    accounts.put_key_holder(user.login, slots.grant_people(user.login, session.keys.people))
            if loses and session.keys.people is not None:
                accounts.remove_key_holder(user.login)
        deed.details |= {"changed": user.id, "roles": [sorted(user.roles), sorted(roles)]}
    if loses:
        rotate_keys(session, progress)
    return Done(None, CHANGED)


def dismiss_user(session: Session, login: str, progress: Progress = no_progress) -> Done[None]:
    """A user leaves: slot and grants go at once, and the stores get new keys, so that a copy of the slots opens nothing
    that is written from now on. Raises UnknownLogin, OwnAccount, DiskFull.
    """
    with put_back_on_failure(session.store.folder), session.doing(UseCase.MANAGE_USERS) as deed:
        accounts = deed.work.accounts
        user = _active(accounts.user(plain_login(login)))
        if user.id == session.user_id:
            raise OwnAccount
        accounts.change_user(user.id, user.roles, active=False)
        with _changing(session.store.folder, session.keys.work) as slots:
            slots.remove(user.login)
        if session.keys.people is not None:
            accounts.remove_key_holder(user.login)
        deed.details |= {"dismissed": user.id}
    rotate_keys(session, progress)
    return Done(None, CHANGED)


def change_password(session: Session, old: str, new: str) -> Done[None]:
    """Put the own key under another password.

    Raises WrongPassword, WeakPassword, DiskFull, PlaceUnwritable; PasswordKept for the same one.

    A session without the people key has only roles that do without it then, perhaps none: close it.
    """
    if new == old:
        raise PasswordKept
    check_password(new, session.company, session.login)
    with put_back_on_failure(session.store.folder), session.doing(UseCase.CHANGE_PASSWORD) as deed:
        with _changing(session.store.folder, session.keys.work) as slots:
            slots.change_password(session.login, old, new)
        deed.details |= {"password_changed": session.user_id}
    session.one_time = False
    if session.keys.people is None:
        session.roles -= SEES_PEOPLE
    return Done(None, CHANGED)


def draft_sheet() -> str:
    """The code of a recovery sheet that opens nothing yet: it is to be printed or saved and read back before it counts
    (`make_sheet`).
    """
    return new_sheet()


def make_sheet(session: Session, code: str | None = None) -> Done[str]:
    """A recovery sheet in place of any before, with a drafted code or a new one, which is returned. Raises
    NoPeopleKey, WrongSheet, WrongGroup.
    """
    code = read_sheet(code) if code is not None else new_sheet()
    with put_back_on_failure(session.store.folder), session.doing(UseCase.MAKE_SHEET) as deed:
        if session.keys.people is None:
            raise NoPeopleKey
        with _changing(session.store.folder, session.keys.work) as slots:
            deed.work.accounts.put_key_holder("", slots.put_sheet(code, session.keys))
    return Done(code, CHANGED)


def has_sheet(session: Session) -> bool:
    """Whether a recovery sheet opens this base."""
    session.role_for(UseCase.READ_USERS)
    return any(not one.login for one in holdings(session.store.folder, session.keys.work))


def sheet_due(session: Session) -> bool:
    """Whether this user can make a recovery sheet, and there is none. The sample needs none."""
    return not session.is_sample and may_make_sheet(session) and not has_sheet(session)


def may_make_sheet(session: Session) -> bool:
    """Whether this user can make a recovery sheet."""
    return bool(session.roles & MAY[UseCase.MAKE_SHEET]) and session.keys.people is not None


def recover(folder: Path, code: str, login: str, password: str, *, mounts: Mounts = system_mounts) -> Session:
    """Open the base with its recovery sheet, and give this user a new password.

    Raises WrongSheet, WrongGroup, WeakPassword, WrongPassword for a login that nobody has, and what `sign_in` raises.
    """
    session = enter(folder, replace(unlock_by_sheet(folder, code), login=plain_login(login)), mounts)
    try:
        check_password(password, session.company, session.login)
        with put_back_on_failure(session.store.folder), session.doing(UseCase.RECOVER) as deed:
            user = _active(deed.work.accounts.user(session.login))
            _give_slot(session, deed, user, password, one_time=False)
            deed.details |= {"recovered": user.id}
    finally:
        session.close()
    return sign_in(folder, login, password, mounts=mounts)  # with the keys of the user, not of the sheet


def rotate_keys(session: Session, progress: Progress = no_progress) -> Done[None]:
    """Other keys for the stores: for `work` always, for `people` where this session holds its key; else it stays due
    until somebody who does comes in (`finish_rotation`). It cannot be stopped once it has begun.

    Raises DiskFull, BaseDamaged, Stopped; then the keys are as they were.
    """
    old = session.keys
    fresh = StoreKeys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES) if old.people else None)
    folder = session.store.folder
    with session.doing(UseCase.ROTATE_KEYS) as deed:
        trusted = deed.work.accounts.key_holders() if old.people is not None else {}
        deed.work.accounts.change_setting(_DUE, True)
    progress("rotate", 0, 1)
    with _changing(folder, old.work) as slots:
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
    with _changing(folder, fresh.work) as slots:
        slots.end_swap()
    if old.people is not None:
        with session.keeping(UseCase.ROTATE_KEYS) as work:
            work.accounts.change_setting(_DUE, False)
    return Done(None, CHANGED)


def rotation_due(session: Session) -> bool:
    """Whether `people` has to get a new key, and this session can give it."""
    with session.reading(UseCase.READ_USERS) as work:
        return bool(work.accounts.settings().get(_DUE)) and session.keys.people is not None


def finish_rotation(session: Session, progress: Progress = no_progress) -> bool:
    """Give `people` the new key that is due since somebody left; whether there was one due. Raises as `rotate_keys`."""
    due = rotation_due(session)
    if due:
        rotate_keys(session, progress)
    return due


def dismiss_again(session: Session, deed: Deed, standing: Sequence[User]) -> int:
    """Take out of a restored base, within `deed`, whoever has left the one that stood there: account, slot and grants.

    The keys they know stay in force until a holder of both comes in (`finish_rotation`). Where no administrator is
    left, those of the base that stood there are. Returns how many were taken out.
    """
    accounts = deed.work.accounts
    left = {user.login for user in standing if not user.active}
    gone = [user for user in accounts.users() if user.active and user.login in left]
    if not gone:
        return 0
    with changing(session.store.folder, session.keys.work) as slots:
        for user in gone:
            accounts.change_user(user.id, user.roles, active=False)
            accounts.remove_key_holder(user.login)
            slots.remove(user.login)
    accounts.change_setting(_DUE, True)
    stay = [user for user in accounts.users() if user.active]
    if not any(Role.ADMINISTRATOR in user.roles for user in stay):
        heirs = {user.login for user in standing if user.active and Role.ADMINISTRATOR in user.roles}
        for user in stay:
            if user.login in heirs:
                accounts.change_user(user.id, user.roles | {Role.ADMINISTRATOR}, active=True)
    return len(gone)


def read_key_news(session: Session) -> list[KeyNews]:
    """What others did to users and keys since this user was told last, the oldest first."""
    with session.reading(UseCase.READ_USERS) as work:
        user = _active(work.accounts.user(session.login))
        entries = work.audit.following(user.told_entry + 1, _TOLD)
        logins = {one.id: one.login for one in work.accounts.users()}
    news = []
    for entry in entries:
        if entry.user_id != session.user_id or entry.use_case == UseCase.RECOVER:
            deed = next((one for one in _DEEDS if one in entry.details), "sheet")
            about = logins.get(entry.details.get(deed, 0), "")
            news.append(KeyNews(entry.id, entry.at, deed, logins.get(entry.user_id, ""), about))
    return news


def mark_key_news_told(session: Session, entry: int) -> None:
    """The user was told everything up to this entry."""
    with session.keeping(UseCase.READ_USERS) as work:
        work.accounts.mark_told(session.user_id, entry)


def _give_slot(session: Session, deed: Deed, user: User, password: str, *, one_time: bool = True) -> None:
    """A new slot with the keys that the user's roles need and this session holds."""
    people = session.keys.people if user.roles & SEES_PEOPLE else None
    with _changing(session.store.folder, session.keys.work) as slots:
        recipient = slots.put(user.login, password, StoreKeys(session.keys.work, people), one_time=one_time)
    if people is not None:
        deed.work.accounts.put_key_holder(user.login, recipient)


@contextmanager
def _changing(folder: Path, work_key: bytes) -> Iterator[SlotChanges]:
    """Change the slots. Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer, DiskFull, PlaceUnwritable."""
    with known_refusals(), changing(folder, work_key) as slots:
        yield slots


def _confirm(folder: Path, old: StoreKeys, fresh: StoreKeys) -> None:
    with changing(folder, old.work) as slots:
        slots.confirm_swap(fresh)


def _active(user: User | None) -> User:
    if user is None:
        raise UnknownLogin
    return user


def _refuse_without_administrator(users: list[User], changed: User, roles: frozenset[Role]) -> None:
    others = (user for user in users if user.active and user.id != changed.id)
    if Role.ADMINISTRATOR not in roles and not any(Role.ADMINISTRATOR in user.roles for user in others):
        raise LastAdministrator
