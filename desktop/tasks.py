"""Work off the thread of the window: the only owner of threads.

Two threads: one for short questions and commands, so that screens answer while a job runs, and one for long jobs, one
after the other. Answers and progress come back on the thread of the window, in the order in which they were given.
"""

from __future__ import annotations

import sys
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal

from core.domain.progress import Progress, Stopped
from desktop.tidying import Tidying

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")

SWITCH_S: Final = 0.0005
"""How long a thread may compute before another one that waits gets its turn. Painting gives its turn away a hundred
times for one picture: with Python's own 5 ms each the window would stand still for half a second beside a long work.
"""

TOLD_EVERY_S: Final = 0.05
"""Progress is passed on at most this often; the last word of a step always is."""
_MOMENT_MS: Final = 50


class Work(QObject):
    """A long work under way. Signals arrive on the thread of the window."""

    progressed = Signal(str, int, int)
    ended = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.stopping = False
        self.cut_short = False
        self._asked_to_stop = threading.Event()
        self._told = 0.0
        self._step = ""

    def stop(self) -> None:
        """Ask it to stop at its next step."""
        self.stopping = True
        self._asked_to_stop.set()

    def do(self, work: Callable[[Progress], T]) -> T:
        """Called on the jobs' thread. Raises Stopped where it was stopped before it began."""
        self._refuse_stopped()
        return work(self.tell)

    def tell(self, step: str, done: int, total: int) -> None:
        """Called by the work itself, on its own thread. Raises Stopped where it was asked to stop."""
        self._refuse_stopped()
        now = time.monotonic()
        if step != self._step or done >= total or now - self._told >= TOLD_EVERY_S:
            self._step, self._told = step, now
            self.progressed.emit(step, done, total)

    def _refuse_stopped(self) -> None:
        if self._asked_to_stop.is_set():
            self.cut_short = True
            raise Stopped


class Tasks(QObject):
    """Runs what the window must not wait for.

    `works` are the long works that have not ended. After `close` nothing is begun and nothing comes back any more.
    """

    _arrived = Signal(object)
    begun = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.works: list[Work] = []
        self._pending = 0
        self._closed = False
        self._arrived.connect(self._deliver)
        sys.setswitchinterval(SWITCH_S)
        self._tidying = Tidying(lambda: bool(self.works), self)

    @cached_property
    def _questions(self) -> ThreadPoolExecutor:
        return _thread("store")

    @cached_property
    def _jobs(self) -> ThreadPoolExecutor:
        return _thread("job")

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Run a short work on the store's thread."""
        self._submit(self._questions, work, then, failed)

    def start(
        self,
        name: str,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> Work:
        """Run a long work on the jobs' thread, after those that were started before it."""
        handle = Work(name)
        self.works.append(handle)

        def ended(reply: Callable[[], None]) -> Callable[[], None]:
            def end() -> None:
                self.works.remove(handle)
                handle.ended.emit()
                try:
                    reply()
                finally:
                    if not self.works:
                        self.idle.emit()

            return end

        self._submit(
            self._jobs,
            lambda: handle.do(work),
            lambda value: ended(lambda: then(value))(),
            lambda error: ended(lambda: failed(error))(),
        )
        self.begun.emit(handle)
        return handle

    def do_last(self, work: Callable[[], object], failed: Callable[[Exception], None]) -> None:
        """Run after all works and questions that were begun so far."""
        self.ask_last(work, lambda _: None, failed)

    def ask_last(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """A short work after all that were begun so far: a base is opened once the one before is closed."""
        self._submit(self._jobs, lambda: self._questions.submit(work).result(), then, failed)

    @property
    def closed(self) -> bool:
        """Whether nothing is begun any more."""
        return self._closed

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._pending > 0 and not self._closed

    def settle(self) -> None:
        """Wait, the window alive, until nothing is under way."""
        while self.busy:  # no limit of time: given one, Qt does not wait, and this loop would keep a processor busy
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def wait_for_answers(self) -> None:
        """Let a moment pass in which answers arrive and nobody presses anything."""
        waking = QTimer(interval=_MOMENT_MS)
        waking.start()
        flags = QEventLoop.ProcessEventsFlag
        QCoreApplication.processEvents(flags.ExcludeUserInputEvents | flags.WaitForMoreEvents)

    def close(self) -> None:
        """Stop the long works, do every command that was given, deliver nothing more."""
        for work in self.works:
            work.stop()
        self._closed = True
        self._jobs.shutdown()
        self._questions.shutdown()
        self._tidying.end()

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        if self._closed:  # a timer may still ask
            return
        self._pending += 1

        def run() -> None:
            try:
                value = work()
            except Exception as error:
                self._arrived.emit(lambda error=error: failed(error))
            else:
                self._arrived.emit(lambda: then(value))

        pool.submit(run)

    def _deliver(self, reply: Callable[[], None]) -> None:
        self._pending -= 1
        if not self._closed:
            reply()


def _thread(name: str) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 (the way in stands before anything is asked)

    return ThreadPoolExecutor(1, thread_name_prefix=name)
