"""Rows with errors as a workbook, and the corrected workbook back."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from core.domain.errors import FolderUnwritable, ForeignRows, PlaceUnwritable, RowsTwice, UnknownRows
from core.domain.journal import JournalFilter
from core.domain.rights import UseCase
from core.intake.cleaning import clean
from core.intake.mapping import suggest
from core.intake.tables import Cell, Table
from core.services.entries import tell_details
from core.services.problem_rows import MARKS, load_problem_rows, save_problem_rows
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from tests.core.intake.files import table
from tests.support.bases import TODAY, open_new_base

HEADERS = ("ФИО", "Телефон", "", "Строка файла", "Доход")
ROWS: Sequence[Sequence[Cell]] = (
    ("Ким Вера", "8 912 345-67-89", "=1+1", "007", 90000),
    ("Ли Ян", "345-67", "=HYPERLINK('x')", "+7", 120000.0),
    (None, "8 912 345-67-80", None, "@x", "много"),
    ("Цой Анна", "мой\nномер", "ы" * 40_000, "_x0041_\x01", None),
)
TABLE = table(HEADERS, *ROWS)
"""Rows 3, 4 and 5 have problems."""

Grid = list[list[Any]]
Edit = Callable[[Grid], object]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    opened = open_new_base(tmp_path_factory.mktemp("rows"))
    yield opened
    opened.close()


def save(session: Session, file: Path, found: Table = TABLE, language: Language = "ru") -> Path:
    problems = clean(found, suggest(found.headers), TODAY).problems
    assert save_problem_rows(session, file, found, problems, language).value == 3
    return file


def grid_of(file: Path) -> Grid:
    """All cells of the only sheet."""
    return python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()


def edited(file: Path, edit: Edit) -> Path:
    """The workbook as a person has changed it and Excel has saved it."""
    grid = grid_of(file)
    edit(grid)
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(grid):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write_number(number, column, value)
    return file


def test_the_workbook_shows_rows_as_they_stand_with_numbers_reasons_and_marks(session: Session, tmp_path: Path) -> None:
    file = save(session, tmp_path / "errors.xlsx")
    head, *rows = grid_of(file)
    assert head == ["Строка файла", "Что не так", "ФИО", "Телефон", "Столбец 3", "Строка файла", "Доход", MARKS]
    assert [row[0] for row in rows] == [3, 4, 5]
    assert rows[0][1] == "Телефон: Телефон не распознан, ячейка пропущена"
    assert "Нет ни имени" in rows[1][1]
    assert rows[0][2:7] == ["Ли Ян", "345-67", "=HYPERLINK('x')", "+7", "120000"]


def test_nothing_in_the_workbook_comes_alive_and_what_is_wrong_stands_on_a_colour(
    session: Session, tmp_path: Path
) -> None:
    with zipfile.ZipFile(save(session, tmp_path / "errors.xlsx")) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        names = parts.namelist()
    assert "<f>" not in sheet
    assert not [name for name in names if "rels" in name and "sheet" in name], "no links"
    assert re.search(r'<col min="8" max="8" [^>]*hidden="1"', sheet)
    styles = dict(re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)" t="s"', sheet))
    assert styles["D2"] == styles["G3"] != styles["C2"] == styles["F2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_nobody_has_edited_changes_nothing(
    session: Session, tmp_path: Path, language: Language
) -> None:
    assert load_problem_rows(session, save(session, tmp_path / "errors.xlsx", language=language), TABLE) == {}


def test_edited_cells_come_back_to_their_rows_and_deleted_rows_stay_as_they_were(
    session: Session, tmp_path: Path
) -> None:
    def edit(grid: Grid) -> None:
        grid[1][3], grid[1][6], grid[1][1] = "8 912 000-00-01", None, "мои заметки"
        grid[3][2] = "=SUM(1)"
        del grid[2]

    found = load_problem_rows(session, edited(save(session, tmp_path / "errors.xlsx"), edit), TABLE)
    assert found == {3: {1: "8 912 000-00-01", 4: ""}, 5: {0: "=SUM(1)"}}


def test_rows_may_be_sorted_otherwise(session: Session, tmp_path: Path) -> None:
    def edit(grid: Grid) -> None:
        grid[1][3] = "8 912 000-00-01"
        grid[1:] = grid[:0:-1]

    found = load_problem_rows(session, edited(save(session, tmp_path / "errors.xlsx"), edit), TABLE)
    assert found == {3: {1: "8 912 000-00-01"}}


def _set(row: int, column: int, value: Any) -> Edit:
    def edit(grid: Grid) -> None:
        grid[row][column] = value

    return edit


def _swap_numbers(grid: Grid) -> None:
    grid[1][0], grid[2][0] = grid[2][0], grid[1][0]


def _swap_columns(grid: Grid) -> None:
    for row in grid:
        row[2], row[3] = row[3], row[2]


def _cut_marks(grid: Grid) -> None:
    for row in grid:
        del row[-1]


def _repeat(grid: Grid) -> None:
    grid.append(grid[1])


def _add(grid: Grid) -> None:
    grid.append([9, "", "Новый Клиент"])


def _insert_column(grid: Grid) -> None:
    for row in grid:
        row.insert(3, "x")


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (_swap_numbers, UnknownRows),
        pytest.param(_set(1, 0, 2), UnknownRows, id="another number"),
        pytest.param(_set(1, 0, "3; DROP"), UnknownRows, id="words for a number"),
        pytest.param(_set(1, 0, 1e30), UnknownRows, id="a number beyond all"),
        pytest.param(_set(1, 0, None), UnknownRows, id="no number"),
        pytest.param(_set(1, 7, "0123456789abcdef"), UnknownRows, id="another mark"),
        (_add, UnknownRows),
        (_repeat, RowsTwice),
        (_cut_marks, ForeignRows),
        (_swap_columns, ForeignRows),
        (_insert_column, ForeignRows),
    ],
)
def test_a_workbook_whose_rows_or_columns_are_not_those_of_the_table_is_refused_whole(
    session: Session, tmp_path: Path, edit: Edit, error: type[Exception]
) -> None:
    with pytest.raises(error):
        load_problem_rows(session, edited(save(session, tmp_path / "errors.xlsx"), edit), TABLE)


def test_rows_of_another_table_are_refused(session: Session, tmp_path: Path) -> None:
    other = table(HEADERS, *[("Пак Юн", *row[1:]) if row[0] else (None, "-", *row[2:]) for row in ROWS])
    file = save(session, tmp_path / "errors.xlsx", other)
    with pytest.raises(ForeignRows):
        load_problem_rows(session, file, TABLE)
    plain = tmp_path / "plain.csv"
    plain.write_text("ФИО;Телефон\nКим Вера;1\n", encoding="utf-8")
    with pytest.raises(ForeignRows):
        load_problem_rows(session, plain, TABLE)


def test_saving_is_told_in_the_journal_and_never_goes_into_the_base(session: Session, tmp_path: Path) -> None:
    save(session, tmp_path / "errors.xlsx")
    with session.reading(UseCase.IMPORT_CLIENTS) as work:
        newest = work.journal.lines(JournalFilter(), 1, 0)[0]
    assert tell_details("ru", newest.use_case, newest.details) == "Строк с ошибками сохранено в файл: 3"
    with pytest.raises(PlaceUnwritable):
        save_problem_rows(session, session.store.folder / "errors.xlsx", TABLE, [], "ru")
    with pytest.raises(FolderUnwritable):
        save_problem_rows(session, tmp_path / "nowhere" / "errors.xlsx", TABLE, [], "ru")
