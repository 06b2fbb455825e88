"""What was declined last, for as long as a reason may be given for it."""

from core.domain.decision import DeclineReason
from desktop.screens.review.deciding import Deciding
from desktop.screens.review.sitting import Decision
from desktop.screens.review.view import ReviewView


class Declined:
    """Asks for nothing: whoever goes on without a reason has given none."""

    def __init__(self, view: ReviewView, deciding: Deciding) -> None:
        self._view = view
        self._deciding = deciding
        self._last: Decision | None = None

    def show(self, decision: Decision | None) -> None:
        """Offer reasons for this one, or do not any more."""
        self._last = decision
        self._view.offer_reasons(decision is not None)

    def give(self, reason: DeclineReason) -> None:
        """Why it was declined."""
        if self._last is not None:
            self._deciding.give_reason(self._last, reason)
            self.show(None)
