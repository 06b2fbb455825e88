"""One sitting: the decisions of this visit, in their order, and how long they took."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.services.review import QueueEntry

_PACE_KNOWN_FROM: Final = 5
_LONGEST_LOOK: Final = 300.0


class Verdict(StrEnum):
    """What was decided."""

    ACCEPT = "accept"
    DECLINE = "decline"
    POSTPONE = "postpone"


@dataclass(slots=True)
class Decision:
    """About one entry or several at once. `logged` is its entry in the history, None until the base is known to have
    it; `unwanted`: it is being undone.

    `kept` is that entry too, noted by the command itself: the undoing that waits right behind it reads it there.
    """

    entries: tuple[QueueEntry, ...]
    verdict: Verdict
    logged: int | None = None
    unwanted: bool = False
    kept: int | None = None

    @property
    def ids(self) -> list[int]:
        """The recommendations."""
        return [one.id for one in self.entries]


class Sitting:
    """The pace is its owner's own and is kept nowhere."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: float | None = None
        self._spent = 0.0
        self.decisions: list[Decision] = []

    def begin(self) -> None:
        """A card is shown: the first one starts the time."""
        if self._last is None:
            self._last = self._clock()

    def add(self, decision: Decision) -> None:
        """Decided."""
        self.decisions.append(decision)
        now = self._clock()
        self._spent += min(_LONGEST_LOOK, now - (now if self._last is None else self._last))
        self._last = now

    def remove(self, decision: Decision) -> None:
        """Undone, or refused by the base."""
        if decision in self.decisions:
            self.decisions.remove(decision)

    def latest(self) -> Decision | None:
        """What Ctrl+Z takes back."""
        return next((one for one in reversed(self.decisions) if not one.unwanted), None)

    def with_entry(self, entry: int) -> Decision | None:
        """The decision that left this entry in the history."""
        return next((one for one in self.decisions if one.logged == entry), None)

    def counts(self) -> Counter[Verdict]:
        """How many of each."""
        counted: Counter[Verdict] = Counter()
        for one in self.decisions:
            if not one.unwanted:
                counted[one.verdict] += len(one.entries)
        return counted

    @property
    def seconds(self) -> int:
        """Spent on deciding; a pause counts for five minutes at most."""
        return round(self._spent)

    def minutes_for(self, count: int) -> int | None:
        """Minutes that so many more would take at this pace; None before the pace is known."""
        if len(self.decisions) < _PACE_KNOWN_FROM:
            return None
        return max(1, round(self.seconds / sum(len(one.entries) for one in self.decisions) * count / 60))
