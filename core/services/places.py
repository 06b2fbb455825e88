"""Places under the caps of a base on one day: who has one, and what stands in the way of the others."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from core.domain.caps import CapHit, Caps, Claim
from core.domain.catalogue import Catalogue
from core.domain.lead import Stage
from core.domain.recommendation import Recommendation
from core.domain.settings import Settings
from core.services.wording import Language, say
from core.storage.unit_of_work import UnitOfWork

_PACKED = frozenset({Stage.PACKAGED})
_ACCEPTED = frozenset({Stage.WAITING, Stage.PACKAGED})
_OPEN_TO_DECISION = frozenset({Stage.PROCESSED, Stage.IN_REVIEW, Stage.POSTPONED, Stage.DECLINED})


class Offer(Protocol):
    """What asks for a place: a recommendation, or an entry of the queue."""

    @property
    def id(self) -> int:
        """The recommendation."""

    @property
    def client_id(self) -> int:
        """Who is asked."""

    @property
    def service_id(self) -> int:
        """What is offered."""

    @property
    def score(self) -> int:
        """The highest is served first."""


class Places:
    """The caps and what is taken of them. Works inside one unit of work, on the catalogue as it is there."""

    def __init__(self, work: UnitOfWork, catalogue: Catalogue, day: date) -> None:
        self._work = work
        self._catalogue = catalogue
        self._day = day
        self.caps = caps_of(Settings.of(work.accounts.settings()), catalogue)

    def accepting(self, leads: Sequence[Offer]) -> dict[int, tuple[CapHit, ...]]:
        """What keeps some of these from being accepted together, by id; all that is accepted has its place before."""
        if not self.caps:
            return {}
        claims = [self._claim(one.id, one.client_id, one.service_id, one.score) for one in leads]
        return self.caps.allocate(claims, *self._taken(claims, _ACCEPTED))

    def blocking(self, leads: Sequence[Recommendation], staying: Collection[int] = ()) -> dict[int, tuple[CapHit, ...]]:
        """What keeps these leads here, by id: undecided ones from being accepted one by one, waiting ones from leaving.

        Places are given to all that wait in the base at once, but for those that are `staying` anyway.
        """
        if not self.caps:
            return {}
        found = {}
        undecided = [one for one in leads if one.stage in _OPEN_TO_DECISION]
        if undecided:
            claims = [self._claim(one.id, one.client_id, one.service_id, one.score) for one in undecided]
            taken = self._taken(claims, _ACCEPTED)
            found.update({claim.id: met for claim in claims if (met := self.caps.hits(claim, *taken))})
        if any(one.stage is Stage.WAITING for one in leads):
            claims = [self._claim(*row) for row in self._work.places.waiting() if row[0] not in staying]
            left_out = self.caps.allocate(claims, *self._taken(claims, _PACKED))
            mine = {one.id for one in leads}
            found.update({id_: met for id_, met in left_out.items() if id_ in mine})
        return found

    def held(self) -> int:
        """How many of all that wait in the base a cap keeps here."""
        if not self.caps:
            return 0
        claims = [self._claim(*row) for row in self._work.places.waiting()]
        return len(self.caps.allocate(claims, *self._taken(claims, _PACKED)))

    def _taken(self, claims: Sequence[Claim], stages: Collection[Stage]) -> tuple[dict[int, int], dict[int, int]]:
        clients = sorted({one.client_id for one in claims}) if self.caps.contact_cap else []
        offers = self._work.places.offers(clients, self.caps.offered_since(self._day), stages)
        leads: dict[int, int] = {}
        if self.caps.lead_caps:
            for service, count in self._work.places.leads(self._day.replace(day=1), stages).items():
                partner = self._catalogue.services[service].company_id
                leads[partner] = leads.get(partner, 0) + count
        return offers, leads

    def _claim(self, id_: int, client_id: int, service_id: int, score: int) -> Claim:
        return Claim(id_, client_id, self._catalogue.services[service_id].company_id, score)


def caps_of(settings: Settings, catalogue: Catalogue) -> Caps:
    """The caps of a base."""
    lead_caps = {one.id: one.lead_cap for one in catalogue.companies.values() if one.lead_cap is not None}
    return Caps(settings.contact_cap, settings.contact_days, lead_caps)


def tell_cap(language: Language, hit: CapHit) -> str:
    """A cap that leaves no place, with its numbers, as a sentence."""
    return say(language, "why_not", hit.reason.value, used=hit.used, cap=hit.cap)
