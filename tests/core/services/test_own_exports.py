"""What the program itself writes about clients comes back without changing anything."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from core.domain.client import ClientRow
from core.intake.fields import FIELDS, Form
from core.intake.tables import Cell, read_table
from core.intake.unknown_words import meanings_of
from core.intake.wish import Wish
from core.services import table_import
from core.services.client_template import client_template, meaning_title
from core.services.import_plan import ImportPlan
from core.services.problem_rows import load_problem_rows, save_problem_rows
from core.services.sample import invented_rows, write_table
from core.services.session import Session
from core.services.table_import import TableImport, TableRequest
from core.services.wording import LANGUAGES, Language, say, sentences
from tests.core.intake.files import workbook
from tests.core.services.conftest import sheet_of
from tests.support.bases import CAR, CASCO, client_row
from tests.support.reading import changed_tables, logical_dump

NOT_CLIENTS = {"main.audit_entry", "main.mark", "main.sqlite_sequence", "people.mark", "people.saved_mapping"}
NOT_CLIENTS |= {"people.sqlite_sequence", "people.table_import"}
WRONG = {"email": "нет @", "income": "много", "job_started_on": "вчера"}

SAID_LESS = ("people.merge", "people.pair")
"""Where a row is kept that says less of a client than is known, and what it makes one ask."""

CELLS: dict[Form, Callable[[int], Cell]] = {
    Form.NAME: lambda n: f"Опунцин{'абвгд'[n] * 4}",
    Form.FULL_NAME: lambda n: f"Опунцин{'абвгд'[n] * 4} Юст Ильич",
    Form.PHONE: lambda n: f"8 (916) 555-0{n}-1{n}",
    Form.EMAIL: lambda n: f"just{n}@kaktus.example",
    Form.DATE: lambda n: date(1980 + n, 1 + n, 9 + n),
    Form.NUMBER: lambda n: 1 + n,
    Form.CODE: lambda n: f"00{n}{n}55",
}


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a child for each file."""
    monkeypatch.setattr(table_import, "read_table_apart", lambda path, wish, _progress: read_table(path, wish))


def planned(session: Session, file: Path, password: str | None = None) -> tuple[TableImport, ImportPlan]:
    table = TableImport(session, TableRequest(file, Wish(password=password)))
    table.read()
    return table, table.plan()


def brought_in_as_it_is(session: Session, file: Path, password: str | None = None, *beside: str) -> ImportPlan:
    """Bring it in; of the clients nothing is another one then, and all but what may lie `beside` is as before."""
    before = logical_dump(session)
    table, plan = planned(session, file, password)
    assert (plan.imported, plan.updated, plan.others, plan.in_base) == (0, 0, 0, ())
    table.bring_in(plan)
    assert changed_tables(before, logical_dump(session)) <= NOT_CLIENTS | set(beside)
    return plan


def test_a_package_says_nothing_that_the_base_does_not_know(past: Path, session: Session, tmp_path: Path) -> None:
    given = dict(line.split("\t")[::2] for line in (past / "passwords.txt").read_text("utf-8").splitlines())
    packages = list((past / "out").glob("*.xlsx"))
    assert packages
    for file in packages:
        assert brought_in_as_it_is(session, file, given[file.name], *SAID_LESS).unchanged > 0
    person = client_row(3).identity
    for language in LANGUAGES:
        file = tmp_path / f"{language}.csv"
        with file.open("w", encoding="utf-8", newline="") as written:
            fields = ("full_name", "phone", "service")
            csv.writer(written).writerows(
                [[say(language, "package", one) for one in fields], [person.full_name, person.phone[1:], CASCO]]
            )
        assert brought_in_as_it_is(session, file, None, *SAID_LESS).unchanged == 1


def template(folder: Path, language: Language) -> Path:
    """The empty table with five people in it, every column filled."""
    empty = folder / "empty.xlsx"
    empty.write_bytes(client_template(language))
    titles = [str(title) for title in sheet_of(empty)[0]]
    codes = {str(title): code for code, title in sentences(language, "fields").items()}

    def cell(code: str, number: int) -> Cell:
        field = FIELDS[code]
        if code == "products":
            return CAR
        meanings = meanings_of(field)
        if meanings:
            return meaning_title(language, field, meanings[number % len(meanings)])
        return CELLS[field.form](number) if field.form in CELLS else f"Слово{number}"

    rows = [[None if codes[one] in UNSAID else cell(codes[one], number) for one in titles] for number in range(5)]
    return workbook(folder / f"{language}.xlsx", {"1": [titles, *rows]})


UNSAID = {"organisation", "client_type"}


def test_the_template_filled_in_changes_nothing_the_second_time_nor_in_the_other_language(
    session: Session, tmp_path: Path
) -> None:
    table, plan = planned(session, template(tmp_path, "ru"))
    assert (plan.imported, plan.updated) == (5, 0), table.cleaned.problems
    table.bring_in(plan)
    assert brought_in_as_it_is(session, template(tmp_path, "ru")).unchanged == 5
    # What people call a man is kept as text, which is another one in the other language.
    assert brought_in_as_it_is(session, template(tmp_path, "en"), None, "people.merge").unchanged == 5


def test_rows_with_errors_come_back_as_they_were_whichever_way(session: Session, tmp_path: Path) -> None:
    head, *rows = sheet_of(template(tmp_path, "ru"))
    wrong = {head.index(say("ru", "fields", code)): text for code, text in WRONG.items()}
    people = [[wrong.get(column, cell) for column, cell in enumerate(row)] for row in rows]
    nobody = [cell if column in wrong else None for column, cell in enumerate(rows[0])]
    source = workbook(tmp_path / "source.xlsx", {"1": [head, *people, [None] * len(head), nobody]})
    table, plan = planned(session, source)
    assert plan.imported == 5
    table.bring_in(plan)
    for language in LANGUAGES:
        file = tmp_path / f"errors {language}.xlsx"
        assert save_problem_rows(session, file, read_table(source), table.cleaned.problems, language).value >= 5
        assert load_problem_rows(session, file, read_table(source)) == {}
        again, _ = planned(session, file)
        assert list(map(said, again.cleaned.rows)) == list(map(said, table.cleaned.rows))
        assert brought_in_as_it_is(session, file).unchanged == 5


def said(row: ClientRow) -> ClientRow:
    return replace(row, row=0)


def test_the_table_of_the_sample_changes_nothing_the_second_time(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "clients.xlsx"
    write_table(file, list(invented_rows(Random(4), 60, session.today())))
    table, plan = planned(session, file)
    table.bring_in(plan)
    assert brought_in_as_it_is(session, file, None, "people.unknown_product").merged == plan.merged
