"""Erasing people on their request: what that does is told beforehand, and nothing brings them back."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors import UnknownRecord
from core.domain.lead import LASTING, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.recalls import call_back
from core.services.session import Done, Session
from core.storage.unit_of_work import UnitOfWork

_CHANGED = frozenset({"clients", "recommendations", "packages", "consents", "imports", "recalls"})


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing these clients does. `names` in the order asked for.

    `removed` recommendations and leads go with them, `kept` ones that were offered stay without the person; `dissolved`
    packages have not left, and `waiting` leads of other clients in them wait again; `joined` records that are one with
    these clients can never be split again; `drafts` of imports, whoever began them, and unclear `lines` of answers go
    because they may name them. What has left in `files` is then to be called back from the partners
    (`core/services/recalls.py`). Of the dissolved packages `saved` files lie in some folder and were not marked as
    sent: they are to be deleted by hand.
    """

    names: tuple[str, ...]
    removed: int
    kept: int
    dissolved: int
    waiting: int
    consents: int
    joined: int
    drafts: int
    lines: int
    files: tuple[str, ...]
    saved: tuple[str, ...]


def read_erasure(session: Session, clients: Sequence[int]) -> Erasure:
    """What erasing these clients would do. Raises UnknownRecord, BeyondReach."""
    with session.reading(UseCase.ERASE) as work:
        _refuse_unknown(work, clients)
        people = work.clients.identities(list(clients))
        leads = work.leads.of_clients(list(clients), set(Stage))
        kept = [one for one in leads if one.stage in LASTING]
        unsent = {one.package_id for one in leads if one.stage is Stage.PACKAGED and one.package_id is not None}
        inside = sum(len(work.leads.of_package(package)) for package in unsent)
        files = {one.id: one.file_name for one in work.packages.everything()}
        gone = {one.package_id for one in kept if one.package_id is not None}
        return Erasure(
            names=tuple(people[id_].full_name for id_ in clients),
            removed=len(leads) - len(kept),
            kept=len(kept),
            dissolved=len(unsent),
            waiting=inside - sum(one.package_id in unsent for one in leads),
            consents=sum(len(work.consents.of_client(id_)) for id_ in clients),
            joined=sum(len(work.merges.standing(id_)) for id_ in clients),
            drafts=work.table_imports.count_naming(),
            lines=work.replies.count_naming(),
            files=tuple(sorted(files[package] for package in gone if package in files)),
            saved=_lying_about(work, leads),
        )


def erase_clients(session: Session, clients: Sequence[int]) -> Done[int]:
    """Erase these clients, and all that became one with them, for ever: a backup that is restored later erases them
    again. What has left is to be called back, and the journal keeps which saved files are to be deleted. Returns how
    many were asked for.

    Raises UnknownRecord, BeyondReach.
    """
    with session.doing(UseCase.ERASE) as deed:
        _refuse_unknown(deed.work, clients)
        every = _with_joined(deed.work, clients)
        leads = deed.work.leads.of_clients(every, LASTING | {Stage.PACKAGED})
        call_back(deed, leads)
        saved = _lying_about(deed.work, leads)
        deed.work.tombstones.add(every, deed.at)
        deed.work.clients.erase(every, deed.at)
        deed.details |= {"clients": len(set(clients))}
        if saved:
            deed.details |= {"files_to_delete": list(saved)}
    return Done(len(set(clients)), _CHANGED, deed.entry)


def _lying_about(work: UnitOfWork, leads: Sequence[Recommendation]) -> tuple[str, ...]:
    """The files of packages with these leads that were saved and have not left as far as anybody said. No notice can
    keep them: it would hang on a lead that goes.
    """
    packed = {one.package_id for one in leads if one.stage is Stage.PACKAGED and one.package_id is not None}
    packages = work.packages.some(sorted(packed))
    return tuple(sorted(one.file_name for one in packages if one.saved and not work.outbox.may_have_left(one.id)))


def _refuse_unknown(work: UnitOfWork, clients: Sequence[int]) -> None:
    """What is left of an erased client is nobody."""
    work.clients.refuse_strange(clients)
    if not clients or work.clients.portraits(list(clients)).keys() != set(clients):
        raise UnknownRecord


def _with_joined(work: UnitOfWork, clients: Sequence[int]) -> list[int]:
    """Clients that became part of others stand on their own in an older backup."""
    found, waiting = set(clients), list(clients)
    while waiting:
        parts = [one.other_id for one in work.merges.standing(waiting.pop()) if one.other_id is not None]
        new = [part for part in parts if part not in found]
        found.update(new)
        waiting += new
    return sorted(found)
