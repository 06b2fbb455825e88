"""Dates: one order for a whole column."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.cleaning import clean
from core.intake.conventions import Basis, Convention
from core.intake.dates import DateOrder, day_in, order_of
from core.intake.mapping import suggest
from core.intake.problems import Code
from tests.core.intake.files import TODAY, cleaned, table

DAY, MONTH, YEAR = DateOrder
LATEST = date(2011, 12, 31)
_DAYS = st.dates(date(1930, 1, 1), date(2009, 12, 31))
_FORMS = {DAY: "%d{0}%m{0}%Y", MONTH: "%m{0}%d{0}%Y", YEAR: "%y{0}%m{0}%d"}


@given(st.lists(_DAYS, min_size=1, max_size=20), st.sampled_from(DateOrder), st.sampled_from("./-"))
def test_a_column_whose_cells_show_the_order_is_read_right_in_every_row(
    days: list[date], order: DateOrder, sign: str
) -> None:
    days = [*days, date(1985, 3, 31)]
    texts = [day.strftime(_FORMS[order].format(sign)) for day in days]
    found = order_of(texts)
    assert found and found[0] is order
    assert [day_in(text, order, LATEST)[0] for text in texts] == [
        day if order is not YEAR or 1912 <= day.year <= 2011 else None for day in days
    ]


@given(st.lists(_DAYS, max_size=20), st.lists(st.text(max_size=12), max_size=5))
def test_any_column_has_an_order_or_leaves_nothing_open(days: list[date], noise: list[str]) -> None:
    texts = [day.isoformat() for day in days]
    assert order_of(texts) is None
    found = order_of([*texts, *noise, "01.02.1985"])
    assert found is not None and found[0] in DateOrder


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 марта 1985 г.", date(1985, 3, 12)),
        ("12.мар.85", date(1985, 3, 12)),
        ("12-мая-1985", date(1985, 5, 12)),
        ("12 Mar 1985", date(1985, 3, 12)),
        ("March 12, 1985", date(1985, 3, 12)),
        ("1985/03/12", date(1985, 3, 12)),
        ("19850312", date(1985, 3, 12)),
        ("12031985", date(1985, 3, 12)),
        ("12.03.1985 00:00", date(1985, 3, 12)),
        ("1985-03-12T00:00:00Z", date(1985, 3, 12)),
        ("12 03 1985", date(1985, 3, 12)),
        ("12.03.85", date(1985, 3, 12)),
        ("12.03.05", date(2005, 3, 12)),
        ("12.03.12", date(1912, 3, 12)),
        ("29.02.1985", None),
        ("31.04.1985", None),
        ("12 мартобря 1985", None),
        ("12.03.985", None),
        ("0.0.0", None),
    ],
)
def test_a_date_is_read_or_refused(text: str, found: date | None) -> None:
    assert day_in(text, DAY, LATEST)[0] == found


def test_a_year_of_two_digits_is_said() -> None:
    result = cleaned(["ФИО", "Дата рождения"], ["Ким Вера", "12.03.85"])
    assert result.rows[0].identity.birth_date == date(1985, 3, 12)
    assert [problem.code for problem in result.problems] == [Code.YEAR_SHORT]


def test_months_first_are_seen_in_one_cell_and_hold_for_all() -> None:
    rows = [["Ким Вера", "03/04/1985"], ["Ли Ян", "12/31/1985"]]
    result = cleaned(["ФИО", "Дата рождения"], *rows)
    assert [row.identity.birth_date for row in result.rows] == [date(1985, 3, 4), date(1985, 12, 31)]
    assert result.detected[1] == Convention(MONTH, Basis.CELLS)
    assert result.problems == []


def test_a_column_that_shows_nothing_is_read_days_first_and_says_so() -> None:
    result = cleaned(["ФИО", "Дата рождения"], ["Ким Вера", "03/04/1985"], ["Ли Ян", "05/06/1985"])
    assert [row.identity.birth_date for row in result.rows] == [date(1985, 4, 3), date(1985, 6, 5)]
    assert result.detected[1] == Convention(DAY, Basis.ASSUMED)


def test_a_cell_that_the_order_makes_impossible_is_a_problem_and_not_turned_round() -> None:
    rows = [["Ким Вера", f"{day}.04.1985"] for day in range(13, 29)]
    result = cleaned(["ФИО", "Дата рождения"], *rows, ["Ли Ян", "04.28.1985"])
    assert result.rows[-1].identity.birth_date is None
    assert [(problem.row, problem.code) for problem in result.problems] == [(18, Code.DATE_UNCLEAR)]
    assert result.detected[1] == Convention(DAY, Basis.CELLS)


def test_two_orders_in_one_column_are_not_said_to_be_seen() -> None:
    texts = ["13.04.1985", "14.04.1985", "04.15.1985"]
    assert order_of(texts) == (DAY, False)


def test_the_caller_may_choose_the_order() -> None:
    whole = table(["ФИО", "Дата рождения"], ["Ким Вера", "03/04/1985"])
    result = clean(whole, suggest(whole.headers), TODAY, chosen={1: MONTH})
    assert result.rows[0].identity.birth_date == date(1985, 3, 4)
    assert result.detected[1] == Convention(MONTH, Basis.CHOSEN)


def test_each_column_has_an_order_of_its_own() -> None:
    rows = [["Ким Вера", "12/31/1985", "31.12.2005"], ["Ли Ян", "03/04/1985", "03.04.2005"]]
    result = cleaned(["ФИО", "Дата рождения", "Дата выдачи паспорта"], *rows)
    assert result.rows[1].identity.birth_date == date(1985, 3, 4)
    assert result.rows[1].identity.documents[0].issued_on == date(2005, 4, 3)
