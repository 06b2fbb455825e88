"""Duplicates of the base: pairs that imports left for later, settled one by one, each answer taken back; and all that
people joined here, to be split.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from core.domain.errors import KnownError
from core.services.merges import (
    MergeRecord,
    OpenPair,
    Person,
    ask_again,
    call_different,
    merge_clients,
    read_hand_merges,
    read_merges,
    read_pairs,
    read_people,
    split,
)
from core.services.session import Done, Session
from desktop.desk import Desk
from desktop.screens.imports.duplicates import DIFFERENT, LATER, SAME
from desktop.screens.imports.settling_shown import BaseDeskShown, PairShown, SettlingView
from desktop.screens.imports.spoken_pairs import SECTION, all_seen, joined_line, pair_shown, plain_evidence

T = TypeVar("T")
Joined = tuple[MergeRecord, Person]
_PAIRS: Final = "base_pairs"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was said of the pair at this place; `merge_id` where it made the two one, `other` who is gone by that."""

    at: int
    answer: str
    merge_id: int = 0
    other: int = 0


_Base = tuple[list[OpenPair], dict[int, Joined]]


def _read_base(session: Session) -> _Base:
    """The pairs that wait, and what was joined by hand: merge → what joined, and the client that it is now."""
    merges = read_hand_merges(session)
    people = read_people(session, [one.client_id for one in merges])
    joined = {one.id: (one, people[one.client_id]) for one in merges if one.client_id in people}
    return read_pairs(session), joined


class BaseDesk:
    """`is_open` while it stands in place of the beginning. Pairs keep their order until it is opened again."""

    def __init__(self, view: SettlingView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self.is_open = False
        self._begin([])

    def _begin(self, pairs: list[OpenPair], joined: Mapping[int, Joined] | None = None) -> None:
        self._pairs = pairs
        self._at = 0
        self._answers: list[_Answer] = []
        self._gone: set[int] = set()
        self._joined: dict[int, Joined] = dict(joined or {})
        self._on_joined, self._busy = bool(joined) and not pairs, False

    def count(self) -> None:
        """At the beginning: how many pairs wait, else how many were joined."""

        def found(base: _Base) -> None:
            pairs, joined = base
            key, count = ("base_pairs", len(pairs)) if pairs else ("base_joined_count", len(joined))
            self._view.show_base_pairs(self._desk.words.say(SECTION, key, n=count) if count else "")

        self._desk.ask(_PAIRS, _read_base, found)

    def open(self) -> None:
        """Read the pairs and stand in place of the beginning."""

        def found(base: _Base) -> None:
            self._begin(*base)
            self.is_open = True
            self.show()

        self._desk.ask(_PAIRS, _read_base, found)

    def close(self) -> None:
        """Away again."""
        self.is_open = False
        self._begin([])

    # ------------------------------------------------------------------ deciding

    def answer(self, answer: str) -> bool:
        """SAME, DIFFERENT or LATER for the pair that is looked at; whether there was one."""
        pair = self._now
        if pair is None or not self.is_open or self._on_joined or self._busy:
            return False
        kept, other = pair.one.id, pair.other.id
        if answer == SAME:

            def merge(session: Session) -> Done[Joined]:
                done = merge_clients(session, kept, other)
                record = next(one for one in read_merges(session, kept) if one.id == done.value)
                return Done((record, read_people(session, [kept])[kept]), done.changed, done.entry)

            def merged(done: Done[Joined]) -> None:
                self._joined = {done.value[0].id: done.value} | self._joined
                self._gone.add(other)
                self._on(_Answer(self._at, SAME, done.value[0].id, other))

            self._do(merge, merged)
        elif answer == DIFFERENT:
            self._do(
                lambda session: call_different(session, kept, other),
                lambda _done: self._on(_Answer(self._at, DIFFERENT)),
            )
        else:
            self._on(_Answer(self._at, LATER))
        return True

    def take_back(self) -> bool:
        """Take back the last answer; whether there was one."""
        if not self.is_open or not self._answers or self._busy:
            return False
        last = self._answers[-1]
        pair = self._pairs[last.at]
        ends = (pair.one.id, pair.other.id)

        def again(session: Session) -> Done[None]:
            if last.merge_id in self._joined:
                split(session, last.merge_id)
            return ask_again(session, *ends, pair.weight, pair.evidence)

        def back(_done: Done[None] | None = None) -> None:
            self._answers.pop()
            if last.merge_id:
                self._joined.pop(last.merge_id, None)
                self._gone.discard(ends[1])
            self._at, self._on_joined = last.at, False
            self.show()

        if last.answer == LATER:
            back()
        else:
            self._do(again, back)
        return True

    def split(self, merge_id: int) -> None:
        """Take apart what was joined here: they are two from now on."""

        def done(_done: Done[int]) -> None:
            del self._joined[merge_id]
            self._gone = {one.other for one in self._answers if one.merge_id in self._joined}
            self._desk.tell(self._desk.words.say(SECTION, "split_done"), icon="split")
            self.show()

        if merge_id in self._joined:
            self._do(lambda session: split(session, merge_id), done)

    def look(self, *, on_joined: bool) -> None:
        """At what was joined, or at the pairs."""
        self._on_joined = on_joined
        self.show()

    def _do(self, command: Callable[[Session], Done[T]], then: Callable[[Done[T]], None]) -> None:
        self._busy = True

        def done(result: Done[T]) -> None:
            self._busy = False
            then(result)

        def refused(error: KnownError) -> None:
            self._busy = False
            self._view.show_message(lambda: self._desk.words.error(error), "err")

        self._desk.do(command, done, refused)

    def _on(self, answer: _Answer) -> None:
        self._answers.append(answer)
        self._at += 1
        while self._now is not None and self._gone & {self._now.one.id, self._now.other.id}:
            self._at += 1
        self.show()

    @property
    def _now(self) -> OpenPair | None:
        return self._pairs[self._at] if self._at < len(self._pairs) else None

    # ------------------------------------------------------------------ showing

    def show(self) -> None:
        """What stands."""
        say = self._desk.words.say
        joined = [
            joined_line(self._desk.words, record, {person.id: person}) for record, person in self._joined.values()
        ]
        self._view.show_base_desk(
            BaseDeskShown(
                self._pair(),
                (say(SECTION, "base_nothing"), say(SECTION, "base_nothing_text")),
                self._views(len(joined)) if joined else (),
                joined,
                self._on_joined and bool(joined),
            )
        )

    def _views(self, joined: int) -> tuple[tuple[str, str, str], ...]:
        words = self._desk.words
        left = max(0, len(self._pairs) - self._at) + sum(one.answer == LATER for one in self._answers)
        return (
            (words.say(SECTION, "base_pair"), words.number(left) if left else "", "pairs"),
            (words.say(SECTION, "base_joined"), words.number(joined), "joined"),
        )

    def _pair(self) -> PairShown | None:
        words, pair = self._desk.words, self._now
        if not self._pairs:
            return None
        answers = [one.answer for one in self._answers]
        if pair is None:
            counts = {name: answers.count(name) for name in (SAME, DIFFERENT, LATER)}
            return all_seen(words, "base_all_seen_text", counts, back=bool(answers))
        later = answers.count(LATER)
        client = words.say(SECTION, "end_client")
        return pair_shown(
            words,
            (self._at + 1, len(self._pairs)),
            (len(answers) - later, later),
            (client, client),
            (pair.one.identity, pair.other.identity),
            plain_evidence(pair.evidence),
            back=bool(answers),
        )
