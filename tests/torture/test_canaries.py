"""A thousand invented clients go through everything; not a word of them is in any file, on any stream, in any name."""

import base64
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from core.services.imports import field_title
from core.services.session import sign_in
from core.storage.connection import PEOPLE_FILE, WORK_FILE
from core.storage.tables import metadata
from core.storage.unit_of_work import UnitOfWork
from desktop.crash import CrashReports
from tests.support.bases import CAR, LOGIN, PASSWORD
from tests.support.canaries import InventedClient, Search, invented_client
from tests.torture.canary_life import BASE

if sys.platform == "win32":
    pytest.skip("a disk is made full and a process killed as on Linux", allow_module_level=True)

CLIENTS, MORE = 1_000, 300
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def people() -> list[InventedClient]:
    draw = Random(2026)
    return [invented_client(draw) for _ in range(CLIENTS + MORE)]


@pytest.fixture(scope="module")
def search(people: list[InventedClient]) -> Search:
    return Search({word for one in people for word in one.canaries})


@pytest.fixture
def tables(people: list[InventedClient], tmp_path: Path) -> Path:
    """What a person has lying elsewhere: a workbook, a text file, a workbook that was cut off."""
    folder = tmp_path / "tables"
    folder.mkdir()
    fields = list(people[0].cells)
    headers = [*(field_title("ru", field) for field in fields), field_title("ru", "products")]
    rows = [[*one.cells.values(), CAR] for one in people]
    with xlsxwriter.Workbook(folder / "clients.xlsx") as book:
        page = book.add_worksheet("Клиенты")
        for number, row in enumerate([headers, *rows[:CLIENTS]]):
            page.write_row(number, 0, row)
    text = "\n".join(";".join(row) for row in [headers, *rows[CLIENTS:]])
    (folder / "more.csv").write_text(text, "cp1251")
    whole = (folder / "clients.xlsx").read_bytes()
    (folder / "broken.xlsx").write_bytes(whole[: len(whole) // 2])
    return folder


class Machine:
    """Folders of a person's own, in which programs run; all that they say is kept."""

    def __init__(self, place: Path, tables: Path) -> None:
        self.place, self.tables = place, tables
        self.said = b""
        self.surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "OPUNTIA_PASSWORD": PASSWORD}
        for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "OPUNTIA_HOME", "CWD"):
            folder = place / name.lower()
            folder.mkdir(parents=True)
            self.surroundings[name] = str(folder)

    @property
    def firm(self) -> Path:
        """Where the base, its backups and what leaves it lie."""
        return self.place / "firm"

    def run(self, *arguments: str | Path) -> int:
        """Its exit code."""
        command = [sys.executable, "-X", "faulthandler", "-m", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, env=self.surroundings, cwd=self.place / "cwd", check=False)
        self.said += done.stdout + done.stderr
        return done.returncode

    def live(self, part: str) -> int:
        """A part of `canary_life.py`."""
        return self.run("tests.torture.canary_life", part, self.firm, self.tables)


@pytest.fixture
def machine(tmp_path: Path, tables: Path) -> Machine:
    return Machine(tmp_path / "machine", tables)


def test_no_word_of_a_thousand_clients_is_left_anywhere(machine: Machine, search: Search) -> None:
    machine.firm.mkdir()
    assert machine.live("work") == 0, machine.said.decode()
    user = ("--base", machine.firm / BASE, "--user", LOGIN)
    out = machine.firm / "again"
    process = ("core.cli", "process", machine.tables / "clients.xlsx", *user, "--out", out, "--json")
    assert machine.run(*process, "--consent", "С-1;2026-01-01;*") == 0, machine.said.decode()
    assert machine.run("core.cli", "process", machine.tables / "broken.xlsx", *user, "--out", out) == 2
    assert machine.live("killed") == -9
    assert {f"{WORK_FILE}-journal", f"{PEOPLE_FILE}-journal"} <= {file.name for file in (machine.firm / BASE).iterdir()}
    assert machine.live("aborted") == -6
    trace = machine.place / "opuntia_home" / "last-end.txt"
    assert b"Fatal Python error" in trace.read_bytes()

    assert b"done 1000" in machine.said
    assert not search.in_bytes(machine.said)
    assert not search.below(machine.place)
    report = CrashReports(trace.parent).unsent()
    assert report is not None
    assert not search.in_bytes(report.text.encode())

    kinds = {file.suffix for file in machine.place.rglob("*") if file.is_file()}
    assert {".db", ".xlsx", ".opuntia-backup", ".log", ".ini", ".txt"} <= kinds
    session = sign_in(machine.firm / BASE, LOGIN, PASSWORD)
    assert session.store.check() == []
    with session.store.reading() as work:
        assert len(search.in_bytes(repr(work.clients.identities(list(work.clients.columns().ids))).encode())) > CLIENTS
        assert not search.in_bytes(everything_in_work(work))
    session.close()


def everything_in_work(work: UnitOfWork) -> bytes:
    """Every value of the store that opens without the key to people."""
    connection = work.clients._connection
    tables = [one for one in metadata.tables.values() if one.schema is None]
    assert len(tables) > 20
    values = [value for one in tables for row in connection.execute(one.select()) for value in row]
    assert len(values) > CLIENTS
    return b"\n".join(piece for value in values for piece in pieces(value))


def pieces(value: object) -> Iterator[bytes]:
    """Itself, or what it is made of; measured numbers have the digits of a passport among theirs by chance."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        yield from pieces([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from pieces(one)
    elif not isinstance(value, float):
        yield str(value).encode()


# ---------------------------------------------------------------------- what the search would find


def test_the_search_finds_every_word_in_the_tables_that_were_brought_in(
    tables: Path, search: Search, people: list[InventedClient]
) -> None:
    found = search.below(tables)
    assert found[str(tables / "clients.xlsx")] >= {word for one in people[:CLIENTS] for word in one.canaries}
    assert found[str(tables / "more.csv")] >= {word for one in people[CLIENTS:] for word in one.canaries}


_WAYS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda word: word.encode(),
    "UTF-16 LE": lambda word: word.encode("utf-16-le"),
    "UTF-16 BE": lambda word: word.encode("utf-16-be"),
    "cp1251": lambda word: word.encode("cp1251"),
    "base64": lambda word: base64.b64encode(word.encode() + b"yz"),
    "base64 after one": lambda word: base64.b64encode(b"x" + word.encode() + b"yz"),
    "base64 after two": lambda word: base64.b64encode(b"xx" + word.encode() + b"yz"),
    "base64 to its end": lambda word: base64.b64encode(word.encode()),
    "JSON": lambda word: json.dumps({"who": word}).encode(),
    "preferences": lambda word: "".join(f"\\x{ord(one):x}" if ord(one) > 127 else one for one in word).encode(),
}


@pytest.mark.parametrize("way", _WAYS)
def test_the_search_finds_a_word_planted_in_a_log(
    way: str, search: Search, people: list[InventedClient], tmp_path: Path
) -> None:
    planted = Random(way).sample(list(people[Random(way).randrange(CLIENTS)].canaries), 5)
    for word in planted:
        line = b"2026-11-21 11:30:52,123 clients " + _WAYS[way](word) + b" imported=7\n"
        (tmp_path / "opuntia.log").write_bytes(b"2026 start\n" * 999 + line)
        assert search.below(tmp_path) == {str(tmp_path / "opuntia.log"): {word}}


def test_the_search_finds_words_in_zips_within_zips_and_in_names(
    search: Search, people: list[InventedClient], tmp_path: Path
) -> None:
    word, other, third = list(people[5].canaries)[:3]
    with zipfile.ZipFile(tmp_path / "inner", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", f"{word} " * 50)
        archive.writestr(other, "")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "inner", "b")
    (tmp_path / "inner").unlink()
    (tmp_path / third).mkdir()
    assert search.below(tmp_path) == {str(tmp_path / "outer.zip"): {word, other}, str(tmp_path / third): {third}}


def test_the_search_looks_across_the_pieces_in_which_it_reads(search: Search, people: list[InventedClient]) -> None:
    word = people[7].cells["surname"]
    for gap in range(-20, 4):
        assert search.in_bytes(bytes((1 << 22) + gap) + word.encode()) == {word}


def test_digits_within_a_digest_are_no_document(search: Search, people: list[InventedClient]) -> None:
    number = people[0].cells["passport_number"]
    assert search.in_bytes(f"a{number}f".encode()) == set()
    assert search.in_bytes(f'"{number}"'.encode()) == {number}
