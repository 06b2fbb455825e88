"""The navigation at the left: pages with their counts, folded on a narrow window, all of it by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.theme import LOOK, Scheme
from desktop.theme.tokens import NAV_NARROW, NAV_WIDE
from desktop.window.frame import Frame
from desktop.window.nav import Entry, Nav
from desktop.words import Words
from tests.support.pictures import shows

ENTRIES = [Entry("today", "sun"), Entry("review", "sparkles"), Entry("catalogue", "handshake", 1)]


@pytest.fixture
def nav(qtbot: QtBot) -> Nav:
    """Three pages in two groups."""
    LOOK.put_on(Scheme.LIGHT)
    made = Nav()
    qtbot.addWidget(made)
    made.offer(ENTRIES)
    for name, word in (("today", "Сегодня"), ("review", "Рекомендации"), ("catalogue", "Партнёры")):
        item = made.item(name)
        assert item is not None
        item.say(word, "1 234" if name == "review" else "", "Ctrl+2" if name == "review" else "")
    made.resize(NAV_WIDE, 600)
    made.show()
    return made


def test_pages_stand_in_their_order_and_tell_when_they_are_picked(nav: Nav) -> None:
    picked: list[str] = []
    nav.picked.connect(picked.append)
    assert nav.pages == ["today", "review", "catalogue"]
    for name in ("review", "catalogue"):
        item = nav.item(name)
        assert item is not None
        QTest.mouseClick(item, Qt.MouseButton.LeftButton)
    assert picked == ["review", "catalogue"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_line_is_pressed_by_enter_and_by_space(nav: Nav, key: Qt.Key) -> None:
    picked: list[str] = []
    nav.picked.connect(picked.append)
    nav.search_pressed.connect(lambda: picked.append("search"))
    nav.notices_pressed.connect(lambda: picked.append("notices"))
    nav.account_pressed.connect(lambda: picked.append("account"))
    nav.base_pressed.connect(lambda: picked.append("base"))
    review = nav.item("review")
    assert review is not None
    for line in (review, nav.search, nav.notices, nav.account, nav.base):
        QTest.keyClick(line, key)
    assert picked == ["review", "search", "notices", "account", "base"]


def test_only_the_current_page_is_marked_and_a_page_that_is_not_here_marks_none(nav: Nav) -> None:
    def marked() -> list[str]:
        return [name for name in nav.pages if (item := nav.item(name)) is not None and item.isChecked()]

    nav.show_page("review")
    assert marked() == ["review"]
    nav.show_page("today")
    assert marked() == ["today"]
    nav.show_page("settings")
    assert marked() == []


def test_a_screen_reader_hears_word_count_and_that_it_is_one_of_several(nav: Nav) -> None:
    nav.show_page("review")
    review = nav.item("review")
    assert review is not None
    told = QAccessible.queryAccessibleInterface(review)
    assert told.text(QAccessible.Text.Name) == "Рекомендации 1 234"
    assert told.role() == QAccessible.Role.RadioButton
    assert told.state().checked
    nav.search.say("Найти")
    told = QAccessible.queryAccessibleInterface(nav.search)
    assert (told.text(QAccessible.Text.Name), told.role()) == ("Найти", QAccessible.Role.Button)


def test_folded_it_shows_icons_and_says_the_words_in_tooltips(nav: Nav) -> None:
    nav.fold(True)
    review = nav.item("review")
    assert review is not None
    review.say("Рекомендации", "1 234", "Ctrl+2")
    assert nav.width() == NAV_NARROW
    assert review.toolTip() == "Рекомендации 1 234 (Ctrl+2)"
    nav.fold(False)
    review.say("Рекомендации", "1 234", "Ctrl+2")
    assert nav.width() == NAV_WIDE
    assert review.toolTip() == "Ctrl+2"


def test_folding_says_the_words_in_tooltips_at_once(nav: Nav) -> None:
    nav.fold(True)
    review = nav.item("review")
    assert review is not None
    assert review.toolTip() == "Рекомендации 1 234 (Ctrl+2)"


def test_pages_that_are_offered_anew_replace_the_old_ones(nav: Nav) -> None:
    nav.fold(True)
    nav.offer(ENTRIES[:1])
    assert nav.pages == ["today"]
    item = nav.item("today")
    assert item is not None
    assert item.folded
    assert nav.item("review") is None


def test_the_line_with_the_keyboard_has_a_ring(qtbot: QtBot) -> None:
    LOOK.put_on(Scheme.CONTRAST)
    try:
        nav = Nav()
        qtbot.addWidget(nav)
        nav.offer(ENTRIES)
        nav.show()
        nav.activateWindow()
        item = nav.item("today")
        assert item is not None
        assert not shows(item, LOOK.tokens.focus)
        item.setFocus()
        qtbot.waitUntil(item.hasFocus)
        assert shows(item, LOOK.tokens.focus)
    finally:
        LOOK.put_on(Scheme.LIGHT)


@pytest.mark.parametrize(("width", "folded"), [(1279, True), (1280, False), (1600, False)])
def test_the_window_folds_the_navigation_where_it_is_narrow(qtbot: QtBot, width: int, folded: bool) -> None:
    frame = Frame(lambda: Words("ru"))
    qtbot.addWidget(frame)
    frame.resize(width, 800)
    frame.show_hall()
    frame.show()
    assert frame.nav.base.folded is folded
