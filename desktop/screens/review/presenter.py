"""What the review does: the queue from a threshold on, one card after the other, decisions and their undoing."""

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from core.domain.errors import KnownError
from core.services.decisions import LONGEST_WAIT
from core.services.history import Obstacle
from core.services.review import Card, Queue, QueueEntry, QueueRow, read_cards, read_queue, read_rows
from core.services.session import Done
from desktop.desk import Desk
from desktop.screens.review.ahead import Ahead, Answer
from desktop.screens.review.card_text import card_text
from desktop.screens.review.deciding import Deciding
from desktop.screens.review.empty_text import EmptyText, empty_text
from desktop.screens.review.lineup import Lineup, Row
from desktop.screens.review.panel_text import PanelText, details_text, obstacles_text
from desktop.screens.review.queue_text import BLOCK_ICONS, line_text
from desktop.screens.review.sitting import Verdict
from desktop.screens.review.tally import MOST
from desktop.screens.review.view import CountsText, ReviewView, Scale
from desktop.words import Words

CARDS_AHEAD: Final = 3
PAGE: Final = 100
LISTENS: Final = frozenset({"recommendations"})
_KEPT: Final = "threshold"


class ReviewPresenter:
    """`clock` counts seconds, for the owner's pace."""

    def __init__(self, view: ReviewView, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._view = view
        self._desk = desk
        self._queue: Queue | None = None
        self._newer: Queue | None = None
        self._lineup = Lineup()
        self._deciding = Deciding(self, desk, clock)
        self._threshold = MOST
        self._entries: list[QueueEntry] = []
        self._position = 0
        self._lineup_rows: list[Row] = []
        self._wanted: int | None = None
        self._card: Card | None = None
        self._panel: PanelText | None = None
        self._panel_follows = False
        self._empty: EmptyText | None = None
        self._own_change = False
        self.moves = 0
        self._rows = Ahead[QueueRow](self._ask_rows, lambda row: row.id, self._rows_arrived, PAGE, view.later)
        self._cards = Ahead[Card](
            self._ask_cards, lambda card: card.id, self._cards_arrived, CARDS_AHEAD + 1, view.later
        )

    # ------------------------------------------------------------------ reading

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read the queue. `facts` may name a `recommendation` to begin with."""
        self._wanted = facts.get("recommendation", self._current_id)
        self._own_change = False
        self.moves += 1
        self._desk.ask("review", read_queue, self._take)

    def read_again(self) -> None:
        """Recommendations changed. What one has just done oneself is known; anything else is offered, not forced."""
        if self._own_change:
            self._own_change = False
        else:
            self._desk.ask("review", read_queue, self._compare)

    def show_newer(self) -> None:
        """Take the queue that was offered."""
        self.moves += 1
        self._wanted = self._current_id
        if self._newer is not None:
            self._take(self._newer)

    def _take(self, queue: Queue) -> None:
        self._queue, self._newer = queue, None
        under_way = self._deciding.under_way()
        self._lineup = Lineup(one for one in queue.entries if one.id not in under_way)
        if self._empty is not None and self._lineup.tally.total:
            self._deciding.begin_anew()
        self._rows.forget()
        self._cards.forget()
        self._card = None
        self._view.forget_lines()
        self._view.show_updated("", "")
        kept = int(self._desk.recall(_KEPT, queue.accept_from))
        self._threshold = min(MOST - 1, max(queue.least, kept))
        self._refresh(self._wanted)

    def _compare(self, queue: Queue) -> None:
        under_way = self._deciding.under_way()
        fresh = {one for one in queue.entries if one.id not in under_way}
        known = self._queue is not None and queue.model == self._queue.model and queue.least == self._queue.least
        if known and fresh == self._lineup.marks():
            return
        if self._empty is not None or self._queue is None:
            self._take(queue)
        else:
            self._newer = queue
            self._view.show_updated(self._say("updated"), self._say("updated_show"))

    # ------------------------------------------------------------------ the threshold

    def move_threshold(self, value: int, *, settled: bool = True) -> None:
        """Another threshold; it is remembered once it is `settled`, that is, not dragged any more."""
        if self._queue is None:
            return
        value = min(MOST - 1, max(self._queue.least, value))
        if settled:
            self._desk.remember(_KEPT, value)
        if value != self._threshold:
            self._threshold = value
            self.moves += 1
            self._refresh(self._current_id)

    # ------------------------------------------------------------------ moving

    def select(self, row: int) -> None:
        """The row of the queue that a person has gone to."""
        for position in (row - 1, row - 2):
            if 0 <= position < len(self._entries) and self._lineup.row_of(position, self._threshold) == row:
                if position != self._position:
                    self.moves += 1
                    self._position = position
                    self._show_current()
                return

    def step(self, by: int) -> None:
        """So many entries down, or up."""
        position = min(len(self._entries) - 1, max(0, self._position + by))
        if self._entries and position != self._position:
            self.moves += 1
            self._position = position
            self._show_rows()
            self._show_current()

    def look(self, first: int, last: int) -> None:
        """These rows are in sight: their texts are read, a page of a hundred around them."""
        rows = self._lineup_rows
        near = range(max(0, first), min(len(rows), last + 1))
        around = range(first // PAGE * PAGE, min(len(rows), (last // PAGE + 1) * PAGE))
        ids = [row.id for at in (*near, *around) if isinstance(row := rows[at], QueueEntry)]
        self._rows.want(list(dict.fromkeys(ids)))

    # ------------------------------------------------------------------ deciding

    def accept(self) -> None:
        """Accept the current one, unless something keeps it here."""
        card = self._card
        if card is None or not card.blocks:
            self._decide(Verdict.ACCEPT)
        else:
            self._desk.tell(self._say(f"block_{card.blocks[0].value}"), icon=BLOCK_ICONS[card.blocks[0]])

    def decline(self) -> None:
        """Not to be offered; the client has refused nothing."""
        self._decide(Verdict.DECLINE)

    def postpone(self, until: date | None = None) -> None:
        """To tomorrow, or to a chosen day."""
        self._decide(Verdict.POSTPONE, until)

    def choose_day(self) -> None:
        """Ask until which day."""
        if self._card is not None:
            today = self._desk.session.today()
            self._view.ask_day(today + timedelta(days=1), today + LONGEST_WAIT)

    def undo(self) -> bool:
        """Take back the last decision; whether there was one."""
        return self._deciding.undo()

    def undo_entry(self, entry: int) -> None:
        """Take back the decision that left this entry in the history."""
        self._deciding.undo_entry(entry)

    def entry_left(self, entry: QueueEntry) -> None:
        """The next one, or the last where it was the last."""
        self.moves += 1
        self._lineup.take_out(entry.id)
        self._refresh_at(self._position)

    def entry_back(self, entry: QueueEntry, moves: int) -> None:
        """Back to its place, and to its card unless a person has gone on since."""
        self._lineup.put_back(entry)
        if moves == self.moves:
            self._threshold = min(self._threshold, entry.score)
            self._refresh(entry.id)
        else:
            self._refresh(self._current_id)

    def note_change(self, done: Done[Any], entry: QueueEntry | None) -> None:
        """What I did myself is no news; the client's other cards are out of date."""
        self._own_change = bool(LISTENS & done.changed)
        if entry is not None:
            self._cards.forget(lambda card: card.client_id == entry.client_id)
            self._want_cards()

    def show_obstacles(self, obstacles: tuple[Obstacle, ...]) -> None:
        """A polite refusal that lists them."""
        self._show_panel(obstacles_text(obstacles, self._words), follows=False)

    def show_recommendation(self, recommendation: int | None, moves: int) -> None:
        """Read the queue and go to this one unless a person has gone on since."""

        def take(queue: Queue) -> None:
            self._wanted = recommendation if moves == self.moves else self._current_id
            self._take(queue)

        self._desk.ask("review", read_queue, take)

    def _decide(self, verdict: Verdict, until: date | None = None) -> None:
        entry, card = self._current, self._card
        if entry is None or card is None or card.id != entry.id:  # nobody decides about what is not shown yet
            return
        if self._panel is not None and not self._panel_follows:  # something else lies over the card
            self._show_panel(None)
            return
        row = self._rows.get(entry.id)
        self._deciding.decide(verdict, entry, card, row.who if row else card.full_name, until)

    # ------------------------------------------------------------------ panel, empty page, clipboard

    def toggle_details(self) -> None:
        """All reasons and the formula, or the card again."""
        if self._panel is not None:
            self.close_panel()
        elif self._card is not None:
            self._show_panel(details_text(self._card, self._words))

    def close_panel(self) -> bool:
        """Esc; whether there was one."""
        was = self._panel is not None
        if was:
            self._show_panel(None)
        return was

    def press_empty(self) -> None:
        """The button of an empty page."""
        empty = self._empty
        if empty is not None and empty.page:
            self._desk.go(empty.page)
        elif empty is not None and empty.threshold is not None:
            self.move_threshold(empty.threshold)

    def press_primary(self) -> None:
        """Ctrl+Enter: accept, or the button of an empty page."""
        if self._empty is not None:
            self.press_empty()
        else:
            self.accept()

    def copy_said(self) -> None:
        """Take along what to say."""
        if self._card is not None:
            self._view.copy_text(self._card.what_to_say)
            self._desk.tell(self._say("copied"), icon="copy")

    # ------------------------------------------------------------------ showing

    @property
    def _words(self) -> Words:
        return self._desk.words

    @property
    def _current(self) -> QueueEntry | None:
        return self._entries[self._position] if self._position < len(self._entries) else None

    @property
    def _current_id(self) -> int | None:
        current = self._current
        return current.id if current else None

    def _say(self, key: str, **blanks: object) -> str:
        return self._words.say("review", key, **blanks)

    def _refresh(self, wanted: int | None) -> None:
        position = None if wanted is None else self._lineup.position_of(wanted, self._threshold)
        self._refresh_at(position or 0)

    def _refresh_at(self, position: int) -> None:
        self._entries = self._lineup.entries(self._threshold)
        self._position = min(position, max(0, len(self._entries) - 1))
        self._show_counts()
        self._show_rows()
        self._show_current()

    def _show_rows(self) -> None:
        self._lineup_rows = self._lineup.rows(self._threshold)
        row = self._lineup.row_of(self._position, self._threshold) if self._entries else -1
        self._view.show_queue(self._lineup_rows, row)

    def _show_counts(self) -> None:
        queue, tally = self._queue, self._lineup.tally
        if queue is None:
            return
        shown, total = tally.at_least(self._threshold), tally.total
        hint = tally.hint(self._threshold, queue.least)
        self._view.show_scale(Scale(tuple(tally.counts), queue.least, queue.accept_from, self._threshold))
        self._view.show_counts(
            CountsText(
                to_decide=self._say("to_decide", n=shown),
                shown=self._say("shown", shown=shown),
                shown_of=self._say("shown_of", total=total),
                hint=self._say("hint", score=hint[0], more=hint[1]) if hint else "",
                spoken=self._say("recount", score=self._threshold, shown=shown, total=total),
            )
        )

    def _show_current(self) -> None:
        entry, queue = self._current, self._queue
        if queue is None:
            return
        if entry is None:
            self._card = None
            self._show_panel(None)
            self._empty = empty_text(queue, self._lineup.tally, self._threshold, self._deciding.sitting, self._words)
            self._view.show_empty(self._empty)
            return
        self._empty = None
        self._view.show_empty(None)
        self._show_card(self._cards.get(entry.id))
        self._want_cards()
        place, total = self._position + 1, len(self._entries)
        minutes = self._deciding.sitting.minutes_for(total)
        if minutes is None:
            self._view.show_place(self._say("place", place=place, total=total))
        else:
            self._view.show_place(self._say("place_with_time", place=place, total=total, minutes=minutes))

    def _show_card(self, card: Card | None) -> None:
        self._card = card
        if card is None:
            self._view.show_card(None)
            return
        self._deciding.sitting.begin()
        self._view.show_card(card_text(card, self._desk.session.today(), self._words))
        if self._panel is not None and self._panel_follows:
            self._show_panel(details_text(card, self._words))

    def _show_panel(self, panel: PanelText | None, *, follows: bool = True) -> None:
        self._panel, self._panel_follows = panel, follows
        self._view.show_panel(panel)

    # ------------------------------------------------------------------ reading ahead

    def _want_cards(self) -> None:
        ahead = self._entries[self._position : self._position + CARDS_AHEAD + 1]
        self._cards.want([one.id for one in ahead])

    def _ask_rows(self, ids: list[int], then: Answer[QueueRow], refused: Callable[[], None]) -> None:
        self._desk.ask("review.rows", lambda session: read_rows(session, ids), then, self._telling(refused))

    def _ask_cards(self, ids: list[int], then: Answer[Card], refused: Callable[[], None]) -> None:
        language = self._words.language
        self._desk.ask("review.cards", lambda session: read_cards(session, ids, language), then, self._telling(refused))

    def _telling(self, refused: Callable[[], None]) -> Callable[[KnownError], None]:
        def both(error: KnownError) -> None:
            refused()
            self._desk.warn(self._words.error(error))

        return both

    def _rows_arrived(self, found: list[QueueRow]) -> None:
        self._view.show_lines({row.id: line_text(row, self._words) for row in found})

    def _cards_arrived(self, found: list[Card]) -> None:
        current = self._current
        for card in found:
            if current is not None and card.id == current.id and card != self._card:
                self._show_card(card)
