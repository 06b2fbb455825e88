"""The page of sending as people meet it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.services.outbox import read_outbox
from core.services.outgoing import read_outgoing
from core.services.partner_addresses import confirm_partner_address, set_partner_address
from core.services.partners import read_partners
from core.services.sending import make_package, read_packages
from core.services.session import Session
from desktop.clipboard import lend_to_clipboard
from desktop.screens.sending.how import HowDialog
from desktop.screens.sending.screen import SendingScreen
from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Kind
from desktop.widgets.lists import ListDialog
from desktop.widgets.passwords import PasswordDialog
from desktop.widgets.questions import Question
from desktop.words import Words
from tests.support.desk import PlainDesk
from tests.support.mailing import address_of, give_account

Open = Callable[..., SendingScreen]


@pytest.fixture
def show(qtbot: QtBot, request: pytest.FixtureRequest) -> Open:
    """Show the page of a size, in a language, on a tab."""

    def shown(
        words: Words | None = None, size: tuple[int, int] = (1380, 864), base: Session | None = None, tab: str = "ready"
    ) -> SendingScreen:
        LOOK.put_on(Scheme.LIGHT)
        page = SendingScreen(PlainDesk(base or request.getfixturevalue("session"), words))
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(*size)
        page.show()
        page.arrive({"tab": tab})
        QCoreApplication.processEvents()
        return page

    return shown


def dialog(page: SendingScreen) -> QDialog:
    assert page.dialog is not None
    return page.dialog


def answered(page: SendingScreen, value: str) -> None:
    question = dialog(page)
    assert isinstance(question, Question)
    question.buttons[value].click()


def test_the_models_are_sound(show: Open) -> None:
    page = show()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    models = (page.ready.partner_model, page.ready.preview_model, page.package_model, page.table_model)
    testers = [QAbstractItemModelTester(model, fatal) for model in models]
    for tab in ("packages", "sent", "tasks", "ready"):
        page.arrive({"tab": tab})
    assert testers
    assert page.ready.preview_model.rowCount() > 0


def test_rows_are_heard_as_one_sentence(show: Open, session: Session) -> None:
    make_package(session, read_outgoing(session)[0].partner_id, "ru")
    page = show(tab="packages")
    (package,) = read_packages(session)
    role = Qt.ItemDataRole.AccessibleTextRole
    heard = page.package_model.index(0, 2).data(role)
    assert package.partner in heard
    assert "не сохранён" in heard
    page.arrive({"tab": "ready"})
    assert page.ready.partner_model.index(0).data(role).startswith(page.ready.partner_model.lines[0].name)


def test_the_arrows_go_from_partner_to_partner(show: Open) -> None:
    page = show()
    partners = page.ready.partners
    assert page.first_focus() is partners
    before = page.ready.preview_model.shown
    QTest.keyClick(partners, Qt.Key.Key_Down)
    assert partners.currentIndex().row() == 1
    assert page.ready.preview_model.shown is not before
    assert str(page.ready.preview_model.rowCount()) in page.make.text()


def test_ctrl_enter_makes_the_package_and_asks_for_a_folder(
    show: Open, qtbot: QtBot, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show()
    monkeypatch.setattr(page, "choose_folder", lambda: tmp_path / "out")
    page.press_primary()
    qtbot.waitUntil(lambda: page.dialog is not None)
    (package,) = read_packages(session)
    assert package.saved
    assert (tmp_path / "out" / package.file_name).exists()
    answered(page, "yes")
    shown = dialog(page)
    assert isinstance(shown, PasswordDialog)
    assert shown.line.text()
    assert not read_packages(session)[0].password_given, "it is only shown"
    shown.passed.click()
    assert read_packages(session)[0].password_given


def test_the_password_is_closed_by_its_button_alone(show: Open) -> None:
    page = show()
    page.show_password("Пароль", "Пакет", "qwerty-123")
    shown = dialog(page)
    assert isinstance(shown, PasswordDialog)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        QTest.keyClick(shown, key)
    shown.close()
    assert shown.isVisible()
    shown.passed.click()
    assert not shown.isVisible()
    assert shown.line.text() == "", "no widget keeps it"


def test_a_copied_password_leaves_the_clipboard_again(show: Open, qtbot: QtBot) -> None:
    page = show()
    page.show_password("Пароль", "Пакет", "qwerty-123")
    shown = dialog(page)
    assert isinstance(shown, PasswordDialog)
    shown.copy.click()
    assert QGuiApplication.clipboard().text() == "qwerty-123"
    assert "буфер обмена" in shown.note.text()
    lend_to_clipboard("qwerty-456", for_ms=0)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "")
    shown.passed.click()


def test_a_copied_password_does_not_outlive_the_program(qapp: QGuiApplication) -> None:
    lend_to_clipboard("qwerty-123")
    assert qapp.clipboard().text() == "qwerty-123"
    qapp.aboutToQuit.emit()
    assert qapp.clipboard().text() == ""


def test_the_clipboard_keeps_what_somebody_put_there_after_the_password(qtbot: QtBot, qapp: QGuiApplication) -> None:
    clipboard = qapp.clipboard()
    lend_to_clipboard("qwerty-123", for_ms=0)
    clipboard.setText("something else")
    ended: list[bool] = []
    QTimer.singleShot(0, lambda: ended.append(True))  # comes after the one that takes back
    qtbot.waitUntil(lambda: bool(ended))
    assert clipboard.text() == "something else"


def test_the_next_step_of_a_package_is_the_filled_button(show: Open, session: Session) -> None:
    make_package(session, read_outgoing(session)[0].partner_id, "ru")
    page = show(tab="packages")
    filled = [name for name, button in page.doings.items() if button._kind is Kind.FILLED]
    assert filled == ["save"]
    assert [name for name, button in page.doings.items() if button.isEnabled()] == ["draft", "save"]


def test_marking_as_sent_is_asked_with_the_focus_on_the_way_back(
    show: Open, tmp_path: Path, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show()
    monkeypatch.setattr(page, "choose_folder", lambda: tmp_path / "out")
    page.make.click()
    qtbot.waitUntil(lambda: page.dialog is not None)
    answered(page, "no")
    page.arrive({"tab": "packages"})
    page.doings["send"].click()
    question = dialog(page)
    assert isinstance(question, Question)
    assert question.focusWidget() is question.buttons["no"]
    answered(page, "yes")
    assert read_packages(session)[0].sent


def test_held_back_fields_that_do_not_fit_stand_behind_a_word(show: Open) -> None:
    page = show(size=(972, 524))
    held = page.ready.held
    assert held.hidden == 0 or held.rest.text() == f"и ещё {held.hidden}"
    held.more.emit()
    shown = dialog(page)
    assert isinstance(shown, ListDialog)
    assert len(shown.lines) == int(page.ready._held_title.text().split()[-1])
    shown.close_.click()


def test_where_it_is_narrow_the_panel_opens_above_the_page(show: Open) -> None:
    assert show(size=(1380, 864)).ready.how_button.isHidden()
    assert not show(size=(972, 524)).ready.how_button.isHidden()


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "longer"])
@pytest.mark.parametrize("tab", ["ready", "packages", "tasks"])
def test_nothing_is_clipped_in_the_smallest_window(show: Open, session: Session, words: Words, tab: str) -> None:
    make_package(session, read_outgoing(session)[-1].partner_id, "ru")
    page = show(words, (972, 524), tab=tab)
    least = page.minimumSizeHint()
    assert (least.width() <= 972, least.height() <= 524) == (True, True)


def test_a_change_of_language_says_everything_anew(show: Open) -> None:
    page = show(Words("ru"))
    page._desk.words.language = "en"
    page.retranslate()
    page.read_again()
    assert page.title.text() == "Sending"
    assert page.make.text().startswith("Make a package")
    assert page.tabs.segments()[0].text() == "Ready"


def test_an_empty_page_has_its_one_button(show: Open, empty_base: Session) -> None:
    page = show(base=empty_base)
    assert page.first_focus() is page.empty.button
    page.press_primary()
    desk = page._desk
    assert isinstance(desk, PlainDesk)
    assert desk.went == [("review", {})]


def test_what_is_ready_goes_by_mail_with_the_key_of_the_page_and_by_file_with_the_other_button(
    show: Open, session: Session
) -> None:
    give_account(session)
    for partner in read_partners(session):
        set_partner_address(session, partner.id, address_of(partner.id))
        confirm_partner_address(session, partner.id, address_of(partner.id))
    page = show()
    assert page.to_folder.isVisibleTo(page)
    assert not page.ready.how.copy.isVisibleTo(page)
    assert not page.ready.how.remedy.isVisibleTo(page)
    page.press_primary()
    answered(page, "no")
    assert read_packages(session) == []
    page.press_primary()
    answered(page, "yes")
    (row,) = read_outbox(session)
    assert page.first_focus() is page.outbox
    assert page.outbox_model.shown.lines[0].cells[0] == row.partner


def test_in_a_narrow_window_the_way_to_what_is_missing_stands_in_the_window_of_how(show: Open) -> None:
    page = show(size=(980, 560))
    assert not page.to_folder.isVisibleTo(page)
    page.ready.how_button.click()
    how = next(iter(page.findChildren(HowDialog)))
    assert how.how.remedy.isVisibleTo(how)
    how.how.remedy.click()
    assert not how.isVisible()
    desk = page.presenter._desk
    assert isinstance(desk, PlainDesk)
    assert desk.went == [("settings", {"line": "mail"})]
