"""Quick unlock as a user has it on this computer: a PIN in place of the password, for twelve hours after it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.domain.errors import NoSafeKeyring
from core.domain.rights import UseCase
from core.services.session import Done, Session
from core.vault import quick_unlock
from core.vault.os_keyring import safe_keyring


@dataclass(frozen=True, slots=True)
class QuickUnlock:
    """How it stands: `possible` where the system has a safe keyring."""

    possible: bool
    enabled: bool


def read_quick_unlock(session: Session, home: Path) -> QuickUnlock:
    """How quick unlock stands for this user on this computer; `home` is the program's own folder."""
    with session.reading(UseCase.QUICK_UNLOCK):
        pass
    try:
        safe_keyring()
    except NoSafeKeyring:
        return QuickUnlock(possible=False, enabled=False)
    return QuickUnlock(possible=True, enabled=quick_unlock.is_enabled(home, session.store.folder, session.login))


def enable_quick_unlock(session: Session, home: Path, password: str, pin: str) -> Done[None]:
    """Let a PIN open the base on this computer. Raises WeakPin, WrongPassword, NoSafeKeyring, PlaceUnwritable."""
    with session.doing(UseCase.QUICK_UNLOCK) as deed:
        quick_unlock.enable(home, session.store.folder, session.login, password, pin, datetime.now(UTC))
        deed.details |= {"quick_unlock": True}
    return Done(None)


def disable_quick_unlock(session: Session, home: Path) -> Done[None]:
    """Only the password opens the base again. Raises PlaceUnwritable."""
    with session.doing(UseCase.QUICK_UNLOCK) as deed:
        quick_unlock.disable(home, session.store.folder, session.login)
        deed.details |= {"quick_unlock": False}
    return Done(None)


def renew_quick_unlock(session: Session, home: Path) -> None:
    """The user has just signed in with the whole password: the hours count anew."""
    with session.reading(UseCase.QUICK_UNLOCK):
        pass
    quick_unlock.renew(home, session.store.folder, session.login, datetime.now(UTC))
