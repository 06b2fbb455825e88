"""What the review reads: the queue as a lineup, made on the thread that asks; lines and cards ahead of the look."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.errors import KnownError
from core.services.expected import read_expected
from core.services.queue_filter import EVERYTHING, Order, QueueFilter, read_due, read_part
from core.services.review import Card, Queue, QueueEntry, QueueRow, read_cards, read_rows
from core.services.session import Session
from desktop.desk import Desk
from desktop.screens.review.ahead import Ahead, Answer
from desktop.screens.review.lineup import Lineup, Row
from desktop.screens.review.view import ReviewView

CARDS_AHEAD: Final = 11
"""Whoever presses keys without a pause is still ahead of the base for a while."""
CARDS_NEAR: Final = 5
"""Further ones are asked for once one of these lacks."""
PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """The queue, its `entries` that were read, and the lineup of them: tens of thousands are put in order where nobody
    waits for it.
    """

    queue: Queue
    lineup: Lineup
    entries: Sequence[QueueEntry]

    def leave_out(self, ids: Collection[int]) -> None:
        """These are being decided, and the base does not know yet."""
        for id_ in ids:
            self.lineup.take_out(id_)


def read_lineup(session: Session, wanted: QueueFilter = EVERYTHING, order: Order = Order.SCORE) -> Reading:
    """The part of the queue that is wanted, as it stands today, in this order."""
    part = read_part(session, wanted)
    if order is Order.SCORE:
        return Reading(part.queue, Lineup(part.entries, part.counts), part.entries)
    if order is Order.VALUE:
        worth = read_expected(session)
        by_value = Lineup(part.entries, part.counts, lambda one: (-worth.get(one.id, -1.0), -one.score))
        return Reading(part.queue, by_value, part.entries)
    due = read_due(session)
    by_day = Lineup(part.entries, part.counts, lambda one: (due.get(one.id, date.max), -one.score))
    return Reading(part.queue, by_day, part.entries)


class ReadingAhead:
    """`rows` and `cards` of the entries near the one that is looked at."""

    def __init__(
        self,
        desk: Desk,
        view: ReviewView,
        rows_arrived: Callable[[list[QueueRow]], None],
        cards_arrived: Callable[[list[Card]], None],
    ) -> None:
        self._desk = desk
        self.rows = Ahead[QueueRow](self._ask_rows, lambda row: row.id, rows_arrived, PAGE, view.later)
        self.cards = Ahead[Card](self._ask_cards, lambda card: card.id, cards_arrived, CARDS_AHEAD + 1, view.later)

    def look(self, rows: Sequence[Row], first: int, last: int) -> None:
        """These rows are in sight: their texts are read, a page of a hundred around them."""
        near = range(max(0, first), min(len(rows), last + 1))
        around = range(first // PAGE * PAGE, min(len(rows), (last // PAGE + 1) * PAGE))
        ids = [row.id for at in (*near, *around) if isinstance(row := rows[at], QueueEntry)]
        self.rows.want(list(dict.fromkeys(ids)))

    def want_cards(self, entries: Sequence[QueueEntry], position: int) -> None:
        """The card at this place, and those behind it."""
        self.cards.want([one.id for one in entries[position : position + CARDS_AHEAD + 1]], CARDS_NEAR)

    def forget(self) -> None:
        """Everything is out of date."""
        self.rows.forget()
        self.cards.forget()

    def _ask_rows(self, ids: list[int], then: Answer[QueueRow], refused: Callable[[], None]) -> None:
        self._desk.ask("review.rows", lambda session: read_rows(session, ids), then, self._telling(refused))

    def _ask_cards(self, ids: list[int], then: Answer[Card], refused: Callable[[], None]) -> None:
        language = self._desk.words.language
        self._desk.ask("review.cards", lambda session: read_cards(session, ids, language), then, self._telling(refused))

    def _telling(self, refused: Callable[[], None]) -> Callable[[KnownError], None]:
        def both(error: KnownError) -> None:
            refused()
            self._desk.warn(self._desk.words.error(error))

        return both
