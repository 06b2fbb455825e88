"""Step 3 of the import: looking at problems, correcting cells, leaving rows out, taking each of it back.

Every correction goes to the draft at once. Few rows are checked again in place, many as long work.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from core.domain.errors import KnownError
from core.intake.choices import Corrections, RowCorrection
from core.intake.similar import Similar
from core.intake.tables import Table
from core.services.imports import ProblemGroup
from core.services.problem_rows import load_problem_rows, save_problem_rows
from core.services.session import Done, Progress, Session
from desktop.desk import Desk
from desktop.screens.imports import spoken_check
from desktop.screens.imports.bad_rows import Tour
from desktop.screens.imports.findings import Findings, check
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.shown import ImportsView
from desktop.screens.imports.underway import CHECK, LOAD_ROWS, SAVE_ROWS, UnderWay

AT_ONCE: Final = 500
"""Rows that are checked again without a moment's wait."""


class Checking:
    """`changed` is called after each correction, `again` where the step is to be shown anew."""

    def __init__(
        self,
        view: ImportsView,
        desk: Desk,
        under_way: UnderWay,
        changed: Callable[[], None],
        again: Callable[[], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._under_way = under_way
        self._changed = changed
        self._again = again
        self.begin(Corrections())

    def begin(self, corrections: Corrections) -> None:
        """Another table, with what was corrected in it before."""
        self.corrections = corrections
        self._undo: list[Mapping[int, RowCorrection]] = []
        self.forget()

    def forget(self) -> None:
        """Columns mean something else: nothing is checked any more; what is corrected stays."""
        self.findings: Findings | None = None
        self._tour = Tour(())
        self._similar: list[Similar] = []
        self._proposing = False

    def drop(self) -> None:
        """The table is read otherwise: rows and columns are others, what was corrected in them is no more."""
        if self.corrections.rows:
            lost = self._desk.words.say("imports", "corrections_dropped", n=len(self.corrections.rows))
            self._desk.tell(lost, icon="info")
        self.begin(Corrections())

    def run(
        self,
        table: Table,
        matching: Matching,
        came: Callable[[], None],
        failed: Callable[[KnownError], None],
        stopped: Callable[[], None],
    ) -> None:
        """Check the whole table. `came` is called once `findings` are there."""
        today, corrections = self._desk.session.today(), self.corrections

        def work(_session: Session, progress: Progress) -> Done[Findings]:
            return Done(check(table, matching, today, lambda done, total: progress("check", done, total), corrections))

        def found(findings: Findings) -> None:
            lost = len(corrections.rows) - len(findings.corrections.rows)
            self.findings, self.corrections = findings, findings.corrections
            self._tour = Tour(findings.groups)
            came()
            if lost:
                self._view.show_message(lambda: self._desk.words.say("imports", "corrections_lost", n=lost), "warn")

        self._under_way.run(CHECK, work, found, failed, stopped)

    # ------------------------------------------------------------------ looking

    def show(self) -> None:
        """Counts, groups, and the rows of the group that is looked at."""
        if self.findings is not None:
            if not self._proposing:
                self._view.show_proposals(None)
            self._view.show_check(spoken_check.check_shown(self._desk.words, self.findings))
            self._show_group()

    def choose_group(self, group: int) -> None:
        """Look at another group of problems."""
        self.leave_proposals()
        if self._tour.stand(group):
            self._show_group()

    def look_at(self, row: int) -> None:
        """Another row of the group is current."""
        self.leave_proposals()
        self._tour.stand(self._tour.group, row)
        self._look_for_similar()

    def next_problem(self, by: int) -> None:
        """Through all rows of all groups, on (1) or back (-1)."""
        if self._tour.now is not None:
            self.leave_proposals()
            self._tour.step(by)
            self._show_group()

    def _show_group(self) -> None:
        findings, group = self.findings, self._tour.now
        if findings is not None and group is not None:
            shown = spoken_check.group_shown(self._desk.words, findings, group)
            self._view.show_group(self._tour.group, shown, self._tour.row)
            self._show_row()
            self._look_for_similar()

    def _show_row(self) -> None:
        found = self._here()
        if found is not None:
            findings, group, row = found
            words = self._desk.words
            key = "unskip" if row in self.corrections.skipped else "skip"
            self._view.show_skip(words.say("imports", key), mends=findings.mended_in(group) is not None)

    def _here(self) -> tuple[Findings, ProblemGroup, int] | None:
        """What was found, the group and the row of the file that is looked at."""
        findings, group = self.findings, self._tour.now
        return None if findings is None or group is None else (findings, group, group.rows[self._tour.row])

    # ------------------------------------------------------------------ correcting

    def correct(self, place: int, text: str) -> None:
        """The cell of a row of the group, by its place in it, was typed anew."""
        self.look_at(place)
        here = self._here()
        if here is None or self._under_way.name:
            return
        findings, group, row = here
        column = findings.mended_in(group)
        if column is not None:
            self._take(findings.corrected({row: {column: text}}))

    def cannot_correct(self) -> None:
        """Somebody wanted to correct a row whose problem is in no cell."""
        self._view.show_message(lambda: self._desk.words.say("imports", "whole_row_note"))

    def skip(self) -> None:
        """Delete: leave the row out, or take it in again."""
        here = self._here()
        if here is not None and not self._under_way.name:
            row = here[2]
            before = self.corrections.of(row)
            self._take({row: RowCorrection(before.texts, not before.skipped)})

    def undo(self) -> bool:
        """Take the last correction back; whether there was one."""
        if self.findings is None or self._under_way.name or not self._undo:
            return False
        self._take(self._undo.pop(), keep=False)
        return True

    def _take(self, rows: Mapping[int, RowCorrection], *, keep: bool = True) -> None:
        """Correct these rows, check them again and show it."""
        findings = self.findings
        if findings is None or not rows:
            return
        before = {row: self.corrections.of(row) for row in rows}
        corrections = findings.with_rows(rows)

        def correct(progress: Progress | None) -> Corrections:
            tell = None if progress is None else partial(progress, "check")
            findings.take(corrections, rows, findings.recheck(corrections, rows, tell))
            return corrections

        def came(taken: Corrections) -> None:
            self.corrections = taken
            if keep:
                self._undo.append(before)
            self._tour.follow(findings.groups)
            self.leave_proposals()
            self._changed()
            self._again()

        def stopped() -> None:
            if not keep:
                self._undo.append(rows)
            self._again()

        if len(rows) <= AT_ONCE:
            came(correct(None))
            return

        def failed(error: KnownError) -> None:
            stopped()
            self._refuse(error)

        self._under_way.run(CHECK, lambda _session, progress: Done(correct(progress)), came, failed, stopped)
        self._again()

    # ------------------------------------------------------------------ similar cells

    def _look_for_similar(self) -> None:
        self._similar = []
        self._view.show_similar("")
        self._show_row()
        here = self._here()
        if here is None:
            return
        findings, group, row = here
        corrections = self.corrections
        if not corrections.of(row).texts:
            return

        def found(similar: list[Similar]) -> None:
            if self.corrections is corrections and self._here() == here and similar:
                self._similar = similar
                self._view.show_similar(self._desk.words.say("imports", "fix_similar", n=len(similar)))
                if self._proposing:
                    self.propose()

        self._desk.ask("imports_similar", lambda _session: findings.similar(group, row), found)

    def propose(self) -> None:
        """Show what the last correction would make of similar cells."""
        here = self._here()
        if here is not None and self._similar:
            self._proposing = True
            self._view.show_proposals(spoken_check.proposals_shown(self._desk.words, here[0], here[1], self._similar))

    def leave_proposals(self) -> None:
        """The rows of the group again."""
        if self._proposing:
            self._proposing = False
            self._view.show_proposals(None)

    def correct_similar(self, places: Collection[int]) -> None:
        """Those of the proposals, by their place among them, that were ticked."""
        here = self._here()
        column = here[0].mended_in(here[1]) if here is not None else None
        if here is None or column is None or self._under_way.name:
            return
        ticked = [self._similar[place] for place in sorted(places)]
        self._take(here[0].corrected({one.row: {column: one.after} for one in ticked}))

    # ------------------------------------------------------------------ a workbook of them

    def save_rows(self) -> None:
        """All rows with errors and warnings to a workbook."""
        findings, words = self.findings, self._desk.words
        if findings is None or self._under_way.name:
            return
        name = words.say("imports", "errors_file", day=f"{self._desk.session.today():%Y-%m-%d}")
        chosen = self._view.choose_place(words.say("imports", "save_errors_to"), f"{name}.xlsx", "Excel (*.xlsx)")
        if not chosen:
            return
        file = Path(chosen) if chosen.lower().endswith(".xlsx") else Path(f"{chosen}.xlsx")
        table, problems, language = findings.table, findings.problems, words.language

        def saved(rows: int) -> None:
            self._again()
            self._desk.tell(words.say("imports", "errors_saved", n=rows, file=file.name))

        self._under_way.run(
            SAVE_ROWS,
            lambda session, _progress: save_problem_rows(session, file, table, problems, language),
            saved,
            self._refuse,
            self._again,
        )
        self._again()

    def load_rows(self) -> None:
        """A workbook that `save_rows` made comes back corrected."""
        findings, words = self.findings, self._desk.words
        if findings is None or self._under_way.name:
            return
        asked = (words.say("imports", key) for key in ("load_fixed_title", "choose_tables", "choose_all"))
        chosen = self._view.ask_files(*asked)
        if not chosen:
            return
        file, table = Path(chosen[0]), findings.table

        def loaded(texts: dict[int, dict[int, str]]) -> None:
            rows = findings.corrected(texts)
            self._take(rows)
            self._again()
            key = "fixed_loaded" if rows else "fixed_nothing"
            self._view.show_message(lambda: words.say("imports", key, n=len(rows)), "ok" if rows else "info")

        self._under_way.run(
            LOAD_ROWS,
            lambda session, progress: Done(load_problem_rows(session, file, table, progress)),
            loaded,
            self._refuse,
            self._again,
        )
        self._again()

    def _refuse(self, error: KnownError) -> None:
        self._again()
        self._view.show_message(lambda: self._desk.words.error(error), "err")
