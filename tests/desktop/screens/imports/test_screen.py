"""The page of imports as people meet it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.services.drafts import read_drafts
from core.services.session import Session
from desktop.screens.imports.delegates import FieldChoice
from desktop.screens.imports.screen import ImportsScreen
from desktop.screens.imports.shown import Step
from desktop.screens.imports.table_models import FIELD_COLUMN
from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Button, Kind
from desktop.words import Words
from tests.desktop.screens.imports.tables import write_table
from tests.support.bases import BANK
from tests.support.desk import PlainDesk

Open = Callable[..., ImportsScreen]
LOWEST = (972, 524)

popups = pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing the keyboard")
"""Said by every list that pops up where there is no screen."""


@pytest.fixture
def show(qtbot: QtBot, session: Session) -> Open:
    """Show the page of a size, in a language, arriving with facts."""

    def shown(words: Words | None = None, size: tuple[int, int] = (1380, 864), **facts: Any) -> ImportsScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = ImportsScreen(PlainDesk(session, words))
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(*size)
        page.show()
        page.arrive(facts)
        page.activateWindow()
        QCoreApplication.processEvents()
        return page

    return shown


@pytest.fixture
def table(tmp_path: Path) -> str:
    """A small table."""
    return str(write_table(tmp_path))


def filled(page: ImportsScreen) -> list[Button]:
    return [one for one in page.findChildren(Button) if one.isVisibleTo(page) and one._kind is Kind.FILLED]


def texts(page: QWidget) -> str:
    labels = [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]
    return "\n".join(labels + [one.text() for one in page.findChildren(Button) if one.isVisibleTo(page)])


def models(page: ImportsScreen) -> list[QAbstractItemModel]:
    own: list[QAbstractItemModel] = [
        page.start.model,
        page.file.model,
        page.matching.model,
        page.check.groups,
        page.check.rows,
    ]
    return [*own, page.matching.panel.model, page.start.mappings.model]


def test_every_model_keeps_the_rules_of_qt_through_a_whole_import(show: Open, table: str) -> None:
    page = show()
    testers = [
        QAbstractItemModelTester(one, QAbstractItemModelTester.FailureReportingMode.Fatal) for one in models(page)
    ]
    page.arrive({"open": table})
    page.press_primary()
    page.presenter.match(3, "phone")
    page.press_primary()
    page.presenter.next_problem(1)
    page.presenter.go(Step.RESULT)
    page.press_primary()
    page.second.click()
    assert page.start.model.rowCount() == 1
    assert len(testers) == 7


def test_each_state_has_one_filled_button(show: Open, table: str) -> None:
    page = show()
    assert filled(page) == [page.start.zone.choose]
    page.arrive({"open": table})
    for _ in range(4):
        assert filled(page) == [page.primary]
        page.press_primary()
    assert page.primary.text() == "Импортировать 3 клиентов"
    page.press_primary()
    assert filled(page) == [page.primary]
    assert page.primary.text() == "Рассчитать рекомендации"


def test_a_dropped_file_is_opened(show: Open, table: str) -> None:
    page = show()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(table)])
    copy, left, bare = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(10, 10), copy, mime, left, bare)
    QCoreApplication.sendEvent(page.start.zone, over)
    assert over.isAccepted()
    drop = QDropEvent(QPointF(10, 10), copy, mime, left, bare)
    QCoreApplication.sendEvent(page.start.zone, drop)
    assert page.presenter.step is Step.FILE
    assert page.subtitle.text() == "clients.csv · 4 строки, 4 столбца"
    assert page.file.model.index(1, 1).data() == "Опунцина Вера Павловна"


def test_ctrl_o_opens_the_chosen_file_in_both_layouts(show: Open, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = show()
    monkeypatch.setattr(page, "ask_files", lambda *_: [table])
    QTest.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert page.presenter.draft is not None
    page.presenter.close()
    shcha = QKeyEvent(QKeyEvent.Type.KeyPress, 0x0429, Qt.KeyboardModifier.ControlModifier, "щ")
    assert page.take_key(shcha)
    assert page.presenter.draft is not None
    assert not page.take_key(QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1"))


@popups
@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_keyboard_chooses_a_field(show: Open, table: str, qtbot: QtBot, key: Qt.Key) -> None:
    page = show(open=table)
    page.press_primary()
    grid = page.matching.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Down)
    QTest.keyClick(grid, key)
    choice = grid.findChild(FieldChoice)
    assert choice is not None
    assert choice.accessibleName() == "Поле для столбца «тел.»"
    assert choice.currentText() == "Мобильный телефон"
    assert choice.count() > 40
    qtbot.waitUntil(lambda: choice.view().isVisible())
    QTest.keyClick(choice.view(), Qt.Key.Key_Down)
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.findChild(FieldChoice) is None)
    assert page.presenter.matching is not None
    assert page.presenter.matching.fields[1] == "email"
    assert grid.currentIndex().row() == 1, "the row stays the one that was looked at"


@popups
def test_a_choice_that_was_left_changes_nothing(show: Open, table: str, qtbot: QtBot) -> None:
    page = show(open=table)
    page.press_primary()
    grid = page.matching.grid
    grid.open_choice(grid.model().index(1, FIELD_COLUMN))
    choice = grid.findChild(FieldChoice)
    assert choice is not None
    qtbot.waitUntil(lambda: choice.view().isVisible())
    QTest.keyClick(choice.view(), Qt.Key.Key_Down)
    QTest.keyClick(choice.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: grid.findChild(FieldChoice) is None)
    assert page.presenter.matching is not None
    assert page.presenter.matching.fields[1] == "phone"


@popups
def test_the_keyboard_gives_a_word_its_meaning(show: Open, tmp_path: Path, qtbot: QtBot) -> None:
    rows = ("Кактусов Пётр;Бурса;01.02.1980", "Опунцина Вера;бурсса;03.04.1981")
    page = show(open=str(write_table(tmp_path, *rows, headers="Клиент;Образование;Родился")))
    page.press_primary()
    grid, panel = page.matching.grid, page.matching.panel
    grid.setFocus()
    assert panel.title.text() == "Образование", "what nothing knows is looked at first"
    assert not panel.reading.isVisible()
    QTest.keyClick(grid, Qt.Key.Key_Tab)
    assert panel.grid.hasFocus()
    QTest.keyClick(panel.grid, Qt.Key.Key_Space)
    choice = panel.grid.findChild(FieldChoice)
    assert choice is not None
    assert choice.accessibleName() == "Что значит «Бурса»"
    qtbot.waitUntil(lambda: choice.view().isVisible())
    QTest.keyClick(choice.view(), Qt.Key.Key_End)
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.grid.findChild(FieldChoice) is None)
    assert panel.model.index(0, FIELD_COLUMN).data() == "Другое"
    assert panel.words.text() == "У всех слов столбца есть значение."


def test_the_way_a_column_is_read_is_chosen_beside_it(show: Open, tmp_path: Path) -> None:
    page = show(open=str(write_table(tmp_path, "Кактусов Пётр;01.02.1980", headers="Клиент;Родился")))
    page.press_primary()
    page.matching.grid.selectRow(1)
    panel = page.matching.panel
    assert (panel.reading.currentText(), panel.basis.text) == ("день, месяц, год", "угадано")
    panel.reading.picked.emit("month_first")
    assert (panel.reading.currentText(), panel.basis.text) == ("месяц, день, год", "выбрано вручную")
    assert not panel.grid.isVisible()


def test_a_saved_mapping_is_renamed_where_it_stands(show: Open, table: str, qtbot: QtBot) -> None:
    page = show(open=table)
    page.press_primary()
    page.matching.keep.click()
    page.close_button.click()
    page.start.lists.segments()[1].click()
    assert (page.start.rename.isVisible(), page.start.go_on.isVisible()) == (True, False)
    page.start.mappings.grid.setFocus()
    QTest.keyClick(page.start.mappings.grid, Qt.Key.Key_F2)
    line = page.start.mappings.grid.findChild(QLineEdit)
    assert line is not None
    assert line.accessibleName() == "Имя сопоставления"
    line.selectAll()
    QTest.keyClicks(line, "Vygruzka")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.start.mappings.model.index(0, 0).data() == "Vygruzka")
    page.start.remove.click()
    assert page.start.mappings.model.rowCount() == 0
    assert "Сопоставлений пока нет" in texts(page.start)


def test_a_field_that_moved_is_told_in_the_message_bar(show: Open, table: str) -> None:
    page = show(open=table)
    page.press_primary()
    model = page.matching.model
    assert model.setData(model.index(3, FIELD_COLUMN), "phone")
    assert page.message.text.startswith("Поле «Мобильный телефон» перенесено")
    assert model.index(1, FIELD_COLUMN).data() == "Не импортировать"


def test_f8_walks_through_the_problems(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.CHECK)
    assert page.check.title.text() == "Нет имени клиента"
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert page.check.title.text() == "Число не распознано"
    assert page.check.list.currentIndex().data() == "Число не распознано"
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert page.check.grid.currentIndex().row() == 1
    QTest.keyClick(page, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert page.check.grid.currentIndex().row() == 0


def test_the_left_list_is_walked_past_its_headings(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.CHECK)
    page.check.list.setFocus()
    QTest.keyClick(page.check.list, Qt.Key.Key_Down)
    assert page.check.title.text() == "Число не распознано"
    assert page.check.rows.index(1, 1).data() == "Колючкин Артём Олегович"
    assert page.check.rows.index(1, 2).data() == "много"


def test_rows_are_told_to_a_screen_reader_as_one_sentence(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.CHECK)
    page.presenter.checking.choose_group(2)
    told = page.check.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == (
        "Строка: 3; Клиент: Опунцина Вера Павловна; Мобильный телефон: 345-67; "
        "Что не так: Телефон не распознан, ячейка пропущена"
    )


def test_a_table_without_problems_says_that_all_is_well(show: Open, tmp_path: Path) -> None:
    page = show(open=str(write_table(tmp_path, "Кактусов Пётр Ильич;8 912 345-67-89;90000;")))
    page.presenter.go(Step.CHECK)
    assert "Всё в порядке" in texts(page)
    assert not page.check.grid.isVisible()


def test_done_steps_can_be_clicked_and_what_was_typed_stays(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.CONSENT)
    page.consent.now.click()
    QTest.keyClicks(page.consent.number, "S-7")
    page.consent.some.click()
    bank = next(check for check in page.consent.partners if check.text() == BANK)
    bank.click()
    page.stepper.picked.emit(0)
    assert page.presenter.step is Step.FILE
    page.stepper.picked.emit(Step.CONSENT - 1)
    assert page.consent.number.text() == "S-7"
    assert bank.isChecked()
    page.press_primary()
    assert BANK in texts(page.summary)


def test_a_consent_that_is_not_whole_takes_the_keyboard_to_its_field(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.CONSENT)
    page.consent.now.click()
    page.press_primary()
    assert page.consent.number.hasFocus()
    assert page.consent.number.accessibleDescription() == "Впишите номер документа."


def test_drafts_can_be_continued_and_removed_from_the_list(show: Open, table: str) -> None:
    page = show(open=table)
    page.close_button.click()
    assert page.start.go_on.isEnabled()
    QTest.keyClick(page.start.grid, Qt.Key.Key_Return)
    assert page.presenter.draft is not None
    page.close_button.click()
    page.start.remove.click()
    assert page.start.model.rowCount() == 0
    assert "Импортов пока нет" in texts(page)
    assert page.undo()
    assert page.start.model.rowCount() == 1


def test_done_imports_cannot_be_continued(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.RESULT)
    page.press_primary()
    page.second.click()
    assert page.start.model.index(0, 3).data() == "Готово"
    assert page.start.go_on.isHidden()
    assert page.start.remove.isHidden()


def test_another_language_is_spoken_at_once(show: Open, table: str) -> None:
    page = show(open=table)
    page.presenter.go(Step.CHECK)
    page._desk.words.language = "en"
    page.retranslate()
    page.read_again()
    assert page.primary.text() == "To duplicates"
    assert page.check.title.text() == "No client name"
    assert page.check.rows.headerData(3, Qt.Orientation.Horizontal) == "What is wrong"


def typed_number(page: ImportsScreen) -> str:
    """Type into the consent step letter by letter."""
    page.presenter.go(Step.CONSENT)
    page.presenter.change_paper(given=True)
    for end in range(1, 4):
        page.presenter.change_paper(number="С-7"[:end])
    return "С-7;"


def kept(session: Session) -> str:
    return read_drafts(session)[0].consent or ""


def test_a_pause_in_typing_saves_what_was_typed(show: Open, table: str, session: Session, qtbot: QtBot) -> None:
    page = show(open=table)
    number = typed_number(page)
    assert kept(session) == ""
    qtbot.waitUntil(lambda: kept(session).startswith(number))


def test_a_page_that_goes_saves_what_was_typed_at_once(show: Open, table: str, session: Session) -> None:
    page = show(open=table)
    number = typed_number(page)
    page.hide()
    assert kept(session).startswith(number)


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_nothing_needs_more_room_than_the_smallest_page(show: Open, table: str, words: Words) -> None:
    page = show(words, LOWEST)
    hints = [page.minimumSizeHint()]
    page.arrive({"open": table})
    for _ in range(5):
        hints.append(page.minimumSizeHint())
        page.press_primary()
        if page.presenter.step is Step.CONSENT:
            page.consent.now.click()
            page.presenter.change_paper(number="7")
    hints.append(page.minimumSizeHint())
    assert page.presenter.report is not None
    assert all(hint.width() <= LOWEST[0] and hint.height() <= LOWEST[1] for hint in hints)


def test_a_message_follows_the_language_as_long_as_it_stands(show: Open) -> None:
    words = Words("ru")
    page = show(words)
    page.presenter.paste("")
    said = page.message.text
    words.language = "en"
    page.retranslate()
    assert said
    assert page.message.text.isascii()
    assert page.message.text
    page.show_message("")
    words.language = "ru"
    page.retranslate()
    assert not page.message.text
