"""The page of computing as people meet it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.services.scoring import compute
from core.services.session import Session
from desktop.screens.compute.screen import ComputeScreen
from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Button, Kind
from desktop.words import Words
from tests.desktop.screens.compute.conftest import HeldDesk
from tests.support.desk import PlainDesk

Open = Callable[..., ComputeScreen]


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    """Show the page at a desk."""

    def shown(desk: PlainDesk, size: tuple[int, int] = (1380, 864)) -> ComputeScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = ComputeScreen(desk)
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(*size)
        page.show()
        page.arrive({})
        return page

    return shown


def filled(page: ComputeScreen) -> list[Button]:
    buttons = page.findChildren(Button)
    return [one for one in buttons if one.isVisibleTo(page) and one._kind is Kind.FILLED]


def test_there_is_one_filled_button_in_each_state(show: Open, session: Session) -> None:
    desk = HeldDesk(session)
    page = show(desk)
    assert filled(page) == [page.run_]
    page.press_primary()
    assert filled(page) == []
    assert page.first_focus() is page.stop
    desk.finish()
    assert filled(page) == [page.review]
    assert page.again.isVisibleTo(page)


def test_enter_computes_and_enter_goes_on_to_the_review(show: Open, session: Session) -> None:
    desk = PlainDesk(session)
    page = show(desk)
    first = page.first_focus()
    assert first is page.run_
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert page.told_title.text().startswith("Готово")
    QTest.keyClick(page.review, Qt.Key.Key_Space)
    assert desk.went == [("review", {})]


def test_progress_reaches_the_page_from_the_thread_of_the_work(show: Open, session: Session, qtbot: QtBot) -> None:
    desk = HeldDesk(session)
    page = show(desk)
    page.presenter.run()
    page.follow()("score", 3, 6)
    qtbot.waitUntil(lambda: page.work_text.text() == "считаем клиентов и выбираем партнёров: 3 из 6")
    assert page.bar._share == 0.5
    assert page.bar.accessibleDescription() == page.work_text.text()


def test_stop_is_pressed_once(show: Open, session: Session) -> None:
    desk = HeldDesk(session)
    page = show(desk)
    page.press_primary()
    page.stop.click()
    assert not page.stop.isEnabled()
    assert desk.stopped
    desk.finish()
    assert not page.work.isVisibleTo(page)
    assert filled(page) == [page.run_]


def test_an_empty_base_shows_the_way_out(show: Open, empty_session: Session) -> None:
    desk = PlainDesk(empty_session)
    page = show(desk)
    assert filled(page) == [page.lack.button]
    assert page.first_focus() is page.lack.button
    page.lack.button.click()
    assert desk.went == [("catalogue", {})]


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_the_page_fits_the_smallest_window_and_speaks_both_languages(
    show: Open, session: Session, words: Words
) -> None:
    compute(session)
    page = show(PlainDesk(session, words), (972, 524))
    assert page.minimumSizeHint().width() <= 972
    assert page.minimumSizeHint().height() <= 524
    assert page.title.text() == words.say("compute", "title")
    assert page.again.text() == words.say("compute", "again")
    for one in page.findChildren(Button):
        if one.isVisibleTo(page):
            assert one.width() >= one.sizeHint().width()
