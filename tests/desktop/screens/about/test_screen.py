"""The page about the program as people meet it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from core.services.session import Session
from desktop.screens.about import presenter as presenting
from desktop.screens.about.screen import AboutScreen
from desktop.theme import LOOK, Scheme
from desktop.words import Words
from tests.support.desk import PlainDesk

Open = Callable[..., AboutScreen]


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    """Show the page."""

    def shown(session: Session, words: Words | None = None) -> AboutScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = AboutScreen(PlainDesk(session, words))
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(972, 524)
        page.show()
        page.arrive({})
        return page

    return shown


def test_the_model_keeps_the_rules_of_qt(show: Open, session: Session) -> None:
    page = show(session)
    tester = QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.arrive({})
    assert tester.model().rowCount() > 10


def test_arrows_go_from_licence_to_licence(show: Open, session: Session) -> None:
    page = show(session)
    assert page.first_focus() is page.grid
    before = page.licence_title.text()
    QTest.keyClick(page.grid, Qt.Key.Key_Down)
    assert page.licence_title.text() != before
    assert page.text.toPlainText()
    spoken = page.table.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert page.table.index(1, 1).data() in spoken


def test_qt_has_a_note_in_place_of_a_text(show: Open, session: Session) -> None:
    page = show(session)
    names = [page.table.index(row, 0).data() for row in range(page.table.rowCount())]
    page.grid.selectRow(names.index("shiboken6"))
    assert "LGPL" in page.note.text()
    assert not page.text.isVisibleTo(page)


def test_without_metadata_the_page_stands(show: Open, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "read_libraries", list)
    page = show(session)
    assert page.none.isVisibleTo(page)
    assert page.first_focus() is None


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_the_page_fits_the_smallest_window_in_both_languages(show: Open, session: Session, words: Words) -> None:
    page = show(session, words)
    assert page.minimumSizeHint().width() <= 972
    assert page.minimumSizeHint().height() <= 524
    assert page.title.text() == words.say("about", "title")
    assert page.what.text() == words.say("about", "what")
