"""The first pages: a sample, a new base, an old one; whatever a company is called, its folder is a safe one."""

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.domain.errors import BaseExists, DiskFull, MissingValue, WeakPassword
from core.services.wording import LANGUAGES, Language
from core.vault.passwords import LEAST_CHARACTERS
from desktop.door import Door
from desktop.screens.first_run.presenter import FirstRunPresenter
from desktop.screens.first_run.screen import FirstRunScreen
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label
from desktop.words import Words
from tests.support.door import PlainDoor
from tests.support.fingers import type_text

PASSWORD = "pads-and-fruit-26"
RU = Words("ru")
DEFAULT = PlainDoor().default_folder


def say(key: str, **blanks: object) -> str:
    """A sentence of the first pages."""
    return RU.say("first_run", key, **blanks)


class View:
    """Keeps what the presenter shows."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def show_step(self, step: str) -> None:
        """Keep it."""
        self.seen.append(("step", step))

    def show_folder(self, folder: str) -> None:
        """Keep it."""
        self.seen.append(("folder", folder))

    def show_strength(self, share: float, sentence: str, *, enough: bool) -> None:
        """Keep it."""
        self.seen.append(("strength", share, sentence, enough))

    def show_busy(self, sentence: str) -> None:
        """Keep it."""
        self.seen.append(("busy", sentence))

    def show_progress(self, step: str, done: int, total: int) -> None:
        """Keep it."""
        self.seen.append(("progress", step, done, total))

    def show_refused(self, field: str, sentence: str) -> None:
        """Keep it."""
        self.seen.append(("refused", field, sentence))


def _presenter(door: PlainDoor | None = None) -> tuple[FirstRunPresenter, View]:
    view = View()
    checked: Door = door or PlainDoor()
    return FirstRunPresenter(view, checked), view


@pytest.mark.parametrize(
    ("company", "folder"),
    [
        ("Ромашка", "Ромашка"),
        ("  ООО  «Ромашка»\tи К° ", "ООО «Ромашка» и К°"),
        ("ООО\N{NO-BREAK SPACE}Ромашка", "ООО Ромашка"),
        ("../..", "Компания"),
        ("../../etc/passwd", "etcpasswd"),
        ("a/b:c", "abc"),
        ("C:\\Windows\\System32", "CWindowsSystem32"),
        ("", "Компания"),
        (" . ", "Компания"),
        ('<>:"/\\|?*', "Компания"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Lpt1", "_Lpt1"),
        ("COM¹", "_COM¹"),
        ("aux .x", "_aux .x"),
        ("Контакт", "Контакт"),
        ("Console", "Console"),
        ("Рога и копыта...", "Рога и копыта"),
        ("line\nbreak\x00\x1f\x7f", "line break"),
        ("left\N{RIGHT-TO-LEFT OVERRIDE}right", "leftright"),
    ],
)
def test_the_folder_is_called_after_the_company(company: str, folder: str) -> None:
    assert _presenter()[0].folder(company) == DEFAULT / f"{folder}.opuntia"


@pytest.mark.parametrize("letter", ["a", "Ж", "🌵", "."])
def test_a_name_of_three_hundred_letters_gives_a_folder_that_every_disk_takes(letter: str) -> None:
    name = _presenter()[0].folder(letter * 300).name
    assert len(name.encode()) <= 255


@given(st.one_of(st.text(), st.text('./\\:*?"<>| con.\x00aux\ud800', max_size=12)))
def test_whatever_a_company_is_called_its_base_lies_in_the_default_folder(company: str) -> None:
    folder = _presenter()[0].folder(company)
    assert folder.parent == DEFAULT
    assert folder.suffix == ".opuntia"
    name = PureWindowsPath(folder.name)
    assert name.name == folder.name, "one part of a path, on Windows too"
    assert folder.stem.strip(". ") == folder.stem != ""
    assert folder.name.isprintable()
    assert len(folder.name.encode()) <= 255
    devices = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
    assert folder.name.partition(".")[0].strip().lower() not in devices


def test_the_folder_is_shown_as_the_company_is_typed_and_can_be_moved() -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.company_typed("Ромашка")
    presenter.choose_folder("Ромашка")
    door.chosen = Path("D") / "Bases"
    presenter.choose_folder("Ромашка")
    shown = [one[1] for one in view.seen if one[0] == "folder"]
    assert shown == [str(DEFAULT / "Ромашка.opuntia"), str(Path("D") / "Bases" / "Ромашка.opuntia")]
    assert door.calls == [("choose_folder", DEFAULT)] * 2


def test_a_base_is_made_where_it_was_said() -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.create("Ромашка", "anna", PASSWORD, PASSWORD)
    assert door.calls == [("create", DEFAULT / "Ромашка.opuntia", "Ромашка", "anna", PASSWORD)]
    assert view.seen[-1] == ("busy", say("making_base"))


@pytest.mark.parametrize(
    ("typed", "field", "key"),
    [
        (("", "", "", ""), "company", "company_missing"),
        (("  ", "anna", PASSWORD, PASSWORD), "company", "company_missing"),
        (("Ромашка", " ", PASSWORD, PASSWORD), "login", "login_missing"),
        (("Ромашка", "anna", "", ""), "password", "password_missing"),
        (("Ромашка", "anna", PASSWORD, PASSWORD + "x"), "again", "differ"),
        (("Ромашка", "anna", PASSWORD, ""), "again", "differ"),
    ],
)
def test_what_is_missing_or_differs_is_said_at_its_field(typed: tuple[str, ...], field: str, key: str) -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.create(*typed)
    assert view.seen == [("refused", field, say(key))]
    assert not door.calls


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (WeakPassword(least=12), "password"),
        (MissingValue(field="company"), "company"),
        (BaseExists(), ""),
        (DiskFull(), ""),
    ],
)
def test_a_refusal_is_said_at_the_field_it_is_about(error: WeakPassword, field: str) -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.create("Ромашка", "anna", "weak", "weak")
    door.refuse(error)
    assert view.seen[-2:] == [("busy", ""), ("refused", field, RU.error(error))]


def test_the_strength_grows_with_the_password_and_says_what_is_missing() -> None:
    presenter, view = _presenter()
    for length in (0, 1, LEAST_CHARACTERS - 1, LEAST_CHARACTERS, 40):
        presenter.password_typed("x" * length)
    shares = [one[1] for one in view.seen]
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert shares[-1] == 1.0
    assert [one[2] for one in view.seen] == [
        RU.say("recovery", "least", n=12),
        say("more_letters", n=11),
        say("more_letters", n=1),
        say("enough"),
        say("long"),
    ]
    assert [one[3] for one in view.seen] == [False, False, False, True, True]


def test_the_sample_tells_how_far_it_is_and_why_it_failed() -> None:
    door = PlainDoor()
    presenter, view = _presenter(door)
    presenter.try_sample()
    door.tell("score", 2, 5)
    door.refuse(DiskFull())
    assert door.calls == [("try_sample",)]
    assert view.seen == [
        ("busy", say("making_sample")),
        ("progress", "score", 2, 5),
        ("busy", ""),
        ("refused", "", RU.error(DiskFull())),
    ]


def test_an_old_base_is_pointed_at_or_not() -> None:
    door = PlainDoor()
    presenter, _ = _presenter(door)
    presenter.open_base()
    door.chosen = Path("Ромашка.opuntia")
    presenter.open_base()
    assert door.calls == [("show_unlock", door.chosen)]


def _screen(qtbot: QtBot, door: PlainDoor, step: str = "create") -> FirstRunScreen:
    screen = FirstRunScreen(door, step)
    qtbot.addWidget(screen)
    screen.resize(1280, 800)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.first_focus().setFocus()
    return screen


def _fill(screen: FirstRunScreen, company: str = "Ромашка", password: str = PASSWORD, again: str = PASSWORD) -> None:
    for line, text in (
        (screen.company, company),
        (screen.login, "anna"),
        (screen.password.line, password),
        (screen.again.line, again),
    ):
        type_text(line, text)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_three_ways_are_pressed_by_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    door = PlainDoor()
    door.chosen = Path("Ромашка.opuntia")
    screen = _screen(qtbot, door, "welcome")
    assert screen.sample.hasFocus()
    QTest.keyClick(screen.known, key)
    QTest.keyClick(screen.fresh, key)
    qtbot.waitUntil(screen.company.hasFocus)
    QTest.keyClick(screen.back, key)
    qtbot.waitUntil(screen.sample.hasFocus)
    QTest.keyClick(screen.sample, key)
    assert door.calls == [("show_unlock", door.chosen), ("try_sample",)]
    QTest.keyClick(screen.sample, key)
    assert len(door.calls) == 2, "it is being made already"


def test_enter_in_any_field_makes_the_base_once(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door)
    _fill(screen)
    QTest.keyClick(screen.again.line, Qt.Key.Key_Return)
    QTest.keyClick(screen.company, Qt.Key.Key_Return)
    assert door.calls == [("create", DEFAULT / "Ромашка.opuntia", "Ромашка", "anna", PASSWORD)]


def test_the_folder_is_shown_whole_in_its_tooltip(qtbot: QtBot) -> None:
    screen = _screen(qtbot, PlainDoor())
    type_text(screen.company, "../..")
    assert screen.folder.text() == str(DEFAULT / "Компания.opuntia")
    type_text(screen.company, "Лютик")
    assert screen.folder.text() == str(DEFAULT / "Лютик.opuntia")


def _notes(screen: FirstRunScreen, field: str) -> list[str]:
    return [label.text() for label in screen.fields[field].findChildren(Label) if label.isVisible()]


def test_passwords_that_differ_are_said_at_the_second_one_until_something_is_typed(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door)
    _fill(screen, again="another")
    QTest.keyClick(screen.again.line, Qt.Key.Key_Return)
    assert say("differ") in _notes(screen, "again")
    assert screen.again.line.hasFocus()
    assert not door.calls
    type_text(screen.again.line, "x")
    assert say("differ") not in _notes(screen, "again")


def test_a_weak_password_is_said_at_its_field(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door)
    _fill(screen, password="ромашкаромашка", again="ромашкаромашка")
    QTest.keyClick(screen.again.line, Qt.Key.Key_Return)
    door.refuse(WeakPassword(least=12))
    assert RU.error(WeakPassword(least=12)) in _notes(screen, "password")
    assert screen.password.line.hasFocus()
    assert screen.make.isEnabled()


def test_what_belongs_to_no_field_is_said_below_all(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door)
    _fill(screen)
    QTest.keyClick(screen.again.line, Qt.Key.Key_Return)
    door.refuse(BaseExists())
    assert screen.refusal.isVisible()
    assert screen.refusal.text() == RU.error(BaseExists())
    type_text(screen.company, "x")
    assert not screen.refusal.isVisible()


def test_the_sample_shows_its_step_and_its_failure_on_the_first_page(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door, "welcome")
    screen.sample.click()
    door.tell("score", 1, 4)
    assert screen.doing.isVisible()
    assert screen.doing.text() == RU.say("jobs", "step_score")
    door.refuse(DiskFull())
    assert not screen.doing.isVisible()
    assert screen.welcome_refusal.text() == RU.error(DiskFull())


def _texts(screen: FirstRunScreen) -> set[str]:
    labels = {label.text() for label in screen.findChildren(Label)}
    buttons = {button.text() for button in screen.findChildren(Button)}
    named = {line.accessibleName() for line in screen.findChildren(QLineEdit)}
    eyes = {button.accessibleName() for button in screen.findChildren(Button)}
    cards = {way.accessibleName() for way in (screen.sample, screen.fresh, screen.known)}
    return {text for text in labels | buttons | named | eyes | cards if text and text != screen.folder.text()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_language_says_everything_anew_and_keeps_what_was_typed(qtbot: QtBot, language: Language) -> None:
    door = PlainDoor(Words("en" if language == "ru" else "ru"))
    screen = _screen(qtbot, door)
    _fill(screen)
    before = _texts(screen)
    screen.presenter.speak(language)
    screen.retranslate()
    assert door.words.language == language
    assert not before & _texts(screen)
    words = Words(language)
    expected = ("greeting", "promise", "sample", "create_text", "open", "company", "again", "change_folder", "make")
    assert {words.say("first_run", key) for key in expected} <= _texts(screen)
    assert [screen.company.text(), screen.password.text()] == ["Ромашка", PASSWORD]
    assert [one.text() for one in screen.language.segments()] == ["Русский", "English"]
    assert [one.value for one in screen.language.segments() if one.isChecked()] == [language]


def test_picking_a_language_asks_for_it(qtbot: QtBot) -> None:
    door = PlainDoor()
    screen = _screen(qtbot, door, "welcome")
    screen.language.segments()[1].click()
    assert door.calls == [("set_language", "en")]


@pytest.mark.parametrize("words", [Words("ru"), Words("en"), Words("ru", 0.35)], ids=["ru", "en", "pseudo"])
@pytest.mark.parametrize("step", ["welcome", "create"])
def test_it_fits_into_the_smallest_window(qtbot: QtBot, words: Words, step: str) -> None:
    screen = _screen(qtbot, PlainDoor(words), step)
    assert screen.minimumSizeHint().width() <= 1024
    assert screen.minimumSizeHint().height() <= 560
    screen.resize(1024, 560)
    for button in screen.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()


def test_how_long_a_password_must_be_is_told_before_it_is_typed() -> None:
    presenter, view = _presenter()
    presenter.password_typed("")
    assert view.seen[-1] == ("strength", 0.0, RU.say("recovery", "least", n=LEAST_CHARACTERS), False)
    presenter.password_typed("ab")
    assert "символ" in str(view.seen[-1][2]), "one word for it everywhere"
