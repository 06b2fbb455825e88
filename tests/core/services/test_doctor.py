"""The doctor tells what is in order, what is worth knowing and what is not, and changes nothing by looking."""

import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.domain.errors import CipherMissing, SqliteOld
from core.services.doctor import SPARE_MB, Finding, Mark, examine_base, examine_folder, examine_machine
from core.services.integrity import EVERY_DAYS, Checked, check_if_due, check_integrity, integrity_due
from core.services.session import Session, create_base, sign_in
from core.services.wording import LANGUAGES, say
from core.storage.cipher import is_new_enough
from core.storage.location import system_mounts
from core.storage.store import open_base
from core.vault.os_keyring import Backend, backend
from core.vault.slots import StoreKeys
from tests.core.services.conftest import again, at_moment
from tests.support.bases import LOGIN, NOW, PASSWORD

SAFE = Backend("SecretService", safe=True)


def told(found: list[Finding]) -> dict[str, Mark]:
    """Code → mark, after every finding was said in both languages."""
    for one in found:
        for language in LANGUAGES:
            assert re.fullmatch(r"[^{}]+\.", say(language, "doctor", one.code, **one.facts))
    return {one.code: one.mark for one in found}


def flip(file: Path, share: float) -> None:
    """Change one bit, so far into the file."""
    content = bytearray(file.read_bytes())
    content[int(len(content) * share)] ^= 1
    file.write_bytes(content)


def test_a_base_with_a_past_is_in_order(session: Session) -> None:
    found = [*examine_machine(lambda: SAFE), *examine_folder(session.store.folder), *examine_base(session)]
    marks = told(found)
    assert set(marks.values()) <= {Mark.OK, Mark.WARN}
    assert {"cipher", "sqlite", "keyring", "encrypted", "free_space", "stores_apart", "audit"} <= marks.keys()


@pytest.mark.parametrize(
    ("found", "code", "mark"),
    [
        (SAFE, "keyring", Mark.OK),
        (Backend("Plaintext", safe=False), "keyring_unsafe", Mark.WARN),
        (Backend("", safe=False), "keyring_none", Mark.OK),
    ],
)
def test_the_keyring_is_named_and_judged(found: Backend, code: str, mark: Mark) -> None:
    assert told(examine_machine(lambda: found))[code] is mark


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("keyring.backends.SecretService", "Keyring", Backend("SecretService", safe=True)),
        ("keyring.backends.Windows", "WinVaultKeyring", Backend("Windows", safe=True)),
        ("keyring.backends.macOS", "Keyring", Backend("macOS", safe=True)),
        ("keyrings.alt.file", "PlaintextKeyring", Backend("file", safe=False)),
        ("keyring.backends.SecretServiceLike", "Keyring", Backend("SecretServiceLike", safe=False)),
    ],
)
def test_only_keyrings_known_to_encrypt_are_safe(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, expected: Backend
) -> None:
    monkeypatch.setattr("keyring.get_keyring", type(name, (), {"__module__": module}))
    assert backend() == expected


def test_a_keyring_that_fails_to_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no bus")

    monkeypatch.setattr("keyring.get_keyring", fail)
    assert backend() == Backend("", safe=False)


@pytest.mark.parametrize(
    ("version", "enough"), [("3.51.3", True), ("3.52.0", True), ("3.100.0", True), ("3.51.2", False), ("3.9.9", False)]
)
def test_versions_are_compared_as_numbers(version: str, enough: bool) -> None:
    assert is_new_enough(version) is enough


class _Plain:
    """The SQLite of the standard library in the place of the cipher."""

    Error, DatabaseError, sqlite_version = sqlite3.Error, sqlite3.DatabaseError, "3.53.0"

    @staticmethod
    def connect(name: str, **_options: Any) -> sqlite3.Connection:
        return sqlite3.connect(name)


@pytest.fixture
def no_cipher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.storage.connection.sqlcipher", _Plain)


def everything(folder: Path) -> dict[Path, bytes]:
    return {one: one.read_bytes() if one.is_file() else b"" for one in folder.rglob("*")}


@pytest.mark.usefixtures("no_cipher")
def test_with_a_plain_sqlite_no_base_is_made_or_opened_and_nothing_is_written(past: Path, tmp_path: Path) -> None:
    before = everything(past)
    with pytest.raises(CipherMissing):
        sign_in(past / "Test.opuntia", LOGIN, PASSWORD)
    with pytest.raises(CipherMissing):
        create_base(tmp_path / "New.opuntia", "Своя", LOGIN, PASSWORD)
    assert everything(past) == before
    assert not list(tmp_path.iterdir())
    assert told(examine_machine(lambda: SAFE))["cipher_fail"] is Mark.FAIL


def test_an_old_sqlite_opens_no_base_and_writes_nothing(
    past: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("core.storage.cipher.sqlite_version", "core.services.doctor.sqlite_version"):
        monkeypatch.setattr(place, lambda: "3.51.2")
    before = everything(past)
    with pytest.raises(SqliteOld) as refused:
        sign_in(past / "Test.opuntia", LOGIN, PASSWORD)
    assert refused.value.facts == {"found": "3.51.2", "least": "3.51.3"}
    with pytest.raises(SqliteOld):
        create_base(tmp_path / "New.opuntia", "Своя", LOGIN, PASSWORD)
    assert everything(past) == before
    assert not list(tmp_path.iterdir())
    assert told(examine_machine(lambda: SAFE))["sqlite_fail"] is Mark.FAIL


@pytest.mark.parametrize(
    ("what", "instead"),
    [("is_encrypted", lambda _file: False), ("secrets.token_bytes", bytes)],
    ids=["a plain header", "any key opens"],
)
def test_a_cipher_that_names_itself_and_does_not_encrypt_is_found(
    monkeypatch: pytest.MonkeyPatch, what: str, instead: Any
) -> None:
    monkeypatch.setattr(f"core.storage.cipher.{what}", instead)
    assert told(examine_machine(lambda: SAFE))["cipher_fail"] is Mark.FAIL


def test_a_disk_with_little_room_is_told_with_what_is_needed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "core.services.doctor.shutil.disk_usage", lambda _folder: SimpleNamespace(free=(SPARE_MB - 1) * 1_000_000)
    )
    found = next(one for one in examine_folder(session.store.folder) if one.code == "free_space_fail")
    assert (found.mark, found.facts) == (Mark.FAIL, {"has": SPARE_MB - 1, "needs": SPARE_MB})


def test_what_is_wrong_with_a_folder_is_told(session: Session, tmp_path: Path) -> None:
    folder = session.store.folder
    session.close()
    folder.chmod(0o755)
    assert told(examine_folder(folder))["rights_wide"] is Mark.WARN
    folder.chmod(0o700)
    assert told(examine_folder(folder))["rights"] is Mark.OK
    assert told(examine_folder(folder, lambda: [("/", "nfs4")]))["local_disk_fail"] is Mark.FAIL
    (folder / "people.db").write_bytes(b"SQLite format 3\0" + bytes(4096))
    assert told(examine_folder(folder))["encrypted_fail"] is Mark.FAIL
    (folder / "people.db").unlink()
    assert told(examine_folder(folder))["files_fail"] is Mark.FAIL
    assert told(examine_folder(tmp_path / ("x" * 300)))["files_fail"] is Mark.FAIL


@pytest.mark.parametrize("name", ["work.db", "people.db"])
def test_a_changed_page_is_found_past_what_the_open_base_has_in_memory(session: Session, name: str) -> None:
    with session.store.reading() as work:
        assert work.clients.count()
    flip(session.store.folder / name, 0.6)
    assert told(examine_base(session)) == {"page_changed_fail": Mark.FAIL}
    assert check_integrity(session).value.wrong == ("page_changed",)
    assert integrity_due(session)


def test_a_reference_to_nothing_is_found(session: Session) -> None:
    with session.store.reading() as work:
        driver: Any = work.clients._connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    assert driver.execute("UPDATE recommendation SET service_id = 987654321").rowcount
    assert told(examine_base(session))["reference_broken_fail"] is Mark.FAIL


def test_stores_of_different_moments_are_found(session: Session) -> None:
    with session.store.reading() as work:
        driver: Any = work.clients._connection.connection.driver_connection
    driver.execute("UPDATE people.mark SET commits = commits - 1")
    assert told(examine_base(session))["stores_apart_fail"] is Mark.FAIL


def test_the_full_check_is_due_once_a_week_and_after_a_clock_that_was_wrong(session: Session) -> None:
    at_moment(session, NOW)
    assert integrity_due(session)
    assert check_integrity(session).value.wrong == ()
    for days, due in ((0, False), (EVERY_DAYS - 1, False), (EVERY_DAYS, True), (-1, True)):
        at_moment(session, NOW + timedelta(days=days))
        assert integrity_due(session) is due


def test_what_is_not_due_is_not_read_again(session: Session) -> None:
    at_moment(session, NOW)
    assert check_if_due(session).value == Checked(())
    assert check_if_due(session).value is None


def test_half_a_check_is_none_for_those_who_see_people(session: Session, both_keys: StoreKeys) -> None:
    at_moment(session, NOW)
    session.close()
    half = replace(session, store=open_base(session.store.folder, StoreKeys(both_keys.work, None), system_mounts))
    assert check_integrity(half).value.wrong == ()
    assert not integrity_due(half)
    half.close()
    again(session, both_keys)
    assert integrity_due(session)


def test_looking_changes_nothing(session: Session) -> None:
    before = everything(session.store.folder)
    examine_folder(session.store.folder)
    examine_base(session)
    assert everything(session.store.folder) == before
