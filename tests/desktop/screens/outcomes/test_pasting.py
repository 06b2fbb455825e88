"""Answers copied in a spreadsheet are pasted into the page, looked at, recorded, and taken back; rows of nobody get
their offer from a person.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.delivery.workbook import table_workbook
from core.domain.lead import Answer
from core.domain.reply import new_code
from core.services.awaited import read_awaited
from core.services.history import undo
from core.services.replies import read_waiting
from core.services.session import Session
from desktop.screens.outcomes.lead_choice import LeadChoice
from desktop.screens.outcomes.screen import OutcomesScreen
from desktop.widgets.questions import Question
from tests.core.services.test_pasted import packed
from tests.core.services.test_replies import codes, outcome_of, sent, stages
from tests.support.bases import TODAY, open_prepared
from tests.support.desk import PlainDesk
from tests.support.pages import shown

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    sent(opened, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


@pytest.fixture
def page(qtbot: QtBot, desk: PlainDesk) -> Iterator[OutcomesScreen]:
    made = shown(qtbot, OutcomesScreen(desk))
    made.arrive({})
    yield made
    QGuiApplication.clipboard().clear()


def paste(page: OutcomesScreen, text: str) -> Question:
    """Copy it somewhere, and press Ctrl+V here."""
    QGuiApplication.clipboard().setText(text)
    assert page.take_key(QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_V, CTRL, "v"))
    assert isinstance(page.dialog, Question)
    return page.dialog


def record(page: OutcomesScreen, asked: Question) -> None:
    asked.buttons["yes"].click()
    page.arrive({})


def leads(session: Session) -> list[int]:
    return [one.recommendation for one in read_awaited(session).leads]


def test_a_bare_column_is_shown_row_by_row_before_it_is_recorded_and_undone_as_one(
    page: OutcomesScreen, session: Session, desk: PlainDesk
) -> None:
    first, second, third, *_ = read_awaited(session).leads
    before = stages(session)
    asked = paste(page, "купил\nотказ\nну да\n")
    texts = [label.text() for label in asked.findChildren(QLabel)]
    assert "3 ответа: 1 купил, 1 отказ, 1 неясно" in texts
    for lead in (first, second, third):
        assert any(lead.who in text and lead.service in text for text in texts)
    assert stages(session) == before
    record(page, asked)
    bought, refused = (outcome_of(session, one.recommendation) for one in (first, second))
    assert bought is not None and bought.answer is Answer.BOUGHT
    assert refused is not None and refused.answer is Answer.REFUSED
    assert [one.lead for one in read_waiting(session)] == [third.recommendation]
    sentence, entry = desk.told[-1]
    assert "Записано ответов: 2" in sentence and entry is not None
    undo(session, entry)
    assert {lead: stages(session)[lead] for lead in before} == before
    assert read_waiting(session) == []


def test_leaving_the_preview_changes_nothing(page: OutcomesScreen, session: Session) -> None:
    before = stages(session)
    paste(page, "купил\nотказ").reject()
    assert stages(session) == before


def test_answers_go_from_the_chosen_row_on_or_to_those_selected(page: OutcomesScreen, session: Session) -> None:
    ids = leads(session)
    page.grid.selectRow(2)
    record(page, paste(page, "отказ"))
    assert outcome_of(session, ids[2]) is not None
    assert outcome_of(session, ids[0]) is None
    ids = leads(session)
    page.grid.selectRow(3)
    also = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.grid.selectionModel().select(page.table.index(1, 0), also)
    assert not page.bar.buttons[Answer.REFUSED].isEnabled(), "a key answers one row"
    page.presenter.answer(Answer.REFUSED)
    assert leads(session) == ids
    record(page, paste(page, "купил\nне дозвонились"))
    bought, missed = (outcome_of(session, ids[place]) for place in (1, 3))
    assert bought is not None and bought.answer is Answer.BOUGHT
    assert missed is not None and missed.answer is Answer.UNREACHABLE


def test_a_row_that_the_program_selects_is_the_only_one_though_ctrl_is_held(page: OutcomesScreen) -> None:
    page.grid.selectRow(2)
    QTest.keyPress(page.grid, Qt.Key.Key_Control, CTRL)
    page.grid.selectRow(1)
    assert [index.row() for index in page.grid.selectionModel().selectedRows()] == [1]
    QTest.keyRelease(page.grid, Qt.Key.Key_Control)


def test_what_cannot_be_pasted_is_said(page: OutcomesScreen, session: Session, desk: PlainDesk) -> None:
    page.presenter.paste("Казань\nПермь")
    assert "нет ответов" in desk.warned[-1]
    page.presenter.paste("купил\n" * 500)
    assert "500" in desk.warned[-1]
    page.presenter.paste(f"{new_code()}x\tну да\n" * 2)
    assert page.dialog is None
    assert read_waiting(session) == []


def test_ctrl_v_belongs_to_a_field_that_is_typed_into(page: OutcomesScreen, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    page.bar.amount.setFocus()
    assert not page.take_key(QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_V, CTRL, "v"))


def test_a_copied_file_is_loaded_as_a_chosen_one(page: OutcomesScreen, session: Session, tmp_path: Path) -> None:
    (code, lead), *_ = codes(session).items()
    file = tmp_path / "answers.xlsx"
    file.write_bytes(table_workbook("Ответы", [("Код ответа", 14), ("Ответ", 14)], [[code, "Отказался"]]))
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(file))])
    QGuiApplication.clipboard().setMimeData(copied)
    page.paste.click()
    assert outcome_of(session, lead) is not None


def test_a_row_of_nobody_is_given_its_offer_and_answered(
    page: OutcomesScreen, session: Session, desk: PlainDesk
) -> None:
    record(page, paste(page, "Агавин Пётр Ильич\tкупил"))
    assert not page.bar.buttons[Answer.BOUGHT].isEnabled()
    assert page.bar.choose.isVisible()
    page.grid.opened.emit(0)
    asked = page.dialog
    assert isinstance(asked, LeadChoice)
    assert asked.search.text() == "Агавин", "the search begins with whom the row names"
    theirs = [one for one in read_awaited(session).leads if one.who.startswith("Агавин")]
    assert asked.table.rowCount() == len(theirs) > 1
    asked.search.setText("fufdby")  # the keys of «агавин» in the other layout
    assert asked.table.rowCount() == len(theirs)
    asked.search.setText("никто такой")
    assert not asked.choose.isEnabled()
    asked.search.setText("агавин")
    asked.grid.selectRow(1)
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert page.bar.buttons[Answer.BOUGHT].isEnabled()
    assert theirs[1].service in page.bar.about.text()
    page.presenter.answer(Answer.REFUSED)
    told = outcome_of(session, theirs[1].recommendation)
    assert told is not None and (told.answer, told.on) == (Answer.REFUSED, TODAY)
    assert read_waiting(session) == []
    entry = desk.told[-1][1]
    assert entry is not None
    undo(session, entry)
    assert len(read_waiting(session)) == 1


def test_a_supposed_offer_is_answered_at_once_or_changed(page: OutcomesScreen, session: Session) -> None:
    theirs = [one for one in read_awaited(session).leads if one.who.startswith("Молочаев")]
    wanted = theirs[0]
    record(page, paste(page, f"Клиент\tУслуга\tОтвет\nМолочаев\t{wanted.service}\tотказ"))
    assert wanted.service in page.bar.about.text()
    assert page.bar.buttons[Answer.REFUSED].isEnabled()
    page.presenter.choose_lead()
    assert isinstance(page.dialog, LeadChoice)
    page.dialog.reject()
    page.presenter.answer(Answer.REFUSED)
    assert outcome_of(session, wanted.recommendation) is not None
