"""The command line: exit codes, sentences in both languages, JSON, and no secret in the open."""

import json
from pathlib import Path

import pytest

from core.cli import main, passwords, program
from core.intake.table_lines import COMMAND
from core.services import main_job
from core.vault.sealing import seal_workbook
from tests.support.bases import LOGIN, PASSWORD, open_filled
from tests.support.ugly_files import OPENED_BY, book
from tests.support.ugly_texts import Rows

TABLE = "ФИО;Телефон;Продукт\nКактусова Майя Львовна;89160000001;Новый автомобиль\n"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    session = open_filled(tmp_path)
    session.close()
    (tmp_path / "clients.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "Test.opuntia"


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def test_the_main_job_prints_its_counts_as_json(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = ("process", "clients.csv", "--base", base, "--user", LOGIN, "--out", "out", "--accept-from", "1")
    assert run(*job, "--consent", "С-1;2026-01-01;*", "--passwords", "pw.txt", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    packed = sum(package["leads"] for package in told["packages"])
    assert told["accepted"] == packed + told["own"] + sum(told["left_out"].values()) > 0
    assert (told["imported"], told["unknown_services"], told["reused"]) == (1, 0, 0)
    assert all(Path(package["file"]).is_file() for package in told["packages"])
    assert Path("pw.txt").stat().st_mode & 0o777 == 0o600


def test_neither_password_nor_name_is_in_what_is_printed(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = ("process", "clients.csv", "--base", base, "--user", LOGIN, "--out", "out", "--accept-from", "1")
    run(*job, "--consent", "С-1;2026-01-01;*", "--passwords", "pw.txt", "--json")
    run(*job)
    told = "".join(capsys.readouterr())
    given = [line.split("\t")[2] for line in Path("pw.txt").read_text(encoding="utf-8").splitlines()]
    assert given
    assert not any(secret in told for secret in [*given, PASSWORD, "Кактусова", "9160000001"])


@pytest.mark.parametrize(("language", "word"), [("ru", "Логин или пароль"), ("en", "Login and password")])
def test_a_wrong_password_gets_a_sentence_and_exit_code_2(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, "something else entirely")
    assert run("replay", "--base", base, "--user", LOGIN, "--lang", language) == program.REFUSED
    told = capsys.readouterr()
    assert told.err.startswith(word)
    assert "Traceback" not in told.err


def test_a_refusal_under_json_is_json_too(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    code = run("process", "broken.xlsx", "--base", base, "--user", LOGIN, "--out", "out", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (code, told["reason"]) == (program.REFUSED, "unreadable_file")


def test_the_password_of_a_table_comes_from_the_environment_is_asked_for_and_is_no_argument(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: Rows = [["ФИО", "Телефон", "Продукт"], ["Кактусова Майя Львовна", "89160000001", "Новый автомобиль"]]
    Path("locked.xlsx").write_bytes(seal_workbook(book(("Лист", rows)), OPENED_BY))
    command = ("process", "locked.xlsx", "--base", base, "--user", LOGIN, "--out", "out", "--json")
    monkeypatch.setattr("sys.stdin", None)
    reasons = []
    for variable, given in ((None, ()), (None, ("--table-password",)), ("pads", ("--table-password",))):
        if variable is not None:
            monkeypatch.setenv(passwords.TABLE_VARIABLE, variable)
        assert run(*command, *given) == program.REFUSED
        reasons.append(json.loads(capsys.readouterr().out)["reason"])
    assert reasons == ["password_protected", "needs_table_password", "wrong_table_password"]
    monkeypatch.setenv(passwords.TABLE_VARIABLE, OPENED_BY)
    assert run(*command, "--table-password") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["imported"] == 1
    assert OPENED_BY not in told.out + told.err
    with pytest.raises(SystemExit):
        run(*command, f"--table-password={OPENED_BY}")


def test_the_password_comes_from_a_file_before_the_environment(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("secret").write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, "something else entirely")
    assert run("replay", "--base", base, "--user", LOGIN, "--password-file", "secret") == 0


def test_nobody_is_asked_where_there_is_no_terminal(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(passwords.PASSWORD_VARIABLE)
    assert run("replay", "--base", base, "--user", LOGIN, "--lang", "en") == program.REFUSED
    assert "--password-file" in capsys.readouterr().err


def test_a_fault_of_ours_is_exit_code_1_and_tells_no_value(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Кактусова Майя")

    monkeypatch.setattr(main_job, "TableImport", fail)
    assert run("process", "clients.csv", "--base", base, "--user", LOGIN, "--out", "out") == program.FAULT
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "Кактусова" not in told


@pytest.mark.parametrize("broken", ["--user", "--consent"])
def test_text_with_bytes_that_are_no_letters_is_refused_before_the_work(
    base: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"--user": LOGIN, "--consent": "С-1;2026-01-01;*"} | {broken: "\udcff"}
    given = [word for pair in told.items() for word in pair]
    assert run("process", "clients.csv", "--base", base, "--out", "out", "--json", *given) == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "bad_text"
    assert not Path("out").exists()


@pytest.mark.parametrize(("language", "ok", "fail"), [("ru", "[в порядке] ", "[ошибка] "), ("en", "[ok] ", "[fail] ")])
def test_the_doctor_tells_a_line_for_each_finding_and_its_exit_code_says_whether_all_is_well(
    base: Path, capsys: pytest.CaptureFixture[str], language: str, ok: str, fail: str
) -> None:
    ask = ("doctor", "--base", base, "--user", LOGIN, "--lang", language)
    assert run(*ask) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert all(line.startswith("[") and line.endswith(".") and not line.startswith(fail) for line in lines)
    assert any(line.startswith(ok) for line in lines)
    work = base / "work.db"
    content = bytearray(work.read_bytes())
    content[len(content) // 2] ^= 1
    work.write_bytes(content)
    assert run(*ask) == program.REFUSED
    assert fail in capsys.readouterr().out
    assert run(*ask, "--json") == program.REFUSED
    told = json.loads(capsys.readouterr().out)
    assert not told["good"]
    assert {one["mark"] for one in told["findings"]} >= {"ok", "fail"}


def test_the_doctor_does_not_pass_over_a_user_without_a_base(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor", "--user", LOGIN, "--json") == program.REFUSED
    assert json.loads(capsys.readouterr().out)["reason"] == "needs_base"


def test_a_score_outside_its_range_is_refused_and_nothing_accepted(base: Path) -> None:
    job = ("process", "clients.csv", "--base", base, "--user", LOGIN, "--out", "out", "--accept-from", "0")
    assert run(*job) == program.REFUSED


def test_a_new_base_is_not_made_over_something_that_is_there(base: Path) -> None:
    before = {file.name: file.read_bytes() for file in base.iterdir()}
    assert run("create", "--base", base, "--company", "Другая", "--user", "boris") == program.REFUSED
    assert {file.name: file.read_bytes() for file in base.iterdir()} == before


def test_a_catalogue_is_loaded_from_a_list_that_says_who_it_is_for(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("list.txt").write_text("Новый партнёр\nмойка - быстро\nполировка\n", encoding="utf-8")
    load = ("catalogue", "list.txt", "--base", base, "--user", LOGIN, "--json")
    assert run(*load) == program.REFUSED
    capsys.readouterr()
    assert run(*load, "--client-type", "ФЛ") == 0
    assert json.loads(capsys.readouterr().out)["new_services"] == 2


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_command_for_reading_apart_is_no_command_for_people(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    with pytest.raises(SystemExit):
        run("--lang", language, "--help")
    assert "process" in (told := capsys.readouterr().out)
    assert COMMAND not in told


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "ru"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "ru"),
        ([], {"LANG": "en_GB.UTF-8", "OPUNTIA_LANG": "ru"}, "ru"),
        (["--lang", "en"], {"OPUNTIA_LANG": "ru"}, "en"),
        (["replay", "--lang=en"], {}, "en"),
    ],
)
def test_the_language_is_the_option_s_then_the_variable_s_then_the_system_s_then_russian(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert program._language(arguments, environment) == language
