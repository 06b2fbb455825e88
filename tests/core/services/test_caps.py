"""Caps on offers to a client and on leads of a partner: words on the card, no acceptance, no departure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.caps import CapHit
from core.domain.errors import BadValue, CapReached, UnknownCompany
from core.domain.lead import LeftOut, Stage
from core.domain.recommendation import Recommendation
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue
from core.services.decisions import accept, accept_from, decline
from core.services.outgoing import preview, read_outgoing
from core.services.places import tell_cap
from core.services.review import read_cards
from core.services.scoring import compute
from core.services.sending import make_package, make_packages, mark_sent, save_packages
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.wording import say_error
from tests.support.bases import (
    CAR,
    HOTEL,
    NOW,
    SERVICE,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.by_hand import set_lead_cap
from tests.support.imported import import_clients

CLIENTS = 12


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Everybody has three recommendations of partners."""
    opened = open_new_base(tmp_path)
    fill_catalogue(opened)
    rows = [client_row(number, CAR, SERVICE) for number in range(1, CLIENTS + 1)]
    import_clients(opened, rows, consent_to_all(opened))
    compute(opened)
    yield opened
    opened.close()


def of_client(session: Session, client: int) -> list[Recommendation]:
    mine = [one for one in all_recommendations(session) if one.client_id == client]
    return sorted(mine, key=lambda one: (-one.score, one.id))


def hotel(session: Session) -> int:
    return next(one.id for one in read_catalogue(session).companies.values() if one.name == HOTEL)


def to_hotel(session: Session) -> list[Recommendation]:
    services = read_catalogue(session).services
    return [one for one in all_recommendations(session) if services[one.service_id].company_id == hotel(session)]


def cap_contacts(session: Session, cap: int, days: int = 30) -> None:
    change_settings(session, replace(read_settings(session), contact_cap=cap, contact_days=days))


def test_a_client_is_offered_no_more_than_the_cap_and_the_rest_stay_with_their_numbers(session: Session) -> None:
    cap_contacts(session, 2)
    mine = of_client(session, 1)
    accepted = accept(session, [one.id for one in reversed(mine)]).value
    assert (accepted.own + accepted.waiting, set(accepted.capped)) == (2, {mine[2].id})
    assert accepted.capped[mine[2].id] == (CapHit(LeftOut.CONTACT_CAP, 2, 2),)
    (card,) = read_cards(session, [mine[2].id], "ru")
    assert LeftOut.CONTACT_CAP in card.blocks
    assert [tell_cap("ru", hit) for hit in card.caps] == ["Предложений этому клиенту: 2 из 2."]
    with pytest.raises(CapReached) as refused:
        accept(session, [mine[2].id])
    assert "2 из 2" in say_error("ru", refused.value)
    assert of_client(session, 1)[2].stage is Stage.PROCESSED


def test_a_cap_removes_no_recommendation_and_a_declined_one_costs_no_place(session: Session) -> None:
    before = Counter(one.client_id for one in all_recommendations(session))
    cap_contacts(session, 1)
    compute(session)
    assert Counter(one.client_id for one in all_recommendations(session)) == before
    first, second, _ = of_client(session, 1)
    decline(session, [first.id])
    assert accept(session, [second.id]).value.capped == {}


def test_a_partner_gets_the_highest_scores_up_to_its_cap_whoever_asks_first(session: Session) -> None:
    set_lead_cap(session, hotel(session), 3)
    wanted = sorted(to_hotel(session), key=lambda one: (-one.score, one.client_id))
    accepted = accept(session, [one.id for one in reversed(wanted)]).value
    assert set(accepted.capped) == {one.id for one in wanted[3:]}
    assert set(accepted.capped.values()) == {(CapHit(LeftOut.PARTNER_CAP, 3, 3),)}


def test_the_job_without_a_window_accepts_up_to_the_caps(session: Session) -> None:
    cap_contacts(session, 1)
    accepted = accept_from(session, 1, range(1, CLIENTS + 1)).value
    assert accepted.own + accepted.waiting == CLIENTS
    assert accept_from(session, 1, range(1, CLIENTS + 1)).value.waiting == 0


def test_what_was_accepted_before_a_cap_is_held_back_when_packages_are_made(session: Session) -> None:
    accept(session, [one.id for one in all_recommendations(session)])
    cap_contacts(session, 1)
    set_lead_cap(session, hotel(session), 2)
    shown = {one.partner_id: one.leads for one in read_outgoing(session)}
    looked_at = len(preview(session, hotel(session), "ru").value.rows)
    made = make_packages(session, range(1, CLIENTS + 1), "ru").value
    assert made.left_out.keys() <= {LeftOut.CONTACT_CAP, LeftOut.PARTNER_CAP}
    packed = [one for one in all_recommendations(session) if one.stage is Stage.PACKAGED]
    assert max(Counter(one.client_id for one in packed).values()) == 1
    services = read_catalogue(session).services
    by_partner = Counter(services[one.service_id].company_id for one in packed)
    assert by_partner[hotel(session)] == looked_at <= 2
    assert {partner: count for partner, count in shown.items() if count} == by_partner
    assert make_package(session, hotel(session), "ru").value.leads == 0


def test_days_and_months_give_the_places_back(session: Session, tmp_path: Path) -> None:
    cap_contacts(session, 1, days=5)
    set_lead_cap(session, hotel(session), 1)
    first, second, _ = of_client(session, 1)
    accept(session, [first.id])
    made = make_packages(session, [1], "ru").value
    save_packages(session, tmp_path)
    for package in made.packages:
        mark_sent(session, package)
    for days, accepted in ((4, False), (5, True)):
        session.clock = lambda days=days: NOW + timedelta(days=days)  # type: ignore[misc]
        if accepted:
            assert accept(session, [second.id]).value.capped == {}
        else:
            with pytest.raises(CapReached):
                accept(session, [second.id])


def test_a_partner_takes_leads_again_in_the_next_month(session: Session, tmp_path: Path) -> None:
    set_lead_cap(session, hotel(session), 1)
    one, other, *_ = to_hotel(session)
    accept(session, [one.id])
    made = make_packages(session, [one.client_id], "ru").value
    save_packages(session, tmp_path)
    mark_sent(session, made.packages[0])
    session.clock = lambda: NOW + timedelta(days=10)
    with pytest.raises(CapReached):
        accept(session, [other.id])
    session.clock = lambda: NOW + timedelta(days=11)
    assert accept(session, [other.id]).value.waiting == 1


def test_caps_outside_their_range_are_refused(session: Session) -> None:
    for wrong in (Settings(contact_cap=-1), Settings(contact_cap=101), Settings(contact_days=0)):
        with pytest.raises(BadValue):
            change_settings(session, wrong)
    with pytest.raises(BadValue):
        set_lead_cap(session, hotel(session), 0)
    with pytest.raises(UnknownCompany):
        set_lead_cap(session, read_catalogue(session).own_company.id, 5)
    set_lead_cap(session, hotel(session), None)
