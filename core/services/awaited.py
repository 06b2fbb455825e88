"""Offers that are waited on: sent leads and own tasks without an answer, and those that are to be asked about again."""

from dataclasses import dataclass
from datetime import date

from core.domain.lead import Stage
from core.domain.patience import Patience
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.session import Session
from core.services.told_lines import LATEST, offered_since


@dataclass(frozen=True, slots=True)
class AwaitedLead:
    """An offer without an answer that counts. `who` is «Фамилия И. О.» or the organisation, `number` the client's, None
    for an erased one; `own`: not a partner's, `is_task` as long as nobody answered; `since` the day from which the
    client is asked, `days` how many that is; `overdue`: sent, and past its deadline; `silent_on`: the day on which "no
    answer" was recorded last; `patience` of the kind.
    """

    recommendation: int
    client: int
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
    patience: Patience


@dataclass(frozen=True, slots=True)
class Awaited:
    """`leads`, the oldest offer first; `next_on` where there are none: when one is to be asked about again."""

    leads: tuple[AwaitedLead, ...]
    next_on: date | None


def read_awaited(session: Session) -> Awaited:
    """All that is to be asked about today, of the clients within reach."""
    today = session.today()
    with session.reading(UseCase.FOLLOW_UP) as work:
        silent = work.outcomes.silent(today - LATEST)
        catalogue, settings = work.catalogue.read(), Settings.of(work.accounts.settings())
        patience = {one.id: Patience.of(one, settings) for one in catalogue.kinds.values()}
        unanswered = work.leads.present(list(silent))
        asked_on = {one.id: patience[one.kind_id].asks_on(silent[one.id]) for one in unanswered}
        again = [one for one in unanswered if asked_on[one.id] <= today]
        waiting = [*work.leads.in_stage(Stage.SENT), *work.leads.in_stage(Stage.TASK), *again]
        people = work.clients.identities(sorted({one.client_id for one in waiting}))
        numbers = work.numbers.of(sorted({one.client_id for one in waiting}))

    def told(lead: Recommendation) -> AwaitedLead:
        service = catalogue.services[lead.service_id]
        company = catalogue.companies[service.company_id]
        person = people.get(lead.client_id)
        since = offered_since(lead)
        return AwaitedLead(
            recommendation=lead.id,
            client=lead.client_id,
            who="" if person is None else person.short_name,
            number=numbers.get(lead.client_id),
            service=service.name,
            partner=company.name,
            own=company.own,
            is_task=lead.stage is Stage.TASK,
            since=since,
            days=(today - since).days,
            overdue=lead.stage is Stage.SENT and patience[lead.kind_id].is_late(since, today),
            silent_on=silent.get(lead.id),
            patience=patience[lead.kind_id],
        )

    leads = sorted(map(told, waiting), key=lambda one: (one.since, one.recommendation))
    return Awaited(tuple(leads), None if leads else min(asked_on.values(), default=None))
