"""How many of those that the threshold shows consent or caps would keep here: looked up once, then counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.lead import LeftOut
from core.services.held_back import read_held_back
from core.services.review import QueueEntry
from core.services.session import Session
from desktop.desk import Desk
from desktop.screens.review.counts_text import held_text
from desktop.screens.review.tally import Tally
from desktop.screens.review.view import ReviewView


@dataclass(frozen=True, slots=True)
class _Found:
    """Entry → what keeps it here, and how many by score for each reason."""

    reasons: Mapping[int, LeftOut] = field(default_factory=dict)
    tallies: Mapping[LeftOut, Tally] = field(default_factory=dict)


class Held:
    """What is decided meanwhile leaves the count; a place that it frees is told with the next reading."""

    def __init__(self, view: ReviewView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._found: _Found | None = None
        self._gone: dict[int, QueueEntry] = {}
        self._threshold = 0

    def read(self, entries: Sequence[QueueEntry], but_for: Collection[int]) -> None:
        """Look these up anew, `but_for` some that are decided already."""
        self._found, self._gone = None, {}

        def take(found: _Found) -> None:
            self._found = found
            self._tell()

        self._desk.ask("review.held", lambda session: _look_up(session, entries, but_for), take)

    def show(self, threshold: int) -> None:
        """From this threshold on."""
        self._threshold = threshold
        self._tell()

    def leave(self, entries: Iterable[QueueEntry]) -> None:
        """These are decided."""
        self._gone |= {one.id: one for one in entries}

    def come_back(self, entries: Iterable[QueueEntry]) -> None:
        """These are undecided again."""
        for one in entries:
            self._gone.pop(one.id, None)

    def _tell(self) -> None:
        found = self._found
        if found is None:
            self._view.show_held(None)
            return
        gone = Counter(found.reasons.get(one.id) for one in self._gone.values() if one.score >= self._threshold)
        counts = {reason: tally.at_least(self._threshold) - gone[reason] for reason, tally in found.tallies.items()}
        self._view.show_held(held_text(counts, self._desk.words))


def _look_up(session: Session, entries: Sequence[QueueEntry], but_for: Collection[int]) -> _Found:
    entries = [one for one in entries if one.id not in but_for]
    reasons = read_held_back(session, entries)
    scores: dict[LeftOut, Counter[int]] = {}
    for one in entries:
        if (reason := reasons.get(one.id)) is not None:
            scores.setdefault(reason, Counter())[one.score] += 1
    return _Found(reasons, {reason: Tally(counted) for reason, counted in scores.items()})
