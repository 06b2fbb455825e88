"""Headers to fields."""

import tomllib
from importlib import resources

import pytest

from core.domain.errors import MissingColumns
from core.intake.fields import FIELDS, Place
from core.intake.headers import known_headers
from core.intake.mapping import suggest
from core.intake.words import words

TEMPLATE = {
    "№ п/п": "row_number",
    "Имя клиента": "name",
    "Отчество клиента": "patronymic",
    "Фамилия клиента": "surname",
    "Дата рождения клиента": "birth_date",
    "Место рождения клиента": "birth_place",
    "Мобильный телефон клиента": "phone",
    "Продукт": "products",
    "Тариф": "tariff",
    "Салон оформления и выдачи авто": "salon",
    "Образование: высшее, среднее и пр": "education",
    "Серия паспорта": "passport_series",
    "Номер паспорта ": "passport_number",
    "Дата выдачи паспорта": "passport_issued_on",
    "Кем выдан паспорт": "passport_issued_by",
    "Код места выдачи паспорта": "passport_code",
    "Нет сведений о ранее выданном паспорте": "passport_previous",
    "Загран.паспорт: Серия паспорта": "foreign_passport_series",
    "Загран.паспорт: Номер паспорта": "foreign_passport_number",
    "Загран.паспорт: Дата выдачи паспорта": "foreign_passport_issued_on",
    "Загран.паспорт: Кем выдан паспорт": "foreign_passport_issued_by",
    "Загран.паспорт: Код места выдачи паспорта": "foreign_passport_code",
    "Серия водительского удостоверения": "driving_licence_series",
    "Номер водительского удостоверения": "driving_licence_number",
    "Дата выдачи водительского удостоверения": "driving_licence_issued_on",
    "Место выдачи водительского удостоверения": "driving_licence_issued_by",
    "Код места выдачи водительского удостоверения": "driving_licence_code",
    "Сумма кредита": "credit_sum",
    "Срок кредита": "credit_term",
    "Предполагаемый первоначальный взнос": "credit_initial",
    "Дата подписания кредитного договора": "credit_signed_on",
    "Семейное положение: женат, холост и пр": "family_status",
    "Количество иждивенцев": "dependants",
    "Распознанный адрес регистрации": "registration_address",
    "Тип жилья": "housing",
    "Дата регистрации": "registered_on",
    "Тип занятости: Найм, ИП, Самозанятый, Пенсионер, Собственное дело": "job_type",
    "Место работы: название организации": "workplace_name",
    "Место работы: ИНН": "workplace_inn",
    "Место работы: должность": "position",
    "Место работы: адрес организации": "workplace_address",
    "Место работы: рабочий телефон": "workplace_phone",
    "Место работы: дата начала трудоустройства": "job_started_on",
    "Место работы: общий трудовой стаж": "experience",
    "Место работы: доход": "income",
    "Размер дополнительного дохода": "extra_income",
    "Тип дополнительного дохода: Пенсия, Пособие, Алименты, Аренда и пр,": "extra_income_type",
    "Марка приобретаемого авто": "car_brand",
    "Модель приобретаемого авто": "car_model",
    "Год выпуска приобретаемого авто": "car_year",
    "Стоимость приобретаемого авто": "car_price",
}


def _codes(*headers: str) -> list[str | None]:
    mapping = suggest(headers)
    return [mapping.fields[i].code if i in mapping.fields else None for i in range(len(headers))]


def test_the_whole_template_is_mapped() -> None:
    assert _codes(*TEMPLATE) == list(TEMPLATE.values())
    assert suggest(TEMPLATE).unmapped == ()


def test_every_field_has_headers_in_both_languages_and_no_header_means_two_fields() -> None:
    content = tomllib.loads((resources.files("resources") / "headers.toml").read_text("utf-8"))
    assert content["fields"].keys() == FIELDS.keys()
    seen: dict[tuple[str, ...], str] = {}
    for code, languages in content["fields"].items():
        assert languages.keys() == {"ru", "en"}
        for alias in (*languages["ru"], *languages["en"]):
            assert seen.setdefault(words(alias), code) == code
            assert FIELDS[code] in (known_headers().field(alias, 0), known_headers().weak(alias))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ФИО", "full_name"),
        ("Ф.И.О. клиента", "full_name"),
        ("ТЕЛЕФОН", "phone"),
        ("Телефон клиента", "phone"),
        ("тел.", "phone"),
        ("E-mail", "email"),
        ("e_mail", "email"),
        ("Доход (руб.)", "income"),
        ("Доход, тыс. руб.", "income"),
        ("Стаж, лет", "experience"),
        ("Марка автомобиля", "car_brand"),
        ("Паспорт: серия", "passport_series"),
        ("паспорт (номер)", "passport_number"),
        ("Цена автомобиля клиента", "car_price"),
        ("Организация", "organisation"),
        ("ИНН", "inn"),
        ("ФЛ/ЮЛ", "client_type"),
        ("Date of birth", "birth_date"),
        ("client_sirname", "surname"),
        ("marital_status", "family_status"),
        ("Примечание", None),
        ("Телеграм", None),
        ("Код клиента", "client_code"),
        ("Группа клиента", None),
        ("Номер заказа", None),
        ("Место работы: график", None),
        ("", None),
    ],
)
def test_a_header_is_understood_or_left_alone(header: str, code: str | None) -> None:
    assert _codes("Фамилия и др.", header)[1] == code


def test_of_two_equal_headers_the_first_is_mapped() -> None:
    assert _codes("Телефон", "Имя", "телефон ") == ["phone", "name", None]


def test_a_surer_match_further_right_goes_first() -> None:
    assert _codes("Дата рождения (уточнить) у клиента!", "Дата рождения")[1] == "birth_date"


def test_an_english_name_without_a_surname_is_the_whole_name() -> None:
    assert _codes("Name", "Phone") == ["full_name", "phone"]
    assert _codes("Name", "Surname") == ["name", "surname"]
    assert _codes("Имя", "Телефон") == ["name", "phone"]


def test_a_table_needs_a_name_or_an_organisation_and_nothing_else() -> None:
    for headers in (["ФИО"], ["Фамилия", "Имя"], ["Организация"]):
        assert suggest(headers).require().headers == tuple(headers)
    with pytest.raises(MissingColumns) as raised:
        suggest(["Телефон", "Доход"]).require()
    assert raised.value.facts == {"columns": "ФИО / Full name, Название организации / Organisation"}
    with pytest.raises(MissingColumns) as raised:
        suggest(["Имя", "Доход"]).require()
    assert raised.value.facts == {"columns": "Фамилия / Surname"}


def test_free_text_has_no_way_into_the_portrait() -> None:
    forms = {field.form for field in FIELDS.values() if field.place is Place.PORTRAIT}
    assert forms == {"number", "word", "yes_no"}


@pytest.mark.parametrize("header", ["Авто", "Автомобиль", "Машина", "Марка, модель", "Марка и модель", "Марка/модель"])
def test_a_car_in_one_column_is_its_model_unless_another_column_is(header: str) -> None:
    assert {one.code for one in suggest(["ФИО", header]).fields.values()} == {"full_name", "car_model"}
    assert suggest(["ФИО", header, "Модель"]).columns["car_model"] == 2
