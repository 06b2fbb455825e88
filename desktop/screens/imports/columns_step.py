"""Step 2 of the import: the columns, the one that is looked at, and the saved mapping that they began with."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from core.domain.catalogue import Catalogue
from core.domain.errors import UnknownMapping
from core.intake.mapping import suggest
from core.intake.service_finder import ServiceFinder
from core.intake.tables import Table
from core.intake.unknown_words import WordGroup
from core.services.catalogue import read_catalogue
from core.services.drafts import ImportDraft, keep_columns, suggested_columns
from core.services.mappings import UsedMapping, columns_of, mapping_for, read_finder
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.imports import spoken, spoken_columns
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.shown import ImportsView


class Known:
    """What the base knows that the columns of a draft's table need: its catalogue, what finds services, the mapping
    used; and the columns, looked through.
    """

    def __init__(self, session: Session, table: Table, draft: ImportDraft) -> None:
        self.catalogue: Catalogue = read_catalogue(session)
        self.finder: ServiceFinder = read_finder(session)
        self.used: UsedMapping | None = None
        if draft.used is not None:
            with suppress(UnknownMapping):  # renamed or removed since: what was chosen by it stays
                self.used = mapping_for(session, table.headers, draft.used, table.rows)
        self.matching = Matching(table, draft.columns, self.finder, session.today())
        self.matching.look()


class ColumnsStep:
    """`matching` is None without a table. `changed` is called when a choice about a column has changed, `again` once
    the step can be shown anew.
    """

    def __init__(self, view: ImportsView, desk: Desk, changed: Callable[[], None], again: Callable[[], None]) -> None:
        self._view = view
        self._desk = desk
        self._changed = changed
        self._again = again
        self.forget()

    def forget(self) -> None:
        """No table."""
        self.matching: Matching | None = None
        self.table: Table | None = None
        self._known: Known | None = None
        self._draft: ImportDraft | None = None
        self._services: tuple[str, ...] = ()
        self._at = 0

    def enter(self, draft: ImportDraft, table: Table, known: Known) -> None:
        """Another table; looked at is the first column with words that nothing knows."""
        self.table, self._known, self._draft = table, known, draft
        self._services = tuple(dict.fromkeys(one.name for one in known.catalogue.services.values()))
        self.matching = matching = known.matching
        open_ = (at for at in range(len(matching)) if any(one.meaning is None for one in matching.words(at)))
        self._at = next(open_, 0)

    def begin(self, draft: ImportDraft, table: Table, then: Callable[[ImportDraft], None]) -> None:
        """A draft has come to have another table: what its columns mean begins anew."""

        def ask(session: Session) -> ImportDraft:
            mapping, used = columns_of(session, table)
            columns = used.columns if used else suggested_columns(mapping)
            return replace(draft, headers=table.headers, columns=columns, used=used.name if used else None)

        self._desk.ask("imports_columns", ask, then)

    def put_into(self, draft: ImportDraft) -> ImportDraft:
        """The draft with every choice about its columns."""
        if self.matching is None:
            return draft
        used = self._known.used if self._known else None
        return replace(draft, columns=self.matching.columns, used=used.name if used else None)

    # ------------------------------------------------------------------ shown

    def show(self) -> None:
        """The whole step."""
        matching, table, known = self.matching, self.table, self._known
        if matching is None or table is None or known is None:
            return
        said = spoken_columns.matching_shown(self._desk.words, table, matching, self._services, known.used, self._at)
        self._view.show_matching(said)
        self._show_column()

    @property
    def used_text(self) -> str:
        """What the columns began with, for the step before; nothing where they were suggested."""
        used = self._known.used if self._known else None
        return "" if used is None else self._desk.words.say(spoken.SECTION, "used_before", name=used.name)

    def _show_column(self) -> None:
        if self.matching is not None and self.table is not None:
            words, services = self._desk.words, self._services
            self._view.show_column(spoken_columns.column_shown(words, self.table, self.matching, self._at, services))

    # ------------------------------------------------------------------ chosen

    def look_at(self, column: int) -> None:
        """Another column is current."""
        if column != self._at and self.matching is not None and 0 <= column < len(self.matching):
            self._at = column
            self._show_column()

    def match(self, column: int, code: str | None) -> bool:
        """A field, a service or nothing was chosen for a column; whether that was another one."""
        matching, table, words = self.matching, self.table, self._desk.words
        if matching is None or table is None or matching.code(column) == code:
            return False
        self._at = column
        before = matching.choose(column, code)
        self._view.show_message("" if before is None else lambda: spoken_columns.moved_text(words, table, code, before))
        self._changed()
        self._desk.ask("imports_column", lambda _: matching.look([column]), lambda _: self._again())
        return True

    def choose_meaning(self, place: int, code: str) -> None:
        """What the words of this line of the current column stand for, by the code that was offered."""
        meaning = spoken_columns.meaning_of(code)
        groups: Sequence[WordGroup] = () if self.matching is None else self.matching.words(self._at)
        if self.matching is not None and place < len(groups) and groups[place].meaning != meaning:
            self.matching.give_meaning(self._at, groups[place].words, meaning)
            self._changed()
            self._again()

    def choose_reading(self, reading: str) -> None:
        """How the current column is read; "" leaves it to its cells."""
        matching, at = self.matching, self._at
        if matching is not None and matching.readings.get(at, "") != reading:
            matching.choose_reading(at, reading)
            self._changed()
            self._desk.ask("imports_column", lambda _: matching.look([at]), lambda _: self._again())

    def forget_used(self) -> None:
        """The saved mapping is not wanted: everything as it would be suggested without it."""
        table, known = self.table, self._known
        if table is None or known is None or known.used is None:
            return
        known.used = None

        def begin_anew(session: Session) -> Matching:
            suggested = suggested_columns(suggest(table.headers, table.rows, known.finder))
            matching = Matching(table, suggested, known.finder, session.today())
            matching.look()
            return matching

        def came(matching: Matching) -> None:
            if self._known is known:
                self.matching = matching
                self._changed()
                self._again()

        self._desk.ask("imports_columns", begin_anew, came)

    def keep(self) -> None:
        """Save what the columns mean, for the next table with these headers."""
        if self._draft is None:
            return
        draft = self.put_into(self._draft)

        def kept(done: Done[str | None]) -> None:
            key = "mapping_nothing" if done.value is None else "mapping_kept"
            self._desk.tell(self._desk.words.say(spoken.SECTION, key, name=done.value or ""), icon="check")

        self._desk.do(lambda session: keep_columns(session, draft), kept)
