"""Caps: how often a client is asked within some days, and how many leads a partner takes in a month.

They remove no recommendation: they keep a lead from being accepted, or an accepted one from leaving.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.domain.lead import LeftOut


@dataclass(frozen=True, slots=True)
class Claim:
    """A lead that asks for a place with its client and with its partner."""

    id: int
    client_id: int
    partner_id: int
    score: int


@dataclass(frozen=True, slots=True)
class CapHit:
    """A cap that leaves no place: `used` of `cap` are taken."""

    reason: LeftOut
    used: int
    cap: int


@dataclass(frozen=True, slots=True)
class Caps:
    """`contact_cap`: at most so many offers to a client within `contact_days`, 0 for any number; `lead_caps`: partner →
    at most so many leads in a calendar month, absent for any number.
    """

    contact_cap: int = 0
    contact_days: int = 30
    lead_caps: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.contact_cap or self.lead_caps)

    def offered_since(self, day: date) -> date:
        """The first of the days, `day` the last, within which offers to a client count."""
        return day - timedelta(days=self.contact_days - 1)

    def hits(self, claim: Claim, offers: Mapping[int, int], leads: Mapping[int, int]) -> tuple[CapHit, ...]:
        """What leaves no place, where so many `offers` by client and `leads` by partner have theirs."""
        met = []
        offered, taken = offers.get(claim.client_id, 0), leads.get(claim.partner_id, 0)
        if self.contact_cap and offered >= self.contact_cap:
            met.append(CapHit(LeftOut.CONTACT_CAP, offered, self.contact_cap))
        cap = self.lead_caps.get(claim.partner_id)
        if cap is not None and taken >= cap:
            met.append(CapHit(LeftOut.PARTNER_CAP, taken, cap))
        return tuple(met)

    def allocate(
        self, claims: Iterable[Claim], offers: Mapping[int, int], leads: Mapping[int, int]
    ) -> dict[int, tuple[CapHit, ...]]:
        """Give out the places that are left: the highest score first, then by client. Returns what stands in the way
        of those that get none, by id; the order of `claims` does not matter.
        """
        offers, leads = dict(offers), dict(leads)
        left_out = {}
        for claim in sorted(claims, key=lambda one: (-one.score, one.client_id, one.id)):
            met = self.hits(claim, offers, leads)
            if met:
                left_out[claim.id] = met
                continue
            offers[claim.client_id] = offers.get(claim.client_id, 0) + 1
            leads[claim.partner_id] = leads.get(claim.partner_id, 0) + 1
        return left_out
