"""From a file or a pasted block to a table: a process of its own reads it, and what cannot be read is said in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from core.domain.errors import FileMissing, KnownError, PasswordProtected, WrongTablePassword
from core.intake.choices import Corrections
from core.intake.sources import Source, file_stamp
from core.intake.tables import Table
from core.intake.wish import Sheet, Wish
from core.services.drafts import ImportDraft
from core.services.mappings import read_finder
from core.services.new_versions import Carried, carry_over
from core.services.session import Done, Progress, Session
from desktop.desk import Desk
from desktop.screens.imports import spoken, versions
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.underway import READ, UnderWay
from desktop.words import Sentence

Came = Callable[[Table, Source, ImportDraft | None], None]
"""A table, what it was read from, and the draft that it belongs to, fitted to it."""

LOCKED: Final = "locked"


@dataclass(frozen=True, slots=True)
class _Asked:
    """`wanted`: whatever version of the draft's file is to be read; else another one is a question. `sheets` is what is
    known of the sheets of the file.
    """

    source: Source
    draft: ImportDraft | None
    came: Came
    wanted: bool = False
    sheets: Sequence[Sheet] = ()

    @property
    def wish(self) -> Wish:
        return self.draft.wish if self.draft is not None else Wish()


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
        self._question = ""
        self._password: str | None = None

    def forget(self) -> None:
        """Neither a file nor a password nor an answer is waited for."""
        self._asked = self._password = None
        self._question = ""

    def read(self, source: Source, draft: ImportDraft | None, came: Came) -> None:
        """Read a file or a block, or that of a draft; `came` gets the table."""
        self._password = None
        self._begin(_Asked(source, draft, came))

    def unlock(self, password: str) -> None:
        """Read the file that asked for a password."""
        if self._asked is not None and self._question == LOCKED and not self._under_way.name:
            self._password = password
            self._begin(self._asked)

    def answer(self, answer: str) -> None:
        """What to do about the file of a draft that is gone or has a new version: one of `versions.ANSWERS`."""
        asked = self._asked
        if asked is None or asked.draft is None or self._under_way.name:
            return
        if answer == versions.READ_NEW:
            self._begin(replace(asked, wanted=True))
        elif answer == versions.CHOOSE:
            found = self._view.ask_files(*spoken.ask_words(self._desk.words))
            if found:
                self._begin(replace(asked, source=Source(found[0]), wanted=True))
        else:
            self.forget()
            self.show()

    def again(
        self,
        draft: ImportDraft,
        sheets: Sequence[Sheet],
        changes: Mapping[str, Any],
        came: Callable[[Table, ImportDraft], None],
        back: Callable[[], None],
    ) -> None:
        """Read the file of a draft, which has these sheets, otherwise: its `sheet`, `encoding`, `delimiter` or `header`
        was chosen. `back` is called where no table comes.
        """
        changed = replace(draft, **changes)

        def refused(sentence: Sentence, tone: str) -> None:
            back()
            self._view.show_message(sentence, tone)

        def read(table: Table, source: Source) -> None:
            same = table.headers == draft.headers and not {"sheet", "header"} & set(changes)
            corrections = draft.corrections if same else Corrections()  # other rows are not corrected by them
            came(table, replace(changed, seen=source.seen, corrections=corrections))

        def failed(error: KnownError) -> None:
            refused(lambda: self._desk.words.error(error), "err")

        asked = _Asked(draft.source, changed, lambda *_: None, wanted=True, sheets=sheets)
        self._run(asked, read, failed, refused)

    def _begin(self, asked: _Asked) -> None:
        self._asked = asked
        self._listing.reading = spoken.table_name(self._desk.words, asked.source.path)
        self._view.show_message("")
        if self._password is None:  # else what was typed stays: it may be a letter off
            self._view.show_lock("", "")
        self._view.show_question("", ())
        self._listing.show()

        def read(table: Table, source: Source) -> None:
            if asked.draft is not None and asked.draft.headers not in ((), table.headers) and not asked.wanted:
                self._ask(versions.CHANGED)
                return
            self._asked, self._question = None, ""
            self.show()
            if asked.draft is None or not asked.draft.headers:
                asked.came(table, source, replace(asked.draft, seen=source.seen) if asked.draft else None)
                return
            self._carry(asked.came, asked.draft, table, source)

        def failed(error: KnownError) -> None:
            if isinstance(error, PasswordProtected):
                self._ask(LOCKED)
            elif asked.draft is not None and isinstance(error, FileMissing):
                self._ask(versions.GONE)
            else:
                self._sorry(lambda: self._desk.words.error(error), "err")

        self._run(asked, read, failed, self._sorry)

    def _carry(self, came: Came, draft: ImportDraft, table: Table, source: Source) -> None:
        """What of the draft holds for this table, which need not be the one that it was begun with."""
        fresh = self._under_way.fresh()

        def carried(found: Carried) -> None:
            if not fresh():
                return
            came(table, source, found.draft)
            if told := versions.carried_text(self._desk.words, found, draft):
                self._desk.tell(told, icon="info")

        self._desk.ask(
            "imports_carried", lambda session: carry_over(draft, table, source, read_finder(session)), carried
        )

    def _run(
        self,
        asked: _Asked,
        read: Callable[[Table, Source], None],
        failed: Callable[[KnownError], None],
        stopped: Callable[[Sentence, str], None],
    ) -> None:
        wish, before = replace(asked.wish, password=self._password), asked.draft.seen if asked.draft else None
        known = asked.sheets

        def work(_session: Session, progress: Progress) -> Done[tuple[Table, Source] | KnownError | None]:
            source = asked.source
            if source.pasted is None:
                source = replace(source, seen=file_stamp(Path(source.path)))
            if not asked.wanted and before is not None and source.seen not in (None, before):
                return Done(None)

            def tell(done: int, total: int) -> None:
                progress("read", done, total)

            try:
                table = source.read(wish, tell)
                return Done((source.measured(table, wish.password, known, tell), source))
            except (PasswordProtected, FileMissing) as error:
                if isinstance(error, FileMissing) and asked.draft is None:
                    raise
                return Done(error)  # a question, not a failure

        def came(found: tuple[Table, Source] | KnownError | None) -> None:
            if found is None:
                self._ask(versions.CHANGED)
            elif isinstance(found, KnownError):
                failed(found)
            else:
                read(*found)

        self._under_way.run(
            READ, work, came, failed, lambda: stopped(lambda: self._desk.words.say("imports", "read_stopped"), "info")
        )

    def show(self) -> None:
        """Ask what is waited for, in the language of now."""
        asked, words = self._asked, self._desk.words
        if self._under_way.name:
            return
        if asked is None:
            self._view.show_lock("", "")
            self._view.show_question("", ())
        elif self._question == LOCKED:
            text = words.say("imports", "locked", name=spoken.table_name(words, asked.source.path))
            self._view.show_lock(text, words.error(WrongTablePassword()) if self._password is not None else "")
        elif self._question and asked.draft is not None:
            self._view.show_question(*versions.question(words, self._question, asked.draft))

    def _ask(self, question: str) -> None:
        self._question = question
        self._listing.reading = ""
        self._listing.show()
        self.show()

    def _sorry(self, sentence: Sentence, tone: str) -> None:
        self._listing.reading = ""
        self.forget()
        self.show()
        self._view.show_message(sentence, tone)
        self._listing.show()
