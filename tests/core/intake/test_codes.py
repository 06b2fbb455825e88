"""Codes: exact text, check digits, damage."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.client import Document, DocumentKind
from core.intake.codes import is_inn, is_ogrn, is_snils
from core.intake.tables import Cell
from tests.core.intake.files import one_client


def _with_inn_digits(digits: str) -> str:
    """An ИНН whose last one or two digits are found by trying all."""
    missing = 1 if len(digits) == 9 else 2
    return next(whole for last in range(10**missing) if is_inn(whole := digits + str(last).zfill(missing)))


@given(st.from_regex(r"[0-9]{9}|[0-9]{10}", fullmatch=True), st.data())
def test_one_check_digit_fits_and_a_misprinted_one_is_seen(digits: str, data: st.DataObject) -> None:
    inn = _with_inn_digits(digits)
    missing = len(inn) - len(digits)
    assert sum(is_inn(digits + str(last).zfill(missing)) for last in range(10**missing)) == 1
    place = data.draw(st.integers(len(digits), len(inn) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != inn[place]]))
    assert not is_inn(inn[:place] + other + inn[place + 1 :])


@given(st.integers(0, 10**15), st.text(max_size=20))
def test_any_digits_are_a_code_or_none(number: int, text: str) -> None:
    for check in (is_inn, is_snils, is_ogrn):
        assert check(str(number)) in (True, False)
    _, problems = one_client("ИНН", text)
    assert len(problems) <= 1


@pytest.mark.parametrize(
    ("header", "cell", "kept", "codes"),
    [
        ("ИНН", "7707083893", "7707083893", []),
        ("ИНН", 7707083893.0, "7707083893", []),
        ("ИНН", "7707083894", "7707083894", ["check_digit"]),
        ("ИНН", "500100732259", "500100732259", []),
        ("ИНН", "500100732269", "500100732269", ["check_digit"]),
        ("ИНН", 278000024.0, "278000024", ["zeros_lost"]),
        ("ИНН", "4,47E+11", "", ["digits_lost"]),
        ("ИНН", "1027700132195", "1027700132195", ["code_unusual"]),
        ("ИНН", "нет данных", "", []),
        ("СНИЛС", "112-233-445 95", "112-233-445 95", []),
        ("СНИЛС", "112-233-445 96", "112-233-445 96", ["check_digit"]),
        ("СНИЛС", 1123344595.0, "1123344595", ["zeros_lost"]),
        ("ОГРН", "1027700132195", "1027700132195", []),
        ("ОГРН", "1027700132196", "1027700132196", ["check_digit"]),
        ("ОГРНИП", "304500116000157", "304500116000157", []),
        ("VIN", "1HGCM82633A004352", "1HGCM82633A004352", []),
        ("VIN", "1HGCM82633A004353", "1HGCM82633A004353", ["check_digit"]),
        ("VIN", "XTA210990Y2766380", "XTA210990Y2766380", ["check_digit_foreign"]),
        ("VIN", "XTA21O990Y2766389", "XTA21O990Y2766389", ["code_unusual"]),
        ("VIN", "ХТА210990Y2766389", "ХТА210990Y2766389", ["code_unusual"]),
        ("Последние цифры карты", "0123", "0123", []),
        ("Последние цифры карты", 123.0, "123", ["zeros_lost"]),
        ("Последние цифры карты", "4276 5500 1234 5678", "5678", ["card_whole"]),
        ("Последние цифры карты", "4276 **** **** 5678", "5678", []),
        ("Последние цифры карты", "**5678", "5678", []),
        ("Последние цифры карты", 4.2765500123456e15, "", ["digits_lost"]),
    ],
)
def test_a_code_is_kept_as_it_is_and_doubts_are_said(header: str, cell: Cell, kept: str, codes: list[str]) -> None:
    row, problems = one_client(header, cell)
    values = {*row.identity.details.values(), row.identity.inn} - {""}
    assert (values, problems) == ({kept} - {""}, codes)


@pytest.mark.parametrize(
    ("cell", "document", "codes"),
    [
        ("4510 123456", ("4510", "123456", ""), []),
        ("45 10 № 123456", ("45 10", "123456", ""), []),
        (4510123456.0, ("4510", "123456", ""), []),
        ("4510 123456 выдан ОВД Москвы", ("4510", "123456", "ОВД Москвы"), []),
        (701123456.0, ("", "701123456", ""), ["zeros_lost"]),
        ("ID-карта 77", ("", "ID-карта 77", ""), ["code_unusual"]),
        (date(2010, 1, 1), None, ["digits_lost"]),
    ],
)
def test_a_passport_in_one_column(cell: Cell, document: tuple[str, str, str] | None, codes: list[str]) -> None:
    row, problems = one_client("Паспорт", cell)
    wanted = document and (Document(DocumentKind.PASSPORT, document[0], document[1], issued_by=document[2]),)
    assert (row.identity.documents, problems) == (wanted or (), codes)


def test_a_city_and_a_sex_stay_with_the_person() -> None:
    assert one_client("Город", "г. Омск")[0].identity.details == {"city": "г. Омск"}
    assert one_client("Пол", "Жен")[0].identity.details == {"sex": "Жен"}
    assert one_client("Пол", "паркет")[1] == ["unknown_word"]


@pytest.mark.parametrize(
    ("cell", "address", "codes"),
    [
        ("vera@kim.example; ян@ли.example", "vera@kim.example", ["email_several"]),
        ("mailto:vera@kim.example", "vera@kim.example", []),
        ("Вера <vera@kim.example>", "vera@kim.example", []),
        ("verа@kim.example", "vera@kim.example", ["email_alphabet"]),
        ("вера@почта.example", "вера@почта.example", []),
    ],
)
def test_an_address_is_found_in_its_cell(cell: str, address: str, codes: list[str]) -> None:
    row, problems = one_client("E-mail", cell)
    assert (row.identity.email, problems) == (address, codes)
