"""What one has done oneself, the newest first, and undoing it: a decision here, what was done by hand with a client
where it was done; back to just what was, or not at all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from core.domain.client import Identity
from core.domain.errors import NothingToUndo
from core.domain.lead import Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.catalogue_edits import STEP, undo_edits
from core.services.client_card import about_client
from core.services.client_edits import CHANGE, undo_edit
from core.services.client_views import REMOVED, VIEW, undo_view
from core.services.consents import is_undoable as is_consent_undoable
from core.services.consents import undo_consent, undo_withdrawal
from core.services.decisions import BEFORE, SCORED
from core.services.organisation import MOVED, undo_reassign
from core.services.outcomes import undo_outcome
from core.services.session import Deed, Done, Session
from core.services.settings import undo_settings
from core.services.trials import TRIAL, undo_trial
from core.storage.audit import AuditEntry

UNDONE: Final = "undone"
"""Detail of an entry that undid another one: its id."""

_LAST: Final = 200
"""So far back Ctrl+Z looks."""

_BY_HAND: Final[Mapping[UseCase, Callable[[Session, int], Done[Any]]]] = {
    UseCase.EDIT_CLIENTS: undo_edit,
    UseCase.RECORD_OUTCOME: undo_outcome,
    UseCase.CORRECT_OUTCOME: undo_outcome,
    UseCase.FOLLOW_UP: undo_outcome,
    UseCase.RECORD_CONSENT: undo_consent,
    UseCase.WITHDRAW_CONSENT: undo_withdrawal,
    UseCase.REASSIGN: undo_reassign,
    UseCase.KEEP_VIEWS: undo_view,
    UseCase.EDIT_CATALOGUE: undo_edits,
    UseCase.CHANGE_SETTINGS: undo_settings,
    UseCase.TRY_MODEL: undo_trial,
}

_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    UseCase.REASSIGN: frozenset({MOVED}),
    UseCase.EDIT_CATALOGUE: frozenset({STEP}),
    UseCase.KEEP_VIEWS: frozenset({VIEW, REMOVED}),
    UseCase.TRY_MODEL: frozenset({TRIAL}),
}
"""Use case → details of which one is there where its entry can be undone; CHANGE for all others."""


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
    """The recommendations that are back where they were; none where there are `obstacles`, or where not a decision but
    something else, as `use_case` says, was undone.
    """

    recommendations: tuple[int, ...]
    obstacles: tuple[Obstacle, ...] = ()
    use_case: UseCase = UseCase.DECIDE


def read_history(session: Session, limit: int = 20) -> list[Action]:
    """The user's last actions, the newest first. `undoable` ones may still meet obstacles."""
    with session.reading(UseCase.READ_LEADS) as work:
        entries = work.audit.latest_of(session.user_id, limit)
    undone = undone_entries(entries)  # an undoing is newer than what it undid, so it is among them
    return [
        Action(one.id, one.at, UseCase(one.use_case), one.details, is_undoable(one) and one.id not in undone)
        for one in entries
    ]


def undo(session: Session, entry: int) -> Done[Undone]:
    """Take back one entry of this user. The recommendations of a decision go back into their exact stages before it.

    Where any of them has gone on (was decided anew, packed, sent, answered) nothing changes, and each such one is an
    obstacle. Raises NothingToUndo, StandsInTheWay.
    """
    use_case = _use_case_of(session, entry)
    if use_case in _BY_HAND:
        done = _BY_HAND[use_case](session, entry)
        return Done(Undone((), use_case=use_case), done.changed, done.entry)
    try:
        with session.doing(UseCase.DECIDE) as deed:
            recommendations = _undo(deed, session, entry)
    except _InTheWay as met:
        return Done(Undone((), met.obstacles))
    return Done(Undone(recommendations), frozenset({"recommendations"}), deed.entry)


def undo_last(session: Session, client_id: int | None = None) -> Done[Undone]:
    """Take back the newest entry of this user that can be: decisions and what was done by hand with clients; with
    `client_id` of what concerns that client. Raises NothingToUndo, StandsInTheWay.
    """
    with session.reading(UseCase.DECIDE) as work:
        entries = work.audit.latest_of(session.user_id, _LAST)
        about = None if client_id is None else about_client(work, client_id)
    undone = undone_entries(entries)
    mine = (
        one.id for one in entries if is_undoable(one) and one.id not in undone and (about is None or one.id in about)
    )
    last = next(mine, None)
    if last is None:
        raise NothingToUndo
    return undo(session, last)


def read_undoable(session: Session, entries: Collection[int]) -> frozenset[int]:
    """Those of these entries that this user made and can still undo, unless something stands in the way."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        mine = work.audit.latest_of(session.user_id, _LAST)
    undone = undone_entries(mine)
    return frozenset(one.id for one in mine if one.id in entries and one.id not in undone and is_undoable(one))


def is_undoable(entry: AuditEntry) -> bool:
    """Whether an entry holds what undoing it needs."""
    if entry.use_case == UseCase.DECIDE:
        return _holds_before(entry)
    if entry.use_case in {UseCase.RECORD_CONSENT, UseCase.WITHDRAW_CONSENT}:
        return is_consent_undoable(entry.details)
    if entry.use_case == UseCase.CHANGE_SETTINGS:
        return bool(entry.details)
    return entry.use_case in _BY_HAND and bool(_NEEDED.get(entry.use_case, {CHANGE}) & entry.details.keys())


def _use_case_of(session: Session, entry: int) -> UseCase:
    with session.reading(UseCase.DECIDE) as work:
        found = work.audit.following(entry, set(UseCase))[:1]
    if not found or found[0].id != entry:
        raise NothingToUndo
    return UseCase(found[0].use_case)


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
    return {int(one.details[UNDONE]) for one in entries if UNDONE in one.details}


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
