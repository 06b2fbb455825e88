"""What the program says back, and what it asks: message bar, toast, waiting line, progress, questions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import LOOK, Scheme
from desktop.widgets.buttons import Button
from desktop.widgets.feedback import Empty, MessageBar, Toast
from desktop.widgets.labels import Line
from desktop.widgets.questions import Question
from desktop.widgets.waiting import Bar, Pace, WaitingLine
from tests.support.pictures import shows


@pytest.fixture(autouse=True)
def look(qtbot: QtBot) -> None:  # noqa: ARG001
    """In the light scheme."""
    LOOK.put_on(Scheme.LIGHT)


def test_the_message_bar_stays_until_it_is_closed(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show()
    closed: list[bool] = []
    bar.closed.connect(lambda: closed.append(True))
    bar.set_close_word("Закрыть")
    bar.show_message("Не сохранено", "err", "Ещё раз")
    assert bar.text == "Не сохранено"
    cross = next(one for one in bar.findChildren(Button) if one.accessibleName() == "Закрыть")
    cross.click()
    assert (bar.text, closed) == ("", [True])


def test_a_toast_as_wide_as_it_wants_shows_its_whole_sentence(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    toast = Toast(window)
    window.show()
    toast.show_result(
        "Сопоставление «Выгрузка» сохранено. Таблица с такими заголовками возьмёт его сама.", undo="Открыть"
    )
    toast.resize(toast.whole_width, 48)
    toast.grab()
    assert toast.findChildren(Line)[0].toolTip() == ""
    toast.resize(300, 48)
    toast.grab()
    assert toast.findChildren(Line)[0].toolTip() == toast.text


def test_a_toast_gives_its_entry_back_and_goes(qtbot: QtBot) -> None:
    window = QWidget()
    toast = Toast(window)
    qtbot.addWidget(window)
    window.show()
    undone: list[object] = []
    toast.undo.connect(undone.append)
    toast.show_result("Принято", undo="Отменить", entry=7)
    assert toast.text == "Принято"
    assert toast._left.isActive()
    toast.findChildren(Button)[0].click()
    assert (undone, toast.text) == ([7], "")
    toast.show_result("Скопировано", "copy")
    assert not toast.findChildren(Button)[0].isVisible()
    toast._left.timeout.emit()
    assert toast.text == ""


def test_the_waiting_line_runs_only_after_a_while(qtbot: QtBot) -> None:
    line = WaitingLine()
    line.resize(300, 2)
    qtbot.addWidget(line)
    line.show_waiting(True)
    assert not line._running
    line._delay.timeout.emit()
    assert line._running
    line.show_waiting(False)
    assert not line._running
    assert not line._delay.isActive()


def test_a_bar_is_filled_as_far_as_the_work_is_done(qtbot: QtBot) -> None:
    bar = Bar()
    qtbot.addWidget(bar)
    bar.resize(200, 6)
    assert not shows(bar, LOOK.tokens.accent)
    bar.show_share(0.5)
    picture = bar.grab().toImage()
    ratio = picture.width() / 200
    filled = [picture.pixelColor(round(x * ratio), picture.height() // 2).name() for x in (50, 90, 110, 190)]
    assert [colour == LOOK.tokens.accent.lower() for colour in filled] == [True, True, False, False]
    bar.show_share(7.0)
    assert shows(bar, LOOK.tokens.accent)


def test_an_empty_page_says_what_to_do(qtbot: QtBot) -> None:
    page = Empty("send")
    qtbot.addWidget(page)
    page.show()
    pressed: list[bool] = []
    page.pressed.connect(lambda: pressed.append(True))
    page.show_words("Пусто", "Примите рекомендацию.", "К рекомендациям")
    page.button.click()
    assert pressed == [True]
    page.show_words("Пусто", "")
    assert not page.button.isVisible()


@pytest.mark.parametrize(("careful", "first"), [(False, "stop"), (True, "stay")])
def test_a_question_begins_at_the_answer_that_harms_least_where_care_is_needed(
    qtbot: QtBot, careful: bool, first: str
) -> None:
    question = Question(None, "Остановить?", "Будет потеряно 3.", [("Да", "stop"), ("Нет", "stay")], careful=careful)
    qtbot.addWidget(question)
    question.show()
    question.activateWindow()
    qtbot.waitUntil(question.isActiveWindow)
    qtbot.waitUntil(question.buttons[first].hasFocus)
    QTest.keyClick(question.buttons[first], Qt.Key.Key_Return)
    assert question.chosen == first
    assert question.result() == Question.DialogCode.Accepted


def test_escape_answers_a_question_with_what_does_nothing(qtbot: QtBot) -> None:
    question = Question(None, "Остановить?", "Будет потеряно 3.", [("Да", "stop"), ("Нет", "stay")])
    qtbot.addWidget(question)
    question.show()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert (question.chosen, question.isVisible()) == ("stay", False)


def test_how_long_it_still_takes_is_told_once_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    pace.start()
    passed = [0]
    monkeypatch.setattr(Pace, "elapsed", lambda _: passed[0])
    assert pace.left(0.5) is None
    passed[0] = 30_000
    assert pace.left(0.25) == pytest.approx(90)
    assert pace.left(0.01) is None
