"""Decisions and their undoing: what was decided leaves at once, the base follows behind and may refuse."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from core.domain.decision import DeclineReason, OverrideReason
from core.domain.errors import KnownError, ShownOtherwise, UnknownRecord
from core.services.bulk import AcceptedMany, accept_many
from core.services.decisions import accept, decline, note_reason, postpone
from core.services.history import Undone, undo
from core.services.overriding import override
from core.services.review import QueueEntry
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.review.panel_text import kept_text, obstacles_text
from desktop.screens.review.panels import Panels
from desktop.screens.review.sitting import Decision, Sitting, Verdict

Command = Callable[[Session], Done[Any]]


class Review(Protocol):
    """What decisions are made in. `moves` counts how often a person has gone to another card: what comes back later
    than the next move must not take the card from under their finger.
    """

    @property
    def moves(self) -> int:
        """So many by now."""

    def entries_left(self, entries: Sequence[QueueEntry]) -> None:
        """They are decided; the next one is shown."""

    def entries_back(self, entries: Sequence[QueueEntry], moves: int) -> None:
        """They are undecided again, the first shown where there were no more than so many moves."""

    def note_change(self, done: Done[Any], clients: Collection[int]) -> None:
        """The base holds a change that was made here, to these clients."""

    def show_declined(self, decision: Decision | None) -> None:
        """What was declined just now may be given a reason; None: nothing any more."""

    def show_recommendation(self, recommendation: int | None, moves: int) -> None:
        """Read the queue, and show this one where there were no more than so many moves."""


class Deciding:
    """Decides in `review`; `panels` say what could not be; `sitting` keeps what was decided."""

    def __init__(self, review: Review, panels: Panels, desk: Desk, clock: Callable[[], float]) -> None:
        self._review = review
        self._panels = panels
        self._desk = desk
        self._clock = clock
        self.sitting = Sitting(clock)

    def begin_anew(self) -> None:
        """Another sitting, once the last one was through; what is under way still belongs to that one."""
        if not self.under_way():
            self.sitting = Sitting(self._clock)

    def decide(
        self,
        verdict: Verdict,
        shown: Mapping[QueueEntry, int],
        until: date | None = None,
        **blanks: object,
    ) -> None:
        """Decide about entries, each with the service that stood on the screen. `blanks` are for the sentence that
        tells it; `until`: tomorrow if None.
        """
        services = {one.id: service for one, service in shown.items()}
        ids = list(services)
        many = "_many" if len(ids) > 1 else ""
        day = until or self._desk.session.today() + timedelta(days=1)
        if verdict is Verdict.POSTPONE:
            blanks["day"] = self._desk.words.day(day)
        commands: dict[Verdict, Command] = {
            Verdict.ACCEPT: lambda session: (accept_many if many else accept)(session, ids, services),
            Verdict.DECLINE: lambda session: decline(session, ids, services),
            Verdict.POSTPONE: lambda session: postpone(session, ids, day, services),
        }

        def tell(done: Done[Any]) -> str:
            count = len(done.value.accepted) if isinstance(done.value, AcceptedMany) else len(ids)
            return self._desk.words.say("review", f"done_{verdict.value}{many}", n=count, **blanks)

        self._keep(Decision(tuple(shown), verdict), commands[verdict], tell)

    def give_to(self, entry: QueueEntry, shown: int, service: int, reason: OverrideReason, **blanks: object) -> None:
        """Accept an entry, whose card `shown` this service, for another one."""
        sentence = self._desk.words.say("review", "done_override", **blanks)
        self._keep(
            Decision((entry,), Verdict.ACCEPT),
            lambda session: override(session, entry.id, service, reason, {entry.id: shown}),
            lambda _: sentence,
        )

    def give_reason(self, decision: Decision, reason: DeclineReason) -> None:
        """Why these were declined: behind the declining, if that is still under way."""
        word = self._desk.words.say("decisions", f"decline_{reason.value}")

        def note(session: Session) -> Done[None]:
            return Done(None) if decision.kept is None else note_reason(session, decision.ids, reason)

        self._desk.do(note, lambda _: self._desk.tell(self._desk.words.say("review", "reason_noted", reason=word)))

    def under_way(self) -> set[int]:
        """The recommendations whose decision the base does not hold yet."""
        return {id_ for one in self.sitting.decisions if one.logged is None for id_ in one.ids}

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

    def _keep(self, decision: Decision, command: Command, tell: Callable[[Done[Any]], str]) -> None:
        self.sitting.add(decision)
        self._review.entries_left(decision.entries)
        moves = self._review.moves

        def keep(session: Session) -> Done[Any]:
            done = command(session)
            decision.kept = done.entry
            return done

        self._desk.do(
            keep,
            lambda done: self._decided(decision, done, tell, moves),
            lambda error: self._refused(decision, error, moves),
        )
        self._review.show_declined(decision if decision.verdict is Verdict.DECLINE else None)

    def _decided(self, decision: Decision, done: Done[Any], tell: Callable[[Done[Any]], str], moves: int) -> None:
        decision.logged = done.entry
        self._review.note_change(done, _clients(decision.entries))
        if isinstance(done.value, AcceptedMany) and done.value.kept:
            self._some_kept(decision, done.value, moves)
        if not decision.unwanted and decision.entries:
            self._desk.tell(tell(done), entry=done.entry)

    def _some_kept(self, decision: Decision, found: AcceptedMany, moves: int) -> None:
        """What something keeps here is undecided, and was never a part of the decision."""
        accepted = set(found.accepted)
        back = [one for one in decision.entries if one.id not in accepted]
        decision.entries = tuple(one for one in decision.entries if one.id in accepted)
        if not decision.entries:
            self.sitting.remove(decision)
        self._review.entries_back(back, moves)
        self._panels.say(kept_text(len(accepted), found.kept, self._desk.words))

    def _refused(self, decision: Decision, error: KnownError, moves: int) -> None:
        self.sitting.remove(decision)
        self._review.show_declined(None)
        if isinstance(error, ShownOtherwise | UnknownRecord):  # what was on the screen is not what the base has
            self._review.show_recommendation(decision.entries[0].id, moves)
        else:
            self._review.entries_back(decision.entries, moves)
        self._desk.warn(self._desk.words.error(error))

    def _take_back(self, decision: Decision) -> None:
        """At once, behind the decision where that is still under way: an answer may never come, the base may be left
        before it.
        """
        decision.unwanted = True
        moves = self._review.moves
        self._review.show_declined(None)

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
            self._panels.say(obstacles_text(done.value.obstacles, self._desk.words))
            return
        self._review.note_change(done, _clients(decision.entries))
        self._review.entries_back(decision.entries, moves)
        self._tell_undone(len(decision.entries))

    def _not_undone(self, decision: Decision, error: KnownError) -> None:
        self.sitting.remove(decision)
        self._desk.warn(self._desk.words.error(error))

    def _undone_earlier(self, done: Done[Undone], moves: int) -> None:
        back = done.value.recommendations
        if done.value.obstacles:
            self._panels.say(obstacles_text(done.value.obstacles, self._desk.words))
            return
        self._review.note_change(done, ())
        self._review.show_recommendation(back[0] if back else None, moves)
        self._tell_undone(len(back))

    def _tell_undone(self, count: int) -> None:
        self._desk.tell(self._desk.words.say("review", "undone", n=count), icon="undo-2")


def _clients(entries: Iterable[QueueEntry]) -> set[int]:
    return {one.client_id for one in entries}
