"""What comes back of an offer, and its consequences at once: ownership, silence, conversion; put right, or taken back.

What was before lies beside the people, as with every change of a client by hand; the journal keeps the answers.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from core.domain.card_errors import StandsInTheWay
from core.domain.decision import RefusalReason
from core.domain.errors import BadValue, NothingToUndo, StageForbidden
from core.domain.lead import Answer, Stage, step
from core.domain.ownership import Ownership
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.client_edits import CHANGE, UNDONE, keep_change, read_image
from core.services.session import Deed, Done, Session
from core.storage.client_images import digest
from core.storage.leads import LeadOutcome
from core.storage.table_imports import ImportChange

MOST_AMOUNT = 1e12
CORRECTED: Final = "corrected"
"""Detail of an entry of CORRECT_OUTCOME: the answer that stood before."""

_CHANGED: Final = frozenset({"outcomes", "recommendations", "clients"})


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
    told = _checked(session, answer, on, amount, reason)
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        (lead,) = deed.work.leads.some([recommendation])
        step(lead.stage, Stage.OUTCOME)
        before = read_image(deed, lead.client_id)
        deed.work.outcomes.put(recommendation, told)
        deed.work.leads.move([recommendation], Stage.OUTCOME, deed.at)
        _own(deed, lead, told)
        _keep(deed, session, lead, before, None)
        deed.details |= {"recommendation": recommendation, "answer": answer.value}
        deed.details |= {"refusal_reason": told.reason.value} if told.reason else {}
    return Done(None, _CHANGED, deed.entry)


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
    told = _checked(session, answer, on, amount, reason)
    with session.doing(UseCase.CORRECT_OUTCOME) as deed:
        (lead,) = deed.work.leads.some([recommendation])
        was = deed.work.outcomes.of(recommendation)
        if lead.stage is not Stage.OUTCOME or was is None:
            raise StageForbidden(before=lead.stage.value, after=Stage.OUTCOME.value)
        before = read_image(deed, lead.client_id)
        _disown(deed, lead, was)
        deed.work.outcomes.put(recommendation, told)
        _own(deed, lead, told)
        _keep(deed, session, lead, before, was)
        deed.details |= {"recommendation": recommendation, "answer": answer.value, CORRECTED: was.answer.value}
        deed.details |= {"refusal_reason": told.reason.value} if told.reason else {}
    return Done(None, _CHANGED, deed.entry)


def undo_outcome(session: Session, entry: int) -> Done[int]:
    """Take back an entry of this module that this user left: lead and client are as before; returns the client.

    Raises NothingToUndo (not one's own, undone before, or the person was erased), StandsInTheWay (the answer or the
    client's purchases were changed since, or the kind is recommended anew), BeyondReach.
    """
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        found = deed.work.audit.following(entry, {UseCase.RECORD_OUTCOME, UseCase.CORRECT_OUTCOME})
        if not found or found[0].id != entry or found[0].user_id != session.user_id or CHANGE not in found[0].details:
            raise NothingToUndo
        number = int(found[0].details[CHANGE])
        changes = deed.work.table_imports.changes(number)
        if len(changes) != 1:  # undone before, or the client was erased
            raise NothingToUndo
        _put_back(deed, changes[0], deed.work.table_imports.one(number).made)
        deed.work.table_imports.drop_by_hand(number)
        deed.details |= {"client": changes[0].client_id, UNDONE: entry}
    return Done(changes[0].client_id, _CHANGED, deed.entry)


def _checked(
    session: Session, answer: Answer, on: date, amount: float | None, reason: RefusalReason | None
) -> LeadOutcome:
    if on > session.today():
        raise BadValue(field="on", least=date(2000, 1, 1), most=session.today())
    if amount is not None and not 0 <= amount <= MOST_AMOUNT:
        raise BadValue(field="amount", least=0, most=MOST_AMOUNT)
    return LeadOutcome(
        answer, on, amount if answer is Answer.BOUGHT else None, reason if answer is Answer.REFUSED else None
    )


def _own(deed: Deed, lead: Recommendation, told: LeadOutcome) -> None:
    if told.answer is Answer.BOUGHT:
        bought = Ownership(lead.client_id, lead.kind_id, lead.service_id, since=told.on)
        deed.work.clients.put_ownerships([bought])
    deed.work.clients.mark_pending([lead.client_id])


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
        made = records.one(number).made
        if made.get("lead") == lead.id and made["now"]["answer"] == Answer.BOUGHT:
            image = next(one.before for one in records.changes(number) if one.client_id == lead.client_id)
            rows = [row for row in image["ownership"] if row["kind_id"] == lead.kind_id] if image else []
            return _raised(lead.client_id, rows[0]) if rows else None
    return None


def _raised(client_id: int, row: Mapping[str, Any]) -> Ownership:
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("since", "until")}
    return Ownership(client_id, row["kind_id"], row["service_id"], **days)


def _keep(
    deed: Deed, session: Session, lead: Recommendation, before: Mapping[str, Any], was: LeadOutcome | None
) -> None:
    now = deed.work.outcomes.of(lead.id)
    made = {
        "lead": lead.id,
        "stage": lead.stage.value,
        "since": lead.stage_since.isoformat(),
        "was": None if was is None else _plain(was),
        "now": None if now is None else _plain(now),
    }
    keep_change(deed, session, lead.client_id, before, made)


def _put_back(deed: Deed, change: ImportChange, made: Mapping[str, Any]) -> None:
    work, lead, before = deed.work, int(made["lead"]), change.before
    work.clients.refuse_beyond([change.client_id])
    now = work.clients.images([change.client_id])[change.client_id]
    told = work.outcomes.of(lead)
    if before is None or told is None or _plain(told) != made["now"] or work.outcomes.has_successor(lead):
        raise StandsInTheWay
    if digest(before) != change.after:  # the answer changed what the client owns
        if digest(now) != change.after:
            raise StandsInTheWay
        work.clients.put_back({change.client_id: {**before, "client": now["client"]}})
    work.outcomes.put(lead, None if made["was"] is None else _outcome(made["was"]))
    work.outcomes.put_lead_back(lead, Stage(made["stage"]), datetime.fromisoformat(made["since"]))
    work.clients.mark_pending([change.client_id])


def _plain(told: LeadOutcome) -> dict[str, Any]:
    reason = None if told.reason is None else told.reason.value
    return {"answer": told.answer.value, "on": told.on.isoformat(), "amount": told.amount, "reason": reason}


def _outcome(plain: Mapping[str, Any]) -> LeadOutcome:
    reason = plain["reason"] and RefusalReason(plain["reason"])
    return LeadOutcome(Answer(plain["answer"]), date.fromisoformat(plain["on"]), plain["amount"], reason)
