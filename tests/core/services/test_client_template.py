"""The empty table of clients that people take, fill in and bring back."""

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from core.domain.client import ClientType, Purchase
from core.domain.errors import FolderUnwritable
from core.intake.cleaning import clean
from core.intake.fields import FIELDS, Form
from core.intake.mapping import suggest
from core.intake.tables import Cell, read_table
from core.intake.unknown_words import meanings_of
from core.services.client_template import client_template, meaning_title, save_client_template
from core.services.wording import LANGUAGES, Language, sentences
from tests.core.intake.files import workbook

TODAY = date(2026, 1, 1)
FILLED: dict[str, Cell] = {
    "full_name": "Кактусов Пётр Ильич",
    "phone": "+7 912 345-67-89",
    "inn": "500100732259",
    "birth_date": date(1985, 12, 31),
    "passport_series": "0701",
    "passport_number": "012345",
    "products": "КАСКО",
    "purchase_date": date(2025, 3, 2),
    "income": 90000,
    "dependants": 2,
}


def _saved(folder: Path, language: Language, filled: dict[str, Cell]) -> Path:
    """The template with one row filled in."""
    (titles, *_), notes = _sheets(client_template(language))
    codes = {str(title): code for code, title in sentences(language, "fields").items()}
    row = [filled.get(codes[title]) for title in titles]
    return workbook(folder / "clients.xlsx", {"1": [titles, row], "2": notes})


def _sheets(content: bytes) -> list[list[list[str]]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return [[list(map(str, row)) for row in page] for page in pages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_comes_back_with_every_column_known(language: Language, tmp_path: Path) -> None:
    table = read_table(_saved(tmp_path, language, FILLED))
    mapping = suggest(table.headers, table.rows)
    assert mapping.unmapped == ()
    assert {field.code for field in mapping.fields.values()} == set(FIELDS) - {"row_number", "passport"}
    result = clean(table, mapping, TODAY)
    assert result.problems == []
    (row,) = result.rows
    assert row.client_type is ClientType.PERSON
    assert (row.identity.full_name, row.identity.phone) == ("Кактусов Пётр Ильич", "+79123456789")
    assert [(paper.series, paper.number) for paper in row.identity.documents] == [("0701", "012345")]
    assert (row.portrait.birth_year, row.portrait.income, row.portrait.dependants) == (1985, 90000, 2)
    assert row.purchases == ()
    filled = FILLED | {"purchase_result": meaning_title(language, FIELDS["purchase_result"], "bought")}
    table = read_table(_saved(tmp_path, language, filled))
    (row,) = clean(table, suggest(table.headers, table.rows), TODAY).rows
    assert row.purchases == (Purchase("КАСКО", date(2025, 3, 2)),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_list_of_the_template_offers_is_understood(language: Language, tmp_path: Path) -> None:
    for code, field in FIELDS.items():
        for meaning in meanings_of(field):
            word = meaning_title(language, field, meaning)
            assert word in sentences(language, "meanings").values(), (code, meaning)
            table = read_table(_saved(tmp_path, language, {"full_name": "Кактусов Пётр", code: word}))
            result = clean(table, suggest(table.headers, table.rows), TODAY)
            assert result.problems == [], (code, word)
            if field.form is Form.WORD:
                assert getattr(result.rows[0].portrait, code) == meaning


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_and_phones_are_text_and_every_column_is_explained(language: Language) -> None:
    content = client_template(language)
    page, notes = _sheets(content)
    assert len(page) == 1
    codes = {str(title): code for code, title in sentences(language, "fields").items()}
    wanted = [{Form.NUMBER: "0", Form.DATE: "dd.mm.yyyy"}.get(FIELDS[codes[title]].form, "@") for title in page[0]]
    assert _formats(content) == wanted
    assert [row[0] for row in notes[1:]] == page[0]
    assert all(row[1] for row in notes)


def _formats(content: bytes) -> list[str]:
    """The number format of each column of the first sheet: its pattern, or Excel's own number (0 is any)."""
    with ZipFile(io.BytesIO(content)) as parts:
        styles = parts.read("xl/styles.xml").decode()
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    patterns = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles))
    numbers = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    found = []
    for column in re.findall(r"<col ([^>]*)/>", sheet):
        said = dict(re.findall(r'(\w+)="(\d+)"', column))
        number = numbers[int(said.get("style", 0))]
        found += [patterns.get(number, number)] * (int(said["max"]) - int(said["min"]) + 1)
    return found


def test_a_place_that_takes_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FolderUnwritable):
        save_client_template(tmp_path / "nowhere" / "t.xlsx", "ru")
