"""Answers of partners on the command line: recorded, known, or waiting by the number of their row."""

import json
from pathlib import Path

import pytest

from core.cli import main, passwords
from core.delivery.workbook import table_workbook
from core.domain.reply import new_code
from core.services.sending import mark_sent, read_packages, save_packages
from core.vault.sealing import seal_workbook
from tests.core.services.test_replies import codes, packed
from tests.support.bases import LOGIN, PASSWORD, open_prepared

HEAD = [("Код ответа", 14), ("Ответ", 14)]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A base in which everything was sent, and the code of one lead."""
    session, _ = open_prepared(tmp_path, packed)
    save_packages(session, tmp_path / "out")
    for one in read_packages(session):
        mark_sent(session, one.id)
    code = next(iter(codes(session)))
    session.close()
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "Test.opuntia", code


def run(base: Path, *arguments: str) -> int:
    return main(["replies", *arguments, "--base", str(base), "--user", LOGIN])


def test_a_file_is_taken_once_and_its_unclear_rows_are_told(
    base: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, code = base
    book = table_workbook("Ответы", HEAD, [[code, "Отказался"], [new_code(), "Купил"]])
    (tmp_path / "a.xlsx").write_bytes(book)
    assert run(folder, "a.xlsx", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"recorded": 1, "known": 0, "waiting": 1, "rows": [{"row": 3, "problem": "unknown_code"}]}
    assert run(folder, "a.xlsx", "--lang", "en") == 0
    assert "Answers recorded: 0. Known before: 1. Waiting for a person: 1." in capsys.readouterr().out


def test_a_workbook_under_a_password_asks_for_it(
    base: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, code = base
    (tmp_path / "a.xlsx").write_bytes(seal_workbook(table_workbook("Ответы", HEAD, [[code, "Купил"]]), "Secret-1234"))
    assert run(folder, "a.xlsx") == 2
    monkeypatch.setenv(passwords.TABLE_VARIABLE, "Secret-1234")
    assert run(folder, "a.xlsx", "--table-password", "--json") == 0
    assert json.loads(capsys.readouterr().out)["recorded"] == 1


def test_what_holds_no_answers_is_refused_with_a_sentence(
    base: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("Город;Сумма\nКазань;5\n", encoding="utf-8")
    assert run(base[0], "a.csv", "--lang", "en") == 2
    assert "There are no answers in this file" in capsys.readouterr().err
