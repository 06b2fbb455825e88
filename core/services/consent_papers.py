"""Documents of consent as files: the scan of what was signed, kept in the base, so that it can be shown when asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from core.domain.card_errors import PaperTooLong, PaperUnreadable
from core.domain.errors import FolderUnwritable, UnknownRecord
from core.domain.rights import UseCase
from core.services.outside import refuse_inside
from core.services.session import Deed, Done, Session
from core.vault.files import write_whole

MOST_BYTES: Final = 20 * 1024 * 1024
"""A longer file is no scan of a signed page or a few."""

SCAN: Final = "scan"
"""Detail of an entry of RECORD_CONSENT and IMPORT_CLIENTS: the file that was added."""

CHANGED: Final = frozenset({"consents"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the document with this `number`, `size` bytes long; `at` in UTC without zone."""

    id: int
    number: str
    name: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Scan:
    """A file as it was read, not kept yet: its name, and what is in it."""

    name: str
    content: bytes


class ScanKept(StrEnum):
    """What became of the scan that was chosen for a table: kept with its document, not read any more at the end, or
    left out because nobody of the table stands under that document.
    """

    KEPT = "kept"
    UNREAD = "unread"
    UNSIGNED = "unsigned"


def read_papers(session: Session, client_id: int) -> list[Paper]:
    """The files of all that this client signed, the oldest first. Raises UnknownRecord, BeyondReach."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        work.clients.refuse_strange([client_id])
        return [
            Paper(one.id, number, one.name, one.size, one.at)
            for number, one in work.consent_papers.of_client(client_id)
        ]


def add_paper(session: Session, client_id: int, number: str, file: Path) -> Done[int]:
    """Keep a file, of whatever kind, with the document of this number that the client signed; for everybody who signed
    the same one. Returns its id.

    Raises UnknownRecord (no such document of the client), PaperUnreadable, PaperTooLong, BeyondReach.
    """
    session.role_for(UseCase.RECORD_CONSENT)
    scan = read_scan(file)
    with session.doing(UseCase.RECORD_CONSENT) as deed:
        deed.work.clients.refuse_strange([client_id])
        document = deed.work.consents.document_of(client_id, number.strip())
        if document is None:
            raise UnknownRecord
        paper = deed.work.consent_papers.add(document, scan.name, scan.content, session.user_id, deed.at)
        deed.details |= {"client": client_id, SCAN: paper}
    return Done(paper, CHANGED, deed.entry)


def remove_paper(session: Session, paper_id: int) -> Done[None]:
    """Forget a file that was added in error; the consent stays as it is. Raises UnknownRecord, BeyondReach."""
    with session.doing(UseCase.RECORD_CONSENT) as deed:
        signers = deed.work.consent_papers.signers(paper_id)
        deed.work.clients.refuse_beyond(signers)
        deed.work.consent_papers.remove(paper_id)
        deed.details |= {"removed_scan": paper_id}
    return Done(None, CHANGED, deed.entry)


def save_paper(session: Session, client_id: int, paper_id: int, file: Path) -> Done[Path]:
    """Write the file of a document that the client signed to `file`; that it was shown stands in the journal. Raises
    UnknownRecord, BeyondReach, PlaceUnwritable (inside the base), FolderUnwritable.
    """
    with session.doing(UseCase.REVEAL) as deed:
        deed.work.clients.refuse_strange([client_id])
        if client_id not in deed.work.consent_papers.signers(paper_id):
            raise UnknownRecord
        refuse_inside(session.store.folder, file)
        content = deed.work.consent_papers.content(paper_id)
        deed.details |= {"client": client_id, "shown": SCAN}
    try:
        write_whole(file, content)
    except OSError:
        raise FolderUnwritable from None
    return Done(file, frozenset({"journal"}), deed.entry)


def keep_for_table(deed: Deed, user_id: int, clients: Sequence[int], document: int, scan: Scan | None) -> ScanKept:
    """Keep the scan of the one document of a table, once for all these clients who stand under it; None is a scan that
    could not be read. Part of the import, so it comes and goes with that.
    """
    if scan is None:
        return ScanKept.UNREAD
    if not deed.work.consents.is_signed(clients, document):
        return ScanKept.UNSIGNED
    paper = deed.work.consent_papers.add(document, scan.name, scan.content, user_id, deed.at)
    deed.details |= {SCAN: paper}
    return ScanKept.KEPT


def read_scan(file: Path) -> Scan:
    """A file of whatever kind that may be a scan. Raises PaperUnreadable (also where it is empty), PaperTooLong."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise PaperTooLong(most=MOST_BYTES // 1024 // 1024)
        content = file.read_bytes()
    except OSError:
        raise PaperUnreadable from None
    if not content:
        raise PaperUnreadable
    return Scan(file.name, content)
