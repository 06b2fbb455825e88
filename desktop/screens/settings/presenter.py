"""What can be set for this user and on this computer; the rules of the base have a page of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from core.services.users import sheet_due
from desktop.keys import KEYS
from desktop.screens.settings.mail import Mail, MailView
from desktop.screens.settings.quick import Quick, QuickView
from desktop.screens.settings.watched import Watched, WatchedView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.services.wording import Language
    from desktop.desk import Desk
    from desktop.theme.tokens import Scheme

SCALES: Final = (90, 100, 110, 125, 150)
"""Sizes of type to choose from, in percent."""

_PAGES: Final = ("", "clients", "client", "review", "outcomes", "imports")
_SPELT: Final = {"Space": "key_space"}


class Program(Protocol):
    """What the screen asks of the running program; all of it shows at once, everywhere."""

    @property
    def language(self) -> Language:
        """The language of the window."""

    @property
    def scheme(self) -> Scheme:
        """The look as chosen."""

    @property
    def type_scale(self) -> int:
        """Size of type in percent, 90 to 150."""

    def set_language(self, language: Language) -> None:
        """Speak it."""

    def set_scheme(self, scheme: Scheme) -> None:
        """Put it on."""

    def set_type_scale(self, percent: int) -> None:
        """Larger or smaller letters."""

    @property
    def home(self) -> Path:
        """The program's own folder on this computer."""

    @property
    def lock_after(self) -> int:
        """After so many idle minutes the workplace is locked."""

    def set_lock_after(self, minutes: int) -> None:
        """Lock it after so many."""


class SettingsView(QuickView, WatchedView, MailView, Protocol):
    """What the presenter shows."""

    def show_program(self, language: Language, scheme: Scheme, type_scale: int) -> None:
        """The program's preferences as they stand."""

    def show_lock_after(self, minutes: int) -> None:
        """After so many idle minutes the workplace is locked."""

    def show_access(self, due: bool) -> None:
        """The line of password and recovery sheet; `due`: there is no sheet, and this user can make one."""

    def show_keys(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """The table of keys."""


class SettingsPresenter:
    """Every change is saved by itself."""

    def __init__(self, view: SettingsView, desk: Desk, program: Program) -> None:
        self._view = view
        self._desk = desk
        self._program = program
        self.quick = Quick(view, desk, program.home)
        self.watched = Watched(view, desk)
        self.mail = Mail(view, desk)

    def read(self) -> None:
        """Show everything as it stands."""
        self._show_program()
        self._view.show_lock_after(self._program.lock_after)
        self._view.show_keys(self._keys())
        self._desk.ask("settings_sheet", sheet_due, self._view.show_access)
        self.quick.read()
        self.watched.read()
        self.mail.read()

    def open_access(self) -> None:
        """To the page of password and recovery sheet."""
        self._desk.go("access")

    def pick_language(self, language: Language) -> None:
        """Speak it."""
        self._program.set_language(language)
        self._show_program()

    def pick_scheme(self, scheme: Scheme) -> None:
        """Put it on."""
        self._program.set_scheme(scheme)
        self._show_program()

    def pick_type_scale(self, percent: int) -> None:
        """Larger or smaller letters."""
        self._program.set_type_scale(percent)
        self._show_program()

    def pick_lock_after(self, minutes: int) -> None:
        """Lock after so many idle minutes."""
        self._program.set_lock_after(minutes)

    # ------------------------------------------------------------------

    def _show_program(self) -> None:
        program = self._program
        self._view.show_program(program.language, program.scheme, program.type_scale)

    def _keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        say = self._desk.words.say
        groups = []
        for page in _PAGES:
            keys = [
                (say("keys", _SPELT[key.keys]) if key.keys in _SPELT else key.keys, say("keys", key.does))
                for key in KEYS
                if key.page == page
            ]
            groups.append((say("settings", f"keys_{page or 'everywhere'}"), keys))
        return groups
