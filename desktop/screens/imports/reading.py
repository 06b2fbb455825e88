"""From a path to a table: a process of its own reads it, and what cannot be read is said in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.domain.errors import FileMissing, KnownError, PasswordProtected, WrongTablePassword
from core.intake.apart import read_table_apart
from core.intake.tables import Table
from core.intake.wish import Wish
from core.services.drafts import ImportDraft
from core.services.session import Done, Progress, Session
from desktop.desk import Desk
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.underway import READ, UnderWay


@dataclass(frozen=True, slots=True)
class _Asked:
    path: str
    draft: ImportDraft | None
    came: Callable[[Table], None]


class Reading:
    """Whatever goes wrong, the beginning stays and a draft is kept. A password lives here alone, and only until another
    file is read.
    """

    def __init__(self, view: ImportsView, desk: Desk, listing: Listing, under_way: UnderWay) -> None:
        self._view = view
        self._desk = desk
        self._listing = listing
        self._under_way = under_way
        self._asked: _Asked | None = None
        self._password: str | None = None

    def forget(self) -> None:
        """Neither a file nor a password is waited for."""
        self._asked = self._password = None

    def read(self, path: str, draft: ImportDraft | None, came: Callable[[Table], None]) -> None:
        """Read a file, or the one of a draft; `came` gets a table whose headers fit the draft."""
        self._asked, self._password = _Asked(path, draft, came), None
        self._begin(_Asked(path, draft, came))

    def unlock(self, password: str) -> None:
        """Read the file that asked for a password."""
        if self._asked is not None and not self._under_way.name:
            self._password = password
            self._begin(self._asked)

    def again(
        self,
        draft: ImportDraft,
        changes: Mapping[str, Any],
        came: Callable[[Table, ImportDraft], None],
        back: Callable[[], None],
    ) -> None:
        """Read the file of a draft otherwise: its `sheet`, `encoding`, `delimiter` or `header` was chosen. `back` is
        called where no table comes.
        """
        changed = replace(draft, **changes)

        def refused(sentence: str, tone: str) -> None:
            back()
            self._view.show_message(sentence, tone)

        def failed(error: KnownError) -> None:
            refused(self._desk.words.error(error), "err")

        self._run(changed, lambda table: came(table, changed), failed, refused)

    def _begin(self, asked: _Asked) -> None:
        words, draft = self._desk.words, asked.draft
        self._listing.reading = Path(asked.path).name
        self._view.show_message("")
        if self._password is None:  # else what was typed stays: it may be a letter off
            self._view.show_lock("", "")
        self._listing.show()

        def read(table: Table) -> None:
            self._asked = None
            self._view.show_lock("", "")
            if draft is not None and table.headers != draft.headers:
                self._sorry(words.say("imports", "draft_headers_changed"), "warn")
            else:
                asked.came(table)

        def failed(error: KnownError) -> None:
            if isinstance(error, PasswordProtected):
                self._listing.reading = ""
                self._listing.show()
                self.show()
            elif draft is not None and isinstance(error, FileMissing):
                self._sorry(words.say("imports", "draft_file_gone"), "warn")
            else:
                self._sorry(words.error(error), "err")

        self._run(draft or asked.path, read, failed, self._sorry)

    def _run(
        self,
        what: ImportDraft | str,
        read: Callable[[Table], None],
        failed: Callable[[KnownError], None],
        stopped: Callable[[str, str], None],
    ) -> None:
        path, wish = (what, Wish()) if isinstance(what, str) else (what.path, what.wish)
        wish = replace(wish, password=self._password)

        def work(_session: Session, progress: Progress) -> Done[Table | PasswordProtected]:
            try:
                return Done(read_table_apart(Path(path), wish, lambda done, total: progress("read", done, total)))
            except PasswordProtected as error:  # a question, not a failure
                return Done(error)

        def came(found: Table | PasswordProtected) -> None:
            failed(found) if isinstance(found, PasswordProtected) else read(found)

        self._under_way.run(
            READ, work, came, failed, lambda: stopped(self._desk.words.say("imports", "read_stopped"), "info")
        )

    def show(self) -> None:
        """Ask for the password that is waited for, in the language of now."""
        if self._asked is not None and not self._under_way.name:
            words, wrong = self._desk.words, self._password is not None
            text = words.say("imports", "locked", name=Path(self._asked.path).name)
            self._view.show_lock(text, words.error(WrongTablePassword()) if wrong else "")

    def _sorry(self, sentence: str, tone: str) -> None:
        self._listing.reading, self._asked = "", None
        self._view.show_lock("", "")
        self._view.show_message(sentence, tone)
        self._listing.show()
