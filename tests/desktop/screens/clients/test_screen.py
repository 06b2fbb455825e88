"""The page of clients as people meet it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.rights import Role
from core.services.client_list import SortKey
from core.services.session import Session
from desktop.screens.clients.screen import ClientsScreen
from desktop.screens.clients.shown import Column
from desktop.screens.clients.table_model import COLUMNS
from desktop.screens.clients.wanted import Part
from desktop.theme import LOOK, Scheme
from tests.desktop.screens.clients.conftest import CLIENTS
from tests.support.desk import PlainDesk
from tests.support.fingers import type_text

KEYS = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[ClientsScreen]:
    LOOK.put_on(Scheme.LIGHT)
    made = ClientsScreen(PlainDesk(session))
    qtbot.addWidget(made)
    made.retranslate()
    made.resize(1041, 524)
    made.show()
    made.activateWindow()
    made.arrive({})
    made.grid.setFocus()
    QApplication.processEvents()
    yield made
    made.close()


def shown(page: ClientsScreen) -> set[Column]:
    return {column for at, column in enumerate(COLUMNS) if not page.grid.isColumnHidden(at)}


def test_the_model_keeps_the_rules_of_qt(page: ClientsScreen) -> None:
    tester = QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.presenter.type_text("с")
    page.presenter.reset()
    assert tester.model().rowCount() == CLIENTS


def test_the_end_of_the_list_is_read_when_it_is_seen(page: ClientsScreen) -> None:
    assert page.presenter.rows.row(CLIENTS - 1) is None
    QTest.keyClick(page.grid, KEYS.Key_End)
    assert page.grid.currentIndex().row() == CLIENTS - 1
    row = page.presenter.rows.row(CLIENTS - 1)
    assert row is not None
    assert page.table.index(CLIENTS - 1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == row.spoken
    QTest.keyClick(page.grid, KEYS.Key_Home)
    assert page.grid.currentIndex().row() == 0


def test_what_does_not_fit_is_left_out_the_least_important_first(page: ClientsScreen) -> None:
    most = {Column.NAME, Column.SCORE, Column.CONSENT, Column.KINDS, Column.PHONE, Column.CITY, Column.CONTACT}
    assert shown(page) == most
    page.resize(700, 524)
    assert {Column.NAME, Column.SCORE, Column.CONSENT} <= shown(page) < most
    page.resize(1600, 900)
    assert shown(page) == set(Column)


def test_space_shift_and_ctrl_a_select_in_any_layout(page: ClientsScreen) -> None:
    assert page.chosen_ids() == [page.presenter.rows.ids[0]]
    QTest.keyClick(page.grid, KEYS.Key_Down, SHIFT)
    assert page.chosen_ids() == list(page.presenter.rows.ids[:2])
    QTest.keyClick(page.grid, KEYS.Key_Space)
    assert page.chosen_ids() == list(page.presenter.rows.ids[:1])
    QApplication.sendEvent(page.grid, QKeyEvent(QEvent.Type.KeyPress, 0x0424, CTRL, "ф"))
    assert page.chosen_ids() == list(page.presenter.rows.ids)
    assert page.chosen.text() == f"Выбрано {CLIENTS}"


def test_what_is_selected_stays_so_where_the_list_is_read_again(page: ClientsScreen) -> None:
    for _ in range(3):
        QTest.keyClick(page.grid, KEYS.Key_Down)
    QTest.keyClick(page.grid, KEYS.Key_Down, SHIFT)
    before = page.chosen_ids()
    assert len(before) == 2
    page.read_again()
    assert page.chosen_ids() == before
    assert page.grid.currentIndex().row() == 4
    page.presenter.sort_by(SortKey.SCORE)
    assert page.grid.currentIndex().row() == 0
    assert page.chosen_ids() == [page.presenter.rows.ids[0]]


def test_a_head_sorts_and_sorts_back(page: ClientsScreen) -> None:
    header, at = page.grid.horizontalHeader(), COLUMNS.index(Column.SCORE)
    before = list(page.presenter.rows.ids)
    header.sectionClicked.emit(at)
    best = list(page.presenter.rows.ids)
    assert best != before
    header.sectionClicked.emit(at)
    assert list(page.presenter.rows.ids) != best
    header.sectionClicked.emit(COLUMNS.index(Column.KINDS))
    assert page.presenter.sort is SortKey.SCORE


def test_from_the_search_the_keyboard_goes_to_what_was_found(page: ClientsScreen) -> None:
    search = page.filter.search
    search.setFocus()
    type_text(search, "соколова")
    assert page.table.rowCount() == 1
    QTest.keyClick(search, KEYS.Key_Down)
    assert QApplication.focusWidget() is page.grid
    search.setFocus()
    QTest.keyClick(search, KEYS.Key_Escape)
    assert search.text() == ""
    assert page.table.rowCount() == CLIENTS


def test_a_chip_is_switched_off_by_space_and_taken_away_by_del(page: ClientsScreen) -> None:
    page.filter.more.click()
    assert page.panel.isVisible()
    page.panel.picked.emit(Part.CITY, "Казань", True)
    _, chip, cross = page.filter.chips._pieces[Part.CITY]
    assert page.table.rowCount() == CLIENTS // 10
    assert "Казань" in cross.accessibleName()
    QTest.keyClick(chip, KEYS.Key_Space)
    assert page.table.rowCount() == CLIENTS
    QTest.keyClick(chip, KEYS.Key_Delete)
    assert page.filter.chips._pieces == {}
    assert page.filter.chips.isHidden()
    assert page.count.text() == ""


def test_nothing_found_has_its_button(page: ClientsScreen) -> None:
    page.presenter.type_text("нет такого")
    assert page.first_focus() is page.empty.button
    assert page.compute.isHidden()
    assert not page.export.isEnabled()
    page.empty.button.click()
    assert page.compute.isVisible()
    assert page.table.rowCount() == CLIENTS
    assert page.filter.search.text() == ""
    assert page.first_focus() is page.grid


def test_enter_opens_the_card_and_ctrl_enter_computes_the_selected(page: ClientsScreen) -> None:
    went, ids = page._desk.went, page.presenter.rows.ids  # type: ignore[attr-defined]
    QTest.keyClick(page.grid, KEYS.Key_Down)
    QTest.keyClick(page.grid, KEYS.Key_Return)
    QTest.keyClick(page.grid, KEYS.Key_Down, SHIFT)
    assert page.compute.text() == "Рассчитать 2"
    page.press_primary()
    page.add.click()
    assert went == [
        ("client", {"client": ids[1]}),
        ("compute", {"clients": (ids[1], ids[2])}),
        ("client", {"new": True}),
    ]


def test_erasing_asks_for_the_number_to_be_typed_and_leaving_has_the_focus(page: ClientsScreen) -> None:
    QTest.keyClick(page.grid, KEYS.Key_Down, SHIFT)
    page.erase.click()
    dialog = page.dialog
    assert dialog is not None
    assert not dialog.erase.isEnabled()
    dialog.typed.setText("2")
    dialog.erase.click()
    assert page.table.rowCount() == CLIENTS
    page.read_again()
    assert page.table.rowCount() == CLIENTS - 2


def test_who_may_only_read_sees_no_button_to_add_clients(qtbot: QtBot, session: Session) -> None:
    session.roles = frozenset({Role.SUPERVISOR})
    made = ClientsScreen(PlainDesk(session))
    qtbot.addWidget(made)
    assert made.add.isHidden()


def test_a_manager_sees_no_button_to_give_clients_away(qtbot: QtBot, session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    made = ClientsScreen(PlainDesk(session))
    qtbot.addWidget(made)
    made.retranslate()
    made.show()
    made.arrive({})
    assert made.give.isHidden()
    assert made.erase.isHidden()
    assert made.export.isVisible()
