"""Caps are never exceeded, and who gets the places does not depend on the order of work."""

from collections import Counter
from datetime import date
from random import Random

from core.domain.caps import CapHit, Caps, Claim
from core.domain.lead import LeftOut

CASES = 100_000
TODAY = date(2026, 11, 20)


def test_in_a_hundred_thousand_cases_no_cap_is_exceeded_and_nobody_is_left_out_without_one() -> None:
    random = Random(21)
    full = Counter[LeftOut]()
    for _ in range(CASES):
        caps = Caps(random.randrange(3), lead_caps={partner: random.randrange(1, 4) for partner in (1, 2)})
        claims = [
            Claim(id_, random.randrange(3), random.randrange(1, 4), random.randrange(80, 83))
            for id_ in range(random.randrange(1, 7))
        ]
        offers = {client: random.randrange(3) for client in range(3)}
        leads = {partner: random.randrange(3) for partner in (1, 2, 3)}
        left_out = caps.allocate(claims, offers, leads)
        given = [one for one in claims if one.id not in left_out]
        for client, count in Counter(one.client_id for one in given).items():
            assert not caps.contact_cap or offers[client] + count <= caps.contact_cap
        for partner, count in Counter(one.partner_id for one in given).items():
            assert leads[partner] + count <= caps.lead_caps.get(partner, CASES)
        for one in claims:
            for hit in left_out.get(one.id, ()):
                full[hit.reason] += 1
                better = [other for other in given if (-other.score, other.client_id) <= (-one.score, one.client_id)]
                if hit.reason is LeftOut.CONTACT_CAP:
                    taken = offers[one.client_id] + sum(other.client_id == one.client_id for other in better)
                else:
                    taken = leads[one.partner_id] + sum(other.partner_id == one.partner_id for other in better)
                assert taken >= hit.cap
                assert hit.used >= hit.cap
        random.shuffle(claims)
        assert caps.allocate(claims, offers, leads) == left_out
    assert min(full[LeftOut.CONTACT_CAP], full[LeftOut.PARTNER_CAP]) > CASES / 10


def test_places_go_to_the_highest_score_then_to_the_lower_client() -> None:
    caps = Caps(lead_caps={7: 2})
    claims = [Claim(1, 30, 7, 80), Claim(2, 20, 7, 90), Claim(3, 10, 7, 80)]
    assert caps.allocate(claims, {}, {}) == {1: (CapHit(LeftOut.PARTNER_CAP, 2, 2),)}


def test_without_caps_nothing_is_left_out() -> None:
    assert not Caps()
    assert Caps().allocate([Claim(1, 1, 1, 99)] * 50, {1: 50}, {1: 50}) == {}


def test_the_days_of_a_cap_end_with_today() -> None:
    assert Caps(1, contact_days=1).offered_since(TODAY) == TODAY
    assert Caps(1, contact_days=30).offered_since(TODAY) == date(2026, 10, 22)
