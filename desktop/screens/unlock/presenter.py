"""Signing in."""

from pathlib import Path
from typing import Protocol

from core.domain.errors import (
    BaseDamaged,
    BaseMissing,
    KnownError,
    NoSafeKeyring,
    QuickUnlockOver,
    StoresApart,
    TooSoon,
    WrongPassword,
    WrongPin,
)
from desktop.door import Door, base_name

_BROKEN = (BaseDamaged, BaseMissing, StoresApart)


class UnlockView(Protocol):
    """What the presenter shows."""

    def show_base(self, name: str, login: str, state: str) -> None:
        """The base and who opened it last."""

    def show_busy(self, busy: bool) -> None:
        """The password is being tried."""

    def show_refused(self, sentence: str, *, password_wrong: bool) -> None:
        """Why not; after a wrong password its field is selected."""

    def show_pin(self, pin: bool) -> None:
        """A PIN is asked for, or the password again; what was typed is forgotten."""

    def show_wait(self, sentence: str, seconds: int) -> None:
        """How long the next try has to wait; the view asks `wait` again a second later. 0: it may be made."""


class UnlockPresenter:
    """`base` is the one to open."""

    def __init__(self, view: UnlockView, door: Door, base: Path) -> None:
        self._view = view
        self._door = door
        self.base = base
        self._login = ""
        self.pin = False

    def begin(self, state: str = "") -> None:
        """Show the base. `state` is a key of the section `unlock` that says how things stand."""
        words = self._door.words
        name = words.say("unlock", "base", name=base_name(self.base))
        self._login = self._door.login(self.base)
        self._view.show_base(name, self._login, words.say("unlock", state or "state"))
        self._ask_pin(self._door.has_pin(self.base, self._login))

    def ask_password(self) -> None:
        """In place of the PIN."""
        self._ask_pin(False)

    def _ask_pin(self, pin: bool) -> None:
        if pin != self.pin:
            self.pin = pin
            self._view.show_pin(pin)

    def enter(self, login: str, password: str) -> None:
        """Try."""
        if not login.strip() or not password:
            key = "no_login" if not login.strip() else "no_pin" if self.pin else "no_password"
            self._view.show_refused(self._door.words.say("unlock", key), password_wrong=bool(login.strip()))
            return
        self._view.show_busy(True)
        if self.pin:
            self._door.open_quickly(self.base, login, password, self._refused)
        else:
            self._door.open(self.base, login, password, self._refused)

    def wait(self, seconds: int) -> None:
        """So many seconds are left until the next password may be tried."""
        self._view.show_wait(self._door.words.error(TooSoon(seconds=seconds)) if seconds else "", seconds)

    def other_base(self) -> None:
        """Point at another base."""
        chosen = self._door.choose_base()
        if chosen is not None:
            self.base = chosen
            self.begin()

    def forgot(self, login: str) -> None:
        """To the way in by the recovery sheet."""
        self._door.show_recovery(self.base, login)

    def new_base(self) -> None:
        """To the first pages."""
        self._door.show_first_run()

    def restore(self) -> None:
        """To the way of restoring this base."""
        self._door.show_restore(self.base, None)

    def _refused(self, error: KnownError) -> None:
        self._view.show_busy(False)
        if isinstance(error, TooSoon):
            self.wait(int(str(error.facts["seconds"])))
            return
        if isinstance(error, _BROKEN) and self._door.show_damaged(self.base, error):
            return
        if isinstance(error, QuickUnlockOver | NoSafeKeyring):
            self._ask_pin(False)
        wrong = isinstance(error, WrongPassword | WrongPin)
        self._view.show_refused(self._door.words.error(error), password_wrong=wrong)
