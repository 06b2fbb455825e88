"""Correcting a table at its check without Qt, on a real base and real files."""

import os
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.catalogue import Catalogue
from core.domain.rights import UseCase
from core.intake.choices import ColumnChoices, RowCorrection
from core.intake.mapping import suggest
from core.intake.service_finder import ServiceFinder
from core.intake.tables import read_table, read_text
from core.services.drafts import read_drafts
from core.services.session import Session
from desktop.screens.imports import checking as checking_module
from desktop.screens.imports.bad_rows import BadRow
from desktop.screens.imports.findings import State, check
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.presenter import ImportsPresenter
from desktop.screens.imports.shown import Step
from tests.desktop.screens.imports.recorded import View, begin, stop_at
from tests.desktop.screens.imports.tables import HEADERS, ROWS, write_table
from tests.support.bases import TODAY
from tests.support.desk import PlainDesk

NAMES, PHONES, INCOMES = "Нет имени клиента", "Телефон не распознан", "Число не распознано"


def at_check(desk: PlainDesk, folder: Path, *rows: str) -> tuple[ImportsPresenter, View]:
    presenter, view = begin(desk, open=str(write_table(folder, *rows)))
    presenter.go(Step.CHECK)
    return presenter, view


def stand_at(presenter: ImportsPresenter, view: View, title: str, place: int = 0) -> None:
    """Look at a row of the group with this title."""
    assert view.check is not None
    group = next(line.group for line in view.check.lines if line.title == title)
    assert group is not None
    presenter.checking.choose_group(group)
    presenter.checking.look_at(place)


def rows_of(view: View) -> list[BadRow]:
    return list(view.groups[-1][1].rows)


def counts(view: View) -> list[str]:
    assert view.check is not None
    return [number for number, _ in view.check.counts]


def test_a_corrected_cell_is_checked_at_once_and_counted(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    assert counts(view) == ["1", "2", "1"]
    stand_at(presenter, view, PHONES)
    presenter.checking.correct(0, " 8 913 345-67-00 ")
    _, group, _ = view.groups[-1]
    (row,) = group.rows
    assert (row.text, row.state, group.wrong(row)) == ("8 913 345-67-00", State.FIXED, "Исправлено, было: 345-67")
    assert group.count == "осталось 0, исправлена 1"
    assert counts(view) == ["2", "1", "1"]
    assert presenter.checking.findings is not None
    phones = {row.row: row.identity.phone for row in presenter.checking.findings.rows}
    assert phones[3] == "+79133456700"


def test_a_row_without_a_name_gets_one_and_goes_on(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    assert view.groups[-1][1].mended == 1, "the client's cell"
    assert view.wizards[-1].status.endswith("останется в файле")
    presenter.checking.correct(0, "Шипов Игорь Ильич")
    assert rows_of(view)[0].who == "Шипов Игорь Ильич"
    assert view.groups[-1][1].wrong(rows_of(view)[0]) == "Исправлено, было пусто"
    assert view.wizards[-1].status == "Дальше пойдут 4 строки"


def test_a_correction_that_is_wrong_too_stays_open(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    stand_at(presenter, view, PHONES)
    presenter.checking.correct(0, "звонить")
    (row,) = rows_of(view)
    assert (row.text, row.state) == ("звонить", State.OPEN)
    assert counts(view) == ["1", "2", "1"]


def test_a_correction_with_another_problem_makes_its_group_and_taking_it_back_takes_the_group(
    desk: PlainDesk, tmp_path: Path
) -> None:
    presenter, view = at_check(desk, tmp_path)
    stand_at(presenter, view, PHONES)
    presenter.checking.correct(0, "8 913 345-67-00, 8 914 345-67-00")
    assert view.check is not None
    assert "Несколько телефонов в ячейке" in [line.title for line in view.check.lines]
    stand_at(presenter, view, "Несколько телефонов в ячейке")
    assert presenter.undo()
    assert "Несколько телефонов в ячейке" not in [line.title for line in view.check.lines]
    assert counts(view) == ["1", "2", "1"]


def test_a_skipped_row_is_counted_stays_where_it_was_and_does_not_go_on(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    assert view.skip == ("Пропустить", True)
    presenter.checking.skip()
    assert view.skip == ("Вернуть", True)
    assert rows_of(view)[0].state is State.SKIPPED
    assert view.groups[-1][1].wrong(rows_of(view)[0]) == "Будет пропущена"
    assert view.check is not None
    assert (counts(view), view.check.left_out) == (["1", "2", "0"], "Пропущена вами 1 строка")
    assert view.wizards[-1].status == "Дальше пойдут 3 строки, 1 пропущена вами"
    presenter.checking.skip()
    assert counts(view) == ["1", "2", "1"]


def test_everything_is_taken_back_one_by_one(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    presenter.checking.skip()
    stand_at(presenter, view, PHONES)
    presenter.checking.correct(0, "8 913 345-67-00")
    presenter.checking.correct(0, "8 913 345-67-01")
    assert presenter.undo()
    assert rows_of(view)[0].text == "8 913 345-67-00"
    assert presenter.undo()
    assert rows_of(view)[0].text == "345-67"
    assert presenter.undo()
    assert counts(view) == ["1", "2", "1"]
    assert not presenter.undo()
    assert read_drafts(desk.session)[0].corrections.rows == frozenset()


def test_similar_cells_are_proposed_ticked_and_corrected_together(desk: PlainDesk, tmp_path: Path) -> None:
    rows = [
        f"Кактусов Пётр{letter};8 912 345-67-8{place};{income};"
        for place, (letter, income) in enumerate([("а", "9О000"), ("б", "8О000"), ("в", "7О00О"), ("г", "много")])
    ]
    presenter, view = at_check(desk, tmp_path, *rows)
    stand_at(presenter, view, INCOMES)
    assert view.similar == ""
    presenter.checking.propose()
    assert view.proposals is None
    presenter.checking.correct(0, "90000")
    assert view.similar == "Исправить похожие (2)…"
    presenter.checking.propose()
    assert view.proposals is not None
    assert [row[2:] for row in view.proposals.rows] == [("8О000", "80000"), ("7О00О", "70000")]
    presenter.checking.correct_similar({1})
    assert view.proposals is None
    assert [row.text for row in rows_of(view)] == ["90000", "8О000", "70000", "много"]
    assert presenter.undo()
    assert [row.text for row in rows_of(view)] == ["90000", "8О000", "7О00О", "много"]
    stand_at(presenter, view, INCOMES, 1)
    assert view.similar == "", "this one is not corrected"


def test_where_no_cell_would_mend_a_row_that_is_said(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path, "Кактусов Пётр;8 912 345-67-89;1000;;лишнее")
    assert view.groups[-1][1].mended is None
    assert view.skip == ("Пропустить", False)
    presenter.checking.correct(0, "что-то")
    assert presenter.checking.corrections.rows == frozenset()
    presenter.checking.cannot_correct()
    assert "вся строка" in view.message[0]


def test_a_draft_comes_back_with_every_correction_to_the_check(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    presenter.checking.skip()
    stand_at(presenter, view, PHONES)
    presenter.checking.correct(0, "8 913 345-67-00")
    draft = read_drafts(desk.session)[0]
    again, shown = begin(desk, draft=draft.id)  # nothing was closed: the power went
    assert again.step is Step.CHECK
    assert counts(shown) == ["2", "1", "0"]
    assert again.checking.corrections == presenter.checking.corrections
    stand_at(again, shown, PHONES)
    assert rows_of(shown)[0].state is State.FIXED
    again.match(3, "position")
    again.go(Step.CHECK)
    assert rows_of(shown)[0].state is not State.OPEN, "columns may change their meaning, what was corrected stays"


def test_a_row_that_has_changed_in_the_file_loses_its_correction_and_that_is_said(
    desk: PlainDesk, tmp_path: Path
) -> None:
    presenter, view = at_check(desk, tmp_path)
    presenter.checking.skip()
    stand_at(presenter, view, PHONES)
    presenter.checking.correct(0, "8 913 345-67-00")
    stood = (tmp_path / "clients.csv").stat()
    file = write_table(tmp_path, *ROWS[:1], ROWS[1].replace("345-67", "345-68"), *ROWS[2:])
    os.utime(file, ns=(stood.st_atime_ns, stood.st_mtime_ns))  # nobody sees from outside that it has changed
    again, shown = begin(desk, draft=read_drafts(desk.session)[0].id)
    assert again.checking.corrections.cells == {}
    assert again.checking.corrections.skipped == {4}
    assert shown.message == ("Исправление 1 строки снято: в файле она с тех пор изменилась.", "warn")


def test_a_table_that_is_read_otherwise_loses_its_corrections_and_that_is_said(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = at_check(desk, tmp_path)
    presenter.checking.skip()
    presenter.read_otherwise(header=0)
    assert presenter.checking.corrections.rows == frozenset()
    assert desk.told[-1][0] == "Таблица прочитана иначе: исправление 1 строки снято."


def test_the_import_brings_in_what_was_corrected_and_leaves_out_what_was_skipped(
    desk: PlainDesk, tmp_path: Path
) -> None:
    presenter, view = at_check(desk, tmp_path)
    presenter.checking.correct(0, "Шипов Игорь Ильич")
    stand_at(presenter, view, INCOMES, 1)
    presenter.checking.skip()
    presenter.go(Step.RESULT)
    assert view.summary is not None
    assert dict(view.summary.numbers)["Пропустить по вашему выбору"] == "1"
    presenter.forward()
    assert presenter.report is not None
    assert view.report is not None
    assert dict(view.report.numbers)["Пропущено вами"] == "1"
    with desk.session.reading(UseCase.READ_CLIENTS) as work:
        people = work.clients.identities(list(work.clients.recognised_by()))
    assert {one.full_name for one in people.values()} == {
        "Кактусов Пётр Ильич",
        "Опунцина Вера Павловна",
        "Шипов Игорь Ильич",
    }


def test_errors_go_to_a_workbook_and_come_back_into_their_rows_alone(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    presenter.checking.save_rows()
    assert desk.told == [], "nowhere was chosen"
    view.place_to_choose = str(tmp_path / "errors")
    presenter.checking.save_rows()
    assert desk.told[-1][0].startswith("3 строки сохранены в «errors.xlsx»")
    saved = read_table(tmp_path / "errors.xlsx")
    assert saved.numbers == [2, 3, 4]
    rows = [list(row) for row in saved.rows]
    assert [row[0] for row in rows] == [3, 4, 5]
    rows[1][2] = "Шипов Игорь Ильич"
    with xlsxwriter.Workbook(tmp_path / "fixed.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([saved.headers, *rows[:2]]):  # the third was deleted
            sheet.write_row(number, 0, row)
    view.files_to_choose = [str(tmp_path / "fixed.xlsx")]
    presenter.checking.load_rows()
    assert view.message == (
        "Загружены исправления 1 строки. Остальные строки не тронуты; отменить: Ctrl+Z.",
        "ok",
    )
    assert counts(view)[2] == "0"
    assert presenter.checking.corrections.cells == {4: {0: "Шипов Игорь Ильич"}}
    presenter.checking.load_rows()
    assert "ничего не исправлено" in view.message[0]
    assert presenter.undo()
    assert counts(view)[2] == "1"


def test_a_foreign_file_of_corrections_is_refused_in_words(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = at_check(desk, tmp_path)
    view.files_to_choose = [str(write_table(tmp_path, name="other.csv"))]
    presenter.checking.load_rows()
    assert view.message[1] == "err"
    assert "не строки этой таблицы" in view.message[0]
    assert view.wizards[-1].busy == ""


def test_many_rows_are_checked_again_as_long_work_that_can_be_stopped(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking_module, "AT_ONCE", 1)
    desk = PlainDesk(session)
    presenter, view = at_check(desk, tmp_path)
    rows = {3: RowCorrection(skipped=True), 4: RowCorrection(skipped=True)}
    presenter.checking._take(rows)
    assert presenter.checking.corrections.skipped == {3, 4}
    desk.progress = stop_at("check")
    assert presenter.undo()
    assert presenter.checking.corrections.skipped == {3, 4}, "it was stopped"
    desk.progress = PlainDesk(session).progress
    assert presenter.undo(), "and can be done again"
    assert presenter.checking.corrections.rows == frozenset()
    assert counts(view) == ["1", "2", "1"]


TABLE = read_text("\n".join([HEADERS, *ROWS, ";;;", "-;8 912 000-00-00, 8 913 000-00-00;9О;"]))
TEXTS = st.sampled_from(["", "-", "Ли Ян", "8 912 345-67-00", "345", "9О", "1000", "8 912 000-00-01; 8 912 000-00-02"])
STEPS = st.lists(st.tuples(st.sampled_from(TABLE.numbers), st.integers(0, 3), TEXTS, st.booleans()), max_size=6)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_after_any_corrections_everything_is_as_if_the_table_had_been_checked_with_them(
    steps: list[tuple[int, int, str, bool]],
) -> None:
    fields = {at: one.code for at, one in suggest(TABLE.headers).fields.items()}
    columns = Matching(TABLE, ColumnChoices(fields), ServiceFinder(Catalogue({}, {}, {}, {}, {}), {}), TODAY)
    found = check(TABLE, columns, TODAY, lambda _done, _total: None)
    for row, column, text, skips in steps:
        rows = found.corrected({row: {column: text}})
        if skips:
            before = rows.get(row, found.corrections.of(row))
            rows = {row: RowCorrection(before.texts, not before.skipped)}
        corrections = found.with_rows(rows)
        found.take(corrections, rows, found.recheck(corrections, rows))
    anew = check(TABLE, columns, TODAY, lambda _done, _total: None, found.corrections)
    assert anew.corrections == found.corrections
    assert anew.rows == found.rows
    assert len(anew.rows) == anew.going == found.going
    assert anew.problems == found.problems
    for one in (anew, found):
        assert one.ready + one.warned + one.failed + one.skipped == len(TABLE.rows)
    assert (anew.ready, anew.warned, anew.failed) == (found.ready, found.warned, found.failed)
    by_kind = {(group.code, group.column): group for group in found.groups}
    assert by_kind == {(group.code, group.column): group for group in anew.groups}
    for group in by_kind.values():
        states = [found.state(group, row) for row in group.rows]
        assert states.count(State.OPEN) == found.left(group) == anew.left(group)
        assert states.count(State.FIXED) == found.fixed(group)
