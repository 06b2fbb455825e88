"""What the wizard does from duplicates on: the desk, the plan, the import, its report; and the desk of the base."""

from core.domain.catalogue import Company
from core.domain.errors import KnownError
from core.services.drafts import ImportDraft
from desktop.desk import Desk
from desktop.screens.imports.base_desk import BaseDesk
from desktop.screens.imports.consenting import Consenting
from desktop.screens.imports.duplicates import Duplicates
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.finishing import Finishing
from desktop.screens.imports.listing import Listing
from desktop.screens.imports.reporting import Finished, Reporting
from desktop.screens.imports.shown import ImportsView, Step


class SettlingSteps:
    """Part of `ImportsPresenter`, which has all that is only named here."""

    _view: ImportsView
    _desk: Desk
    _listing: Listing
    _finishing: Finishing
    _companies: tuple[Company, ...]
    consenting: Consenting
    duplicates: Duplicates
    reporting: Reporting
    base_desk: BaseDesk
    draft: ImportDraft | None
    findings: Findings | None
    step: Step

    def show(self) -> None:
        """Show everything anew."""
        raise NotImplementedError

    def go(self, step: Step, *, passing: bool = False) -> None:
        """Show a step."""
        raise NotImplementedError

    def _leave(self) -> bool:
        raise NotImplementedError

    def _save(self) -> None:
        raise NotImplementedError

    def _show_frame(self) -> None:
        raise NotImplementedError

    def _forget_table(self) -> None:
        raise NotImplementedError

    @property
    def report(self) -> Finished | None:
        """The import that is done, or chosen from the list."""
        return self.reporting.finished

    def undo(self) -> bool:
        """Ctrl+Z: the last answer about a pair; at the beginning the draft that was removed last."""
        if self.base_desk.is_open:
            return self.base_desk.take_back()
        if self.draft is None:
            return self.report is None and self._listing.undo()
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

    def back(self) -> None:
        """One step back; nothing is reset."""
        if self.step > Step.FILE:
            by = 2 if self.step is Step.CONSENT and self.duplicates.nothing else 1
            self.go(Step(self.step - by))

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
            self.go(Step.CONSENT)
            self._view.show_message(self._desk.words.error(error), "err")
            return

        def done(finished: Finished | None) -> None:
            self.reporting.begin(finished, findings.groups)
            self._forget_table()

        self._finishing.write(draft, findings, document, done)
