"""Undoing an import: its clients, updates, merges and consents are gone, or nothing is and the reasons are listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.errors import ImportNotDone, ImportTooOld
from core.domain.flat import raised
from core.domain.lead import Stage
from core.domain.rights import UseCase
from core.services.recalls import stop_unconsented
from core.services.session import Deed, Done, Session
from core.storage.client_images import HEAD, digest, is_only_recognised_otherwise
from core.storage.table_imports import DONE, ImportChange, StoredImport

_LEFT = (Stage.PACKAGED, Stage.SENT, Stage.OUTCOME)
_CHANGED = frozenset({"clients", "imports", "recommendations", "consents", "packages", "recalls"})


class InTheWay(StrEnum):
    """Why a client keeps an import from being undone: a lead has left, a later import adds to it, it was joined or
    split by hand, or it is another one now.
    """

    LEFT = "left"
    LATER = "later"
    JOINED = "joined"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ImportObstacle:
    """A client in the way. `who` is «Фамилия И. О.» or the organisation; `what` the file of a later import or of a
    package.
    """

    why: InTheWay
    client_id: int
    who: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """Clients that are gone and clients that are as before; neither where there are `obstacles`."""

    removed: int
    restored: int
    obstacles: tuple[ImportObstacle, ...] = ()


def undo_import(session: Session, import_id: int) -> Done[ImportUndone]:
    """Take an import back as a whole: added clients with all that hangs on them are gone, changed ones are as before.

    Where something has left, or clients have changed since in another way, nothing happens and each such client is an
    obstacle. Raises UnknownRecord (also where the import is beyond reach), ImportNotDone, ImportTooOld, BeyondReach
    (one of its clients is).
    """
    try:
        with session.doing(UseCase.UNDO_IMPORT) as deed:
            undone = _undo(deed, import_id, session.today())
            deed.details |= {"import": import_id, "removed": undone.removed, "restored": undone.restored}
    except _Refused as met:
        return Done(ImportUndone(0, 0, met.obstacles))
    return Done(undone, _CHANGED, deed.entry)


class _Refused(Exception):
    """Something is in the way; it ends the unit of work without a trace."""

    def __init__(self, obstacles: tuple[ImportObstacle, ...]) -> None:
        super().__init__()
        self.obstacles = obstacles


def _undo(deed: Deed, import_id: int, day: date) -> ImportUndone:
    records = deed.work.table_imports
    stored = records.one(import_id)
    if stored.state != DONE:
        raise ImportNotDone
    if "changes" not in stored.made:
        raise ImportTooOld
    changes = {one.client_id: one for one in records.changes(import_id)}
    deed.work.clients.refuse_beyond([*changes, *stored.made.get("signed", [])])
    added = [id_ for id_, one in changes.items() if one.before is None]
    before = {id_: one.before for id_, one in changes.items() if one.before is not None}
    now = deed.work.clients.images(list(before))
    obstacles = _obstacles(deed, stored, changes, {id_: digest(image) for id_, image in now.items()})
    if obstacles:
        raise _Refused(obstacles)
    scored_since = [id_ for id_, image in now.items() if image[HEAD]["scored_by"] is not None]
    same = {id_ for id_ in scored_since if is_only_recognised_otherwise(before[id_], now[id_])}
    then = {id_: {**image, HEAD: now[id_][HEAD]} if id_ in same else image for id_, image in before.items()}
    deed.work.merges.drop_merges_of_import(import_id)
    deed.work.merges.drop_of_import(import_id)
    deed.work.clients.take_out(added, deed.at)
    deed.work.clients.put_back(then, set(scored_since) - same)
    _take_back_beside(deed, stored, day)
    records.undo(import_id, deed.at)
    return ImportUndone(len(added), len(before))


def _take_back_beside(deed: Deed, stored: StoredImport, day: date) -> None:
    """Leads of clients whom the import left as they were may have gone by its consent alone: those do not leave any
    more, or are called back.
    """
    made = stored.made
    if "document" in made:
        deed.work.consents.unsign(made.get("signed", []), made["document"])
        deed.work.consents.forget_unsigned(made["document"])
        deed.work.consent_papers.forget_unsigned()
        stop_unconsented(deed, deed.work.leads.of_clients(made.get("signed", []), _LEFT), day)
    deed.work.clients.count_unknown_as_before(made.get("unknown", {}))


def _obstacles(
    deed: Deed, stored: StoredImport, changes: Mapping[int, ImportChange], now: Mapping[int, str]
) -> tuple[ImportObstacle, ...]:
    """Each client once, for the weightiest reason."""
    ids = list(changes)
    why: dict[int, tuple[InTheWay, str]] = {}
    for client_id, file_name in deed.work.leads.gone_since(ids, _LEFT, _updated_since(changes, stored.changed_at)):
        why.setdefault(client_id, (InTheWay.LEFT, file_name))
    for client_id, path in deed.work.table_imports.later(stored.id, ids):
        why.setdefault(client_id, (InTheWay.LATER, path))
    for client_id in deed.work.merges.by_hand_since(ids, stored.changed_at):
        why.setdefault(client_id, (InTheWay.JOINED, ""))
    for client_id, one in changes.items():
        if one.before is not None and now.get(client_id) != one.after:
            why.setdefault(client_id, (InTheWay.CHANGED, ""))
    who = _who(deed, list(why))
    return tuple(ImportObstacle(reason, id_, who[id_], what) for id_, (reason, what) in why.items())


def _updated_since(changes: Mapping[int, ImportChange], at: datetime) -> Mapping[int, datetime]:
    """Client → from when on what left of it carries what the import said."""
    return {id_: datetime.min if one.before is None else at for id_, one in changes.items()}


def _who(deed: Deed, ids: Sequence[int]) -> dict[int, str]:
    joined = {one.other_id: raised(one.content["values"])[0] for one in deed.work.merges.absorbed(ids)}
    identities = joined | deed.work.clients.identities(ids)
    return {id_: identities[id_].short_name if id_ in identities else "" for id_ in ids}
