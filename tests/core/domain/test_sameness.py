"""When two rows are surely the same client."""

from dataclasses import replace
from datetime import date

import pytest

from core.domain.client import ClientType, Document, DocumentKind, Identity
from core.domain.sameness import contradict, passport_number, person_keys


def passport(series: str, number: str) -> Document:
    return Document(DocumentKind.PASSPORT, series, number)


PERSON = Identity(
    surname="Фёдорова",
    name="Анна",
    patronymic="Ильинична",
    birth_date=date(1990, 5, 17),
    phone="+79160000001",
    documents=(passport("45 10", "123456"),),
)


def test_a_person_is_known_by_passport_then_birth_date_then_phone() -> None:
    assert person_keys(ClientType.PERSON, PERSON) == (
        "passport|4510123456",
        "born|федорова анна ильинична|1990-05-17",
        "phone|федорова анна ильинична|+79160000001",
    )


def test_spelling_of_name_and_passport_does_not_matter() -> None:
    other = replace(PERSON, surname="ФЕДОРОВА", documents=(passport("4510", "12 34 56"),))
    assert person_keys(ClientType.PERSON, other) == person_keys(ClientType.PERSON, PERSON)


def test_a_name_alone_identifies_only_who_is_the_same_in_all_that_is_known() -> None:
    one = Identity(surname="Иванов", name="Иван", details={"address": "Тверь"})
    namesake = replace(one, details={"address": "Псков"})
    assert person_keys(ClientType.PERSON, one) == person_keys(ClientType.PERSON, replace(one))
    assert not set(person_keys(ClientType.PERSON, one)) & set(person_keys(ClientType.PERSON, namesake))


def test_a_phone_alone_identifies_nobody_because_families_share_it() -> None:
    wife, husband = (Identity(surname="Ким", name=name, phone="+79160000002") for name in ("Анна", "Олег"))
    assert not set(person_keys(ClientType.PERSON, wife)) & set(person_keys(ClientType.PERSON, husband))


@pytest.mark.parametrize(
    "paper",
    [
        passport("", "123456"),
        passport("4510", ""),
        Document(DocumentKind.FOREIGN_PASSPORT, "75", "1234567"),
        Document(DocumentKind.DRIVING_LICENCE, "9901", "123456"),
    ],
)
def test_half_a_passport_and_other_documents_identify_nobody(paper: Document) -> None:
    found = replace(PERSON, documents=(paper,))
    assert passport_number(found) == ""
    assert not any(key.startswith("passport") for key in person_keys(ClientType.PERSON, found))


def test_leading_zeros_of_a_passport_count() -> None:
    one, other = (replace(PERSON, documents=(passport("0410", number),)) for number in ("012345", "12345"))
    assert passport_number(one) != passport_number(other)


def test_a_company_is_known_by_its_tax_number_before_its_name() -> None:
    one = Identity(organisation="ООО «Ромашка»", inn="7701000001", phone="+74950000001")
    renamed = replace(one, organisation="Ромашка")
    assert person_keys(ClientType.ENTITY, one) == ("inn|7701000001", "organisation|ооо ромашка")
    assert person_keys(ClientType.ENTITY, renamed)[0] == "inn|7701000001"
    assert not contradict(one, renamed)


def test_companies_of_one_name_and_two_tax_numbers_are_two() -> None:
    one = Identity(organisation="ООО «Ромашка»", inn="7701000001")
    assert contradict(one, replace(one, inn="7702000002"))
    assert not contradict(one, replace(one, inn=""))


def test_a_company_without_a_tax_number_is_known_by_its_name() -> None:
    assert person_keys(ClientType.ENTITY, Identity(organisation="ООО «Ромашка»")) == ("organisation|ооо ромашка",)
    assert person_keys(ClientType.ENTITY, Identity(surname="Ромашка")) == ("organisation|ромашка",)


def test_other_birth_dates_contradict() -> None:
    assert contradict(PERSON, replace(PERSON, birth_date=date(1991, 5, 17)))


def test_an_unknown_birth_date_contradicts_nothing() -> None:
    assert not contradict(PERSON, replace(PERSON, birth_date=None))


def test_a_renewed_passport_with_the_same_phone_is_the_same_person() -> None:
    renewed = replace(PERSON, documents=(passport("4520", "654321"),))
    assert not contradict(PERSON, renewed)


@pytest.mark.parametrize("phone", ["", "+79160000009"])
def test_another_passport_without_the_same_phone_is_a_namesake(phone: str) -> None:
    namesake = replace(PERSON, phone=phone, documents=(passport("4520", "654321"),))
    assert contradict(PERSON, namesake)


def test_contradiction_works_both_ways_and_nobody_contradicts_himself() -> None:
    others = [
        PERSON,
        replace(PERSON, birth_date=date(1980, 1, 1)),
        replace(PERSON, phone="", documents=(passport("4520", "654321"),)),
        replace(PERSON, documents=()),
        Identity(),
    ]
    for one in others:
        assert not contradict(one, one)
        for other in others:
            assert contradict(one, other) == contradict(other, one)
