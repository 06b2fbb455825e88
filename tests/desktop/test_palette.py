"""Ctrl+K finds by a few letters, in whichever layout they were typed, and the keyboard alone is enough."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.keys import LATIN_OF
from desktop.widgets.rows import ROW
from desktop.window.palette import Command, CommandModel, Palette, matching

TITLES = ["Сегодня", "Импорт", "Рекомендации", "Отправка", "Расчёт", "Партнёры и услуги", "Настройки", "Вид"]
RUSSIAN = [Command(title, "sun", lambda: None) for title in TITLES]
ENGLISH = [Command(title, "sun", lambda: None) for title in ("Today", "Import", "Recommendations", "Settings")]
LOOKS = [Command("Вид", "contrast", lambda: None, more=more) for more in ("светлый", "тёмный", "контрастный")]


def latin_keys(text: str) -> str:
    """What comes of a Russian word on a keyboard that is set to English."""
    return text.upper().translate(LATIN_OF).lower()


def russian_keys(text: str) -> str:
    """What comes of an English word on a keyboard that is set to Russian."""
    return text.upper().translate({latin: cyrillic for cyrillic, latin in LATIN_OF.items()}).lower()


def _found(commands: list[Command], typed: str) -> list[str]:
    return [f"{one.text} {one.more}".strip() for one in matching(commands, typed)]


def test_a_name_that_begins_with_what_was_typed_comes_before_one_that_has_it_further_on() -> None:
    commands = [Command(title, "sun", lambda: None) for title in ("Вопреки расчёту", "Расчёт")]
    assert _found(commands, "расчет") == ["Расчёт", "Вопреки расчёту"]
    assert _found(commands, latin_keys("расчёт")) == ["Расчёт", "Вопреки расчёту"]


def test_the_layouts_of_the_tests_are_those_of_a_keyboard() -> None:
    assert latin_keys("импорт") == "bvgjhn"
    assert russian_keys("settings") == "ыуеештпы"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("имп", ["Импорт"]),
        ("ИМПОРТ", ["Импорт"]),
        ("усл", ["Партнёры и услуги"]),
        ("усл парт", ["Партнёры и услуги"]),
        ("расчет", ["Расчёт"]),
        ("р", ["Рекомендации", "Расчёт"]),
        ("мпорт", []),
        ("импорт услуги", []),
        ("ффф", []),
    ],
)
def test_a_command_is_found_by_the_start_of_any_of_its_words(typed: str, found: list[str]) -> None:
    assert _found(RUSSIAN, typed) == found


def test_nothing_typed_finds_everything_in_its_order() -> None:
    assert _found(RUSSIAN, "") == TITLES
    assert _found(RUSSIAN, "  ") == TITLES


def test_what_tells_commands_apart_is_searched_too() -> None:
    assert _found(LOOKS, "тем") == ["Вид тёмный"]
    assert _found(LOOKS, "вид св") == ["Вид светлый"]


@given(st.sampled_from(RUSSIAN), st.data())
def test_russian_words_are_found_where_the_keyboard_was_set_to_english(command: Command, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(command.text.split()))
    typed = latin_keys(word[: data.draw(st.integers(1, len(word)))])
    assert command in matching(RUSSIAN, typed)


@given(st.sampled_from(ENGLISH), st.data())
def test_english_words_are_found_where_the_keyboard_was_set_to_russian(command: Command, data: st.DataObject) -> None:
    typed = russian_keys(command.text[: data.draw(st.integers(1, len(command.text)))])
    assert command in matching(ENGLISH, typed)


@given(st.text(max_size=30))
def test_whatever_is_typed_finds_some_of_the_commands_or_none(typed: str) -> None:
    found = matching(RUSSIAN, typed)
    assert [one for one in RUSSIAN if one in found] == found


def test_a_long_list_is_cut() -> None:
    assert len(matching(RUSSIAN * 20, "")) == 50


def test_the_model_is_sound_while_commands_come_and_go(qtbot: QtBot) -> None:  # noqa: ARG001
    model = CommandModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for commands in (RUSSIAN, [], ENGLISH[:1], RUSSIAN):
        model.show_commands(list(commands))
        assert model.rowCount() == len(commands)


def test_a_row_says_the_whole_command(qtbot: QtBot) -> None:  # noqa: ARG001
    model = CommandModel()
    command = Command("Вид", "contrast", lambda: None, "F7", "тёмный")
    model.show_commands([command])
    index = model.index(0)
    assert index.data(ROW) is command
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Вид тёмный F7"


class Window(QWidget):
    """A window with a field and the palette over it; `ran` keeps what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        self.palette_ = Palette(self)
        self.ran: list[str] = []
        self.commands = [Command(title, "sun", partial(self.ran.append, title)) for title in TITLES]
        self.resize(1024, 560)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The window, its field with the keyboard, then the palette open."""
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    made.palette_.open(made.commands, "Найти", "Ничего не нашлось")
    return made


def _type(window: Window, text: str) -> None:
    window.palette_.search.setText(text)


def test_the_palette_takes_the_keyboard_and_gives_it_back(window: Window, qtbot: QtBot) -> None:
    assert window.palette_.search.hasFocus()
    assert window.palette_.search.accessibleName() == "Найти"
    QTest.keyClick(window.palette_.search, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()
    qtbot.waitUntil(window.field.hasFocus)
    assert not window.ran


def test_enter_runs_the_first_that_matches_and_closes(window: Window) -> None:
    _type(window, "отп")
    QTest.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert window.ran == ["Отправка"]
    assert not window.palette_.isVisible()


def test_arrows_choose_while_the_keyboard_stays_in_the_field(window: Window) -> None:
    search = window.palette_.search
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(search, key)
    assert search.hasFocus()
    QTest.keyClick(search, Qt.Key.Key_Enter)
    assert window.ran == [TITLES[1]]


def test_arrows_stop_at_both_ends(window: Window) -> None:
    for _ in range(len(TITLES) + 3):
        QTest.keyClick(window.palette_.search, Qt.Key.Key_Down)
    QTest.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert window.ran == [TITLES[-1]]


def test_enter_where_nothing_matches_does_nothing(window: Window) -> None:
    _type(window, "ффф")
    QTest.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert (window.ran, window.palette_.isVisible()) == ([], True)
    assert (window.palette_.nothing.isVisible(), window.palette_.nothing.text()) == (True, "Ничего не нашлось")


def test_tab_does_not_leave_the_palette(window: Window) -> None:
    QTest.keyClick(window.palette_.search, Qt.Key.Key_Tab)
    QTest.keyClick(window.palette_.search, Qt.Key.Key_Backtab)
    assert window.palette_.search.hasFocus()


def test_a_click_runs_a_command_and_one_beside_the_card_only_closes(window: Window) -> None:
    palette = window.palette_
    rect = palette.list.visualRect(palette.model.index(2))
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert window.ran == [TITLES[2]]
    palette.open(window.commands, "Найти", "Ничего")
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 500))
    assert (window.ran, palette.isVisible()) == ([TITLES[2]], False)


def test_the_next_opening_starts_anew(window: Window) -> None:
    _type(window, "отп")
    window.palette_.close_palette()
    window.palette_.open(window.commands, "Найти", "Ничего")
    assert window.palette_.search.text() == ""
    assert window.palette_.model.rowCount() == len(TITLES)


def test_what_is_found_besides_stands_below_the_commands_and_is_gone_with_the_palette(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    palette = Palette(parent)
    asked: list[str] = []
    answers: list[Callable[[Sequence[Command]], None]] = []
    run: list[str] = []

    def finds(typed: str, then: Callable[[Sequence[Command]], None]) -> None:
        asked.append(typed)
        answers.append(then)

    palette.open(RUSSIAN, "Найти", "Ничего", finds)
    palette.search.setText("р")
    assert asked == []
    palette.search.setText("ре")
    late = answers.pop()
    palette.search.setText("рек")
    late([Command("Ренкина", "user", lambda: run.append("late"))])
    assert [one.text for one in palette.model.commands] == ["Рекомендации"]
    answers.pop()([Command("Рекина Вера", "user", lambda: run.append("client"))])
    assert [one.text for one in palette.model.commands] == ["Рекомендации", "Рекина Вера"]
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert run == ["client"]
    assert palette.model.commands == []
