"""The review: the queue of what asks for a decision, its rows, and the card with all that a decision rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from core.domain.caps import CapHit
from core.domain.catalogue import Catalogue
from core.domain.client import ClientType, Identity
from core.domain.consent import ConsentDocument
from core.domain.conversion import Answers
from core.domain.lead import OPEN, LeftOut, Stage
from core.domain.recommendation import Recommendation, StoredReason
from core.domain.resolution import Rule
from core.domain.rights import UseCase
from core.domain.settings import Settings
from core.domain.training import Origin
from core.services.calibrating import Chance, PercentMark, calibration_of
from core.services.expected import Expected, expected_of
from core.services.gate import Gate
from core.services.reasons import by_data, subject, tell, tell_briefly
from core.services.resolving import Inputs
from core.services.rivals import RivalRow, compare, sees_money
from core.services.session import Session
from core.services.wording import Language, say, sentences
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork

Block = LeftOut
"""Why an accepted lead would not leave as things stand: just what keeps it out of a package."""

HIGH_LIFT: Final = 2.0
LOW_LIFT: Final = 1.0
_EQUAL_DIGITS: Final = 9


class QueueEntry(NamedTuple):
    """One recommendation that asks for a decision. `returned`: postponed until today or earlier; `service_id`: what
    it recommends, which a run may settle anew.

    A tuple, not a dataclass: a queue has hundreds of thousands of them.
    """

    id: int
    client_id: int
    score: int
    returned: bool
    service_id: int


@dataclass(frozen=True, slots=True)
class ModelMark:
    """A model: when it was made (UTC without zone), on how many clients, ownerships and answers, and where it comes
    from. Of one that came with the program `made_at` is the day on which this base took it.
    """

    version: str
    made_at: datetime
    fitted_on: int
    origin: Origin

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the program: then the day says nothing of its age."""
        return self.origin is Origin.SHIPPED


@dataclass(frozen=True, slots=True)
class Queue:
    """What asks for a decision: the returned ones first, each group by score, the highest first.

    `counts`: score → how many with it ask, also where `entries` begin at `least`: the score down to which the review
    may be opened. `answers`: score → answered offers of leads with it, to this day. `accept_from` is the one from which
    leads are accepted without a look. `pending` of the base's `clients` wait to be scored.
    """

    entries: tuple[QueueEntry, ...]
    counts: Mapping[int, int]
    answers: Mapping[int, Answers]
    accept_from: int
    least: int
    model: ModelMark | None
    pending: int
    clients: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One entry as a line: `who` is «Фамилия И. О.» or the organisation; `own` a service of our own company."""

    id: int
    client_id: int
    who: str
    client_type: ClientType
    kind: str
    service: str
    partner: str
    own: bool
    score: int
    returned: bool
    blocks: tuple[Block, ...]


class Level(StrEnum):
    """P(kind) of this client in words, by its lift over the base rate of the kind in this base.

    The base rate is the share of clients that have the kind, where the base records its sales and experience counts
    (λ > 0); for any other kind the mean P(kind) of its undecided recommendations. High from twice the base rate, low
    below it, medium in between and where there is no base rate. Base rates are those found after the last run.
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Why:
    """One reason as a sentence and `brief`. `weight` in log-odds, `supports` where it speaks for the kind; `n` of
    `total` are clients where it is `by_data`.
    """

    text: str
    brief: str
    weight: float
    n: int
    total: int
    supports: bool
    by_data: bool


@dataclass(frozen=True, slots=True)
class ConsentMark:
    """The paper by which the client's data may go to the chosen partner today."""

    number: str
    signed_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Card:
    """All that the decision about one recommendation rests on.

    `age` in years, by the year of birth alone where the day is unknown; `consent` for the chosen partner, None where
    there is none and for a service of our own; `last_contact` the day on which this client was last offered anything;
    `open_leads` other open recommendations of the client; `experience` λ 0…1 of the kind; `reasons` by weight, the
    strongest first; `rivals` the chosen one first, their roubles only where the reader `sees_money`; `caps` the
    numbers of the caps among the `blocks`; `percent` where it may be shown, `expected` where it is, the ARPPU is known
    and for this reader.
    """

    id: int
    client_id: int
    full_name: str
    client_type: ClientType
    age: int | None
    client_since: date
    consent: ConsentMark | None
    last_contact: date | None
    open_leads: int
    kind: str
    service_id: int
    service: str
    partner: str
    own: bool
    score: int
    level: Level
    percent: PercentMark | None
    expected: Expected | None
    experience: float
    reasons: tuple[Why, ...]
    rule: Rule
    rivals: tuple[RivalRow, ...]
    sees_money: bool
    blocks: tuple[Block, ...]
    caps: tuple[CapHit, ...]
    postponed_until: date | None
    model_version: str
    what_to_say: str


def read_queue(session: Session, *, to_show: bool = False) -> Queue:
    """The queue as it stands today; `to_show`: without the entries that no threshold may show."""
    with session.reading(UseCase.READ_LEADS) as work:
        settings, day = Settings.of(work.accounts.settings()), session.today()
        return Queue(
            entries=tuple(map(QueueEntry._make, work.leads.queue(day, settings.floor if to_show else 0))),
            counts=work.leads.queue_scores(day),
            answers=work.leads.answers_by_score(day),
            accept_from=settings.accept_from,
            least=settings.floor,
            model=model_mark(work),
            pending=work.clients.count_pending(day),
            clients=work.clients.count(),
        )


def read_rows(session: Session, ids: Sequence[int]) -> list[QueueRow]:
    """These entries as lines, in the order of `ids`; what is gone or decided meanwhile is left out."""
    today = session.today()
    with session.reading(UseCase.READ_CLIENTS) as work:
        found = {one.id: one for one in work.leads.present(ids) if asks_on(one, today)}
        ordered = [found[id_] for id_ in ids if id_ in found]
        clients = _clients_of(ordered)
        gate, people, heads = Gate(work, today), work.clients.identities(clients), work.clients.heads(clients)
        blocks = gate.blocks(ordered)
    return [
        QueueRow(
            id=one.id,
            client_id=one.client_id,
            who=people[one.client_id].short_name,
            client_type=heads[one.client_id][0],
            kind=gate.catalogue.kinds[one.kind_id].name,
            service=gate.catalogue.services[one.service_id].name,
            partner=gate.catalogue.companies[gate.partner(one)].name,
            own=gate.catalogue.companies[gate.partner(one)].own,
            score=one.score,
            returned=one.stage is Stage.POSTPONED,
            blocks=blocks[one.id],
        )
        for one in ordered
    ]


def read_cards(session: Session, ids: Sequence[int], language: Language) -> list[Card]:
    """The cards of these recommendations, decided ones too, in the order of `ids`; those that are gone are left out."""
    today = session.today()
    with session.reading(UseCase.READ_CLIENTS) as work:
        found = {one.id: one for one in work.leads.present(ids)}
        ordered = [found[id_] for id_ in ids if id_ in found]
        clients = _clients_of(ordered)
        gate, people, heads = Gate(work, today), work.clients.identities(clients), work.clients.heads(clients)
        blocks, contacts = gate.blocks(ordered), work.leads.contacts(clients)
        caps = gate.cap_hits(ordered, blocks)
        opened = work.leads.count_by_client(clients, OPEN)
        rates = _base_rates(session, work)
        papers = {partner: gate.papers(partner, leads) for partner, leads in gate.by_partner(ordered).items()}
        stored = work.scores.inputs({one.settled.inputs_id for one in ordered})
        money = sees_money(session.roles, work)
        calibration = calibration_of(work, session.store, today)
    catalogue = gate.catalogue
    percents = calibration.percents([Chance(one.model_version, one.chance, one.score) for one in ordered])
    cards = []
    for one, percent in zip(ordered, percents, strict=True):
        service, company = catalogue.services[one.service_id], catalogue.companies[gate.partner(one)]
        client_type, since, birth_year = heads[one.client_id]
        _, version, content = stored[one.settled.inputs_id]
        inputs = Inputs.of(version, content)
        cards.append(
            Card(
                id=one.id,
                client_id=one.client_id,
                full_name=people[one.client_id].full_name,
                client_type=client_type,
                age=_age(people[one.client_id], birth_year, today),
                client_since=since,
                consent=_mark(papers.get(company.id, {}).get(one.client_id)),
                last_contact=contacts.get(one.client_id),
                open_leads=opened.get(one.client_id, 0) - (one.stage in OPEN),
                kind=catalogue.kinds[one.kind_id].name,
                service_id=service.id,
                service=service.name,
                partner=company.name,
                own=company.own,
                score=one.score,
                level=level_of(one.chance, rates.of(one, catalogue)),
                percent=percent,
                expected=expected_of(percent, inputs, service.id, money=money),
                experience=one.experience,
                reasons=_told(language, catalogue, one.reasons),
                rule=Rule(one.settled.rule),
                rivals=compare(inputs, one.settled, catalogue, sees_money=money),
                sees_money=money,
                blocks=blocks[one.id],
                caps=caps.get(one.id, ()),
                postponed_until=one.postponed_until,
                model_version=one.model_version,
                what_to_say=_what_to_say(language, catalogue, one),
            )
        )
    return cards


def asks_on(one: Recommendation, day: date) -> bool:
    """Whether a recommendation asks for a decision on `day`: undecided, or postponed and back."""
    if one.stage is Stage.POSTPONED:
        return one.postponed_until is None or one.postponed_until <= day
    return one.stage in {Stage.PROCESSED, Stage.IN_REVIEW}


def model_mark(work: UnitOfWork, version: str | None = None) -> ModelMark | None:
    """This model; for None that by which the base was scored last, None before the first run."""
    found = work.models.mark(version)
    return None if found is None else ModelMark(*found)


def level_of(chance: float, base_rate: float | None) -> Level:
    """The word for P(kind) beside the kind's base rate, both 0…1."""
    if not base_rate:
        return Level.MEDIUM
    lift = round(chance / base_rate, _EQUAL_DIGITS)
    return Level.HIGH if lift >= HIGH_LIFT else Level.LOW if lift < LOW_LIFT else Level.MEDIUM


@dataclass(frozen=True, slots=True)
class _BaseRates:
    """What the base rates of `Level` come from, as it was after one run."""

    run: int
    owners: Mapping[int, float]
    means: Mapping[int, float]

    def of(self, one: Recommendation, catalogue: Catalogue) -> float | None:
        taught = one.experience > 0 and catalogue.is_recorded(one.kind_id)
        return (self.owners if taught else self.means).get(one.kind_id)


_known_rates: WeakKeyDictionary[Store, _BaseRates] = WeakKeyDictionary()
"""They take a look at every recommendation, and a word should not change while its neighbours are decided: so they are
read once per open base and run.
"""


def _base_rates(session: Session, work: UnitOfWork) -> _BaseRates:
    run, known = work.scores.last_run(), _known_rates.get(session.store)
    if known is None or known.run != run:
        clients = work.clients.count_all()
        owners = {kind: count / clients for kind, count in work.clients.owners().items()}
        known = _known_rates[session.store] = _BaseRates(run, owners, work.leads.mean_chances())
    return known


def _told(language: Language, catalogue: Catalogue, reasons: Iterable[StoredReason]) -> tuple[Why, ...]:
    heaviest_first = sorted(reasons, key=lambda reason: -abs(reason[1]))
    return tuple(
        Why(
            tell(language, catalogue, reason),
            tell_briefly(language, catalogue, reason),
            weight,
            n,
            total,
            supports=weight > 0,
            by_data=by_data(reason),
        )
        for reason in heaviest_first
        for _, weight, _, n, total in [reason]
    )


def _what_to_say(language: Language, catalogue: Catalogue, one: Recommendation) -> str:
    service = catalogue.services[one.service_id]
    names = {"service": service.name, "partner": catalogue.companies[service.company_id].name}
    strongest = max(one.reasons, key=lambda reason: reason[1])
    code, weight, _, n, total = strongest
    if weight <= 0 or f"say_{code}" not in sentences(language, "card"):
        return say(language, "card", "say_plain", **names)
    about = subject(language, catalogue, strongest)
    return say(language, "card", f"say_{code}", about=about, n=n, total=total, **names)


def _age(identity: Identity, birth_year: int | None, today: date) -> int | None:
    born = identity.birth_date
    if born is not None:
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return None if birth_year is None else today.year - birth_year


def _mark(paper: ConsentDocument | None) -> ConsentMark | None:
    return None if paper is None else ConsentMark(paper.number, paper.signed_on, paper.valid_until)


def _clients_of(leads: Iterable[Recommendation]) -> list[int]:
    return sorted({one.client_id for one in leads})
