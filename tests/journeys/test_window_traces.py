"""Whom somebody looked for and at stays in the base: nothing of it is left on the disk or in sight."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.screens.clients.wanted import Part
from tests.journeys.conftest import LOGIN, PASSWORD, Tables
from tests.journeys.test_window import nothing_personal_is_left
from tests.support.driver import CTRL, KEYS, Driver

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


def test_looking_for_clients_leaves_no_trace(inside: Callable[[str], Driver], home: Path, tables: Tables) -> None:
    driver = inside("scored")
    surname = next(str(row[1]) for row in tables.rows if row[1])
    driver.go("clients")
    driver.do(KEYS.Key_F, held=CTRL)
    driver.type(surname)
    driver.wait()
    assert driver.page.grid.model().rowCount() > 0
    driver.do(KEYS.Key_Down, KEYS.Key_Return)
    assert driver.frame.page_name == "client"
    assert surname in driver.page.title.text()
    driver.page.presenter.save("city", surname)
    driver.wait()

    driver.press(KEYS.Key_K, held=CTRL)
    driver.type(surname)
    driver.wait()
    found = driver.frame.palette_.model
    assert [one for one in found.commands if surname in one.text]
    driver.press(KEYS.Key_Escape)
    assert found.rowCount() == 0

    driver.go("clients")
    driver.page.presenter.pick(Part.CITY, surname, on=True)
    driver.wait()
    driver.lock()
    assert surname not in driver.texts()
    assert surname not in driver.frame.windowTitle()
    assert surname not in QApplication.clipboard().text()
    driver.unlock(LOGIN, PASSWORD)
    driver.close()
    nothing_personal_is_left(home, tables)
