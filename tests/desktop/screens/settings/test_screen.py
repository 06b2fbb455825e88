"""The page of settings as people meet it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.services.session import Session
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


def test_who_comes_for_the_mail_account_stands_at_it(show: Open, session: Session) -> None:
    page = show(session, size=(900, 420))
    page.arrive({"line": "mail"})
    assert page.focusWidget() is page.mail.enter
    seen = page.content.viewport().rect()
    assert seen.contains(page.mail.enter.mapTo(page.content.viewport(), page.mail.enter.rect().center()))
