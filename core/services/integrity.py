"""The check of every page, once a week and whenever it is asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.rights import UseCase
from core.services.session import Done, Session
from core.storage.integrity import wrong_with

EVERY_DAYS: Final = 7
_CHECKED = "integrity_checked"
_WORK_CHECKED = "integrity_checked_work"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found: codes of `core/storage/integrity.py`, none where all is well."""

    wrong: tuple[str, ...]


def integrity_due(session: Session) -> bool:
    """Whether the last good check of all that this user's keys open is a week old, or its day lies ahead."""
    with session.reading(UseCase.CHECK_BASE) as work:
        kept = work.accounts.settings().get(_setting(session), "")
    try:
        days = (session.today() - date.fromisoformat(kept)).days
    except (TypeError, ValueError):
        return True
    return not 0 <= days < EVERY_DAYS


def check_integrity(session: Session) -> Done[Checked]:
    """Read every page of the stores on a fresh connection; where all is well, note the day.

    The base's other work waits meanwhile. Raises BaseBusy, DiskFull, PlaceUnwritable.
    """
    wrong = look(session)
    if not wrong:
        with session.keeping(UseCase.CHECK_BASE) as work:
            work.accounts.change_setting(_setting(session), session.today().isoformat())
    return Done(Checked(tuple(wrong)))


def check_if_due(session: Session) -> Done[Checked | None]:
    """`check_integrity` where it is due, else nothing."""
    checked = check_integrity(session).value if integrity_due(session) else None
    return Done(checked)


def look(session: Session) -> list[str]:
    """What is wrong with the files of an open base; see `core/storage/integrity.py`. Raises NotAllowed."""
    session.role_for(UseCase.CHECK_BASE)
    with session.store.held() as folder:
        return wrong_with(folder, session.keys)


def _setting(session: Session) -> str:
    """Who does not hold the people key checks half of it, which is no check for those who do."""
    return _CHECKED if session.keys.people is not None else _WORK_CHECKED
