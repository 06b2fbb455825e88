"""Several rows are decided about at once, by keys and by the mouse."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.decision import DeclineReason
from core.domain.lead import Stage
from core.services.consents import withdraw_consent
from core.services.decisions import count_reasons
from core.services.session import Session
from tests.desktop.screens.review.opened import KEYS, SHIFT, Opened
from tests.desktop.screens.review.reviewing import Review, own_services, stages
from tests.support.bases import all_recommendations
from tests.support.driver import CTRL


def test_shift_and_arrows_mark_rows_and_the_buttons_say_how_many(opened: Opened) -> None:
    for _ in range(3):
        opened.press(KEYS.Key_Down, SHIFT)
    footer = opened.page.footer_bar
    assert [one.text() for one in (footer.accept, footer.decline, footer.postpone)] == [
        "Принять 4",
        "Отклонить 4",
        "Отложить 4",
    ]
    assert not footer.other.isEnabled()
    opened.press(KEYS.Key_2)
    assert opened.entries == 12
    assert footer.accept.text() == "Принять"
    assert sum(one.stage is Stage.DECLINED for one in all_recommendations(opened.session)) == 4
    opened.page.undo()
    assert opened.entries == 16


def test_ctrl_clicks_mark_single_rows_and_esc_lets_them_go(opened: Opened) -> None:
    queue = opened.page.queue
    for row in (3, 5):
        place = queue.visualRect(opened.model.index(row)).center()
        QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, CTRL, place)
    assert opened.page.footer_bar.accept.text() == "Принять 3"
    opened.press(KEYS.Key_Escape)
    assert opened.page.footer_bar.accept.text() == "Принять"
    assert len(queue.selectionModel().selectedRows()) == 1
    assert all(one.stage is Stage.PROCESSED for one in all_recommendations(opened.session))


def test_ctrl_a_marks_all_that_is_shown_in_any_layout(opened: Opened) -> None:
    for key in (KEYS.Key_A, Qt.Key(ord("Ф"))):
        QApplication.sendEvent(opened.page.queue, QKeyEvent(QEvent.Type.KeyPress, key, CTRL))
        assert opened.page.footer_bar.postpone.text() == "Отложить 16"
        opened.press(KEYS.Key_Escape)


def test_blocked_ones_are_left_out_and_listed_and_the_rest_is_one_undo(session: Session) -> None:
    review = Review(session, threshold=16)
    shown = {one.id for one in review.view.entries}
    everything = [one for one in all_recommendations(session) if one.id in shown]
    partners = [one for one in everything if one.service_id not in own_services(session)]
    withdraw_consent(session, [partners[0].client_id], "С-1")
    kept = {one.id for one in partners if one.client_id == partners[0].client_id}
    before = stages(session)
    review.does.choose_all()
    assert review.view.chosen == len(shown)
    review.does.accept()
    panel = review.view.panel
    assert panel is not None
    assert len(panel.sections[0].items) == len(kept)
    assert {item.aside for item in panel.sections[0].items} == {"Нет согласия партнёру"}
    assert {id_ for id_, stage in stages(session).items() if stage is Stage.PROCESSED} & shown == kept
    assert {one.id for one in review.view.entries} == kept
    assert review.desk.told[-1][0] == f"Принято: {len(shown) - len(kept)}"
    review.does.close_panel()
    assert review.does.undo()
    assert stages(session) == before
    assert {one.id for one in review.view.entries} == shown
    assert not review.does.undo()


def test_many_that_are_declined_get_one_reason_and_come_back_to_the_first_card(session: Session) -> None:
    review = Review(session)
    first = review.view.current
    review.does.choose([1, 2, 4])
    review.does.decline()
    assert len(review.view.entries) == 13
    review.does.declined.give(DeclineReason.NOT_NOW)
    assert count_reasons(session) == {DeclineReason.NOT_NOW: 3}
    assert review.does.undo()
    assert count_reasons(session) == {}
    assert review.view.current == first
    assert len(review.view.entries) == 16
