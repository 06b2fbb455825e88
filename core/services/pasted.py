"""A block of answers copied out of a spreadsheet: looked at first, then recorded as one.

With reply codes it is a partner's file; with clients it is about their offers that are waited on; a bare column of
answers is about the rows that somebody has chosen, in their order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.domain.lead import Answer
from core.domain.recommendation import Recommendation
from core.domain.reply import ReplyLine, ReplyProblem
from core.domain.reply_errors import NoPastedReplies, NoReplies, TooManyPasted
from core.domain.rights import UseCase
from core.intake.pasted_replies import Block, bare_lines, coded_lines, named_lines, read_block
from core.services.client_edits import CHANGE
from core.services.outcomes import CHANGED
from core.services.replies import with_leads
from core.services.reply_leads import name_leads, service_words
from core.services.session import Done, Session
from core.services.told_lines import SortedLines, TakenReply, ToldLine, answers_of, keep_lines, sort_lines
from core.storage.unit_of_work import UnitOfWork


class PastedAs(StrEnum):
    """By what the rows of a block find their leads."""

    CODES = "codes"
    CLIENTS = "clients"
    ROWS = "rows"


@dataclass(frozen=True, slots=True, repr=False)
class PastedLine:
    """A row as it is understood: whose offer («Фамилия И. О.» or the organisation, the service; empty where nobody is
    known) and what is recorded; or the `problem` for which it waits, with what it `said`. Both None: it is known.
    """

    who: str
    service: str
    answer: Answer | None
    on: date | None
    amount: float | None
    problem: ReplyProblem | None
    said: str


@dataclass(frozen=True, slots=True, repr=False)
class Pasted:
    """What a block would do: `answers` how many are recorded of each, `known` before, `waiting` for a person. `lines`
    as `take_pasted` takes them, `shown` in the order of the block.
    """

    found_by: PastedAs
    lines: tuple[ToldLine, ...]
    shown: tuple[PastedLine, ...]
    answers: Mapping[Answer, int]
    known: int
    waiting: int


def read_pasted(session: Session, text: str, places: Sequence[int]) -> Pasted:
    """What the answers in a copied block mean. `places`: the leads of the rows that were chosen, in their order, or of
    all from the chosen one on.

    Raises PastedTooBig, NoPastedReplies, TooManyPasted (more bare answers than `places`).
    """
    with session.reading(UseCase.RECORD_OUTCOME) as work:
        found_by, told = _told(work, read_block(text), places, session.today())
        found = sort_lines(work, told, session.today())
        return Pasted(
            found_by=found_by,
            lines=tuple(told),
            shown=tuple(_shown(work, told, found)),
            answers=answers_of(outcome for _, _, outcome in found.recorded),
            known=len(found.known),
            waiting=len(found.waiting),
        )


def take_pasted(session: Session, pasted: Pasted) -> Done[TakenReply]:
    """Record what was read of a block, as the base stands now; what is unclear waits as lines of files do. All of it is
    undone as one.
    """
    with session.doing(UseCase.RECORD_OUTCOME) as deed:
        told = _anew(deed.work, pasted.lines)
        taken = keep_lines(deed, session, sort_lines(deed.work, told, session.today()))
    return Done(taken, CHANGED, deed.entry if CHANGE in deed.details else None)


def _told(work: UnitOfWork, block: Block, places: Sequence[int], today: date) -> tuple[PastedAs, list[ToldLine]]:
    if block.names_codes or work.replies.leads(block.codes):
        try:
            lines = coded_lines(block, today)
        except NoReplies:
            raise NoPastedReplies from None
        return PastedAs.CODES, _some(with_leads(work, lines))
    bare = bare_lines(block, today)
    if bare is not None:
        return PastedAs.ROWS, _some(_placed(work, bare, places))
    companies = {one.name for one in work.catalogue.read().companies.values()}
    named = named_lines(block, today, companies, service_words(work))
    return PastedAs.CLIENTS, _some(name_leads(work, named, today))


def _some(told: list[ToldLine]) -> list[ToldLine]:
    if not told:
        raise NoPastedReplies
    return told


def _placed(work: UnitOfWork, lines: Sequence[ReplyLine | None], places: Sequence[int]) -> list[ToldLine]:
    """Row after row on its place."""
    if len(lines) > len(places):
        raise TooManyPasted(rows=len(lines), places=len(places))
    leads = {one.id: one for one in work.leads.present(list(places))}
    pairs = zip(lines, places, strict=False)
    return [_about(ToldLine(line), leads.get(place)) for line, place in pairs if line is not None]


def _anew(work: UnitOfWork, lines: Sequence[ToldLine]) -> list[ToldLine]:
    """The lines with their leads as they stand now."""
    ids = [one.lead.id for one in lines if one.lead is not None]
    leads = {one.id: one for one in work.leads.present(ids)}
    return [one if one.lead is None else _about(one, leads.get(one.lead.id)) for one in lines]


def _about(told: ToldLine, lead: Recommendation | None) -> ToldLine:
    """What is gone is no offer any more."""
    if lead is None:
        return replace(told, lead=None, client=None, problem=ReplyProblem.NO_LEAD_FITS)
    return replace(told, lead=lead)


def _shown(work: UnitOfWork, told: Sequence[ToldLine], found: SortedLines) -> list[PastedLine]:
    recorded = {id(one): outcome for one, _, outcome in found.recorded}
    problems = {id(one): problem for one, problem in found.waiting}
    people = work.clients.identities(sorted({one.lead.client_id for one in told if one.lead is not None}))
    services = work.catalogue.read().services
    shown = []
    for one in told:
        lead, outcome = one.lead, recorded.get(id(one))
        person = people.get(lead.client_id) if lead is not None else None
        shown.append(
            PastedLine(
                who="" if person is None else person.short_name,
                service="" if lead is None else services[lead.service_id].name,
                answer=None if outcome is None else outcome.answer,
                on=None if outcome is None else outcome.on,
                amount=None if outcome is None else outcome.amount,
                problem=problems.get(id(one)),
                said=" · ".join(text for name, text in one.line.said if name != "code"),
            )
        )
    return shown
