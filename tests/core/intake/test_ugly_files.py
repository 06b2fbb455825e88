"""Tables as companies keep them open with nothing touched; files that mean harm end in a sentence, soon and small."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import psutil
import pytest

from core.domain.errors import (
    EmptyTable,
    FileMissing,
    ForeignCipher,
    KnownError,
    NotATable,
    PasswordProtected,
    TableTooBig,
    UnreadableFile,
    WrongTablePassword,
)
from core.intake import apart
from core.intake.apart import list_sheets_apart, read_table_apart
from core.intake.headers import known_headers
from core.intake.mapping import suggest
from core.intake.tables import read_table, read_text
from core.intake.wish import NO_HEADER, Left, Wish
from core.vault.sealing import seal_workbook
from tests.core.intake.test_apart import child
from tests.support.hostile_files import bomb, far_without_a_word, laughs, reading_a_file
from tests.support.ugly_files import (
    OPENED_BY,
    PLAIN,
    SHEET,
    UGLY,
    book,
    in_sheet,
    moment,
    ods,
    ods_row,
    rewritten,
    write,
    xml_2003,
)
from tests.support.ugly_texts import HEADERS, PEOPLE, Ugly, lines
from tests.support.xlsb import binary_book


@pytest.mark.parametrize("ugly", UGLY, ids=lambda ugly: ugly.name)
def test_an_ugly_file_opens_right_with_nothing_touched(tmp_path: Path, ugly: Ugly) -> None:
    found = read_table(write(tmp_path, ugly))
    assert found.headers == ugly.headers
    assert len(found.rows) == ugly.rows
    assert {place: moment(found.rows[place[0]], place[1]) for place in ugly.cells} == ugly.cells


def test_there_are_more_ugly_files_than_were_asked_for() -> None:
    assert len({ugly.name for ugly in UGLY}) == len(UGLY) >= 60


# ---------------------------------------------------------------------- harm


def _quotes() -> bytes:
    return (";".join(HEADERS) + '\n"a;b\n' * 200_000).encode()


def _spans() -> bytes:
    return b"<table><tr>" + b"<td colspan=99999 rowspan=99999>a</td>" * 2_000 + b"</tr></table>"


def _nested() -> bytes:
    return b"<table><tr><td>" * 20_000


def _merged() -> bytes:
    blocks = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    return in_sheet(book(PLAIN), rb"</worksheet>", blocks)


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


HARM: dict[str, tuple[Callable[[], bytes], tuple[type[KnownError], ...]]] = {
    "bomb in the texts.xlsx": (bomb, (TableTooBig,)),
    "bomb in a sheet.xlsx": (lambda: bomb(SHEET), (TableTooBig,)),
    "bomb beside a picture.xlsx": (lambda: bomb(ballast=2 * 1024**2), (TableTooBig,)),
    "laughs.xls": (lambda: laughs().encode(), (UnreadableFile,)),
    "other file.xls": (lambda: reading_a_file("file:///etc/passwd").encode(), (UnreadableFile,)),
    "one line.csv": (lambda: b"a;" * 5_000_000, (UnreadableFile, EmptyTable)),
    "one word.csv": (lambda: b"a" * 20_000_000, (UnreadableFile, EmptyTable)),
    "quotes.csv": (_quotes, ()),
    "spans.xls": (_spans, (UnreadableFile, EmptyTable)),
    "nested tables.xls": (_nested, (UnreadableFile, EmptyTable)),
    "merged everywhere.xlsx": (_merged, ()),
    "deep names.xlsx": (lambda: rewritten(book(PLAIN), lambda _, part: part, **{"../" * 50 + "etc/x": b"x"}), ()),
    "endless rows.ods": (
        lambda: ods(ods_row(HEADERS) + ods_row(["x"] * 300, 1_048_000)),
        (TableTooBig, UnreadableFile),
    ),
    "cut.xlsx": (lambda: _cut(book(PLAIN)), (UnreadableFile,)),
    "cut sheet.xlsx": (
        lambda: rewritten(book(PLAIN), lambda n, part: _cut(part) if n == SHEET else part),
        (UnreadableFile,),
    ),
    "cut.ods": (lambda: rewritten(ods(ods_row(HEADERS)), lambda _, part: _cut(part)), (UnreadableFile,)),
    "cut.fods": (lambda: _cut(next(one for one in UGLY if one.name == "flat.fods").make()), (UnreadableFile,)),
    "no texts.xlsx": (
        lambda: rewritten(book(PLAIN), lambda n, part: None if n.endswith("Strings.xml") else part),
        (UnreadableFile,),
    ),
    "texts beyond the list.xlsx": (
        lambda: in_sheet(in_sheet(book(PLAIN), rb"<v>3</v>", b"<v>999</v>"), rb'r="A1"', b'r="XFD1"'),
        (UnreadableFile,),
    ),
    "cut.xml": (lambda: _cut(xml_2003().encode()), (UnreadableFile,)),
    "picture.xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5_000), (NotATable,)),
    "document.docx": (lambda: rewritten(book(PLAIN), lambda n, part: None if n[:3] == "xl/" else part), (NotATable,)),
    "letter.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), (NotATable,)),
    "data.json": (lambda: b'{"a": [1, 2], "b": 3}', (NotATable,)),
    "feed.xml": (lambda: b"<?xml version='1.0'?><clients><client/></clients>", (NotATable,)),
    "cut data.json": (lambda: b'[{"a": [1, 2], "b"', (NotATable,)),
    "archive.tar": (lambda: b"clients.csv".ljust(257, b"\0") + b"ustar" + lines().encode(), (NotATable,)),
    "symbolic.slk": (lambda: b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K1\r\nE\r\n", (NotATable,)),
    "exchange.dif": (lambda: b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,3\r\n""\r\n', (NotATable,)),
    "noise.csv": (lambda: bytes(range(256)) * 40, (UnreadableFile,)),
    "locked.xlsx": (lambda: seal_workbook(book(PLAIN), OPENED_BY), (PasswordProtected,)),
    "locked.ods": (lambda: ods(ods_row(HEADERS), "<encryption-data/>"), (ForeignCipher,)),
}


@pytest.mark.parametrize("name", HARM)
def test_a_hostile_file_ends_in_a_table_or_a_sentence_within_seconds(tmp_path: Path, name: str) -> None:
    make, expected = HARM[name]
    path = tmp_path / name
    path.write_bytes(make())
    began = monotonic()
    if expected:
        with pytest.raises(expected) as refused:
            read_table_apart(path)
        assert refused.value.facts == {}
    else:
        assert read_table_apart(path).headers == HEADERS
    assert monotonic() - began < 30


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    getattr(os, "mkfifo", os.mkdir)(pipe)
    for path in (pipe, tmp_path, Path(os.devnull)):
        with pytest.raises(FileMissing):
            read_table(path)


def test_a_binary_workbook_with_a_cell_in_the_last_corner_is_too_big(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsb"
    path.write_bytes(binary_book(PLAIN, far=True))
    with pytest.raises(TableTooBig):
        read_table_apart(path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing stops calamine before it takes the memory")
def test_a_cell_in_the_last_corner_brings_a_first_child_down_and_a_careful_one_reads_the_table(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(far_without_a_word())
    found = read_table_apart(path)
    assert (found.headers, len(found.rows), found.dropped) == (HEADERS, 3, {Left.NOTES: 1})


def test_a_child_that_takes_too_much_memory_is_ended_by_us_whatever_the_system_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(
        "import sys, threading; sys.stdin.read(); taken = bytearray(200 << 20); threading.Event().wait()", monkeypatch
    )
    monkeypatch.setattr(apart, "CHILD_BYTES", 100 << 20)
    monkeypatch.setattr(apart, "SILENCE_SECONDS", 20.0)
    began = monotonic()
    with pytest.raises(TableTooBig):
        read_table_apart(tmp_path / "any.csv")
    assert monotonic() - began < 15
    assert not psutil.Process().children()


# ---------------------------------------------------------------------- wishes


def test_what_was_guessed_is_told_and_every_guess_can_be_wished_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(("на 01.05.2024\n" + lines()).encode("koi8-r"))
    guessed = read_table_apart(path).read_as
    assert (guessed.encoding, guessed.delimiter, guessed.headers, guessed.sheet) == ("koi8-r", ";", (2,), None)
    wished = read_table_apart(path, Wish(encoding="cp866", delimiter=",", header=1))
    assert wished.read_as.encoding == "cp866"
    assert wished.headers != HEADERS
    without = read_table_apart(path, Wish(header=NO_HEADER))
    assert (without.headers, without.rows[1]) == (("A", "B", "C", "D"), HEADERS)
    assert without.read_as.headers == ()


def test_an_encoding_that_there_is_not_is_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(lines())
    for name in ("no-such", "hex", "idna"):
        with pytest.raises(UnreadableFile):
            read_table(path, Wish(encoding=name))


def test_a_pasted_block_is_a_table() -> None:
    assert read_text(lines("\t")).headers == HEADERS


def test_what_a_workbook_leaves_behind_is_counted(tmp_path: Path) -> None:
    ugly = next(one for one in UGLY if one.name == "macros.xlsm")
    left = {Left.MACROS: 1, Left.LINKS: 1, Left.PICTURES: 1}
    assert read_table(write(tmp_path, ugly)).dropped == left
    assert read_table_apart(write(tmp_path, ugly)).dropped == left
    pages = next(one for one in UGLY if one.name == "pages.xlsx")
    assert read_table_apart(write(tmp_path, pages)).dropped == {Left.REPEATED_HEADERS: 1}
    totals = next(one for one in UGLY if one.name == "totals and notes.xlsx")
    assert read_table(write(tmp_path, totals)).dropped == {Left.TOTALS: 2, Left.NOTES: 4}
    merged = next(one for one in UGLY if one.name == "merged.xlsx")
    assert read_table(write(tmp_path, merged)).dropped == {Left.HEADINGS: 1}


# ---------------------------------------------------------------------- passwords


def test_a_workbook_under_a_password_is_read_with_it_and_a_wrong_one_is_said(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(seal_workbook(book(PLAIN), OPENED_BY))
    found = read_table_apart(path, Wish(password=OPENED_BY))
    assert (found.headers, found.rows) == (HEADERS, list(PEOPLE))
    assert list_sheets_apart(path, OPENED_BY)[0].name == "Клиенты"
    for wrong in ("pads", ""):
        with pytest.raises(WrongTablePassword) as refused:
            read_table_apart(path, Wish(password=wrong))
        assert refused.value.__cause__ is None


def test_an_old_workbook_under_a_password_is_read_with_it_too() -> None:
    path = Path(__file__).parent / "locked.xls"
    with pytest.raises(PasswordProtected):
        read_table_apart(path)
    with pytest.raises(WrongTablePassword):
        read_table_apart(path, Wish(password="pads"))
    found = read_table_apart(path, Wish(password="pads-and-fruit"))
    assert (found.headers[:2], found.rows[1][0]) == (("ФИО", "Паспорт серия"), "Ли Олег")


def test_a_header_that_was_told_apart_is_known_all_the_same() -> None:
    mapping = suggest(("ФИО", "Телефон", "Телефон (2)"))
    assert mapping.columns == {"full_name": 0, "phone": 1}
    assert known_headers().is_known("Телефон (2)")


def test_a_password_is_in_no_representation() -> None:
    assert OPENED_BY not in repr(Wish(password=OPENED_BY))


def test_clients_below_an_empty_row_are_clients_however_little_is_known_of_them(tmp_path: Path) -> None:
    headers = "ФИО;Телефон;Дата рождения;E-mail;Город;Доход;Стаж;Образование;Продукт;Салон"
    whole = "Кактусов Пётр Ильич;8916111223{n};01.02.1980;a{n}@b.example;Тула;90000;3;высшее;ОСАГО;Центр"
    little = ["Цереусов Глеб", "Опунцова Вера Львовна;8 916 111 22 39", ";;;cereus@mail.example", ";;02.03.1981"]
    rows = [whole.format(n=n) for n in range(5)] + [""] + [one + ";" * (9 - one.count(";")) for one in little]
    notes = ["", "Данные верны", "Ответственный менеджер;салон Центр;;;;;;;;"]
    file = tmp_path / "clients.csv"
    file.write_text("\n".join([headers, *rows, *notes]), encoding="utf-8")
    found = read_table(file)
    assert (len(found.rows), found.dropped) == (5 + len(little), {Left.NOTES: 2})


def test_a_surname_and_a_first_name_below_an_empty_row_are_a_client_and_a_text_alone_is_a_note(tmp_path: Path) -> None:
    headers = "Фамилия;Имя;Телефон;Дата рождения;E-mail;Город;Доход;Стаж"
    whole = [f"Кактусов;Пётр;8916111223{n};01.02.1980;a{n}@b.example;Тула;90000;3" for n in range(5)]
    file = tmp_path / "clients.csv"
    file.write_text("\n".join([headers, *whole, "", "Цереусов;Глеб;;;;;;", "", "Черновик;;;;;;;"]), encoding="utf-8")
    found = read_table(file)
    assert (len(found.rows), found.dropped) == (6, {Left.NOTES: 1})
