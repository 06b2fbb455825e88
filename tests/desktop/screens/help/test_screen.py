"""The help's window as people meet it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.screens.help.screen import HelpWindow
from desktop.theme import LOOK, Scheme
from desktop.widgets.chips import KeyCap
from desktop.widgets.labels import Label
from desktop.words import Words


@pytest.fixture
def words() -> Words:
    """Russian at first."""
    return Words("ru")


@pytest.fixture
def window(qtbot: QtBot, words: Words) -> HelpWindow:
    """Open at the review."""
    LOOK.put_on(Scheme.LIGHT)
    shown = HelpWindow(lambda: words)
    qtbot.addWidget(shown)
    shown.show_page("review")
    shown.show()
    return shown


def caps(window: HelpWindow) -> list[str]:
    return [one.accessibleName() for one in window.keys.findChildren(KeyCap) if not one.isHidden()]


def test_the_window_stays_beside_the_work(window: HelpWindow) -> None:
    assert not window.isModal()
    assert window.windowTitle() == "Справка"
    assert window.title.text() == "Рекомендации"
    assert "1" in caps(window)


def test_it_follows_the_page_and_the_language(window: HelpWindow, words: Words) -> None:
    window.show_page("settings")
    assert window.title.text() == "Настройки"
    assert "1" not in caps(window)
    words.language = "en"
    window.retranslate()
    assert window.title.text() == "Settings"
    assert window.lines[0].text() == words.say("help", "settings_1")
    assert window.terms[0][0].text() == "Client"


def test_the_keyboard_scrolls_and_closes(window: HelpWindow) -> None:
    bar = window.content.verticalScrollBar()
    QTest.keyClick(window.content, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    window.show_page("today")
    assert bar.value() == 0
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isHidden()


@pytest.mark.parametrize(("width", "stretch"), [(440, 0.0), (480, 0.35)])
def test_no_line_is_cut(window: HelpWindow, words: Words, width: int, stretch: float, qtbot: QtBot) -> None:
    words.stretch = stretch
    window.retranslate()
    window.resize(width, 500)
    inner = window.content.widget()
    assert inner is not None
    qtbot.waitUntil(lambda: inner.width() <= window.content.viewport().width())
    for label in inner.findChildren(Label):
        if not label.isHidden():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
