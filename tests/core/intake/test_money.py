"""Money: what a column counts in is stated, seen or assumed, and always said."""

import pytest

from core.intake.amounts import MoneyUnit, header_unit
from core.intake.cleaning import Cleaned, clean
from core.intake.conventions import Basis, Convention
from core.intake.mapping import suggest
from core.intake.problems import Code
from core.intake.tables import Cell
from tests.core.intake.files import TODAY, table


def _money(header: str, *cells: Cell, chosen: MoneyUnit | None = None) -> Cleaned:
    whole = table(["ФИО", header], *(["Ким Вера", cell] for cell in cells))
    return clean(whole, suggest(whole.headers), TODAY, chosen={1: chosen} if chosen else None)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Доход, тыс. руб.", MoneyUnit.THOUSANDS),
        ("Доход (т.р.)", MoneyUnit.THOUSANDS),
        ("Доход, млн ₽", MoneyUnit.MILLIONS),
        ("Доход, руб", MoneyUnit.ROUBLES),
        ("Доход ₽", MoneyUnit.ROUBLES),
        ("Доход, $", MoneyUnit.FOREIGN),
        ("Доход EUR", MoneyUnit.FOREIGN),
        ("Доход", None),
        ("Кредит т", None),
    ],
)
def test_a_header_says_what_its_column_counts_in(header: str, unit: MoneyUnit | None) -> None:
    assert header_unit(header) is unit


@pytest.mark.parametrize(
    ("cell", "roubles"),
    [
        ("150 т.р.", 150e3),
        ("150 тыс. руб.", 150e3),
        ("1,2 млн", 1.2e6),
        ("1'500'000", 1.5e6),
        ("1\u00a0500\u00a0000", 1.5e6),
        ("1\u202f500\u202f000 ₽", 1.5e6),
        ("₽ 150 000", 150e3),
        ("руб. 150000", 150e3),
        ("150 000 руб/мес", 150e3),
    ],
)
def test_a_cell_says_its_unit_itself(cell: str, roubles: float) -> None:
    result = _money("Доход", cell)
    assert (result.rows[0].portrait.income, result.problems) == (roubles, [])


def test_a_column_of_thousands_is_taken_so_and_every_cell_says_it() -> None:
    result = _money("Доход", 45, "60", 120.5, 80, 95, "150 000 руб.", 0)
    assert [row.portrait.income for row in result.rows] == [45e3, 60e3, 120.5e3, 80e3, 95e3, 150e3, 0]
    assert result.detected[1] == Convention(MoneyUnit.THOUSANDS, Basis.ASSUMED)
    assert [(problem.row, problem.code) for problem in result.problems] == [
        (row, Code.UNIT_GUESSED) for row in range(2, 7)
    ]


def test_a_number_that_does_not_fit_the_assumed_unit_is_left_out() -> None:
    result = _money("Доход", *range(45, 65), 150_000)
    assert result.rows[-1].portrait.income is None
    assert result.problems[-1].code is Code.NUMBER_UNLIKELY


def test_millions_are_seen_by_their_size() -> None:
    result = _money("Стоимость авто", 1.2, 2.5, 3, 0.9, 4)
    assert result.rows[0].portrait.car_price == 1.2e6
    assert result.detected[1] == Convention(MoneyUnit.MILLIONS, Basis.ASSUMED)


def test_roubles_are_seen_by_their_size_and_few_numbers_show_nothing() -> None:
    assert _money("Доход", *[50_000] * 5).detected[1] == Convention(MoneyUnit.ROUBLES, Basis.CELLS)
    few = _money("Доход", 50, 60)
    assert few.detected[1] == Convention(MoneyUnit.ROUBLES, Basis.ASSUMED)
    assert [row.portrait.income for row in few.rows] == [50, 60]
    assert [problem.code for problem in few.problems] == [Code.NUMBER_UNUSUAL] * 2


def test_a_header_or_a_choice_beats_the_size_and_nothing_is_left_to_say() -> None:
    stated = _money("Доход, тыс. руб.", *[50] * 6)
    assert (stated.detected[1], stated.problems) == (Convention(MoneyUnit.THOUSANDS, Basis.HEADER), [])
    chosen = _money("Доход", *[50] * 6, chosen=MoneyUnit.THOUSANDS)
    assert (chosen.rows[0].portrait.income, chosen.problems) == (50e3, [])
    plain = _money("Доход", *[50] * 6, chosen=MoneyUnit.ROUBLES)
    assert plain.rows[0].portrait.income == 50


def test_foreign_money_is_not_taken_for_roubles() -> None:
    result = _money("Доход, $", 1500, "90 000 руб.")
    assert [row.portrait.income for row in result.rows] == [None, 90_000]
    assert [problem.code for problem in result.problems] == [Code.NUMBER_UNCLEAR]
