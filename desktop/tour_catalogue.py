"""Stops of the tour about partners, services and rules: cards, and what a check has found."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from core.domain.lift import Share, lift
from core.domain.trial import Trial
from core.vault.sealing import new_identity

SHORT_TITLE: Final = "Tel."
"""What a partner calls a column."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.bootstrap import Program


class CatalogueStops:
    """Part of `desktop/tour.py`'s guide."""

    program: Program

    def _catalogue_stops(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """(name, what leads there)."""
        yield "catalogue-company", self._company_card
        yield "catalogue-partner", self._partner_card
        yield "catalogue-key", self._partner_key
        yield "catalogue-service", self._service_card
        yield "catalogue-checked", self._checked_catalogue
        yield "rules-checked", self._checked_rules
        yield "rules-weights", self._weights
        yield "rules-trial", self._trial
        yield "rules-trial-running", self._trial_running
        yield "rules-trial-over", self._trial_over

    def _company_card(self) -> None:
        """The card of a partner that competes."""
        page = self._catalogue()
        page.presenter.choose(page.company_table.rowCount() - 1)
        page.presenter.open_company()

    def _partner_card(self) -> None:
        """What it gets and how, with a slip in the address."""
        page = self._catalogue()
        page.presenter.partner.entitle("phone", SHORT_TITLE)
        page.presenter.partner.set_address("leads at partner")

    def _partner_key(self) -> None:
        """A key that nobody has compared yet."""
        page = self._catalogue()
        page.presenter.partner.set_key(new_identity()[1])
        self.program.settle()
        page.card.partner.address.setFocus()

    def _service_card(self) -> None:
        """The card of a service with a change and a slip."""
        page = self._catalogue()
        page.presenter.close_card()
        page.presenter.open_service(0)
        page.presenter.put("conversion", "60")
        page.presenter.put("lever", "1,x")

    def _checked_catalogue(self) -> None:
        """What a change would do."""
        page = self._catalogue()
        page.presenter.put("lever", "1")
        page.presenter.put("archived", value=True)
        page.presenter.staging.check()

    def _checked_rules(self) -> None:
        """What other rules would do; nothing is ever applied."""
        self._catalogue().presenter.reset()
        self.program.go("rules", {})
        page: Any = self.program.frame.page
        page.presenter.put("open_recommendations", "1")
        page.presenter.put("accept_from", "7o")
        page.presenter.put("accept_from", "70")
        page.presenter.check()

    def _weights(self) -> None:
        """What other weights of answers would teach."""
        page: Any = self.program.frame.page
        page.presenter.reset()
        page.presenter.put("weight_bought", "3")
        page.presenter.put("weight_refused", "0")
        page.presenter.check()
        self.program.settle()
        page.scrolled.ensureWidgetVisible(page.form.controls["weight_no_answer"])

    def _trial(self) -> None:
        """The form of a trial, with a slip."""
        page: Any = self.program.frame.page
        page.presenter.reset()
        page.trial.put("last_day", "31.31.2027")
        page.scrolled.ensureWidgetVisible(page.trial_block.button)

    def _trial_running(self) -> None:
        """Numbers of the groups and nothing else; nothing is ever begun here."""
        from core.services.trials import TrialStanding  # noqa: PLC0415 (needs the store)

        self._show_trial(TrialStanding(date(2026, 11, 20), self._past_trial(), clients=2_800, held_out=141))

    def _trial_over(self) -> None:
        """What it came to, with too few to tell."""
        from core.services.trials import TrialStanding  # noqa: PLC0415 (needs the store)

        one, other = Share(214, 2_659), Share(8, 141)
        day = date(2027, 2, 1)
        self._show_trial(TrialStanding(day, self._past_trial(), 2_800, 141, one, other, lift(one, other)))

    def _show_trial(self, standing: Any) -> None:
        page: Any = self.program.frame.page
        page.trial.put("last_day", "2027-03-30")
        page.trial.read = partial(page.trial.show, standing)  # a change of language reads again
        page.trial.read()
        page.scrolled.ensureWidgetVisible(page.trial_block.button)

    @staticmethod
    def _past_trial() -> Trial:
        return Trial.begun(1, "tour", 0.05, date(2026, 11, 2), date(2027, 1, 30))

    def _catalogue(self) -> Any:
        self.program.go("catalogue", {})
        return self.program.frame.page
