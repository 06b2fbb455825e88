"""The list of clients through the real window, by keyboard: searched, filtered, taken along, given away and back."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication

from core.domain.rights import Role
from core.services.client_card import read_client
from core.services.client_list import ClientFilter, find_clients
from core.services.drafts import read_drafts
from core.services.users import create_user
from desktop.screens.clients.shown import Column
from desktop.screens.clients.wanted import Part
from tests.core.services.conftest import sheet_of
from tests.journeys.conftest import LOGIN, PASSWORD, ROWS
from tests.support.driver import CTRL, KEYS, SHIFT, Driver, FileDialogs

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

LATIN = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True))


def first_name(driver: Driver) -> str:
    row = driver.page.presenter.rows.row(0)
    assert row is not None
    return str(row.full)


def test_a_client_is_found_in_the_wrong_layout_and_filter_and_place_stay_for_the_way_back(
    inside: Callable[[str], Driver],
) -> None:
    driver = inside("scored")
    driver.do(KEYS.Key_2, held=CTRL)
    assert driver.frame.page_name == "clients"
    assert driver.focused is driver.page.grid
    surname = first_name(driver).split()[0]
    driver.do(KEYS.Key_F, held=CTRL)
    assert driver.focused is driver.page.filter.search
    typed = "".join(LATIN.get(letter, letter) for letter in surname.lower().replace("ё", "е"))
    driver.type(typed)
    driver.wait()
    found = driver.page.table.rowCount()
    assert 0 < found == len(find_clients(driver.session, ClientFilter(surname)).ids) < ROWS
    driver.do(KEYS.Key_Down)
    assert driver.focused is driver.page.grid
    first_found = first_name(driver)
    opened = driver.page.presenter.current
    driver.do(KEYS.Key_Return)
    assert driver.frame.page_name == "client"
    assert driver.page.title.text() == first_found
    driver.do(KEYS.Key_Escape)
    assert driver.frame.page_name == "clients"
    assert driver.page.presenter.current == opened
    assert driver.page.filter.search.text() == typed
    assert driver.page.table.rowCount() == found
    driver.do(KEYS.Key_F, held=CTRL)
    driver.do(KEYS.Key_Escape)
    driver.do(KEYS.Key_Down, KEYS.Key_End)
    last = driver.page.presenter.current
    driver.do(KEYS.Key_1, held=CTRL)
    driver.do(KEYS.Key_2, held=CTRL)
    assert driver.page.grid.currentIndex().row() == ROWS - 1
    assert driver.page.presenter.current == last


def test_the_filter_and_the_order_outlive_the_program_but_not_what_was_typed(
    inside: Callable[[str], Driver], start: Callable[[], Driver]
) -> None:
    driver = inside("scored")
    driver.go("clients")
    driver.tab_to(driver.page.filter.more)
    driver.do(KEYS.Key_Space)
    driver.page.panel.picked.emit(Part.SCORE, 60, True)
    driver.wait()
    chosen = driver.page.table.rowCount()
    assert 0 < chosen < ROWS
    driver.page.filter.search.setText("а")
    driver.wait()
    driver.close()
    again = start()
    again.unlock("anna", "pads-and-fruit-26")
    again.go("clients")
    assert again.page.table.rowCount() == chosen
    assert again.page.filter.search.text() == ""


def test_the_filtered_are_exported_by_keyboard(inside: Callable[[str], Driver], dialogs: FileDialogs) -> None:
    driver = inside("scored")
    driver.go("clients")
    dialogs.file = driver.program.preferences.folder.parent / "clients.xlsx"
    driver.tab_to(driver.page.export)
    driver.do(KEYS.Key_Return)
    assert driver.frame.toast.text == driver.say("clients", "exported", n=ROWS, file="clients.xlsx")
    assert len(sheet_of(dialogs.file)) == ROWS + 1


def test_a_block_copied_in_excel_is_pasted_into_the_import_and_changes_nothing_before_it_is_looked_at(
    inside: Callable[[str], Driver],
) -> None:
    driver = inside("scored")
    driver.do(KEYS.Key_2, held=CTRL)
    client = driver.page.presenter.current
    before = read_client(driver.session, client)
    QGuiApplication.clipboard().setText(f"ФИО\tТелефон\tГород\n{before.full_name}\t{before.phone}\tАрск\n")
    driver.do(KEYS.Key_V, held=CTRL)
    assert driver.frame.page_name == "imports"
    assert driver.page.subtitle.text().startswith(driver.say("imports", "pasted_name"))
    assert driver.page.presenter.table.rows[0][0] == before.full_name
    assert read_client(driver.session, client).details.get("city") == before.details.get("city")
    driver.lock()
    driver.unlock(LOGIN, PASSWORD)
    assert len(read_drafts(driver.session)) == 1, "it is pasted once"
    QGuiApplication.clipboard().clear()


def test_selected_clients_go_to_another_manager_and_come_back_by_ctrl_z(inside: Callable[[str], Driver]) -> None:
    driver = inside("scored")
    create_user(driver.session, "vera", frozenset({Role.MANAGER}))
    driver.go("clients")
    driver.do(KEYS.Key_Down, held=SHIFT)
    page = driver.page
    some = page.chosen_ids()
    assert len(some) == 2

    def managers() -> set[str]:
        rows = [page.presenter.rows.row(page.presenter.rows.ids.index(id_)) for id_ in some]
        return {row.cells[Column.MANAGER] for row in rows if row is not None}

    before = managers()
    driver.tab_to(page.give)
    with driver.answering(driver.say("clients", "give_title", n=2)) as asked:
        driver.do(KEYS.Key_Return)
    assert driver.say("clients", "give_text") in asked
    assert managers() == {"anna"} != before
    assert driver.frame.toast.text == driver.say("clients", "given", n=2, login="anna")
    driver.do(KEYS.Key_Z, held=CTRL)
    assert managers() == before
