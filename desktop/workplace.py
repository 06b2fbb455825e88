"""The desk of every presenter: an open base, the threads, and the window's ways to speak (desktop/desk.py)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from core.domain.errors import KnownError, NeedsClientType
from core.services.session import Done, Progress, Session, Stopped
from desktop.desk import WATCHED_FOLDER, Job, Refused
from desktop.new_tables import passed_text, tell_arrived
from desktop.preferences import Preferences
from desktop.quiet_backups import QuietBackups
from desktop.reading_ahead import ReadingAhead
from desktop.tasks import Tasks, Work
from desktop.watching import Watching
from desktop.weekly_check import WeeklyCheck
from desktop.words import Words

T = TypeVar("T")


class LongWork:
    """A long work from its beginning to its end, also where a lock cuts it in two."""

    def __init__(self) -> None:
        self.part: Work | None = None
        self.unwanted = self.interrupted = False

    def stop(self) -> None:
        """Ask it to stop at its next step."""
        self.unwanted = True
        if self.part is not None:
            self.part.stop()

    def interrupt(self) -> None:
        """The same, to be gone on with later."""
        if self.part is not None and not self.part.stopping:
            self.interrupted = True
            self.part.stop()

    @property
    def to_go_on(self) -> bool:
        """Whether a part has ended of which more is wanted."""
        return self.interrupted and not self.unwanted and self.part is not None and self.part.cut_short


class Workplace(QObject):
    """Signals tell the window what to show.

    `told` (sentence, icon, entry) a toast; `warned` (sentence, tone) the message bar; `went` (page, facts);
    `changed` the nouns whose screens must read again; `waiting` whether a question is open; `faulted` an error that is
    ours; `noted` (key, counts) something for the bell.
    """

    told = Signal(str, str, object)
    warned = Signal(str, str)
    went = Signal(str, dict)
    changed = Signal(frozenset)
    waiting = Signal(bool)
    faulted = Signal(object)
    noted = Signal(str, dict)

    def __init__(self, tasks: Tasks, preferences: Preferences, words: Words) -> None:
        super().__init__()
        self.words = words
        self._tasks = tasks
        self._preferences = preferences
        self._session: Session | None = None
        self._asked: Counter[str] = Counter()
        self._open_questions = 0
        self._commands = 0
        self._refusals = 0
        self._visit = 0
        self.weekly_check = WeeklyCheck(self.do, self)
        self.quiet_backups = QuietBackups(tasks, self)
        self.quiet_backups.made.connect(self.changed)
        self.quiet_backups.refused.connect(lambda error: self.warn(words.error(error)))
        self.quiet_backups.faulted.connect(self.faulted)
        self.weekly_check.noted.connect(lambda key: self.noted.emit(key, {}))
        self.watching = Watching(tasks, self)
        self.watching.arrived.connect(lambda found: tell_arrived(words, found, self.told.emit, self.noted.emit))
        self.watching.missed.connect(lambda: self.tell(words.say("watching", "missed"), icon="triangle-alert"))
        self.watching.passed.connect(lambda count: self.tell(passed_text(words, count), icon="info"))
        self.watching.changed.connect(self.changed)
        self.watching.faulted.connect(self.faulted)
        self.reading_ahead = ReadingAhead(tasks, self)
        self.reading_ahead.faulted.connect(self.faulted)
        self._long: list[LongWork] = []
        self._held: list[Callable[[], object]] | None = None
        """While the base is locked: what waits until it is open again."""

    # ------------------------------------------------------------------ the base

    @property
    def session(self) -> Session:
        """The open base. Raises RuntimeError where none is open."""
        if self._session is None:
            raise RuntimeError
        return self._session

    def enter(self, session: Session) -> None:
        """Work in this base from now on."""
        self._session = session
        self._visit += 1
        self.weekly_check.begin(session)
        self.quiet_backups.begin(session)
        self.reading_ahead.begin(session)
        self.watching.begin(session, self.recall(WATCHED_FOLDER, ""))

    @property
    def locked(self) -> bool:
        """Whether the base is closed until the same user comes back; `session` then tells facts only."""
        return self._held is not None

    @property
    def unfinished(self) -> bool:
        """Whether something waits for the same user to come back."""
        return bool(self._held or self._long or self._commands)

    def lock(self) -> None:
        """Close the base once every command that was given is done; long works stop at their next step. Answers, and
        what pages ask for from now on, wait for `resume`.
        """
        session, self._held = self.session, []
        self.quiet_backups.forget()
        self.reading_ahead.forget()
        self.watching.forget()
        for work in self._long:
            work.interrupt()
        self._tasks.do_last(session.close, self.faulted.emit)

    def resume(self, session: Session) -> None:
        """The same user has opened the same base again: go on where everything stood."""
        self._session = session
        self.quiet_backups.begin(session)
        self.reading_ahead.begin(session)
        self.watching.begin(session, self.recall(WATCHED_FOLDER, ""))
        held, self._held = self._held or [], None
        for one in held:
            one()

    def is_of(self, session: Session) -> bool:
        """Whether this is the same user of the same base, with the same rights."""
        mine = self.session
        return (mine.base_id, mine.user_id, mine.roles) == (session.base_id, session.user_id, session.roles)

    def _when_open(self, then: Callable[[], object]) -> None:
        if self._held is None:
            then()
        else:
            self._held.append(then)

    def leave(self) -> None:
        """Close the base once all that was begun in it has ended; nothing of it is shown any more."""
        self.weekly_check.forget()
        self.quiet_backups.forget()
        self.reading_ahead.forget()
        self.watching.forget()
        session, self._session = self._session, None
        self._held = None
        self._visit += 1
        self._open_questions = 0
        self.waiting.emit(False)
        if session is not None:
            self._tasks.do_last(session.close, self.faulted.emit)

    # ------------------------------------------------------------------ work

    def ask(
        self,
        line: str,
        question: Callable[[Session], T],
        then: Callable[[T], None],
        refused: Refused | None = None,
    ) -> None:
        """Read from the base; an answer to an older question on the same line is dropped."""
        if self.locked:
            self._when_open(lambda: self.ask(line, question, then, refused))
            return
        session, visit = self.session, self._visit
        self._asked[line] += 1
        number = self._asked[line]

        def fresh() -> bool:
            return visit == self._visit and self._asked[line] == number

        self._begin_waiting()
        self._tasks.ask(
            lambda: question(session),
            lambda answer: self._end_waiting(visit, lambda: then(answer) if fresh() else None),
            lambda error: self._end_waiting(visit, lambda: self._failed(error, refused) if fresh() else None),
        )

    def do(
        self,
        command: Callable[[Session], Done[T]],
        then: Callable[[Done[T]], None] | None = None,
        refused: Refused | None = None,
    ) -> None:
        """Change the base, then let every screen that shows it read again."""
        if self.locked:
            self._when_open(lambda: self.do(command, then, refused))
            return
        session, visit = self.session, self._visit
        self._commands += 1

        def done(result: Done[T]) -> None:
            self._commands -= 1
            self._when_open(lambda: end(result))

        def end(result: Done[T]) -> None:
            if visit != self._visit:
                return
            if then is not None:
                then(result)
            self.changed.emit(result.changed)

        def failed(error: Exception) -> None:
            self._commands -= 1
            self._refusals += 1
            self._when_open(lambda: self._failed(error, refused) if visit == self._visit else None)

        self._tasks.ask(lambda: command(session), done, failed)

    def finish_commands(self) -> bool:
        """Wait until the base has answered every command that was given; whether it has taken all of them."""
        before = self._refusals
        while self._commands:
            self._tasks.wait_for_answers()
        return self._refusals == before

    def run(
        self,
        name: str,
        work: Callable[[Session, Progress], Done[T]],
        then: Callable[[Done[T]], None],
        refused: Refused | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Long work; `then` comes also where it was stopped and kept what was finished."""
        visit, long = self._visit, LongWork()
        self._long.append(long)

        def begin() -> None:
            session = self.session
            long.interrupted = False
            long.part = self._tasks.start(name, lambda progress: work(session, progress), done, failed)
            if long.unwanted:
                long.part.stop()

        def arrive(end: Callable[[], None]) -> None:
            """The lock may have cut it short: then it goes on, and nobody hears of it."""
            if visit != self._visit:
                self._long.remove(long)
            elif long.to_go_on:
                self._when_open(begin)
            else:
                self._long.remove(long)
                self._when_open(end)

        def done(result: Done[T]) -> None:
            arrive(lambda: end_well(result))

        def failed(error: Exception) -> None:
            arrive(lambda: end_badly(error))

        def end_well(result: Done[T]) -> None:
            then(result)
            self.changed.emit(result.changed)
            self.noted.emit(f"ended_{name}", {})

        def end_badly(error: Exception) -> None:
            if isinstance(error, Stopped):
                if stopped is not None:
                    stopped()
                self.noted.emit(f"stopped_{name}", {})
            else:
                self._failed(error, refused)
                if isinstance(error, KnownError) and not isinstance(error, NeedsClientType):  # that one only asks
                    self.noted.emit(f"failed_{name}", {})

        self._when_open(begin)
        return long

    # ------------------------------------------------------------------ words to the window

    def tell(self, sentence: str, *, icon: str = "check", entry: int | None = None) -> None:
        """A toast."""
        self.told.emit(sentence, icon, entry)

    def warn(self, sentence: str) -> None:
        """The message bar."""
        self.warned.emit(sentence, "warn")

    def go(self, page: str, **facts: Any) -> None:
        """Another page."""
        self.went.emit(page, facts)

    def keep_backups(self, folder: Path) -> None:
        """Where the backups of this base go."""
        self.session.backups = folder
        self._preferences.keep_backups(self.session.store.folder, folder)

    def watch(self, folder: str) -> None:
        """A folder of this computer for this user of the base."""
        self.remember(WATCHED_FOLDER, folder)
        self.watching.begin(self.session, folder, fresh=True)

    def remember(self, name: str, value: object) -> None:
        """A small preference of this user."""
        self._preferences.remember(self.user, name, value)

    def recall(self, name: str, default: Any) -> Any:
        """A kept preference."""
        return self._preferences.recall(self.user, name, default)

    @property
    def user(self) -> str:
        """Names the user of the open base without saying who it is."""
        return f"{self.session.base_id}/{self.session.user_id}"

    # ------------------------------------------------------------------

    def _failed(self, error: Exception, refused: Refused | None) -> None:
        if not isinstance(error, KnownError):
            self.faulted.emit(error)
        elif refused is not None:
            refused(error)
        else:
            self.warned.emit(self.words.error(error), "err")

    def _begin_waiting(self) -> None:
        self._open_questions += 1
        self.waiting.emit(True)

    def _end_waiting(self, visit: int, then: Callable[[], object]) -> None:
        if self.locked:
            self._when_open(lambda: self._end_waiting(visit, then))
            return
        if visit == self._visit:
            self._open_questions -= 1
            if self._open_questions == 0:
                self.waiting.emit(False)
        then()
