"""From a checked table to an import that is done: the plan, worked out as long work, and what it says being done."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from core.domain.consent import ConsentDocument
from core.domain.errors import KnownError, PlanStale
from core.services.drafts import ImportDraft
from desktop.desk import Desk
from desktop.screens.imports.duplicates import Duplicates
from desktop.screens.imports.findings import Findings
from desktop.screens.imports.reporting import Finished, finishing
from desktop.screens.imports.safety import Safety
from desktop.screens.imports.shown import ImportsView, Step
from desktop.screens.imports.underway import IMPORT, UnderWay


class Wizard(Protocol):
    """What of the wizard is needed here."""

    def go(self, step: Step, *, passing: bool = False) -> None:
        """Show a step."""

    def stand_at(self, step: Step) -> None:
        """Show a step that needs nothing more."""

    def show(self) -> None:
        """Show what stands."""


class Finishing:
    """Plans and writes; `safety` makes the backup before."""

    def __init__(self, view: ImportsView, desk: Desk, under_way: UnderWay, duplicates: Duplicates, wizard: Wizard):
        self._view = view
        self._desk = desk
        self._under_way = under_way
        self._duplicates = duplicates
        self._wizard = wizard
        self._safety = Safety()

    def plan(self, findings: Findings, step: Step, *, passing: bool = False, stale: bool = False) -> None:
        """Plan anew, then go to the step; `stale`: because the base has changed, which is told."""

        def came() -> None:
            self._wizard.go(step, passing=passing)
            if stale:
                self._view.show_message(lambda: self._desk.words.say("settling", "stale"), "warn")

        def failed(error: KnownError) -> None:
            self._wizard.stand_at(Step.CHECK)
            self._view.show_message(lambda: self._desk.words.error(error), "err")

        def stopped() -> None:
            self._wizard.stand_at(Step.CHECK)
            self._view.show_message(lambda: self._desk.words.say("settling", "plan_stopped"))

        self._duplicates.run(findings.rows, came, failed, stopped)
        self._show_under_way()

    def write(
        self,
        draft: ImportDraft,
        findings: Findings,
        document: ConsentDocument | None,
        then: Callable[[Finished | None], None],
    ) -> None:
        """Do what the plan says, or plan anew where the base has changed meanwhile."""
        plan = self._duplicates.plan
        if plan is None or not self._duplicates.is_planned(findings.rows):
            self._wizard.go(Step.RESULT)
            return

        def came(finished: Finished | None) -> None:
            then(finished)
            self._wizard.show()
            self._safety.tell(self._view, self._desk.words)

        def failed(error: KnownError) -> None:
            if isinstance(error, PlanStale):
                self.plan(findings, Step.RESULT, stale=True)
                return
            self._wizard.show()
            self._view.show_message(lambda: self._desk.words.error(error), "err")

        def stopped() -> None:
            self._wizard.show()
            self._view.show_message(lambda: self._desk.words.say("imports", "import_stopped"))

        self._view.show_message("")
        scan = Path(draft.scan) if draft.scan else None
        work = self._safety.before(finishing(draft.id, plan, findings.problems, document, scan))
        self._under_way.run(IMPORT, work, came, failed, stopped)
        self._show_under_way()

    def _show_under_way(self) -> None:
        if self._under_way.name:
            self._wizard.show()
