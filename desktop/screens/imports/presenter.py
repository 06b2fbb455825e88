"""The wizard of an import: the file, the step, what is under way, the draft that keeps every choice.

Reading, checking and writing are long work of the desk. Rows never leave this presenter but for the models of the
screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.domain.catalogue import Company
from core.domain.errors import KnownError
from core.intake.choices import Corrections
from core.intake.sources import Pasted, Source
from core.intake.tables import Table
from core.services.drafts import ImportDraft, begin_draft, read_drafts
from core.services.settling import Settlement
from desktop.desk import Desk
from desktop.screens.imports import spoken
from desktop.screens.imports.attaching import Attaching
from desktop.screens.imports.base_desk import BaseDesk
from desktop.screens.imports.checking import Checking
from desktop.screens.imports.columns_step import ColumnsStep, Known
from desktop.screens.imports.consenting import Consenting
from desktop.screens.imports.duplicates import Duplicates
from desktop.screens.imports.file_shown import file_shown
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.finishing import Finishing
from desktop.screens.imports.framing import Frame, wizard_shown
from desktop.screens.imports.keeping import Keeping
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.other_sheets import OtherSheets
from desktop.screens.imports.queueing import Queueing
from desktop.screens.imports.reading import Reading
from desktop.screens.imports.reporting import Reporting
from desktop.screens.imports.settling_steps import SettlingSteps
from desktop.screens.imports.shown import ImportsView, Step, WizardShown
from desktop.screens.imports.summary import Left, summary_shown
from desktop.screens.imports.underway import IMPORT, UNDO, UnderWay


class ImportsPresenter(SettlingSteps):
    """One import at a time; without a `draft` it is the beginning, with a `report` the end; in place of the beginning
    the desk of the base may be open.
    """

    def __init__(self, view: ImportsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._companies: tuple[Company, ...] = ()
        self._listing = Listing(view, desk)
        self.mappings = self._listing.mappings
        self._under_way = UnderWay(desk)
        self._keeping = Keeping(view, desk, self._under_way)
        self.reading = Reading(view, desk, self._listing, self._under_way)
        self._queueing = Queueing(view, desk, self._listing, self.open)
        self.checking = Checking(view, desk, self._under_way, self._save, self._show_step)
        self.columns = ColumnsStep(view, desk, self._columns_changed, self._show_step)
        self.duplicates = Duplicates(view, desk, self._under_way, self._settled, self._settle_anew)
        self.reporting = Reporting(view, desk, self._under_way, self.show)
        self.base_desk = BaseDesk(view, desk)
        self.sheets = OtherSheets(view, desk)
        self.attaching = Attaching(view, desk, self._under_way, lambda scan: self.change_paper(scan=scan))
        self._finishing = Finishing(view, desk, self._under_way, self.duplicates, self)
        self._forget()

    @property
    def findings(self) -> Findings | None:
        """What the check has found; None before it."""
        return self.checking.findings

    @property
    def matching(self) -> Matching | None:
        """What the columns mean; None without a table."""
        return self.columns.matching

    def _forget(self) -> None:
        self._under_way.leave()
        self.reading.forget()
        self._listing.reading, self._listing.hidden = "", False
        self.draft: ImportDraft | None = None
        self.table: Table | None = None
        self.columns.forget()
        self.checking.begin(Corrections())
        self.duplicates.begin(Settlement())
        self.reporting.begin(None)
        self.base_desk.close()
        self.sheets.begin(None, ())
        self.consenting = Consenting(None)
        self.step = Step.FILE
        self._reached = Step.FILE
        self._keeping.begin(None)
        self._size, self._sheet = (0, 0), ""

    # ------------------------------------------------------------------ arriving

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """`open` a file, continue the `draft`, or show what stands."""
        if "open" in facts:
            self.open(str(facts["open"]))
        elif "draft" in facts:
            self.continue_draft(int(facts["draft"]))
        else:
            self.show()

    def show(self) -> None:
        """Show everything anew, in the language of now."""
        if self.base_desk.is_open:
            self.base_desk.show()
        elif self.draft is None and self.report is None:
            self._listing.show()
            self.reading.show()
            self.base_desk.count()
        else:
            self._show_step()

    def close(self) -> None:
        """Back to the beginning; the draft stays."""
        if self._leave():
            self._view.show_message("")
            self.show()

    def another(self) -> None:
        """The next sheet that was ticked, else back to the beginning."""
        following = self.sheets.next
        if following is None or self.draft is None:
            self.close()
        else:
            self._read(following.source, following)

    def stop(self) -> None:
        """Ask what is under way to end."""
        self._under_way.stop()

    def discard(self, draft_id: int) -> None:
        """Remove a draft from the list."""
        self._listing.discard(draft_id)

    def _forget_table(self) -> None:
        self.table = None
        self.checking.begin(Corrections())
        self.columns.forget()
        self.duplicates.forget()

    def _leave(self) -> bool:
        """Leave this import, unless it is being written."""
        if self._under_way.name in (IMPORT, UNDO):
            return False
        self.flush()
        self._forget()
        return True

    # ------------------------------------------------------------------ the file

    def choose_file(self) -> None:
        """Ctrl+O: ask for files and open the first."""
        if self._under_way.name == IMPORT:
            return
        paths = self._view.ask_files(*spoken.ask_words(self._desk.words))
        if paths:
            self.take_files(paths)

    def take_files(self, paths: Sequence[str]) -> None:
        """Files were dropped here: the first is opened, the others become drafts."""
        self._queueing.take(paths)

    def open(self, path: str) -> None:
        """Read a file and begin its import."""
        self._read(Source(path), None)

    def paste(self, text: str) -> None:
        """Ctrl+V: read a block of the clipboard and begin its import."""
        try:
            self._read(Source(pasted=Pasted.of(text)), None)
        except KnownError as error:
            refused = error
            self._view.show_message(lambda: self._desk.words.error(refused), "err")

    def continue_draft(self, draft_id: int) -> None:
        """Go on with a draft where it was left; the file is read anew."""

        def found(drafts: list[ImportDraft]) -> None:
            draft = next((one for one in drafts if one.id == draft_id), None)
            if draft is None:
                self._view.show_message(lambda: self._desk.words.say("imports", "draft_gone"), "warn")
                self.show()
            else:
                self._read(draft.source, draft)

        if self.draft is not None and (self.draft.id == draft_id or self._under_way.name == IMPORT):
            self.show()
        else:
            self._desk.ask("imports_draft", read_drafts, found)

    def _read(self, source: Source, draft: ImportDraft | None) -> None:
        if not self._leave():
            self.show()
            return

        def came(table: Table, source: Source, draft: ImportDraft | None) -> None:
            if draft is None:
                self._begin(source, table)
            elif not draft.headers:  # it waited, unread
                self.columns.begin(draft, table, lambda begun: self._enter(begun, table, Step.FILE, begun=True))
            else:
                self._enter(draft, table, Step(min(max(draft.step, Step.FILE), Step.RESULT)))

        self.reading.read(source, draft, came)

    def read_otherwise(self, **changes: Any) -> None:
        """A `sheet`, `encoding`, `delimiter` or `header` was chosen: the old table stays until a new one is read."""

        def came(table: Table, changed: ImportDraft) -> None:
            if changed.corrections.rows:
                self.checking.forget()
            else:
                self.checking.drop()
            self._reached = Step.FILE
            fresh = replace(changed, settlement=changed.settlement.unasked)
            self.columns.begin(fresh, table, lambda draft: self._enter(draft, table, Step.FILE))

        if self.draft is not None and self.table is not None and not self._under_way.name:
            self._view.show_message("")
            self.reading.again(self.draft, self.table.read_as.sheets, changes, came, self._show_step)
        self._show_step()

    def _begin(self, source: Source, table: Table) -> None:
        fresh = self._under_way.fresh()
        self._desk.do(
            lambda session: begin_draft(session, source, table),
            lambda done: self._enter(done.value, table, Step.FILE, begun=True) if fresh() else None,
        )

    def _enter(self, draft: ImportDraft, table: Table, step: Step, *, begun: bool = False) -> None:
        fresh = self._under_way.fresh()

        def known(base: Known) -> None:
            if not fresh():
                return
            self._listing.reading, self._listing.hidden = "", True
            self.draft, self.table = draft, table
            self._keeping.begin(draft.changed_at)
            self.checking.begin(draft.corrections)
            self.columns.enter(draft, table, base)
            self.duplicates.begin(draft.settlement)
            self._size = len(table.rows), len(table.headers)
            self._sheet = (table.read_as.sheet or "") if len(table.read_as.sheets) > 1 else ""
            self.sheets.begin(draft, table.read_as.sheets, table.read_as.sheet)
            self._companies = tuple(base.catalogue.companies.values())
            self.consenting = Consenting(draft.consent, draft.scan)
            self.consenting.know(self._companies)
            self._remember(base.used)
            if begun and self.is_known(base.used):
                self.go_straight()
                return
            self.go(step)
            if self.consenting.scan:
                self.attaching.look(self.consenting.scan, lambda: self._scan_is_gone(draft.scan))
            if step is Step.FILE and self.columns.used_text:
                self._view.show_message(lambda: self.columns.used_text, "info")

        self._desk.ask("imports_known", lambda session: Known(session, table, draft), known)

    # ------------------------------------------------------------------ steps

    def stand_at(self, step: Step) -> None:
        """Show a step that needs nothing more."""
        self.step, self._straight = step, False
        self._reached = max(self._reached, step)
        self._save()
        self._show_step()

    def _show_step(self) -> None:
        words, table, matching, findings = self._desk.words, self.table, self.matching, self.findings
        self._show_frame()
        if self.report is not None and not self._under_way.name:
            self.reporting.show()
        elif table is None or matching is None or self._under_way.name:
            return
        elif self.step is Step.FILE:
            self._view.show_file(file_shown(words, table))
            self.sheets.show()
        elif self.step is Step.MATCHING:
            self.columns.show()
        elif self.step is Step.CONSENT:
            self._view.show_consent(self.consenting.shown(words, self._desk.session.today()))
        elif findings is not None and self.step is Step.CHECK:
            self.checking.show()
        elif self.step is Step.DUPLICATES:
            self.duplicates.show()
        elif findings is not None and self.duplicates.plan is not None:
            left = Left(findings.failed, findings.skipped, findings.warned)
            paper, taken = self.consenting.paper, spoken.sheet_taken(words, table.read_as, self.sheets.ticked)
            gone = self.consenting.scan_is_gone
            shown = summary_shown(words, self.duplicates.plan, left, paper, taken, scan_is_gone=gone)
            self._view.show_summary(shown)

    def _show_frame(self) -> None:
        self._view.show_wizard(self._wizard())

    def _wizard(self) -> WizardShown:
        work, saved, size = self._under_way.name, self._keeping.text, self._size
        state = (self.draft, self.matching, self.findings, self.duplicates, self.report)
        following = self.sheets.next.sheet if self.sheets.next is not None else None
        frame = Frame(self.step, self._reached, *state, size, self._sheet, following or "", work, saved)
        return wizard_shown(self._desk.words, frame)

    # ------------------------------------------------------------------ columns

    def match(self, column: int, code: str | None) -> None:
        """A field was chosen for a column."""
        if not self._under_way.name:
            self.columns.match(column, code)

    def _columns_changed(self) -> None:
        self.checking.forget()
        self._save()

    # ------------------------------------------------------------------ problems

    def _check(self, step: Step) -> None:
        table, matching = self.table, self.matching
        if table is None or matching is None:
            return
        before, self.step = self.step, Step.CHECK
        self._reached = max(self._reached, Step.CHECK)

        def failed(error: KnownError) -> None:
            self.stand_at(min(before, Step.MATCHING))
            self._view.show_message(lambda: self._desk.words.error(error), "err")

        def stopped() -> None:
            self.stand_at(min(before, Step.MATCHING))
            self._view.show_message(lambda: self._desk.words.say("imports", "check_stopped"))

        self.checking.run(table, matching, lambda: self.go(step), failed, stopped)
        self._show_step()

    def next_problem(self, by: int) -> None:
        """F8 (1) and Shift+F8 (-1): through all rows of all groups."""
        if self.step is Step.CHECK and not self._under_way.name:
            self.checking.next_problem(by)

    # ------------------------------------------------------------------ consent

    def change_paper(self, **changes: Any) -> None:
        """Something of the consent was said: `given`, `number`, `signed_on`, `everybody`, `partners`, `scan`."""
        if not self._under_way.name and self.consenting.change(self._desk.session.today(), **changes):
            self._save(soon=True)
            self._view.show_consent(self.consenting.shown(self._desk.words, self._desk.session.today()))

    def _scan_is_gone(self, scan: str) -> None:
        self.consenting.lose(scan)
        self._show_step()

    # ------------------------------------------------------------------ the draft

    def flush(self) -> None:
        """Typing has paused, or the page goes: save what was typed."""
        self._keeping.flush()

    def _save(self, *, soon: bool = False) -> None:
        """Keep every choice; nothing is kept any more once the import is done."""
        if self.draft is None or self.matching is None:
            return
        draft = replace(self.columns.put_into(self.draft), settlement=self.duplicates.settlement)
        corrections, consent, scan = self.checking.corrections, self.consenting.text, self.consenting.scan
        self.draft = replace(draft, corrections=corrections, consent=consent, scan=scan, step=int(self.step))
        (self._keeping.save_soon if soon else self._keeping.save)(self.draft)
