"""Offers that are waited on: sent leads and own tasks without an answer, and those that are to be asked about again."""

from dataclasses import dataclass
from datetime import date

from core.domain.lead import Stage
from core.domain.patience import LATEST, Patience
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.rerouting import Onward, onwards
from core.services.session import Session
from core.services.told_lines import offered_since


@dataclass(frozen=True, slots=True)
class AwaitedLead:
    """An offer without an answer that counts. `who` is «Фамилия И. О.» or the organisation, `number` the client's, None
    for an erased one; `own`: not a partner's; `is_task`, `is_sent`: nobody answered yet; `since` the day from which the
    client is asked, `days` how many that is; `overdue`: sent, and past its deadline; `silent_on`: the day on which "no
    answer" was recorded last; `patience` of the kind; `to_ask`: it is time to ask; `reminded_on`: when its partner was
    last; `onward`: to whom it would go on.
    """

    recommendation: int
    client: int
    who: str
    number: int | None
    service: str
    partner: str
    own: bool
    is_task: bool
    is_sent: bool
    since: date
    days: int
    overdue: bool
    silent_on: date | None
    patience: Patience
    to_ask: bool
    reminded_on: date | None
    onward: Onward | None

    @property
    def may_go_on(self) -> bool:
        """Whether the next partner can have it now."""
        return self.onward is not None and not self.onward.blocks


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
        closed = work.leads.present(list(silent))
        went_on = work.follow_ups.went_on(sorted({one.client_id for one in closed}))
        unanswered = [one for one in closed if one.id not in went_on]
        sent = work.leads.in_stage(Stage.SENT)
        reminded = work.follow_ups.reminded([one.id for one in (*sent, *unanswered)])
        last = {one.id: max(silent[one.id], reminded.get(one.id, date.min)) for one in unanswered}
        asked_on = {one.id: patience[one.kind_id].asks_on(last[one.id]) for one in unanswered}
        onward = onwards(work, today, [*sent, *unanswered])
        again = [one for one in unanswered if asked_on[one.id] <= today or one.id in onward]
        waiting = [*sent, *work.leads.in_stage(Stage.TASK), *again]
        people = work.clients.identities(sorted({one.client_id for one in waiting}))
        numbers = work.numbers.of(sorted({one.client_id for one in waiting}))

    def told(lead: Recommendation) -> AwaitedLead:
        service = catalogue.services[lead.service_id]
        company = catalogue.companies[service.company_id]
        person = people.get(lead.client_id)
        since, days = offered_since(lead), patience[lead.kind_id]
        overdue = lead.stage is Stage.SENT and days.is_late(since, today)
        asks_on = asked_on.get(lead.id) or days.asks_on(reminded.get(lead.id, since))
        return AwaitedLead(
            recommendation=lead.id,
            client=lead.client_id,
            who="" if person is None else person.short_name,
            number=numbers.get(lead.client_id),
            service=service.name,
            partner=company.name,
            own=company.own,
            is_task=lead.stage is Stage.TASK,
            is_sent=lead.stage is Stage.SENT,
            since=since,
            days=(today - since).days,
            overdue=overdue,
            silent_on=silent.get(lead.id),
            patience=days,
            to_ask=lead.stage is not Stage.TASK and not overdue and asks_on <= today,
            reminded_on=reminded.get(lead.id),
            onward=onward.get(lead.id),
        )

    leads = sorted(map(told, waiting), key=lambda one: (one.since, one.recommendation))
    return Awaited(tuple(leads), None if leads else min(asked_on.values(), default=None))
