"""Today's page as people meet it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.domain.lead import Stage
from core.services.decisions import accept
from core.services.leads import leads_in
from core.services.sending import make_packages
from core.services.session import Session
from desktop.screens.today.screen import TodayScreen
from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Button, Kind
from desktop.words import Words
from tests.support.bases import all_recommendations
from tests.support.desk import PlainDesk

Open = Callable[..., TodayScreen]


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    """Show the page of a size, in a language."""

    def shown(base: Session, words: Words | None = None, size: tuple[int, int] = (1380, 864)) -> TodayScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = TodayScreen(PlainDesk(base, words))
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(*size)
        page.show()
        page.arrive({})
        QCoreApplication.processEvents()
        return page

    return shown


def buttons(page: TodayScreen) -> list[Button]:
    return [one for one in page.findChildren(Button) if one.isVisibleTo(page)]


def desk(page: TodayScreen) -> PlainDesk:
    assert isinstance(page._desk, PlainDesk)
    return page._desk


def accept_all(session: Session) -> list[int]:
    ids = [one.id for one in leads_in(session, Stage.PROCESSED)]
    accept(session, ids)
    return ids


def test_the_first_step_has_the_one_filled_button(show: Open, session: Session) -> None:
    accept_all(session)
    page = show(session)
    filled = [one for one in buttons(page) if one._kind is Kind.FILLED]
    assert filled == [page.steps.rows[0].button]
    assert len({one.button.width() for one in page.steps.rows if not one.isHidden()}) == 1


def test_enter_on_a_step_goes_to_its_page(show: Open, session: Session) -> None:
    accept_all(session)
    page = show(session)
    button = page.first_focus()
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Return)
    page.press_primary()
    assert desk(page).went == [("sending", {"tab": "ready"})] * 2


def test_the_page_shrinks_with_what_was_done(show: Open, bare: Session) -> None:
    page = show(bare)
    assert [one.isHidden() for one in page.steps.rows] == [False, False]
    assert not page.first_steps.isHidden()
    page.first_steps.cross.click()
    assert page.first_steps.isHidden()


def test_ctrl_z_undoes_the_last_action_and_the_link_does_too(show: Open, session: Session) -> None:
    ids = accept_all(session)
    page = show(session)
    page.last_actions.rows[0].undo.click()
    assert [one.id for one in leads_in(session, Stage.PROCESSED)] == ids
    accept(session, ids[:1])
    page.read_again()
    assert page.undo()
    assert leads_in(session, Stage.WAITING) + leads_in(session, Stage.TASK) == []
    page.read_again()
    assert not page.undo()


def test_obstacles_are_shown_above_the_page(show: Open, session: Session) -> None:
    accept_all(session)
    make_packages(session, [one.client_id for one in all_recommendations(session)], "ru")
    page = show(session)
    assert page.undo()
    assert page.question is not None
    assert page.question.windowTitle() == "Отменить не получится"
    page.question.buttons["close"].click()


def test_every_button_says_what_it_is_for(show: Open, session: Session) -> None:
    accept_all(session)
    page = show(session)
    assert all(one.text() or one.accessibleName() for one in buttons(page))
    undo = page.last_actions.rows[0].undo
    assert undo.accessibleName().startswith("Отменить: ")
    assert page.last_actions.rows[0].accessibleName()


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "longer"])
def test_nothing_is_clipped_in_the_smallest_window(show: Open, session: Session, words: Words) -> None:
    accept_all(session)
    page = show(session, words, (972, 524))
    least = page.minimumSizeHint()
    assert (least.width() <= 972, least.height() <= 524) == (True, True)


def test_a_change_of_language_says_everything_anew(show: Open, bare: Session) -> None:
    page = show(bare)
    desk(page).words.language = "en"
    page.retranslate()
    page.read_again()
    assert page.greeting.text() == "Two things to do, about 10 minutes"
    assert page.steps.rows[0].button.text() == "Load"


def test_reading_is_one_question(bare: Session, show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    page = show(bare)
    asked: list[str] = []
    monkeypatch.setattr(desk(page), "ask", lambda line, *_: asked.append(line))
    page.arrive({})
    assert asked == ["today"]
