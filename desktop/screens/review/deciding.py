"""Decisions and their undoing: what was decided leaves at once, the base follows behind and may refuse."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from core.domain.errors import KnownError
from core.services.decisions import accept, decline, postpone
from core.services.history import Obstacle, Undone, undo
from core.services.review import QueueEntry
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.review.sitting import Decision, Sitting, Verdict

Command = Callable[[Session, Sequence[int]], Done[Any]]


class Review(Protocol):
    """What decisions are made in."""

    def entry_left(self, entry: QueueEntry) -> None:
        """It is decided; the next one is shown."""

    def entry_back(self, entry: QueueEntry) -> None:
        """It is undecided again, and shown."""

    def note_change(self, done: Done[Any], entry: QueueEntry | None) -> None:
        """The base holds a change that was made here."""

    def show_obstacles(self, obstacles: tuple[Obstacle, ...]) -> None:
        """An undoing that is not possible any more."""

    def show_recommendation(self, recommendation: int | None) -> None:
        """Read the queue and show this one."""


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

    def decide(self, verdict: Verdict, entry: QueueEntry, service: str, who: str, until: date | None = None) -> None:
        """Decide about an entry. `service` and `who` are for the sentence that tells it; `until`: tomorrow if None."""
        blanks = {"service": service, "who": who}
        command: Command = accept if verdict is Verdict.ACCEPT else decline
        if verdict is Verdict.POSTPONE:
            day = until or self._desk.session.today() + timedelta(days=1)
            blanks["day"] = self._desk.words.day(day)

            def command(session: Session, ids: Sequence[int]) -> Done[Any]:
                return postpone(session, ids, day)

        decision = Decision(entry, verdict)
        self.sitting.add(decision)
        self._review.entry_left(entry)
        sentence = self._desk.words.say("review", f"done_{verdict.value}", **blanks)
        self._desk.do(
            lambda session: command(session, [entry.id]),
            lambda done: self._decided(decision, done, sentence),
            lambda error: self._refused(decision, error),
        )

    def under_way(self) -> set[int]:
        """The recommendations whose decision the base does not hold yet."""
        return {one.entry.id for one in self.sitting.decisions if one.logged is None}

    def undo(self) -> bool:
        """Take back the last decision, whichever it was; whether there was one."""
        decision = self.sitting.latest()
        if decision is None:
            return False
        decision.unwanted = True
        self._take_back(decision)
        return True

    def undo_entry(self, entry: int) -> None:
        """Take back the decision that left this entry in the history, also one of an earlier visit."""
        decision = self.sitting.with_entry(entry)
        if decision is None:
            self._desk.do(lambda session: undo(session, entry), self._undone_earlier)
        elif not decision.unwanted:
            decision.unwanted = True
            self._take_back(decision)

    def _decided(self, decision: Decision, done: Done[Any], sentence: str) -> None:
        decision.logged = done.entry
        self._review.note_change(done, decision.entry)
        if decision.unwanted:
            self._take_back(decision)
        else:
            self._desk.tell(sentence, entry=done.entry)

    def _refused(self, decision: Decision, error: KnownError) -> None:
        self.sitting.remove(decision)
        self._review.entry_back(decision.entry)
        self._desk.warn(self._desk.words.error(error))

    def _take_back(self, decision: Decision) -> None:
        logged = decision.logged
        if logged is None:  # the base will have it in a moment, then it is taken back
            return
        self._desk.do(
            lambda session: undo(session, logged),
            lambda done: self._undone(decision, done),
            lambda error: self._not_undone(decision, error),
        )

    def _undone(self, decision: Decision, done: Done[Undone]) -> None:
        self.sitting.remove(decision)
        if done.value.obstacles:
            self._review.show_obstacles(done.value.obstacles)
            return
        self._review.note_change(done, decision.entry)
        self._review.entry_back(decision.entry)
        self._tell_undone(1)

    def _not_undone(self, decision: Decision, error: KnownError) -> None:
        self.sitting.remove(decision)
        self._desk.warn(self._desk.words.error(error))

    def _undone_earlier(self, done: Done[Undone]) -> None:
        back = done.value.recommendations
        if done.value.obstacles:
            self._review.show_obstacles(done.value.obstacles)
            return
        self._review.note_change(done, None)
        self._review.show_recommendation(back[0] if back else None)
        self._tell_undone(len(back))

    def _tell_undone(self, count: int) -> None:
        self._desk.tell(self._desk.words.say("review", "undone", n=count), icon="undo-2")
