"""What can be set, without Qt."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.errors import WeakPin, WrongPassword
from core.domain.rights import Role
from core.services.mail_account import MailAccountCard
from core.services.session import Session
from core.services.wording import Language
from core.vault import os_keyring
from desktop.keys import KEYS
from desktop.screens.settings.presenter import SettingsPresenter
from desktop.theme.tokens import Scheme
from desktop.words import Words
from tests.desktop.screens.settings.conftest import KeptProgram
from tests.support.bases import PASSWORD
from tests.support.desk import PlainDesk
from tests.support.memory_keyring import memory_keyring


class View:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.program: tuple[Language, Scheme, int] | None = None
        self.lock_after = 0
        self.quick: tuple[bool, bool, str] | None = None
        self.pin: list[str] = []
        self.watched = ("", False, False, False)
        self.folder = ""
        self.keys: list[tuple[str, list[tuple[str, str]]]] = []

    def show_program(self, language: Language, scheme: Scheme, type_scale: int) -> None:
        self.program = (language, scheme, type_scale)

    def show_lock_after(self, minutes: int) -> None:
        self.lock_after = minutes

    def show_quick(self, *, enabled: bool, on: bool, note: str) -> None:
        self.quick = (enabled, on, note)

    def show_mail(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        self.mail = (note, seen, enabled, on)

    def ask_mail(self, card: MailAccountCard | None) -> None:
        self.asked_mail = [card]

    def show_mail_refused(self, sentence: str) -> None:
        self.mail_refused = sentence

    def close_mail(self) -> None:
        self.mail_closed = True

    def show_watched(self, note: str, *, seen: bool, enabled: bool, on: bool) -> None:
        self.watched = (note, seen, enabled, on)

    def ask_folder(self, title: str) -> str:
        assert title
        return self.folder

    def ask_pin(self) -> None:
        self.pin.append("asked")

    def show_pin_refused(self, sentence: str, field: str) -> None:
        self.pin += [sentence, field]

    def close_pin(self) -> None:
        self.pin.append("closed")

    def show_access(self, due: bool) -> None:
        self.due = due

    def show_keys(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        self.keys = [(caption, list(keys)) for caption, keys in groups]


def arrived(desk: PlainDesk) -> tuple[SettingsPresenter, View, KeptProgram]:
    view, program = View(), KeptProgram(desk.words)
    presenter = SettingsPresenter(view, desk, program)
    presenter.read()
    return presenter, view, program


def test_preferences_of_the_program_go_to_the_program_at_once(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view, program = arrived(desk)
    assert view.program == ("ru", Scheme.SYSTEM, 100)
    presenter.pick_language("en")
    presenter.pick_scheme(Scheme.CONTRAST)
    presenter.pick_type_scale(125)
    assert view.program == ("en", Scheme.CONTRAST, 125)
    assert (program.language, desk.changed) == ("en", []), "the base has no part in it"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_key_of_the_program_is_told_once(session: Session, language: Language) -> None:
    _, view, _ = arrived(PlainDesk(session, Words(language)))
    told = [key for _, keys in view.keys for key in keys]
    assert len(told) == len(KEYS)
    assert ("Пробел" if language == "ru" else "Space") in [key for key, _ in told]
    assert all(does for _, does in told)


def test_a_pin_is_set_with_the_password_and_taken_away_at_once(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = PlainDesk(session)
    with memory_keyring(monkeypatch) as memory:
        view, program = View(), KeptProgram(desk.words)
        program.home = tmp_path / "home"
        presenter = SettingsPresenter(view, desk, program)
        presenter.read()
        assert view.quick == (True, False, "")
        presenter.quick.switch(True)
        presenter.quick.set_pin(PASSWORD, "407163", "407164")
        presenter.quick.set_pin(PASSWORD, "1234", "1234")
        presenter.quick.set_pin("wrong-password-1", "407163", "407163")
        assert not memory.kept
        presenter.quick.set_pin(PASSWORD, "407163", "407163")
        wrong = [desk.words.error(WeakPin()), "pin", desk.words.error(WrongPassword()), "password"]
        assert view.pin == ["asked", desk.words.say("settings", "pin_differs"), "again", *wrong, "closed"]
        assert view.quick == (True, True, "")
        presenter.quick.switch(False)
        assert view.quick == (True, False, "")
        assert not memory.kept


def test_where_the_system_has_no_safe_keyring_the_settings_say_so(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with memory_keyring(monkeypatch):
        monkeypatch.setattr(os_keyring, "SAFE", set())
        desk = PlainDesk(session)
        _, view, _ = arrived(desk)
        assert view.quick == (False, False, desk.words.say("settings", "quick_impossible"))


def test_the_minutes_before_the_lock_are_the_programs(session: Session) -> None:
    presenter, view, program = arrived(PlainDesk(session))
    assert view.lock_after == 10
    presenter.pick_lock_after(3)
    assert program.lock_after == 3


def test_a_watched_folder_is_chosen_shown_and_let_go_by_who_may_import(session: Session) -> None:
    desk = PlainDesk(session)
    presenter, view, _ = arrived(desk)
    assert view.watched[1:] == (True, True, False)
    presenter.watched.choose()
    assert desk.kept == {}, "nothing was chosen"
    view.folder = "/tables"
    presenter.watched.choose()
    assert desk.kept == {"watched_folder": "/tables"}
    assert view.watched[0].startswith("/tables.") and view.watched[3]
    presenter.watched.stop()
    assert (desk.kept, view.watched[3]) == ({"watched_folder": ""}, False)
    session.roles = frozenset({Role.ADMINISTRATOR})
    presenter.watched.read()
    assert not view.watched[1]
    session.is_sample = True
    presenter.watched.read()
    assert view.watched[0] == desk.words.say("settings", "watched_sample") and not view.watched[2]
