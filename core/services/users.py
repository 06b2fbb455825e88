"""Who works in the base: users come and go, change their passwords, are given the people key.

What a user may open is settled by keys: a role without the people key has none in its slot (`core/vault`). The slots
are written inside the unit of work: killed between the two, a slot without an account opens nothing.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from core.domain.errors import (
    LastAdministrator,
    LastHolder,
    LoginTaken,
    MissingValue,
    NoPeopleKey,
    OwnAccount,
    PasswordKept,
    UnknownLogin,
)
from core.domain.rights import MAY, SEES_PEOPLE, Role, UseCase
from core.domain.text import fold
from core.services.rotation import CHANGED, DUE, changing_keys, changing_slots, rotate_keys
from core.services.session import Deed, Done, Progress, Session, backing_up, enter, no_progress
from core.services.wording import WORD_LISTS, Language
from core.storage.accounts import User
from core.storage.location import system_mounts
from core.storage.store import Mounts
from core.vault.fingerprint import fingerprint
from core.vault.passwords import check_password, generate_password
from core.vault.recovery import new_sheet, read_sheet
from core.vault.slot_changes import holdings
from core.vault.slots import StoreKeys, plain_login, unlock, unlock_by_sheet

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
    return fingerprint(public_key, WORD_LISTS[language])


def own_words(session: Session, language: Language) -> tuple[str, ...]:
    """Those of this user's own public key, to be told to whoever gives the people key: of the key that opened the base,
    not of what the slots say, which others may have written since.
    """
    return key_words(session.public_key, language)


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
    with changing_keys(session.store), session.doing(UseCase.MANAGE_USERS) as deed:
        if any(user.login == login for user in deed.work.accounts.users()):
            raise LoginTaken
        deed.work.accounts.add_user(login, roles)
        user = _active(deed.work.accounts.user(login))
        deed.work.accounts.mark_told(user.id, deed.work.audit.last())  # what was before concerns nobody new
        _give_slot(session, deed, user, password)
        deed.details |= {"created": user.id, "roles": [[], sorted(roles)]}
    return Done(password, CHANGED)


def reset_password(session: Session, login: str) -> Done[str]:
    """Another password for a user who forgot it; returned to be told once. Raises UnknownLogin, LastHolder."""
    password = generate_password()
    with changing_keys(session.store), session.doing(UseCase.MANAGE_USERS) as deed:
        user = _active(deed.work.accounts.user(plain_login(login)))
        if session.keys.people is None:  # the new slot will be without it
            _refuse_without_holder(session, deed, user)
        _give_slot(session, deed, user, password)
        deed.details |= {"password_reset": user.id}
    return Done(password, CHANGED)


def grant_people(session: Session, login: str, public_key: str) -> Done[None]:
    """Give the people key to a user whose role sees people, and to this public key, whose words were compared.

    Raises UnknownLogin, NoPeopleKey, BaseDamaged where the slots name another public key by now.
    """
    with changing_keys(session.store), session.doing(UseCase.GRANT_PEOPLE) as deed:
        if session.keys.people is None:
            raise NoPeopleKey
        user = _active(deed.work.accounts.user(plain_login(login)))
        if not user.roles & SEES_PEOPLE:
            raise UnknownLogin
        with changing_slots(session.store.folder, session.keys.work) as slots:
            slots.grant_people(user.login, public_key, session.keys.people)
            deed.work.accounts.put_key_holder(user.login, public_key)
        deed.details |= {"granted": user.id}
    return Done(None, CHANGED)


def change_roles(session: Session, login: str, roles: frozenset[Role], progress: Progress = no_progress) -> Done[None]:
    """Give a user other roles. Whoever sees people no more loses their key, and the stores get new ones; whoever comes
    to see them waits for the key until words were compared (`grant_people`). Whoever takes a role from themselves
    works without it from now on.

    Raises UnknownLogin, MissingValue, LastAdministrator, LastHolder, DiskFull.
    """
    if not roles:
        raise MissingValue(field="roles")
    with changing_keys(session.store), session.doing(UseCase.MANAGE_USERS) as deed:
        accounts = deed.work.accounts
        user = _active(accounts.user(plain_login(login)))
        _refuse_without_administrator(accounts.users(), user, roles)
        accounts.change_user(user.id, roles, active=True)
        loses = bool(user.roles & SEES_PEOPLE) and not roles & SEES_PEOPLE
        if loses:
            _refuse_without_holder(session, deed, user)
            with changing_slots(session.store.folder, session.keys.work) as slots:
                slots.take_people(user.login)
            if session.keys.people is not None:
                accounts.remove_key_holder(user.login)
            accounts.change_setting(DUE, True)  # so that a kill before the keys change does not forget it
        deed.details |= {"changed": user.id, "roles": [sorted(user.roles), sorted(roles)]}
    try:
        if loses:
            rotate_keys(session, progress)
    finally:
        if user.id == session.user_id:
            session.roles &= roles
    return Done(None, CHANGED)


def dismiss_user(session: Session, login: str, progress: Progress = no_progress) -> Done[None]:
    """A user leaves: slot and grants go at once, and the stores get new keys, so that a copy of the slots opens nothing
    that is written from now on. Raises UnknownLogin, OwnAccount, LastHolder, DiskFull.
    """
    with changing_keys(session.store), session.doing(UseCase.MANAGE_USERS) as deed:
        accounts = deed.work.accounts
        user = _active(accounts.user(plain_login(login)))
        if user.id == session.user_id:
            raise OwnAccount
        _refuse_without_holder(session, deed, user)
        accounts.change_user(user.id, user.roles, active=False)
        with changing_slots(session.store.folder, session.keys.work) as slots:
            slots.remove(user.login)
        if session.keys.people is not None:
            accounts.remove_key_holder(user.login)
        accounts.change_setting(DUE, True)  # so that a kill before the keys change does not forget it
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
    with changing_keys(session.store), session.doing(UseCase.CHANGE_PASSWORD) as deed:
        with changing_slots(session.store.folder, session.keys.work) as slots:
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
    with changing_keys(session.store), session.doing(UseCase.MAKE_SHEET) as deed:
        if session.keys.people is None:
            raise NoPeopleKey
        with changing_slots(session.store.folder, session.keys.work) as slots:
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


def recover(  # noqa: PLR0913
    folder: Path,
    code: str,
    login: str,
    password: str,
    *,
    mounts: Mounts = system_mounts,
    backups: Path | None = None,
) -> Session:
    """Open the base with its recovery sheet, and give this user a new password. `backups` as in `sign_in`.

    Raises WrongSheet, WrongGroup, WeakPassword, WrongPassword for a login that nobody has, and what `sign_in` raises
    but TooSoon: whoever has the sheet does not wait for wrong passwords that came before.
    """
    by_sheet = replace(unlock_by_sheet(folder, code), login=plain_login(login))
    session = enter(folder, by_sheet, mounts, backing_up(folder, backups, datetime.now(UTC)))
    try:
        check_password(password, session.company, session.login)
        with changing_keys(session.store), session.doing(UseCase.RECOVER) as deed:
            user = _active(deed.work.accounts.user(session.login))
            _give_slot(session, deed, user, password, one_time=False)
            deed.details |= {"recovered": user.id}
    finally:
        session.close()
    session = enter(folder, unlock(folder, login, password), mounts)  # with the keys of the user, not of the sheet
    session.backups = backups
    return session


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
    with changing_slots(session.store.folder, session.keys.work) as slots:
        recipient = slots.put(user.login, password, StoreKeys(session.keys.work, people), one_time=one_time)
    if people is not None:
        deed.work.accounts.put_key_holder(user.login, recipient)


def _active(user: User | None) -> User:
    if user is None:
        raise UnknownLogin
    return user


def _refuse_without_administrator(users: list[User], changed: User, roles: frozenset[Role]) -> None:
    others = (user for user in users if user.active and user.id != changed.id)
    if Role.ADMINISTRATOR not in roles and not any(Role.ADMINISTRATOR in user.roles for user in others):
        raise LastAdministrator


def _refuse_without_holder(session: Session, deed: Deed, leaving: User) -> None:
    """Raise LastHolder where nobody but this user could open people's data: neither another user nor the sheet."""
    active = {user.login for user in deed.work.accounts.users() if user.active} | {""}
    trusted = set(deed.work.accounts.key_holders()) if session.keys.people is not None else None
    holders = {
        one.login
        for one in holdings(session.store.folder, session.keys.work)
        if one.people and one.login in active and (trusted is None or one.recipient in trusted)
    }
    if holders == {leaving.login}:
        raise LastHolder
