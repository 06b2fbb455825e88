"""The page of settings as people meet it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.domain.rights import Role
from core.domain.settings import Settings
from core.services.session import Session
from core.services.settings import read_settings
from desktop.screens.settings.screen import SettingsScreen
from desktop.theme import LOOK, Scheme
from desktop.words import Words
from tests.desktop.screens.settings.conftest import KeptProgram
from tests.support.desk import PlainDesk

Open = Callable[..., SettingsScreen]


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    """Show the page."""

    def shown(session: Session, words: Words | None = None, size: tuple[int, int] = (1380, 864)) -> SettingsScreen:
        LOOK.put_on(Scheme.LIGHT)
        desk = PlainDesk(session, words)
        page = SettingsScreen(desk, KeptProgram(desk.words))
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(*size)
        page.show()
        page.arrive({})
        return page

    return shown


def type_number(page: SettingsScreen, name: str, number: str) -> None:
    field = page.rules[name]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, number)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_arrows_change_language_and_look(show: Open, session: Session) -> None:
    page = show(session)
    first = page.first_focus()
    assert first is not None
    assert first.accessibleName() == "Русский"
    QTest.keyClick(page.language, Qt.Key.Key_Right)
    assert page._desk.words.language == "en"
    QTest.keyClick(page.scheme, Qt.Key.Key_Right)
    assert [one.value for one in page.scheme.segments() if one.isChecked()] == ["light"]


def test_a_size_of_type_is_chosen_by_keyboard(show: Open, session: Session) -> None:
    page = show(session)
    page.type_scale.setFocus()
    QTest.keyClick(page.type_scale, Qt.Key.Key_Down)
    page.type_scale.activated.emit(page.type_scale.currentIndex())
    assert page.type_scale.currentData() == 110


def test_a_typed_number_is_saved_on_enter(show: Open, session: Session) -> None:
    page = show(session)
    type_number(page, "accept_from", "72")
    assert read_settings(session).accept_from == 72


def test_arrows_of_a_number_are_saved_together_when_they_rest(show: Open, session: Session, qtbot: QtBot) -> None:
    page = show(session)
    page.accept_from.setFocus()
    for _ in range(3):
        QTest.keyClick(page.accept_from, Qt.Key.Key_Up)
    assert read_settings(session) == Settings(), "not yet"
    desk = page._desk
    assert isinstance(desk, PlainDesk)
    qtbot.waitUntil(lambda: bool(desk.told), timeout=5000)
    assert read_settings(session) == Settings(accept_from=83)
    assert len(desk.changed) == 1


def test_what_was_typed_is_saved_when_the_page_is_left(show: Open, session: Session) -> None:
    page = show(session)
    page.open_recommendations.setValue(4)
    page.hide()
    assert read_settings(session).open_recommendations == 4


def test_a_wrong_value_is_said_at_its_line_and_a_right_one_takes_it_back(show: Open, session: Session) -> None:
    page = show(session)
    type_number(page, "review_floor", "95")
    line = page.lines["review_floor"]
    assert "от 1 до 80" in line.wrong
    assert page.review_floor.accessibleDescription() == line.wrong
    type_number(page, "review_floor", "55")
    assert line.wrong == ""
    assert read_settings(session).review_floor == 55


def test_a_tick_is_saved_at_once(show: Open, session: Session) -> None:
    page = show(session)
    QTest.keyClick(page.own_first, Qt.Key.Key_Space)
    assert read_settings(session).own_first is False


def test_who_may_not_change_the_rules_does_not_see_them(show: Open, session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    page = show(session)
    assert not page.base.isVisibleTo(page)
    assert page.keys.isVisibleTo(page)


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_nothing_is_wider_than_the_smallest_window(show: Open, session: Session, words: Words) -> None:
    page = show(session, words, (972, 524))
    assert page.minimumSizeHint().width() <= 972
    assert page.minimumSizeHint().height() <= 524
    content = page.content.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= page.content.viewport().width()
    for line in page.lines.values():
        assert line.control.accessibleName()
        assert line.control.width() >= line.control.minimumSizeHint().width()
        assert line.control.geometry().right() < line.width()
