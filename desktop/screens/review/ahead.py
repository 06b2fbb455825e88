"""Records read ahead of the moment in which they are looked at: one question at a time, the latest wish first."""

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

T = TypeVar("T")

AGAIN_AFTER_MS: Final = 1000

Answer = Callable[[list[T]], None]
Ask = Callable[[list[int], Answer[T], Callable[[], None]], None]
"""(ids, what to call with the records found, what to call where it was refused)."""


class Ahead(Generic[T]):
    """Keeps what was read. `arrived` is called with the records of each answer.

    What was refused is asked for once more by `later` (milliseconds, then), and after that with the next wish.
    """

    def __init__(
        self,
        ask: Ask[T],
        id_of: Callable[[T], int],
        arrived: Callable[[list[T]], None],
        at_once: int,
        later: Callable[[int, Callable[[], None]], None],
    ) -> None:
        self._ask = ask
        self._id_of = id_of
        self._arrived = arrived
        self._at_once = at_once
        self._later = later
        self._may_ask_again = True
        self._wanted: list[int] = []
        self._known: dict[int, T] = {}
        self._stale: set[int] = set()
        self._absent: set[int] = set()
        self._visit = 0
        self._busy = False

    def get(self, id_: int) -> T | None:
        """What is known of it."""
        return self._known.get(id_)

    def want(self, ids: Sequence[int], near: int | None = None) -> None:
        """These are needed, the first ones soonest; older wishes are dropped. Where the first `near` ones are there,
        the others can wait: asked for together they cost the base little more than one.
        """
        lacking = any(self._lacks(id_) for id_ in ids[:near])
        self._wanted = [id_ for id_ in ids if self._lacks(id_)] if lacking else []
        self._may_ask_again = True
        self._next()

    def forget(self) -> None:
        """Read everything anew; an answer that is under way is out of date."""
        self._known.clear()
        self._stale.clear()
        self._absent.clear()
        self._wanted = []
        self._visit += 1
        self._busy = False

    def doubt(self, which: Callable[[T], bool]) -> None:
        """What fits may be out of date: it is shown as it was until it has been read anew. Nobody waits for it."""
        self._stale |= {id_ for id_, one in self._known.items() if which(one)}

    def _lacks(self, id_: int) -> bool:
        return id_ not in self._absent and (id_ not in self._known or id_ in self._stale)

    def _next(self) -> None:
        if self._busy or not self._wanted:
            return
        asked, self._wanted = self._wanted[: self._at_once], self._wanted[self._at_once :]
        self._stale.difference_update(asked)  # what comes to be in doubt from now on is asked for once more
        visit = self._visit
        self._busy = True

        def again() -> None:
            if visit == self._visit:
                self._next()

        def refused() -> None:
            if visit != self._visit:
                return
            self._busy = False
            self._wanted += [id_ for id_ in asked if id_ not in self._wanted]
            if self._may_ask_again:
                self._may_ask_again = False
                self._later(AGAIN_AFTER_MS, again)

        self._ask(asked, lambda found: self._take(visit, asked, found), refused)

    def _take(self, visit: int, asked: list[int], found: list[T]) -> None:
        if visit != self._visit:
            return
        self._busy = False
        read = {self._id_of(one): one for one in found}
        gone = set(asked) - set(read)
        self._known = {id_: one for id_, one in (self._known | read).items() if id_ not in gone}
        self._absent |= gone
        self._wanted = [id_ for id_ in self._wanted if self._lacks(id_)]
        self._arrived(found)
        self._next()
