"""Files become drafts without anybody looking: several that were chosen at once, and those that arrive in a folder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.domain.errors import KnownError, PasswordProtected
from core.domain.rights import UseCase
from core.intake.mapping import suggest
from core.intake.sources import FileStamp, Source, file_stamp
from core.services.drafts import CHANGED, ImportDraft, begin_draft, read_drafts, start_draft
from core.services.session import Done, Progress, Session, no_progress


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts that were begun, and the names of the files that could not be read, each with the reason."""

    drafts: tuple[ImportDraft, ...] = ()
    unread: tuple[tuple[str, KnownError], ...] = ()


def draft_files(session: Session, paths: Iterable[Path], progress: Progress = no_progress) -> Done[Drafted]:
    """Begin a draft of each of these files, one after the other; one under a password waits in its draft, unread."""
    session.role_for(UseCase.IMPORT_CLIENTS)
    drafts: list[ImportDraft] = []
    unread: list[tuple[str, KnownError]] = []
    for path in paths:
        try:
            drafts.append(_draft(session, path, progress))
        except KnownError as error:
            unread.append((path.name, error))
    return Done(Drafted(tuple(drafts), tuple(unread)), CHANGED if drafts else frozenset())


def draft_sheet(session: Session, source: Source, sheet: str) -> Done[ImportDraft]:
    """Begin a draft of another sheet of a workbook, which is read once somebody goes on with it. Raises BadText."""
    session.role_for(UseCase.IMPORT_CLIENTS)
    return start_draft(session, source, sheet, (), suggest(()))


def take_arrived(session: Session, files: Mapping[Path, FileStamp], progress: Progress = no_progress) -> Done[Drafted]:
    """Begin a draft of each of these files of a watched folder that was not taken yet as it stands; each is taken once,
    also where it cannot be read. Nothing is brought in.
    """
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        seen = work.seen_files.everything()
    begun = {draft.path for draft in read_drafts(session)}
    new = {path: stamp for path, stamp in files.items() if seen.get(_key(path)) != (stamp.size, stamp.changed)}
    drafts: list[ImportDraft] = []
    unread: list[tuple[str, KnownError]] = []
    for path, stamp in sorted(new.items(), key=lambda pair: pair[1].changed):
        if str(path) not in begun:  # else its draft asks about the new version when it is gone on with
            done = draft_files(session, [path], progress).value
            drafts += done.drafts
            unread += done.unread
        pass_over(session, {path: stamp})
    return Done(Drafted(tuple(drafts), tuple(unread)), CHANGED if drafts else frozenset())


def pass_over(session: Session, files: Mapping[Path, FileStamp]) -> Done[None]:
    """Do not take these files as they stand: they were, or they lay there before anybody watched."""
    with session.keeping(UseCase.IMPORT_CLIENTS) as work:
        work.seen_files.put({_key(path): (stamp.size, stamp.changed) for path, stamp in files.items()})
    return Done(None)


def _key(path: Path) -> str:
    """A path as text, also where it has bytes that are no letters."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _draft(session: Session, path: Path, progress: Progress) -> ImportDraft:
    source = Source(str(path), file_stamp(path))
    try:
        table = source.read(None, lambda done, total: progress("read", done, total))
    except PasswordProtected:
        return start_draft(session, source, None, (), suggest(())).value
    return begin_draft(session, source, table).value
