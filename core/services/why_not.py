"""Why not: what keeps a service from being recommended to a client, or from being offered now, with its number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from core.domain.catalogue import Catalogue, Cell
from core.domain.client import ClientType, Portrait
from core.domain.conversion import conversion
from core.domain.errors import UnknownService
from core.domain.lead import OPEN, UNDECIDED
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.closings import Closed, Closing, closings
from core.services.gate import Gate
from core.services.resolving import Inputs
from core.services.scoring_ground import Fitted, Ground
from core.services.scoring_run import Portion, Scorer
from core.services.session import Session
from core.services.wording import Language, say, say_day
from core.storage.unit_of_work import UnitOfWork

_STANDING: Final = OPEN | UNDECIDED


class Hindrance(StrEnum):
    """The rule that speaks against it, with its facts.

    OWNED `since`, `until` · REFUSED `since`, `until`, `n` times · UNANSWERED `since`, `until` · DECLINED ·
    CLIENT_TYPE `client_type` that buys it · FORBIDDEN `by` an owned service · LEAST_AGE, MOST_AGE, LEAST_INCOME, PLACE
    `has`, `asked` · ARCHIVED · PENDING · LOWER its `place` by P(kind) among `of` kinds that the client could take ·
    FULL `open` of `places` · OTHER_PARTNER `rule`, `partner`, `place`, `conversion` against `best` of the chosen one,
    each `Converted`; none of the last three where a person chose, which is the rule `override` · CONTACT_CAP,
    PARTNER_CAP `used`, `cap` · NO_CONSENT, NO_PHONE, NO_LONGER_FITS. Days are dates and None where there is none.
    """

    OWNED = "owned"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    CLIENT_TYPE = "client_type"
    FORBIDDEN = "forbidden"
    LEAST_AGE = "least_age"
    MOST_AGE = "most_age"
    LEAST_INCOME = "least_income"
    PLACE = "place"
    ARCHIVED = "archived"
    PENDING = "pending"
    LOWER = "lower"
    FULL = "full"
    OTHER_PARTNER = "other_partner"
    CONTACT_CAP = "contact_cap"
    PARTNER_CAP = "partner_cap"
    NO_CONSENT = "no_consent"
    NO_PHONE = "no_phone"
    NO_LONGER_FITS = "no_longer_fits"
    OFFERED_ELSEWHERE = "offered_elsewhere"


class Converted(NamedTuple):
    """The conversion of a partner, 0…1, and the answers that it has so far."""

    share: float
    bought: int
    answered: int


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One rule against a kind, or against one `service_id` of it. `facts` as `Hindrance` says."""

    kind_id: int
    service_id: int | None
    hindrance: Hindrance
    facts: Mapping[str, object] = field(default_factory=dict)


def why_not(session: Session, client_id: int, service_id: int | None = None) -> list[WhyNot]:
    """For every kind that is not recommended to this client the rule against it, and for a recommended one what blocks
    it now; with `service_id` for that service alone, its rivals included. Empty: nothing speaks against it.

    Raises UnknownRecord, UnknownService, BeyondReach.
    """
    with session.reading(UseCase.READ_CLIENTS) as work:
        work.clients.refuse_strange([client_id])
        asked = _Asked(work, session.today(), session.now(), client_id)
        services = asked.catalogue.services
        if service_id is not None and service_id not in services:
            raise UnknownService
        if service_id is not None:
            return list(asked.against_service(service_id))
        return [one for kind_id in asked.catalogue.kinds for one in asked.against_kind(kind_id)]


class _Asked:
    """One client on one day."""

    def __init__(self, work: UnitOfWork, day: date, now: datetime, client_id: int) -> None:
        self._work = work
        self._day = day
        self._now = now
        self._client_id = client_id
        self._type = work.clients.heads([client_id])[client_id][0]
        self._portrait = work.clients.portraits([client_id]).get(client_id, Portrait())
        self._town = work.towns.of([client_id]).get(client_id, "")
        self._gate = Gate(work, day)
        self.catalogue: Catalogue = self._gate.catalogue
        self._standing = {one.kind_id: one for one in work.leads.of_clients([client_id], _STANDING)}
        self._owned = work.clients.ownerships([client_id])
        self._ground = Ground.read(work, day)
        self._closed = self._closings()
        self._client = Portion.read(work, self._ground, [client_id])
        self._chances = self._scored()

    def against_kind(self, kind_id: int) -> Iterator[WhyNot]:
        standing = self._standing.get(kind_id)
        if standing is not None:
            yield from self._blocks(standing)
            return
        found = self._closing(kind_id) or self._wrong_type(kind_id)
        shut = [self._shut(one.id) for one in self.catalogue.services_of(kind_id)]
        if found is None and shut and all(shut):
            found = shut[0]
        yield found or self._outdone(kind_id)

    def against_service(self, service_id: int) -> Iterator[WhyNot]:
        kind_id = self.catalogue.services[service_id].kind_id
        standing = self._standing.get(kind_id)
        shut = self._shut(service_id)
        if standing is not None and standing.service_id == service_id:
            yield from self._blocks(standing)
        elif standing is not None:
            yield shut or self._lost(standing, service_id)
        else:
            yield self._closing(kind_id) or self._wrong_type(kind_id) or shut or self._outdone(kind_id)

    def _closings(self) -> dict[int, Closing]:
        """The strongest of each kind."""
        mine, leads = self._client_id, self._work.leads
        found = closings(
            self.catalogue,
            self._day,
            owned=self._owned,
            declined=leads.standing_kinds([mine])[1],
            refusals=leads.refusals([mine]),
            unanswered=leads.unanswered([mine]),
            rest_days=self._ground.settings.silence_days,
        )
        order = list(Closed)
        return {one.kind_id: one for one in sorted(found, key=lambda one: -order.index(one.by))}

    def _closing(self, kind_id: int) -> WhyNot | None:
        closing = self._closed.get(kind_id)
        if closing is None:
            return None
        facts = {"since": closing.since, "until": closing.until, "n": closing.times}
        return WhyNot(kind_id, None, Hindrance(closing.by.value), facts)

    def _wrong_type(self, kind_id: int) -> WhyNot | None:
        """Not the client's type, and no way to it from what an entrepreneur has."""
        kind = self.catalogue.kinds[kind_id]
        if kind.client_type is self._type:
            return None
        row, shelf = self._client.clients, self._ground.shelf
        linked = shelf.assortment.kind_links[:, [shelf.kind_at[kind_id]]]
        if row.bridges[0] and (row.sources.astype(int) @ linked.astype(int)).sum():
            return None
        return WhyNot(kind_id, None, Hindrance.CLIENT_TYPE, {"client_type": kind.client_type})

    def _shut(self, service_id: int) -> WhyNot | None:
        """A service that is offered no more, a forbidden pair or a condition that the client fails."""
        service, cells = self.catalogue.services[service_id], self.catalogue.cells
        if self.catalogue.is_archived(service_id):
            return WhyNot(service.kind_id, service_id, Hindrance.ARCHIVED)
        for owned in self._owned:
            sellers = [owned.service_id] if owned.service_id else self._ground.shelf.services_of[owned.kind_id]
            for seller in sellers:
                if cells.get((seller, service_id)) is Cell.FORBIDDEN:
                    return WhyNot(service.kind_id, service_id, Hindrance.FORBIDDEN, {"by": seller})
        unmet = service.eligibility.unmet(self._portrait, self._day.year, self._town)
        if unmet is None:
            return None
        facts = {"has": unmet.has, "asked": unmet.asked}
        return WhyNot(service.kind_id, service_id, Hindrance(unmet.condition.value), facts)

    def _outdone(self, kind_id: int) -> WhyNot:
        """Nothing but the value speaks against it."""
        undecided = any(one.stage in UNDECIDED for one in self._standing.values())
        places = self._ground.settings.open_recommendations
        if self._chances is None or len(self._standing) < places:
            return WhyNot(kind_id, None, Hindrance.PENDING)
        if not undecided:
            return WhyNot(kind_id, None, Hindrance.FULL, {"open": len(self._standing), "places": places})
        chance = self._chances[self._ground.shelf.kind_at[kind_id]]
        place, of = 1 + sum(one > chance for one in self._chances), sum(one > 0 for one in self._chances)
        return WhyNot(kind_id, None, Hindrance.LOWER, {"place": place, "of": of})

    def _lost(self, standing: Recommendation, service_id: int) -> WhyNot:
        """Another partner got the client."""
        settled = standing.settled
        if standing.override is not None:
            partner = self.catalogue.services[standing.service_id].company_id
            facts: dict[str, object] = {"rule": "override", "partner": partner}
            return WhyNot(standing.kind_id, service_id, Hindrance.OTHER_PARTNER, facts)
        _, version, content = self._work.scores.inputs([settled.inputs_id])[settled.inputs_id]
        inputs = Inputs.of(version, content)
        shown = {
            one.service_id: Converted(
                conversion(one.answers, inputs.in_kind, one.stated, one.weight),
                one.answers.bought,
                one.answers.answered,
            )
            for one in inputs.rivals
        }
        if service_id not in shown:  # it has come into the kind, or was shut to this client, since
            return WhyNot(standing.kind_id, service_id, Hindrance.PENDING)
        facts = {
            "rule": settled.rule,
            "partner": self.catalogue.services[settled.service_id].company_id,
            "place": settled.runners_up.index(service_id) + 2,
            "conversion": shown[service_id],
            "best": shown[settled.service_id],
        }
        return WhyNot(standing.kind_id, service_id, Hindrance.OTHER_PARTNER, facts)

    def _blocks(self, standing: Recommendation) -> Iterator[WhyNot]:
        """What keeps a recommended one here."""
        blocks = self._gate.blocks([standing])
        numbers = {hit.reason: hit for hit in self._gate.cap_hits([standing], blocks).get(standing.id, ())}
        for reason in blocks[standing.id]:
            hit = numbers.get(reason)
            facts = {} if hit is None else {"used": hit.used, "cap": hit.cap}
            yield WhyNot(standing.kind_id, standing.service_id, Hindrance(reason.value), facts)

    def _scored(self) -> list[float] | None:
        """P(kind) of every kind by its place; None where the model in use has not scored this client as it is."""
        latest = self._ground.model_in_use(self._work, self._now)
        ((_, scored_by, *_),) = self._work.clients.standings([self._client_id])
        held_out = self._ground.holds_out(self._client_id)
        if latest is None or scored_by != self._ground.signature(latest.version, held_out=held_out):
            return None
        fitted = Fitted.of(latest)
        everybody = Portion.read(self._work, self._ground).clients if fitted.looks_at_everybody else None
        return Scorer(self._ground, fitted.model, everybody).chances(self._client)


def tell_why_not(language: Language, catalogue: Catalogue, one: WhyNot) -> str:
    """The rule with its numbers as a sentence."""
    facts = dict(one.facts)
    key = one.hindrance.value
    if one.hindrance is Hindrance.OWNED:
        key += ("_since" if facts["since"] else "") + ("_until" if facts["until"] else "")
    if one.hindrance is Hindrance.CLIENT_TYPE:
        key += "_entity" if facts["client_type"] is ClientType.ENTITY else "_person"
    if one.hindrance is Hindrance.OTHER_PARTNER:
        key += f"_{facts['rule']}"
        facts["partner"] = catalogue.companies[_number(facts["partner"])].name
    match facts:
        case {"conversion": Converted() as lost, "best": Converted() as best}:
            digits = _digits(lost.share, best.share)
            facts |= {"conversion": _converted(language, lost, digits), "best": _converted(language, best, digits)}
    if one.hindrance is Hindrance.FORBIDDEN:
        facts["by"] = catalogue.services[_number(facts["by"])].name
    if one.hindrance is Hindrance.LEAST_INCOME:
        facts |= {name: _money(language, facts[name]) for name in ("has", "asked")}
    told = {name: say_day(language, fact) if isinstance(fact, date) else fact for name, fact in facts.items()}
    return say(language, "why_not", key, **told)


def _number(fact: object) -> int:
    return int(str(fact))


def _money(language: Language, fact: object) -> str:
    told = f"{float(str(fact)):,.0f}"
    return told.replace(",", "\N{NO-BREAK SPACE}") if language == "ru" else told


def _digits(one: float, other: float) -> int:
    """As many as it takes to tell two shares apart in percent, at most three."""
    return next((n for n in range(3) if round(100 * one, n) != round(100 * other, n)), 3)


def _converted(language: Language, one: Converted, digits: int) -> str:
    """In percent, never 0 or 100, with the counts behind it."""
    least = 10.0**-digits
    bound = "under" if round(100 * one.share, digits) < least else "over" if 100 - 100 * one.share < least / 2 else ""
    shown = {"under": least, "over": 100 - least}.get(bound, 100 * one.share)
    text = f"{shown:.{digits}f}".replace(".", "," if language == "ru" else ".")
    share = say(language, "why_not", f"share_{bound}" if bound else "share", share=text)
    if not one.answered:
        return share
    return say(language, "why_not", "share_of", share=share, bought=one.bought, answered=one.answered)
