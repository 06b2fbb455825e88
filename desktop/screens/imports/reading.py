"""From a path to a table: a process of its own reads it, and what cannot be read is said in words."""

from collections.abc import Callable
from pathlib import Path

from core.domain.errors import FileMissing, KnownError
from core.intake.apart import read_table_apart
from core.intake.tables import Table
from core.intake.wish import Wish
from core.services.imports import ImportDraft
from core.services.session import Done, Progress, Session
from desktop.desk import Desk
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.underway import READ, UnderWay


class Reading:
    """Whatever goes wrong, the beginning stays and a draft is kept."""

    def __init__(self, view: ImportsView, desk: Desk, listing: Listing, under_way: UnderWay) -> None:
        self._view = view
        self._desk = desk
        self._listing = listing
        self._under_way = under_way

    def read(self, path: str, draft: ImportDraft | None, came: Callable[[Table], None]) -> None:
        """Read a file, or the one of a draft; `came` gets a table whose headers fit the draft."""
        words, sheet = self._desk.words, draft.sheet if draft else None
        self._listing.reading = Path(path).name
        self._view.show_message("")
        self._listing.show()

        def work(_session: Session, progress: Progress) -> Done[Table]:
            return Done(read_table_apart(Path(path), Wish(sheet), lambda done, total: progress("read", done, total)))

        def read(table: Table) -> None:
            if draft is not None and table.headers != draft.headers:
                self._sorry(words.say("imports", "draft_headers_changed"), "warn")
            else:
                came(table)

        def failed(error: KnownError) -> None:
            if draft is not None and isinstance(error, FileMissing):
                self._sorry(words.say("imports", "draft_file_gone"), "warn")
            else:
                self._sorry(words.error(error), "err")

        self._under_way.run(READ, work, read, failed, lambda: self._sorry(words.say("imports", "read_stopped")))

    def _sorry(self, sentence: str, tone: str = "info") -> None:
        self._listing.reading = ""
        self._view.show_message(sentence, tone)
        self._listing.show()
