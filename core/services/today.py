"""Today: what waits for a hand, the last seven days, and the first steps of a new base."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.domain.catalogue import Catalogue
from core.domain.lead import DECIDED, Stage
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.services.decisions import count_decided
from core.services.history import undone_entries
from core.services.pace import own_pace
from core.services.review import ModelMark, model_mark
from core.services.session import Session
from core.services.stages import Stages, stages_of
from core.storage.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days from `since` to `until`, today included.

    `decided` recommendations, `accepted` among them, are the user's own, without what was undone; the rest is the
    base's: `sent` leads left for so many `partners`, and of `answered` offers so many were `bought`.
    """

    since: date
    until: date
    decided: int
    accepted: int
    sent: int
    partners: int
    bought: int
    answered: int


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What a new base has behind it, in this order."""

    imported: bool
    scored: bool
    reviewed: bool
    sent: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Overdue:
    """So many `leads` were sent longer ago than an answer may take; the oldest waits for `days`."""

    leads: int
    days: int
    partner: str
    service: str


@dataclass(frozen=True, slots=True)
class Today:
    """What waits.

    `undecided` recommendations, of them `undecided_from` that came back or reach the score of acceptance, `returned`
    that came back; `waiting` accepted leads for `waiting_partners`; packages `unsaved`, and saved but `unsent`; `tasks`
    of our own company; `recalls` of which partners are still to be told; it is time to ask about `to_ask` leads;
    `stages` count clients and leads on the way.
    `pace`: the user's own seconds per decision, None before that can be told. `backup_due`: the last backup, of
    `backed_up_on` if any, is over a week old and something has changed.
    """

    undecided_from: int
    undecided: int
    returned: int
    waiting: int
    waiting_partners: int
    unsaved: int
    unsent: int
    tasks: int
    recalls: int
    services: int
    model: ModelMark | None
    week: Week
    first_steps: FirstSteps
    stages: Stages
    overdue: Overdue | None = None
    to_ask: int = 0
    pace: float | None = None
    backup_due: bool = False
    backed_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An accepted service of our own company. `phone` E.164 or empty; `since` the day of acceptance."""

    id: int
    who: str
    phone: str
    service: str
    since: date


def read_today(session: Session) -> Today:
    """The state of the base as its user meets it today."""
    today = session.today()
    with session.reading(UseCase.READ_LEADS) as work:
        settings = Settings.of(work.accounts.settings())
        catalogue, stages = work.catalogue.read(), work.leads.counts()
        from_score, undecided, returned = work.leads.queue_counts(today, settings.accept_from)
        waiting = work.leads.count_by_service(Stage.WAITING)
        packages, not_sent = work.packages.everything(), work.leads.unsent_packages()
        model = model_mark(work)
        on_the_way = stages_of(work, today, stages)
        clients = on_the_way.clients
        backed_up_on, backup_due = _backup(work, session)
        return Today(
            undecided_from=from_score,
            undecided=undecided,
            returned=returned,
            waiting=sum(waiting.values()),
            waiting_partners=len({catalogue.services[service].company_id for service in waiting}),
            unsaved=sum(not one.saved for one in packages),
            unsent=sum(one.saved and one.id in not_sent for one in packages),
            tasks=stages.get(Stage.TASK, 0),
            recalls=work.recalls.count_open(),
            services=len(catalogue.services),
            model=model,
            week=_week(work, session, {one.id: one.company_id for one in catalogue.services.values()}),
            first_steps=FirstSteps(
                imported=clients > 0,
                scored=model is not None,
                reviewed=any(stages.get(stage) for stage in DECIDED),
                sent=any(one.id not in not_sent for one in packages),
                answered=bool(stages.get(Stage.OUTCOME)),
            ),
            stages=on_the_way,
            overdue=_overdue(work, catalogue, today),
            to_ask=work.leads.count_to_ask(today),
            pace=own_pace(work, session.user_id),
            backup_due=backup_due and clients > 0 and not session.is_sample,
            backed_up_on=backed_up_on,
        )


def read_tasks(session: Session) -> list[Task]:
    """The own company's tasks, the highest score first."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        leads = work.leads.in_stage(Stage.TASK)
        people = work.clients.identities(sorted({one.client_id for one in leads}))
        services = work.catalogue.read().services
    return [
        Task(
            id=one.id,
            who=people[one.client_id].short_name,
            phone=people[one.client_id].phone,
            service=services[one.service_id].name,
            since=one.offered_on or one.stage_since.date(),
        )
        for one in leads
    ]


def _overdue(work: UnitOfWork, catalogue: Catalogue, today: date) -> Overdue | None:
    leads, since, service_id = work.leads.overdue(today)
    if since is None or service_id is None:
        return None
    service = catalogue.services[service_id]
    return Overdue(leads, (today - since).days, catalogue.companies[service.company_id].name, service.name)


def _backup(work: UnitOfWork, session: Session) -> tuple[date | None, bool]:
    """(the day of the last backup that the base knows of, whether it is old and something has changed since)."""
    made = next(iter(work.audit.latest(UseCase.BACK_UP, 1)), None)
    if made is None:
        began = work.audit.began()
        return None, began is not None and session.now() - began > WEEK
    day = made.at.replace(tzinfo=UTC).astimezone().date()
    return day, session.now() - made.at > WEEK and work.audit.last() > made.id


def _week(work: UnitOfWork, session: Session, company_of: dict[int, int]) -> Week:
    today = session.today()
    since = today - WEEK + timedelta(days=1)
    midnight = datetime.combine(since, time.min).astimezone(UTC).replace(tzinfo=None)
    entries = work.audit.since(midnight, session.user_id, UseCase.DECIDE)
    undone = undone_entries(entries)
    counts = [count_decided(one.details) for one in entries if one.id not in undone]
    sent = work.leads.sent_between(since, today)
    answers = work.leads.answers(today, since).values()
    return Week(
        since=since,
        until=today,
        decided=sum(decided for decided, _ in counts),
        accepted=sum(accepted for _, accepted in counts),
        sent=sum(sent.values()),
        partners=len({company_of[service] for service in sent}),
        bought=sum(one.bought for one in answers),
        answered=sum(one.answered for one in answers),
    )
