"""The page of what is called back, decided without Qt and as people meet it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from core.services.client_erasing import erase_clients
from core.services.consents import withdraw_consent
from core.services.decisions import accept_from
from core.services.recalls import read_recalls
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from desktop.screens.recalls.screen import RecallsScreen
from tests.support.bases import CAR, client_row, consent_to_all, open_filled
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients
from tests.support.pages import shown


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(number, CAR) for number in range(1, 4)], consent_to_all(opened))
    compute(opened)
    accept_from(opened, 1, [1, 2, 3])
    make_packages(opened, [1, 2, 3], "ru")
    save_packages(opened, tmp_path / "out")
    for one in read_packages(opened):
        mark_sent(opened, one.id)
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


@pytest.fixture
def page(qtbot: QtBot, desk: PlainDesk) -> RecallsScreen:
    return shown(qtbot, RecallsScreen(desk))


def states(page: RecallsScreen) -> list[str]:
    return [str(page.table.index(place, 4).data()) for place in range(page.table.rowCount())]


def test_where_nothing_is_called_back_the_page_says_so_and_leads_on(page: RecallsScreen, desk: PlainDesk) -> None:
    page.arrive({})
    assert page.first_focus() is page.empty.button
    assert not page.footer.isVisible()
    QTest.keyClick(page.empty.button, Qt.Key.Key_Space)
    assert desk.went == [("sending", {})]


def test_a_partner_is_told_once_of_all_its_rows(page: RecallsScreen, session: Session, desk: PlainDesk) -> None:
    withdraw_consent(session, [1, 2], "С-1")
    page.arrive({})
    tester = QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model().rowCount() == len(read_recalls(session)) > 2
    partner = read_recalls(session)[0].partner
    theirs = [one for one in read_recalls(session) if one.partner == partner]
    assert all(f"{one.file_name}: строка {one.row}" in page.letter.text() for one in theirs)
    assert "Кактусов" not in page.letter.text()
    page.press_primary()
    assert {one.partner for one in read_recalls(session) if one.done_at} == {partner}
    assert len(theirs) == sum(one.done_at is not None for one in read_recalls(session))
    assert str(len(theirs)) in desk.told[-1][0]


def test_a_row_that_was_marked_in_error_waits_again(page: RecallsScreen, session: Session) -> None:
    withdraw_consent(session, [1], "С-1")
    page.arrive({})
    count = len(read_recalls(session))
    page.press_primary()
    page.arrive({})
    place = next(place for place, state in enumerate(states(page)) if state.startswith("сообщено"))
    page.grid.selectRow(place)
    assert page.letter.text() == ""
    assert page.mark.text() == "Ещё не сообщили"
    assert not page.copy_letter.isEnabled()
    page.press_primary()
    assert sum(one.done_at is None for one in read_recalls(session)) == count


def test_the_letter_goes_into_the_clipboard_whole(page: RecallsScreen, session: Session, desk: PlainDesk) -> None:
    withdraw_consent(session, [1], "С-1")
    page.arrive({})
    QTest.mouseClick(page.copy_letter, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == page.letter.text() != ""
    assert desk.told


def test_arrows_choose_the_row_and_its_letter(page: RecallsScreen, session: Session) -> None:
    withdraw_consent(session, [1], "С-1")
    page.arrive({})
    before = page.letter.text()
    QTest.keyClick(page.grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.letter.text() != before, "another partner, another letter"


def test_whoever_was_erased_has_no_name_on_the_page(page: RecallsScreen, session: Session) -> None:
    erase_clients(session, [1])
    page.arrive({})
    assert {str(page.table.index(place, 1).data()) for place in range(page.table.rowCount())} == {"стёрт"}
