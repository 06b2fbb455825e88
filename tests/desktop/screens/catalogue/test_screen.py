"""The page of partners and services as people meet it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.client import ClientType
from core.domain.rights import Role
from core.services.session import Session
from desktop.screens.catalogue.screen import CatalogueScreen
from desktop.screens.catalogue.table_model import CompanyTable, ServiceTable
from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Button
from desktop.widgets.questions import Question
from desktop.words import Words
from tests.support.bases import BANK, CASCO, OWN
from tests.support.desk import PlainDesk

Open = Callable[..., CatalogueScreen]


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    """Show the page at a desk."""

    def shown(desk: PlainDesk, size: tuple[int, int] = (1380, 864)) -> CatalogueScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = CatalogueScreen(desk)
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(*size)
        page.show()
        page.arrive({})
        return page

    return shown


@pytest.mark.parametrize("table", [CompanyTable, ServiceTable])
def test_the_models_keep_the_rules_of_qt(
    show: Open, session: Session, table: type[CompanyTable] | type[ServiceTable]
) -> None:
    page = show(PlainDesk(session))
    model = page.company_table if table is CompanyTable else page.service_table
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() > 0
    page.arrive({})
    page.companies.selectRow(1)
    assert tester.model() is model


def test_arrows_go_from_company_to_company(show: Open, session: Session) -> None:
    page = show(PlainDesk(session))
    assert page.first_focus() is page.companies
    assert page.company_name.text() == OWN
    QTest.keyClick(page.companies, Qt.Key.Key_Down)
    assert page.company_name.text() == BANK
    assert page.service_table.index(0, 0).data() == CASCO


def test_a_screen_reader_hears_rows_whole(show: Open, session: Session) -> None:
    page = show(PlainDesk(session))
    role = Qt.ItemDataRole.AccessibleTextRole
    assert str(page.company_table.index(0, 2).data(role)).startswith(f"{OWN}, своя компания")
    assert str(page.service_table.index(0, 0).data(role)).startswith("Новый автомобиль, физлицу")
    assert page.services.accessibleName() == f"Услуги компании {OWN}"


def test_the_column_of_kinds_is_there_where_it_says_something(show: Open, session: Session) -> None:
    page = show(PlainDesk(session))
    assert page.services.isColumnHidden(2)


def test_loading_asks_in_a_small_window_and_shows_the_report(
    show: Open, session: Session, bare_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = PlainDesk(session)
    page = show(desk)
    monkeypatch.setattr(page, "choose_file", lambda _title, _kinds: str(bare_list))

    asked: list[str] = []

    def answer() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        asked.append(question.windowTitle())
        question.buttons.get(ClientType.ENTITY.value, question.buttons[""]).click()

    QTimer.singleShot(0, answer)
    page.press_primary()
    assert asked == ["Для кого услуги этого списка?"]
    assert page.told.isVisibleTo(page)
    assert page.told_text.text().startswith("Компаний в файле: 1")
    page.told_close.click()
    assert not page.told.isVisibleTo(page)


def test_readers_have_no_button_to_load(show: Open, session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    page = show(PlainDesk(session))
    assert not page.load.isVisibleTo(page)


def test_an_empty_catalogue_has_one_button(
    show: Open, empty_session: Session, named_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show(PlainDesk(empty_session))
    shown = [one for one in page.findChildren(Button) if one.isVisibleTo(page)]
    assert shown == [page.empty.button]
    monkeypatch.setattr(page, "choose_file", lambda _title, _kinds: str(named_list))
    QTest.keyClick(page.empty.button, Qt.Key.Key_Return)
    assert page.company_table.rowCount() == 2
    assert page.load.isVisibleTo(page)


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_the_page_fits_the_smallest_window_in_both_languages(show: Open, session: Session, words: Words) -> None:
    page = show(PlainDesk(session, words), (972, 524))
    assert page.minimumSizeHint().width() <= 972
    assert page.minimumSizeHint().height() <= 524
    assert page.title.text() == words.say("catalogue", "title")
    heads = [page.company_table.headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
    assert heads == [words.say("catalogue", key) for key in ("company", "persons", "entities", "shared")]
