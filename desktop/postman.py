"""The outbox while a base is open: each package is handed over when its time has come, and no sooner.

Without anything in the outbox nothing connects to anywhere.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.errors import KnownError
from core.domain.fallen import Fallen
from core.domain.progress import Stopped
from core.domain.rights import MAY, UseCase

if TYPE_CHECKING:
    from datetime import datetime

    from core.services.posting import Round
    from core.services.session import Done, Progress, Session
    from desktop.tasks import Tasks, Work

NAME: Final = "post_mail"
"""A work that is not shown; what it leaves undone is found at the next start."""

_MOST: Final = timedelta(hours=1)
_SOON_MS: Final = 50
_LATER_MS: Final = 60_000


class Postman(QObject):
    """`begin` when a base is gone into, `forget` when it is left or locked.

    `changed` (nouns); `noted` (key, counts) for the bell: what did not go, or may have; `faulted` an error that is
    ours.
    """

    changed = Signal(frozenset)
    noted = Signal(str, dict)
    faulted = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._session: Session | None = None
        self._fresh = self._asking = False
        self._work: Work | None = None
        self._timer = QTimer(tasks)  # it ends with what would do the work
        self._timer.timeout.connect(self.look)

    def begin(self, session: Session) -> None:
        """Watch over the outbox of this user. The sample sends nothing."""
        self.forget()
        if session.is_sample or session.one_time or not session.roles & MAY[UseCase.SEND]:
            return
        self._session, self._fresh = session, True
        self._timer.start(0)

    def forget(self) -> None:
        """The base is being closed."""
        self._timer.stop()
        self._session = None
        if self._work is not None:
            self._work.stop()
            self._work = None

    def consider(self, nouns: frozenset[str]) -> None:
        """Something changed in the base."""
        if self._session is not None and nouns & {"packages", "mail"}:
            self._timer.start(0)

    def look(self) -> None:
        """See when the next one is due, and hand over what is."""
        self._timer.stop()
        session, fresh = self._session, self._fresh
        if session is None or self._work is not None or self._tasks.closed:
            return
        if self._asking:  # what is asked may be out of date by now
            self._timer.start(_SOON_MS)
            return
        self._asking = True

        def question() -> tuple[Done[int] | None, datetime | None]:
            from core.services.posting import next_posting, settle_interrupted  # noqa: PLC0415 (needs the store)

            return settle_interrupted(session) if fresh else None, next_posting(session)

        def then(found: tuple[Done[int] | None, datetime | None]) -> None:
            self._asking = False
            if session is not self._session:
                return
            self._fresh = False
            lost, due = found
            if lost is not None and lost.value:
                self.changed.emit(lost.changed)
                self.noted.emit("mail_unknown", {"n": lost.value})
            self._wait(due)

        def failed(error: Exception) -> None:
            self._asking = False
            self._failed(session, error)

        self._tasks.ask(question, then, failed)

    def _wait(self, due: datetime | None) -> None:
        session = self._session
        if session is None or due is None or self._work is not None:
            return
        left = due - session.now()
        if left > timedelta():
            self._timer.start(round(min(left, _MOST) / timedelta(milliseconds=1)) + 1)
        else:
            self._post(session)

    def _post(self, session: Session) -> None:
        def work(progress: Progress) -> Done[Round]:
            from core.services.posting import post_due  # noqa: PLC0415 (needs the store)

            return post_due(session, progress)

        def done(result: Done[Round]) -> None:
            if session is not self._session:
                return
            self._work = None
            self.changed.emit(result.changed)
            self._note(result.value)
            self._wait(result.value.next_due)

        def failed(error: Exception) -> None:
            if session is self._session:
                self._work, self._fresh = None, True  # what it was handing over may have gone: nobody else says so
            self._failed(session, error)

        started = self._tasks.start(NAME, work, done, failed)
        self._work = started if started in self._tasks.works else None

    def _note(self, posted: Round) -> None:
        """What somebody has to look at."""
        counts = Counter(f"fallen_{state}" if isinstance(state, Fallen) else state.value for state in posted.posted)
        for state in ("error", "unknown", *(f"fallen_{one}" for one in Fallen)):
            if counts[state]:
                self.noted.emit(f"mail_{state}", {"n": counts[state]})

    def _failed(self, session: Session, error: Exception) -> None:
        if session is not self._session or isinstance(error, Stopped):
            return
        if isinstance(error, KnownError):  # such as a full disk: it may be over soon
            self._timer.start(_LATER_MS)
        else:
            self.faulted.emit(error)
