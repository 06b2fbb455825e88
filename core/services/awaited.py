"""Offers that are waited on: sent leads and own tasks without an answer, and those that are to be asked about again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.domain.lead import Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.replies import LATEST
from core.services.session import Session
from core.storage.leads import ANSWER_DEADLINE

ASK_AGAIN: Final = timedelta(days=7)
"""So long after "no answer" the client is asked about again."""


@dataclass(frozen=True, slots=True)
class AwaitedLead:
    """An offer without an answer that counts. `who` is «Фамилия И. О.» or the organisation, `number` the client's, None
    for an erased one; `own`: not a partner's, `is_task` as long as nobody answered; `since` the day from which the
    client is asked, `days` how many that is; `overdue`: sent, and past its deadline; `silent_on`: the day on which "no
    answer" was recorded last.
    """

    recommendation: int
    who: str
    number: int | None
    service: str
    partner: str
    own: bool
    is_task: bool
    since: date
    days: int
    overdue: bool
    silent_on: date | None


@dataclass(frozen=True, slots=True)
class Awaited:
    """`leads`, the oldest offer first; `next_on` where there are none: when one is to be asked about again."""

    leads: tuple[AwaitedLead, ...]
    next_on: date | None


def read_awaited(session: Session) -> Awaited:
    """All that is to be asked about today, of the clients within reach."""
    today = session.today()
    with session.reading(UseCase.RECORD_OUTCOME) as work:
        silent = work.outcomes.silent(today - LATEST)
        again = {lead: on for lead, on in silent.items() if on + ASK_AGAIN <= today}
        waiting = [*work.leads.in_stage(Stage.SENT), *work.leads.in_stage(Stage.TASK), *work.leads.present(list(again))]
        later = work.leads.present([lead for lead in silent if lead not in again])
        people = work.clients.identities(sorted({one.client_id for one in waiting}))
        numbers = work.numbers.of(sorted({one.client_id for one in waiting}))
        catalogue = work.catalogue.read()

    def told(lead: Recommendation) -> AwaitedLead:
        service = catalogue.services[lead.service_id]
        company = catalogue.companies[service.company_id]
        person = people.get(lead.client_id)
        since = lead.offered_on or lead.stage_since.date()
        return AwaitedLead(
            recommendation=lead.id,
            who="" if person is None else person.short_name,
            number=numbers.get(lead.client_id),
            service=service.name,
            partner=company.name,
            own=company.own,
            is_task=lead.stage is Stage.TASK,
            since=since,
            days=(today - since).days,
            overdue=lead.stage is Stage.SENT and since + ANSWER_DEADLINE <= today,
            silent_on=again.get(lead.id),
        )

    leads = sorted(map(told, waiting), key=lambda one: (one.since, one.recommendation))
    return Awaited(tuple(leads), None if leads else _next(later, silent))


def _next(later: Sequence[Recommendation], silent: dict[int, date]) -> date | None:
    return min((silent[one.id] + ASK_AGAIN for one in later), default=None)
