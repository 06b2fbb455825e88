"""The page of the journal as people meet it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.journal import Group
from core.services.session import Session
from desktop.screens.journal.screen import JournalScreen
from desktop.theme import LOOK, Scheme
from tests.support.desk import PlainDesk


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[JournalScreen]:
    LOOK.put_on(Scheme.LIGHT)
    made = JournalScreen(PlainDesk(session))
    qtbot.addWidget(made)
    made.retranslate()
    made.resize(972, 524)
    made.show()
    made.arrive({})
    yield made
    made.presenter.reset()


def test_the_model_keeps_the_rules_of_qt_while_it_grows(page: JournalScreen) -> None:
    tester = QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    while page.presenter.more:
        page.presenter.read_more()
    assert tester.model().rowCount() > 200


def test_the_end_of_the_list_brings_the_next_lines(page: JournalScreen) -> None:
    before = page.table.rowCount()
    assert page.first_focus() is page.grid
    QTest.keyClick(page.grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert page.table.rowCount() > before


def test_arrows_show_the_chosen_line_in_full(page: JournalScreen) -> None:
    before = page.full.text()
    assert before
    QTest.keyClick(page.grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.full.text() != before


def test_chips_and_days_filter_and_the_word_takes_it_back(page: JournalScreen) -> None:
    chip = next(one for one in page.groups.toggles if one.value is Group.DECIDE)
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
    assert page.table.rowCount() == 25
    page.first.setDate(page.last.date())
    assert page.table.rowCount() < 25
    assert page.reset.isVisible()
    QTest.keyClick(page.reset, Qt.Key.Key_Return)
    assert not chip.isChecked()
    assert page.reset.isHidden()
    assert page.first.date() == page.first.minimumDate()


def test_nothing_found_offers_the_way_back(page: JournalScreen) -> None:
    page.groups.switched.emit(Group.REVEAL, True)
    assert page.table.rowCount() == 0
    assert page.first_focus() is page.empty.button
    page.empty.button.click()
    assert page.table.rowCount() > 0
