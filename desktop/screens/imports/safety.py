"""A backup before a table is written; where none can be made that is told, and the table is written all the same."""

from collections.abc import Callable
from typing import TypeVar

from core.domain.backup import Reason
from core.domain.errors import KnownError
from core.services.backups import back_up_before
from core.services.session import Done, Progress, Session
from desktop.screens.imports.shown import ImportsView
from desktop.words import Words

T = TypeVar("T")


class Safety:
    """`refused`: why there was no backup the last time, or None."""

    def __init__(self) -> None:
        self.refused: KnownError | None = None

    def before(self, work: Callable[[Session, Progress], Done[T]]) -> Callable[[Session, Progress], Done[T]]:
        """The same work with the backup ahead of it. The sample needs none."""

        def both(session: Session, progress: Progress) -> Done[T]:
            self.refused = None
            if not session.is_sample:
                try:
                    back_up_before(session, Reason.IMPORT)
                except KnownError as error:
                    self.refused = error
            return work(session, progress)

        return both

    def tell(self, view: ImportsView, words: Words) -> None:
        """Warn, if there was no backup."""
        refused = self.refused
        if refused is not None:
            view.show_message(lambda: words.say("backups", "not_before_import", why=words.error(refused)), "warn")
