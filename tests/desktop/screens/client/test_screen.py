"""The card as people meet it: focus, Esc, what is masked again, folding, the windows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.consent_papers import read_papers
from core.services.session import Session
from desktop.erasing import EraseDialog
from desktop.screens.client.field_rows import LineRow, PaperRow
from desktop.screens.client.screen import ClientScreen
from desktop.screens.client.sections import Section
from desktop.widgets.asking import FormDialog
from desktop.widgets.buttons import Button
from desktop.widgets.forms import Ticks
from desktop.widgets.questions import Question
from desktop.window.frame import Frame
from desktop.words import Words
from tests.desktop.screens.client.conftest import sent
from tests.support.desk import PlainDesk
from tests.support.fingers import type_text


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


@pytest.fixture
def page(qtbot: QtBot, desk: PlainDesk) -> Iterator[ClientScreen]:
    """The card of the first client in a window of its own."""
    frame = Frame(lambda: Words("ru"))
    qtbot.addWidget(frame)
    made = ClientScreen(desk)
    made.retranslate()
    frame.offer_pages(["client"], lambda _name: made)
    frame.show_hall()
    frame.resize(1600, 1000)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    frame.show_page("client", {"client": 1})
    QApplication.processEvents()
    yield made
    made.close_form()
    QApplication.processEvents()


def press(section: Section, deed: str) -> None:
    """The first button of the section that does it."""
    found = next(one for one in section.findChildren(Button) if getattr(one, "does", ("",))[0] == deed)
    found.click()


def answer(page: ClientScreen, which: str) -> None:
    """Of the question that stands there."""
    question = page.dialog
    assert isinstance(question, Question)
    question.buttons[which].click()
    assert not question.isVisible()


def line(page: ClientScreen, code: str) -> LineRow:
    found = page.who.rows[code]
    assert isinstance(found, LineRow)
    return found


def test_leaving_a_field_saves_it_and_esc_brings_back_what_stood_there(page: ClientScreen, session: Session) -> None:
    city = line(page, "city").line
    city.setFocus()
    city.setText("Арск")
    QTest.keyClick(city, Qt.Key.Key_Escape)
    assert city.text() == "Казань"
    city.setText("Арск")
    line(page, "email").line.setFocus()
    assert read_client(session, 1).details["city"] == "Арск"
    page.read_again()
    assert city.text() == "Арск" and line(page, "city").line is city


def test_what_is_being_typed_is_not_lost_when_the_card_is_read_again(page: ClientScreen, session: Session) -> None:
    city = line(page, "city").line
    city.setFocus()
    city.setText("Ар")
    edit_client(session, 1, {"income": "50000"})
    page.read_again()
    assert city.text() == "Ар"
    city.setText("Казань")


def test_esc_and_backspace_go_back_where_one_came_from_but_not_out_of_a_field(
    page: ClientScreen, desk: PlainDesk
) -> None:
    page.came_from = "review"
    line(page, "city").line.setFocus()
    QTest.keyClick(line(page, "city").line, Qt.Key.Key_Backspace)
    assert not desk.went
    page.sections.sections["leads"].head.setFocus()
    QTest.keyClick(page.sections.sections["leads"].head, Qt.Key.Key_Backspace)
    QTest.keyClick(page.sections.sections["leads"].head, Qt.Key.Key_Escape)
    assert desk.went == [("review", {}), ("review", {})]
    line(page, "city").line.setText("Казань")


def test_what_was_shown_is_masked_again_after_a_while_and_when_the_page_is_left(page: ClientScreen) -> None:
    row = page.who.rows["passport"]
    assert isinstance(row, PaperRow)
    masked = row.value.text()
    row.reveal.click()
    assert "123417" in row.value.text()
    row._hiding.timeout.emit()
    assert row.value.text() == masked
    row.reveal.click()
    page.hide()
    assert row.value.text() == masked
    page.show()


def test_another_client_brings_other_rows_and_shows_nothing_of_the_one_before(page: ClientScreen) -> None:
    row = page.who.rows["passport"]
    assert isinstance(row, PaperRow)
    row.reveal.click()
    page.arrive({"client": 2})
    other = page.who.rows["passport"]
    assert isinstance(other, PaperRow) and other.value.text() == ""
    assert page.title.text() == "Кактусов2 Пётр Ильич"


def test_sections_fold_stay_folded_and_are_filled_when_they_open(page: ClientScreen, desk: PlainDesk) -> None:
    history = page.sections.sections["history"]
    assert not history.is_open and history.stops == [history.head]
    history.head.click()
    assert desk.kept["client_folds"] == {"history": True}
    page.read_again()
    assert history.is_open
    assert "client_folds" in desk.kept and page.sections.sections["history"] is history


def test_the_answer_asks_only_for_what_goes_with_it(page: ClientScreen, session: Session) -> None:
    lead = sent(session)
    page.read_again()
    page.presenter.act("answer", lead)
    form = page.dialog
    assert isinstance(form, FormDialog)
    amount, reason, choice = (form.form.controls[name] for name in ("amount", "reason", "answer"))
    assert amount.isVisible() and not reason.isVisible()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert not amount.isVisible() and reason.isVisible()
    QTest.keyClick(choice, Qt.Key.Key_Return)
    told = next(one for one in read_client(session, 1).leads if one.id == lead)
    assert told.answer == "refused"


def test_a_refused_window_keeps_what_was_typed(page: ClientScreen) -> None:
    page.presenter.act("consent", 0)
    form = page.dialog
    assert isinstance(form, FormDialog)
    ticks = form.form.controls["recipients"]
    assert isinstance(ticks, Ticks) and len(ticks.ticks) == 4
    form.buttons["yes"].click()
    assert form.isVisible() and form.buttons["yes"].isEnabled()
    next(iter(ticks.ticks.values())).click()
    type_text(form.form.controls["consent"], "П-7")
    form.buttons["yes"].click()
    assert not form.isVisible()


def test_a_scan_is_added_by_its_button_and_removed_only_after_the_question(
    page: ClientScreen, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "scan.png"
    scan.write_bytes(b"a page")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(scan), ""))
    consents = page.sections.sections["consents"]
    press(consents, "scan")
    page.read_again()
    (paper,) = read_papers(session, 1)
    press(consents, "remove_scan")
    answer(page, "no")
    assert read_papers(session, 1) == [paper]
    press(consents, "remove_scan")
    answer(page, "yes")
    assert read_papers(session, 1) == []


def test_a_file_that_cannot_be_read_is_told_above_the_card(
    page: ClientScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "none.pdf"), ""))
    press(page.sections.sections["consents"], "scan")
    assert page.message.isVisible()


def test_erasing_wants_the_name_and_leaving_has_the_keyboard(page: ClientScreen, session: Session) -> None:
    page.erase.click()
    dialog = page.dialog
    assert isinstance(dialog, EraseDialog)
    QApplication.processEvents()
    assert dialog.focusWidget() is dialog.cancel
    assert not dialog.erase.isEnabled()
    dialog.typed.setText("кактусов1 петр ильич")
    assert dialog.erase.isEnabled()
    dialog.cancel.click()
    assert read_client(session, 1)


def test_f6_comes_by_both_sides(page: ClientScreen) -> None:
    frame = page.window()
    assert isinstance(frame, Frame)
    line(page, "city").line.setFocus()
    frame.next_pane(1)
    assert page.sections.isAncestorOf(frame.focusWidget())
    frame.next_pane(-1)
    assert page.who.isAncestorOf(frame.focusWidget())


def test_a_new_client_starts_in_its_first_field_and_ctrl_enter_adds_what_is_still_being_typed(
    page: ClientScreen, session: Session
) -> None:
    page.arrive({"new": True})
    assert page.first_focus() is line(page, "surname").line
    line(page, "surname").line.setFocus()
    line(page, "surname").line.setText("Агавина")
    page.press_primary()
    assert page.title.text() == "Агавина"
    assert page.presenter.card is not None
    assert read_client(session, page.presenter.card.id).full_name == "Агавина"


def test_a_low_window_folds_more_and_what_is_being_typed_stays(page: ClientScreen) -> None:
    city = line(page, "city").line
    city.setFocus()
    city.setText("Ар")
    page.compact = True
    page.set_compact(True)
    assert city.text() == "Ар" and line(page, "city").line is city
    assert not page.sections.sections["consents"].is_open and not page.who.folds["papers"].is_open
    page.compact = False
    page.set_compact(False)
    assert page.sections.sections["consents"].is_open and page.who.folds["papers"].is_open
    city.setText("Казань")


def test_folded_sections_stand_below_each_other_with_no_room_between(page: ClientScreen, qtbot: QtBot) -> None:
    sections = list(page.sections.sections.values())
    for section in sections:
        section.set_open(False)
    low = sections[0].head.sizeHint().height()
    page.sections._place.setMinimumHeight(2_000)
    qtbot.waitUntil(lambda: page.sections._place.height() >= 2_000 and not sections[0].body.isVisible())
    qtbot.waitUntil(lambda: {section.height() for section in sections} == {low})
