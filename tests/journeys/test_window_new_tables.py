"""Tables that arrive in a watched folder, that are pasted, and that change under a draft: through the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from core.services.drafts import read_drafts
from desktop import watching
from desktop.screens.imports.shown import Step
from tests.journeys.conftest import LOGIN, PASSWORD
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs

Inside = Callable[[str], Driver]
TABLE = "ФИО;Телефон\nКактусов Пётр Ильич;8 912 345-67-89\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(watching, "SETTLE_MS", 1)
    made = tmp_path / "Выгрузки"
    made.mkdir()
    return made


def test_a_table_that_arrives_in_the_chosen_folder_is_told_and_opened_from_the_toast(
    inside: Inside, dialogs: FileDialogs, folder: Path
) -> None:
    driver = inside("catalogue")
    driver.go("settings")
    page = driver.page
    dialogs.folder = folder
    driver.tab_to(page.watched.choose)
    driver.press(KEYS.Key_Space)
    driver.until(lambda: driver.frame.toast.text.startswith(driver.say("watching", "watched")))
    assert str(folder) in driver.texts(page.lines["watched"])
    (folder / "май.csv").write_text(TABLE, encoding="utf-8")
    driver.until(lambda: "май.csv" in driver.frame.toast.text)
    assert driver.program.bell.notices[0].key == "arrived_tables"
    driver.click(driver.say("watching", "open"), driver.frame.toast)
    assert driver.frame.page_name == "imports"
    assert driver.page.presenter.step is Step.FILE
    driver.lock()
    (folder / "июнь.csv").write_text(TABLE, encoding="utf-8")
    driver.unlock(LOGIN, PASSWORD)
    driver.until(lambda: "июнь.csv" in driver.frame.toast.text)
    assert driver.page.presenter.draft is not None, "what was being done goes on"
    assert len(read_drafts(driver.session)) == 2
    driver.go("settings")
    driver.click(driver.say("settings", "watched_stop"))
    assert not page.watched.stop.isVisible()


def test_a_pasted_table_is_gone_on_with_and_a_changed_file_is_asked_about(
    inside: Inside, dialogs: FileDialogs, tmp_path: Path
) -> None:
    driver = inside("catalogue")
    driver.go("imports")
    QGuiApplication.clipboard().setText(TABLE.replace(";", "\t"))
    driver.do(KEYS.Key_V, held=CTRL)
    assert driver.page.subtitle.text().startswith(driver.say("imports", "pasted_name"))
    driver.page.close_button.click()
    driver.wait()
    driver.click(driver.say("imports", "continue"))
    assert driver.page.presenter.table.rows[0][0] == "Кактусов Пётр Ильич"
    driver.page.close_button.click()
    dialogs.file = tmp_path / "clients.csv"
    dialogs.file.write_text(TABLE, encoding="utf-8")
    driver.do(KEYS.Key_O, held=CTRL)
    driver.page.close_button.click()
    driver.wait()
    dialogs.file.write_text(TABLE + "Ким Вера;1\n", encoding="utf-8")
    driver.click(driver.say("imports", "continue"))
    assert driver.page.presenter.draft is None
    assert driver.focused is driver.page.start.question.buttons[0]
    driver.do(KEYS.Key_Space)
    assert len(driver.page.presenter.table.rows) == 2
    assert driver.frame.toast.text.startswith(driver.say("imports", "carried", counts="").strip())
    QGuiApplication.clipboard().clear()
