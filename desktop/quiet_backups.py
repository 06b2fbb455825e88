"""Backups that make themselves: every few minutes one is made if it is due, and never beside other work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from core.domain.backup import Backup
    from core.services.session import Done, Session
    from desktop.tasks import Tasks

EVERY_MS: Final = 4 * 60_000
NAME: Final = "quiet_backup"
"""A work that is not shown and asks nobody whether it may end."""


class QuietBackups(QObject):
    """`begin` when a base is gone into, `forget` when it is left or locked. `made` (nouns that changed), `refused` (a
    KnownError, told once a visit), `faulted` an error that is ours.
    """

    made = Signal(frozenset)
    refused = Signal(object)
    faulted = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._session: Session | None = None
        self._told = False
        self._timer = QTimer(tasks, interval=EVERY_MS)  # it ends with what would do the work
        self._timer.timeout.connect(self.back_up)

    def begin(self, session: Session) -> None:
        """Watch over this base. A sample is not worth it."""
        self._told = False
        if not session.is_sample:
            self._session = session
            self._timer.start()

    def forget(self) -> None:
        """The base is being closed."""
        self._timer.stop()
        self._session = None

    def back_up(self) -> None:
        """Now, if it is due and nothing else is under way."""
        session = self._session
        if session is None or session.one_time or self._tasks.works or self._tasks.closed:
            return
        from core.services.backups import back_up_if_due  # noqa: PLC0415 (needs the store)

        def done(result: Done[Backup] | None) -> None:
            if result is not None and session is self._session:
                self.made.emit(result.changed)

        def failed(error: Exception) -> None:
            if session is not self._session:
                return
            if not isinstance(error, KnownError):
                self.faulted.emit(error)
            elif not self._told:
                self._told = True
                self.refused.emit(error)

        self._tasks.start(NAME, lambda _progress: back_up_if_due(session), done, failed)
