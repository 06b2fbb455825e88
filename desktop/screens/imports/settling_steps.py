"""What the wizard does from duplicates on: the desk, the plan, the import, its report; and the desk of the base."""

from abc import ABC, abstractmethod

from core.domain.catalogue import Company
from core.domain.errors import KnownError
from core.intake.tables import Table
from core.services.drafts import ImportDraft
from core.services.mappings import UsedMapping
from desktop.desk import Desk
from desktop.screens.imports import spoken
from desktop.screens.imports.base_desk import BaseDesk
from desktop.screens.imports.checking import Checking
from desktop.screens.imports.consenting import Consenting
from desktop.screens.imports.duplicates import Duplicates
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.finishing import Finishing
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.matching import Matching
from desktop.screens.imports.reporting import Finished, Reporting
from desktop.screens.imports.shown import ImportsView, Step
from desktop.screens.imports.underway import UnderWay
from desktop.words import Sentence


class SettlingSteps(ABC):
    """The later half of `ImportsPresenter`; what is abstract here is in its first half."""

    _view: ImportsView
    _desk: Desk
    _listing: Listing
    _finishing: Finishing
    _companies: tuple[Company, ...]
    checking: Checking
    consenting: Consenting
    duplicates: Duplicates
    reporting: Reporting
    base_desk: BaseDesk
    draft: ImportDraft | None
    table: Table | None
    step: Step
    _under_way: UnderWay
    _straight = False

    @property
    @abstractmethod
    def findings(self) -> Findings | None:
        """What the check has found; None before it."""

    @property
    @abstractmethod
    def matching(self) -> Matching | None:
        """What the columns mean; None without a table."""

    @abstractmethod
    def close(self) -> None:
        """Back to the beginning."""

    @abstractmethod
    def choose_file(self) -> None:
        """Ask for files."""

    @abstractmethod
    def stand_at(self, step: Step) -> None:
        """Show a step that needs nothing more."""

    @abstractmethod
    def _check(self, step: Step) -> None:
        """Check the rows, then show a step."""

    @abstractmethod
    def show(self) -> None:
        """Show everything anew."""

    @abstractmethod
    def _leave(self) -> bool:
        """Leave this import, unless it is being written."""

    @abstractmethod
    def _save(self) -> None:
        """Keep every choice."""

    @abstractmethod
    def _show_frame(self) -> None:
        """Show where the wizard stands."""

    @abstractmethod
    def _forget_table(self) -> None:
        """The import is done: its rows are not needed any more."""

    @property
    def report(self) -> Finished | None:
        """The import that is done, or chosen from the list."""
        return self.reporting.finished

    def undo(self) -> bool:
        """Ctrl+Z: the last answer about a pair, the last correction; at the beginning the draft removed last."""
        if self.base_desk.is_open:
            return self.base_desk.take_back()
        if self.draft is None:
            return self.report is None and self._listing.undo()
        if self.step is Step.CHECK:
            return self.report is None and self.checking.undo()
        return self.step is Step.DUPLICATES and self.report is None and self.duplicates.take_back()

    def open_report(self, import_id: int, *, undo: bool = False) -> None:
        """Show the report of an import of the list; ask whether it is to be undone."""

        def came() -> None:
            self._listing.hidden = True
            self.show()
            if undo:
                self.reporting.undo()

        self.reporting.open(import_id, came)

    def open_base_desk(self) -> None:
        """Settle the possible duplicates of the base."""
        if self._leave():
            self._listing.hidden = True
            self.base_desk.open()

    # ------------------------------------------------------------------ steps

    def go(self, step: Step, *, passing: bool = False) -> None:
        """Show a step; what it needs is done first: columns that say who, a check, a plan, a whole consent. `passing`:
        duplicates are passed by where there are none.
        """
        if self.matching is None or self._under_way.name:
            return
        self._view.show_message("")
        matching = self.matching
        if step >= Step.CHECK and matching.needed.required:
            self.stand_at(Step.MATCHING)
            self._view.show_message(lambda: spoken.required_text(self._desk.words, matching), "warn")
            return
        findings = self.findings
        if step >= Step.CHECK and findings is None:
            self._check(step)
            return
        if findings is not None and step > Step.CHECK and (not findings.going or (self._straight and findings.failed)):
            step = Step.CHECK
        elif findings is not None and step > Step.CHECK and not self.duplicates.is_planned(findings.rows):
            self.step = max(self.step, Step.DUPLICATES)
            self._finishing.plan(findings, step, passing=passing)
            return
        passed = passing and step is Step.DUPLICATES and self.duplicates.nothing
        if passed:
            step = Step.CONSENT
        elif self._straight and step is Step.RESULT and not self.duplicates.nothing:
            step = Step.DUPLICATES
        if step is Step.RESULT and not self.consenting.is_whole(self._desk.session.today()):
            step = Step.CONSENT
        note = (lambda: self._desk.words.say("settling", "passed_by")) if passed else self._straight_note(step)
        self.stand_at(step)
        self._view.show_message(note)

    def forward(self) -> None:
        """Ctrl+Enter: the one way on."""
        if self._under_way.name:
            return
        if self.base_desk.is_open or (self.report is not None and self.report.record.state != "done"):
            self.close()
        elif self.report is not None:
            self._desk.go("compute", **{"import": self.report.record.id})
        elif self.draft is None:
            self.choose_file()
        elif self.step is Step.RESULT:
            self._import()
        elif self.step is Step.DUPLICATES and self.duplicates.waits_on_samples:
            self.look_at_pairs(on_desk=True)
        else:
            if self.step is Step.CONSENT:
                self.consenting.confirm()
            self.go(Step(self.step + 1), passing=True)

    def back(self) -> None:
        """One step back; nothing is reset."""
        if self.step > Step.FILE:
            by = 2 if self.step is Step.CONSENT and self.duplicates.nothing else 1
            self.go(Step(self.step - by))

    # ------------------------------------------------------------------ a table like the last one

    def is_known(self, used: UsedMapping | None) -> bool:
        """Whether what all columns mean is known from before."""
        return used is not None and used.exact and not (used.missing or used.new or used.renamed)

    def go_straight(self) -> None:
        """To the summary, or to the first step at which something is to be decided."""
        self._straight = True
        self.go(Step.RESULT)

    def _straight_note(self, step: Step) -> Sentence:
        """What is said where going straight ends; nothing where nobody did."""
        if not self._straight or self.draft is None:
            return ""
        key, name = "used_mapping" if step is Step.RESULT else "used_so_far", self.draft.used or ""
        return lambda: self._desk.words.say("settling", key, name=name)

    def _remember(self, used: UsedMapping | None) -> None:
        """What was given last for such a table stands at the consent, to be confirmed."""
        undecided = self.draft is not None and self.draft.consent is None and self.draft.step < Step.RESULT
        if undecided and used is not None and used.consent:
            self.consenting.remember(used.consent)

    # ------------------------------------------------------------------ duplicates and the plan

    def look_at_pairs(self, *, on_desk: bool) -> None:
        """Look at doubtful pairs, or at samples of the sure ones."""
        self.duplicates.look(on_desk=on_desk)
        self._show_frame()

    def _settled(self) -> None:
        self._save()
        self._show_frame()

    def _settle_anew(self) -> None:
        self._save()
        self.go(self.step)

    # ------------------------------------------------------------------ the import itself

    def _import(self) -> None:
        draft, findings = self.draft, self.findings
        if draft is None or findings is None:
            return
        try:
            document = self.consenting.document(self._companies, self._desk.session.today())
        except KnownError as error:
            refused = error
            self.go(Step.CONSENT)
            self._view.show_message(lambda: self._desk.words.error(refused), "err")
            return

        def done(finished: Finished | None) -> None:
            reasons = [(group.code, findings.left(group)) for group in findings.groups if findings.left(group)]
            self.reporting.begin(finished, reasons, findings.skipped)
            self._forget_table()

        self._finishing.write(draft, findings, document, done)
