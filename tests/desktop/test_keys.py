"""Keys mean a place on the keyboard, whatever its layout, and the table of keys says what the window does."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.services.wording import LANGUAGES
from desktop.keys import KEYS, LATIN_OF
from desktop.places import COMBINATIONS, PLACES
from desktop.window.frame import Frame
from desktop.words import Words

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pressed(qtbot: QtBot) -> tuple[Frame, list[str]]:
    """A window that listens, and what it heard."""
    frame = Frame(lambda: Words("ru"))
    qtbot.addWidget(frame)
    frame.listen_to(COMBINATIONS)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    heard: list[str] = []
    frame.key_pressed.connect(heard.append)
    return frame, heard


def test_every_russian_letter_has_one_latin_key_of_its_own() -> None:
    assert "".join(chr(code) for code in LATIN_OF) == "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
    assert len(set(LATIN_OF.values())) == 33


@pytest.mark.parametrize(
    ("letter", "keys"), [("Л", "Ctrl+K"), ("Я", "Ctrl+Z"), ("Д", "Ctrl+L"), ("Б", "Ctrl+,")], ids=lambda one: one
)
def test_ctrl_with_a_russian_letter_is_the_key_in_its_place(
    pressed: tuple[Frame, list[str]], letter: str, keys: str
) -> None:
    frame, heard = pressed
    QApplication.sendEvent(frame, QKeyEvent(QEvent.Type.KeyPress, ord(letter), CTRL, "\x0b"))
    assert heard == [keys]


def test_ctrl_with_a_letter_that_means_nothing_is_left_alone(pressed: tuple[Frame, list[str]]) -> None:
    frame, heard = pressed
    QApplication.sendEvent(frame, QKeyEvent(QEvent.Type.KeyPress, ord("Й"), CTRL, "\x11"))
    assert heard == []


@pytest.mark.parametrize("keys", COMBINATIONS)
def test_every_combination_reaches_the_window(pressed: tuple[Frame, list[str]], keys: str) -> None:
    frame, heard = pressed
    combination = QKeySequence.listFromString(keys)[0][0]  # type: ignore[index]
    QTest.keyClick(frame, combination.key(), combination.keyboardModifiers())
    assert heard == [keys]


def test_combinations_are_written_so_that_qt_understands_them() -> None:
    for keys in COMBINATIONS:
        assert QKeySequence(keys).toString() == keys.replace("Ctrl+Enter", "Ctrl+Enter")
    assert len(COMBINATIONS) == len(set(COMBINATIONS))


def test_every_key_says_what_it_does_in_both_languages() -> None:
    for language in LANGUAGES:
        assert not [key.does for key in KEYS if not Words(language).has("keys", key.does)]


def test_keys_belong_to_pages_that_there_are_and_none_is_given_twice() -> None:
    assert {key.page for key in KEYS} <= {"", *(place.name for place in PLACES)}
    for place in PLACES:
        own = [key.keys for key in KEYS if key.page in {place.name, ""}]
        assert len(own) == len(set(own)), place.name


def test_the_keys_of_everywhere_are_listened_to() -> None:
    listened = {keys.replace("Return", "Enter") for keys in COMBINATIONS}
    told = {key.keys for key in KEYS if not key.page} - {"Esc", "Ctrl+1…9"}
    assert told <= listened
    assert {f"Ctrl+{digit}" for digit in range(1, 10)} <= listened
