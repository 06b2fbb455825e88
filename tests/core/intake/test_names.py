"""Names: letters, case, order, and who is an entrepreneur."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client import ClientType
from core.intake.cleaning import clean
from core.intake.conventions import Basis, Convention
from core.intake.mapping import suggest
from core.intake.names import NameOrder, order_of, parts_of, spell
from core.intake.problems import Code
from tests.core.intake.files import TODAY, cleaned, table

FIRST, LAST = NameOrder


@pytest.mark.parametrize(
    ("text", "spelt", "problem"),
    [
        ("ИВАНОВ Иван", "Иванов Иван", None),
        ("иванов иван", "Иванов Иван", None),
        ("Петрова - Водкина", "Петрова-Водкина", None),
        ("петров–водкин", "Петров-Водкин", None),
        ("О’НИЛ", "О'Нил", None),
        ("д'Артаньян", "д'Артаньян", None),
        ("МакГрегор", "МакГрегор", None),
        ("АЛИЕВ РАШИД ВАГИФ ОГЛЫ", "Алиев Рашид Вагиф оглы", None),
        ("Семёнов Артем", "Семёнов Артем", None),
        ("Ивaнов Пeтр", "Иванов Петр", Code.NAME_ALPHABET),
        ("ИBAHOB", "Иванов", Code.NAME_ALPHABET),
        ("Ivаnov", "Ivanov", Code.NAME_ALPHABET),
        ("Иванов A.C.", "Иванов А.С.", Code.NAME_ALPHABET),
        ("Иваноff", "Иваноff", Code.NAME_MIXED),
        ("Ivanov Ivan", "Ivanov Ivan", None),
        ("Иванов John", "Иванов John", None),
    ],
)
def test_a_name_is_spelt_in_its_own_letters_and_case(text: str, spelt: str, problem: Code | None) -> None:
    assert spell(text) == (spelt, problem)


@given(st.text(max_size=40))
def test_spelling_twice_changes_nothing_more_and_loses_no_word(text: str) -> None:
    text = " ".join(text.split())
    once, _ = spell(text)
    assert len(once.split()) <= len(text.split())
    if text.isascii():
        assert spell(once)[0] == once


@pytest.mark.parametrize(
    ("text", "order", "parts", "problem"),
    [
        ("Ким Вера Павловна", FIRST, ("Ким", "Вера", "Павловна"), None),
        ("Вера Павловна Ким", LAST, ("Ким", "Вера", "Павловна"), None),
        ("Вера Павловна Ким", FIRST, ("Ким", "Вера", "Павловна"), Code.NAME_ORDER),
        ("Ким Вера Павловна", LAST, ("Ким", "Вера", "Павловна"), Code.NAME_ORDER),
        ("Вера Ким", LAST, ("Ким", "Вера", ""), None),
        ("Ким Вера", FIRST, ("Ким", "Вера", ""), None),
        ("Абрамович Роман Аркадьевич", FIRST, ("Абрамович", "Роман", "Аркадьевич"), None),
        ("Иван Петрович Абрамович", LAST, ("Абрамович", "Иван", "Петрович"), None),
        ("Вера Павловна", FIRST, ("", "Вера", "Павловна"), None),
        ("В. П. Ким", FIRST, ("Ким", "В.", "П."), None),
        ("В.П.Ким", FIRST, ("Ким", "В.", "П."), None),
        ("Ким В.", LAST, ("Ким", "В.", ""), None),
        ("Ким В.П", LAST, ("Ким", "В.", "П."), None),
        ("Ким, Вера Павловна", LAST, ("Ким", "Вера", "Павловна"), None),
        ("Алиев Рашид Вагиф оглы", FIRST, ("Алиев", "Рашид", "Вагиф оглы"), None),
        ("Рашид Вагиф-оглы Алиев", LAST, ("Алиев", "Рашид", "Вагиф-оглы"), None),
        ("Мамедова Лейла Ариф кызы", LAST, ("Мамедова", "Лейла", "Ариф кызы"), Code.NAME_ORDER),
        ("Иванова (Петрова) Анна Ильинична", FIRST, ("Иванова (Петрова)", "Анна", "Ильинична"), None),
        ("Ким", LAST, ("Ким", "", ""), None),
    ],
)
def test_a_full_name_is_taken_apart(
    text: str, order: NameOrder, parts: tuple[str, str, str], problem: Code | None
) -> None:
    assert parts_of(text, order) == (parts, problem)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["Ким Вера Павловна", "Ли Ян"], (FIRST, True)),
        (["Вера Павловна Ким"], (LAST, True)),
        (["Татьяна Лебедева", "Владимир Морозов"], (LAST, True)),
        (["Лебедева Татьяна", "Морозов Владимир"], (FIRST, True)),
        (["Ivan Petrov", "Anna Kim"], (LAST, True)),
        (["Абв Где", "Еёж Зик"], (FIRST, False)),
        (["Татьяна Лебедева", "Морозов Владимир"], (FIRST, False)),
        (["Ким", "Ли"], None),
    ],
)
def test_the_order_of_a_column_is_seen_or_assumed(texts: list[str], order: tuple[NameOrder, bool] | None) -> None:
    assert order_of(texts) == order


def test_a_column_is_read_in_its_order_unless_somebody_chooses_another() -> None:
    rows = [["Татьяна Лебедева"], ["Владимир Морозов"], ["Ёрш Абракадабров"]]
    whole = table(["ФИО"], *rows)
    result = clean(whole, suggest(whole.headers), TODAY)
    assert result.detected[0] == Convention(LAST, Basis.CELLS)
    assert [row.identity.surname for row in result.rows] == ["Лебедева", "Морозов", "Абракадабров"]
    result = clean(whole, suggest(whole.headers), TODAY, chosen={0: FIRST})
    assert [row.identity.surname for row in result.rows] == ["Татьяна", "Владимир", "Ёрш"]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("ИП Иванов И. И.", "Иванов И. И."),
        ("ИП Иванов Иван Иванович", "Иванов Иван Иванович"),
        ("ИП ИВАНОВ ИВАН ИВАНОВИЧ", "Иванов Иван Иванович"),
        ("Индивидуальный предприниматель Ким Вера", "Ким Вера"),
        ("Иванов Иван Иванович ИП", "Иванов Иван Иванович"),
        ("Иванова Анна (ИП)", "Иванова Анна"),
    ],
)
@pytest.mark.parametrize("header", ["ФИО", "Название организации"])
def test_an_entrepreneur_is_a_person(header: str, cell: str, name: str) -> None:
    (row,) = cleaned([header], [cell]).rows
    assert (row.client_type, row.identity.full_name, row.identity.organisation) == (ClientType.PERSON, name, "")
    assert row.portrait.job_type == "entrepreneur"


def test_the_type_of_a_client_may_say_that_he_is_an_entrepreneur() -> None:
    rows = cleaned(["ФИО", "Тип клиента", "Тип занятости"], ["Ким Вера", "ИП", None], ["Ли Ян", "ИП", "найм"]).rows
    assert [(row.client_type, row.portrait.job_type) for row in rows] == [
        (ClientType.PERSON, "entrepreneur"),
        (ClientType.PERSON, "employed"),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "ООО «Луч»",
        "Луч ООО",
        "Общество с ограниченной ответственностью «Луч»",
        "ПАО Сбербанк",
        "ЗАО «Иванов и партнёры»",
        "МБОУ СОШ № 5",
        "КФХ Колос",
        "Sunrise LLC",
    ],
)
def test_a_legal_form_makes_an_organisation(cell: str) -> None:
    (row,) = cleaned(["Клиент"], [cell]).rows
    assert (row.client_type, row.identity.organisation, row.portrait.job_type) == (ClientType.ENTITY, cell, None)


@pytest.mark.parametrize("cell", ["Пак Ольга", "Оганесян Ашот", "Ипатов Иван", "Аошев Пётр", "Инн Кан", "Нпатов Ян"])
def test_names_that_begin_like_legal_forms_are_people(cell: str) -> None:
    (row,) = cleaned(["Клиент"], [cell]).rows
    assert (row.client_type, row.portrait.job_type) == (ClientType.PERSON, None)
