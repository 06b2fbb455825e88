"""Answers that come back from partners in a file: recorded where a line says one clear thing of a lead that was sent,
else kept for a person.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from core.domain.errors import PasswordProtected, StageForbidden, UnknownRecord
from core.domain.lead import Answer, Stage, step
from core.domain.recommendation import Recommendation
from core.domain.reply import ReplyLine, ReplyProblem
from core.domain.reply_errors import ReplyNotOpened
from core.domain.rights import UseCase
from core.intake.foreign import read_bytes
from core.intake.replies import read_reply, read_reply_content
from core.services.client_edits import keep_changes
from core.services.outcomes import CHANGED, COMMENTS, LINE, checked_outcome, record_answers
from core.services.reply_form import REPLY_KEY
from core.services.session import Deed, Done, Session
from core.storage.leads import LeadOutcome
from core.storage.replies import StoredLine
from core.vault.sealing import NotOpened, open_sealed

LATEST: Final = timedelta(days=180)
"""So long after it was sent a lead may still be answered: R40."""

_SEALED: Final = b"age-encryption.org/v1"
_OURS: Final = re.compile(r"opuntia-[0-9a-f]{12}")
_OPEN_ENDED: Final = frozenset({Answer.NO_ANSWER, Answer.UNREACHABLE})
"""What a later answer takes the place of without anybody being asked."""


@dataclass(frozen=True, slots=True)
class TakenReply:
    """Of the answers in a file: so many were `recorded`, `known` before, and are `waiting` for a person."""

    recorded: int
    known: int
    waiting: int


@dataclass(frozen=True, slots=True, repr=False)
class WaitingLine:
    """A line that waits: row `number` of a file loaded on `day`; `said` column → text as it stood there; `lead` where
    the code told it, with `who` as «Фамилия И. О.» or the organisation, the service and its company; `answered`: there
    is an answer on record, to be put right by `correct_by_line`.
    """

    id: int
    day: date
    number: int
    problem: ReplyProblem
    said: Mapping[str, str]
    lead: int | None
    who: str
    service: str
    partner: str
    answered: bool


def take_reply(session: Session, file: Path, password: str | None = None) -> Done[TakenReply]:
    """Record the answers of a file: workbook, text table or JSON, open, under a password or sealed for this base.

    A package of ours that comes back is opened by the password it was given. A line that is not clear, or that says
    something else than was recorded, waits; the same file changes nothing a second time. All that was recorded is
    undone as one. Raises FileMissing, UnreadableFile, PasswordProtected, WrongTablePassword, TableTooBig, NotATable,
    EmptyTable, NoReplies, ReplyNotOpened.
    """
    lines = _read(session, file, password)
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        waited = {one.recommendation_id: one.id for one in deed.work.replies.waiting(session.user_id)}
        codes = deed.work.replies.leads(line.code for line in lines if line.code)
        leads = {one.id: one for one in deed.work.leads.present(sorted(set(codes.values())))}
        was = deed.work.leads.outcomes(list(leads))
        told: list[tuple[Recommendation, LeadOutcome]] = []
        waiting: list[StoredLine] = []
        noted: list[StoredLine] = []
        known = 0
        for line in lines:
            lead = leads.get(codes.get(line.code or "", 0))
            problem = line.problem or _problem(line, lead, was.get(lead.id) if lead else None, session.today())
            if problem is not None:
                waiting.append(_stored(deed, session, line, lead, problem))
            elif lead is not None and line.answer is not None:
                if _says_the_same(line, was.get(lead.id)):
                    known += 1
                else:
                    told.append((lead, _outcome(line, session.today())))
                    if line.comment:
                        noted.append(_stored(deed, session, line, lead, None))
        answered = {lead.id for lead, _ in told} | {one.recommendation_id for one in waiting}
        deed.work.replies.remove(
            [id_ for lead_id, id_ in waited.items() if lead_id is not None and lead_id in answered]
        )
        kept = [deed.work.replies.add(one) for one in _new(deed, session, waiting)]
        comments = [deed.work.replies.add(one) for one in noted]
        if told:
            record_answers(deed, session, told, {COMMENTS: comments})
        taken = TakenReply(len(told), known, len(waiting))
        deed.details |= {"replies": taken.recorded, "known": known, "waiting_lines": len(kept)}
    return Done(taken, CHANGED, deed.entry)


def read_waiting(session: Session) -> list[WaitingLine]:
    """The lines of all replies that wait for this user, the oldest first."""
    with session.reading(UseCase.RECORD_OUTCOME) as work:
        lines = work.replies.waiting(session.user_id)
        leads = {one.id: one for one in work.leads.present([one.recommendation_id or 0 for one in lines])}
        people = work.clients.identities(sorted({one.client_id for one in leads.values()}))
        catalogue = work.catalogue.read()
    found = []
    for one in lines:
        lead = leads.get(one.recommendation_id or 0)
        service = None if lead is None else catalogue.services[lead.service_id]
        person = None if lead is None else people.get(lead.client_id)
        found.append(
            WaitingLine(
                id=one.id,
                day=one.at.date(),
                number=one.number,
                problem=one.problem or ReplyProblem.ANSWER_UNCLEAR,
                said=one.said,
                lead=None if lead is None else lead.id,
                who="" if person is None else person.short_name,
                service="" if service is None else service.name,
                partner="" if service is None else catalogue.companies[service.company_id].name,
                answered=lead is not None and lead.stage is Stage.OUTCOME,
            )
        )
    return found


def settle_line(  # noqa: PLR0913
    session: Session, line: int, lead: int, answer: Answer, *, on: date, amount: float | None = None
) -> Done[None]:
    """What a waiting line means, said by a person: the answer to this lead is recorded, and the line waits no more.
    Undone as any outcome. Raises UnknownRecord, BeyondReach, StageForbidden, BadValue.
    """
    told = checked_outcome(session.today(), answer, on, amount, None)
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        (found,) = deed.work.leads.some([lead])
        step(found.stage, Stage.OUTCOME)
        _settle(deed, session, line, found, told)
    return Done(None, CHANGED, deed.entry)


def correct_by_line(  # noqa: PLR0913
    session: Session, line: int, lead: int, answer: Answer, *, on: date, amount: float | None = None
) -> Done[None]:
    """The same for a lead that has an answer already, which a person puts right by the line. Raises UnknownRecord,
    BeyondReach, StageForbidden, BadValue.
    """
    told = checked_outcome(session.today(), answer, on, amount, None)
    with session.doing(UseCase.CORRECT_OUTCOME) as deed:
        (found,) = deed.work.leads.some([lead])
        if found.stage is not Stage.OUTCOME:
            raise StageForbidden(before=found.stage.value, after=Stage.OUTCOME.value)
        _settle(deed, session, line, found, told)
    return Done(None, CHANGED, deed.entry)


def drop_line(session: Session, line: int) -> Done[None]:
    """A waiting line says nothing; it waits no more. Undone as an outcome is. Raises UnknownRecord."""
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        stored = deed.work.replies.one_waiting(line, session.user_id)
        deed.work.replies.settle(stored.id, deed.at)
        keep_changes(deed, session, {}, {LINE: stored.id})
        deed.details |= {"line_dropped": stored.id}
    return Done(None, frozenset({"outcomes"}), deed.entry)


def _settle(deed: Deed, session: Session, line: int, lead: Recommendation, told: LeadOutcome) -> None:
    stored = deed.work.replies.one_waiting(line, session.user_id)
    deed.work.replies.settle(stored.id, deed.at)
    record_answers(deed, session, [(lead, told)], {LINE: stored.id})
    deed.details |= {"recommendation": lead.id, "client": lead.client_id, "answer": told.answer.value}


def _read(session: Session, file: Path, password: str | None) -> list[ReplyLine]:
    session.role_for(UseCase.RECORD_OUTCOME)
    content = read_bytes(file)
    if content.startswith(_SEALED):
        with session.reading(UseCase.RECORD_OUTCOME) as work:
            known = REPLY_KEY in work.accounts.facts()
            identity = work.accounts.secret(REPLY_KEY).decode() if known else ""
        try:
            return read_reply_content(open_sealed(content, identity), session.today())
        except NotOpened:
            raise ReplyNotOpened from None
    try:
        return read_reply(file, session.today(), password)
    except PasswordProtected:
        ours = None if password is not None else _own_password(session, file)
        if ours is None:
            raise
    return read_reply(file, session.today(), ours)


def _own_password(session: Session, file: Path) -> str | None:
    """The password of the package that this file was, by its name."""
    named = _OURS.match(file.name)
    if named is None:
        return None
    with session.reading(UseCase.RECORD_OUTCOME) as work:
        found = [one for one in work.packages.everything() if one.file_name.startswith(named[0])]
        return work.packages.password(found[0].id) or None if found else None


def _problem(line: ReplyLine, lead: Recommendation | None, was: LeadOutcome | None, today: date) -> ReplyProblem | None:
    """Why a clear line of a file is not recorded as it is."""
    if lead is None:
        return ReplyProblem.UNKNOWN_CODE
    if lead.stage not in {Stage.SENT, Stage.OUTCOME} or lead.offered_on is None:
        return ReplyProblem.NOT_SENT
    on = line.on or today
    problems = {
        ReplyProblem.DAY_UNCLEAR: on < lead.offered_on,
        ReplyProblem.TOO_LATE: on > lead.offered_on + LATEST,
        ReplyProblem.OTHERWISE_RECORDED: was is not None and not (was.answer in _OPEN_ENDED and on >= was.on),
    }
    return None if _says_the_same(line, was) else next((problem for problem, met in problems.items() if met), None)


def _says_the_same(line: ReplyLine, was: LeadOutcome | None) -> bool:
    """Whether a line says nothing that is not recorded."""
    if was is None or line.answer is not was.answer:
        return False
    said = ((line.on, was.on), (line.amount, was.amount), (line.reason, was.reason))
    return all(one is None or one == other for one, other in said)


def _outcome(line: ReplyLine, today: date) -> LeadOutcome:
    if line.answer is None:
        raise UnknownRecord
    return LeadOutcome(line.answer, line.on or today, line.amount, line.reason)


def _stored(
    deed: Deed, session: Session, line: ReplyLine, lead: Recommendation | None, problem: ReplyProblem | None
) -> StoredLine:
    return StoredLine(
        id=0,
        user_id=session.user_id,
        at=deed.at,
        number=line.number,
        said=dict(line.said),
        comment=line.comment,
        problem=problem,
        recommendation_id=None if lead is None else lead.id,
        client_id=None if lead is None else lead.client_id,
    )


def _new(deed: Deed, session: Session, lines: Sequence[StoredLine]) -> list[StoredLine]:
    """Those of these lines that do not wait already, word for word."""
    waiting = [(one.said, one.problem) for one in deed.work.replies.waiting(session.user_id)]
    return [one for one in lines if (one.said, one.problem) not in waiting]
