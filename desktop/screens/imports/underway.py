"""The one long work of the wizard that is under way; what arrives from work that was left behind is dropped."""

from collections.abc import Callable
from typing import Final, TypeVar

from core.domain.errors import KnownError
from core.services.session import Done, Progress, Session
from desktop.desk import Desk, Job

T = TypeVar("T")

READ: Final = "read_table"
CHECK: Final = "check_table"
PLAN: Final = "plan_import"
IMPORT: Final = "import_table"
UNDO: Final = "undo_import"
SAVE_ROWS: Final = "save_rows"
LOAD_ROWS: Final = "load_rows"


class UnderWay:
    """`name` is the work's name among the texts of `jobs`, "" while nothing runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = 0
        self._job: Job | None = None
        self.name = ""

    def run(
        self,
        name: str,
        work: Callable[[Session, Progress], Done[T]],
        came: Callable[[T], None],
        failed: Callable[[KnownError], None],
        stopped: Callable[[], None],
    ) -> None:
        """Begin it; the answers come when it does not run any more."""
        mine = self.fresh()

        def ended() -> bool:
            if not mine():
                return False
            self.name, self._job = "", None
            return True

        self.name = name
        job = self._desk.run(
            name,
            work,
            then=lambda done: came(done.value) if ended() else None,
            refused=lambda error: failed(error) if ended() else None,
            stopped=lambda: stopped() if ended() else None,
        )
        if mine() and self.name == name:
            self._job = job

    def fresh(self) -> Callable[[], bool]:
        """A test whether nothing was left behind since now."""
        turn = self._turn
        return lambda: turn == self._turn

    def stop(self) -> None:
        """Ask it to end."""
        if self._job is not None:
            self._job.stop()

    def leave(self) -> None:
        """Ask it to end and listen to it no more."""
        self.stop()
        self._turn += 1
        self.name, self._job = "", None
