"""What the review does: the queue from a threshold on, one card after the other, decisions and their undoing."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from core.services.bulk import MOST_AT_ONCE
from core.services.decisions import LONGEST_WAIT
from core.services.review import Card, Queue, QueueEntry, QueueRow
from core.services.session import Done
from desktop.desk import Desk
from desktop.screens.review.card_text import card_text
from desktop.screens.review.chosen import Chosen
from desktop.screens.review.counts_text import counts_text, place_text
from desktop.screens.review.deciding import Deciding
from desktop.screens.review.declined import Declined
from desktop.screens.review.empty_page import EmptyPage
from desktop.screens.review.empty_text import empty_text
from desktop.screens.review.filtering import Filtering
from desktop.screens.review.giving import Giving
from desktop.screens.review.held import Held
from desktop.screens.review.lineup import Lineup, Row
from desktop.screens.review.panels import Panels
from desktop.screens.review.queue_text import line_text
from desktop.screens.review.reading import Reading, ReadingAhead, read_lineup
from desktop.screens.review.sitting import Decision, Verdict
from desktop.screens.review.tally import MOST
from desktop.screens.review.view import ReviewView, Scale
from desktop.words import Words

LISTENS: Final = frozenset({"recommendations"})
_KEPT: Final = "threshold"


class ReviewPresenter:
    """`clock` counts seconds, for the owner's pace."""

    def __init__(self, view: ReviewView, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._view = view
        self._desk = desk
        self._queue: Queue | None = None
        self._newer: Reading | None = None
        self._lineup = Lineup()
        self._panels = Panels(view, desk)
        self._deciding = Deciding(self, self._panels, desk, clock)
        self.giving = Giving(view, desk, self._deciding)
        self.filtering = Filtering(view, desk, self._read_otherwise)
        self.declined = Declined(view, self._deciding)
        self._held = Held(view, desk)
        self._threshold = MOST
        self._entries: Sequence[QueueEntry] = ()
        self._rows: Sequence[Row] = ()
        self._position = 0
        self._chosen = Chosen(view)
        self._wanted: int | None = None
        self._card: Card | None = None
        self._shown: int | None = None
        self.empty = EmptyPage(view, desk, self.move_threshold, self.filtering.reset)
        self._own_change = False
        self.moves = 0
        self._ahead = ReadingAhead(desk, view, self._rows_arrived, self._cards_arrived)

    # ------------------------------------------------------------------ reading

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """Read the queue. `facts` may name a `recommendation` to begin with."""
        self._wanted = facts.get("recommendation", self._current_id)
        self._own_change = False
        self.moves += 1
        self.filtering.arrive()
        self._read(self._take)

    def read_again(self) -> None:
        """Recommendations changed. What one has just done oneself is known; anything else is offered, not forced."""
        if self._own_change:
            self._own_change = False
        else:
            self._read(self._compare)

    def show_newer(self) -> None:
        """Take the queue that was offered."""
        self.moves += 1
        self._wanted = self._current_id
        if self._newer is not None:
            self._take(self._newer)

    def _read(self, take: Callable[[Reading], None]) -> None:
        wanted, order = self.filtering.wanted, self.filtering.order
        self._desk.ask("review", lambda session: read_lineup(session, wanted, order), take)

    def _read_otherwise(self) -> None:
        self.moves += 1
        self._wanted = self._current_id
        self._read(self._take)

    def _take(self, found: Reading) -> None:
        self._queue, self._newer = found.queue, None
        self._lineup = found.lineup
        found.leave_out(self._deciding.under_way())
        if self.empty and self._lineup.tally.total:
            self._deciding.begin_anew()
        self._ahead.forget()
        self._card = None
        self._view.forget_lines()
        self._view.show_updated("", "")
        kept = int(self._desk.recall(_KEPT, found.queue.accept_from))
        self._threshold = min(MOST - 1, max(found.queue.least, kept))
        chosen = [one.id for one in self._chosen.entries]
        self._refresh(self._wanted)
        self._chosen.choose(chosen, self._lineup, self._threshold)
        self._held.read(found.entries, self._deciding.under_way())

    def _compare(self, found: Reading) -> None:
        found.leave_out(self._deciding.under_way())
        queue, mine = found.queue, self._queue
        known = mine is not None and queue.model == mine.model and queue.least == mine.least
        if known and found.lineup.mark == self._lineup.mark:
            return
        if self.empty or mine is None:
            self._take(found)
        else:
            self._newer = found
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

    # ------------------------------------------------------------------ moving and choosing

    def select(self, row: int) -> None:
        """The row of the queue that a person has gone to."""
        position = self._lineup.position_at(row, self._threshold)
        if position is not None and position != self._position:
            self.moves += 1
            self._position = position
            self._show_current()

    def choose(self, rows: Sequence[int]) -> None:
        """These rows of the queue are to be decided about together; fewer than two: only the card is."""
        self._chosen.choose_rows(rows, self._lineup, self._threshold)

    def choose_all(self) -> None:
        """All that is shown, as far as it can be undone at once, from the first."""
        ids = [one.id for one in self._entries[:MOST_AT_ONCE]]
        self._chosen.choose(ids, self._lineup, self._threshold)

    def step(self, by: int) -> None:
        """So many entries down, or up."""
        position = min(len(self._entries) - 1, max(0, self._position + by))
        if self._entries and position != self._position:
            self.moves += 1
            self._position = position
            self._show_rows()
            self._show_current()

    def look(self, first: int, last: int) -> None:
        """These rows are in sight: their texts are read."""
        self._ahead.look(self._rows, first, last)

    # ------------------------------------------------------------------ deciding

    def accept(self) -> None:
        """Accept the current one, or all that are chosen; where something keeps the current one here, say what and what
        mends it.
        """
        card = self._card
        if card is None or not card.blocks or self._chosen:
            self._decide(Verdict.ACCEPT)
        else:
            self._panels.stop_at(card)

    def open_client(self) -> None:
        """All that is known of the client of the card."""
        if self._card is not None:
            self._panels.open_client(self._card)

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

    def choose_partner(self) -> None:
        """Ask which other rival gets the client, and why."""
        entry, card = self._current, self._card
        if entry is not None and card is not None and card.id == entry.id and not self._chosen:
            self._panels.close()
            self.giving.ask(entry, card, self._who(card))

    def undo(self) -> bool:
        """Take back the last decision; whether there was one."""
        return self._deciding.undo()

    def undo_entry(self, entry: int) -> None:
        """Take back the decision that left this entry in the history."""
        self._deciding.undo_entry(entry)

    def entries_left(self, entries: Sequence[QueueEntry]) -> None:
        """The next one, or the last where it was the last."""
        self.moves += 1
        places = [self._lineup.position_of(one.id, self._threshold) for one in entries]
        before = sum(place is not None and place < self._position for place in places)
        for one in entries:
            self._lineup.take_out(one.id)
        self._held.leave(entries)
        self._chosen.forget()
        self._refresh_at(self._position - before)

    def entries_back(self, entries: Sequence[QueueEntry], moves: int) -> None:
        """Back to their places, and to the first's card unless a person has gone on since."""
        current = self._current_id
        for one in entries:
            self._lineup.put_back(one)
        self._held.come_back(entries)
        if moves == self.moves and entries:
            self._threshold = min(self._threshold, *(one.score for one in entries), MOST)
            self._refresh(entries[0].id)
        else:
            self._refresh(current)

    def note_change(self, done: Done[Any], clients: Collection[int]) -> None:
        """What I did myself is no news; the client's other cards are out of date."""
        self._own_change = bool(LISTENS & done.changed)
        if clients:
            self._ahead.cards.doubt(lambda card: card.client_id in clients)
            self._ahead.want_cards(self._entries, self._position)

    def show_declined(self, decision: Decision | None) -> None:
        """Offer reasons for what was declined just now, or do not any more."""
        self.declined.show(decision)

    def show_recommendation(self, recommendation: int | None, moves: int) -> None:
        """Read the queue and go to this one unless a person has gone on since."""

        def take(found: Reading) -> None:
            self._wanted = recommendation if moves == self.moves else self._current_id
            self._take(found)

        self._read(take)

    def _decide(self, verdict: Verdict, until: date | None = None) -> None:
        if self._chosen:
            self._panels.close()
            self._deciding.decide(verdict, {one: one.service_id for one in self._chosen.entries}, until)
            return
        entry, card = self._current, self._card
        if entry is None or card is None or card.id != entry.id:  # nobody decides about what is not shown yet
            return
        if self._panels.hides_card:
            self._panels.close()
            return
        blanks = {"service": card.service, "who": self._who(card)}
        self._deciding.decide(verdict, {entry: card.service_id}, until, **blanks)

    def _who(self, card: Card) -> str:
        row = self._ahead.rows.get(card.id)
        return row.who if row else card.full_name

    # ------------------------------------------------------------------ panel, empty page, clipboard

    def toggle_details(self) -> None:
        """All reasons and the formula, or the card again."""
        if self._panels.is_open:
            self._panels.close()
        elif self._card is not None:
            self.giving.leave()
            self._panels.show_details(self._card)

    def close_panel(self) -> bool:
        """Esc; whether there was one, or several were chosen."""
        was = self._panels.is_open or bool(self._chosen) or self.giving.asking
        self.giving.leave()
        if self._chosen:
            self._chosen.forget()
            self._show_rows()
        elif self._panels.is_open:
            self._panels.close()
        return was

    def press_primary(self) -> None:
        """Ctrl+Enter: accept, or the button of an empty page."""
        if self.empty:
            self.empty.press()
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
        self._chosen.forget()
        self._show_counts()
        self._show_rows()
        self._show_current()

    def _show_rows(self) -> None:
        self._rows = self._lineup.rows(self._threshold)
        row = self._lineup.row_of(self._position, self._threshold) if self._entries else -1
        self._view.show_queue(self._rows, row)

    def _show_counts(self) -> None:
        queue, tally = self._queue, self._lineup.tally
        if queue is not None:
            self._view.show_scale(Scale(tuple(tally.counts), queue.least, queue.accept_from, self._threshold))
            self._view.show_counts(counts_text(tally, self._threshold, queue, self._words))
            self._held.show(self._threshold)

    def _show_current(self) -> None:
        entry, queue = self._current, self._queue
        if queue is None:
            return
        other, self._shown = self._shown != self._current_id, self._current_id
        if other:
            self.giving.leave()
        if entry is None:
            self._card = None
            self._panels.close()
            tally, sitting, filtered = self._lineup.tally, self._deciding.sitting, self.filtering.active
            self.empty.show(empty_text(queue, tally, self._threshold, sitting, self._words, filtered=filtered))
            return
        self.empty.show(None)
        self._show_card(self._ahead.cards.get(entry.id), other=other)
        self._ahead.want_cards(self._entries, self._position)
        place, total = self._position + 1, len(self._entries)
        self._view.show_place(place_text(place, total, self._deciding.sitting, self._words))

    def _show_card(self, card: Card | None, *, other: bool = False) -> None:
        self._card = card
        if other:
            self._panels.leave()
        if card is None:
            self._view.show_card(None)
            return
        self._deciding.sitting.begin()
        self._view.show_card(card_text(card, self._desk.session.today(), self._words))
        self._panels.follow(card)
        self.giving.follow(card)

    # ------------------------------------------------------------------ reading ahead

    def _rows_arrived(self, found: list[QueueRow]) -> None:
        self._view.show_lines({row.id: line_text(row, self._words) for row in found})

    def _cards_arrived(self, found: list[Card]) -> None:
        current = self._current
        for card in found:
            if current is not None and card.id == current.id and card != self._card:
                self._show_card(card)
