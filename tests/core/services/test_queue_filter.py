"""Parts of the queue by service and by client, and the days by which an offer is due."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType
from core.domain.settings import Settings
from core.services.catalogue import read_catalogue
from core.services.client_edits import add_client, end_ownership, record_purchase
from core.services.decisions import postpone
from core.services.queue_filter import EVERYTHING, QueueFilter, read_due, read_facets, read_part
from core.services.review import read_queue
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from tests.support.bases import (
    BANK,
    CAR,
    CASCO,
    NOW,
    OWN,
    SERVICE,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_prepared,
)
from tests.support.by_hand import set_repeatable
from tests.support.imported import import_clients


def _living_in(number: int, city: str) -> ClientRow:
    row = client_row(number, *((CAR, SERVICE) if number % 2 else (CAR,)))
    return replace(row, identity=replace(row.identity, details={"city": city}))


def _scored(session: Session) -> None:
    fill_catalogue(session)
    change_settings(session, Settings(exploration=0, review_floor=1))
    rows = [
        _living_in(number, "Казань" if number < 3 else "казань" if number < 4 else "Арск") for number in range(1, 7)
    ]
    import_clients(session, rows, consent_to_all(session))
    add_client(session, ClientType.PERSON, {"surname": "Агава", "phone": "8 495 123-45-67"})
    compute(session)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, _scored)
    yield opened
    opened.close()


def part(session: Session, wanted: QueueFilter) -> list[int]:
    return [one.id for one in read_part(session, wanted).entries]


def test_without_a_filter_the_part_is_the_whole_queue(session: Session) -> None:
    assert part(session, EVERYTHING) == [one.id for one in read_queue(session).entries]
    assert len(part(session, EVERYTHING)) == len(all_recommendations(session))


def test_what_no_threshold_may_show_is_only_counted(session: Session) -> None:
    scores = [one.score for one in all_recommendations(session)]
    own = {one.id for one in read_part(session, QueueFilter(own=True)).entries}
    floor = sorted(scores)[len(scores) // 2]
    change_settings(session, Settings(exploration=0, review_floor=floor, accept_from=99))
    everything, ours = read_part(session, EVERYTHING), read_part(session, QueueFilter(own=True))
    assert [one.score for one in everything.entries] == sorted((one for one in scores if one >= floor), reverse=True)
    assert everything.counts == Counter(scores) == read_queue(session).counts
    assert {one.id for one in ours.entries} == {one.id for one in everything.entries} & own
    assert sum(ours.counts.values()) == len(own) > len(ours.entries)


def test_services_are_chosen_by_kind_partner_and_whose_they_are(session: Session) -> None:
    catalogue, everything = read_catalogue(session), all_recommendations(session)
    services, companies = catalogue.services, catalogue.companies
    bank = next(one.id for one in companies.values() if one.name == BANK)
    casco = next(one.id for one in catalogue.kinds.values() if one.name == CASCO)
    for wanted, holds in (
        (QueueFilter(kind_id=casco), lambda one: one.kind_id == casco),
        (QueueFilter(partner_id=bank), lambda one: services[one.service_id].company_id == bank),
        (QueueFilter(own=True), lambda one: companies[services[one.service_id].company_id].own),
        (QueueFilter(own=False), lambda one: not companies[services[one.service_id].company_id].own),
        (QueueFilter(own=True, partner_id=bank), lambda _: False),
    ):
        assert set(part(session, wanted)) == {one.id for one in everything if holds(one)}, wanted


def test_clients_are_chosen_by_city_in_any_case_by_type_and_by_source(session: Session) -> None:
    of = {one.id: one.client_id for one in all_recommendations(session)}
    assert {of[id_] for id_ in part(session, QueueFilter(city="КАЗАНЬ"))} == {1, 2, 3}
    assert {of[id_] for id_ in part(session, QueueFilter(client_type=ClientType.PERSON))} == set(of.values())
    assert part(session, QueueFilter(client_type=ClientType.ENTITY)) == []
    (source,) = read_facets(session).imports
    by_hand = {of[id_] for id_ in part(session, QueueFilter(import_id=0))}
    assert by_hand == set(of.values()) - set(range(1, 7))
    assert {of[id_] for id_ in part(session, QueueFilter(import_id=source))} == set(range(1, 7)) & set(of.values())


def test_what_came_back_is_chosen_apart(session: Session) -> None:
    first, *others = part(session, EVERYTHING)
    postpone(session, [first], date(2026, 11, 21))
    session.clock = lambda: NOW.replace(day=22)
    assert part(session, QueueFilter(returned=True)) == [first]
    assert part(session, QueueFilter(returned=False)) == others


def test_there_is_to_choose_from_what_the_queue_holds(session: Session) -> None:
    facets, catalogue = read_facets(session), read_catalogue(session)
    standing = {one.service_id for one in all_recommendations(session)}
    assert set(facets.kinds) == {catalogue.services[id_].kind_id for id_ in standing}
    assert list(facets.partners.values()) == sorted(facets.partners.values(), key=str.casefold)
    assert OWN in facets.partners.values() or not any(
        catalogue.companies[catalogue.services[id_].company_id].own for id_ in standing
    )
    assert facets.cities == ("Арск", "Казань")


def test_an_offer_is_due_on_the_day_on_which_what_the_client_has_of_the_kind_ends(session: Session) -> None:
    assert read_due(session) == {}
    catalogue = read_catalogue(session)
    casco = next(one.id for one in catalogue.kinds.values() if one.name == CASCO)
    sold = next(one.id for one in catalogue.services.values() if one.kind_id == casco)
    set_repeatable(session, casco, 1)
    record_purchase(session, 2, sold, date(2025, 11, 1))
    end_ownership(session, 2, casco, date(2026, 11, 10))
    compute(session)
    again = next(one.id for one in all_recommendations(session) if (one.client_id, one.kind_id) == (2, casco))
    assert read_due(session) == {again: date(2026, 11, 10)}
