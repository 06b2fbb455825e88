"""Decisions and their undoing: what was decided leaves at once, the base follows behind and may refuse."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from core.domain.errors import KnownError, ShownOtherwise, UnknownRecord
from core.services.decisions import Shown, accept, decline, postpone
from core.services.history import Obstacle, Undone, undo
from core.services.review import Card, QueueEntry
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.review.sitting import Decision, Sitting, Verdict

Command = Callable[[Session, Sequence[int], Shown], Done[Any]]


class Review(Protocol):
    """What decisions are made in. `moves` counts how often a person has gone to another card: what comes back later
    than the next move must not take the card from under their finger.
    """

    @property
    def moves(self) -> int:
        """So many by now."""

    def entry_left(self, entry: QueueEntry) -> None:
        """It is decided; the next one is shown."""

    def entry_back(self, entry: QueueEntry, moves: int) -> None:
        """It is undecided again, and shown where there were no more than so many moves."""

    def note_change(self, done: Done[Any], entry: QueueEntry | None) -> None:
        """The base holds a change that was made here."""

    def show_obstacles(self, obstacles: tuple[Obstacle, ...]) -> None:
        """An undoing that is not possible any more."""

    def show_recommendation(self, recommendation: int | None, moves: int) -> None:
        """Read the queue, and show this one where there were no more than so many moves."""


class Deciding:
    """Decides in `review`; `sitting` keeps what was decided."""

    def __init__(self, review: Review, desk: Desk, clock: Callable[[], float]) -> None:
        self._review = review
        self._desk = desk
        self._clock = clock
        self.sitting = Sitting(clock)

    def begin_anew(self) -> None:
        """Another sitting, once the last one was through; what is under way still belongs to that one."""
        if not self.under_way():
            self.sitting = Sitting(self._clock)

    def decide(self, verdict: Verdict, entry: QueueEntry, card: Card, who: str, until: date | None = None) -> None:
        """Decide about an entry as its `card` shows it. `who` is for the sentence that tells it; `until`: tomorrow if
        None.
        """
        blanks = {"service": card.service, "who": who}
        command: Command = accept if verdict is Verdict.ACCEPT else decline
        if verdict is Verdict.POSTPONE:
            day = until or self._desk.session.today() + timedelta(days=1)
            blanks["day"] = self._desk.words.day(day)

            def command(session: Session, ids: Sequence[int], shown: Shown) -> Done[Any]:
                return postpone(session, ids, day, shown)

        decision = Decision(entry, verdict)
        self.sitting.add(decision)
        self._review.entry_left(entry)
        moves = self._review.moves
        sentence = self._desk.words.say("review", f"done_{verdict.value}", **blanks)

        def keep(session: Session) -> Done[Any]:
            done = command(session, [entry.id], {entry.id: card.service_id})
            decision.kept = done.entry
            return done

        self._desk.do(
            keep,
            lambda done: self._decided(decision, done, sentence),
            lambda error: self._refused(decision, error, moves),
        )

    def under_way(self) -> set[int]:
        """The recommendations whose decision the base does not hold yet."""
        return {one.entry.id for one in self.sitting.decisions if one.logged is None}

    def undo(self) -> bool:
        """Take back the last decision, whichever it was; whether there was one."""
        decision = self.sitting.latest()
        if decision is None:
            return False
        self._take_back(decision)
        return True

    def undo_entry(self, entry: int) -> None:
        """Take back the decision that left this entry in the history, also one of an earlier visit."""
        decision = self.sitting.with_entry(entry)
        if decision is None:
            moves = self._review.moves
            self._desk.do(lambda session: undo(session, entry), lambda done: self._undone_earlier(done, moves))
        elif not decision.unwanted:
            self._take_back(decision)

    def _decided(self, decision: Decision, done: Done[Any], sentence: str) -> None:
        decision.logged = done.entry
        self._review.note_change(done, decision.entry)
        if not decision.unwanted:
            self._desk.tell(sentence, entry=done.entry)

    def _refused(self, decision: Decision, error: KnownError, moves: int) -> None:
        self.sitting.remove(decision)
        if isinstance(error, ShownOtherwise | UnknownRecord):  # what was on the screen is not what the base has
            self._review.show_recommendation(decision.entry.id, moves)
        else:
            self._review.entry_back(decision.entry, moves)
        self._desk.warn(self._desk.words.error(error))

    def _take_back(self, decision: Decision) -> None:
        """At once, behind the decision where that is still under way: an answer may never come, the base may be left
        before it.
        """
        decision.unwanted = True
        moves = self._review.moves

        def take_back(session: Session) -> Done[Undone]:
            return Done(Undone(())) if decision.kept is None else undo(session, decision.kept)

        self._desk.do(
            take_back,
            lambda done: self._undone(decision, done, moves),
            lambda error: self._not_undone(decision, error),
        )

    def _undone(self, decision: Decision, done: Done[Undone], moves: int) -> None:
        if decision.kept is None:  # the decision itself was refused, which has been told
            return
        self.sitting.remove(decision)
        if done.value.obstacles:
            self._review.show_obstacles(done.value.obstacles)
            return
        self._review.note_change(done, decision.entry)
        self._review.entry_back(decision.entry, moves)
        self._tell_undone(1)

    def _not_undone(self, decision: Decision, error: KnownError) -> None:
        self.sitting.remove(decision)
        self._desk.warn(self._desk.words.error(error))

    def _undone_earlier(self, done: Done[Undone], moves: int) -> None:
        back = done.value.recommendations
        if done.value.obstacles:
            self._review.show_obstacles(done.value.obstacles)
            return
        self._review.note_change(done, None)
        self._review.show_recommendation(back[0] if back else None, moves)
        self._tell_undone(len(back))

    def _tell_undone(self, count: int) -> None:
        self._desk.tell(self._desk.words.say("review", "undone", n=count), icon="undo-2")
