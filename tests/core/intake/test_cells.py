"""Single cells: to a clean value or to a problem that is said."""

from datetime import date, datetime

import pytest

from core.domain.client import ClientType
from core.intake.problems import Code
from core.intake.tables import Cell
from tests.core.intake.files import cleaned, one_client


@pytest.mark.parametrize(
    ("cell", "phone", "codes"),
    [
        (89161234567.0, "+79161234567", []),
        (9161234567, "+79161234567", []),
        ("8 (916) 123-45-67", "+79161234567", []),
        ("+7 916 123 45 67", "+79161234567", []),
        ("7-916-123-45-67", "+79161234567", []),
        ("8495 123 45 67", "+74951234567", []),
        ("+375 29 123-45-67", "+375291234567", []),
        ("8 916 123-45-67 доб. 12", "+79161234567", []),
        ("8 916 123-45-67, 8 495 123 45 67", "+79161234567", ["phone_several"]),
        ("8 916 123-45-67\n8 916 765-43-21", "+79161234567", ["phone_several"]),
        ("12345", "", ["phone_unclear"]),
        ("8,91612E+10", "", ["phone_unclear"]),
        ("нет", "", []),
        ("#Н/Д", "", ["error_cell"]),
        ("9" * 5000, "", ["phone_unclear"]),
    ],
)
def test_a_phone_becomes_e164_or_is_dropped(cell: Cell, phone: str, codes: list[str]) -> None:
    row, problems = one_client("Телефон", cell)
    assert (row.identity.phone, problems) == (phone, codes)


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        (date(1985, 12, 31), date(1985, 12, 31)),
        (datetime(1985, 12, 31, 5, 30), date(1985, 12, 31)),
        ("1985-12-31", date(1985, 12, 31)),
        ("31.12.1985", date(1985, 12, 31)),
        ("31/12/1985", date(1985, 12, 31)),
        ("31.12.1985 г.", date(1985, 12, 31)),
        ("31.12.1985 0:00:00", date(1985, 12, 31)),
        (31412.0, date(1985, 12, 31)),
        ("31412", date(1985, 12, 31)),
    ],
)
def test_a_date_is_read_in_its_usual_forms(cell: Cell, born: date) -> None:
    row, problems = one_client("Дата рождения", cell)
    assert (row.identity.birth_date, row.portrait.birth_year, problems) == (born, born.year, [])


@pytest.mark.parametrize("cell", ["31.02.1985", "1985", 1985.0, "завтра", "13/31/1985", "9" * 5000, "9999-99-99"])
def test_an_unclear_date_is_dropped(cell: Cell) -> None:
    row, problems = one_client("Дата рождения", cell)
    assert (row.identity.birth_date, row.portrait.birth_year, problems) == (None, None, ["date_unclear"])


def test_birth_dates_outside_a_likely_life_are_dropped() -> None:
    for cell, kept in [("31.12.1899", False), ("01.01.1900", True), ("20.11.2011", True), ("21.11.2011", False)]:
        row, problems = one_client("Дата рождения", cell)
        assert (row.identity.birth_date is not None) is kept
        assert problems == ([] if kept else ["birth_date_unlikely"])


@pytest.mark.parametrize(
    ("cell", "income", "codes"),
    [
        (1500, 1500.0, []),
        ("1 500 000 ₽", 1500000.0, []),
        ("1\u00a0500\u00a0000 руб.", 1500000.0, []),
        ("240000,50", 240000.5, []),
        ("240000.50", 240000.5, []),
        ("1,500,000.50", 1500000.5, []),
        ("1.500.000,50", 1500000.5, []),
        ("1.5 млн", 1500000.0, []),
        ("1,5 млн руб", 1500000.0, []),
        ("240 тыс", 240000.0, []),
        ("240 т.р.", 240000.0, []),
        ("240к", 240000.0, []),
        (0, 0.0, []),
        ("н/д", None, []),
        ("нет", None, []),
        ("1,500", None, ["number_unclear"]),
        ("100 150", 100150.0, []),
        ("10 15", None, ["number_unclear"]),
        ("100-150 тыс", None, ["number_unclear"]),
        ("$100", None, ["number_unclear"]),
        ("много", None, ["number_unclear"]),
        (True, None, ["number_unclear"]),
        (date(2020, 1, 1), None, ["number_unclear"]),
        (-5, None, ["number_unlikely"]),
        ("−5 000", None, ["number_unlikely"]),
        (float("inf"), None, ["number_unlikely"]),
        (float("nan"), None, ["number_unlikely"]),
        ("9" * 5000, None, ["number_unclear"]),
        ("1" + "," * 30000 + "x9", None, ["number_unclear"]),
    ],
)
def test_money_is_read_as_people_write_it(cell: Cell, income: float | None, codes: list[str]) -> None:
    row, problems = one_client("Доход", cell)
    assert (row.portrait.income, problems) == (income, codes)


def test_a_header_in_thousands_counts_unless_the_cell_has_a_unit_of_its_own() -> None:
    header = "Доход, тыс. руб."
    assert one_client(header, 240)[0].portrait.income == 240000.0
    assert one_client(header, "240")[0].portrait.income == 240000.0
    assert one_client(header, "0,3 млн")[0].portrait.income == 300000.0
    assert one_client(header, "240000 руб.")[0].portrait.income == 240000.0


@pytest.mark.parametrize(
    ("header", "field", "cell", "value"),
    [
        ("Срок кредита", "credit_term", "5 лет", 60),
        ("Срок кредита", "credit_term", "60 мес.", 60),
        ("Срок кредита", "credit_term", 60.0, 60),
        ("Стаж", "experience", "12,5 лет", 12.5),
        ("Стаж", "experience", "6 мес", 0.5),
        ("Стаж", "experience", 71, None),
        ("Количество иждивенцев", "dependants", "2 чел.", 2),
        ("Количество иждивенцев", "dependants", "нет", 0),
        ("Количество иждивенцев", "dependants", 21, None),
        ("Количество иждивенцев", "dependants", 1.5, None),
        ("Год выпуска авто", "car_year", "2024 г.", 2024),
        ("Год выпуска авто", "car_year", 2026, 2026),
        ("Год выпуска авто", "car_year", 2027, None),
        ("Год выпуска авто", "car_year", 1949, None),
    ],
)
def test_counts_and_years_keep_to_their_ranges(header: str, field: str, cell: Cell, value: float | None) -> None:
    row, problems = one_client(header, cell)
    found = getattr(row.portrait, field)
    assert (found, type(found)) == (value, type(value))
    assert problems == ([] if value is not None else ["number_unlikely"])


@pytest.mark.parametrize(
    ("cell", "series", "codes"),
    [
        (7701.0, "7701", []),
        ("0701", "0701", []),
        ("07 01", "07 01", []),
        (701.0, "701", ["zeros_lost"]),
        ("701", "701", ["zeros_lost"]),
        ("01.июл", "", ["digits_lost"]),
        ("07011", "07011", ["code_unusual"]),
        ("4,47E+11", "", ["digits_lost"]),
        (4.47e20, "", ["digits_lost"]),
        (date(2024, 1, 7), "", ["digits_lost"]),
        ("нет", "", []),
    ],
)
def test_document_numbers_are_exact_text_and_damage_is_flagged(cell: Cell, series: str, codes: list[str]) -> None:
    row, problems = one_client("Серия паспорта", cell)
    assert [document.series for document in row.identity.documents] == ([series] if series else [])
    assert problems == codes


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" ИВАНОВ ", "Иванов"),
        ("петров-водкин", "Петров-Водкин"),
        ("О'НИЛ", "О'Нил"),
        ("де Ла Круз", "де Ла Круз"),
        ("Ким\u200b", "Ким"),
    ],
)
def test_a_name_gets_its_case_back(cell: str, name: str) -> None:
    (row,) = cleaned(["Фамилия", "Имя"], [cell, None]).rows
    assert row.identity.surname == name


def test_a_name_without_letters_is_dropped() -> None:
    result = cleaned(["Фамилия", "Имя"], ["12345", "Вера"])
    assert (result.rows[0].identity.full_name, result.problems[0].code) == ("Вера", Code.NAME_UNCLEAR)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("КИМ ВЕРА ПАВЛОВНА", ("Ким", "Вера", "Павловна")),
        ("Ким, Вера", ("Ким", "Вера", "")),
        ("Ким В. П.", ("Ким", "В.", "П.")),
        ("Ким В.П.", ("Ким", "В.", "П.")),
        ("Алиев Рашид Вагиф оглы", ("Алиев", "Рашид", "Вагиф оглы")),
        ("Ким", ("Ким", "", "")),
    ],
)
def test_a_name_in_one_column_is_surname_name_patronymic(cell: str, parts: tuple[str, str, str]) -> None:
    (row,) = cleaned(["ФИО"], [cell]).rows
    assert (row.identity.surname, row.identity.name, row.identity.patronymic) == parts
    assert row.client_type is ClientType.PERSON


def test_a_patronymic_that_there_is_not_is_no_name() -> None:
    result = cleaned(["Фамилия", "Имя", "Отчество"], ["Ким", "Вера", "нет"])
    assert (result.rows[0].identity.patronymic, result.problems) == ("", [])


def test_the_apostrophe_that_makes_a_text_of_a_number_is_no_part_of_it() -> None:
    row, codes = one_client("Рабочий телефон", "'+74951234567")
    assert (row.identity.details["workplace_phone"], codes) == ("+74951234567", [])


def test_products_are_split_at_semicolons_and_line_breaks() -> None:
    row, _ = one_client("Продукт", "КАСКО; - ОСАГО\n КАСКО ;;нет")
    assert [one.product for one in row.purchases] == ["КАСКО", "- ОСАГО"]
    assert row.identity.details == {"products": "КАСКО; - ОСАГО"}


def test_an_address_that_is_none_is_dropped() -> None:
    assert one_client("E-mail", " Vera@Kim.example ")[0].identity.email == "vera@kim.example"
    row, problems = one_client("E-mail", "vera(at)kim")
    assert (row.identity.email, problems) == ("", ["email_unclear"])


def test_a_word_outside_its_list_stays_with_the_person_and_out_of_the_portrait() -> None:
    row, problems = one_client("Семейное положение", "всё сложно")
    assert (row.portrait.family_status, problems) == (None, ["unknown_word"])
    assert row.identity.details == {"family_status": "всё сложно"}
    row, problems = one_client("Тип жилья", "квартира")
    assert (row.portrait.housing, problems, row.identity.details) == ("other", [], {"housing": "квартира"})


@pytest.mark.parametrize(
    ("cell", "linked"), [("да", True), ("Нет", False), (1, True), (False, False), ("-", False), (None, None)]
)
def test_the_link_to_an_entity_is_yes_no_or_unknown(cell: Cell, linked: bool | None) -> None:
    row, problems = one_client("Связан с ЮЛ", cell)
    assert (row.portrait.linked_to_entity, problems) == (linked, [])
