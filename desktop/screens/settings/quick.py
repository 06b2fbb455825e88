"""Quick unlock in the settings: on with a PIN and the password, off at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.domain.errors import KnownError, WrongPassword
from core.services.quick_unlock import (
    QuickUnlock,
    disable_quick_unlock,
    enable_quick_unlock,
    read_quick_unlock,
)

if TYPE_CHECKING:
    from desktop.desk import Desk


class QuickView(Protocol):
    """What is shown of it."""

    def show_quick(self, *, enabled: bool, on: bool, note: str) -> None:
        """The tick, and why it cannot be set."""

    def ask_pin(self) -> None:
        """Password and PIN."""

    def show_pin_refused(self, sentence: str, field: str) -> None:
        """Why this PIN was not taken; "password", "pin" or "again" is to be typed anew."""

    def close_pin(self) -> None:
        """It was taken."""


class Quick:
    """`home` is the program's own folder on this computer."""

    def __init__(self, view: QuickView, desk: Desk, home: Path) -> None:
        self._view = view
        self._desk = desk
        self._home = home

    def read(self) -> None:
        """Show how it stands; the sample keeps no secret."""
        home = self._home
        if self._desk.session.is_sample:
            note = self._desk.words.say("settings", "quick_sample")
            self._view.show_quick(enabled=False, on=False, note=note)
        else:
            self._desk.ask("quick_unlock", lambda session: read_quick_unlock(session, home), self._show)

    def switch(self, on: bool) -> None:
        """The tick was pressed."""
        home = self._home
        if on:
            self._view.ask_pin()
        else:
            self._desk.do(lambda session: disable_quick_unlock(session, home), lambda _: self._told("quick_off"))

    def set_pin(self, password: str, pin: str, again: str) -> None:
        """Take this PIN."""
        home = self._home
        if pin != again:
            self._view.show_pin_refused(self._desk.words.say("settings", "pin_differs"), "again")
            return
        self._desk.do(
            lambda session: enable_quick_unlock(session, home, password, pin),
            lambda _: self._taken(),
            self._pin_refused,
        )

    def _pin_refused(self, error: KnownError) -> None:
        field = "password" if isinstance(error, WrongPassword) else "pin"
        self._view.show_pin_refused(self._desk.words.error(error), field)

    def _taken(self) -> None:
        self._view.close_pin()
        self._told("quick_on")

    def _told(self, key: str) -> None:
        self._desk.tell(self._desk.words.say("settings", key))
        self.read()

    def _show(self, quick: QuickUnlock) -> None:
        note = "" if quick.possible else self._desk.words.say("settings", "quick_impossible")
        self._view.show_quick(enabled=quick.possible, on=quick.enabled, note=note)
