"""The journal: who did what and when, in which role; read, taken along as a workbook, and checked.

It holds field names, ids and counts, so those who see no person may read all of it. Its entries are told in words by
`core/services/entries.py`; the audit behind it is `core/storage/audit.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from core.delivery.workbook import table_workbook
from core.domain.backup import Facts
from core.domain.errors import BackupDamaged, BaseNewer, FolderUnwritable, TooManyLines
from core.domain.journal import AuditHead, AuditTrouble, JournalFilter, JournalLine
from core.domain.rights import UseCase
from core.services.backups import folder_of
from core.services.entries import tell_details, tell_role, tell_use_case
from core.services.outside import refuse_inside
from core.services.session import Done, Session
from core.services.wording import Language, say
from core.storage.audit import AuditEntry
from core.storage.backup_file import read_manifest
from core.storage.backups import list_copies
from core.storage.unit_of_work import UnitOfWork
from core.vault.files import write_whole

PAGE: Final = 100
_SECOND: Final = timedelta(seconds=1)
MOST_EXPORTED: Final = 100_000
"""Lines of one workbook: as many as a spreadsheet opens without complaint."""

_COLUMNS: Final = {"id": 8, "at": 20, "login": 18, "role": 16, "use_case": 28, "details": 100}
"""Column → its width in characters."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """`lines` of a page, the newest first, of `total` that the filter lets through; `logins` of all users by id."""

    lines: tuple[JournalLine, ...]
    total: int
    logins: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """`head` is the last entry. Up to the entry `anchored_to` a cut or a rewriting would show (0 without the key of
    people and heads from outside); any other change shows everywhere. No `trouble`: the journal is whole.
    """

    head: AuditHead
    anchored_to: int
    trouble: AuditTrouble | None


def read_journal(session: Session, wanted: JournalFilter, limit: int = PAGE, offset: int = 0) -> JournalPage:
    """So many lines from the newest but `offset` on; a client is named by its number as long as it has one. Raises
    BaseDamaged where one cannot be read.
    """
    with session.reading(UseCase.READ_JOURNAL) as work:
        lines = _numbered(work, work.journal.lines(wanted, limit, offset))
        return JournalPage(tuple(lines), work.journal.count(wanted), work.journal.logins())


def export_journal(session: Session, wanted: JournalFilter, file: Path, language: Language) -> Done[int]:
    """Write the lines that the filter lets through as a workbook, the newest first; returns how many.

    That this is done stands in the audit before a byte is written. Raises TooManyLines, PlaceUnwritable (a place inside
    the base), FolderUnwritable (the entry stays), BaseDamaged.
    """
    with session.doing(UseCase.EXPORT_JOURNAL) as deed:
        refuse_inside(session.store.folder, file)
        total = deed.work.journal.count(wanted)
        if total > MOST_EXPORTED:
            raise TooManyLines(most=MOST_EXPORTED)
        lines = _numbered(deed.work, deed.work.journal.lines(wanted, MOST_EXPORTED))
        deed.details |= {"exported": total}
        deed.details |= _asked(wanted)
    columns = [(say(language, "journal", f"column_{name}"), width) for name, width in _COLUMNS.items()]
    content = table_workbook(say(language, "journal", "sheet"), columns, [_cells(language, line) for line in lines])
    try:
        write_whole(file, content)
    except OSError:
        raise FolderUnwritable from None
    return Done(total, frozenset({"journal"}), deed.entry)


def check_journal(session: Session, anchors: Sequence[AuditHead] = ()) -> JournalCheck:
    """Follow the whole journal from its first entry. `anchors` are heads that lay outside of the base, in packages or
    backups; the one beside the people counts wherever their key is held.
    """
    with session.reading(UseCase.READ_JOURNAL) as work:
        known = (work.audit.anchored(), *anchors)
        return JournalCheck(work.audit.head(), max(one.id for one in known), work.audit.check(anchors))


def backup_heads(session: Session, folder: Path | None = None) -> list[AuditHead]:
    """The heads in the backups of this base that lie in `folder` (None: where they go on this computer), as anchors for
    `check_journal`.

    A backup counts where a holder of the work key wrote what it tells, and where it is of the past that the base has
    now: restoring cuts off what had come after the backup that was restored, with the backups made of it.
    """
    with session.reading(UseCase.READ_JOURNAL) as work:
        cuts = [cut for entry in work.audit.following(1, [UseCase.RESTORE]) if (cut := _Cut.of(entry)) is not None]
    told = _authentic_facts(session, folder or folder_of(session))
    heads = {AuditHead(one.moment.entry, one.moment.chain) for one in told if not any(cut.off(one) for cut in cuts)}
    return sorted((head for head in heads if head.id > 0), key=lambda head: (head.id, head.chain))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A restore at the time `at` of the backup of `made_at` whose last entry was `entry`; times in UTC without zone."""

    at: datetime
    made_at: datetime
    entry: int

    @classmethod
    def of(cls, entry: AuditEntry) -> "_Cut | None":
        """From its entry in the audit; None for one that does not tell."""
        try:
            made_at, last = datetime.fromisoformat(entry.details["made_at"]), int(entry.details["entry"])
        except (KeyError, TypeError, ValueError):
            return None
        return cls(entry.at, made_at.replace(tzinfo=None), last)

    def off(self, facts: Facts) -> bool:
        """Whether a backup may be of the past that ended here. Backups know their second only."""
        return facts.made_at <= self.at + _SECOND and (facts.made_at > self.made_at or facts.moment.entry > self.entry)


def _authentic_facts(session: Session, folder: Path) -> Iterator[Facts]:
    for one in list_copies(folder, session.base_id):
        try:
            with one.file.open("rb") as opened:
                manifest = read_manifest(opened)
            authentic = manifest.facts.base_id == session.base_id and manifest.is_authentic(session.keys.work)
        except (OSError, BackupDamaged, BaseNewer):
            continue
        if authentic:
            yield manifest.facts


def _numbered(work: UnitOfWork, lines: Sequence[JournalLine]) -> list[JournalLine]:
    clients = {id_ for line in lines if isinstance(id_ := line.details.get("client"), int)}
    numbers = work.numbers.of(sorted(clients))
    return [
        replace(line, details={**line.details, "client": numbers[id_]})
        if (id_ := line.details.get("client")) in numbers
        else line
        for line in lines
    ]


def _asked(wanted: JournalFilter) -> dict[str, Any]:
    """The filter as details of an entry: days, codes and the user's id."""
    asked = {
        "first": wanted.first and wanted.first.isoformat(),
        "last": wanted.last and wanted.last.isoformat(),
        "user": wanted.user_id,
        "groups": sorted(wanted.groups),
        "use_cases": sorted(wanted.use_cases),
    }
    return {name: value for name, value in asked.items() if value}


def _cells(language: Language, line: JournalLine) -> tuple[Any, ...]:
    """In the order of `_COLUMNS`."""
    told = tell_details(language, line.use_case, line.details)
    return line.id, line.at, line.login, tell_role(language, line.role), tell_use_case(language, line.use_case), told
