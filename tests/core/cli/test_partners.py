"""Partners and their keys on the command line, and the main job that seals for them."""

import json
from pathlib import Path

import pytest

from core.cli import main, passwords
from core.vault.sealing import new_identity
from tests.support.bases import BANK, LOGIN, PASSWORD, open_filled
from tests.support.sealed import IDENTITY, RECIPIENT

TABLE = "ФИО;Телефон;Продукт\nКактусова Майя Львовна;89160000001;Новый автомобиль\n"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    open_filled(tmp_path).close()
    (tmp_path / "clients.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "key.txt").write_text(IDENTITY)
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "Test.opuntia"


def run(base: Path, command: str, *arguments: str) -> int:
    return main([command, *arguments, "--base", str(base), "--user", LOGIN])


def test_partners_are_listed_with_their_keys_and_ours(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(base, "partner-key", BANK, "--recipient", RECIPIENT, "--lang", "en") == 0
    assert "Compare its words by phone" in capsys.readouterr().out
    assert run(base, "partners", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sender"]["key"].startswith("opuntia-sender:")
    keys = {one["name"]: one["key"] for one in told["partners"]}
    assert keys.pop(BANK) == RECIPIENT
    assert set(keys.values()) == {None}
    assert run(base, "partners", "--lang", "en") == 0
    listed = capsys.readouterr().out
    assert listed.count("workbooks under passwords") == len(keys)
    assert RECIPIENT in listed


@pytest.mark.parametrize(
    ("name", "key"), [("Никто", RECIPIENT), (BANK, "age1no"), ("\udcff", RECIPIENT)], ids=["name", "key", "text"]
)
def test_an_unknown_name_and_a_wrong_key_end_with_2_and_change_nothing(
    base: Path, capsys: pytest.CaptureFixture[str], name: str, key: str
) -> None:
    assert run(base, "partner-key", name, "--recipient", key) == 2
    capsys.readouterr()
    run(base, "partners", "--json")
    assert all(one["key"] is None for one in json.loads(capsys.readouterr().out)["partners"])


def test_the_main_job_seals_for_partners_with_a_key_and_they_open_it(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(base, "partners", "--json")
    before = json.loads(capsys.readouterr().out)
    for one in before["partners"]:
        run(base, "partner-key", one["name"], "--recipient", RECIPIENT)
    capsys.readouterr()
    job = ("process", "clients.csv", "--out", "out", "--accept-from", "1", "--consent", "С-1;2026-01-01;*", "--json")
    assert run(base, *job) == 0
    packages = json.loads(capsys.readouterr().out)["packages"]
    assert packages
    Path("sender.key").write_text(before["sender"]["key"])
    for package in packages:
        keys = ["--identity", "key.txt", "--sender", "sender.key"]
        assert main(["open-package", package["file"], *keys, "--out", "opened", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["recipient"]["company"], told["leads"]) == (package["partner"], package["leads"])
        assert told["sender_known"] is True
    Path("stranger.txt").write_text(new_identity()[0])
    assert main(["open-package", packages[0]["file"], "--identity", "stranger.txt", "--out", "opened"]) == 2
