"""A row of the list is typed in where it stands, saved as on the card, and taken back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.rights import Role, UseCase
from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.client_list import ClientFilter, find_clients
from core.services.organisation import reassign
from core.services.session import Session
from desktop.screens.clients.screen import ClientsScreen
from desktop.screens.clients.shown import Column
from desktop.theme import LOOK, Scheme
from tests.desktop.screens.clients.test_presenter import Opened, opened_on
from tests.support.desk import PlainDesk
from tests.support.fingers import type_text

KEYS = Qt.Key
NAME, CITY, PHONE = Column.NAME, Column.CITY, Column.PHONE


def falcon(session: Session) -> int:
    (client,) = find_clients(session, ClientFilter("соколова")).ids
    return client


@pytest.fixture
def editing(session: Session) -> Opened:
    """The row of Соколова is being typed in."""
    presenter, view, desk = opened_on(session)
    presenter.current = falcon(session)
    presenter.edit.begin()
    return presenter, view, desk


def typed(opened: Opened, **other: str) -> dict[Column, str]:
    """What stands in the cells, with some of them typed over."""
    return {one.column: one.text for one in opened[1].edits[-1]} | {Column(name): text for name, text in other.items()}


def test_name_city_and_phone_are_typed_in_with_the_whole_phone_of_one_s_own(editing: Opened) -> None:
    fields = editing[1].edits[-1]
    told = {one.column: one.text.replace("\N{NO-BREAK SPACE}", " ") for one in fields}
    assert told == {NAME: "Соколова Анна Игоревна", CITY: "Казань", PHONE: "+7 916 000-00-01"}
    assert [one.caption for one in fields][1] == "Город: Соколова Анна Игоревна"


def test_all_cells_of_a_row_are_saved_at_once_and_taken_back_at_once(editing: Opened, session: Session) -> None:
    presenter, view, desk = editing
    client = falcon(session)
    presenter.edit.save(typed(editing, name="Соколова Анна Ильинична", city="Арск", phone="8 917 123 45 67"))
    card = read_client(session, client)
    assert (card.full_name, card.details["city"], card.phone) == ("Соколова Анна Ильинична", "Арск", "+79171234567")
    sentence, entry = desk.told[-1]
    assert sentence == "Сохранено: Клиент, Город, Телефон"
    assert (view.ended, presenter.edit.open) == (1, False)
    line = card.history[0]
    assert (line.id, line.use_case) == (entry, UseCase.EDIT_CLIENTS)
    assert presenter.undo()
    card = read_client(session, client)
    assert (card.full_name, card.details["city"], card.phone) == ("Соколова Анна Игоревна", "Казань", "+79160000001")


def test_what_is_the_same_is_not_saved_and_what_is_dropped_is_gone(editing: Opened, session: Session) -> None:
    presenter, view, desk = editing
    presenter.edit.save(typed(editing))
    presenter.edit.begin()
    presenter.edit.leave()
    presenter.edit.save(typed(editing, city="Арск"))
    assert (view.ended, desk.told, desk.changed) == (2, [], [])
    assert read_client(session, falcon(session)).details["city"] == "Казань"


def test_what_cannot_be_taken_is_told_at_its_cell_and_nothing_is_saved(editing: Opened, session: Session) -> None:
    presenter, view, _ = editing
    presenter.edit.save(typed(editing, city="Арск", phone="позже"))
    presenter.edit.save(typed(editing, name=" "))
    assert [column for column, _ in view.refused] == [PHONE, NAME]
    assert presenter.edit.open and view.ended == 0
    assert read_client(session, falcon(session)).details["city"] == "Казань"
    presenter.edit.save(typed(editing, city="Арск"))
    assert read_client(session, falcon(session)).details["city"] == "Арск"


def test_what_somebody_else_changed_meanwhile_is_told_and_overwritten_only_when_saved_again(
    editing: Opened, session: Session
) -> None:
    presenter, view, desk = editing
    edit_client(session, falcon(session), {"city": "Елабуга"})
    presenter.edit.save(typed(editing, city="Арск"))
    ((column, sentence),) = view.refused
    assert column is CITY and "В базе: Елабуга" in sentence
    assert read_client(session, falcon(session)).details["city"] == "Елабуга"
    assert desk.told == []
    presenter.edit.save(typed(editing, city="Арск"))
    assert read_client(session, falcon(session)).details["city"] == "Арск"


def test_the_list_is_not_read_again_under_what_is_being_typed(editing: Opened) -> None:
    presenter, view, _ = editing
    before = len(view.lists)
    presenter.read()
    assert len(view.lists) == before
    presenter.edit.leave()
    assert len(view.lists) == before + 1


def test_who_may_only_read_is_told_so(session: Session) -> None:
    session.roles = frozenset({Role.SUPERVISOR})
    presenter, view, _ = opened_on(session)
    presenter.current = falcon(session)
    presenter.edit.begin()
    assert view.edits == []
    assert view.message == "info: Только чтение: правит менеджер"


def test_the_masked_phone_of_another_manager_s_client_is_not_typed_over(session: Session) -> None:
    client = falcon(session)
    reassign(session, [client], "vera")
    presenter, view, _ = opened_on(session)
    presenter.current = client
    presenter.edit.begin()
    assert [one.column for one in view.edits[-1]] == [NAME, CITY]


# ---------------------------------------------------------------------- the page


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[ClientsScreen]:
    LOOK.put_on(Scheme.LIGHT)
    made = ClientsScreen(PlainDesk(session))
    qtbot.addWidget(made)
    made.retranslate()
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.arrive({})
    made.presenter.type_text("соколова")
    made.grid.setFocus()
    QApplication.processEvents()
    yield made
    made.close()


def test_f2_types_in_the_row_tab_goes_through_it_and_enter_saves(page: ClientsScreen, session: Session) -> None:
    QTest.keyClick(page.grid, KEYS.Key_F2)
    lines = page.editor.lines
    assert set(lines) == {NAME, CITY, PHONE}
    assert QApplication.focusWidget() is lines[NAME]
    QTest.keyClick(lines[NAME], KEYS.Key_Tab)
    city = lines[CITY]
    assert QApplication.focusWidget() is city
    type_text(city, "Арск")
    QTest.keyClick(city, KEYS.Key_Return)
    assert read_client(session, falcon(session)).details["city"] == "Арск"
    assert page.editor.lines == {}
    assert QApplication.focusWidget() is page.grid


def test_esc_leaves_the_row_as_it_was(page: ClientsScreen, session: Session) -> None:
    QTest.keyClick(page.grid, KEYS.Key_F2)
    line = page.editor.lines[NAME]
    type_text(line, "Другая")
    QTest.keyClick(line, KEYS.Key_Escape)
    assert page.editor.lines == {}
    assert QApplication.focusWidget() is page.grid
    assert read_client(session, falcon(session)).full_name == "Соколова Анна Игоревна"


def test_going_elsewhere_saves_and_what_is_refused_brings_the_keyboard_back(
    page: ClientsScreen, session: Session
) -> None:
    QTest.keyClick(page.grid, KEYS.Key_F2)
    phone = page.editor.lines[PHONE]
    phone.setFocus()
    phone.setText("позже")
    page.filter.search.setFocus()
    QApplication.processEvents()
    assert QApplication.focusWidget() is phone
    assert phone.property("wrong") == "true"
    phone.setText("8 917 123 45 67")
    page.filter.search.setFocus()
    QApplication.processEvents()
    assert read_client(session, falcon(session)).phone == "+79171234567"
    assert page.editor.lines == {}
    assert QApplication.focusWidget() is page.filter.search
