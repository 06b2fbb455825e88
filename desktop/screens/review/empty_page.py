"""The page in place of queue and card, and its one button."""

from collections.abc import Callable

from desktop.desk import Desk
from desktop.screens.review.empty_text import EmptyText
from desktop.screens.review.view import ReviewView


class EmptyPage:
    """`move` sets a threshold, `reset` wants everything."""

    def __init__(self, view: ReviewView, desk: Desk, move: Callable[[int], None], reset: Callable[[], None]) -> None:
        self._view = view
        self._desk = desk
        self._move = move
        self._reset = reset
        self._shown: EmptyText | None = None

    def __bool__(self) -> bool:
        return self._shown is not None

    def show(self, text: EmptyText | None) -> None:
        """Show it, or queue and card for None."""
        self._shown = text
        self._view.show_empty(text)

    def press(self) -> None:
        """Where its button leads."""
        shown = self._shown
        if shown is None:
            return
        if shown.resets:
            self._reset()
        elif shown.page:
            self._desk.go(shown.page)
        elif shown.threshold is not None:
            self._move(shown.threshold)
