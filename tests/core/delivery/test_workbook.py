"""A package read back as its recipient would: the same text, nothing alive, nothing more than allowed."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from xml.etree import ElementTree

import msoffcrypto
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.delivery.fields import DEFAULT_FIELDS, PACKAGE_FIELDS
from core.delivery.workbook import JOURNAL_PROPERTY, leads_workbook, table_workbook
from core.domain.client import Document, DocumentKind, Identity
from core.domain.journal import AuditHead
from core.vault.sealing import seal_workbook

PASSWORD = "abcdef-ghijkm-npqrst-uvwxyz"
HEAD = AuditHead(57, "abcdef" * 10 + "abcd")
TITLES = {
    "full_name": "Клиент",
    "phone": "Мобильный телефон",
    "email": "E-mail",
    "birth_date": "Дата рождения",
    "service": "Услуга",
}
PAYLOADS = [
    "=1+1",
    '=HYPERLINK("https://host.example/?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    "{=SUM(A1:A2)}",
    "+1+1",
    "+79160000001",
    "-1",
    "@SUM(1)",
    "\t=1+1",
    "a\rb",
    "a\nb",
    "＝1+1",
    'DDE ("cmd";"/C calc";"!A0")',
    '=DDE("cmd","x")',
    "https://host.example/",
    "mailto:a@host.example",
    "internal:Sheet1!A1",
    "external:c:\\x.xlsx",
    "ftp://host.example",
    "007",
    "1e5",
    "1.5",
    "TRUE",
    "#REF!",
    "|pipe",
    "%s",
    "'quoted",
    "<f>1</f>",
    "&amp;",
    "]]>",
    "_x0041_",
    " spaces ",
    "😀 семья 👨‍👩‍👧",
    "\u202eобратно",
    "x" * 32_767,
]


def sealed_leads(fields: Sequence[str], rows: Sequence[Sequence[str]], titles: Mapping[str, str], sheet: str) -> bytes:
    return seal_workbook(leads_workbook(fields, rows, titles, sheet, journal=HEAD), PASSWORD)


def _opened(sealed: bytes) -> bytes:
    book = msoffcrypto.OfficeFile(io.BytesIO(sealed))
    book.load_key(password=PASSWORD, verify_password=True)
    plain = io.BytesIO()
    book.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


def _made(fields: tuple[str, ...], rows: Sequence[Sequence[str]]) -> bytes:
    return _opened(sealed_leads(fields, rows, TITLES, "Лиды"))


def _cells(plain: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
    assert book.sheet_names == ["Лиды"]
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def _parts(plain: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for text in parts.values():
        ElementTree.fromstring(text)  # a strict reader opens it
    return parts


def _assert_nothing_is_alive(plain: bytes) -> None:
    parts = _parts(plain)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert not re.search(r"<(f|hyperlinks?|oleObjects?|controls|drawing|legacyDrawing|dataValidations)\b", sheet)
    cells = re.findall(r"<c\b[^>]*>", sheet)
    assert cells
    assert all(' t="s"' in cell or cell.endswith("/>") for cell in cells)
    assert not [name for name in parts if re.search("externalLink|vba|comment|connections|embeddings|drawing", name)]
    assert not any("TargetMode" in text for text in parts.values())


def test_payloads_come_back_as_the_same_text_and_stay_dead_in_every_column() -> None:
    rows = [(payload, payload, "Каско") for payload in PAYLOADS]
    plain = _made(("full_name", "service", "email"), rows)
    assert _cells(plain)[1:] == [list(row) for row in rows]
    _assert_nothing_is_alive(plain)


# Two code points that are no characters come back as their escape: Excel writes them so.
_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), min_size=1, max_size=40)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(_WORDS, st.sampled_from(PAYLOADS[:-1])), min_size=1, max_size=5))
def test_whatever_a_client_is_called_no_cell_comes_alive(rows: list[tuple[str, str]]) -> None:
    plain = _made(("full_name", "service"), rows)
    _assert_nothing_is_alive(plain)
    assert _cells(plain)[1:] == [list(row) for row in rows]


def test_hidden_characters_do_not_make_the_file_unreadable() -> None:
    rows = [(f"Ким{chr(code)}Анна", "Каско") for code in (*range(32), 0x7F, 0x85, 0x200B, 0xFEFF)]
    plain = _made(("full_name", "service"), rows)
    _assert_nothing_is_alive(plain)
    assert _cells(plain)[1:] == [list(row) for row in rows]


def test_code_points_that_are_no_characters_do_not_make_the_file_unreadable() -> None:
    plain = _made(("full_name", "service"), [("Ким\ufffe\uffff", "Каско")])
    _assert_nothing_is_alive(plain)
    assert _cells(plain)[1][1] == "Каско"


def test_titles_from_a_translation_stay_text_too() -> None:
    sealed = sealed_leads(("phone",), [("7916",)], {"phone": "=1+1"}, "Лиды")
    plain = _opened(sealed)
    assert _cells(plain) == [["=1+1"], ["7916"]]
    _assert_nothing_is_alive(plain)


def test_phones_and_dates_are_text() -> None:
    plain = _made(("phone", "birth_date"), [("79160000001", "1990-05-17")])
    assert _cells(plain)[1] == ["79160000001", "1990-05-17"]
    _assert_nothing_is_alive(plain)


def test_many_leads_come_back_in_their_order() -> None:
    rows = [(f"Клиент {number}", f"7916{number:07}", "Каско") for number in range(1_000)]
    assert _cells(_made(DEFAULT_FIELDS, rows))[1:] == [list(row) for row in rows]


def test_a_package_without_leads_still_has_its_header() -> None:
    assert _cells(_made(("full_name", "phone"), [])) == [["Клиент", "Мобильный телефон"]]


def test_what_leaves_is_sealed() -> None:
    sealed = sealed_leads(("full_name",), [("Канарейкина",)], TITLES, "Лиды")
    assert not zipfile.is_zipfile(io.BytesIO(sealed))
    for coding in ("utf-8", "utf-16-le", "cp1251"):
        assert "Канарейкина".encode(coding) not in sealed


def test_a_package_carries_the_head_of_the_audit_as_a_property_of_the_document() -> None:
    kept = ElementTree.fromstring(_parts(_made(("phone",), [("7916",)]))["docProps/custom.xml"])
    [property_] = kept
    assert property_.attrib["name"] == JOURNAL_PROPERTY == "opuntia-journal"
    assert [child.text for child in property_] == [f"57:{HEAD.chain}"]


def test_an_open_table_has_typed_cells_and_dead_text() -> None:
    at = datetime(2026, 3, 1, 9, 30, 15)
    rows = [(number, at, payload) for number, payload in enumerate(PAYLOADS)]
    plain = table_workbook("Лиды", [("№", 8), ("=1+1", 20), ("@SUM(1)", 40)], rows)
    assert _cells(plain) == [["№", "=1+1", "@SUM(1)"], *(list(row) for row in rows)]
    sheet = _parts(plain)["xl/worksheets/sheet1.xml"]
    assert not re.search(r"<(f|hyperlinks?)\b", sheet)
    assert not [name for name in _parts(plain) if re.search("externalLink|vba|custom|drawing", name)]


def test_an_open_table_without_rows_has_its_header() -> None:
    assert _cells(table_workbook("Лиды", [("№", 8)], [])) == [["№"]]


IDENTITY = Identity(
    surname="Канарейкина",
    name="Анна",
    patronymic="Ильинична",
    inn="7701000001",
    birth_date=date(1990, 5, 17),
    phone="+79160000001",
    email="anna@canary.example",
    documents=(Document(DocumentKind.PASSPORT, "4510", "123456"),),
    details={"address": "Тверь"},
)
VALUES = {
    "full_name": "Канарейкина Анна Ильинична",
    "phone": "79160000001",
    "email": "anna@canary.example",
    "birth_date": "1990-05-17",
    "service": "Каско",
}


def test_every_field_is_made_of_the_identity_and_the_service() -> None:
    assert {name: make(IDENTITY, "Каско") for name, make in PACKAGE_FIELDS.items()} == VALUES
    assert {name: make(Identity(), "") for name, make in PACKAGE_FIELDS.items()} == dict.fromkeys(VALUES, "")


def test_no_document_and_no_free_text_of_a_table_is_a_field() -> None:
    for make in PACKAGE_FIELDS.values():
        cell = make(IDENTITY, "Каско")
        assert not any(secret in cell for secret in ("4510", "123456", "7701000001", "Тверь"))


def test_until_a_card_says_otherwise_a_partner_gets_name_phone_and_service() -> None:
    assert DEFAULT_FIELDS == ("full_name", "phone", "service")


@pytest.mark.parametrize("fields", [DEFAULT_FIELDS, ("service", "email"), ("birth_date",), tuple(PACKAGE_FIELDS)])
def test_only_the_given_fields_are_in_the_file_in_their_order(fields: tuple[str, ...]) -> None:
    row = tuple(PACKAGE_FIELDS[name](IDENTITY, "Каско") for name in fields)
    plain = _made(fields, [row])
    assert _cells(plain) == [[TITLES[name] for name in fields], list(row)]
    everything = "".join(_parts(plain).values())
    for name, value in VALUES.items():
        assert (value in everything) is (name in fields)
        assert (TITLES[name] in everything) is (name in fields)
    for never in ("4510", "123456", "7701000001", "Тверь", "anna@" if "email" not in fields else "7701"):
        assert never not in everything
