"""The card of one client: all that the base knows of it, documents masked; and showing what is masked, on record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from core.domain.catalogue import Catalogue
from core.domain.client import ClientType, Document, DocumentKind, Identity, Portrait
from core.domain.consent import PURPOSE_OFFER
from core.domain.decision import RefusalReason
from core.domain.errors import UnknownRecord
from core.domain.journal import JournalLine
from core.domain.lead import LASTING, Answer, Stage
from core.domain.masking import masked_email, masked_number, masked_phone
from core.domain.recommendation import Recommendation
from core.domain.rights import MAY, Scope, UseCase, scope_for
from core.intake.typed import typed_texts
from core.services.session import Done, Session
from core.storage.leads import LeadOutcome
from core.storage.unit_of_work import UnitOfWork

MASKED_DETAILS: Final = frozenset({"snils", "passport_previous", "card_tail"})
"""Details that are documents by themselves."""

_CONTACTS: Final = frozenset({"phone", "email"})
_DEEDS: Final = (
    UseCase.EDIT_CLIENTS,
    UseCase.RECORD_OUTCOME,
    UseCase.CORRECT_OUTCOME,
    UseCase.FOLLOW_UP,
    UseCase.RECORD_CONSENT,
    UseCase.WITHDRAW_CONSENT,
    UseCase.REVEAL,
    UseCase.DECIDE,
    UseCase.ERASE,
)
_LINES: Final = 100


class Shown(StrEnum):
    """Values that a card may hold masked, beside documents."""

    PHONE = "phone"
    EMAIL = "email"
    SNILS = "snils"
    PASSPORT_PREVIOUS = "passport_previous"
    CARD_TAIL = "card_tail"


@dataclass(frozen=True, slots=True)
class MaskedDocument:
    """A document of which the last two signs of the number are told."""

    kind: DocumentKind
    series: str
    number: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A service that the client bought (+1) or was offered and refused (−1). `service` and `partner` are empty where
    only the kind is known; `on` the day, where it is known; `until` the end of the ownership; `answered`: it came back
    of an offer of ours, else a table or a person told it.
    """

    kind_id: int
    kind: str
    service: str
    partner: str
    bought: bool
    on: date | None
    until: date | None
    answered: bool


@dataclass(frozen=True, slots=True)
class CardLead:
    """A recommendation with where it stands, and what came back of it, `amount` in roubles; `reminded_on`: when its
    partner was last; `former`: who did not answer before it went on to this one; `ended`: it went on and is not offered
    any more.
    """

    id: int
    kind: str
    service: str
    partner: str
    own: bool
    score: int
    stage: Stage
    postponed_until: date | None
    answer: Answer | None
    answered_on: date | None
    amount: float | None
    reason: RefusalReason | None
    reminded_on: date | None
    former: str
    ended: bool


@dataclass(frozen=True, slots=True)
class CardConsent:
    """A paper that the client signed, for what (`core/domain/consent.py`); `live`: some partner may have the data by it
    today.
    """

    number: str
    purpose: str
    signed_on: date
    valid_until: date | None
    withdrawn_on: date | None
    recipients: tuple[str, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class CardDeparture:
    """What left: the service, to whom, when, in which file (empty where that file is beyond the reader's reach)."""

    service: str
    partner: str
    on: date
    file_name: str


@dataclass(frozen=True, slots=True, repr=False)
class CardComment:
    """What a partner wrote beside an answer about this client, and when that was read, in UTC without zone."""

    at: datetime
    service: str
    partner: str
    text: str


@dataclass(frozen=True, slots=True)
class ClientCard:
    """All of a client. `number` is what people call it by; `phone` and `email` are masked unless the client is the
    reader's own or nobody's (`is_own`); `details` by field code, those of `MASKED_DETAILS` masked; `values` field code
    → text as one would type it, of all that is not masked; `may` what the reader may do with this client; `waits`: to
    be scored. `marks`, `leads`, `departures`, `history` and `comments` the newest first.
    """

    id: int
    number: int
    client_type: ClientType
    full_name: str
    birth_date: date | None
    inn: str
    phone: str
    email: str
    is_own: bool
    documents: tuple[MaskedDocument, ...]
    details: Mapping[str, str]
    portrait: Portrait
    values: Mapping[str, str]
    may: frozenset[UseCase]
    added_on: date
    manager: str
    waits: bool
    marks: tuple[Mark, ...]
    leads: tuple[CardLead, ...]
    consents: tuple[CardConsent, ...]
    departures: tuple[CardDeparture, ...]
    history: tuple[JournalLine, ...]
    comments: tuple[CardComment, ...]


def read_client(session: Session, client_id: int) -> ClientCard:
    """The card of a client. Raises UnknownRecord, BeyondReach."""
    today = session.today()
    with session.reading(UseCase.READ_CLIENTS) as work:
        identity, portrait = _known(work, client_id)
        (head,) = work.listing.people([client_id])
        catalogue = work.catalogue.read()
        leads = sorted(work.leads.of_clients([client_id], set(Stage)), key=lambda one: (one.stage_since, one.id))[::-1]
        answers = work.leads.outcomes([one.id for one in leads])
        logins = {user.id: user.login for user in work.accounts.users()}
        own = head.manager_id in {None, session.user_id}
        return ClientCard(
            id=client_id,
            number=work.numbers.of([client_id])[client_id],
            client_type=head.client_type,
            full_name=identity.full_name,
            birth_date=identity.birth_date,
            inn=identity.inn,
            phone=identity.phone if own else masked_phone(identity.phone),
            email=identity.email if own else masked_email(identity.email),
            is_own=own,
            documents=tuple(
                MaskedDocument(one.kind, masked_number(one.series) if one.number else "", masked_number(one.number))
                for one in identity.documents
            ),
            details={
                code: masked_number(value) if code in MASKED_DETAILS else value
                for code, value in identity.details.items()
            },
            portrait=portrait,
            values=_values(identity, portrait, frozenset() if own else _CONTACTS),
            may=_allowed(session, own=own),
            added_on=head.added_on,
            manager=logins.get(head.manager_id or 0, ""),
            waits=client_id not in work.clients.scored_by([client_id]),
            marks=_marks(work, client_id, catalogue, leads, answers),
            leads=tuple(_leads(work, catalogue, leads, answers)),
            consents=_consents(work, client_id, catalogue, today),
            departures=departures_of(work, catalogue, leads),
            history=tuple(_history(work, client_id, leads)),
            comments=tuple(_comments(work, catalogue, leads)),
        )


def departures_of(work: UnitOfWork, catalogue: Catalogue, leads: Sequence[Recommendation]) -> tuple[CardDeparture, ...]:
    """What of these leads has left, the newest first."""
    files = {one.id: one.file_name for one in work.packages.everything()}
    return tuple(
        CardDeparture(*_sold(catalogue, one.service_id), one.offered_on, files.get(one.package_id, ""))
        for one in sorted(leads, key=lambda lead: (lead.offered_on or date.min, lead.id), reverse=True)
        if one.stage in LASTING and one.package_id is not None and one.offered_on is not None
    )


def reveal_document(session: Session, client_id: int, kind: DocumentKind) -> Done[Document]:
    """A document in full, once; that it was shown stands in the journal. Raises UnknownRecord, BeyondReach."""
    with session.doing(UseCase.REVEAL) as deed:
        identity, _ = _known(deed.work, client_id)
        found = next((one for one in identity.documents if one.kind is kind), None)
        if found is None:
            raise UnknownRecord
        deed.details |= {"client": client_id, "shown": kind.value}
    return Done(found, frozenset({"journal"}), deed.entry)


def reveal_value(session: Session, client_id: int, what: Shown) -> Done[str]:
    """Another masked value in full, once; that it was shown stands in the journal. Raises UnknownRecord,
    BeyondReach.
    """
    with session.doing(UseCase.REVEAL) as deed:
        identity, _ = _known(deed.work, client_id)
        plain = {Shown.PHONE: identity.phone, Shown.EMAIL: identity.email}
        found = plain[what] if what in plain else identity.details.get(what.value, "")
        if not found:
            raise UnknownRecord
        deed.details |= {"client": client_id, "shown": what.value}
    return Done(found, frozenset({"journal"}), deed.entry)


def _known(work: UnitOfWork, client_id: int) -> tuple[Identity, Portrait]:
    """Raises UnknownRecord also for what is left of an erased client."""
    work.clients.refuse_strange([client_id])
    identity, portrait = work.clients.identities([client_id]), work.clients.portraits([client_id])
    if client_id not in identity or client_id not in portrait:
        raise UnknownRecord
    return identity[client_id], portrait[client_id]


def _values(identity: Identity, portrait: Portrait, masked: frozenset[str]) -> dict[str, str]:
    texts = typed_texts(identity, portrait)
    return {code: text for code, text in texts.items() if code not in masked | MASKED_DETAILS}


def _allowed(session: Session, *, own: bool) -> frozenset[UseCase]:
    """Whoever may read the client has it within the reach of a unit."""
    roles = session.roles
    may = (one for one in _DEEDS if roles & MAY[one])
    return frozenset(one for one in may if own or scope_for(roles, one) is not Scope.OWN)


def _sold(catalogue: Catalogue, service_id: int | None) -> tuple[str, str]:
    """(service, company), empty where it is not known."""
    if service_id is None:
        return "", ""
    service = catalogue.services[service_id]
    return service.name, catalogue.companies[service.company_id].name


def _leads(
    work: UnitOfWork, catalogue: Catalogue, leads: Sequence[Recommendation], answers: Mapping[int, LeadOutcome]
) -> Iterator[CardLead]:
    services = {one.id: one.service_id for one in leads}
    reminded = work.follow_ups.reminded(list(services))
    for one in leads:
        before = services.get(one.rerouted_from or 0)  # absent where two who were one are two again
        former = "" if before is None else _sold(catalogue, before)[1]
        yield _lead(one, catalogue, answers.get(one.id), reminded.get(one.id), former)


def _lead(
    one: Recommendation, catalogue: Catalogue, answer: LeadOutcome | None, reminded_on: date | None, former: str
) -> CardLead:
    service, partner = _sold(catalogue, one.service_id)
    return CardLead(
        id=one.id,
        kind=catalogue.kinds[one.kind_id].name,
        service=service,
        partner=partner,
        own=catalogue.services[one.service_id].company_id == catalogue.own_company.id,
        score=one.score,
        stage=one.stage,
        postponed_until=one.postponed_until,
        answer=answer.answer if answer else None,
        answered_on=answer.on if answer else None,
        amount=answer.amount if answer else None,
        reason=answer.reason if answer else None,
        reminded_on=reminded_on,
        former=former,
        ended=one.stage is Stage.DECLINED and one.rerouted_from is not None,
    )


class _Marked(NamedTuple):
    kind_id: int
    service_id: int | None
    bought: bool
    on: date | None
    until: date | None = None
    answered: bool = False


def _marks(
    work: UnitOfWork,
    client_id: int,
    catalogue: Catalogue,
    leads: Sequence[Recommendation],
    answers: Mapping[int, LeadOutcome],
) -> tuple[Mark, ...]:
    """An answered offer is told once, by its answer."""
    told = [(one, answers[one.id]) for one in leads if one.id in answers]
    bought = {(one.kind_id, found.on) for one, found in told if found.answer is Answer.BOUGHT}

    marks = [
        _Marked(one.kind_id, one.service_id, True, one.since, one.until, (one.kind_id, one.since) in bought)
        for one in work.clients.ownerships([client_id])
    ]
    marks += [_Marked(one.kind_id, one.service_id, False, one.on) for one in work.clients.told_refusals([client_id])]
    marks += [
        _Marked(one.kind_id, one.service_id, False, found.on, answered=True)
        for one, found in told
        if found.answer is Answer.REFUSED
    ]
    newest = sorted(marks, key=lambda one: (one.on or date.min, one.kind_id), reverse=True)
    return tuple(
        Mark(
            kind_id=one.kind_id,
            kind=catalogue.kinds[one.kind_id].name,
            service=_sold(catalogue, one.service_id)[0],
            partner=_sold(catalogue, one.service_id)[1],
            bought=one.bought,
            on=one.on,
            until=one.until,
            answered=one.answered,
        )
        for one in newest
    )


def _consents(work: UnitOfWork, client_id: int, catalogue: Catalogue, today: date) -> tuple[CardConsent, ...]:
    found = []
    for paper, withdrawn_on in work.consents.of_client(client_id):
        standing = withdrawn_on is None or withdrawn_on > today
        recipients = sorted(catalogue.companies[one].name for one in paper.recipients if one in catalogue.companies)
        live = standing and any(paper.covers(one, PURPOSE_OFFER, today) for one in paper.recipients)
        days = paper.signed_on, paper.valid_until, withdrawn_on
        found.append(CardConsent(paper.number, paper.purpose, *days, tuple(recipients), live))
    return tuple(found)


def _comments(work: UnitOfWork, catalogue: Catalogue, leads: Sequence[Recommendation]) -> list[CardComment]:
    services = {one.id: one.service_id for one in leads}
    told = reversed(work.replies.comments(list(services)))
    return [CardComment(one.at, *_sold(catalogue, services[one.lead]), one.text) for one in told]


def _history(work: UnitOfWork, client_id: int, leads: Sequence[Recommendation]) -> list[JournalLine]:
    packages = {one.package_id for one in leads if one.package_id is not None}
    imports = work.table_imports.of_client(client_id)
    return work.journal.of_client(client_id, {one.id for one in leads}, packages, imports, _LINES)


def about_client(work: UnitOfWork, client_id: int) -> frozenset[int]:
    """The entries of the journal that stand in the history of this client."""
    return frozenset(one.id for one in _history(work, client_id, work.leads.of_clients([client_id], set(Stage))))
