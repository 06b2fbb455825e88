"""A desk that does everything at once, for presenters without Qt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from core.domain.errors import KnownError
from core.services.session import Done, Progress, Session, Stopped, no_progress
from desktop.desk import Refused
from desktop.words import Words

T = TypeVar("T")


class DoneJob:
    """A job that has ended before anybody could stop it."""

    def stop(self) -> None:
        """Too late."""


class PlainDesk:
    """`told`, `warned`, `went` and `changed` keep what was said, the latest last; nothing is deferred."""

    def __init__(self, session: Session, words: Words | None = None, progress: Progress = no_progress) -> None:
        self.session = session
        self.words = words or Words("ru")
        self.progress = progress
        self.told: list[tuple[str, int | None]] = []
        self.warned: list[str] = []
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.changed: list[frozenset[str]] = []
        self.kept: dict[str, Any] = {}

    def ask(
        self,
        line: str,  # noqa: ARG002 (nothing is ever late here)
        question: Callable[[Session], T],
        then: Callable[[T], None],
        refused: Refused | None = None,
    ) -> None:
        """Ask and answer."""
        try:
            answer = question(self.session)
        except KnownError as error:
            self._refuse(error, refused)
        else:
            then(answer)

    def do(
        self,
        command: Callable[[Session], Done[T]],
        then: Callable[[Done[T]], None] | None = None,
        refused: Refused | None = None,
    ) -> None:
        """Do it."""
        try:
            result = command(self.session)
        except KnownError as error:
            self._refuse(error, refused)
        else:
            if then is not None:
                then(result)
            self.changed.append(result.changed)

    def run(
        self,
        name: str,  # noqa: ARG002
        work: Callable[[Session, Progress], Done[T]],
        then: Callable[[Done[T]], None],
        refused: Refused | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> DoneJob:
        """Run it to its end."""
        try:
            result = work(self.session, self.progress)
        except Stopped:
            if stopped is not None:
                stopped()
        except KnownError as error:
            self._refuse(error, refused)
        else:
            then(result)
            self.changed.append(result.changed)
        return DoneJob()

    def tell(self, sentence: str, *, icon: str = "check", entry: int | None = None) -> None:  # noqa: ARG002
        """Keep the sentence."""
        self.told.append((sentence, entry))

    def warn(self, sentence: str) -> None:
        """Keep the sentence."""
        self.warned.append(sentence)

    def go(self, page: str, **facts: Any) -> None:
        """Keep where to."""
        self.went.append((page, facts))

    def keep_backups(self, folder: Path) -> None:
        """Keep it."""
        self.session.backups = folder

    def watch(self, folder: str) -> None:
        """Keep it."""
        self.kept["watched_folder"] = folder

    def remember(self, name: str, value: object) -> None:
        """Keep it."""
        self.kept[name] = value

    def recall(self, name: str, default: Any) -> Any:
        """Give it back."""
        return self.kept.get(name, default)

    def _refuse(self, error: KnownError, refused: Refused | None) -> None:
        if refused is not None:
            refused(error)
        else:
            self.warned.append(self.words.error(error))
