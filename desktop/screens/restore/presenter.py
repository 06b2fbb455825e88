"""The steps of restoring: a backup is chosen, looked at whole, opened by the password of its day or the recovery sheet,
and put in place once its base's name was typed. A base that is open is closed after that, not before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from core.domain.errors import WeakPassword, WrongGroup, WrongPassword, WrongSheet
from core.vault.recovery import DIGITS, group_fits
from desktop.door import Wish, base_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.backup import Backup, Moment
    from core.domain.errors import KnownError
    from core.services.restores import Rehearsal, RestoreReport
    from desktop.door import Door

T = TypeVar("T")
SUFFIX: Final = ".opuntia"
_DATED: Final = re.compile(r" \d{4}-\d\d-\d\d \d{4}( \(\d+\))?$")
"""How the name of a backup ends, behind the name of its base."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a backup holds, in sentences; `place` is "" where the base has its place. `whole`: it may be used."""

    name: str
    lines: tuple[str, ...]
    whole: bool
    place: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is asked before anything is done: the name must be typed."""

    title: str
    text: str
    ask: str
    name: str
    restore: str
    keep: str


class RestoreView(Protocol):
    """What the presenter shows."""

    def show_choose(self, text: str, found: Sequence[Backup]) -> None:
        """The first step, with the backups that are known."""

    def show_preview(self, preview: Preview) -> None:
        """The second."""

    def show_report(self, title: str, lines: Sequence[str]) -> None:
        """The last."""

    def show_busy(self, sentence: str) -> None:
        """Something is under way; "" when it has ended."""

    def show_refused(self, sentence: str, field: str = "") -> None:
        """Why not, at a field ("login", "password", "again") or below all; "" takes it back from everywhere."""

    def show_group(self, place: int, sentence: str) -> None:
        """What is wrong with a group of the sheet; "" takes it back."""

    def stand_at(self, place: int) -> None:
        """This group is to be typed anew."""

    def confirm(self, asked: Confirmation) -> bool:
        """Whether the name was typed and the button pressed."""


class RestorePresenter:
    """`base` None: on a new machine. `standing`: what the open base holds now. `close` closes it, and goes on."""

    def __init__(
        self,
        view: RestoreView,
        door: Door,
        base: Path | None,
        standing: Moment | None,
        close: Callable[[Callable[[], object]], None],
    ) -> None:
        self._view = view
        self._door = door
        self.base = base
        self._standing = standing
        self._close = close
        self._shown = True
        self._backup: Backup | None = None
        self._place: Path | None = base
        self._sheet = False
        self._found: Sequence[Backup] = ()
        self._retell: Callable[[], None] = self._show_choose

    def begin(self, file: Path | None = None) -> None:
        """Show the first step, or look at a backup that was chosen already."""
        self._retell = self._show_choose
        if file is not None:
            self.look_at(file)
            return
        self._show_choose()
        if self.base is not None:
            self._door.find_backups(self.base, self._while_shown(self._have_found))

    @property
    def file(self) -> Path | None:
        """The backup that was chosen; None at the first step."""
        return None if self._backup is None or self._retell == self._show_choose else self._backup.file

    def forget(self) -> None:
        """The view is gone: answers that are still to come tell nobody."""
        self._shown = False

    def retell(self) -> None:
        """Say the step that stands in another language."""
        self._retell()

    def choose_file(self) -> None:
        """Point at another one."""
        chosen = self._door.choose_backup(None if self.base is None else self._door.backups_of(self.base))
        if chosen is not None:
            self.look_at(chosen)

    def look_at(self, file: Path) -> None:
        """Read every byte of it."""
        self._view.show_refused("")
        self._view.show_busy(self._say("reading"))
        self._door.read_backup(file, self._while_shown(self._looked), self._while_shown(self._refused))

    def choose_place(self) -> None:
        """Where a new base will be."""
        if self._place is None or self.base is not None:
            return
        chosen = self._door.choose_folder(self._place.parent)
        if chosen is not None:
            self._place = chosen / self._place.name
            self._show_preview()

    def back(self) -> None:
        """To the first step."""
        self._view.show_refused("")
        self.begin()

    def leave(self) -> None:
        """Nothing is restored."""
        self._door.end_restore(self.base)

    def typed(self, place: int, digits: str) -> None:
        """A group is being typed; one that is whole is checked by itself."""
        self._view.show_group(place, self._slip(place, digits) if len(digits) == DIGITS else "")

    def change_way(self) -> None:
        """By the password, or by the sheet: what was wrong before is over."""
        self._view.show_refused("")

    def restore(self, login: str, password: str) -> None:
        """With the password of that day."""
        if self._is_filled(login=login, password=password):
            self._rehearse(login, password, "")

    def restore_by_sheet(self, groups: Sequence[str], login: str, password: str, again: str) -> None:
        """With the recovery sheet of that day and a new password."""
        wrong = [self._slip(place, digits) for place, digits in enumerate(groups)]
        for place, sentence in enumerate(wrong):
            self._view.show_group(place, sentence)
        if any(wrong):
            self._view.stand_at(next(place for place, sentence in enumerate(wrong) if sentence))
        elif self._is_filled(login=login, new_password=password, again=again):
            if password != again:
                self._view.show_refused(self._door.words.say("recovery", "differ"), "again")
            else:
                self._rehearse(login, password, "-".join(groups))

    def enter(self) -> None:
        """The way into the restored base."""
        self._door.show_unlock(self._place)

    # ------------------------------------------------------------------

    def _have_found(self, found: Sequence[Backup]) -> None:
        self._found = found
        if self._retell == self._show_choose:
            self._show_choose()

    def _show_choose(self) -> None:
        self._view.show_choose(self._say("choose_text_new" if self.base is None else "choose_text"), self._found)

    def _is_filled(self, **fields: str) -> bool:
        for name, text in fields.items():
            if not text.strip():
                self._view.show_refused(self._say(f"{name}_missing"), "password" if name == "new_password" else name)
                return False
        return True

    def _slip(self, place: int, digits: str) -> str:
        if not digits:
            return self._door.words.say("recovery", "group_missing")
        return "" if group_fits(digits) else self._door.words.error(WrongGroup(group=place + 1))

    def _rehearse(self, login: str, password: str, sheet: str) -> None:
        """Find out whether the backup opens, then ask."""
        backup, place = self._backup, self._place
        if backup is None or backup.facts is None or backup.damaged or place is None:
            return
        wish, self._sheet = Wish(backup.file, place, login, password, sheet), bool(sheet)
        self._view.show_refused("")
        self._view.show_busy(self._say("opening"))

        def rehearsed(found: Rehearsal) -> None:
            self._ask(backup, wish, found)

        self._door.rehearse(wish, self._while_shown(rehearsed), self._while_shown(self._refused))

    def _ask(self, backup: Backup, wish: Wish, found: Rehearsal) -> None:
        """Ask for the name, close the base and restore."""
        self._view.show_busy("")
        if backup.facts is None:
            return
        name, moment, at = base_name(wish.base), backup.facts.moment, self._at(backup.made_at)
        text = "ask_lost" if found.lost else "ask_text"
        asked = Confirmation(
            title=self._say("ask_title", name=name),
            text=self._say(text, at=at, clients=moment.clients, leads=moment.leads),
            ask=self._say("ask_name", name=name),
            name=name,
            restore=self._say("restore"),
            keep=self._say("keep"),
        )
        if self._view.confirm(asked) and self._shown:
            self._close(lambda: self._restore(replace(wish, standing=found.standing)))

    def _restore(self, wish: Wish) -> None:
        self._standing = None
        self._view.show_refused("")
        self._view.show_busy(self._say("working"))
        self._door.restore(wish, self._while_shown(self._restored), self._while_shown(self._refused))

    def _restored(self, done: RestoreReport) -> None:
        self._view.show_busy("")
        self.show_report(done)

    def show_report(self, done: RestoreReport) -> None:
        """What has come of it."""
        self._retell = lambda: self._view.show_report(self._say("done"), self.told(done))
        self._retell()

    def told(self, done: RestoreReport) -> list[str]:
        """A report in sentences."""
        say = self._say
        lines = [say("done_text", at=self._at(done.made_at), clients=done.clients, leads=done.leads)]
        if done.erased:
            lines.append(say("done_erased", count=done.erased))
        if done.drafts:
            lines.append(say("done_drafts", count=done.drafts))
        if done.dismissed:
            lines.append(say("done_dismissed", count=done.dismissed))
        if done.safety is not None:
            lines.append(say("done_safety", file=self._door.words.place(done.safety)))
        if done.kept is not None:
            lines.append(say("done_kept", folder=self._door.words.place(done.kept)))
        if done.tombstones_lost:
            lines.append(say("done_lost"))
        return [*lines, say("done_sheet" if self._sheet else "done_password")]

    def _looked(self, backup: Backup) -> None:
        self._view.show_busy("")
        self._backup = backup
        if self.base is None:
            folder = self._place.parent if self._place is not None else self._door.default_folder
            self._place = folder / f"{_DATED.sub('', backup.file.stem)}{SUFFIX}"
        self._retell = self._show_preview
        self._show_preview()

    def _show_preview(self) -> None:
        backup, place = self._backup, self._place
        if backup is None or place is None or backup.facts is None:
            return
        facts, at = backup.facts, self._at(backup.made_at)
        lines = [
            self._say("made", at=at, version=facts.version),
            self._say("holds", clients=facts.moment.clients, leads=facts.moment.leads),
            self._say("damaged" if backup.damaged else "whole"),
        ]
        standing = self._standing
        if standing is not None:
            lines.append(self._say("stands", clients=standing.clients, leads=standing.leads, at=at))
        elif self.base is not None:
            lines.append(self._say("stands_unknown", at=at))
        what = (self._say("what_safety"), self._say("what_people")) if self.base is not None else ()
        shown = "" if self.base is not None else str(place)
        self._view.show_preview(Preview(base_name(place), tuple(lines), not backup.damaged, shown, what))

    def _refused(self, error: KnownError) -> None:
        self._view.show_busy("")
        words = self._door.words
        if isinstance(error, WrongPassword) and self._sheet:  # whoever has the sheet may be told who does not work here
            self._view.show_refused(words.say("recovery", "login_unknown"), "login")
        else:
            self._view.show_refused(words.error(error), "password" if isinstance(error, WeakPassword) else "")
        if isinstance(error, WrongSheet):
            self._view.stand_at(0)

    def _while_shown(self, then: Callable[[T], None]) -> Callable[[T], None]:
        return lambda answer: then(answer) if self._shown else None

    def _at(self, at: datetime) -> str:
        return told_at(self._door, at)

    def _say(self, key: str, **blanks: object) -> str:
        return self._door.words.say("restore", key, **blanks)


def told_at(door: Door, at: datetime) -> str:
    """A time in UTC without zone as people say it."""
    return door.words.moment(at.replace(tzinfo=UTC).astimezone(), datetime.now().astimezone())
