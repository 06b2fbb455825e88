"""What a presenter may ask of the program around it, without knowing Qt, threads or windows.

    ask      a question to the base; an older one on the same line is dropped when a newer was asked
    do       a command; screens that show what it changed read again
    run      long work with progress, shown in the job strip, which may be stopped
    tell     the result of my action, in a toast, with Undo where an entry of the history can be undone
    go       to another page

Answers arrive on the thread of the window. What is refused (KnownError) goes to `refused`, or else to the message bar.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from core.domain.errors import KnownError
from core.services.session import Done, Progress, Session
from desktop.words import Words

T = TypeVar("T")

WATCHED_FOLDER: Final = "watched_folder"
"""The preference of a user of a base on this computer: the folder whose new tables become drafts, "" for none."""

Refused = Callable[[KnownError], None]


class Job(Protocol):
    """Long work under way."""

    def stop(self) -> None:
        """Ask it to stop at its next step."""


class Desk(Protocol):
    """Implemented by `desktop/workplace.py`; in tests by `tests/support/desk.py`, which does everything at once."""

    words: Words

    @property
    def session(self) -> Session:
        """The open base, for facts that never change (company, sample or not). Never read records through it here."""

    def ask(
        self,
        line: str,
        question: Callable[[Session], T],
        then: Callable[[T], None],
        refused: Refused | None = None,
    ) -> None:
        """Read from the base."""

    def do(
        self,
        command: Callable[[Session], Done[T]],
        then: Callable[[Done[T]], None] | None = None,
        refused: Refused | None = None,
    ) -> None:
        """Change the base."""

    def run(
        self,
        name: str,
        work: Callable[[Session, Progress], Done[T]],
        then: Callable[[Done[T]], None],
        refused: Refused | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Long work. `name` is a key of the texts' section `jobs`; so are its steps, as `step_…`."""

    def tell(self, sentence: str, *, icon: str = "check", entry: int | None = None) -> None:
        """Show a toast; `entry` is the history's entry that its Undo takes back."""

    def warn(self, sentence: str) -> None:
        """Show a sentence in the message bar until it is closed or the page is left."""

    def go(self, page: str, **facts: Any) -> None:
        """Show another page; `facts` are handed to it."""

    def keep_backups(self, folder: Path) -> None:
        """The backups of this base go there from now on, on this computer."""

    def watch(self, folder: str) -> None:
        """Tables that come into this folder become drafts from now on, on this computer; "" for none."""

    def remember(self, name: str, value: object) -> None:
        """Keep a small preference of this user on this computer (no personal data)."""

    def recall(self, name: str, default: Any) -> Any:
        """A kept preference."""
