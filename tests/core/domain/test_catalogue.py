"""What the group sells: kinds join rivals, and a base knows whose sales its tables record."""

from dataclasses import replace

import pytest

from core.domain.catalogue import (
    Catalogue,
    Company,
    DraftService,
    Kind,
    Service,
    company_key,
    kind_key,
    need_key,
)
from core.domain.client import ClientType, Identity
from core.domain.settings import Settings

PERSON, ENTITY = ClientType.PERSON, ClientType.ENTITY


def _catalogue(*services: Service) -> Catalogue:
    companies = {1: Company(1, "Своя", own=True), 2: Company(2, "Банк Север"), 3: Company(3, "СК Рубеж")}
    kinds = {1: Kind(1, "каско|фл", "Каско", PERSON)}
    return Catalogue(companies, kinds, {service.id: service for service in services}, {}, {})


def _service(number: int, company: int, recorded: bool | None = None) -> Service:
    return Service(number, "Каско", PERSON, company, kind_id=1, recorded=recorded)


def test_rivals_share_a_kind_by_name_and_client_type() -> None:
    assert kind_key("- КАСКО", PERSON) == kind_key("«Каско»", PERSON) == "каско|фл"
    assert kind_key("Каско", PERSON) != kind_key("Каско", ENTITY)


def test_companies_are_the_same_in_whatever_quotes() -> None:
    assert company_key("СК «Рубеж»") == company_key('ск "рубеж"')


def test_needs_are_the_same_in_whatever_order_of_words() -> None:
    assert need_key("Комфорт и удобство") == need_key("удобство и комфорт")


def test_a_service_is_named_by_name_client_type_and_company_together() -> None:
    draft = DraftService("- Каско", PERSON, "«Рубеж»")
    assert draft.key == DraftService("каско", PERSON, "Рубеж").key
    assert draft.key != replace(draft, client_type=ENTITY).key
    assert draft.key != replace(draft, company="Банк Север").key


def test_a_base_has_one_own_company() -> None:
    assert _catalogue().own_company.name == "Своя"


def test_the_services_of_a_kind_come_in_the_order_of_the_catalogue() -> None:
    other = replace(_service(9, 2), kind_id=2)
    assert [one.id for one in _catalogue(_service(4, 2), other, _service(7, 3)).services_of(1)] == [4, 7]


@pytest.mark.parametrize(
    ("company", "recorded", "expected"),
    [(1, None, True), (2, None, False), (2, True, True), (1, False, False)],
)
def test_own_sales_are_recorded_unless_somebody_said_otherwise(
    company: int, recorded: bool | None, expected: bool
) -> None:
    assert _catalogue(_service(1, company, recorded)).is_recorded(1) is expected


def test_one_recorded_service_makes_its_kind_recorded() -> None:
    assert _catalogue(_service(1, 2), _service(2, 1)).is_recorded(1)
    assert not _catalogue(_service(1, 2), _service(2, 3)).is_recorded(1)


def test_a_client_is_called_by_its_full_name_or_by_its_company() -> None:
    assert Identity(surname="Ким", name="Анна", organisation="ООО").full_name == "Ким Анна"
    assert Identity(organisation="ООО «Ромашка»").full_name == "ООО «Ромашка»"
    assert Identity().full_name == ""


def test_settings_are_the_defaults_with_what_a_base_changed() -> None:
    assert Settings.of({}) == Settings(open_recommendations=3, own_first=True, accept_from=80)
    assert Settings.of({"accept_from": 70, "of a later version": 1}) == Settings(accept_from=70)
