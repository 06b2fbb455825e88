"""Another password, and a recovery sheet that counts once some of it was read back."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from core.domain.errors import FolderUnwritable, KnownError, PasswordKept, WeakPassword, WrongGroup, WrongPassword
from core.services.users import change_password, draft_sheet, has_sheet, make_sheet, may_make_sheet
from core.vault.files import write_whole
from core.vault.recovery import GROUPS, group_fits
from desktop.desk import Desk

ASKED: Final = 4
"""So many groups are to be typed back."""


_pick: Final = secrets.SystemRandom().sample


class PasswordView(Protocol):
    """What the form shows."""

    def show_wrong(self, field: str, sentence: str) -> None:
        """What is wrong with a field ("old", "new", "again"); it gets the keyboard."""

    def show_busy(self, busy: bool) -> None:
        """The password is being changed."""


class PasswordPresenter:
    """`done` is called once the password is another one."""

    def __init__(self, view: PasswordView, desk: Desk, done: Callable[[], None]) -> None:
        self._view = view
        self._desk = desk
        self._done = done

    def change(self, old: str, new: str, again: str) -> None:
        """Change it."""
        say = self._desk.words.say
        for field, text in (("old", old), ("new", new)):
            if not text:
                self._view.show_wrong(field, say("access", f"{field}_missing"))
                return
        if new != again:
            self._view.show_wrong("again", say("access", "differ"))
            return
        self._view.show_busy(True)
        self._desk.do(lambda session: change_password(session, old, new), lambda _: self._changed(), self._refused)

    def _changed(self) -> None:
        self._view.show_busy(False)
        self._done()

    def _refused(self, error: KnownError) -> None:
        self._view.show_busy(False)
        field = "new" if isinstance(error, WeakPassword | PasswordKept) else "old"
        if isinstance(error, WrongPassword):
            self._view.show_wrong("old", self._desk.words.say("access", "old_wrong"))
        else:
            self._view.show_wrong(field, self._desk.words.error(error))


class SheetView(Protocol):
    """What the sheet's steps show."""

    def show_sheet(self, groups: Sequence[str]) -> None:
        """The first step: the groups, to be printed, saved or copied by hand."""

    def ask_groups(self, numbers: Sequence[int]) -> None:
        """The second step: type these, counted from 1."""

    def show_group(self, place: int, sentence: str) -> None:
        """What is wrong with the group typed at this place; "" takes it back."""

    def stand_at(self, place: int) -> None:
        """This group is to be typed anew."""

    def show_note(self, sentence: str, tone: str) -> None:
        """What came of printing or saving, or why the sheet is not made."""


class SheetPresenter:
    """`done` is called once the sheet counts. `pick` chooses the groups that are asked for."""

    def __init__(
        self,
        view: SheetView,
        desk: Desk,
        done: Callable[[], None],
        pick: Callable[[Sequence[int], int], list[int]] = _pick,
    ) -> None:
        self._view = view
        self._desk = desk
        self._done = done
        self._pick = pick
        self._groups: list[str] = []
        self._asked: list[int] = []

    def begin(self) -> None:
        """Show a fresh sheet; the one before is good until this one is finished."""
        self._groups = draft_sheet().split("-")
        self._view.show_sheet(self._groups)

    def forget(self) -> None:
        """The sheet is put off, or done: nothing keeps it."""
        self._groups, self._asked = [], []

    @property
    def under_way(self) -> bool:
        """Whether a sheet is being made."""
        return bool(self._groups)

    def text(self) -> list[str]:
        """The sheet as lines: what it is, its groups, what it does. Without names."""
        say = self._desk.words.say
        numbered = [say("access", "group_line", number=at, group=one) for at, one in enumerate(self._groups, start=1)]
        made = say("access", "paper_made", day=self._desk.words.day(self._desk.session.today()))
        return [
            say("access", "paper_title"),
            made,
            "",
            *numbered,
            "",
            say("access", "paper_how"),
            say("access", "opens"),
        ]

    def save(self, path: str) -> None:
        """Write it as a text file."""
        if not path:
            return
        words = self._desk.words
        try:
            write_whole(Path(path), "\r\n".join([*self.text(), ""]).encode("utf-8-sig"))
        except (OSError, ValueError):
            self._view.show_note(words.error(FolderUnwritable()), "err")
        else:
            self._view.show_note(words.say("access", "saved"), "warn")

    def printed(self, came: str) -> None:
        """`came`: "printed", "no_printer", or "" where a person thought better of it."""
        if came:
            self._view.show_note(self._desk.words.say("access", came), "ok" if came == "printed" else "err")

    def go_on(self) -> None:
        """To typing some of it back."""
        self._asked = sorted(self._pick(range(1, GROUPS + 1), ASKED))
        self._view.ask_groups(self._asked)

    def back(self) -> None:
        """To the sheet again."""
        self._view.show_sheet(self._groups)

    def typed(self, place: int, digits: str) -> None:
        """A group is being typed; one that is whole is compared."""
        self._view.show_group(place, self._wrong(place, digits) if len(digits) == len(self._groups[0]) else "")

    def finish(self, typed: Mapping[int, str]) -> None:
        """Let the sheet count, if all was read back. `typed`: place → digits."""
        wrong = [self._wrong(place, typed.get(place, "")) for place in range(len(self._asked))]
        for place, sentence in enumerate(wrong):
            self._view.show_group(place, sentence)
        if any(wrong):
            self._view.stand_at(next(place for place, sentence in enumerate(wrong) if sentence))
            return
        code = "-".join(self._groups)
        self._desk.do(lambda session: make_sheet(session, code), lambda _: self._made(), self._refused)

    def _wrong(self, place: int, digits: str) -> str:
        number = self._asked[place]
        words = self._desk.words
        if digits == self._groups[number - 1]:
            return ""
        if not digits:
            return words.say("access", "group_missing")
        if not group_fits(digits):
            return words.error(WrongGroup(group=number))
        return words.say("access", "group_other", group=number)

    def _made(self) -> None:
        self.forget()
        self._done()

    def _refused(self, error: KnownError) -> None:
        self._view.show_note(self._desk.words.error(error), "err")


class AccessView(Protocol):
    """What the page shows beside its two parts."""

    def show_standing(self, sentence: str, action: str) -> None:
        """How the recovery sheet stands, and the button that makes one; "" for who cannot."""


class AccessPresenter:
    """Reads how things stand."""

    def __init__(self, view: AccessView, desk: Desk) -> None:
        self._view = view
        self._desk = desk

    def read(self) -> None:
        """Show it."""
        if not may_make_sheet(self._desk.session):
            self._view.show_standing(self._desk.words.say("access", "not_for_you"), "")
            return
        self._desk.ask("access", has_sheet, self._show)

    def _show(self, made: bool) -> None:
        say = self._desk.words.say
        self._view.show_standing(say("access", "made" if made else "due"), say("access", "renew" if made else "make"))
