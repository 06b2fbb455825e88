"""A table with errors, made good in the window: in place, all alike at once, in Excel, and never lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtWidgets import QLineEdit

from core.domain.rights import UseCase
from core.intake.tables import read_table
from core.services.drafts import read_drafts
from desktop.screens.imports.shown import Step
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

Inside = Callable[[str], Driver]
Start = Callable[[], Driver]

LINES = (
    "Клиент;Мобильный телефон;Доход",
    "Кактусов Пётр Ильич;230-14-18;90000",
    "Опунцина Вера Павловна;243-28-26;80000",
    "Колючкин Артём Олегович;351-29-34;70000",
    "Тест Тестович;0;1",
    ";8 913 111-22-33;60000",
    "Шипов Игорь Ильич;8 914 222-33-44;много",
)
NAMES, PHONES, INCOMES = "Нет имени клиента", "Телефон не распознан", "Число не распознано"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "clients.csv"
    file.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def driver(inside: Inside, dialogs: FileDialogs, table: Path) -> Driver:
    """At the check of the table."""
    opened = inside("catalogue")
    opened.go("imports")
    dialogs.file = table
    opened.do(KEYS.Key_O, held=CTRL)
    opened.do(*[KEYS.Key_Return] * 2, held=CTRL)
    assert opened.page.presenter.step is Step.CHECK
    return opened


def counts(driver: Driver) -> list[str]:
    """Ready, warned, failed."""
    return [count.number.text() for count in driver.page.check.counts]


def stand_at(driver: Driver, title: str, row: int = 0) -> None:
    """With the keyboard alone: the group in the list on the left, then a row of it."""
    step = driver.page.check
    step.list.setFocus()
    driver.press(*[KEYS.Key_Up] * step.groups.rowCount())
    for _ in range(step.groups.rowCount()):
        if step.title.text() != title:
            driver.do(KEYS.Key_Down)
    assert step.title.text() == title
    driver.tab_to(step.grid)
    driver.press(KEYS.Key_Home, held=CTRL)
    driver.do(*[KEYS.Key_Down] * row)


def type_over(driver: Driver, text: str) -> None:
    """F2, the text, Enter."""
    driver.do(KEYS.Key_F2)
    assert isinstance(driver.focused, QLineEdit)
    driver.type(text)
    driver.do(KEYS.Key_Return)


def texts(driver: Driver) -> list[str]:
    """What the cells of the group say."""
    return [row.text for row in driver.page.check.rows.rows]


def test_from_the_list_of_problems_f8_and_the_keys_of_rows_work_at_once(driver: Driver) -> None:
    step = driver.page.check
    assert driver.focused is step.list
    driver.do(KEYS.Key_Delete)
    assert step.left_out.text() == "Пропущена вами 1 строка"
    driver.do(KEYS.Key_Z, held=CTRL)
    driver.do(KEYS.Key_F8)
    assert driver.focused is step.grid
    step.list.setFocus()
    driver.do(*[KEYS.Key_Down] * step.groups.rowCount())
    driver.press(KEYS.Key_F2)
    assert isinstance(driver.focused, QLineEdit)
    driver.press(KEYS.Key_Escape)


def test_errors_are_mended_one_alike_skipped_in_excel_and_imported(
    driver: Driver, dialogs: FileDialogs, tmp_path: Path
) -> None:
    assert counts(driver) == ["0", "5", "1"]
    stand_at(driver, PHONES)
    type_over(driver, "+7 843 230-14-18")
    step = driver.page.check
    driver.click("Исправить похожие (2)…")
    driver.do(KEYS.Key_Return)
    assert texts(driver) == ["+7 843 230-14-18", "+7 843 243-28-26", "+7 843 351-29-34", "0"]
    stand_at(driver, PHONES, 3)
    driver.do(KEYS.Key_Delete)
    assert (counts(driver), step.left_out.text()) == (["3", "1", "1"], "Пропущена вами 1 строка")
    dialogs.file = tmp_path / "errors.xlsx"
    driver.click("Ошибки в Excel")
    saved = read_table(tmp_path / "errors.xlsx")
    rows = [list(row) for row in saved.rows]
    assert [row[0] for row in rows] == [6, 7]
    rows[0][2], rows[1][4] = "Ежов Фёдор Кузьмич", "50000"
    dialogs.file = tmp_path / "fixed.xlsx"
    with xlsxwriter.Workbook(dialogs.file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([saved.headers, *rows]):
            sheet.write_row(number, 0, row)
    driver.click("Загрузить исправленное")
    assert "Загружены исправления 2 строк" in driver.page.message.text
    assert counts(driver) == ["5", "0", "0"]
    driver.do(KEYS.Key_Z, held=CTRL)
    assert counts(driver) == ["3", "1", "1"]
    driver.click("Загрузить исправленное")
    driver.do(*[KEYS.Key_Return] * 3, held=CTRL)
    report = driver.page.presenter.report
    assert report is not None
    with driver.session.reading(UseCase.READ_CLIENTS) as work:
        people = work.clients.identities(list(work.clients.recognised_by())).values()
    assert {one.full_name: one.phone for one in people} == {
        "Кактусов Пётр Ильич": "+78432301418",
        "Опунцина Вера Павловна": "+78432432826",
        "Колючкин Артём Олегович": "+78433512934",
        "Ежов Фёдор Кузьмич": "+79131112233",
        "Шипов Игорь Ильич": "+79142223344",
    }


def test_corrections_are_there_after_the_program_was_killed_and_after_a_lock(driver: Driver, start: Start) -> None:
    stand_at(driver, PHONES)
    type_over(driver, "+7 843 230-14-18")
    stand_at(driver, NAMES)
    driver.do(KEYS.Key_Delete)
    before = counts(driver), read_drafts(driver.session)[0]
    driver.session.close()  # nothing was closed or left: the file is all that remains
    driver.close()
    again = start()
    again.unlock(LOGIN, PASSWORD)
    again.go("imports")
    again.click("Продолжить")
    assert again.page.presenter.step is Step.CHECK
    assert (counts(again), read_drafts(again.session)[0].corrections) == (before[0], before[1].corrections)
    stand_at(again, PHONES)
    assert texts(again)[0] == "+7 843 230-14-18"
    type_over(again, "+7 843 230-14-19")
    again.lock()
    again.unlock(LOGIN, PASSWORD)
    stand_at(again, PHONES)
    assert texts(again)[0] == "+7 843 230-14-19"
    assert again.page.check.left_out.text() == "Пропущена вами 1 строка"
