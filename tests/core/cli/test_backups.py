"""Backups on the command line: made, listed, brought back, and refused with a sentence."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import main, passwords, program
from core.intake.mapping import suggest
from core.intake.sources import Pasted, Source
from core.services.backups import make_backup
from core.services.drafts import start_draft
from core.services.imports import read_imports
from core.services.rotation import rotate_keys
from core.services.session import sign_in
from core.services.users import change_password, make_sheet
from core.storage.erasing import erase_clients
from tests.support.bases import LOGIN, NOW, PASSWORD, client_row, open_filled, reopen
from tests.support.imported import import_clients

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with two clients."""
    session = open_filled(tmp_path_factory.mktemp("made"))
    import_clients(session, [client_row(1), client_row(2)])
    start_draft(session, Source(pasted=Pasted.of("ФИО")), None, ["ФИО"], suggest(["ФИО"]))
    session.close()
    return session.store.folder


@pytest.fixture
def base(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(made, tmp_path / "home" / made.name))


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def backup(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The file of a backup."""
    assert run("backup", "--base", base, "--user", LOGIN, "--out", tmp_path / "copies", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["clients"], told["leads"], told["reason"], told["damaged"]) == (2, 0, "by_hand", False)
    return Path(told["file"])


@pytest.mark.parametrize(("language", "folder"), [("ru", "Копии Opuntia"), ("en", "Opuntia backups")])
def test_a_backup_goes_beside_the_base_and_says_where(
    base: Path, language: str, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", "--base", base, "--user", LOGIN, "--lang", language) == 0
    (file,) = (base.parent / folder).iterdir()
    assert str(file) in capsys.readouterr().out
    assert run("backups", base.parent / folder, "--lang", language) == 0
    assert file.name in capsys.readouterr().out


def test_a_list_names_what_is_damaged(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (backup.parent / "torn.opuntia-backup").write_bytes(backup.read_bytes()[:-200])
    assert run("backups", backup.parent, "--lang", "en") == 0
    sound, torn = sorted(capsys.readouterr().out.splitlines(), key=lambda line: "DAMAGED" in line)
    assert "clients 2" in sound
    assert torn.endswith("DAMAGED — torn.opuntia-backup")
    assert run("backups", backup.parent, "--json") == 0
    told = json.loads(capsys.readouterr().out)["backups"]
    assert sorted(one["damaged"] for one in told) == [False, True]
    (backup.parent / "none").mkdir()
    assert run("backups", backup.parent / "none", "--lang", "en") == 0
    assert "no backups" in capsys.readouterr().out


def test_a_base_is_restored_beside_or_over_the_one_that_stands(
    base: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = reopen(base)
    with session.store.unit_of_work() as work:
        work.tombstones.add([1], session.now())
        assert erase_clients(work.clients._connection, [1], session.now()) == 1
    session.close()
    new = base.with_name("New.opuntia")
    assert run("restore", backup, "--base", new, "--user", LOGIN, "--lang", "en") == 0
    assert "clients 2" in capsys.readouterr().out
    assert run("restore", backup, "--base", base, "--user", LOGIN, "--lang", "en") == 0
    told = capsys.readouterr().out
    assert "clients 1, leads 0" in told
    assert "Erased again" in told
    assert "Import drafts deleted, for they may still have named erased clients: 1" in told
    assert "Opuntia backups" in told
    (base / "people.db").write_bytes(b"nothing of a store")
    assert run("restore", backup, "--base", base, "--user", LOGIN, "--lang", "en", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["safety"], facts["tombstones_lost"], facts["clients"]) == (None, True, 2)
    assert Path(facts["kept"]).is_dir()
    (base / "people.db").unlink()
    assert run("restore", backup, "--base", base, "--user", LOGIN, "--lang", "en") == 0
    told = capsys.readouterr().out
    assert "its folder is kept" in told
    assert "Erase and dismiss them again" in told


def test_a_new_user_on_a_new_machine_restores_with_the_password(base: Path, backup: Path, tmp_path: Path) -> None:
    """Another home, another folder, nothing of the environment of before; the old base is no more."""
    machine = tmp_path / "another machine"
    machine.mkdir()
    file = Path(shutil.move(backup, machine / "from a stick.opuntia-backup"))
    shutil.rmtree(base.parent)
    command = [
        sys.executable,
        "-m",
        "core.cli",
        "restore",
        str(file),
        "--base",
        "Наша.opuntia",
        "--user",
        LOGIN,
        "--json",
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=machine,
        env={"HOME": str(machine), "PYTHONPATH": str(ROOT), passwords.PASSWORD_VARIABLE: PASSWORD, "LANG": "C.UTF-8"}
        | ({"SYSTEMROOT": os.environ["SYSTEMROOT"]} if sys.platform == "win32" else {}),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["clients"] == 2
    session = sign_in(machine / "Наша.opuntia", LOGIN, PASSWORD)
    try:
        assert session.store.check() == []
        assert [one.state for one in read_imports(session)] == ["draft", "done"]
    finally:
        session.close()


def test_the_recovery_sheet_restores_under_a_new_password(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = reopen(base)
    code = make_sheet(session).value
    file = make_backup(session, tmp_path / "copies").value.file
    session.close()
    new = tmp_path / "New.opuntia"
    command = ("restore", file, "--base", new, "--user", LOGIN, "--sheet", "--json")
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, "a-third-pad-for-anna")
    monkeypatch.setattr("sys.stdin", None)
    assert run(*command) == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "needs_sheet"
    monkeypatch.setenv(passwords.SHEET_VARIABLE, code)
    assert run(*command) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["clients"] == 2
    assert code not in told.out + told.err
    sign_in(new, LOGIN, "a-third-pad-for-anna").close()


def test_the_present_password_opens_the_base_that_stands_there_and_is_no_argument(
    base: Path, backup: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = reopen(base)
    rotate_keys(session)
    change_password(session, PASSWORD, "a-third-pad-for-anna")
    session.close()
    command = ("restore", backup, "--base", base, "--user", LOGIN, "--json", "--present-password")
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.setattr("sys.stdin", None)
    assert run(*command) == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "needs_present_password"
    monkeypatch.setenv(passwords.PRESENT_VARIABLE, "something else entirely")
    assert run(*command) == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "wrong_password"
    monkeypatch.setenv(passwords.PRESENT_VARIABLE, "a-third-pad-for-anna")
    assert run(*command) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["safety"] is not None
    assert not told["tombstones_lost"]
    with pytest.raises(SystemExit):
        run(*command[:-1], "--present-password=a-third-pad-for-anna")


def test_refusals_get_a_sentence_and_exit_code_2(
    base: Path, backup: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = backup.with_name("torn.opuntia-backup")
    torn.write_bytes(backup.read_bytes()[:-200])
    assert run("restore", torn, "--base", base, "--user", LOGIN, "--json") == program.REFUSED
    told = capsys.readouterr()
    assert json.loads(told.out)["reason"] == "backup_damaged"
    assert "Traceback" not in told.err
    assert run("restore", "none", "--base", base, "--user", LOGIN, "--json") == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "file_missing"
    assert run("backup", "--base", base, "--user", LOGIN, "--out", base / "in it", "--json") == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "backup_inside"
    for place in (backup.parent / "nowhere", backup):
        assert run("backups", place, "--json") == program.REFUSED
        assert json.loads(capsys.readouterr().out)["reason"] == "folder_missing"
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, "something else entirely")
    assert run("restore", backup, "--base", base, "--user", LOGIN, "--json") == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "wrong_password"


def test_neither_password_nor_name_is_in_what_is_printed(
    base: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("backups", backup.parent, "--json")
    run("restore", backup, "--base", base, "--user", LOGIN)
    told = "".join(capsys.readouterr())
    assert PASSWORD not in told and "Кактусов" not in told
    assert not re.search(r"7916\d{7}", told)
    assert f"{NOW:%Y}" in told
