"""`opuntia import`: a table comes in headless as it does in the window, or is refused with what was read of it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.cli import main, passwords, program
from core.intake import apart
from core.services.imports import read_imports
from core.services.merges import read_pairs
from core.services.session import Session, sign_in
from core.services.undoing import undo_import
from core.vault.sealing import seal_workbook
from tests.support.bases import LOGIN, PASSWORD, TODAY, open_filled
from tests.support.ugly_files import book

HEADERS = "ФИО;Дата рождения;Телефон;Продукт;Заметка"
ROWS = [
    "Кактусова Майя Львовна;01.02.1980;8 916 000-00-01;Новый автомобиль;",
    "Иглин Пётр Ильич;03.04.1975;89160000002;Сервис;звонить вечером",
    ";05.06.1990;89160000003;;",
    "Кактусова Майя Львовна;01.02.1980;+7 (916) 000-00-01;Сервис;",
    "Иглин Пётр Ильич;;89169999999;;",
]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    session = open_filled(tmp_path)
    session.close()
    (tmp_path / "clients.csv").write_text("\n".join([HEADERS, *ROWS]), encoding="utf-8")
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "Test.opuntia"


@pytest.fixture
def told(base: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def ask(table: str, *more: str, code: int = 0) -> dict[str, Any]:
        arguments = ["import", table, "--base", str(base), "--user", LOGIN, "--json", *more]
        assert main(arguments) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        assert not any(secret in printed.out + printed.err for secret in ("Кактусова", "916000", PASSWORD))
        answer: dict[str, Any] = json.loads(printed.out)
        return answer

    return ask


ANSWERED = {"sheets", "rows", "columns", "mapped", "create", "update", "skip", "errors"}
REFUSED = {"reason", "sheets", "rows", "columns"}
"""What other programs read of the answers; more may stand beside it."""


def opened(base: Path) -> Iterator[Session]:
    session = sign_in(base, LOGIN, PASSWORD)
    yield session
    session.close()


def test_the_dry_run_says_what_the_real_one_does_and_writes_nothing(base: Path, told: Any) -> None:
    dry = told("clients.csv", "--dry-run", "--consent", "С-1;2026-01-01;*")
    for session in opened(base):
        assert read_imports(session) == []
        with session.store.reading() as work:
            assert work.clients.count() == 0
    real = told("clients.csv", "--consent", "С-1;2026-01-01;*")
    assert dry | {"dry_run": False} == real
    assert (real["sheets"], real["rows"], real["columns"]) == ([], 5, 5)
    assert real["mapped"] == {
        "ФИО": "full_name",
        "Дата рождения": "birth_date",
        "Телефон": "phone",
        "Продукт": "products",
    }
    assert (real["unmapped"], real["mapping"]) == (["Заметка"], None)
    counts = [real[name] for name in ("create", "update", "unchanged", "merged", "others", "skip", "questions")]
    assert counts == [3, 0, 0, 1, 0, 1, 1]
    (error,) = real["errors"]
    assert (error["row"], error["column"], error["code"]) == (4, "", "no_name")
    assert error["reason"]


def test_what_came_in_is_listed_can_be_undone_and_leaves_its_doubts_on_the_desk(base: Path, told: Any) -> None:
    told("clients.csv")
    for session in opened(base):
        (one,) = read_imports(session)
        assert (one.state, Path(one.path).name) == ("done", "clients.csv")
        assert one.report is not None
        assert (one.report.imported, one.report.skipped, one.report.questions) == (3, 1, 1)
        assert len(read_pairs(session)) == 1
        with session.store.reading() as work:
            (partner, *_) = [one.id for one in work.catalogue.read().companies.values() if not one.own]
            assert work.consents.live(list(work.clients.recognised_by()), partner, "offer", TODAY) == set()
        assert undo_import(session, one.id).value.removed == 3


def test_the_same_table_again_uses_its_mapping_and_changes_nothing(told: Any) -> None:
    told("clients.csv")
    again = told("clients.csv")
    assert (again["mapping"], again["create"], again["update"], again["unchanged"]) == ("clients", 0, 0, 3)
    assert again["questions"] == 0, "what waits on the desk is not asked twice"


def test_a_mapping_is_chosen_by_name(told: Any) -> None:
    told("clients.csv")
    renamed = Path("clients.csv").read_text(encoding="utf-8").replace("ФИО;", "Кто;").replace(";Телефон;", ";Связь;")
    Path("other.csv").write_text(renamed, encoding="utf-8")
    assert told("other.csv", "--dry-run")["mapping"] is None
    assert told("other.csv", "--dry-run", "--mapping", "Clients")["mapping"] == "clients"
    refused = told("other.csv", "--mapping", "нет такого", code=program.REFUSED)
    assert (refused["reason"], refused["rows"], refused["columns"]) == ("unknown_mapping", 5, 5)


def test_a_sheet_is_chosen_by_name_and_all_are_told(told: Any) -> None:
    people = [HEADERS.split(";"), *(row.split(";") for row in ROWS)]
    Path("book.xlsx").write_bytes(book(("Сводка", [["Итого"], ["5"]]), ("Люди", people)))
    answer = told("book.xlsx", "--sheet", "Люди", "--dry-run")
    assert (answer["sheets"], answer["sheet"], answer["create"]) == (["Сводка", "Люди"], "Люди", 3)
    refused = told("book.xlsx", "--sheet", "Никто", code=program.REFUSED)
    assert refused["reason"]


@pytest.mark.parametrize(
    ("content", "reason", "size"),
    [
        ("Дата;Сумма\n01.02.2026;100\n02.02.2026;200\n", "missing_columns", (2, 2)),
        ("ФИО;Телефон\n;89160000001\n;89160000002\n", "no_clients", (2, 2)),
        ("", "empty_table", (None, None)),
    ],
)
def test_a_table_without_clients_is_refused_with_what_was_read(
    base: Path, told: Any, content: str, reason: str, size: tuple[int | None, int | None]
) -> None:
    Path("odd.csv").write_text(content, encoding="utf-8")
    answer = told("odd.csv", code=program.REFUSED)
    assert (answer["reason"], answer["rows"], answer["columns"]) == (reason, *size)
    assert "sheets" in answer
    for session in opened(base):
        assert read_imports(session) == []


def test_a_table_with_more_rows_than_are_taken_at_once_is_counted_to_its_end_and_refused(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MOST_ROWS", len(ROWS) - 1)
    answer = told("clients.csv", code=2)
    assert (answer["reason"], answer["rows"], answer["columns"]) == ("too_many_rows", len(ROWS), 5)
    assert str(len(ROWS) - 1) in answer["sentence"]
    monkeypatch.setattr(apart, "MOST_ROWS", len(ROWS))
    assert told("clients.csv", "--dry-run")["rows"] == len(ROWS)


def test_the_answer_has_every_name_that_other_programs_read(told: Any) -> None:
    answer = told("clients.csv", "--dry-run")
    assert answer.keys() >= ANSWERED
    kinds = {name: type(answer[name]) for name in ANSWERED}
    numbers = dict.fromkeys(("rows", "columns", "create", "update", "skip"), int)
    assert kinds == {"sheets": list, "mapped": dict, "errors": list, **numbers}
    assert [one.keys() for one in answer["errors"]] == [{"row", "column", "code", "reason"}]


def test_every_refusal_says_what_was_read_and_why_whenever_it_comes(
    base: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("sealed.xlsx").write_bytes(seal_workbook(book(("Люди", [["ФИО"], ["Ли Ян"]])), PASSWORD))
    Path("picture.xlsx").write_bytes(b"\x89PNG" + bytes(100))
    asked = [("sealed.xlsx",), ("picture.xlsx",), ("nothing.csv",), ("clients.csv", "--consent", "нет")]
    asked += [("sealed.xlsx", "--table-password"), ("clients.csv", "--mapping", "\udcff")]
    answers = [told(*one, code=program.REFUSED) for one in asked]
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, "something else entirely")
    answers.append(told("clients.csv", code=program.REFUSED))
    assert all(one.keys() == {*REFUSED, "sentence"} for one in answers)
    assert all((one["sheets"], one["rows"], one["columns"]) == (None, None, None) for one in answers)
    assert len({one["reason"] for one in answers}) == len(answers)
    shutil.rmtree(base)
    assert told("clients.csv", code=program.REFUSED)["rows"] is None


def test_without_json_people_read_sentences(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["import", "clients.csv", "--base", str(base), "--user", LOGIN]
    assert main([*command, "--dry-run", "--lang", "ru"]) == 0
    told = capsys.readouterr().out
    assert "ничего не записано" in told
    assert "новых 3" in told
    assert "«Заметка»" in told
    assert main([*command, "--lang", "en"]) == 0
    assert "new 3" in capsys.readouterr().out
    assert main([*command, "--sheet", "x", "--consent", "нет", "--lang", "ru"]) == program.REFUSED
    assert capsys.readouterr().err.strip()
