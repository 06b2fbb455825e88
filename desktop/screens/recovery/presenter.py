"""Another password by the recovery sheet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from core.domain.errors import KnownError, WeakPassword, WrongGroup, WrongPassword, WrongSheet
from core.vault.recovery import DIGITS, group_fits
from desktop.door import Door, base_name

_FIELDS: Final = ("login", "password", "again")


class RecoveryView(Protocol):
    """What the presenter shows."""

    def show_base(self, name: str, login: str) -> None:
        """The base, and who wants in."""

    def show_group(self, place: int, sentence: str) -> None:
        """What is wrong with a group; "" takes it back."""

    def stand_at(self, place: int) -> None:
        """This group is to be typed anew."""

    def show_refused(self, field: str, sentence: str) -> None:
        """What is wrong, at a field ("login", "password", "again") or, with "", below all."""

    def show_busy(self, busy: bool) -> None:
        """The sheet is being tried."""


class RecoveryPresenter:
    """`base` is the one to open."""

    def __init__(self, view: RecoveryView, door: Door, base: Path) -> None:
        self._view = view
        self._door = door
        self._base = base

    def begin(self, login: str) -> None:
        """Show the base."""
        self._view.show_base(self._door.words.say("unlock", "base", name=base_name(self._base)), login)

    def typed(self, place: int, digits: str) -> None:
        """A group is being typed; one that is whole is checked by itself."""
        self._view.show_group(place, self._slip(place, digits) if len(digits) == DIGITS else "")

    def back(self) -> None:
        """To the password after all."""
        self._door.show_unlock(self._base)

    def recover(self, groups: Sequence[str], login: str, password: str, again: str) -> None:
        """Try."""
        say = self._door.words.say
        wrong = [self._slip(place, digits) for place, digits in enumerate(groups)]
        for place, sentence in enumerate(wrong):
            self._view.show_group(place, sentence)
        if any(wrong):
            self._view.stand_at(next(place for place, sentence in enumerate(wrong) if sentence))
            return
        for field, text in zip(_FIELDS, (login.strip(), password, again), strict=True):
            if not text:
                self._view.show_refused(field, say("recovery", f"{field}_missing"))
                return
        if password != again:
            self._view.show_refused("again", say("recovery", "differ"))
            return
        self._view.show_busy(True)
        self._door.recover(self._base, "-".join(groups), login, password, self._refused)

    def _slip(self, place: int, digits: str) -> str:
        if not digits:
            return self._door.words.say("recovery", "group_missing")
        return "" if group_fits(digits) else self._door.words.error(WrongGroup(group=place + 1))

    def _refused(self, error: KnownError) -> None:
        self._view.show_busy(False)
        words = self._door.words
        if isinstance(error, WrongPassword):  # whoever has the sheet may be told who does not work here
            self._view.show_refused("login", words.say("recovery", "login_unknown"))
        elif isinstance(error, WeakPassword):
            self._view.show_refused("password", words.error(error))
        else:
            self._view.show_refused("", words.error(error))
            if isinstance(error, WrongSheet):
                self._view.stand_at(0)
