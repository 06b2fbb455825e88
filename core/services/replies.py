"""Answers that come back from partners in a file: recorded where a line says one clear thing of a lead that was sent,
else kept for a person.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from core.domain.errors import PasswordProtected, StageForbidden
from core.domain.lead import Answer, Stage, step
from core.domain.recommendation import Recommendation
from core.domain.reply import ReplyLine, ReplyProblem
from core.domain.reply_errors import ReplyNotOpened
from core.domain.rights import UseCase
from core.intake.foreign import read_bytes
from core.intake.replies import read_reply, read_reply_content
from core.services.client_edits import CHANGE, keep_changes
from core.services.outcomes import CHANGED, LINE, checked_outcome, record_answers
from core.services.reply_form import REPLY_KEY
from core.services.session import Deed, Done, Session
from core.services.told_lines import TakenReply, ToldLine, keep_lines, sort_lines
from core.storage.leads import LeadOutcome
from core.storage.unit_of_work import UnitOfWork
from core.vault.sealing import NotOpened, open_sealed

_SEALED: Final = b"age-encryption.org/v1"
_OURS: Final = re.compile(r"opuntia-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, repr=False)
class WaitingLine:
    """A line that waits: row `number` of a file or a block of `day`; `said` column → text as it stood there; `lead`
    where the code or the names in it told it, the service and its company; `who` as «Фамилия И. О.» or the
    organisation, where the `client` is known; `answered`: there is an answer on record, to be put right by
    `correct_by_line`.
    """

    id: int
    day: date
    number: int
    problem: ReplyProblem
    said: Mapping[str, str]
    lead: int | None
    client: int | None
    who: str
    service: str
    partner: str
    answered: bool


def take_reply(session: Session, file: Path, password: str | None = None) -> Done[TakenReply]:
    """Record the answers of a file: workbook, text table or JSON, open, under a password or sealed for this base.

    A package of ours that comes back is opened by the password it was given. A line that is not clear, or that says
    something else than was recorded, waits; the same file changes nothing a second time. All that was recorded or
    kept is undone as one; there is no entry where that is nothing. Raises FileMissing, UnreadableFile,
    PasswordProtected, WrongTablePassword, TableTooBig, NotATable, EmptyTable, NoReplies, ReplyNotOpened.
    """
    lines = _read(session, file, password)
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        taken = keep_lines(deed, session, sort_lines(deed.work, with_leads(deed.work, lines), session.today()))
    return Done(taken, CHANGED, deed.entry if CHANGE in deed.details else None)


def with_leads(work: UnitOfWork, lines: Sequence[ReplyLine]) -> list[ToldLine]:
    """Lines with the leads, of those within reach, that their codes tell."""
    codes = work.replies.leads(line.code for line in lines if line.code)
    leads = {one.id: one for one in work.leads.present(sorted(set(codes.values())))}
    return [ToldLine(line, leads.get(codes.get(line.code or "", 0))) for line in lines]


def read_waiting(session: Session) -> list[WaitingLine]:
    """The lines of all replies that wait for this user, the oldest first."""
    with session.reading(UseCase.RECORD_OUTCOME) as work:
        lines = work.replies.waiting(session.user_id)
        leads = {one.id: one for one in work.leads.present([one.recommendation_id or 0 for one in lines])}
        people = work.clients.identities(sorted({one.client_id for one in lines if one.client_id is not None}))
        catalogue = work.catalogue.read()
    found = []
    for one in lines:
        lead = leads.get(one.recommendation_id or 0)
        service = None if lead is None else catalogue.services[lead.service_id]
        person = people.get(one.client_id or 0)
        found.append(
            WaitingLine(
                id=one.id,
                day=one.at.date(),
                number=one.number,
                problem=one.problem or ReplyProblem.ANSWER_UNCLEAR,
                said=one.said,
                lead=None if lead is None else lead.id,
                client=one.client_id,
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
