"""Keys of the review: digits decide, arrows and letters move, the slider has its own."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.lead import Stage
from tests.desktop.screens.review.opened import KEYS, SHIFT, Opened
from tests.support.bases import TODAY, all_recommendations

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
    assert strip.slider.accessibleDescription() == f"Порог 16: {opened.entries} из 72, ниже рекомендованного"


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


def test_the_question_for_a_day_goes_with_its_card(opened: Opened) -> None:
    opened.press(KEYS.Key_3, SHIFT)
    assert opened.page.day_bar.isVisible()
    opened.page.presenter.step(1)
    assert not opened.page.day_bar.isVisible()
    assert opened.page.queue.hasFocus()


def test_the_question_for_a_day_does_not_outlive_the_visit(opened: Opened) -> None:
    opened.press(KEYS.Key_3, SHIFT)
    opened.page.arrive({})
    assert not opened.page.day_bar.isVisible()
    opened.press(KEYS.Key_3, SHIFT)
    opened.page.presenter.move_threshold(98)  # an empty page
    opened.page.presenter.move_threshold(80)
    assert not opened.page.day_bar.isVisible()
