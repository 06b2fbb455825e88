"""Several files at once: the first is opened, the others become drafts in turn."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from core.services.new_tables import Drafted, draft_files
from core.services.session import Done
from desktop.desk import Desk
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.spoken import SECTION

QUEUE: Final = "queue_tables"


class Queueing:
    """`open_first` opens a path."""

    def __init__(self, view: ImportsView, desk: Desk, listing: Listing, open_first: Callable[[str], None]) -> None:
        self._view = view
        self._desk = desk
        self._listing = listing
        self._open_first = open_first

    def take(self, paths: Sequence[str]) -> None:
        """These were dropped, chosen or copied."""
        files = list(dict.fromkeys(path for path in paths if Path(path).is_file()))
        if not files:
            self._view.show_message(lambda: self._desk.words.say(SECTION, "not_a_file"), "warn")
            return
        self._open_first(files[0])
        rest = [Path(path) for path in files[1:]]
        if rest:
            self._desk.run(QUEUE, lambda session, progress: draft_files(session, rest, progress), self._came)

    def _came(self, done: Done[Drafted]) -> None:
        words, found = self._desk.words, done.value
        if found.drafts:
            self._desk.tell(words.say(SECTION, "queued", n=len(found.drafts)), icon="info")
        if found.unread:
            names = ", ".join(name for name, _ in found.unread)
            self._view.show_message(lambda: words.say(SECTION, "not_queued", n=len(found.unread), names=names), "warn")
        self._listing.show()
