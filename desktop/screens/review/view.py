"""What the review shows, said without Qt: the presenter speaks to this, `screen.py` is it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from desktop.screens.review.card_text import CardText
from desktop.screens.review.empty_text import EmptyText
from desktop.screens.review.filter_text import FilterText
from desktop.screens.review.giving_text import ChoicesText
from desktop.screens.review.lineup import Row
from desktop.screens.review.panel_text import PanelText
from desktop.screens.review.queue_text import LineText


@dataclass(frozen=True, slots=True)
class Scale:
    """The threshold's scale: counts by score 0…100, the lowest threshold, the recommended one, the one that stands."""

    counts: tuple[int, ...]
    least: int
    recommended: int
    value: int


@dataclass(frozen=True, slots=True)
class CountsText:
    """How many there are, in words; `below` where the threshold is below the recommended one; `spoken` all of it as one
    sentence.
    """

    to_decide: str
    shown: str
    shown_of: str
    hint: str
    below: str
    spoken: str


@dataclass(frozen=True, slots=True)
class HeldText:
    """How many of what is shown would stay here, and why."""

    title: str
    reasons: str


class ReviewView(Protocol):
    """What the presenter shows."""

    def show_scale(self, scale: Scale) -> None:
        """The threshold among the counts by score."""

    def show_counts(self, counts: CountsText) -> None:
        """What the threshold shows."""

    def show_held(self, held: HeldText | None) -> None:
        """What of it consent and caps would keep here; None before that is known."""

    def show_queue(self, rows: Sequence[Row], current: int) -> None:
        """The rows and the one that is selected (-1 for none)."""

    def mark_rows(self, rows: Sequence[int]) -> None:
        """These rows are chosen together."""

    def show_chosen(self, count: int) -> None:
        """So many are decided about at once; 0: the card alone."""

    def show_choices(self, choices: ChoicesText | None) -> None:
        """Who else could get the client, over the card; or none."""

    def offer_reasons(self, offered: bool) -> None:
        """Why it was declined, or nothing any more."""

    def show_filter(self, shown: FilterText | None) -> None:
        """What the queue can be filtered by, or nothing of it."""

    def show_filtered(self, filtered: bool) -> None:
        """Whether only a part of the queue is shown."""

    def show_lines(self, lines: Mapping[int, LineText]) -> None:
        """Texts of entries by id; the others keep theirs."""

    def forget_lines(self) -> None:
        """Texts are out of date."""

    def show_card(self, card: CardText | None) -> None:
        """The card; None until it has been read."""

    def show_place(self, text: str) -> None:
        """Which of how many."""

    def show_panel(self, panel: PanelText | None) -> None:
        """A panel over the card, or none."""

    def show_empty(self, empty: EmptyText | None) -> None:
        """In place of queue and card, or None for these."""

    def show_updated(self, text: str, action: str) -> None:
        """The base has newer scores; empty texts take that back."""

    def ask_day(self, first: date, last: date) -> None:
        """Until which day to postpone."""

    def later(self, ms: int, then: Callable[[], None]) -> None:
        """Call `then` after so many milliseconds, if the page is looked at then."""

    def copy_text(self, text: str) -> None:
        """Put into the clipboard."""
