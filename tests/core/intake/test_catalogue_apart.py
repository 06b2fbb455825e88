"""Catalogues read in a child process: the same as in this one, whatever the file does to the child."""

import sys
import zipfile
from pathlib import Path

import pytest

from core.domain.client import ClientType
from core.domain.errors import KnownError, NeedsClientType, NotACatalogue, UnreadableFile
from core.intake import apart
from core.intake.apart import read_catalogue_apart
from core.intake.catalogue_files import read_catalogue_file
from core.intake.catalogue_workbook import MATRIX_SHEET
from core.services.sample import write_matrix
from tests.core.intake.files import workbook

LIST = "Автодом\nУслуга «А» - первая\nВторая услуга - с «кавычками» и \u202eзнаками\n"


def test_a_matrix_read_apart_is_the_same_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "matrix.xlsx"
    write_matrix(file)
    here = read_catalogue_file(file)
    assert read_catalogue_apart(file) == here
    assert here.services
    assert here.cells


def test_a_list_read_apart_is_the_same_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(LIST, "utf-8")
    for kind in ClientType:
        assert read_catalogue_apart(file, kind) == read_catalogue_file(file, kind)
    with pytest.raises(NeedsClientType):
        read_catalogue_apart(file)


def test_what_is_wrong_with_a_catalogue_comes_out_with_its_row(tmp_path: Path) -> None:
    file = workbook(tmp_path / "other.xlsx", {"Клиенты": [("a", "b")]})
    refusals = []
    for read in (read_catalogue_file, read_catalogue_apart):
        with pytest.raises(NotACatalogue) as refused:
            read(file)
        refusals.append(refused.value.facts)
    assert refusals[0] == refusals[1]


def test_a_catalogue_that_fills_the_memory_costs_only_the_child(tmp_path: Path) -> None:
    file = workbook(tmp_path / "far.xlsx", {MATRIX_SHEET: [("a", "b"), ("c", "d")]})
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    head, _, rest = parts[sheet].partition(b"<dimension")
    parts[sheet] = (head + rest.partition(b"/>")[2]).replace(b"</sheetData>", far)
    with zipfile.ZipFile(file, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    with pytest.raises(KnownError):
        read_catalogue_apart(file)


def test_a_child_that_ends_before_it_has_said_the_catalogue_is_an_unreadable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_command", lambda: [sys.executable, "-c", "print('{\"end\":3}')"])
    with pytest.raises(UnreadableFile):
        read_catalogue_apart(tmp_path / "any.xlsx")
