"""Saved views of the list: kept under a name, put on again, removed and brought back."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.domain.errors import MissingValue
from core.services.client_list import SortKey
from core.services.client_views import keep_view, read_views
from core.services.history import undo
from core.services.session import Session
from desktop.screens.clients.presenter import ClientsPresenter
from desktop.screens.clients.screen import ClientsScreen
from desktop.screens.clients.wanted import Part, Wanted
from desktop.theme import LOOK, Scheme
from tests.desktop.screens.clients.conftest import CLIENTS
from tests.desktop.screens.clients.test_presenter import Opened, View, opened_on
from tests.support.desk import PlainDesk


@pytest.fixture
def opened(session: Session) -> Opened:
    return opened_on(session)


def save(presenter: ClientsPresenter, view: View, name: str, *, shared: bool = False) -> None:
    """As a person does in the small window."""
    presenter.views.save()
    view.then("save", {"view": name, "shared": shared})
    presenter.views.read()


def test_a_view_keeps_filter_and_order_but_not_what_was_typed(opened: Opened, session: Session) -> None:
    presenter, view, desk = opened
    presenter.pick(Part.CITY, "Казань", on=True)
    presenter.pick(Part.SCORE, 60, on=True)
    presenter.switch(Part.SCORE, on=False)
    presenter.sort_by(SortKey.SCORE)
    presenter.type_text("кактусов")
    save(presenter, view, "Казань")
    assert view.form is None
    sentence, entry = desk.told[-1]
    assert (sentence, entry is not None) == ("Отбор сохранён: Казань", True)
    (kept,) = read_views(session)
    assert "кактусов" not in str(kept.content)
    presenter.reset()
    presenter.sort_by(SortKey.NAME)
    assert [(one.text, one.own, one.on) for one in presenter.views.shown()] == [("Казань", True, False)]

    presenter.views.choose(kept.id)
    expected = Wanted().picked(Part.CITY, "Казань", on=True).picked(Part.SCORE, 60, on=True)
    assert presenter._wanted == expected.switched(Part.SCORE, on=False)
    assert view.sort == (SortKey.SCORE, True)
    assert len(presenter.rows.ids) == CLIENTS // 10
    assert [one.on for one in presenter.views.shown()] == [True]
    presenter.views.choose(10**6)
    assert len(presenter.rows.ids) == CLIENTS // 10


def test_a_view_without_a_name_is_refused_in_its_window(opened: Opened) -> None:
    presenter, view, desk = opened
    save(presenter, view, " ")
    assert view.form is not None
    assert view.form_refused == [(desk.words.error(MissingValue(field="view")), "view")]
    assert presenter.views.shown() == []


def test_a_view_of_the_team_says_so_and_only_one_s_own_is_removed(opened: Opened, session: Session) -> None:
    presenter, view, desk = opened
    me, session.user_id = session.user_id, session.user_id + 1
    keep_view(session, "Чужой", {}, shared=True)
    session.user_id = me
    save(presenter, view, "Наш", shared=True)
    save(presenter, view, "Мой")
    told = [(one.text, one.own) for one in presenter.views.shown()]
    assert told == [("Мой", True), ("Наш · команда", True), ("Чужой · команда", False)]
    presenter.views.remove(presenter.views.shown()[0].id)
    sentence, entry = desk.told[-1]
    assert sentence == "Отбор убран: Мой"
    presenter.views.read()
    assert len(presenter.views.shown()) == 2
    assert entry is not None
    undo(session, entry)
    presenter.views.read()
    assert len(presenter.views.shown()) == 3


def test_content_that_makes_no_sense_is_everybody_by_name(opened: Opened, session: Session) -> None:
    presenter, view, _ = opened
    presenter.sort_by(SortKey.SCORE)
    made = keep_view(session, "Странный", {"chosen": {"score": ["x"], "other": [1]}, "off": 7, "sort": "no"}).value
    presenter.views.read()
    presenter.views.choose(made)
    assert presenter._wanted == Wanted()
    assert view.sort == (SortKey.NAME, False)


# ---------------------------------------------------------------------- the page


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[ClientsScreen]:
    LOOK.put_on(Scheme.LIGHT)
    made = ClientsScreen(PlainDesk(session))
    qtbot.addWidget(made)
    made.retranslate()
    made.resize(1041, 524)
    made.show()
    made.arrive({})
    QApplication.processEvents()
    yield made
    made.close()


def menu(page: ClientsScreen) -> QMenu:
    """The menu of views, open."""
    page.views.click()
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_the_menu_saves_what_stands_and_puts_it_on_again(page: ClientsScreen, session: Session) -> None:
    page.panel.picked.emit(Part.CITY, "Казань", True)
    opened = menu(page)
    (keep,) = opened.actions()
    keep.trigger()
    opened.close()
    assert page.form is not None
    page.form.form.edited.emit("view", "Казань & рядом")
    page.form.buttons["save"].click()
    assert page.form is None
    page.arrive({})
    page.reset.click()
    assert page.table.rowCount() == CLIENTS
    opened = menu(page)
    first, *_, less = opened.actions()
    assert (first.text(), first.isChecked()) == ("Казань && рядом", False)
    assert less.menu() is not None
    first.trigger()
    opened.close()
    assert page.table.rowCount() == CLIENTS // 10
    assert [one.name for one in read_views(session)] == ["Казань & рядом"]
