"""The list of clients is read before anybody opens it, a little at a time: whoever asks meanwhile waits for no more
than that little, and nothing of it outlives the open base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.errors import KnownError
from core.domain.rights import MAY, UseCase

if TYPE_CHECKING:
    from core.services.session import Session
    from desktop.tasks import Tasks

AFTER_MS: Final = 400
"""The first page comes first."""


class ReadingAhead(QObject):
    """`begin` when a base is gone into, `forget` when it is left or locked. `faulted`: an error that is ours."""

    faulted = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._session: Session | None = None
        self._soon = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon.timeout.connect(self.read_on)

    def begin(self, session: Session) -> None:
        """Read the clients of this base, if this user sees any."""
        if MAY[UseCase.READ_CLIENTS] & session.roles and not session.one_time:
            self._session = session
            self._soon.start()

    def forget(self) -> None:
        """The base is being closed."""
        self._soon.stop()
        self._session = None

    def read_on(self) -> None:
        """A little more; what is asked meanwhile comes before the next little."""
        session = self._session
        if session is None or self._tasks.closed:
            return
        from core.services.client_list import read_ahead  # noqa: PLC0415 (needs the store)

        def done(more: bool) -> None:
            if more and session is self._session:
                self.read_on()

        def failed(error: Exception) -> None:
            if session is self._session and not isinstance(error, KnownError):
                self.faulted.emit(error)

        self._tasks.ask(lambda: read_ahead(session), done, failed)
