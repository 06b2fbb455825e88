"""Tables read in a child process: the same as in this one, whatever the file does to the child."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import EmptyTable, FileMissing, KnownError, PasswordProtected, TableTooBig, UnreadableFile
from core.intake import apart, sources
from core.intake.apart import list_sheets_apart, read_table_apart
from core.intake.sources import Source, file_stamp
from core.intake.table_lines import COMMAND, ERRORS, dropped_of, error_line, parsed, read_as_of, table_lines
from core.intake.tables import Cell, Sheet, TableStream, list_sheets, read_table
from core.intake.wish import Left, ReadAs, Wish
from tests.core.intake.files import workbook

HEADERS = ("ФИО", "Телефон", "Дата", "Сумма")


def people(count: int) -> list[Sequence[Cell]]:
    return [(f"Кактусов{n} Пётр", f"+7916{n:07}", datetime(1980, 1, 1), n / 3) for n in range(1, count + 1)]


def table_file(folder: Path, count: int = 3) -> Path:
    return workbook(folder / "clients.xlsx", {"Клиенты": [HEADERS, *people(count)]})


def child(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the child runs this instead of our program."""
    monkeypatch.setattr(apart, "_command", lambda: [sys.executable, "-c", code])


# ---------------------------------------------------------------------- the same table


@pytest.mark.parametrize("count", [1, 500, 501, 1203])
def test_a_workbook_read_apart_is_the_workbook_read_here(tmp_path: Path, count: int) -> None:
    file = table_file(tmp_path, count)
    assert read_table_apart(file) == read_table(file)
    assert len(read_table_apart(file).rows) == count


def test_a_text_read_apart_is_the_text_read_here_with_rows_longer_than_its_header(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_bytes("ФИО;Телефон\nКим Вера;8916;лишнее\n\n«Луч»;\u2028\n".encode())
    here = read_table(file)
    assert read_table_apart(file) == here
    assert here.numbers == [2, 4]


_CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.text(st.characters(categories=["Cs"]), max_size=2),
    st.dates(),
    st.datetimes(),
)


@given(
    headers=st.lists(st.text(), max_size=4),
    rows=st.lists(st.lists(_CELLS, max_size=4).map(tuple), max_size=6),
    block=st.integers(1, 4),
)
def test_any_table_comes_out_of_its_lines_as_it_went_in(
    headers: list[str], rows: list[tuple[Cell, ...]], block: int
) -> None:
    read_as = ReadAs("Лист", None, ";", (3, 4), (Sheet("Лист", False, 5, 6),))
    numbers = list(range(7, 7 + len(rows)))
    stream = TableStream(tuple(headers), read_as, 99, iter(zip(numbers, rows, strict=True)), lambda: {Left.MACROS: 2})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.intake.table_lines.BLOCK", block)
        lines = list(table_lines(stream))
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    first, *middle, last = map(parsed, lines)
    cells = [tuple(row) for answer in middle for row in answer["cells"]]
    assert [number for answer in middle for number in answer["numbers"]] == numbers
    assert (tuple(first["headers"]), cells, first["rows"]) == (tuple(headers), rows, 99)
    assert (read_as_of(first), dropped_of(last), last["end"]) == (read_as, {Left.MACROS: 2}, len(rows))
    assert [[type(cell) for cell in row] for row in cells] == [[type(cell) for cell in row] for row in rows]


_WRITABLE: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
        lambda text: text[:1] != "="
    ),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.lists(_WRITABLE, min_size=2, max_size=4), min_size=1, max_size=5))
def test_any_generated_workbook_read_apart_equals_the_one_read_here(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
) -> None:
    table_rows: list[Sequence[Cell]] = [HEADERS, ["Ким", "1"], *rows]
    file = workbook(tmp_path_factory.mktemp("any") / "any.xlsx", {"Лист": table_rows})
    here, there = read_table(file), read_table_apart(file)
    assert there == here
    assert [list(map(type, row)) for row in there.rows] == [list(map(type, row)) for row in here.rows]


def test_the_named_sheet_is_read_and_the_hidden_ones_are_listed_too(tmp_path: Path) -> None:
    sheets: dict[str, list[Sequence[Cell]]] = {
        "Первый": [HEADERS, *people(1)],
        "Второй": [HEADERS, *people(2)],
        "Скрытый": [HEADERS],
    }
    file = workbook(tmp_path / "book.xlsx", sheets, hidden=["Скрытый"])
    listed = (Sheet("Первый", True, 2, 4), Sheet("Второй", True, 3, 4), Sheet("Скрытый", False, 1, 4))
    assert list_sheets_apart(file) == list_sheets(file) == listed
    assert len(read_table_apart(file, Wish("Второй")).rows) == 2
    with pytest.raises(EmptyTable):
        read_table_apart(file, Wish("Третий"))


def test_a_table_knows_the_sizes_of_its_sheets_unless_they_would_take_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(tmp_path / "book.xlsx", {"Первый": [HEADERS, *people(1)], "Второй": [HEADERS]})
    source = Source(str(file), file_stamp(file))
    table = source.read()
    measured = source.measured(table)
    assert [one.rows for one in measured.read_as.sheets] == [2, 1]
    assert replace(measured, read_as=table.read_as) == table
    file.unlink()
    assert source.measured(table, known=measured.read_as.sheets) == measured, "they are not looked for again"
    assert source.measured(table) == table
    monkeypatch.setattr(sources, "MOST_MEASURED", 0)
    assert source.measured(table, known=measured.read_as.sheets) == table


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("ФИО;Телефон\nКим;1\n", encoding="utf-8")
    assert list_sheets_apart(file) == ()


def test_a_path_with_any_signs_and_relative_to_where_we_stand_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Папка «с» \n пробелами и \udce9"
    folder.mkdir()
    table_file(folder)
    monkeypatch.chdir(folder)
    assert len(read_table_apart(Path("clients.xlsx")).rows) == 3


# ---------------------------------------------------------------------- files that are none


def truncated(folder: Path) -> Path:
    file = table_file(folder, 200)
    file.write_bytes(file.read_bytes()[:-900])
    return file


def vanished(folder: Path) -> Path:
    file = table_file(folder)
    file.unlink()
    return file


def a_folder(folder: Path) -> Path:
    return folder


def no_path(folder: Path) -> Path:
    return folder / "a\0b.csv"


def empty(folder: Path) -> Path:
    file = folder / "empty.csv"
    file.write_bytes(b"")
    return file


def encrypted(folder: Path) -> Path:
    file = folder / "locked.xlsx"
    parts = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + parts)
    return file


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (truncated, UnreadableFile),
        (vanished, FileMissing),
        (empty, EmptyTable),
        (encrypted, PasswordProtected),
        (a_folder, FileMissing),
        (no_path, FileMissing),
    ],
)
def test_a_file_that_cannot_be_read_gives_the_same_error_as_here(
    tmp_path: Path, make: Callable[[Path], Path], error: type[KnownError]
) -> None:
    file = make(tmp_path)
    for read in (read_table, read_table_apart):
        with pytest.raises(error):
            read(file)


def test_every_error_of_reading_comes_back_as_itself_and_an_unknown_one_as_an_unreadable_file() -> None:
    for error in ERRORS.values():
        with pytest.raises(error) as raised:
            parsed(error_line(error(least=3)))
        assert raised.value.facts == {"least": 3}
    with pytest.raises(UnreadableFile):
        parsed(b'{"error":"wrong_password","facts":{}}')


# ---------------------------------------------------------------------- children that fail


_FIRST = '{"headers":["a"],"rows":9,"read_as":{"sheet":null,"encoding":null,"delimiter":null,"headers":[],"sheets":[]}}'
_HEAD = f'import os, sys; sys.stdout.write(\'{_FIRST}\\n{{"numbers":[2],"cells":[["x"]]}}\\n\'); '


@pytest.mark.parametrize(
    "code",
    [
        "",
        "import os; os.abort()",
        _HEAD,
        _HEAD + "sys.stdout.flush(); os.kill(os.getpid(), 9)",
        _HEAD + 'sys.stdout.write(\'{"numbers":[3],"ce\')',
        _HEAD + "print('{\"end\":9}')",
        "print('Кактусов')",
        "print('[1]')",
        'print(\'{"headers":["a"],"rows":1}\'); print(\'{"numbers":[2],"cells":[[{"day":"31.12"}]]}\')',
        "import sys; sys.exit('cannot start')",
    ],
)
def test_a_child_that_dies_or_talks_nonsense_is_an_unreadable_file_without_a_trace_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], code: str
) -> None:
    child(code, monkeypatch)
    with pytest.raises((UnreadableFile, TableTooBig)) as refused:
        read_table_apart(table_file(tmp_path))
    assert refused.value.facts == {}
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    assert capfd.readouterr() == ("", "")


_SILENT = _HEAD + "sys.stdout.flush(); sys.stdin.read(); import threading; threading.Event().wait()"


def test_a_child_that_falls_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child(_SILENT, monkeypatch)
    monkeypatch.setattr(apart, "SILENCE_SECONDS", 0.3)
    with pytest.raises(TableTooBig):
        read_table_apart(table_file(tmp_path))
    assert no_children()


def test_a_child_whose_rows_drip_without_end_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drip = (
        "import threading; tick = threading.Event()\nwhile not tick.wait(0.02): print('{\"numbers\":[3]}', flush=True)"
    )
    child(_HEAD + drip, monkeypatch)
    monkeypatch.setattr(apart, "SILENCE_SECONDS", 20.0)
    monkeypatch.setattr(apart, "TOTAL_SECONDS", 0.5)
    monkeypatch.setattr(apart, "_SECOND_TRY_WITHIN", 0.0)
    with pytest.raises(TableTooBig):
        read_table_apart(table_file(tmp_path))
    assert no_children()


def test_what_progress_raises_ends_a_child_that_is_in_the_midst_of_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(_SILENT, monkeypatch)
    told = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if told.count((1, 9)) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_table_apart(table_file(tmp_path), progress=stop)
    assert told[-1] == (1, 9)
    assert no_children()


def test_a_child_that_says_more_than_anybody_reads_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(_HEAD + '\nwhile True: print(\'{"numbers":[],"cells":[]}\')', monkeypatch)

    def stop(done: int, _total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_table_apart(table_file(tmp_path), progress=stop)
    assert no_children()


def test_progress_counts_the_rows_and_ends_with_all_of_them(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    read_table_apart(table_file(tmp_path, 1203), progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert [pair for pair in dict.fromkeys(told) if pair != (0, 0)] == [
        (0, 1203),
        (500, 1203),
        (1000, 1203),
        (1203, 1203),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_the_real_child_may_not_fill_the_memory_nor_leave_an_image_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = "core.cli.table_reading._lines = lambda *_: [b'%d' % len(bytearray(3 * 1024**3))]"
    code = f"import core.cli.table_reading; {greedy}; core.cli.table_reading.serve()"
    child(code, monkeypatch)
    with pytest.raises(UnreadableFile):
        read_table_apart(Path("any.csv"))
    limits = "import resource; core.cli.table_reading._lines = lambda *_: [str([resource.getrlimit(kind) for kind in "
    limits += "(resource.RLIMIT_AS, resource.RLIMIT_CORE)]).encode()]"
    code = f"import core.cli.table_reading; {limits}; core.cli.table_reading.serve()"
    said = subprocess.run(
        [sys.executable, "-c", code], input=b'{"path":"","sheet":null,"what":""}', capture_output=True, check=True
    )
    assert said.stdout == b"[(2147483648, 2147483648), (0, 0)]"


# ---------------------------------------------------------------------- what others can see of the child


def test_the_path_is_in_no_argument_and_our_secrets_are_not_in_the_child_s_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPUNTIA_PASSWORD", "pads-and-fruit-26")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert not any(str(tmp_path) in argument for argument in apart._command())
    code = (
        "import json, os, sys; asked = json.load(sys.stdin); names = sorted(os.environ); "
        f'print(json.dumps({{**json.loads({_FIRST!r}), "headers": [asked["path"], *names]}})); print(\'{{"end":0}}\')'
    )
    child(code, monkeypatch)
    path, *names = read_table_apart(tmp_path / "Кактусов.xlsx").headers
    assert path == str(tmp_path / "Кактусов.xlsx")
    assert "PYTHONIOENCODING" in names
    assert not {"OPUNTIA_PASSWORD", "PYTHONPATH"} & set(names)


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert apart._command() == [sys.executable, COMMAND]


def test_the_child_says_nothing_on_standard_error_even_where_it_fails(tmp_path: Path) -> None:
    for wish in (b"", b"nonsense", json.dumps({"path": str(truncated(tmp_path)), "sheet": None, "what": ""}).encode()):
        done = subprocess.run(apart._command(), input=wish, capture_output=True, check=False)
        assert done.stderr == b""


def test_the_child_imports_neither_the_mathematics_nor_the_stores() -> None:
    code = "import sys, core.cli.table_reading; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "core" in loaded
    assert not {"numpy", "scipy", "sqlalchemy", "sqlcipher3", "alembic", "phonenumbers", "PySide6", "argparse"} & set(
        loaded
    )


def no_children() -> bool:
    """Whether every process that this one has started is gone and was waited for."""
    if sys.platform == "win32":
        return True
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False
