"""Columns recognised by their cells, and what is left alone."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.intake.contents import Kind, kind_of
from core.intake.mapping import suggest
from core.intake.tables import Cell, Row

NAMES: list[Cell] = ["Ким Вера Павловна", "Петров Иван Иванович", "ИП Сидоров Пётр Ильич", "Ли Анна"]
PHONES: list[Cell] = ["8 (916) 123-45-67", "+7 903 765-43-21", 79161234567.0, "8 495 123-45-67"]
EMAILS: list[Cell] = ["vera@kim.example", "ivan@petrov.example", "p@s.example", "anna@li.example"]
BIRTHS: list[Cell] = ["31.12.1985", date(1990, 1, 1), "01.02.77", "1969-05-06"]
INNS: list[Cell] = ["7707083893", "500100732259", "7707083893", 7707083893.0]
SEXES: list[Cell] = ["м", "ж", "ж", "м"]
ORDERS: list[Cell] = [101.0, 102.0, 103.0, 104.0]


def _columns(*columns: tuple[str, Sequence[Cell]]) -> dict[str, str]:
    """Header → field code and how it was found."""
    rows: list[Row] = list(zip(*(cells for _, cells in columns), strict=True))
    mapping = suggest([header for header, _ in columns], rows)
    assert len({field.code for field in mapping.fields.values()}) == len(mapping.fields)
    assert mapping.sure.keys() == mapping.fields.keys()
    return {mapping.headers[column]: f"{field.code} {mapping.sure[column]}" for column, field in mapping.fields.items()}


def test_a_table_without_headers_is_understood_by_its_cells() -> None:
    found = _columns(
        ("A", ORDERS),
        ("B", NAMES),
        ("C", PHONES),
        ("D", EMAILS),
        ("E", BIRTHS),
        ("F", INNS),
        ("G", SEXES),
    )
    assert found == {
        "B": "full_name content",
        "C": "phone content",
        "D": "email content",
        "E": "birth_date content",
        "F": "inn content",
        "G": "sex content",
    }


def test_a_header_goes_before_the_cells_and_says_how_sure_it_is() -> None:
    found = _columns(("Клиент", NAMES), ("Телефон клиента", PHONES), ("связь", PHONES), ("чат", EMAILS))
    assert found == {"Клиент": "full_name exact", "Телефон клиента": "phone header", "чат": "email content"}


def test_what_belongs_to_others_is_not_taken_for_the_client() -> None:
    assert _columns(("Менеджер", NAMES), ("Почта менеджера", EMAILS), ("Моб. супруги", PHONES)) == {}


def test_dates_and_first_names_need_a_header_that_says_nothing() -> None:
    assert _columns(("Дата договора", BIRTHS), ("Кот", ["Вера", "Иван", "Пётр", "Анна"])) == {}


def test_names_apart_are_recognised_and_a_whole_name_is_not_asked_for_beside_a_surname() -> None:
    first: list[Cell] = ["Вера", "Иван", "Пётр", "Анна"]
    fathers: list[Cell] = ["Павловна", "Иванович", "Ильич", "Петровна"]
    found = _columns(("Фамилия", ["Ким", "Петров", "Ли", "Ли"]), ("B", first), ("C", fathers), ("D", NAMES))
    assert found == {"Фамилия": "surname exact", "B": "name content", "C": "patronymic content"}


def test_contractors_that_are_people_too_are_clients_of_both_kinds() -> None:
    firms = ["ООО Астра", "ИП Ким Вера Ивановна", "Торговый дом Юг"] * 3
    assert _columns(("Контрагент", firms)) == {"Контрагент": "organisation exact"}
    assert _columns(("Контрагент", [*firms[:3], *NAMES])) == {"Контрагент": "full_name content"}


def test_a_column_of_first_names_may_hold_whole_ones() -> None:
    assert _columns(("Имя", NAMES)) == {"Имя": "full_name content"}
    assert _columns(("Имя", ["Вера", "Иван", "Пётр", "Анна"])) == {"Имя": "name exact"}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["112-233-445 95", "112-233-445 95", "112-233-445 95"], Kind.SNILS),
        (["XTA210990Y2766389", "1HGCM82633A004352", "JHMCM56557C404453"], Kind.VIN),
        (["да", "нет", "да"], Kind.YES_NO),
        (["да", "да", "да"], None),
        (["ООО «Луч»", "ПАО Север", "Заря АО"], Kind.ORGANISATION),
        (["Вера", "Иван"], None),
        ([1000.0, 2000.0, 3000.0], None),
        (["10-1234567", "10-1234568", "10-1234569"], None),
        ([date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)], None),
        (["заметка", "другая", "третья"], None),
    ],
)
def test_cells_are_of_a_kind_or_of_none(cells: list[Cell], kind: Kind | None) -> None:
    assert kind_of(cells) is kind


_CELL: st.SearchStrategy[Cell] = st.one_of(st.none(), st.text(max_size=20), st.floats(), st.booleans(), st.dates())


@settings(deadline=None)
@given(st.lists(st.text(max_size=15), min_size=3, max_size=3), st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=8))
def test_any_table_is_suggested_without_a_fault_and_no_field_twice(headers: list[str], rows: list[Row]) -> None:
    mapping = suggest(headers, rows)
    assert len({field.code for field in mapping.fields.values()}) == len(mapping.fields)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Телефон (2)", "phone"),
        ("Паспорт серия", "passport_series"),
        ("ДатаРождения", "birth_date"),
        ("familiya_klienta", "surname"),
        ("mob tel", "phone"),
        ("Отчетсво", "patronymic"),
        ("Вклад", None),
        ("Марка, модель", "car_model"),
        ("Дата доставки", None),
        ("Номер договора", None),
        ("Номер документа", None),
        ("Номер карты", None),
        ("Кредит", None),
        ("Телефон менеджера", None),
        ("Кем выдан", None),
    ],
)
def test_a_header_is_understood_in_its_other_spellings(header: str, code: str | None) -> None:
    fields = suggest(["Признак", header]).fields
    assert (fields[1].code if 1 in fields else None) == code


def test_parts_follow_the_document_to_their_left() -> None:
    headers = ["ВУ серия", "Номер", "Кем выдан", "Паспорт серия", "Номер", "Дата выдачи", "Код подр.", "Номер"]
    codes = [field.code for _, field in sorted(suggest(headers).fields.items())]
    assert codes == [
        "driving_licence_series", "driving_licence_number", "driving_licence_issued_by", "passport_series",
        "passport_number", "passport_issued_on", "passport_code",
    ]  # fmt: skip
