"""Reading tables: what stands in the file, where it stands, and refusals without a trace of the contents."""

import io
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import (
    EmptyTable,
    FileMissing,
    KnownError,
    NotATable,
    PasswordProtected,
    TableTooBig,
    UnreadableFile,
)
from core.intake import packages
from core.intake.foreign import guarded
from core.intake.tables import read_table
from core.intake.wish import Wish
from tests.core.intake.files import Rows, workbook

CLIENTS: Rows = [["Фамилия", "Имя", "Доход"], ["Ким", "Вера", 1000], ["Ли", "Олег", 2000.5]]
CSV = "Фамилия;Имя;Доход\nКим;Вера;1000,50\nЛи;Олег;2000\n"


def test_a_workbook_gives_headers_rows_and_their_numbers_in_the_file(tmp_path: Path) -> None:
    found = read_table(workbook(tmp_path / "t.xlsx", {"A": [*CLIENTS, ["Ан", date(2024, 5, 6), True]]}))
    assert found.headers == ("Фамилия", "Имя", "Доход")
    assert found.rows == [("Ким", "Вера", 1000.0), ("Ли", "Олег", 2000.5), ("Ан", date(2024, 5, 6), True)]
    assert found.numbers == [2, 3, 4]


def test_titles_above_the_header_and_blank_rows_are_passed_over_and_numbers_stay_true(tmp_path: Path) -> None:
    rows = [["Отчёт за май", "версия 2"], [], ["", "  "], CLIENTS[0], [], CLIENTS[1], [" ", None, ""], CLIENTS[2]]
    found = read_table(workbook(tmp_path / "t.xlsx", {"A": rows}))
    assert found.headers == ("Фамилия", "Имя", "Доход")
    assert found.numbers == [6, 8]


def test_the_first_visible_sheet_that_holds_a_table_is_read_and_any_other_by_its_name(tmp_path: Path) -> None:
    other = [["Фамилия", "Имя"], ["Ан", "Ия"]]
    path = workbook(
        tmp_path / "t.xlsx", {"Скрытый": other, "Пустой": [], "Один": [["заметка"]], "Клиенты": CLIENTS}, ["Скрытый"]
    )
    assert len(read_table(path).rows) == 2
    assert read_table(path, Wish("Скрытый")).rows == [("Ан", "Ия")]
    with pytest.raises(EmptyTable):
        read_table(path, Wish("Такого нет"))


def test_a_table_that_starts_in_the_middle_of_the_sheet_is_found(tmp_path: Path) -> None:
    rows = [[], [], *([None, None, *row] for row in CLIENTS)]
    found = read_table(workbook(tmp_path / "t.xlsx", {"A": rows}))
    assert (found.headers, found.numbers[0]) == (("Фамилия", "Имя", "Доход"), 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_table_is_read_in_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    text = CSV.replace("1000,50", "1000.50").replace(";", delimiter)
    path.write_bytes(text.encode(encoding))
    found = read_table(path)
    assert found.headers == ("Фамилия", "Имя", "Доход")
    assert found.rows == [("Ким", "Вера", "1000.50"), ("Ли", "Олег", "2000")]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Фамилия;Имя;Доход;Стаж\n" + "Ким;Вера;1000,50;2,5\n" * 5, "utf-8")
    assert read_table(path).rows[0] == ("Ким", "Вера", "1000,50", "2,5")


def test_a_stated_delimiter_is_obeyed_and_counted_as_a_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=|\nФамилия|Имя\nКим|Вера\n", "utf-8")
    found = read_table(path)
    assert (found.headers, found.numbers[0]) == (("Фамилия", "Имя"), 3)


def test_quoted_cells_keep_delimiters_and_broken_quotes_swallow_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('Фамилия;Имя\n"Ким; мл.";Вера\n', "utf-8")
    assert read_table(path).rows == [("Ким; мл.", "Вера")]
    path.write_text('Фамилия;Имя\n"Ким;Вера\nЛи;Олег\n', "utf-8")
    assert read_table(path).rows == [('"Ким', "Вера"), ("Ли", "Олег")]


def test_a_row_longer_than_the_header_keeps_its_cells_to_be_flagged(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Фамилия;Имя\nКим;Вера;ещё\nЛи\nАн;Ия;;\n", "utf-8")
    assert read_table(path).rows == [("Ким", "Вера", "ещё"), ("Ли", None), ("Ан", "Ия")]


def test_one_known_header_alone_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("ФИО\nКим Вера\n", "utf-8")
    assert read_table(path).rows == [("Ким Вера",)]


@pytest.mark.parametrize("text", ["", "\n\n", "заметка\nещё одна\n", "Фамилия;Имя\n"])
def test_a_text_without_header_or_rows_is_an_empty_table(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(EmptyTable):
        read_table(path)


def test_a_workbook_under_the_name_of_a_text_is_read_all_the_same(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A": CLIENTS}).rename(tmp_path / "t.csv")
    assert len(read_table(path).rows) == 2


def test_what_is_not_there_or_a_folder_is_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path, Path("\0")):
        with pytest.raises(FileMissing):
            read_table(path)


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"%PDF-1.7\x00", b"<body>", b"PK\x03\x04", b"\x98\x02;\x01"])
def test_what_is_no_table_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        read_table(path)


def test_an_encrypted_workbook_says_that_it_wants_a_password(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    parts = b"".join(name.encode("utf-16-le") for name in ("EncryptionInfo", "EncryptedPackage"))
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + parts + bytes(4096))
    with pytest.raises(PasswordProtected):
        read_table(path)


def _with_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A": CLIENTS})
    _with_part(path, "xl/media/bomb.bin", bytes(64 * 1024**2))
    with pytest.raises(TableTooBig):
        read_table(path)


def test_a_workbook_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A": CLIENTS})
    with zipfile.ZipFile(path, "a") as package:
        for number in range(packages.MAX_PARTS):
            package.writestr(f"xl/media/{number}", b"")
    with pytest.raises(TableTooBig):
        read_table(path)


def test_a_workbook_that_would_unpack_to_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A": CLIENTS})
    monkeypatch.setattr(packages, "MAX_UNPACKED", 1000)
    with pytest.raises(TableTooBig):
        read_table(path)


def test_entities_of_a_document_type_are_not_expanded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A": CLIENTS})
    source = io.BytesIO(path.read_bytes())
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/sharedStrings.xml":
                head, body = content.split("\n", 1)
                content = f'{head}<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>{body.replace("Ким", "&e8;")}'
            new.writestr(name, content)
    try:
        found = read_table(path)
    except UnreadableFile:
        return
    assert sum(len(str(cell)) for row in found.rows for cell in row) < 1000


def test_a_panic_of_the_parser_is_an_unreadable_file_without_a_word_of_the_contents() -> None:
    class Panic(BaseException):
        pass

    def read() -> None:
        raise Panic("Иванов Иван")

    with pytest.raises(UnreadableFile) as raised:
        guarded(read)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


def test_the_interrupt_of_a_person_is_not_taken_for_a_bad_file() -> None:
    def read() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guarded(read)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


_HEADS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\xff\xfe", b"a;b\n"]
)


@settings(deadline=None)
@given(_HEADS, st.binary(max_size=2000), st.sampled_from([".xlsx", ".xls", ".ods", ".csv", ".txt"]))
def test_random_bytes_give_a_table_or_a_known_error(scratch: Path, head: bytes, tail: bytes, suffix: str) -> None:
    path = scratch / f"random{suffix}"
    path.write_bytes(head + tail)
    try:
        found = read_table(path)
    except KnownError as error:
        assert error.facts == {}
        return
    assert found.rows
    assert len(found.rows) == len(found.numbers)
    assert all(len(row) >= len(found.headers) for row in found.rows)


@pytest.fixture(scope="module")
def sound(scratch: Path) -> bytes:
    return workbook(scratch / "sound.xlsx", {"A": CLIENTS}).read_bytes()


@settings(deadline=None)
@given(st.floats(0, 1), st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), max_size=5))
def test_a_damaged_workbook_gives_a_table_or_a_known_error(
    scratch: Path, sound: bytes, kept: float, damages: list[tuple[float, int]]
) -> None:
    damaged = bytearray(sound[: int(kept * len(sound)) + 1])
    for place, bits in damages:
        damaged[int(place * (len(damaged) - 1))] ^= bits
    path = scratch / "damaged.xlsx"
    path.write_bytes(damaged)
    with suppress(KnownError):
        assert read_table(path).rows


def test_a_list_of_codes_is_a_table_of_one_column_and_a_letter_is_none(tmp_path: Path) -> None:
    codes = tmp_path / "codes.csv"
    codes.write_text("service_id\nP5DA\nRIBP\n8NN1\n", "utf-8")
    table = read_table(codes)
    assert (table.headers, table.rows) == (("service_id",), [("P5DA",), ("RIBP",), ("8NN1",)])
    letter = tmp_path / "letter.txt"
    letter.write_text("Добрый день!\nВысылаю список клиентов.\nС уважением,\nАнна\n", "utf-8")
    with pytest.raises((EmptyTable, NotATable)):
        read_table(letter)
