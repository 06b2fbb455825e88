"""What stands in the backups' folder, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from core.domain.backup import EVERY, Backup
from core.domain.errors import BackupDamaged, BackupInside, NoPeopleKey
from core.services.backups import folder_of, list_backups, make_backup
from core.services.restores import read_backup
from core.services.session import Done
from desktop.backup_rows import BackupRow, local, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.errors import KnownError
    from core.services.session import Session
    from desktop.desk import Desk

LATE: Final = timedelta(days=7)
"""So old may the last backup be before the page says so in red."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Sentences over the list: the last good backup, the next one, the folder. `late`: why it is high time, or ""."""

    last: str
    next: str
    folder: str
    late: str


class BackupsView(Protocol):
    """What the presenter shows."""

    def show_standing(self, standing: Standing) -> None:
        """What stands over the list."""

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        """The list, the newest first."""

    def show_may(self, *, make: bool, why: str) -> None:
        """Whether this user can make one, and why not."""

    def show_busy(self, *, busy: bool) -> None:
        """A backup is being made or verified."""

    def show_message(self, text: str, tone: str = "info") -> None:
        """A sentence above the page."""

    def choose_folder(self, title: str, start: str) -> str:
        """A folder; "" where a person thinks better of it."""


class BackupsPresenter:
    """`restore` leads to the way of restoring, with the file of a backup or without."""

    def __init__(self, view: BackupsView, desk: Desk, restore: Callable[[Path | None], None]) -> None:
        self._view = view
        self._desk = desk
        self._restore = restore
        self._busy = False
        self._found: list[Backup] = []
        self._damaged: set[Path] = set()

    def read(self) -> None:
        """The folder as it stands."""
        session = self._desk.session
        self._view.show_may(
            make=session.store.sees_people,
            why="" if session.store.sees_people else self._desk.words.error(NoPeopleKey()),
        )
        self._desk.ask("backups", lambda session: list_backups(folder_of(session), session.base_id), self._read)

    def make(self) -> None:
        """A backup now."""
        if self._busy or not self._desk.session.store.sees_people:
            return
        self._begin()
        self._desk.run(
            "back_up",
            lambda session, _progress: make_backup(session, folder_of(session)),
            lambda done: self._made(done.value),
            self._refused,
            self._end,
        )

    def verify(self, place: int) -> None:
        """Every byte of a backup."""
        if self._busy or not 0 <= place < len(self._found):
            return
        file = self._found[place].file
        self._begin()

        def work(_session: Session, _progress: object) -> Done[Backup | None]:
            try:
                return Done(read_backup(file))
            except BackupDamaged:
                return Done(None)

        self._desk.run("check_backup", work, lambda done: self._verified(file, done.value), self._refused, self._end)

    def restore(self, place: int | None = None) -> None:
        """To the way of restoring."""
        self._restore(None if place is None or not 0 <= place < len(self._found) else self._found[place].file)

    def choose_folder(self) -> None:
        """Let them go elsewhere from now on."""
        session, say = self._desk.session, self._desk.words.say
        chosen = self._view.choose_folder(say("backups", "choose_folder"), str(folder_of(session)))
        if not chosen:
            return
        if Path(chosen).resolve().is_relative_to(session.store.folder.resolve()):
            self._view.show_message(self._desk.words.error(BackupInside()), "err")
            return
        self._desk.keep_backups(Path(chosen))
        self._damaged.clear()
        self.read()

    # ------------------------------------------------------------------

    def _read(self, found: list[Backup]) -> None:
        self._found = [replace(one, damaged=one.damaged or one.file in self._damaged) for one in found]
        words = self._desk.words
        self._view.show_rows([row_of(words, one, self._now()) for one in self._found])
        good = next((one for one in self._found if not one.damaged), None)
        say = words.say
        last, next_, late = say("backups", "no_last"), say("backups", "next_first"), say("backups", "late_none")
        if good is not None:
            at = local(good.made_at)
            last = say("backups", "last", at=words.moment(at, self._now()))
            due = at + EVERY
            next_ = say(
                "backups", "next", at=words.moment(due, self._now()) if due > self._now() else say("backups", "soon")
            )
            days = (self._now() - at).days
            late = say("backups", "late", n=days) if self._now() - at > LATE else ""
        session = self._desk.session
        if not self._found:
            last = ""  # the empty page says so
        if session.is_sample:
            next_, late = say("backups", "next_sample"), ""
        self._view.show_standing(Standing(last, next_, str(folder_of(session)), late))

    def _made(self, made: Backup) -> None:
        self._end()
        self._desk.tell(self._desk.words.say("backups", "made", file=made.file.name))
        self.read()

    def _verified(self, file: Path, found: Backup | None) -> None:
        self._end()
        say = self._desk.words.say
        if found is None or found.damaged:
            self._damaged.add(file)
            self._view.show_message(say("backups", "verified_damaged", file=file.name), "err")
        else:
            self._damaged.discard(file)
            self._view.show_message(say("backups", "verified", file=file.name), "ok")
        self._read(self._found)

    def _refused(self, error: KnownError) -> None:
        self._end()
        self._view.show_message(self._desk.words.error(error), "err")

    def _begin(self) -> None:
        self._busy = True
        self._view.show_busy(busy=True)

    def _end(self) -> None:
        self._busy = False
        self._view.show_busy(busy=False)

    def _now(self) -> datetime:
        return self._desk.session.clock().astimezone()
