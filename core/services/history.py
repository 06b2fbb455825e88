"""What one has done oneself, the newest first, and the undoing of a decision: back to just what was, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from core.domain.client import Identity
from core.domain.errors import NothingToUndo
from core.domain.lead import Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.decisions import BEFORE, SCORED
from core.services.session import Deed, Done, Session
from core.storage.audit import AuditEntry

UNDONE: Final = "undone"
"""Detail of an entry of DECIDE that undid another one: its id."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that this user did. `at` in UTC without zone; `details` as audited: field names, ids and counts."""

    entry: int
    at: datetime
    use_case: UseCase
    details: Mapping[str, Any]
    undoable: bool


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A recommendation that has gone on since the decision: it stands in `stage`, maybe in the file `file_name`.

    `who` is «Фамилия И. О.» or the organisation; empty for one that was erased.
    """

    recommendation: int
    who: str
    service: str
    partner: str
    stage: Stage
    file_name: str | None


@dataclass(frozen=True, slots=True)
class Undone:
    """The recommendations that are back where they were; none where there are `obstacles`."""

    recommendations: tuple[int, ...]
    obstacles: tuple[Obstacle, ...] = ()


def read_history(session: Session, limit: int = 20) -> list[Action]:
    """The user's last actions, the newest first. `undoable` ones may still meet obstacles."""
    with session.reading(UseCase.READ_LEADS) as work:
        entries = work.audit.latest_of(session.user_id, limit)
    undone = undone_entries(entries)  # an undoing is newer than what it undid, so it is among them
    return [
        Action(one.id, one.at, UseCase(one.use_case), one.details, _holds_before(one) and one.id not in undone)
        for one in entries
    ]


def undo(session: Session, entry: int) -> Done[Undone]:
    """Put the recommendations of one decision back into their exact stages before it.

    Where any of them has gone on (was decided anew, packed, sent, answered) nothing changes, and each such one is an
    obstacle. Raises NothingToUndo.
    """
    try:
        with session.doing(UseCase.DECIDE) as deed:
            recommendations = _undo(deed, session, entry)
    except _InTheWay as met:
        return Done(Undone((), met.obstacles))
    return Done(Undone(recommendations), frozenset({"recommendations"}), deed.entry)


class _InTheWay(Exception):
    """Rolls the undoing back."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(len(obstacles))
        self.obstacles = obstacles


def _undo(deed: Deed, session: Session, entry: int) -> tuple[int, ...]:
    following = deed.work.audit.following(entry, set(UseCase))
    later = [one for one in following if one.id != entry]
    decision = next((one for one in following if one.id == entry), None)
    undone = undone_entries(later)
    if decision is None or decision.user_id != session.user_id or not _holds_before(decision) or entry in undone:
        raise NothingToUndo
    before = {
        id_: (Stage(stage), until and date.fromisoformat(until)) for id_, stage, until in decision.details[BEFORE]
    }
    found = deed.work.leads.present(list(before))
    if len(found) != len(before):  # taken back, and a new run has replaced it
        raise NothingToUndo
    anew = {id_ for one in later if _holds_before(one) and one.id not in undone for id_, *_ in one.details[BEFORE]}
    moved = [one for one in found if one.id in anew or not _stands_as_decided(one, decision.details)]
    if moved:
        raise _InTheWay(_obstacles(deed, moved))
    deed.work.leads.restore(((id_, *old) for id_, old in before.items()), deed.at)
    if any(one.use_case == UseCase.COMPUTE for one in later):  # what comes back missed that run
        fresh = {one.client_id for one in found if before[one.id][0] is Stage.PROCESSED}
        deed.work.clients.mark_pending(sorted(fresh))
    elif all(_leaves_scores(one) or one.id in undone for one in later):
        deed.work.clients.mark_scored_as_before(dict(decision.details.get(SCORED, ())))
    deed.details |= {UNDONE: entry}
    return tuple(before)


def undone_entries(entries: Sequence[AuditEntry]) -> set[int]:
    """The ids of the entries that any of these undid."""
    return {int(one.details[UNDONE]) for one in entries if one.use_case == UseCase.DECIDE and UNDONE in one.details}


def _holds_before(entry: AuditEntry) -> bool:
    return (
        entry.use_case == UseCase.DECIDE and bool(entry.details.get(BEFORE)) and isinstance(entry.details[BEFORE], list)
    )


def _leaves_scores(entry: AuditEntry) -> bool:
    """Whether nobody has to be scored again because of it."""
    decided = entry.use_case == UseCase.DECIDE and entry.details.get("stage") not in {Stage.DECLINED, Stage.PROCESSED}
    return decided or entry.use_case == UseCase.SEND


def _stands_as_decided(one: Recommendation, details: Mapping[str, Any]) -> bool:
    if "stage" not in details:
        return one.stage in {Stage.TASK, Stage.WAITING}
    until = details.get("until")
    return one.stage == details["stage"] and one.postponed_until == (until and date.fromisoformat(until))


def _obstacles(deed: Deed, moved: Sequence[Recommendation]) -> tuple[Obstacle, ...]:
    catalogue = deed.work.catalogue.read()
    people = deed.work.clients.identities(sorted({one.client_id for one in moved}))
    packages = {one.id: one.file_name for one in deed.work.packages.everything()}
    return tuple(
        Obstacle(
            recommendation=one.id,
            who=people.get(one.client_id, Identity()).short_name,
            service=catalogue.services[one.service_id].name,
            partner=catalogue.companies[catalogue.services[one.service_id].company_id].name,
            stage=one.stage,
            file_name=None if one.package_id is None else packages.get(one.package_id),
        )
        for one in moved
    )
