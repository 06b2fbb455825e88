"""Lines of replies beside the leads that they are about: what is recorded of them, what was known, what waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.errors import UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.patience import LATEST
from core.domain.recommendation import Recommendation
from core.domain.reply import UNSURE, ReplyLine, ReplyProblem
from core.services.client_edits import keep_changes
from core.services.outcomes import LINES, PASSED, record_answers
from core.services.session import Deed, Session
from core.storage.leads import LeadOutcome
from core.storage.replies import StoredLine
from core.storage.unit_of_work import UnitOfWork

_OPEN_ENDED: Final = frozenset({Answer.NO_ANSWER, Answer.UNREACHABLE})
"""What a later answer takes the place of without anybody being asked."""


@dataclass(frozen=True, slots=True)
class TakenReply:
    """Of the answers in a file: so many were `recorded`, of these `clients`, `known` before, and are `waiting` for a
    person.
    """

    recorded: int
    known: int
    waiting: int
    clients: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ToldLine:
    """A line and the lead that it is about; where only the `client` is known, or nobody, a `problem` says so."""

    line: ReplyLine
    lead: Recommendation | None = None
    client: int | None = None
    problem: ReplyProblem | None = None


@dataclass(frozen=True, slots=True, repr=False)
class SortedLines:
    """What becomes of lines: `recorded` with what is recorded, `known` before, `waiting` each with its problem."""

    recorded: tuple[tuple[ToldLine, Recommendation, LeadOutcome], ...]
    known: tuple[ToldLine, ...]
    waiting: tuple[tuple[ToldLine, ReplyProblem], ...]


def sort_lines(work: UnitOfWork, told: Sequence[ToldLine], today: date) -> SortedLines:
    """What is recorded of these lines as the base stands."""
    was = work.leads.outcomes([one.lead.id for one in told if one.lead is not None])
    recorded, known, waiting = [], [], []
    for one in told:
        earlier = was.get(one.lead.id) if one.lead else None
        problem = one.problem or one.line.problem or _problem(one.line, one.lead, earlier, today)
        if problem is not None:
            waiting.append((one, problem))
        elif one.lead is not None and says_the_same(one.line, earlier):
            known.append(one)
        elif one.lead is not None:
            recorded.append((one, one.lead, _outcome(one.line, today)))
    return SortedLines(tuple(recorded), tuple(known), tuple(waiting))


def keep_lines(deed: Deed, session: Session, found: SortedLines) -> TakenReply:
    """Record what is clear, and keep what waits and what was written beside; all of it is undone as one."""
    before = deed.work.replies.waiting(session.user_id)
    answered = {lead.id for _, lead, _ in found.recorded}
    answered |= {one.lead.id for one, problem in found.waiting if one.lead is not None and problem not in UNSURE}
    waiting = [_stored(deed, session, one, problem) for one, problem in found.waiting]
    again = [(one.said, one.problem) for one in waiting]
    passed = [one for one in before if one.recommendation_id in answered and one.problem not in UNSURE]
    gone = [one.id for one in passed if (one.said, one.problem) not in again]
    for id_ in gone:
        deed.work.replies.settle(id_, deed.at)
    still = [(one.said, one.problem) for one in before]
    new = [one for one in waiting if (one.said, one.problem) not in still]
    noted = [_stored(deed, session, one, None) for one, _, _ in found.recorded if one.line.comment]
    lines = [deed.work.replies.add(one) for one in (*new, *noted)]
    made = {LINES: lines, PASSED: gone}
    if found.recorded:
        record_answers(deed, session, [(lead, outcome) for _, lead, outcome in found.recorded], made)
    elif lines or gone:
        keep_changes(deed, session, {}, made)
    clients = tuple(sorted({lead.client_id for _, lead, _ in found.recorded}))
    taken = TakenReply(len(found.recorded), len(found.known), len(found.waiting), clients)
    deed.details |= {"replies": taken.recorded, "known": taken.known, "waiting_lines": len(new)}
    return taken


def says_the_same(line: ReplyLine, was: LeadOutcome | None) -> bool:
    """Whether a line says nothing that is not recorded."""
    if was is None or line.answer is not was.answer:
        return False
    said = ((line.on, was.on), (line.amount, was.amount), (line.reason, was.reason))
    return all(one is None or one == other for one, other in said)


def offered_since(lead: Recommendation) -> date:
    """The day from which the client of a lead may have answered: that of sending, or of a task of our own."""
    return lead.offered_on or lead.stage_since.date()


def answers_of(outcomes: Iterable[LeadOutcome]) -> Mapping[Answer, int]:
    """How many of these say what, in the order of `Answer`; none that is not said."""
    said = [one.answer for one in outcomes]
    return {answer: said.count(answer) for answer in Answer if answer in said}


def _problem(line: ReplyLine, lead: Recommendation | None, was: LeadOutcome | None, today: date) -> ReplyProblem | None:
    """Why a clear line is not recorded as it is."""
    if lead is None:
        return ReplyProblem.UNKNOWN_CODE
    if says_the_same(line, was):
        return None
    if lead.stage not in {Stage.SENT, Stage.TASK, Stage.OUTCOME} or (lead.stage is Stage.SENT and not lead.offered_on):
        return ReplyProblem.NOT_SENT
    on, since = line.on or today, offered_since(lead)
    problems = {
        ReplyProblem.DAY_UNCLEAR: on < since,
        ReplyProblem.TOO_LATE: on > since + LATEST,
        ReplyProblem.OTHERWISE_RECORDED: was is not None and not (was.answer in _OPEN_ENDED and on >= was.on),
    }
    return next((problem for problem, met in problems.items() if met), None)


def _outcome(line: ReplyLine, today: date) -> LeadOutcome:
    if line.answer is None:
        raise UnknownRecord
    return LeadOutcome(line.answer, line.on or today, line.amount, line.reason)


def _stored(deed: Deed, session: Session, told: ToldLine, problem: ReplyProblem | None) -> StoredLine:
    return StoredLine(
        id=0,
        user_id=session.user_id,
        at=deed.at,
        number=told.line.number,
        said=dict(told.line.said),
        comment=told.line.comment,
        problem=problem,
        recommendation_id=None if told.lead is None else told.lead.id,
        client_id=told.client if told.lead is None else told.lead.client_id,
    )
