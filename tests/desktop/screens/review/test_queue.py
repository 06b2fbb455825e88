"""The queue as a list of Qt: its model, its rows, its place."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.lead import Stage
from core.services.review import QueueEntry
from core.services.session import Session
from desktop.screens.review.lineup import Heading, Lineup
from desktop.screens.review.queue_delegate import HEADING, LOW, TALL
from desktop.screens.review.queue_model import BATCH, QueueModel
from desktop.screens.review.screen import NARROW_QUEUE, QUEUE
from desktop.widgets.feedback import Toast
from desktop.words import Words
from tests.desktop.screens.review.opened import KEYS, LARGE, SMALL, Opened


def test_the_model_keeps_qts_rules_through_decisions_thresholds_and_undo(opened: Opened) -> None:
    tester = QAbstractItemModelTester(opened.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for key in (KEYS.Key_1, KEYS.Key_2, KEYS.Key_3):
        opened.press(key)
    for value in (16, 50, 90, 80, 16):
        opened.page.presenter.move_threshold(value)
    while opened.page.undo():
        pass
    assert tester.model() is opened.model
    assert opened.entries == opened.down_to(16)


def test_a_long_queue_is_given_to_the_list_as_far_as_it_is_scrolled() -> None:
    entries = [QueueEntry(number, number, 99 - number // 60, number % 700 == 0, 1) for number in range(5_000)]
    lineup, model = Lineup(entries), QueueModel(Words)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)  # it would fetch in the middle of an insertion
    model.show(lineup.rows(60), 1)
    assert model.rowCount() == BATCH
    root = model.index(-1)
    model.fetchMore(root)
    assert model.rowCount() == 2 * BATCH
    for id_ in (0, 1, 700, 4_999, 3):
        taken = lineup.take_out(id_)
        assert taken is not None
        model.show(lineup.rows(60), 5)
    while model.canFetchMore(root):
        model.fetchMore(root)
    assert model.rowCount() == len(lineup.rows(60))
    assert [model.entry(row) for row in range(model.rowCount())] == list(lineup.rows(60))
    assert tester.model() is model


def test_headings_count_their_group_and_cannot_be_selected(opened: Opened) -> None:
    index = opened.model.index(0)
    assert index.flags() == Qt.ItemFlag.NoItemFlags
    assert index.data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Очередь: 16"
    opened.press(KEYS.Key_2)
    assert opened.model.index(0).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Очередь: 15"


def test_a_row_is_one_sentence_also_before_its_text_is_there(opened: Opened) -> None:
    index = opened.model.index(1)
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert str(index.data(role)).endswith("балл 83")
    assert "Кактусов" in str(index.data(role))
    opened.model.forget_texts()
    assert opened.model.index(1).data(role) == "Загрузка, балл 83"


def test_a_click_on_a_row_shows_its_card(opened: Opened) -> None:
    queue = opened.page.queue
    row = queue.visualRect(opened.model.index(4))
    QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert queue.currentIndex().row() == 4
    before = opened.card
    opened.press(KEYS.Key_2)
    assert opened.stage(before) is Stage.DECLINED
    assert queue.currentIndex().row() == 4


def test_the_rows_have_the_height_of_the_layout(qtbot: QtBot, session: Session) -> None:
    for size, height, width in ((LARGE, TALL, QUEUE), (SMALL, LOW, NARROW_QUEUE)):
        opened = Opened(qtbot, session, size, Words(), 80)
        queue = opened.page.queue
        heights = [queue.visualRect(opened.model.index(row)).height() for row in (0, 1)]
        assert heights == [HEADING, height]
        parent = queue.parentWidget()
        assert parent is not None
        assert parent.width() == width


def test_a_toast_takes_its_place_from_the_list_and_covers_nothing(opened: Opened) -> None:
    place = opened.page.toast_place()
    assert place is not None
    opened.page.presenter.step(12)
    before = opened.page.queue.height()
    toast = Toast()
    layout = place.layout()
    assert layout is not None
    layout.addWidget(toast)
    toast.show_result("Принято")
    QApplication.processEvents()
    assert opened.page.queue.height() == before - toast.height()
    current = opened.page.queue.visualRect(opened.page.queue.currentIndex())
    assert opened.page.queue.viewport().rect().contains(current)
    assert opened.page.queue.geometry().bottom() < place.geometry().top()
    toast.hide()
    for _ in range(3):
        QApplication.processEvents()
    assert opened.page.queue.height() == before


def test_a_low_window_has_no_place_for_a_toast_but_an_icon_to_undo(qtbot: QtBot, session: Session) -> None:
    opened = Opened(qtbot, session, SMALL, Words(), 80)
    assert opened.page.toast_place() is None
    first = opened.card
    opened.press(KEYS.Key_2)
    QTest.mouseClick(opened.page.footer_bar.undo, Qt.MouseButton.LeftButton)
    assert opened.card == first


def test_heading_rows_are_the_same_whatever_they_count() -> None:
    assert Heading("group_queue", 3) != Heading("group_queue", 2)
    model = QueueModel(Words)
    model.show([Heading("group_queue", 2), QueueEntry(1, 1, 90, False, 1), QueueEntry(2, 2, 80, False, 1)], 1)
    removed: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    model.show([Heading("group_queue", 1), QueueEntry(2, 2, 80, False, 1)], 1)
    assert removed == [(1, 1)]
