"""The page of outcomes as people meet it: answers by keys, files of partners, rows that are not clear."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.delivery.workbook import table_workbook
from core.domain.lead import Answer, Stage
from core.domain.reply import new_code
from core.services.awaited import read_awaited
from core.services.client_card import read_client
from core.services.history import undo
from core.services.outcomes import record_outcome
from core.services.replies import read_waiting
from core.services.sending import mark_sent, read_packages, save_packages
from core.services.session import Session
from core.vault.sealing import seal_workbook
from desktop.screens.outcomes.screen import OutcomesScreen
from desktop.theme import LOOK, Scheme, set_scale
from desktop.widgets.rows import CELL_PAD, EDGE_PAD
from desktop.words import Words
from tests.core.services.conftest import sheet_of
from tests.core.services.test_replies import codes, outcome_of, packed, stages
from tests.support.bases import NOW, TODAY, all_recommendations, open_prepared
from tests.support.clipping import clipped
from tests.support.desk import PlainDesk
from tests.support.pages import shown

LEAST = (972, 524)
"""What a page has in the smallest window."""
HEAD = [("Код ответа", 14), ("Ответ", 14), ("Сумма", 14)]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    save_packages(opened, tmp_path / "out")
    for one in read_packages(opened):
        mark_sent(opened, one.id)
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session) -> PlainDesk:
    return PlainDesk(session)


@pytest.fixture
def page(qtbot: QtBot, desk: PlainDesk) -> OutcomesScreen:
    made = shown(qtbot, OutcomesScreen(desk))
    made.arrive({})
    return made


def press(page: OutcomesScreen, key: Qt.Key, text: str = "") -> bool:
    """A key that no field has taken, as the window hands it over."""
    used = page.take_key(QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text))
    page.arrive({})
    return used


def first(session: Session) -> int:
    return read_awaited(session).leads[0].recommendation


def test_what_waits_longest_comes_first_and_each_row_is_a_sentence(page: OutcomesScreen, session: Session) -> None:
    tester = QAbstractItemModelTester(page.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    leads = read_awaited(session).leads
    assert tester.model().rowCount() == len(leads) > 3
    assert [one.since for one in leads] == sorted(one.since for one in leads)
    spoken = str(page.table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert leads[0].who in spoken and leads[0].service in spoken
    assert page.first_focus() is page.grid


@pytest.mark.parametrize(("key", "answer"), list(zip("2345", list(Answer)[1:], strict=True)))
def test_a_digit_records_the_answer_and_goes_on_to_the_next_row(
    page: OutcomesScreen, session: Session, desk: PlainDesk, key: str, answer: Answer
) -> None:
    lead, following = (one.recommendation for one in read_awaited(session).leads[:2])
    assert press(page, Qt.Key(ord(key)), key)
    told = outcome_of(session, lead)
    assert told is not None and (told.answer, told.on) == (answer, TODAY)
    assert page.grid.currentIndex().row() == 0
    assert first(session) == following
    sentence, entry = desk.told[-1]
    assert sentence and entry is not None
    undo(session, entry)
    assert stages(session)[lead] in {Stage.SENT, Stage.TASK}


def test_an_answer_and_taking_it_back_count_at_once(page: OutcomesScreen, session: Session) -> None:
    client = read_awaited(session).leads[0].client

    def recommended() -> set[int]:
        return {one.kind_id for one in all_recommendations(session) if one.client_id == client}

    before = recommended()
    press(page, Qt.Key.Key_2, "2")
    assert not read_client(session, client).waits
    page.presenter.undo()
    assert not read_client(session, client).waits
    assert recommended() >= before


def test_what_was_bought_asks_for_the_amount_and_enter_records_it(page: OutcomesScreen, session: Session) -> None:
    lead = first(session)
    assert press(page, Qt.Key.Key_1, "1")
    assert outcome_of(session, lead) is None
    QTest.keyClicks(page.bar.amount, "42 300")
    QTest.keyClick(page.bar.amount, Qt.Key.Key_Return)
    told = outcome_of(session, lead)
    assert told is not None and (told.answer, told.amount) == (Answer.BOUGHT, 42_300.0)
    page.arrive({})
    assert page.bar.amount.text() == ""


def test_an_amount_or_a_day_that_cannot_be_is_told_where_it_stands(page: OutcomesScreen, session: Session) -> None:
    lead = first(session)
    page.bar.amount.setText("много")
    page.presenter.bought()
    assert "Сумма непонятна" in page.bar.amount.accessibleDescription()
    page.bar.amount.setText("")
    page.bar.on.setText("завтра")
    page.presenter.bought()
    assert "Дата" in page.bar.on.accessibleDescription()
    assert outcome_of(session, lead) is None
    page.bar.on.setText("вчера")
    page.presenter.answer(Answer.REFUSED)
    told = outcome_of(session, lead)
    assert told is not None and told.on == TODAY - timedelta(days=1)


def test_digits_typed_into_a_field_decide_nothing(page: OutcomesScreen, session: Session, qtbot: QtBot) -> None:
    before = stages(session)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.bar.amount.setFocus()
    assert not press(page, Qt.Key.Key_2, "2")
    repeated = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier, "2", True)
    page.grid.setFocus()
    assert not page.take_key(repeated)
    assert stages(session) == before


def test_no_answer_comes_back_after_a_week_and_may_be_answered_then(
    page: OutcomesScreen, session: Session, desk: PlainDesk
) -> None:
    lead = first(session)
    count = len(read_awaited(session).leads)
    press(page, Qt.Key.Key_3, "3")
    assert len(read_awaited(session).leads) == count - 1
    session.clock = lambda: NOW + timedelta(days=7)
    again = next(one for one in read_awaited(session).leads if one.recommendation == lead)
    assert again.silent_on == TODAY
    page.arrive({})
    row = [one.recommendation for one in read_awaited(session).leads].index(lead)
    state = page.table.index(row, page.table.columnCount() - 1)
    assert state.data() == "спросить ещё раз"
    needed = page.grid.fontMetrics().horizontalAdvance(state.data()) + CELL_PAD + EDGE_PAD
    assert needed <= page.grid.columnWidth(state.column())
    page.grid.selectRow(row)
    assert page.bar.about.text().endswith(f"нет ответа {TODAY:%d.%m.%Y}")
    page.presenter.answer(Answer.REFUSED)
    told = outcome_of(session, lead)
    assert told is not None and told.answer is Answer.REFUSED
    assert not desk.warned


def test_where_nothing_is_left_the_page_says_when_to_ask_again(page: OutcomesScreen, session: Session) -> None:
    while read_awaited(session).leads:
        press(page, Qt.Key.Key_3, "3")
    assert read_awaited(session).next_on == TODAY + timedelta(days=7)
    assert page.first_focus() is page.empty.button
    assert not press(page, Qt.Key.Key_2, "2")


def test_own_tasks_go_to_a_workbook_without_a_name_and_the_toast_says_where_it_lies(
    page: OutcomesScreen, session: Session, desk: PlainDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [one for one in read_awaited(session).leads if one.is_task]
    assert tasks and len(tasks) < len(read_awaited(session).leads)
    row = read_awaited(session).leads.index(tasks[0])
    page.grid.selectRow(row)
    assert f"№ {tasks[0].number}" in page.bar.about.text()
    assert f"№ {tasks[0].number}" in str(page.table.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    asked: list[str] = []
    file = tmp_path / "tasks.xlsx"

    def choose(_title: str, name: str, _kinds: str) -> str:
        asked.append(name)
        return str(tmp_path / "tasks")

    monkeypatch.setattr(page, "choose_place", choose)
    page.tasks.click()
    assert asked == [f"Задачи {TODAY:%Y-%m-%d}.xlsx"]
    assert [row[0] for row in sheet_of(file)[1:]] == sorted(one.number or 0 for one in tasks)
    assert desk.told[-1][0].replace("\u200b", "").endswith(f"без имён: {file}")
    monkeypatch.setattr(page, "choose_place", lambda *_: "")
    page.tasks.click()
    assert len(desk.told) == 1
    monkeypatch.setattr(page, "choose_place", lambda *_: str(session.store.folder / "tasks.xlsx"))
    page.tasks.click()
    assert desk.warned
    page.presenter.pick_tab("lines")
    assert not page.tasks.isVisible()
    for one in tasks:
        record_outcome(session, one.recommendation, Answer.REFUSED, TODAY)
    page.arrive({"tab": "awaited"})
    assert not page.tasks.isVisible()


def test_a_partners_file_is_taken_and_its_unclear_rows_are_settled_here(
    page: OutcomesScreen, session: Session, desk: PlainDesk, tmp_path: Path
) -> None:
    (sure, lead), (unclear, other), *_ = codes(session).items()
    rows: list[list[str | int | None]] = [
        [sure, "Купил", 100],
        [unclear, "ну да", None],
        [new_code(), "Отказался", None],
    ]
    file = tmp_path / "answers.xlsx"
    file.write_bytes(table_workbook("Ответы", HEAD, rows))
    page.presenter.take(file)
    told = outcome_of(session, lead)
    assert told is not None and told.amount == 100.0
    assert page.table.rowCount() == 2
    assert page.bar.drop.isVisible()
    page.presenter.answer(Answer.REFUSED)
    told = outcome_of(session, other)
    assert told is not None and told.answer is Answer.REFUSED
    page.arrive({})
    assert page.table.rowCount() == 1
    assert not page.bar.buttons[Answer.BOUGHT].isEnabled(), "nobody knows whose row it is"
    assert not desk.warned
    press(page, Qt.Key.Key_Delete)
    assert read_waiting(session) == []
    entry = desk.told[-1][1]
    assert entry is not None
    undo(session, entry)
    assert len(read_waiting(session)) == 1


@pytest.fixture(params=[("ru", 0.0, 150), ("en", 0.0, 150), ("ru", 0.35, 100)], ids=["ru", "en", "longer"])
def large(request: pytest.FixtureRequest) -> Iterator[Words]:
    """Words that take much room: in large type, or longer ones."""
    language, stretch, percent = request.param
    set_scale(percent)
    yield Words(language, stretch)
    set_scale(100)
    LOOK.put_on(Scheme.LIGHT)


def test_nothing_is_cut_off_beside_an_unclear_row_however_large_the_type(
    qtbot: QtBot, session: Session, tmp_path: Path, large: Words
) -> None:
    page = shown(qtbot, OutcomesScreen(PlainDesk(session, large)))
    file = tmp_path / "answers.xlsx"
    file.write_bytes(table_workbook("Ответы", HEAD, [[new_code(), "Отказался", None]]))
    page.presenter.take(file)
    page.arrive({"tab": "lines"})
    QApplication.processEvents()
    assert page.bar.choose.isVisible() and page.bar.drop.isVisible()
    assert page.size().toTuple() == LEAST, "it needs no more than it has"
    assert clipped(page.footer) == []
    assert clipped(page.bar) == []


def test_the_second_row_about_a_lead_puts_the_first_answer_right(
    page: OutcomesScreen, session: Session, desk: PlainDesk, tmp_path: Path
) -> None:
    (code, lead), *_ = codes(session).items()
    file = tmp_path / "answers.xlsx"
    file.write_bytes(table_workbook("Ответы", HEAD, [[code, "Купил", None], [code, "Отказался", None]]))
    page.presenter.take(file)
    assert page.table.rowCount() == 2
    page.presenter.answer(Answer.REFUSED)
    page.arrive({})
    page.presenter.answer(Answer.UNREACHABLE)
    told = outcome_of(session, lead)
    assert told is not None and told.answer is Answer.UNREACHABLE
    assert not desk.warned
    assert read_waiting(session) == []


def test_a_file_under_a_password_asks_for_it(page: OutcomesScreen, session: Session, tmp_path: Path) -> None:
    (code, lead), *_ = codes(session).items()
    file = tmp_path / "answers.xlsx"
    file.write_bytes(seal_workbook(table_workbook("Ответы", HEAD, [[code, "Отказался", None]]), "Secret-1234"))
    page.presenter.take(file)
    assert page.dialog is not None and page.dialog.isVisible()
    page.dialog.reject()
    assert outcome_of(session, lead) is None
    page.presenter.take_with("Secret-1234")
    assert outcome_of(session, lead) is not None


def test_a_file_without_answers_is_refused_in_words(page: OutcomesScreen, desk: PlainDesk, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Город;Сумма\nКазань;5\n", encoding="utf-8")
    page.presenter.take(file)
    assert "нет ответов" in desk.warned[-1]
