"""Nobody without a key reads a word of a base."""

import base64
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2 as sqlcipher

from core.domain.client import Document, DocumentKind
from core.domain.consent import ConsentDocument
from core.domain.errors import BaseDamaged, CipherMissing
from core.storage.connection import PEOPLE_FILE, WORK_FILE, connect, is_encrypted
from core.storage.packages import NewPackage
from core.storage.store import Store, new_base, open_base
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import StoreKeys
from tests.core.storage.conftest import NOW, TODAY, Base, no_mounts, person

CANARIES = ("Канарейкина-Ёлкина", "Zyablik-Canary", "+79160009911", "zyablik@canary.example", "991177", "СНТ «Зяблик»")


def _put_canaries(work: UnitOfWork) -> None:
    surname, name, phone, email, number, address = CANARIES
    identity = person(1)[2]
    identity = replace(
        identity,
        surname=surname,
        name=name,
        phone=phone,
        email=email,
        documents=(Document(DocumentKind.PASSPORT, "4510", number, issued_by=address),),
        details={"address": address},
    )
    work.clients.add([(1, person(1)[1], identity, person(1)[3])], TODAY)
    work.clients.note_unknown_products({(surname, surname): 1})
    work.consents.ensure_document(ConsentDocument(address, TODAY, frozenset({1})))
    work.packages.add(NewPackage(1, "p.xlsx", ("phone",), 1, "d", phone.encode(), surname), NOW)


def _spellings(word: str) -> set[bytes]:
    found = {word.encode("utf-8"), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("cp1251")}
    # Of base64 only the middle is sure: the ends depend on what stands around the word.
    inner = {base64.b64encode(b"x" * shift + word.encode())[4:-4] for shift in range(3)}
    return found | {piece for piece in inner if len(piece) >= 8}


def _leaks(folder: Path) -> list[tuple[str, str]]:
    return [
        (file.name, word)
        for file in folder.rglob("*")
        if file.is_file()
        for word in CANARIES
        if any(spelling in file.read_bytes() for spelling in _spellings(word))
    ]


def test_the_search_for_leaks_finds_one(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE person (name)")
    plain.executemany("INSERT INTO person VALUES (?)", [(word,) for word in CANARIES])
    plain.commit()
    plain.close()
    (tmp_path / "coded").write_bytes(base64.b64encode(f"имя: {CANARIES[0]}; дальше".encode()))
    (tmp_path / "wide").write_bytes(CANARIES[1].encode("utf-16-le"))
    assert set(_leaks(tmp_path)) == {
        *(("plain.db", word) for word in CANARIES),
        ("coded", CANARIES[0]),
        ("wide", CANARIES[1]),
    }


def test_no_word_about_a_client_is_readable_in_any_file_of_the_base(base: Base) -> None:
    with base.opened() as store:
        with store.unit_of_work() as work:
            _put_canaries(work)
        assert not _leaks(base.folder)
    assert not _leaks(base.folder)
    with base.opened() as store, store.reading() as work:
        assert work.clients.identities([1])[1].surname == CANARIES[0]


def test_no_word_is_readable_while_a_transaction_is_open_with_its_journal(base: Base) -> None:
    with base.opened() as store:
        with store.unit_of_work() as work:
            _put_canaries(work)
        with store.unit_of_work() as work:
            work.clients.change([person(1)])
            work.clients.add([person(number) for number in range(2, 2_000)], TODAY)
            # SQLite writes its journal first and the pages when the cache is full: both are wanted on the disk.
            connection = work.clients._connection
            connection.execute(text("PRAGMA main.cache_spill = 1"))
            connection.execute(text("PRAGMA people.cache_spill = 1"))
            work.clients.add([person(number) for number in range(2_000, 4_000)], TODAY)
            assert {f"{WORK_FILE}-journal", f"{PEOPLE_FILE}-journal"} <= {file.name for file in base.files}
            assert not _leaks(base.folder)
    assert not _leaks(base.folder)


def test_both_files_are_encrypted_from_their_first_byte(base: Base) -> None:
    for name in (WORK_FILE, PEOPLE_FILE):
        assert is_encrypted(base.folder / name)
        assert not (base.folder / name).read_bytes().startswith(b"SQLite")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(base.folder / WORK_FILE).execute("SELECT * FROM sqlite_master")


@pytest.mark.parametrize("content", [b"", b"SQLite", b"SQLite format 3\x00" + bytes(100)])
def test_an_empty_or_plain_file_does_not_pass_as_encrypted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / WORK_FILE).write_bytes(content)
    assert not is_encrypted(tmp_path / WORK_FILE)


@pytest.mark.parametrize("wrong", ["work", "people"])
def test_a_wrong_key_opens_nothing_and_changes_nothing(base: Base, wrong: str) -> None:
    before = {file: file.read_bytes() for file in base.files}
    keys = replace(base.keys, **{wrong: bytes(32)})
    with pytest.raises(BaseDamaged):
        open_base(base.folder, keys, no_mounts)
    assert {file: file.read_bytes() for file in base.files} == before


def test_keys_of_the_two_stores_are_not_interchangeable(base: Base) -> None:
    assert base.keys.people is not None
    with pytest.raises(BaseDamaged):
        open_base(base.folder, StoreKeys(base.keys.people, base.keys.work), no_mounts)


def test_without_the_people_key_there_are_no_people(base: Base) -> None:
    with base.opened() as store, store.unit_of_work() as work:
        work.clients.add([person(1)], TODAY)
    with base.opened(with_people=False) as store:
        assert not store.sees_people
        with store.reading() as work:
            assert work.clients.count() == 1
            assert work.clients.portraits([1])[1].income == 50_000
            found = inspect(work.clients._connection)
            assert found.get_schema_names() == ["main"]
            assert not {"person", "document", "consent", "secret"} & set(found.get_table_names())
        with pytest.raises(OperationalError, match="no such table"), store.reading() as work:
            work.clients.identities([1])
        with pytest.raises(OperationalError, match="no such table"), store.reading() as work:
            work.clients.person_keys()


def test_the_work_key_alone_cannot_attach_the_people(base: Base) -> None:
    connection = connect(base.folder, StoreKeys(base.keys.work, None))
    try:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        for key in ("", f"x'{base.keys.work.hex()}'"):
            with pytest.raises(sqlcipher.DatabaseError, match="not a database"):
                driver.cursor().execute("ATTACH DATABASE ? AS people KEY ?", (str(base.folder / PEOPLE_FILE), key))
    finally:
        connection.close()
        connection.engine.dispose()


def test_keys_and_values_stay_out_of_errors(store: Store, base: Base) -> None:
    with pytest.raises(Exception, match="UNIQUE") as refused, store.unit_of_work() as work:
        work.clients.add([person(1), person(1)], TODAY)
    said = f"{refused.value!s} {refused.value!r}"
    assert "Канарейкин" not in said
    assert base.keys.work.hex() not in said


class _PlainSqlite:
    """The SQLite of the standard library in the place of the encrypting one."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def connect(self, name: str, **_options: object) -> sqlite3.Connection:
        self.opened.append(name)
        return sqlite3.connect(name)


def test_without_a_cipher_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = _PlainSqlite()
    monkeypatch.setattr("core.storage.connection.sqlcipher.connect", plain.connect)
    keys = StoreKeys(bytes(32), bytes(32))
    with pytest.raises(CipherMissing), new_base(tmp_path / "deep" / "A.opuntia", keys, no_mounts):
        raise AssertionError
    assert plain.opened == [":memory:"]
    assert not list(tmp_path.iterdir())


def test_without_a_cipher_a_base_is_left_untouched(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file: file.read_bytes() for file in base.files}
    monkeypatch.setattr("core.storage.connection.sqlcipher.connect", _PlainSqlite().connect)
    with pytest.raises(CipherMissing):
        open_base(base.folder, base.keys, no_mounts)
    assert {file: file.read_bytes() for file in base.files} == before


def test_a_connection_is_set_up_to_survive_a_kill_and_to_forget_what_is_deleted(store: Store) -> None:
    with store.reading() as work:
        connection = work.clients._connection
        for schema in ("main", "people"):
            assert connection.scalar(text(f"PRAGMA {schema}.journal_mode")) == "delete"
            assert connection.scalar(text(f"PRAGMA {schema}.synchronous")) == 2
            assert connection.scalar(text(f"PRAGMA {schema}.secure_delete")) == 1
        assert connection.scalar(text("PRAGMA temp_store")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_commit_to_one_store_alone_survives_a_power_cut(base: Base) -> None:
    store = open_base(base.folder, StoreKeys(base.keys.work, None), no_mounts)
    with store.reading() as work:
        connection = work.clients._connection
        assert connection.scalar(text("PRAGMA journal_mode")) == "delete"
        assert connection.scalar(text("PRAGMA synchronous")) == 3
    store.close()
