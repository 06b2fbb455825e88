"""A watched folder: tables that arrive in it become drafts while the base is open; nothing is brought in by itself.

The folder is one of this computer and of this user of the base, so it is kept with the program's preferences: a base
that is carried elsewhere, or opened by a colleague, does not look into folders that are not theirs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from core.domain.errors import FolderMissing, KnownError
from core.domain.progress import Stopped
from core.domain.rights import MAY, UseCase

if TYPE_CHECKING:
    from core.intake.folders import Arrivals
    from core.services.new_tables import Drafted
    from core.services.session import Done, Progress, Session
    from desktop.tasks import Tasks, Work

NAME: Final = "watch_folder"
"""A work that is not shown and asks nobody whether it may end."""

SETTLE_MS: Final = 2_000
"""A file that stands as it stood so long ago is written by nobody any more."""

EVERY_MS: Final = 60_000
"""Folders on other computers do not tell what changes in them."""


class Watching(QObject):
    """`begin` when a base is gone into, `forget` when it is left or locked.

    `arrived`: a `Drafted` with something in it; `changed` (nouns); `missed`: the folder is not there, told once a
    visit; `passed` how many tables lay in a newly chosen folder; `faulted` an error that is ours.
    """

    arrived = Signal(object)
    changed = Signal(frozenset)
    missed = Signal()
    passed = Signal(int)
    faulted = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._session: Session | None = None
        self._arrivals: Arrivals | None = None
        self._passing = self._told = False
        self._work: Work | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._soon)
        self._timer = QTimer(tasks)  # it ends with what would do the work
        self._timer.timeout.connect(self.look)

    def begin(self, session: Session, folder: str, *, fresh: bool = False) -> None:
        """Watch this folder, none where it is empty; what lies in a `fresh` one is not taken. No real table gets into a
        sample.
        """
        self.forget()
        if not folder or session.is_sample or session.one_time or not session.roles & MAY[UseCase.IMPORT_CLIENTS]:
            return
        from core.intake.folders import Arrivals  # noqa: PLC0415 (the way in does without)

        self._session, self._arrivals = session, Arrivals(Path(folder))
        self._passing, self._told = fresh, False
        self._timer.start(0)

    def forget(self) -> None:
        """The base is being closed."""
        self._timer.stop()
        self._session = self._arrivals = None
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        if self._work is not None:
            self._work.stop()
            self._work = None

    def look(self) -> None:
        """Now, if nothing else is under way."""
        session, arrivals = self._session, self._arrivals
        if session is None or arrivals is None or self._tasks.closed:
            return
        self._timer.start(SETTLE_MS if self._tasks.works else EVERY_MS)
        if self._tasks.works:
            return
        passing = self._passing

        def work(progress: Progress) -> tuple[Done[Drafted] | int, bool]:
            from core.intake.folders import tables_in  # noqa: PLC0415 (needs the store, as the next one)
            from core.services.new_tables import pass_over, take_arrived  # noqa: PLC0415

            if passing:
                lying = dict(tables_in(arrivals.folder))
                pass_over(session, lying)
                return len(lying), False
            settled, more = arrivals.look()
            return take_arrived(session, settled, progress), more

        def done(found: tuple[Done[Drafted] | int, bool]) -> None:
            if session is not self._session or arrivals is not self._arrivals:
                return
            self._work = None
            if not self._watcher.directories():  # it is there
                self._watcher.addPath(str(arrivals.folder))
            taken, more = found
            self._timer.start(SETTLE_MS if more else EVERY_MS)
            if isinstance(taken, int):
                self._passing = False
                self.passed.emit(taken)
            elif taken.value.drafts or taken.value.unread:
                self.arrived.emit(taken.value)
                self.changed.emit(taken.changed | {"new_tables"})

        def failed(error: Exception) -> None:
            if session is not self._session or arrivals is not self._arrivals:
                return
            self._work = None
            if isinstance(error, FolderMissing):
                if not self._told:
                    self._told = True
                    self.missed.emit()
            elif not isinstance(error, KnownError | Stopped):
                self.faulted.emit(error)

        work_ = self._tasks.start(NAME, work, done, failed)
        self._work = work_ if work_ in self._tasks.works else None

    def _soon(self) -> None:
        if self._session is not None and self._work is None and self._timer.remainingTime() > SETTLE_MS:
            self._timer.start(SETTLE_MS)
