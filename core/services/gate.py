"""The gate: who may leave for a partner, and as which cells. Review, preview and package all ask here, so that what
people see and what leaves can never differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.delivery.fields import DEFAULT_FIELDS, PACKAGE_FIELDS
from core.domain.caps import CapHit
from core.domain.catalogue import Cell
from core.domain.client import Portrait
from core.domain.consent import PURPOSE_OFFER, ConsentDocument
from core.domain.eligibility import Eligibility
from core.domain.lead import LeftOut, Stage
from core.domain.recommendation import Recommendation
from core.services.places import Offer, Places
from core.services.wording import Language, say
from core.storage.unit_of_work import UnitOfWork

PHONE = "phone"
T = TypeVar("T", bound=Offer)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one partner would get: `rows` of cells under `titles`, one for each of `leads`, in their order."""

    fields: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    leads: tuple[Recommendation, ...]


class Gate:
    """What keeps leads from leaving on one day. Works inside one unit of work, on the catalogue as it is there."""

    def __init__(self, work: UnitOfWork, day: date) -> None:
        self._work = work
        self._day = day
        self.catalogue = work.catalogue.read()
        self._places = Places(work, self.catalogue, day)

    def partner(self, lead: Offer) -> int:
        """The company that a lead is for."""
        return self.catalogue.services[lead.service_id].company_id

    def by_partner(self, leads: Iterable[T]) -> dict[int, list[T]]:
        """Leads by the partner they are for; those of the own company leave for nobody and are left out."""
        found: dict[int, list[T]] = {}
        for one in leads:
            if self.partner(one) != self.catalogue.own_company.id:
                found.setdefault(self.partner(one), []).append(one)
        return found

    def fields(self, partner: int) -> tuple[str, ...]:
        """The fields that leave for a partner, in their order."""
        return self._work.catalogue.fields_of(partner) or DEFAULT_FIELDS

    def papers(self, partner: int, leads: Iterable[Offer]) -> dict[int, ConsentDocument]:
        """Client of these leads → the paper by which its data may go to the partner today; the others are absent."""
        clients = sorted({one.client_id for one in leads})
        return self._work.consents.papers(clients, partner, PURPOSE_OFFER, self._day)

    def consented(self, partner: int, leads: Sequence[Recommendation]) -> bool:
        """Whether every one of these leads may go to the partner today."""
        live = self.papers(partner, leads)
        return all(one.client_id in live for one in leads)

    def blocks(self, leads: Sequence[Recommendation]) -> dict[int, tuple[LeftOut, ...]]:
        """Lead → all that would keep it here, the first what a package counts; caps come last, and they alone keep what
        is the own company's.
        """
        found: dict[int, tuple[LeftOut, ...]] = {one.id: () for one in leads}
        by_partner = self.by_partner(leads)
        outgoing = [one for group in by_partner.values() for one in group]
        unfit = self.no_longer_fitting(outgoing)
        with_phone: set[int] | None = None
        for partner, group in by_partner.items():
            live = self.papers(partner, group)
            calls = PHONE in self.fields(partner)
            if calls and with_phone is None:
                with_phone = self._work.clients.with_phone(sorted({one.client_id for one in outgoing}))
            for one in group:
                met = {
                    LeftOut.NO_LONGER_FITS: one.id in unfit,
                    LeftOut.NO_CONSENT: one.client_id not in live,
                    LeftOut.NO_PHONE: calls and one.client_id not in (with_phone or ()),
                }
                found[one.id] = tuple(reason for reason, holds in met.items() if holds)
        for id_ in self._offered_elsewhere(outgoing, found):
            found[id_] += (LeftOut.OFFERED_ELSEWHERE,)
        for id_, hits in self.cap_hits(leads, found).items():
            found[id_] += tuple(hit.reason for hit in hits)
        return found

    def cap_hits(
        self, leads: Sequence[Recommendation], blocks: Mapping[int, tuple[LeftOut, ...]]
    ) -> dict[int, tuple[CapHit, ...]]:
        """The caps that keep leads here, with their numbers; those of a lead without any are absent. What something
        else in `blocks` keeps takes no place.
        """
        caps = {LeftOut.CONTACT_CAP, LeftOut.PARTNER_CAP}
        staying = {id_ for id_, reasons in blocks.items() if not caps.issuperset(reasons)}
        return self._places.blocking(leads, staying)

    def sheet(self, partner: int, leads: Sequence[Recommendation], language: Language) -> Sheet:
        """The cells that go to a partner of these leads as they are; asks for no right to leave."""
        fields = self.fields(partner)
        people = self._work.clients.identities(sorted({one.client_id for one in leads}))
        services = self.catalogue.services
        rows = tuple(
            tuple(PACKAGE_FIELDS[field](people[one.client_id], services[one.service_id].name) for field in fields)
            for one in leads
        )
        own = self._work.catalogue.titles_of(partner)
        titles = tuple(own.get(field) or say(language, "package", field) for field in fields)
        return Sheet(fields, titles, rows, tuple(leads))

    def overtaken(self, package_id: int, leads: Sequence[Recommendation]) -> bool:
        """Whether another package that was sent, or was made before this one, offers a client of it the same kind."""
        live = self._work.follow_ups.live(sorted({one.client_id for one in leads}))
        others = (other for one in leads for other in live.get((one.client_id, one.kind_id), ()) if other[0] != one.id)
        return any(stage is Stage.SENT or (package or 0) < package_id for _, stage, package in others)

    def no_longer_fitting(self, offered: Sequence[Recommendation]) -> set[int]:
        """Those whose client has come to own the kind meanwhile, or a service that forbids this one, or fails what the
        service asks by now, or whose service is archived.
        """
        catalogue = self.catalogue
        closed: set[tuple[int, int]] = set()
        owned: dict[int, set[int]] = {}
        for one in self._work.clients.ownerships(sorted({lead.client_id for lead in offered})):
            again = one.reopens_on(catalogue.kinds[one.kind_id].repeatable_after)
            if again is None or again > self._day:
                closed.add((one.client_id, one.kind_id))
            sellers = [one.service_id] if one.service_id else [its.id for its in catalogue.services_of(one.kind_id)]
            owned.setdefault(one.client_id, set()).update(sellers)

        def forbidden(lead: Recommendation) -> bool:
            cells = ((mine, lead.service_id) for mine in owned.get(lead.client_id, ()))
            return any(catalogue.cells.get(cell) is Cell.FORBIDDEN for cell in cells)

        unfit = {
            lead.id
            for lead in offered
            if (lead.client_id, lead.kind_id) in closed or forbidden(lead) or catalogue.is_archived(lead.service_id)
        }
        asking = [lead for lead in offered if catalogue.services[lead.service_id].eligibility != Eligibility()]
        faces = self._work.clients.portraits(sorted({lead.client_id for lead in asking}))
        towns = self._work.towns.of(sorted(faces))
        for lead in asking:
            eligibility = catalogue.services[lead.service_id].eligibility
            face, town = faces.get(lead.client_id, Portrait()), towns.get(lead.client_id, "")
            if eligibility.unmet(face, self._day.year, town) is not None:
                unfit.add(lead.id)
        return unfit

    def _offered_elsewhere(
        self, offered: Sequence[Recommendation], blocks: Mapping[int, tuple[LeftOut, ...]]
    ) -> set[int]:
        """Those whose kind is offered to the client by another package, or by a better one of these."""
        live = self._work.follow_ups.live(sorted({one.client_id for one in offered}))
        taken: set[tuple[int, int]] = set()
        twice = set()
        for one in sorted(offered, key=lambda one: (-one.score, one.id)):
            key = one.client_id, one.kind_id
            if any(lead != one.id for lead, *_ in live.get(key, ())) or key in taken:
                twice.add(one.id)
            elif one.stage is Stage.WAITING and not blocks[one.id]:
                taken.add(key)
        return twice
