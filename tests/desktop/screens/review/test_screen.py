"""The review as a page: states, layout, languages, and what a screen reader is told."""

from typing import Any, Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.services.decisions import decline
from core.services.session import Session
from desktop.theme import LOOK, Scheme
from desktop.words import Words
from tests.desktop.screens.review.opened import KEYS, LARGE, SMALL, SMALLEST, Opened

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


def test_on_a_blocked_card_the_button_leads_to_what_mends_it_and_says_why(opened: Opened) -> None:
    footer = opened.page.footer_bar
    footer.allow(decide=True, blocked="Принять нельзя: нет телефона.")
    assert (footer.accept.text(), footer.accept.isEnabled()) == ("Исправить…", True)
    assert footer.accept.toolTip() == footer.accept.accessibleDescription() == "Принять нельзя: нет телефона."
    assert footer.decline.isEnabled()
    footer.allow(decide=True, blocked="")
    assert footer.accept.text() == "Принять"
