"""The journal, which people read from the audit: what it is asked, a line of it, and what its check finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final

from core.domain.rights import UseCase


class Group(StrEnum):
    """What people look for in the journal. An entry that shows personal data or a password is in REVEAL alone."""

    REVEAL = "reveal"
    EXPORT = "export"
    SEND = "send"
    DECIDE = "decide"
    CLIENTS = "clients"
    COMPUTE = "compute"
    CATALOGUE = "catalogue"
    USERS = "users"
    BACKUPS = "backups"
    SETTINGS = "settings"


GROUPS: Final[Mapping[Group, frozenset[UseCase]]] = {
    Group.REVEAL: frozenset({UseCase.REVEAL}),
    Group.EXPORT: frozenset({UseCase.EXPORT, UseCase.EXPORT_TASKS, UseCase.EXPORT_JOURNAL}),
    Group.SEND: frozenset({UseCase.SEND, UseCase.APPROVE}),
    Group.DECIDE: frozenset({UseCase.DECIDE, UseCase.RECORD_OUTCOME, UseCase.CORRECT_OUTCOME, UseCase.FOLLOW_UP}),
    Group.CLIENTS: frozenset(
        {
            UseCase.EDIT_CLIENTS,
            UseCase.ERASE,
            UseCase.IMPORT_CLIENTS,
            UseCase.UNDO_IMPORT,
            UseCase.MERGE,
            UseCase.RECORD_CONSENT,
            UseCase.WITHDRAW_CONSENT,
            UseCase.REASSIGN,
            UseCase.KEEP_VIEWS,
        }
    ),
    Group.COMPUTE: frozenset({UseCase.COMPUTE, UseCase.TRAIN, UseCase.PUBLISH}),
    Group.CATALOGUE: frozenset(
        {
            UseCase.EDIT_CATALOGUE,
            UseCase.EDIT_INDICATORS,
            UseCase.EDIT_PARTNERS,
            UseCase.TEACH_SYNONYMS,
            UseCase.KEEP_MAPPINGS,
        }
    ),
    Group.USERS: frozenset(
        {
            UseCase.MANAGE_USERS,
            UseCase.EDIT_ORGANISATION,
            UseCase.GRANT_PEOPLE,
            UseCase.CHANGE_PASSWORD,
            UseCase.QUICK_UNLOCK,
            UseCase.MAKE_SHEET,
            UseCase.RECOVER,
            UseCase.ROTATE_KEYS,
        }
    ),
    Group.BACKUPS: frozenset({UseCase.BACK_UP, UseCase.RESTORE}),
    Group.SETTINGS: frozenset({UseCase.CHANGE_SETTINGS, UseCase.TRY_MODEL, UseCase.KEEP_MAIL_ACCOUNT}),
}

REVEALS: Final = frozenset({"preview", "password_shown", "shown"})
"""Details of entries that tell that somebody saw personal data or a password, whatever their use case."""

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
"""Nothing was written before or will be after; some systems know no time zone beyond such days."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What is wanted of the journal; each part left out lets everything through.

    `first` and `last` are days of this computer's calendar, both included. Where `groups` or `use_cases` are named, an
    entry must be of one of them.
    """

    first: date | None = None
    last: date | None = None
    user_id: int | None = None
    groups: frozenset[Group] = frozenset()
    use_cases: frozenset[UseCase] = frozenset()

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The first and the last moment of these days in UTC without zone, as entries have it."""
        return _moment(self.first, time.min), _moment(self.last, time.max)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry as it is shown. `at` in UTC without zone; `role` and `use_case` are codes; `details` hold field names,
    ids and counts, and what was before and after for settings and rights only.
    """

    id: int
    at: datetime
    login: str
    role: str
    use_case: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last entry at some moment, (0, "") before any. Kept where the audit cannot be reached, it is an anchor: the
    entry with this id must have this chain for ever.
    """

    id: int
    chain: str

    def __str__(self) -> str:
        return f"{self.id}:{self.chain}"


class Tampering(StrEnum):
    """What was done to the audit.

    CHANGED: the entry does not follow from the one before: it was edited, moved or put in. MISSING: there is no such
    entry, though later ones are. SHORTENED: the audit ends before this entry, which an anchor vouches for. REWRITTEN:
    the entry follows well, but an anchor knows another one: somewhere up to it everything was written anew.
    UNSEEN: who left the entry has the key of `people`, yet that store knows nothing of it: an older one lies there.
    """

    CHANGED = "changed"
    MISSING = "missing"
    SHORTENED = "shortened"
    REWRITTEN = "rewritten"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class AuditTrouble:
    """The first entry, by its id, of which it is known that it is not what it was."""

    kind: Tampering
    id: int


def _moment(day: date | None, at: time) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), at).astimezone(UTC).replace(tzinfo=None)
