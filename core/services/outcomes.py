"""What comes back of an offer, and its consequences at once: ownership, silence, conversion; put right, or taken back.

What was before lies beside the people, as with every change of a client by hand; the journal keeps the answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from core.domain.card_errors import StandsInTheWay
from core.domain.decision import RefusalReason
from core.domain.errors import BadValue, NothingToUndo, StageForbidden, UnknownRecord
from core.domain.lead import Answer, Stage, step
from core.domain.ownership import Ownership
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.client_edits import CHANGE, UNDONE, keep_changes
from core.services.late_answers import end_what_went_on, revive
from core.services.session import Deed, Done, Session
from core.storage.client_images import digest
from core.storage.leads import LeadOutcome
from core.storage.table_imports import ImportChange

MOST_AMOUNT = 1e12
CORRECTED: Final = "corrected"
"""Detail of an entry of CORRECT_OUTCOME: the answer that stood before."""

LEADS: Final = "leads"
"""Kept for undoing beside the clients: the leads with their answers."""
LINE: Final = "line"
"""And the row of a file that a person settled."""
REROUTED: Final = "rerouted"
"""And the leads that go on to the next partner."""
REMINDERS: Final = "reminders"
"""And the reminders that were noted."""
_ENDED: Final = "ended"
"""And the leads that had gone on and were ended by a late answer, with their stages."""
LINES: Final = "comments"
"""And the rows that were kept by the same step, for what is written beside an answer or because they wait."""
PASSED: Final = "passed"
"""And the rows that waited, and that this step has answered."""

CHANGED: Final = frozenset({"outcomes", "recommendations", "clients"})
_UNDOABLE: Final = frozenset({UseCase.RECORD_OUTCOME, UseCase.CORRECT_OUTCOME, UseCase.FOLLOW_UP})


def record_outcome(  # noqa: PLR0913
    session: Session,
    recommendation: int,
    answer: Answer,
    on: date,
    amount: float | None = None,
    *,
    reason: RefusalReason | None = None,
) -> Done[None]:
    """Record the answer to an offer that was sent or is a task of our own; `amount` in roubles where it was bought,
    `reason` where it was refused; neither is kept elsewhere.

    The client is scored anew with the next run. Raises UnknownRecord, BeyondReach, StageForbidden, BadValue (a
    day to come, a negative amount).
    """
    told = checked_outcome(session.today(), answer, on, amount, reason)
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        (lead,) = deed.work.leads.some([recommendation])
        step(lead.stage, Stage.OUTCOME)
        record_answers(deed, session, [(lead, told)])
        _note(deed, lead, told)
    return Done(None, CHANGED, deed.entry)


def correct_outcome(  # noqa: PLR0913
    session: Session,
    recommendation: int,
    answer: Answer,
    on: date,
    amount: float | None = None,
    *,
    reason: RefusalReason | None = None,
) -> Done[None]:
    """The answer to an offer was another one than was recorded; the journal keeps both, and the next training reads
    this one. What the client owned by the wrong answer alone it does not own.

    Raises UnknownRecord, BeyondReach, StageForbidden (there is no answer yet), BadValue.
    """
    told = checked_outcome(session.today(), answer, on, amount, reason)
    with session.doing(UseCase.CORRECT_OUTCOME) as deed:
        (lead,) = deed.work.leads.some([recommendation])
        was = deed.work.outcomes.of(recommendation)
        if lead.stage is not Stage.OUTCOME or was is None:
            raise StageForbidden(before=lead.stage.value, after=Stage.OUTCOME.value)
        record_answers(deed, session, [(lead, told)])
        _note(deed, lead, told)
        deed.details |= {CORRECTED: was.answer.value}
    return Done(None, CHANGED, deed.entry)


def record_answers(
    deed: Deed,
    session: Session,
    told: Sequence[tuple[Recommendation, LeadOutcome]],
    made: Mapping[str, Any] | None = None,
) -> None:
    """Record answers, or put them right, with all that follows, to be undone as one; `made` is kept for that beside
    what was before. The caller asks whether each lead may have an answer.
    """
    clients = sorted({lead.client_id for lead, _ in told})
    deed.work.clients.refuse_beyond(clients)
    before = deed.work.clients.images(clients)
    was = deed.work.leads.outcomes([lead.id for lead, _ in told])
    for lead, answer in told:
        if (earlier := was.get(lead.id)) is not None:
            _disown(deed, lead, earlier)
        deed.work.outcomes.put(lead.id, answer)
        _own(deed, lead, answer)
    deed.work.leads.move([lead.id for lead, _ in told], Stage.OUTCOME, deed.at)
    deed.work.clients.mark_pending(clients)
    kept = [
        {
            "lead": lead.id,
            "client": lead.client_id,
            "stage": lead.stage.value,
            "since": lead.stage_since.isoformat(),
            "was": None if lead.id not in was else _plain(was[lead.id]),
            "now": _plain(answer),
        }
        for lead, answer in told
    ]
    ended = end_what_went_on(deed, told, was)
    keep_changes(deed, session, before, {**(made or {}), LEADS: kept, _ENDED: ended})


def undo_outcome(session: Session, entry: int) -> Done[tuple[int, ...]]:
    """Take back an entry of this module that this user left, also the answers of a whole file: leads, clients and rows
    that waited are as before; returns the clients, none where it was only about a row of a file or a reminder.

    Raises NothingToUndo (not one's own, undone before, or the person was erased), StandsInTheWay (the answer or the
    client's purchases were changed since, or the kind is recommended anew), BeyondReach.
    """
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        found = deed.work.audit.following(entry, _UNDOABLE)
        if not found or found[0].id != entry or found[0].user_id != session.user_id or CHANGE not in found[0].details:
            raise NothingToUndo
        number = int(found[0].details[CHANGE])
        changes, made = deed.work.table_imports.changes(number), _made(deed, number)
        if not changes and not {LINE, LINES, REROUTED, REMINDERS} & made.keys():  # everybody was erased
            raise NothingToUndo
        went_on = _take_back_rerouted(deed, made.get(REROUTED, ()))
        clients = tuple(sorted({*(change.client_id for change in changes), *went_on}))
        deed.work.follow_ups.forget(made.get(REMINDERS, ()))
        for change in changes:
            leads = made.get(LEADS) or [{**made, "client": change.client_id}]
            _put_back(deed, change, [lead for lead in leads if lead["client"] == change.client_id])
        taken_back = [one["lead"] for one in made.get(LEADS, ()) if not _was_bought(one)]
        revive(deed, taken_back, made.get(_ENDED, ()))
        if LINE in made:
            deed.work.replies.settle(int(made[LINE]), None)
        for line in made.get(PASSED, ()):
            deed.work.replies.settle(line, None)
        deed.work.replies.remove(made.get(LINES, ()))
        deed.work.table_imports.drop_by_hand(number)
        deed.details |= {"client": clients[0]} if len(clients) == 1 else {"clients": len(clients)}
        deed.details |= {UNDONE: entry}
    return Done(clients, CHANGED, deed.entry)


def _was_bought(made: Mapping[str, Any]) -> bool:
    return made["was"] is not None and bool(made["was"]["answer"] == Answer.BOUGHT)


def _made(deed: Deed, number: int) -> Mapping[str, Any]:
    try:
        return deed.work.table_imports.made(number)
    except UnknownRecord:  # undone before
        raise NothingToUndo from None


def _take_back_rerouted(deed: Deed, leads: Sequence[int]) -> list[int]:
    """What went on to the next partner has not, unless something has left; returns the clients."""
    try:
        found = deed.work.leads.some(leads)
    except UnknownRecord:  # of an erased person, which left with it
        found = deed.work.leads.present(leads)
    if any(one.stage not in {Stage.WAITING, Stage.TASK} for one in found):
        raise StandsInTheWay
    ids = [one.id for one in found]
    if deed.work.follow_ups.called_back(ids):
        raise StandsInTheWay
    deed.work.follow_ups.take_out(ids)
    clients = sorted({one.client_id for one in found})
    deed.work.clients.mark_pending(clients)
    return clients


def checked_outcome(
    today: date, answer: Answer, on: date, amount: float | None, reason: RefusalReason | None
) -> LeadOutcome:
    """What came back, if it can be. Raises BadValue (a day to come, a negative amount)."""
    if on > today:
        raise BadValue(field="on", least=date(2000, 1, 1), most=today)
    if amount is not None and not 0 <= amount <= MOST_AMOUNT:
        raise BadValue(field="amount", least=0, most=MOST_AMOUNT)
    return LeadOutcome(
        answer, on, amount if answer is Answer.BOUGHT else None, reason if answer is Answer.REFUSED else None
    )


def _own(deed: Deed, lead: Recommendation, told: LeadOutcome) -> None:
    if told.answer is Answer.BOUGHT:
        bought = Ownership(lead.client_id, lead.kind_id, lead.service_id, since=told.on)
        deed.work.clients.put_ownerships([bought])


def _disown(deed: Deed, lead: Recommendation, was: LeadOutcome) -> None:
    """What the client owns by this answer is as it was before; what was changed by hand since stays."""
    owned = next((one for one in deed.work.clients.ownerships([lead.client_id]) if one.kind_id == lead.kind_id), None)
    bought = (lead.service_id, was.on)
    if was.answer is Answer.BOUGHT and owned is not None and (owned.service_id, owned.since) == bought:
        deed.work.clients.put_ownership_back(lead.client_id, lead.kind_id, _owned_before(deed, lead))


def _owned_before(deed: Deed, lead: Recommendation) -> Ownership | None:
    """What the client had of the kind before the answer was recorded, as far as that was kept."""
    records = deed.work.table_imports
    for number in sorted(records.of_client(lead.client_id), reverse=True):
        made = records.made(number)
        answered = made.get(LEADS) or [made]
        if any(one.get("lead") == lead.id and one["now"]["answer"] == Answer.BOUGHT for one in answered):
            image = next(one.before for one in records.changes(number) if one.client_id == lead.client_id)
            rows = [row for row in image["ownership"] if row["kind_id"] == lead.kind_id] if image else []
            return _raised(lead.client_id, rows[0]) if rows else None
    return None


def _raised(client_id: int, row: Mapping[str, Any]) -> Ownership:
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("since", "until")}
    return Ownership(client_id, row["kind_id"], row["service_id"], **days)


def _note(deed: Deed, lead: Recommendation, told: LeadOutcome) -> None:
    deed.details |= {"recommendation": lead.id, "client": lead.client_id, "answer": told.answer.value}
    deed.details |= {"refusal_reason": told.reason.value} if told.reason else {}


def _put_back(deed: Deed, change: ImportChange, leads: Sequence[Mapping[str, Any]]) -> None:
    """One client, with these leads of it, as `record_answers` found it."""
    work, before = deed.work, change.before
    work.clients.refuse_beyond([change.client_id])
    now = work.clients.images([change.client_id])[change.client_id]
    for made in leads:
        told = work.outcomes.of(made["lead"])
        if told is None or _plain(told) != made["now"]:
            raise StandsInTheWay
        stays_closed = made["was"] is not None and made["was"]["answer"] == Answer.NO_ANSWER
        if not stays_closed and work.outcomes.has_successor(made["lead"]):
            raise StandsInTheWay
    if before is None:
        raise StandsInTheWay
    if digest(before) != change.after:  # the answers changed what the client owns
        if digest(now) != change.after:
            raise StandsInTheWay
        work.clients.put_back({change.client_id: {**before, "client": now["client"]}})
    for made in leads:
        work.outcomes.put(made["lead"], None if made["was"] is None else _outcome(made["was"]))
        work.outcomes.put_lead_back(made["lead"], Stage(made["stage"]), datetime.fromisoformat(made["since"]))
    work.clients.mark_pending([change.client_id])


def _plain(told: LeadOutcome) -> dict[str, Any]:
    reason = None if told.reason is None else told.reason.value
    return {"answer": told.answer.value, "on": told.on.isoformat(), "amount": told.amount, "reason": reason}


def _outcome(plain: Mapping[str, Any]) -> LeadOutcome:
    reason = plain["reason"] and RefusalReason(plain["reason"])
    return LeadOutcome(Answer(plain["answer"]), date.fromisoformat(plain["on"]), plain["amount"], reason)
