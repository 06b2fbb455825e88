"""Words that nothing understands, and the meanings that people give them."""

from collections.abc import Sequence
from datetime import date

import pytest

from core.domain.client import ClientType, Purchase
from core.intake.choices import ColumnChoices
from core.intake.cleaning import clean
from core.intake.fields import FIELDS, SERVICE
from core.intake.mapping import Mapping
from core.intake.meanings import LEFT_OUT, MAPPABLE, folded
from core.intake.problems import Code
from core.intake.tables import Cell
from core.intake.unknown_words import MOST_WORDS, WordGroup, count_unknown, group_words, is_alike, meanings_of
from tests.core.intake.files import TODAY, table

NAMES = FIELDS["full_name"]


def _column(code: str, cells: Sequence[Cell], meanings: dict[str, str] | None = None) -> tuple[WordGroup, ...]:
    counts = count_unknown(cells, FIELDS[code], TODAY, lambda text: text == "КАСКО")
    return group_words(counts, meanings or {})


def _portraits(code: str, cells: Sequence[Cell], meanings: dict[str, str]) -> tuple[list[object], list[Code]]:
    whole = table(["ФИО", "Столбец"], *(("Ким Вера", cell) for cell in cells))
    mapping = Mapping(whole.headers, {0: NAMES, 1: FIELDS[code]})
    result = clean(whole, mapping, TODAY, choices=ColumnChoices(values={1: meanings}))
    return [getattr(row.portrait, code) for row in result.rows], [one.code for one in result.problems]


def test_unknown_words_are_counted_and_their_misprints_stand_with_them() -> None:
    cells = ["высшее", "Бурса Северная", "бурса северная", "Бурса  Северная", "Бурса Сеерная", "сама собой", None]
    assert _column("education", cells) == (
        WordGroup(("Бурса Северная", "Бурса Сеерная"), 4),
        WordGroup(("сама собой",), 1),
    )


def test_a_column_whose_words_are_all_understood_asks_nothing() -> None:
    assert _column("education", ["высшее", "среднее", "", None, "-"]) == ()
    assert _column("products", ["КАСКО", "КАСКО; КАСКО"]) == ()


def test_products_of_one_cell_are_words_of_their_own() -> None:
    assert _column("products", ["КАСКО; полиграф", "полиграф", "полиграфф"]) == (
        WordGroup(("полиграф", "полиграфф"), 3),
    )


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("самозанятый", "самозанятй", True),
        ("ИП Иванов", "Иванов ИП", True),
        ("Тариф 12 мес", "Тариф 24 мес", False),
        ("да", "дв", False),
        ("наём", "наем", True),
        ("вдова", "в браке", False),
    ],
)
def test_spellings_of_one_word_have_nearly_its_letters_and_the_same_digits(one: str, other: str, alike: bool) -> None:
    assert is_alike(one, other) is alike
    assert is_alike(other, one) is alike


def test_a_word_with_a_meaning_is_read_as_that_and_said_no_more() -> None:
    cells = ["Бурса Северная", "сама собой", "высшее"]
    assert _portraits("education", cells, {}) == ([None, None, "higher"], [Code.UNKNOWN_WORD] * 2)
    meanings = {folded("Бурса Северная"): "higher", folded("сама собой"): LEFT_OUT}
    assert _portraits("education", cells, meanings) == (["higher", None, "higher"], [])


def test_a_word_keeps_being_listed_with_its_meaning() -> None:
    assert _column("education", ["сама собой"], {"сама собой": LEFT_OUT}) == (WordGroup(("сама собой",), 1, LEFT_OUT),)


def test_misprints_with_different_meanings_stand_apart() -> None:
    cells = ["самоучка", "самоучка", "самоучька"]
    assert len(_column("education", cells)) == 1
    assert {group.meaning for group in _column("education", cells, {"самоучька": "secondary"})} == {None, "secondary"}


def test_signs_of_a_word_count() -> None:
    whole = table(["ФИО", "КАСКО"], ["Ким Вера", -2], ["Ли Ян", 2])
    mapping = Mapping(whole.headers, {0: NAMES}, services={1: "КАСКО"})
    choices = ColumnChoices(values={1: {folded("-2"): "refused"}})
    result = clean(whole, mapping, TODAY, choices=choices)
    assert [row.purchases for row in result.rows] == [(Purchase("КАСКО", refused=True),), ()]
    assert [one.row for one in result.problems] == [3]


def test_readings_that_were_chosen_stand_and_those_that_fit_no_more_do_not() -> None:
    whole = table(["ФИО", "Дата рождения", "Доход"], ["Вера Ким", "02/03/1980", 90])
    mapping = Mapping(whole.headers, {0: NAMES, 1: FIELDS["birth_date"], 2: FIELDS["income"]})
    choices = ColumnChoices(readings={0: "surname_last", 1: "month_first", 2: "year_first", 7: "day_first"})
    (row,) = clean(whole, mapping, TODAY, choices=choices).rows
    assert (row.identity.surname, row.identity.birth_date) == ("Ким", date(1980, 2, 3))
    assert row.portrait.income == 90


def test_a_product_with_a_meaning_is_that_service() -> None:
    whole = table(["ФИО", "Продукт"], ["Ким Вера", "полис; Мойка"])
    mapping = Mapping(whole.headers, {0: NAMES, 1: FIELDS["products"]})
    result = clean(whole, mapping, TODAY, choices=ColumnChoices(values={1: {"полис": "страхование КАСКО"}}))
    assert result.rows[0].purchases == (Purchase("страхование КАСКО"), Purchase("Мойка"))


def test_a_word_may_mean_a_client_type() -> None:
    whole = table(["ФИО", "Тип"], ["Ким Вера", "наш"], ["Ли Ян", "их"])
    mapping = Mapping(whole.headers, {0: NAMES, 1: FIELDS["client_type"]})
    result = clean(whole, mapping, TODAY, choices=ColumnChoices(values={1: {"наш": "ЮЛ", "их": "ФЛ"}}))
    assert [row.client_type for row in result.rows] == [ClientType.ENTITY, ClientType.PERSON]
    assert result.problems == []


def test_every_meaning_that_is_offered_is_understood() -> None:
    for field in (*FIELDS.values(), SERVICE):
        for meaning in meanings_of(field):
            whole = table(["ФИО", "Столбец"], ["Ким Вера", "нечто"])
            fields = {0: NAMES} | ({} if field is SERVICE else {1: field})
            mapping = Mapping(whole.headers, fields, services={1: "КАСКО"} if field is SERVICE else {})
            assert clean(whole, mapping, TODAY, choices=ColumnChoices(values={1: {"нечто": meaning}})).problems == []
        assert bool(meanings_of(field)) == (field.form in MAPPABLE and field.code != "products")


def test_a_column_of_free_text_asks_about_its_most_frequent_words_alone() -> None:
    cells = [f"{number} нечто {number * 7919}" for number in range(MOST_WORDS + 50)]
    found = _column("education", [*cells, cells[-1]])
    assert sum(len(group.words) for group in found) == MOST_WORDS
    assert found[0] == WordGroup((cells[-1],), 2)
