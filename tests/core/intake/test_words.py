"""Words, client types and closed lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client import ClientType, Portrait
from core.domain.text import fold
from core.intake.lists import closed_lists
from core.intake.words import client_type, client_types, plain_name, tidy

LISTS = {
    "job_type": "employed entrepreneur self_employed pensioner own_business unemployed student civil_servant military "
    "other",
    "family_status": "married single divorced widowed partner",
    "housing": "own rent relatives social other",
    "education": "secondary vocational incomplete_higher higher two_higher degree other",
    "extra_income_type": "pension benefit alimony securities rent other",
}


@given(st.text())
def test_tidying_twice_is_doing_it_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text("АбвёЁхыяABceHopTxYz019 .,:;()/-–*\t"))
def test_folding_twice_is_doing_it_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_invisible_characters_and_repeated_spaces_go() -> None:
    assert tidy(" \ufeffВера\u200b\u00a0 \t Ким\n") == "Вера Ким"
    assert plain_name("-  1) выкуп  авто") == "выкуп авто"


@pytest.mark.parametrize(
    "text", ["ФЛ", "физ. лицо", "Физическое лицо", "Для физических лиц:", "физлицо", "individual", "ИП"]
)
def test_natural_persons_are_recognised(text: str) -> None:
    assert client_type(text) is ClientType.PERSON


@pytest.mark.parametrize(
    "text", ["ЮЛ", "юр.лицо", "Юридическое лицо", "Для юридических лиц", "юрлица", "legal entity", "ООО"]
)
def test_legal_entities_are_recognised(text: str) -> None:
    assert client_type(text) is ClientType.ENTITY


def test_both_types_together_are_not_one_and_a_service_is_none() -> None:
    assert client_types("Для физических и юридических лиц") == set(ClientType)
    assert client_type("ФЛ и ЮЛ") is None
    assert not client_types("услуга «юрист в дорогу»")
    assert not client_types("страхование имущества юридических лиц")


def test_the_lists_hold_exactly_their_codes_and_belong_to_the_portrait() -> None:
    assert {name: " ".join(its.codes) for name, its in closed_lists().items()} == LISTS
    assert closed_lists().keys() <= set(Portrait.__dataclass_fields__)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("education", "Высшее", "higher"),
        ("education", "средне-специальное", "vocational"),
        ("education", "неполное высшее", "incomplete_higher"),
        ("education", "высшее (экономическое)", "higher"),
        ("education", "higher", "higher"),
        ("family_status", "ЖЕНАТ", "married"),
        ("family_status", "не женат", "single"),
        ("family_status", "Разведён", "divorced"),
        ("family_status", "гражданский брак", "partner"),
        ("family_status", "как сказать", None),
        ("housing", "квартира в собственности", "own"),
        ("housing", "квартира", "other"),
        ("housing", "не собственник", None),
        ("housing", "социальный найм", "social"),
        ("job_type", "Найм", "employed"),
        ("job_type", "ИП", "entrepreneur"),
        ("job_type", "наемный сотрудник", "employed"),
        ("job_type", "собственник бизнеса", "own_business"),
        ("job_type", "Самозанятый", "self_employed"),
        ("job_type", "не работает", "unemployed"),
        ("extra_income_type", "алименты", "alimony"),
        ("extra_income_type", "Доход от ценных бумаг/депозитов", "securities"),
        ("extra_income_type", "", None),
    ],
)
def test_a_word_is_found_in_its_list_or_unknown(field: str, text: str, code: str | None) -> None:
    assert closed_lists()[field].code(text) == code
