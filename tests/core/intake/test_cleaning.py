"""Cleaning a whole table: every row on its own."""

import tomllib
from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.client import ClientType, Document, DocumentKind, Portrait
from core.domain.errors import MissingColumns
from core.intake.cleaning import BLOCK, clean
from core.intake.fields import FIELDS, Form
from core.intake.headers import title
from core.intake.mapping import suggest
from core.intake.problems import Code, Level
from core.intake.tables import Cell
from tests.core.intake.files import TODAY, cleaned, table


def test_an_optional_cell_in_error_is_dropped_and_its_row_goes_through() -> None:
    result = cleaned(["Фамилия", "Имя", "Телефон", "Доход"], ["Ким", "Вера", "звонить вечером", 1000])
    (row,) = result.rows
    assert (row.identity.phone, row.portrait.income) == ("", 1000.0)
    (problem,) = result.problems
    assert (problem.row, problem.column, problem.code, problem.level) == (
        2,
        "Телефон",
        Code.PHONE_UNCLEAR,
        Level.WARNING,
    )


def test_a_row_without_any_name_is_an_error_and_left_out() -> None:
    result = cleaned(["Фамилия", "Имя", "Доход"], ["Ким", "Вера", 1e5], [None, " - ", 2e5], ["Ли", None, 3e5])
    assert [row.row for row in result.rows] == [2, 4]
    assert [(problem.row, problem.code, problem.level) for problem in result.problems] == [
        (3, Code.NO_NAME, Level.ERROR)
    ]
    assert result.skipped == 1


def test_problems_stand_in_the_order_of_rows_and_columns() -> None:
    result = cleaned(
        ["ФИО", "Телефон", "Доход"], ["Ким Вера", "нечто", "много"], ["Ли Ян", None, "мало"], [None, "что-то", None]
    )
    assert [(problem.row, problem.column) for problem in result.problems] == [
        (2, "Телефон"),
        (2, "Доход"),
        (3, "Доход"),
        (4, "Телефон"),
        (4, ""),
    ]


def test_a_table_without_names_is_refused() -> None:
    with pytest.raises(MissingColumns):
        cleaned(["Телефон", "Доход"], ["89161234567", 1])


def test_the_founding_date_of_an_entity_is_no_birth() -> None:
    (row,) = cleaned(["Организация", "Дата рождения"], ["ООО «Луч»", "01.02.2020"]).rows
    assert (row.identity.birth_date, row.portrait.birth_year) == (date(2020, 2, 1), None)


def test_a_document_is_put_together_from_its_parts() -> None:
    headers = [
        "ФИО",
        "Серия паспорта",
        "Номер паспорта",
        "Дата выдачи паспорта",
        "Кем выдан паспорт",
        "Код подразделения",
    ]
    (row,) = cleaned(headers, ["Ким Вера", "0701", 123456.0, "10.12.2001", "ОВД «Север»", "070-001"]).rows
    assert row.identity.documents == (
        Document(DocumentKind.PASSPORT, "0701", "123456", date(2001, 12, 10), "ОВД «Север»", "070-001"),
    )


def test_separate_name_columns_come_before_the_whole_name() -> None:
    headers = ["ФИО", "Фамилия", "Имя"]
    rows = cleaned(headers, ["Ли Ян", "Ким", "Вера"], ["Ли Ян", None, None]).rows
    assert [row.identity.full_name for row in rows] == ["Ким Вера", "Ли Ян"]


def test_an_organisation_in_the_column_of_names_is_an_entity() -> None:
    rows = cleaned(["Клиент"], ["ООО «Луч»"], ["ПАО Север"], ["Sunrise LLC"], ["Ооржак Аян"]).rows
    assert [row.identity.organisation for row in rows] == ["ООО «Луч»", "ПАО Север", "Sunrise LLC", ""]
    assert [row.client_type for row in rows] == [ClientType.ENTITY] * 3 + [ClientType.PERSON]


def test_the_client_type_is_stated_or_follows_from_the_names() -> None:
    headers = ["Тип клиента", "ФИО", "Организация"]
    result = cleaned(
        headers,
        ["ЮЛ", "Ким Вера", None],
        ["физ. лицо", None, "ООО «Луч»"],
        [None, None, "ООО «Луч»"],
        [None, "Ким Вера", "ООО «Луч»"],
        ["кто-то", "Ким Вера", None],
    )
    person, entity = ClientType.PERSON, ClientType.ENTITY
    assert [row.client_type for row in result.rows] == [entity, person, entity, person, person]
    assert [problem.code for problem in result.problems] == [Code.UNKNOWN_WORD]


def test_cells_beyond_the_header_are_said() -> None:
    result = cleaned(["Фамилия", "Имя"], ["Ким", "Вера", "ещё"])
    assert [(problem.code, problem.column) for problem in result.problems] == [(Code.EXTRA_CELLS, "")]
    assert len(result.rows) == 1


def test_progress_is_told_after_each_block_and_may_stop_the_work() -> None:
    whole = table(["ФИО"], *([f"Ким {number}"] for number in range(BLOCK + 1)))
    told: list[tuple[int, int]] = []
    clean(whole, suggest(whole.headers), TODAY, lambda done, total: told.append((done, total)))
    assert told == [(BLOCK, BLOCK + 1), (BLOCK + 1, BLOCK + 1)]

    class Stopped(Exception):
        pass

    def stop(*_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        clean(whole, suggest(whole.headers), TODAY, stop)


_CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(), st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes()
)
_HEADERS = tuple(title(field).split(" / ")[0] for field in FIELDS.values())


@settings(deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=len(_HEADERS), max_size=len(_HEADERS)), max_size=4))
def test_any_cells_are_cleaned_without_a_fault(rows: list[list[Cell]]) -> None:
    result = cleaned(_HEADERS, *rows)
    assert len(result.rows) + result.skipped == len(rows)
    assert len(suggest(_HEADERS).fields) == len(FIELDS)


@settings(deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=len(_HEADERS), max_size=len(_HEADERS)), min_size=2, max_size=4))
def test_a_row_is_cleaned_as_if_it_were_alone(rows: list[list[Cell]]) -> None:
    result = cleaned(_HEADERS, *rows)
    together = {row.row: row for row in result.rows}
    chosen = {column: convention.reading for column, convention in result.detected.items()}
    for number, row in enumerate(rows, start=2):
        whole = table(_HEADERS, *([[None] * len(_HEADERS)] * (number - 2)), row)
        alone = clean(whole, suggest(_HEADERS), TODAY, chosen=chosen).rows
        assert repr(alone) == repr([together[number]] if number in together else [])


_LETTERS = "бвгджзклмнпрстфхцчшщ"


def _marked(row: int) -> dict[str, Cell]:
    """Cells of every form that hold the row's own mark, a letter or two digits, which no other row holds."""
    letter, digits = _LETTERS[row], f"{40 + row}"
    forms: dict[Form, Cell] = {
        Form.NAME: f"Я{letter * 5}",
        Form.FULL_NAME: f"Ю{letter * 5} Ю{letter * 4} Ю{letter * 3}",
        Form.ORGANISATION: f"ООО Э{letter * 5}",
        Form.PHONE: f"8 9{digits} {digits}{digits[0]} {digits[1]}{digits[0]} {digits[1]}{digits[0]}",
        Form.EMAIL: f"x{digits}@{digits}.example",
        Form.DATE: date(1900 + int(digits), 1, 1),
        Form.NUMBER: float(f"{digits}{digits}{digits}"),
        Form.CODE: digits * 3,
        Form.PASSPORT: f"{digits * 2} {digits * 3}",
        Form.CARD_TAIL: digits * 2,
    }
    return {code: forms.get(field.form, f"Ы{letter * 5}") for code, field in FIELDS.items()}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_value_of_a_row_stands_in_another_row_whatever_is_missing(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 12))
    gaps = data.draw(st.lists(st.sets(st.sampled_from(list(FIELDS))), min_size=count, max_size=count))
    rows = [
        [None if code in missing else cell for code, cell in _marked(row).items()] for row, missing in enumerate(gaps)
    ]
    for client in cleaned(_HEADERS, *rows).rows:
        told = repr((client.identity, client.portrait, client.purchases)).casefold()
        for other in set(range(count)) - {client.row - 2}:
            assert _LETTERS[other] * 3 not in told
            assert f"{40 + other}{40 + other}" not in told
            assert f"19{40 + other}" not in told


_SPOILT = {"Телефон": "звонить", "Почта": "вчера", "Доход": "много", "Дата рождения": "потом"}


@settings(deadline=None, max_examples=60)
@given(spoilt=st.lists(st.sets(st.sampled_from([*_SPOILT, "ФИО"])), min_size=1, max_size=12))
def test_every_cell_that_cannot_be_read_is_listed_once_and_no_other(spoilt: list[set[str]]) -> None:
    whole: dict[str, Cell] = {"ФИО": "Ким Вера", "Телефон": "8 912 345-67-89", "Почта": "a@b.example"}
    whole |= {"Доход": 50_000, "Город": "Омск", "Дата рождения": "15.05.1980"}
    rows = [[_SPOILT.get(one) if one in bad else cell for one, cell in whole.items()] for bad in spoilt]
    result = cleaned(list(whole), *rows)
    listed = [(one.row, one.column) for one in result.problems]
    nobody = {number for number, bad in enumerate(spoilt, start=2) if "ФИО" in bad}
    expected = {(number, one) for number, bad in enumerate(spoilt, start=2) for one in bad - {"ФИО"}}
    assert sorted(listed) == sorted(expected | {(number, "") for number in nobody})
    assert {row.row for row in result.rows} == set(range(2, len(rows) + 2)) - nobody
    assert result.skipped == len(nobody)


def test_the_portrait_holds_no_text_of_the_table() -> None:
    cells = [f"примета {number}" for number in range(len(_HEADERS))]
    (row,) = cleaned(_HEADERS, cells).rows
    assert row.portrait == Portrait()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_problem_has_its_sentence_and_no_sentence_is_left_over(language: str) -> None:
    text = (resources.files("resources") / "texts" / language / "problems.toml").read_text("utf-8")
    sentences = tomllib.loads(text)
    assert sentences.keys() == {code.value for code in Code}
    assert all(isinstance(sentence, str) and sentence for sentence in sentences.values())
