"""The way into a base: two fields and Enter, and whatever goes wrong is said without losing what was typed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.domain.errors import BaseBusy, TooSoon, WrongPassword
from core.services.wording import LANGUAGES, Language
from desktop.door import Door, base_name
from desktop.screens.unlock.presenter import UnlockPresenter
from desktop.screens.unlock.screen import UnlockScreen
from desktop.words import Words
from tests.support.door import PlainDoor

BASE = Path("data") / "Ромашка.opuntia"
PASSWORD = "pads-and-fruit-26"
RU = Words("ru")


def say(key: str, **blanks: object) -> str:
    """A sentence of the way in."""
    return RU.say("unlock", key, **blanks)


class View:
    """Keeps what the presenter shows."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def show_base(self, name: str, login: str, state: str) -> None:
        """Keep it."""
        self.seen.append(("base", name, login, state))

    def show_busy(self, busy: bool) -> None:
        """Keep it."""
        self.seen.append(("busy", busy))

    def show_refused(self, sentence: str, *, password_wrong: bool) -> None:
        """Keep it."""
        self.seen.append(("refused", sentence, password_wrong))

    def show_pin(self, pin: bool) -> None:
        """Keep it."""
        self.seen.append(("pin", pin))

    def show_wait(self, sentence: str, seconds: int) -> None:
        """Keep it."""
        self.seen.append(("wait", sentence, seconds))


def _presenter(door: PlainDoor) -> tuple[UnlockPresenter, View]:
    view = View()
    checked: Door = door
    return UnlockPresenter(view, checked, BASE), view


def test_the_base_is_called_by_its_name_and_knows_who_came_last() -> None:
    presenter, view = _presenter(PlainDoor(logins={BASE: "anna"}))
    presenter.begin()
    presenter.begin("left")
    assert view.seen == [
        ("base", "База «Ромашка»", "anna", say("state")),
        ("base", "База «Ромашка»", "anna", say("left")),
    ]
    assert base_name(Path("Other")) == "Other"


@pytest.mark.parametrize(
    ("login", "password", "key", "password_wrong"),
    [
        ("", "", "no_login", False),
        ("  ", PASSWORD, "no_login", False),
        ("anna", "", "no_password", True),
    ],
)
def test_an_empty_field_is_named_and_nothing_is_tried(
    login: str, password: str, key: str, password_wrong: bool
) -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.enter(login, password)
    assert view.seen == [("refused", say(key), password_wrong)]
    assert not door.calls


def test_a_password_of_spaces_is_a_password() -> None:
    door = PlainDoor()
    _presenter(door)[0].enter("anna", "   ")
    assert door.calls == [("open", BASE, "anna", "   ")]


def test_a_wrong_password_is_told_apart_from_a_base_that_cannot_be_opened() -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.enter("anna", PASSWORD)
    door.refuse(WrongPassword())
    door.refuse(BaseBusy())
    assert view.seen == [
        ("busy", True),
        ("busy", False),
        ("refused", RU.error(WrongPassword()), True),
        ("busy", False),
        ("refused", RU.error(BaseBusy()), False),
    ]


def test_another_base_is_pointed_at_or_not() -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.other_base()
    assert (presenter.base, view.seen) == (BASE, [])
    door.chosen = Path("Лютик.opuntia")
    presenter.other_base()
    assert view.seen == [("base", "База «Лютик»", "", say("state"))]
    presenter.enter("anna", PASSWORD)
    assert door.calls[-1][1] == door.chosen


def test_from_here_one_can_go_to_the_first_pages() -> None:
    door = PlainDoor()
    _presenter(door)[0].new_base()
    assert door.calls == [("show_first_run", "welcome")]


def _screen(qtbot: QtBot, door: PlainDoor) -> UnlockScreen:
    screen = UnlockScreen(door, BASE)
    qtbot.addWidget(screen)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.first_focus().setFocus()
    return screen


def test_whoever_came_last_only_types_the_password(qtbot: QtBot) -> None:
    screen = _screen(qtbot, PlainDoor(logins={BASE: "anna"}))
    assert screen.login.text() == "anna"
    assert screen.secret.line.hasFocus()


def test_a_newcomer_begins_with_the_name(qtbot: QtBot) -> None:
    assert _screen(qtbot, PlainDoor()).login.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_goes_in_from_either_field_and_from_the_button(qtbot: QtBot, key: Qt.Key) -> None:
    door = PlainDoor(logins={BASE: "anna"})
    screen = _screen(qtbot, door)
    QTest.keyClicks(screen.secret.line, PASSWORD)
    for place in (screen.login, screen.secret.line, screen.go):
        QTest.keyClick(place, key)
        door.refuse(BaseBusy())
    assert door.calls == [("open", BASE, "anna", PASSWORD)] * 3


def test_while_a_password_is_tried_nothing_can_be_typed_or_tried_again(qtbot: QtBot) -> None:
    door = PlainDoor(logins={BASE: "anna"})
    screen = _screen(qtbot, door)
    QTest.keyClicks(screen.secret.line, PASSWORD)
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    QTest.mouseClick(screen.go, Qt.MouseButton.LeftButton)
    QTest.keyClicks(screen.secret.line, "more")
    assert len(door.calls) == 1
    assert screen.secret.text() == PASSWORD


def test_a_wrong_password_keeps_its_field_selected_so_that_typing_replaces_it(qtbot: QtBot) -> None:
    door = PlainDoor(logins={BASE: "anna"})
    screen = _screen(qtbot, door)
    QTest.keyClicks(screen.secret.line, "wrong")
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    door.refuse(WrongPassword())
    assert screen.refusal.isVisible()
    assert screen.refusal.text() == RU.error(WrongPassword())
    assert screen.secret.line.hasFocus()
    assert screen.secret.line.selectedText() or screen.secret.line.hasSelectedText()
    QTest.keyClicks(screen.secret.line, PASSWORD)
    assert screen.secret.text() == PASSWORD
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    assert not screen.refusal.isVisible(), "the old sentence is gone while the new one is tried"
    assert door.calls[-1] == ("open", BASE, "anna", PASSWORD)


def test_a_base_that_cannot_be_opened_leaves_what_was_typed(qtbot: QtBot) -> None:
    door = PlainDoor(logins={BASE: "anna"})
    screen = _screen(qtbot, door)
    QTest.keyClicks(screen.secret.line, PASSWORD)
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    door.refuse(BaseBusy())
    assert screen.refusal.text() == RU.error(BaseBusy())
    assert screen.secret.text() == PASSWORD
    assert not screen.secret.line.hasSelectedText()


def test_an_empty_name_is_said_and_asked_for(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door)
    screen.secret.line.setFocus()
    QTest.keyClicks(screen.secret.line, PASSWORD)
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    assert screen.refusal.text() == say("no_login")
    assert screen.login.hasFocus()
    assert not door.calls


def test_caps_lock_is_noticed_by_its_letters(qtbot: QtBot) -> None:
    screen = _screen(qtbot, PlainDoor(logins={BASE: "anna"}))
    line, shift = screen.secret.line, Qt.KeyboardModifier.ShiftModifier

    def shown_after(letter: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
        QTest.keyClicks(line, letter, modifier)
        return screen.caps.isVisible()

    assert not shown_after("a")
    assert shown_after("A")
    assert shown_after("7"), "a digit says nothing"
    assert not shown_after("A", shift)


def test_the_keyboards_layout_is_marked_where_it_is_known(qtbot: QtBot) -> None:
    screen = _screen(qtbot, PlainDoor())
    for language in LANGUAGES:
        words = Words(language)
        assert {words.say("unlock", f"layout_{code}") for code in ("ru", "en", "uk", "kk", "be")}
    screen.secret.show_layout(say("layout_ru"))
    assert "РУ" in [label.text() for label in screen.secret.findChildren(type(screen.name))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_language_says_everything_anew_and_keeps_what_was_typed(qtbot: QtBot, language: Language) -> None:
    door = PlainDoor(Words("en" if language == "ru" else "ru"), {BASE: "anna"})
    screen = _screen(qtbot, door)
    QTest.keyClicks(screen.secret.line, PASSWORD)
    before = _texts(screen)
    door.set_language(language)
    screen.retranslate()
    screen.presenter.begin()
    after = _texts(screen)
    assert not set(before) & set(after)
    words = Words(language)
    expected = ("login", "password", "show_password", "enter", "other", "new", "foot", "state", "caps")
    assert {words.say("unlock", key) for key in expected} <= set(after)
    assert (screen.login.text(), screen.secret.text()) == ("anna", PASSWORD)


def _texts(screen: UnlockScreen) -> list[str]:
    buttons = [screen.go.text(), screen.other.text(), screen.new.text()]
    labels = [one.text() for one in screen.findChildren(type(screen.name)) if len(one.text()) > 3]
    names = [one.accessibleName() for one in screen.findChildren(QLineEdit)]
    eyes = [one.accessibleName() for one in screen.findChildren(type(screen.go)) if one.accessibleName()]
    return [*buttons, *labels, *names, *eyes]


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
def test_it_fits_into_the_smallest_window(qtbot: QtBot, words: Words) -> None:
    screen = _screen(qtbot, PlainDoor(words, {BASE: "anna"}))
    assert screen.minimumSizeHint().width() <= 1024
    assert screen.minimumSizeHint().height() <= 560
    screen.resize(1024, 560)
    for button in (screen.go, screen.other, screen.new):
        assert button.width() >= button.sizeHint().width()


def test_after_several_wrong_passwords_the_wait_is_counted_down_and_what_was_typed_stays(qtbot: QtBot) -> None:
    door = PlainDoor(logins={BASE: "anna"})
    screen = UnlockScreen(door, BASE)
    qtbot.addWidget(screen)
    screen.show()
    screen.secret.line.setText(PASSWORD)
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    door.refuse(TooSoon(seconds=2))
    assert screen.refusal.text() == RU.error(TooSoon(seconds=2))
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    assert len(door.calls) == 1
    qtbot.waitUntil(lambda: screen.refusal.text() == RU.error(TooSoon(seconds=1)), timeout=5000)
    qtbot.waitUntil(screen.go.isEnabled, timeout=5000)
    assert screen.refusal.isHidden()
    assert screen.secret.text() == PASSWORD
    QTest.keyClick(screen.secret.line, Qt.Key.Key_Return)
    assert len(door.calls) == 2
