"""Which part of the queue is shown, in which order: what there is to choose from, and what was chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from core.services.queue_filter import EVERYTHING, Facets, Order, read_facets
from desktop.desk import Desk
from desktop.screens.review.filter_text import filter_text
from desktop.screens.review.view import ReviewView

_KEPT: Final = "review_order"


class Filtering:
    """`changed` is called when another part, or another order, is wanted."""

    def __init__(self, view: ReviewView, desk: Desk, changed: Callable[[], None]) -> None:
        self._view = view
        self._desk = desk
        self._changed = changed
        self._facets: Facets | None = None
        self._open = False
        self.wanted = EVERYTHING
        self.order = Order.SCORE

    @property
    def active(self) -> bool:
        """Whether only a part of the queue is wanted."""
        return self.wanted != EVERYTHING

    def arrive(self) -> None:
        """The page is gone to: imports and the catalogue may be others by now."""
        self.order = Order(self._desk.recall(_KEPT, Order.SCORE.value))
        if self._open:
            self._read()

    def toggle(self) -> None:
        """Show what can be chosen, or put it away; what was chosen stays chosen."""
        self._open = not self._open
        if self._open:
            self._read()
        else:
            self._view.show_filter(None)

    def pick(self, part: str, value: Any) -> None:
        """Choose one value of a part."""
        if part == "order":
            self.order = Order(value)
            self._desk.remember(_KEPT, self.order.value)
        else:
            self.wanted = replace(self.wanted, **{part: value})
        self._show()
        self._changed()

    def reset(self) -> None:
        """Everything again, in the order that stands."""
        self.wanted = EVERYTHING
        self._show()
        self._changed()

    def _read(self) -> None:
        self._desk.ask("review.facets", read_facets, self._take)

    def _take(self, facets: Facets) -> None:
        self._facets = facets
        self._show()

    def _show(self) -> None:
        if self._open and self._facets is not None:
            self._view.show_filter(filter_text(self._facets, self.wanted, self.order, self._desk.words))
        self._view.show_filtered(self.active)
