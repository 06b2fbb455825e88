"""Product texts to services."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.catalogue import Catalogue, Company, Kind, Service, kind_key
from core.domain.client import ClientType
from core.intake.service_finder import Found, ServiceFinder, starting_synonyms

PERSON, ENTITY = ClientType.PERSON, ClientType.ENTITY
SELLERS = {
    1: [("страхование КАСКО", PERSON), ("страхование ОСАГО", PERSON), ("полив", ENTITY)],
    2: [
        ("страхование КАСКО", PERSON),
        ("продажа новых автомобилей", PERSON),
        ("продажа автомобилей с пробегом", PERSON),
    ],
    3: [("продажа новых автомобилей", PERSON), ("выкуп автомобилей", PERSON), ("страхование КАСКО", ENTITY)],
    4: [("уход за кактусами", PERSON), ("уход за агавами", PERSON), ("вклады и накопительные счета", PERSON)],
}


def catalogue(own: int = 1) -> Catalogue:
    """Four companies; services are numbered company by company: 11, 12, …, 21, …"""
    kinds: dict[str, Kind] = {}
    services = {}
    for company, sold in SELLERS.items():
        for number, (name, client_type) in enumerate(sold, start=company * 10 + 1):
            key = kind_key(name, client_type)
            kind = kinds.setdefault(key, Kind(len(kinds) + 1, key, name, client_type))
            services[number] = Service(number, name, client_type, company, kind.id)
    companies = {company: Company(company, f"Компания {company}", own=company == own) for company in SELLERS}
    return Catalogue(companies, {kind.id: kind for kind in kinds.values()}, services, {}, {})


def kind(name: str, client_type: ClientType = PERSON) -> int:
    """The id of a kind by its service's name."""
    return next(kind.id for kind in catalogue().kinds.values() if kind.key == kind_key(name, client_type))


@pytest.mark.parametrize(
    "text", ["страхование КАСКО", "- Страхование каско", "«СТРАХОВАНИЕ  КАСКО»", "КАСКО", "полис каско"]
)
def test_the_own_company_comes_first(text: str) -> None:
    finder = ServiceFinder(catalogue(own=1), starting_synonyms())
    assert finder.find(text, PERSON) == Found(kind("страхование КАСКО"), 11)


def test_elsewhere_the_kind_is_enough_and_the_service_stays_open_between_several_sellers() -> None:
    finder = ServiceFinder(catalogue(own=4), {})
    assert finder.find("страхование КАСКО", PERSON) == Found(kind("страхование КАСКО"), None)
    assert finder.find("каско", PERSON) == Found(kind("страхование КАСКО"), None)
    assert finder.find("страхование ОСАГО", PERSON) == Found(kind("страхование ОСАГО"), 12)
    assert finder.find("осаго", PERSON) == Found(kind("страхование ОСАГО"), 12)


def test_forms_of_words_are_found_within_a_longer_name() -> None:
    finder = ServiceFinder(catalogue(own=2), {})
    assert finder.find("Новый автомобиль", PERSON) == Found(kind("продажа новых автомобилей"), 22)
    assert finder.find("автомобиль с пробегом", PERSON) == Found(kind("продажа автомобилей с пробегом"), 23)


@pytest.mark.parametrize(
    "text", ["", " - ", "уход", "автомобиль", "страхование", "и на", "за", "луна", "уход за кактусами зимой"]
)
def test_what_fits_no_kind_or_several_is_unknown(text: str) -> None:
    assert ServiceFinder(catalogue(), {}).find(text, PERSON) is None


def test_words_that_only_begin_alike_are_not_one() -> None:
    assert ServiceFinder(catalogue(own=3), {}).find("автокредит", PERSON) is None


def test_services_for_the_other_client_type_do_not_count() -> None:
    finder = ServiceFinder(catalogue(), {})
    assert finder.find("полив", PERSON) is None
    assert finder.find("полив", ENTITY) == Found(kind("полив", ENTITY), 13)
    assert finder.find("каско", ENTITY) == Found(kind("страхование КАСКО", ENTITY), 33)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("новая машина", "продажа новых автомобилей"),
        ("б/у авто", "продажа автомобилей с пробегом"),
        ("Trade-In", "выкуп автомобилей"),
        ("трейд-ин", "выкуп автомобилей"),
        ("Мини-КАСКО", "страхование КАСКО"),
        ("Е-ОСАГО", "страхование ОСАГО"),
        ("депозит", "вклады и накопительные счета"),
        ("Вклад", "вклады и накопительные счета"),
    ],
)
def test_the_starting_synonyms_are_understood(text: str, name: str) -> None:
    found = ServiceFinder(catalogue(), starting_synonyms()).find(text, PERSON)
    assert found is not None
    assert found.kind_id == kind(name)


def test_a_name_of_the_catalogue_wins_over_a_synonym() -> None:
    finder = ServiceFinder(catalogue(), {"выкуп автомобилей": "страхование ОСАГО", "каско": "выкуп автомобилей"})
    assert finder.find("Выкуп автомобилей", PERSON) == Found(kind("выкуп автомобилей"), 32)
    assert finder.find("каско", PERSON) == Found(kind("выкуп автомобилей"), 32)


@given(st.text(max_size=40), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=5))
def test_any_text_is_found_or_unknown_and_always_the_same(text: str, synonyms: dict[str, str]) -> None:
    finder = ServiceFinder(catalogue(), synonyms)
    assert finder.find(text, PERSON) == finder.find(text, PERSON)
    assert finder.find(text, PERSON) == ServiceFinder(catalogue(), synonyms).find(text, PERSON)
