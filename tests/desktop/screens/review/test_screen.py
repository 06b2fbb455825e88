"""The review as a page: keys, list, slider, layout, and what a screen reader is told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.domain.lead import Stage
from core.services.decisions import decline
from core.services.review import QueueEntry
from core.services.session import Session
from desktop.screens.review.lineup import Heading, Lineup
from desktop.screens.review.queue_delegate import HEADING, LOW, TALL
from desktop.screens.review.queue_model import BATCH, QueueModel
from desktop.screens.review.screen import NARROW_QUEUE, QUEUE, ReviewScreen
from desktop.theme import LOOK, Scheme
from desktop.widgets.feedback import Toast
from desktop.widgets.frames import column
from desktop.words import Words
from tests.support.bases import TODAY, all_recommendations
from tests.support.desk import PlainDesk

LARGE = (1218, 864)
SMALL = (1041, 550)
SMALLEST = (972, 524)
KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Host(QWidget):
    """A window that hands bare keys to its page, as the frame does."""

    def __init__(self, page: ReviewScreen) -> None:
        super().__init__()
        self.page = page
        self.setLayout(column(page))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's own name)
        if not self.page.take_key(event):
            super().keyPressEvent(event)


class Opened:
    """A page in its window."""

    def __init__(self, qtbot: QtBot, session: Session, size: tuple[int, int], words: Words, threshold: int) -> None:
        LOOK.put_on(Scheme.LIGHT)
        self.session = session
        self.desk = PlainDesk(session, words)
        self.desk.kept["threshold"] = threshold
        self.page = ReviewScreen(self.desk)
        self.host = Host(self.page)
        qtbot.addWidget(self.host)
        self.host.resize(*size)
        self.page.retranslate()
        self.host.show()
        self.page.arrive({})
        first = self.page.first_focus()
        assert first is not None
        first.setFocus()
        QApplication.processEvents()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.host.focusWidget() or self.host, key, held)

    @property
    def model(self) -> QueueModel:
        model = self.page.queue.model()
        assert isinstance(model, QueueModel)
        return model

    @property
    def card(self) -> int:
        """The recommendation whose card is shown, which is the selected row's."""
        row = self.model.entry(self.page.queue.currentIndex().row())
        assert isinstance(row, QueueEntry)
        return row.id

    def stage(self, id_: int) -> Stage:
        return next(one.stage for one in all_recommendations(self.session) if one.id == id_)

    def down_to(self, score: int) -> int:
        return sum(one.score >= score for one in all_recommendations(self.session))

    @property
    def entries(self) -> int:
        return sum(not self.model.is_heading(row) for row in range(self.model.rowCount()))


@pytest.fixture
def opened(qtbot: QtBot, session: Session) -> Iterator[Opened]:
    yield Opened(qtbot, session, LARGE, Words(), 80)


# ---------------------------------------------------------------------- keys


@pytest.mark.parametrize(
    ("key", "stages"),
    [
        (KEYS.Key_1, {Stage.TASK, Stage.WAITING}),
        (KEYS.Key_2, {Stage.DECLINED}),
        (KEYS.Key_3, {Stage.POSTPONED}),
    ],
)
def test_a_digit_decides_and_the_next_card_is_there(opened: Opened, key: Qt.Key, stages: set[Stage]) -> None:
    first = opened.card
    opened.press(key)
    assert opened.stage(first) in stages
    assert opened.card != first
    assert opened.entries == 15


def test_a_key_that_is_held_down_decides_once(opened: Opened) -> None:
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, KEYS.Key_2, Qt.KeyboardModifier.NoModifier, "2", repeated, 1)
        QApplication.sendEvent(opened.page.queue, event)
    assert opened.entries == 15


def test_no_digit_decides_while_a_threshold_is_typed_or_moved(opened: Opened) -> None:
    for field in (opened.page.strip.box, opened.page.strip.slider):
        field.setFocus()
        for key in (KEYS.Key_1, KEYS.Key_2, KEYS.Key_3):
            opened.press(key)
    opened.press(KEYS.Key_F9)
    assert opened.host.focusWidget() is opened.page.strip.slider
    assert all(one.stage is Stage.PROCESSED for one in all_recommendations(opened.session))


@pytest.mark.parametrize("down", [KEYS.Key_Down, KEYS.Key_J, Qt.Key(ord("О"))])
@pytest.mark.parametrize("up", [KEYS.Key_Up, KEYS.Key_K, Qt.Key(ord("Л"))])
def test_arrows_and_letters_move_in_any_keyboard_layout(opened: Opened, down: Qt.Key, up: Qt.Key) -> None:
    first = opened.card
    for key in (down, down, up, up):
        before = opened.card
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(opened.page.queue, event)
        assert opened.card != before
    assert opened.card == first


@pytest.mark.parametrize("key", [KEYS.Key_3, KEYS.Key_NumberSign, Qt.Key(0x2116)])
def test_shift_3_asks_for_a_day_and_enter_postpones_until_it(opened: Opened, key: Qt.Key) -> None:
    first = opened.card
    QApplication.sendEvent(opened.page.queue, QKeyEvent(QEvent.Type.KeyPress, key, SHIFT))
    assert opened.page.day_bar.isVisible()
    assert opened.stage(first) is Stage.PROCESSED
    opened.press(KEYS.Key_Return)
    one = next(one for one in all_recommendations(opened.session) if one.id == first)
    assert one.postponed_until == TODAY + timedelta(days=7)
    assert opened.host.focusWidget() is opened.page.queue


def test_esc_leaves_the_day_and_decides_nothing(opened: Opened) -> None:
    first = opened.card
    opened.press(KEYS.Key_3, SHIFT)
    opened.press(KEYS.Key_1)
    opened.press(KEYS.Key_Escape)
    assert not opened.page.day_bar.isVisible()
    assert opened.card == first
    assert opened.entries == 16


def test_space_opens_the_details_and_esc_closes_them(opened: Opened) -> None:
    opened.press(KEYS.Key_Space)
    assert opened.page.panel.isVisible()
    opened.press(KEYS.Key_Escape)
    assert not opened.page.panel.isVisible()
    assert opened.host.focusWidget() is opened.page.queue
    opened.press(KEYS.Key_Space)
    opened.press(KEYS.Key_Space)
    assert not opened.page.panel.isVisible()


def test_ctrl_enter_accepts_and_ctrl_z_returns_to_the_card(opened: Opened) -> None:
    first = opened.card
    opened.page.press_primary()
    assert opened.card != first
    assert opened.page.undo()
    assert opened.card == first
    assert opened.entries == 16


def test_buttons_do_what_their_keys_do(opened: Opened) -> None:
    first = opened.card
    footer = opened.page.footer_bar
    for button in (footer.accept, footer.decline, footer.postpone):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.entries == 13
    assert not footer.undo.isVisible()  # a toast offers it where there is room
    for _ in range(3):
        opened.page.undo()
    assert opened.card == first


# ---------------------------------------------------------------------- the list


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
    entries = [QueueEntry(number, number, 99 - number // 60, number % 700 == 0) for number in range(5_000)]
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
    assert [model.entry(row) for row in range(model.rowCount())] == lineup.rows(60)
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
    before = opened.page.queue.height()
    toast = Toast()
    layout = place.layout()
    assert layout is not None
    layout.addWidget(toast)
    toast.show_result("Принято")
    QApplication.processEvents()
    assert opened.page.queue.height() == before - toast.height()
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


# ---------------------------------------------------------------------- the threshold


def test_the_slider_moves_by_1_and_5_and_to_its_ends(opened: Opened) -> None:
    opened.press(KEYS.Key_F9)
    slider = opened.page.strip.slider
    seen = []
    for key in (KEYS.Key_Left, KEYS.Key_Down, KEYS.Key_Right, KEYS.Key_PageDown, KEYS.Key_PageUp, KEYS.Key_Home):
        opened.press(key)
        seen.append(slider.value())
    opened.press(KEYS.Key_End)
    assert [*seen, slider.value()] == [79, 78, 79, 74, 79, 16, 99]


def test_slider_box_and_list_say_the_same(opened: Opened) -> None:
    strip = opened.page.strip
    strip.slider.setFocus()
    strip.slider.setValue(50)
    assert strip.box.value() == 50
    assert opened.entries == 24
    strip.box.setFocus()
    strip.box.lineEdit().selectAll()
    QTest.keyClicks(strip.box, "16")
    QTest.keyClick(strip.box, KEYS.Key_Return)
    assert strip.slider.value() == 16
    assert opened.entries == opened.down_to(16)
    assert opened.desk.kept["threshold"] == 16
    assert strip.slider.accessibleDescription() == f"Порог 16: {opened.entries} из 72"


def test_dragging_recounts_at_once_and_remembers_when_let_go(opened: Opened) -> None:
    slider = opened.page.strip.slider
    opened.desk.kept.clear()
    middle = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, middle))
    counted = opened.entries
    assert counted > 16
    assert "threshold" not in opened.desk.kept
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, middle))
    assert opened.desk.kept["threshold"] == slider.value()


def test_esc_on_the_slider_goes_back_to_the_queue(opened: Opened) -> None:
    opened.press(KEYS.Key_F9)
    opened.press(KEYS.Key_Escape)
    assert opened.host.focusWidget() is opened.page.queue


# ---------------------------------------------------------------------- states


def test_the_button_of_an_empty_page_sets_the_threshold(qtbot: QtBot, session: Session) -> None:
    opened = Opened(qtbot, session, LARGE, Words(), 95)
    assert opened.page.empty.isVisible()
    assert opened.page.toast_place() is None
    assert opened.page.first_focus() is opened.page.empty.button
    QTest.mouseClick(opened.page.empty.button, Qt.MouseButton.LeftButton)
    assert not opened.page.empty.isVisible()
    assert opened.entries == 16


def test_newer_scores_stand_in_the_bar_until_they_are_shown(opened: Opened) -> None:
    gone = opened.card
    decline(opened.session, [gone])  # somebody else's decision
    opened.page.read_again()
    assert opened.page.message.text == "Баллы обновились, прежние решения сохранены."
    assert opened.entries == 16
    opened.page.message.pressed.emit()
    assert opened.page.message.text == ""
    assert opened.entries == 15


def test_what_to_say_is_copied(opened: Opened) -> None:
    opened.page.card.copied.emit()
    assert QApplication.clipboard().text().startswith("Предложите")


# ---------------------------------------------------------------------- layout and words


@pytest.mark.parametrize(("language", "stretch"), [("ru", 0.0), ("en", 0.0), ("ru", 0.35)])
@pytest.mark.parametrize("height", [524, 800])
def test_nothing_is_clipped_in_the_smallest_window(
    qtbot: QtBot, session: Session, language: Literal["ru", "en"], stretch: float, height: int
) -> None:
    opened = Opened(qtbot, session, (972, height), Words(language, stretch), 16)
    layout = opened.page.layout()
    assert layout is not None
    assert layout.totalMinimumSize().width() <= SMALLEST[0]
    assert layout.totalMinimumSize().height() <= SMALLEST[1]
    assert opened.host.width() == SMALLEST[0]
    for button in opened.page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.accessibleName()


def test_a_wide_window_can_become_the_smallest_one(qtbot: QtBot, session: Session) -> None:
    opened = Opened(qtbot, session, (1600, 1000), Words("ru", 0.35), 16)
    opened.host.resize(*SMALLEST)
    QApplication.processEvents()
    assert (opened.page.width(), opened.page.height()) == SMALLEST
    assert opened.page.compact


def test_every_control_without_words_has_a_name(opened: Opened) -> None:
    for button in opened.page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button
    strip = opened.page.strip
    for control in (strip.slider, strip.box, opened.page.queue, opened.page.card, opened.page.day_bar.day):
        assert control.accessibleName(), control


@pytest.mark.parametrize(
    ("language", "said"), [("ru", ["Рекомендации", "Принять"]), ("en", ["Recommendations", "Accept"])]
)
def test_the_page_speaks_both_languages(qtbot: QtBot, session: Session, language: Any, said: list[str]) -> None:
    opened = Opened(qtbot, session, LARGE, Words(language), 80)
    assert [opened.page.title.text(), opened.page.footer_bar.accept.text()] == said
    words = opened.page.card.findChildren(QWidget)
    assert any(widget.accessibleDescription() for widget in words)


def test_the_language_changes_while_the_page_stands(opened: Opened) -> None:
    opened.desk.words = Words("en")
    opened.page.retranslate()
    opened.page.arrive({})
    QApplication.processEvents()
    index = opened.model.index(0)
    assert index.data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Queue: 16"
    assert opened.page.subtitle.text() == "16 to decide"


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
@pytest.mark.parametrize("size", [LARGE, SMALL])
def test_it_paints_in_every_look(qtbot: QtBot, session: Session, scheme: Scheme, size: tuple[int, int]) -> None:
    opened = Opened(qtbot, session, size, Words(), 16)
    LOOK.put_on(scheme)
    opened.press(KEYS.Key_Space)
    assert not opened.page.grab().isNull()
    opened.press(KEYS.Key_Space)
    assert not opened.page.grab().isNull()
    LOOK.put_on(Scheme.LIGHT)


def test_heading_rows_are_the_same_whatever_they_count() -> None:
    assert Heading("group_queue", 3) != Heading("group_queue", 2)
    model = QueueModel(Words)
    model.show([Heading("group_queue", 2), QueueEntry(1, 1, 90, False), QueueEntry(2, 2, 80, False)], 1)
    removed: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    model.show([Heading("group_queue", 1), QueueEntry(2, 2, 80, False)], 1)
    assert removed == [(1, 1)]
