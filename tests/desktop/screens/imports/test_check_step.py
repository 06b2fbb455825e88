"""The check of an import as people meet it: keys, the editor in the cell, the list of similar cells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.services.session import Session
from desktop.screens.imports.screen import ImportsScreen
from desktop.screens.imports.shown import Step
from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Button, Kind
from tests.desktop.screens.imports.tables import write_table
from tests.support.desk import PlainDesk

KEYS = Qt.Key
SIMILAR = ["9О000", "8О000", "7О00О", "много"]


@pytest.fixture
def at_check(qtbot: QtBot, session: Session, tmp_path: Path) -> Callable[..., ImportsScreen]:
    """The page at the check of a small table, or of other rows."""

    def shown(*rows: str) -> ImportsScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = ImportsScreen(PlainDesk(session))
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(1380, 864)
        page.show()
        page.arrive({"open": str(write_table(tmp_path, *rows))})
        page.activateWindow()
        page.presenter.go(Step.CHECK)
        QCoreApplication.processEvents()
        return page

    return shown


@pytest.fixture
def incomes(at_check: Callable[..., ImportsScreen]) -> ImportsScreen:
    """Four rows whose income is not read; the first is corrected."""
    page = at_check(*[f"Кактусов Пётр;8 912 345-67-8{place};{text};" for place, text in enumerate(SIMILAR)])
    page.check.grid.selectRow(0)
    type_over(page, "90000")
    return page


def type_over(page: ImportsScreen, text: str, begin: Qt.Key = KEYS.Key_F2, end: Qt.Key = KEYS.Key_Return) -> None:
    QTest.keyClick(page.check.grid, begin)
    editor = page.check.grid.findChild(QLineEdit)
    assert editor is not None
    editor.setText(text)
    QTest.keyClick(editor, end)
    QCoreApplication.processEvents()


def column(page: ImportsScreen, number: int) -> list[str]:
    return [str(page.check.rows.index(row, number).data()) for row in range(page.check.rows.rowCount())]


@pytest.mark.parametrize("key", [KEYS.Key_F2, KEYS.Key_Return])
@pytest.mark.parametrize("end", [KEYS.Key_Return, KEYS.Key_Tab])
def test_the_keyboard_corrects_a_cell_in_place(
    at_check: Callable[..., ImportsScreen], key: Qt.Key, end: Qt.Key
) -> None:
    page = at_check()
    page.check.grid.setFocus()
    type_over(page, "Шипов Игорь", key, end)
    assert column(page, 1) == ["Шипов Игорь"]
    assert column(page, 3) == ["Исправлено, было пусто"]
    assert page.check.counts[2].number.text() == "0"
    assert page.check.grid.hasFocus()
    assert not [one for one in page.check.grid.findChildren(QLineEdit) if one.isVisible()]


def test_esc_leaves_a_cell_as_it_was(at_check: Callable[..., ImportsScreen]) -> None:
    page = at_check()
    type_over(page, "Шипов Игорь", end=KEYS.Key_Escape)
    assert column(page, 1) == ["без имени"]
    assert page.presenter.checking.corrections.rows == frozenset()


def test_the_editor_begins_with_the_cell_and_is_named_by_its_field(at_check: Callable[..., ImportsScreen]) -> None:
    page = at_check()
    page.presenter.next_problem(1)
    page.check.fix.click()
    editor = page.check.grid.findChild(QLineEdit)
    assert editor is not None
    assert (editor.text(), editor.selectedText()) == ("много", "много")
    assert editor.accessibleName() == "Исправить: Доход"


def test_delete_leaves_a_row_out_and_takes_it_in_again(at_check: Callable[..., ImportsScreen]) -> None:
    page = at_check()
    QTest.keyClick(page.check.grid, KEYS.Key_Delete)
    assert column(page, 3) == ["Будет пропущена"]
    assert page.check.left_out.text() == "Пропущена вами 1 строка"
    assert page.check.skip.text() == "Вернуть"
    page.check.skip.click()
    assert page.check.left_out.isHidden()
    assert page.undo()
    assert column(page, 3) == ["Будет пропущена"]


def test_a_row_that_no_cell_mends_says_so(at_check: Callable[..., ImportsScreen]) -> None:
    page = at_check("Кактусов Пётр;8 912 345-67-89;1000;;лишнее")
    QTest.keyClick(page.check.grid, KEYS.Key_F2)
    assert "вся строка" in page.message.text
    assert not page.check.fix.isEnabled()


def test_similar_cells_are_ticked_and_corrected_by_the_keyboard(incomes: ImportsScreen) -> None:
    page, list_ = incomes, incomes.check.proposals
    assert page.check.similar.text() == "Исправить похожие (2)…"
    page.check.similar.click()
    assert list_.grid.hasFocus()
    assert [list_.model.index(row, 4).data() for row in range(2)] == ["80000", "70000"]
    QTest.keyClick(list_.grid, KEYS.Key_Space)
    assert list_.apply.text() == "Исправить отмеченную (1)"
    told = list_.model.index(0, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert told.startswith("не отмечена; ")
    QTest.keyClick(list_.grid, KEYS.Key_Return)
    assert column(page, 2) == ["90000", "8О000", "70000", "много"]
    assert page.check.grid.isVisible()


def test_the_list_of_similar_cells_is_left_by_esc_and_keeps_its_ticks_in_another_language(
    incomes: ImportsScreen,
) -> None:
    page, list_ = incomes, incomes.check.proposals
    page.check.similar.click()
    box = list_.grid.visualRect(list_.model.index(0, 0)).center()
    QTest.mouseClick(list_.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box))
    assert list_.model.ticked == {1}
    page._desk.words.language = "en"
    page.retranslate()
    page.read_again()
    assert list_.isVisible()
    assert (list_.title.text(), list_.model.ticked) == ("Fix 2 similar cells", {1})
    list_.all.click()
    assert list_.model.ticked == {0, 1}
    list_.all.click()
    assert not list_.apply.isEnabled()
    QTest.keyClick(list_.grid, KEYS.Key_Return)
    QTest.keyClick(list_.grid, KEYS.Key_Escape)
    assert page.check.grid.hasFocus()
    assert column(page, 2) == ["90000", "8О000", "7О00О", "много"]


def test_another_group_takes_the_list_of_similar_cells_away(incomes: ImportsScreen) -> None:
    incomes.check.similar.click()
    incomes.presenter.next_problem(1)
    assert incomes.check.grid.isVisible()
    assert incomes.check.similar.isHidden(), "the second row is not corrected"


def test_the_models_keep_the_rules_of_qt_while_groups_come_and_go(incomes: ImportsScreen) -> None:
    page, fatal = incomes, QAbstractItemModelTester.FailureReportingMode.Fatal
    models = (page.check.rows, page.check.groups, page.check.proposals.model)
    testers = [QAbstractItemModelTester(one, fatal) for one in models]
    page.presenter.checking.correct(1, "150 млн")
    page.check.similar.click()
    while page.undo():
        QApplication.processEvents()
    assert column(page, 2) == SIMILAR
    assert len(testers) == len(models)


def test_one_button_is_filled_and_tab_comes_by_all_in_reading_order(incomes: ImportsScreen) -> None:
    page, step = incomes, incomes.check
    filled = [one for one in page.findChildren(Button) if one.isVisibleTo(page) and one._kind is Kind.FILLED]
    assert filled == [page.primary]
    step.list.setFocus()
    met = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget() or page, KEYS.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met == [step.similar, step.fix, step.skip, step.save, step.load, step.grid]
