"""A package is opened in a window as on the command line: by whoever has the key, once, before its day."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.services.package_opening import sender_line, sender_words
from core.services.users import key_words
from desktop.screens.opening.presenter import FILE, IDENTITY, OUT, PLACES, SENDER, OpeningPresenter, Told
from desktop.screens.opening.screen import OpeningWindow
from desktop.theme import LOOK, Scheme
from desktop.words import Words
from tests.support.door import PlainDoor
from tests.support.sealed import IDENTITY as SECRET
from tests.support.sealed import PUBLIC, RECIPIENT, STRANGER, package


class View:
    """Keeps what it is shown; `chosen` is what the user points at next."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.words, self.refused, self.again, self.chosen = "", "", False, ""
        self.missing: dict[str, str] = {}
        self.busy: list[bool] = []
        self.told: Told | None = None

    def show_places(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)

    def show_words(self, words: str) -> None:
        self.words = words

    def show_missing(self, place: str, sentence: str) -> None:
        self.missing[place] = sentence

    def show_refused(self, sentence: str, *, again: bool) -> None:
        self.refused, self.again = sentence, again

    def show_busy(self, busy: bool) -> None:
        self.busy.append(busy)

    def show_told(self, told: Told) -> None:
        self.told = told

    def choose(self, place: str, title: str, start: str) -> str:
        assert place in PLACES and title
        assert start == self.places.get(place, "") or start == self.places.get(FILE, "")
        return self.chosen


class Table:
    """A partner's: a package, the secret key, the sender's sheet."""

    def __init__(self, folder: Path) -> None:
        self.view = View()
        self.presenter = OpeningPresenter(self.view, PlainDoor())
        self.file, self.key, self.sender = (folder / name for name in ("p.age", "key.txt", "sheet.txt"))
        self.file.write_bytes(package(expires_at=datetime(2999, 1, 1)))
        self.key.write_text(SECRET)
        self.sender.write_text(f"Words of the sheet\n{sender_line(PUBLIC)}\n")

    def choose(self, place: str, path: Path) -> None:
        self.view.chosen = str(path)
        self.presenter.choose(place)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def test_what_is_missing_is_said_at_its_place_and_nothing_is_opened(table: Table) -> None:
    table.presenter.open()
    assert {place for place, sentence in table.view.missing.items() if sentence} == {FILE, IDENTITY, OUT}
    assert table.view.busy == []
    table.choose(FILE, table.file)
    assert table.view.missing[FILE] == ""
    assert table.view.places[OUT] == str(table.file.parent), "beside the package, unless somebody says otherwise"


def test_the_words_of_the_chosen_key_are_those_on_the_senders_card(table: Table) -> None:
    table.choose(IDENTITY, table.key)
    assert " · ".join(key_words(RECIPIENT, "ru")) in table.view.words
    table.key.write_text("none")
    table.presenter.read_words()
    assert table.view.words == ""
    assert table.view.missing[IDENTITY].startswith("В файле нет секретного ключа")


def test_a_package_is_opened_and_its_sender_is_to_be_compared_or_is_known(table: Table) -> None:
    table.choose(FILE, table.file)
    table.choose(IDENTITY, table.key)
    table.presenter.open()
    told = table.view.told
    assert told is not None and not told.sure
    assert "Автоград Вега" in told.title
    assert any(" ".join(sender_words(PUBLIC, "ru")) in line for line in told.lines)
    assert len(list(table.file.parent.glob("opuntia-*"))) == 3
    table.choose(SENDER, table.sender)
    table.presenter.open()
    assert table.view.again and "уже открыт" in table.view.refused
    table.presenter.open(again=True)
    assert table.view.told is not None and table.view.told.sure
    assert not table.view.again
    assert table.view.busy == [True, False] * 3


def test_another_key_is_refused_in_words_and_nothing_is_written(table: Table) -> None:
    table.key.write_text(STRANGER)
    table.choose(FILE, table.file)
    table.choose(IDENTITY, table.key)
    table.presenter.open()
    assert table.view.refused.startswith("Пакет не открывается")
    assert not table.view.again and table.view.told is None
    assert not list(table.file.parent.glob("opuntia-*"))
    table.presenter.put(IDENTITY, "")
    assert table.view.refused == ""


def test_the_window_opens_it_by_the_keyboard_alone(qtbot: QtBot, table: Table, tmp_path: Path) -> None:
    LOOK.put_on(Scheme.LIGHT)
    parent = QWidget()
    qtbot.addWidget(parent)
    window = OpeningWindow(parent, PlainDoor(Words("en")))
    window.show()
    for place, path in ((FILE, table.file), (IDENTITY, table.key), (OUT, tmp_path / "out")):
        line = window.lines[place]
        line.setFocus()
        QTest.keyClicks(line, str(path))
    QTest.keyClick(window.lines[OUT], Qt.Key.Key_Return)
    assert not window.told.isHidden()
    assert len(list((tmp_path / "out").iterdir())) == 3
    QTest.keyClick(window.another, Qt.Key.Key_Space)
    QTest.keyClick(window.lines[OUT], Qt.Key.Key_Return)
    assert window.told.isHidden() and not window.again.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
