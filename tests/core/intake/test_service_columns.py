"""Purchases in tables: a column per service, a row per purchase, days and refusals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client import Purchase
from core.intake.answers import Answer, answer_in
from core.intake.cleaning import Cleaned, clean
from core.intake.contents import Sureness
from core.intake.mapping import Mapping, suggest
from core.intake.problems import Code
from core.intake.service_finder import ServiceFinder
from core.intake.tables import Cell, Table
from tests.core.intake.files import TODAY, table
from tests.core.intake.test_service_finder import catalogue

CASCO, OSAGO = "страхование КАСКО", "страхование ОСАГО"


def _finder() -> ServiceFinder:
    return ServiceFinder(catalogue(), {"каско": CASCO})


def _suggested(*columns: tuple[str, list[Cell]]) -> tuple[Mapping, Table]:
    names: list[Cell] = [f"Ким Вера {letter * 3}" for letter in "абвгдежзик"[: len(columns[0][1])]]
    whole = table(
        ["ФИО", *(header for header, _ in columns)], *zip(names, *(cells for _, cells in columns), strict=True)
    )
    return suggest(whole.headers, whole.rows, _finder()), whole


def _cleaned(*columns: tuple[str, list[Cell]]) -> Cleaned:
    mapping, whole = _suggested(*columns)
    return clean(whole, mapping, TODAY)


def _purchases(*columns: tuple[str, list[Cell]]) -> list[tuple[Purchase, ...]]:
    return [row.purchases for row in _cleaned(*columns).rows]


@pytest.mark.parametrize(
    "cells",
    [
        [1, 0, -1],
        ["1", "0", "-1"],
        ["да", "нет", "отказ"],
        ["Yes", "no", "refused"],
        ["Купил", "", "Отказался"],
        ["куплено", None, "−1"],
        ["+", "-", "отказ."],
        [True, False, "не интересно"],
        ["bought", "н/д", "declined"],
    ],
)
def test_a_column_of_a_service_says_who_bought_and_who_refused(cells: list[Cell]) -> None:
    assert _purchases(("КАСКО", cells)) == [(Purchase("КАСКО"),), (), (Purchase("КАСКО", refused=True),)]


@pytest.mark.parametrize(
    ("header", "service"),
    [
        (CASCO, CASCO),
        ("Услуга: ОСАГО", "ОСАГО"),
        ("ОСАГО (1 — купил, 0 — нет)", "ОСАГО"),
        ("Куплен билет", None),
        ("Купил ОСАГО", "ОСАГО"),
        ("Рассылка", None),
        ("", None),
    ],
)
def test_the_header_names_the_service(header: str, service: str | None) -> None:
    mapping, _ = _suggested((header, [1, 0, 1, 0]))
    assert mapping.services.get(1) == service
    assert mapping.unmapped == ((1,) if header and service is None else ())


def test_a_column_whose_cells_name_services_holds_the_products() -> None:
    mapping, _ = _suggested(
        ("Заметки", ["позвонить", None, "КАСКО", "просил скидку"]),
        ("Взял", ["КАСКО", "чехлы; ОСАГО", f"{CASCO}; ОСАГО", None]),
    )
    assert mapping.columns["products"] == 2
    assert mapping.sure[2] is Sureness.CONTENT
    assert "products" not in _suggested(("Взял", ["чехлы", "коврики; КАСКО", None]))[0].columns
    named, _ = _suggested(("Взял", ["КАСКО", "ОСАГО"]), ("Продукт", ["чехлы", None]))
    assert named.columns["products"] == 2


@pytest.mark.parametrize("header", ["Предлагаемая услуга", "Интересует", "Offered service"])
def test_what_was_offered_or_is_wanted_was_not_bought(header: str) -> None:
    assert "products" not in _suggested((header, ["КАСКО", "ОСАГО"]))[0].columns


def test_below_the_very_name_of_a_service_half_of_the_cells_are_enough() -> None:
    cells: list[Cell] = ["да", "синий", "отказ", "x"]
    assert _suggested(("КАСКО", cells))[0].services == {1: "КАСКО"}
    assert _suggested(("Услуга: КАСКО", cells))[0].services == {}
    assert _suggested(("КАСКО", [*cells, "потом"]))[0].services == {}


@pytest.mark.parametrize("cells", [["синий", "красный", "белый"], [15000, 20000, 0], [None, "", None]])
def test_a_header_alone_makes_no_service(cells: list[Cell]) -> None:
    assert _suggested(("КАСКО", cells))[0].services == {}


def test_without_a_catalogue_no_column_is_a_service() -> None:
    whole = table(["ФИО", "КАСКО"], ["Ким Вера", 1])
    assert suggest(whole.headers, whole.rows).services == {}


def test_a_day_below_a_service_is_the_day_on_which_it_was_bought() -> None:
    found = _purchases(("КАСКО", [date(2024, 3, 1), "13.02.2024", "1"]))
    assert found == [
        (Purchase("КАСКО", date(2024, 3, 1)),),
        (Purchase("КАСКО", date(2024, 2, 13)),),
        (Purchase("КАСКО"),),
    ]


def test_the_order_of_days_below_a_service_is_that_of_the_whole_column() -> None:
    found = _purchases(("КАСКО", ["02/03/2024", "02/25/2024", None]))
    assert found[0] == (Purchase("КАСКО", date(2024, 2, 3)),)


def test_a_word_below_a_service_that_nothing_knows_is_said_and_claims_nothing() -> None:
    result = _cleaned(("КАСКО", [1, 0, 1, 0, 1, "кактус"]))
    assert result.rows[-1].purchases == ()
    assert [(one.row, one.column, one.code) for one in result.problems] == [(7, "КАСКО", Code.UNKNOWN_WORD)]


def test_several_services_stand_side_by_side_with_the_row_s_own_products() -> None:
    found = _purchases(("КАСКО", [1, -1]), ("ОСАГО", ["да", "нет"]), ("Продукт", ["полив; мойка", None]))
    assert found == [
        (Purchase("полив"), Purchase("мойка"), Purchase("КАСКО"), Purchase("ОСАГО")),
        (Purchase("КАСКО", refused=True),),
    ]


def test_a_row_is_a_purchase_with_its_day_and_result() -> None:
    found = _purchases(
        ("Продукт", ["КАСКО", "ОСАГО", "полив", "мойка", "выкуп"]),
        ("Дата покупки", ["01.02.2024", "25.02.2024", None, None, "03.02.2024"]),
        ("Результат", ["купил", "отказ", "купил", "в работе", None]),
    )
    assert found == [
        (Purchase("КАСКО", date(2024, 2, 1)),),
        (Purchase("ОСАГО", date(2024, 2, 25), refused=True),),
        (Purchase("полив"),),
        (),
        (),
    ]


def test_without_a_column_of_results_every_product_was_bought() -> None:
    found = _purchases(("Продукт", ["КАСКО", "ОСАГО"]), ("Дата покупки", [date(2024, 1, 2), None]))
    assert found == [(Purchase("КАСКО", date(2024, 1, 2)),), (Purchase("ОСАГО"),)]


def test_what_was_refused_is_not_told_as_bought() -> None:
    rows = _cleaned(("КАСКО", [1, -1]), ("ОСАГО", [1, 1])).rows
    assert [row.identity.details for row in rows] == [{"products": "КАСКО; ОСАГО"}, {"products": "ОСАГО"}]


def test_a_number_that_is_no_answer_is_none() -> None:
    assert answer_in("2") is None
    assert answer_in("-1") is Answer.REFUSED
    assert answer_in("Не нужно") is Answer.REFUSED
    assert answer_in("думает") is Answer.NOTHING


@given(st.text())
def test_any_text_is_an_answer_or_none(said: str) -> None:
    assert answer_in(said) in {None, *Answer}
