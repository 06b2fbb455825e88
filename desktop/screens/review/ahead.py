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
        self._absent: set[int] = set()
        self._visit = 0
        self._busy = False

    def get(self, id_: int) -> T | None:
        """What is known of it."""
        return self._known.get(id_)

    def want(self, ids: Sequence[int]) -> None:
        """These are needed, the first ones soonest; older wishes are dropped."""
        self._wanted = [id_ for id_ in ids if id_ not in self._known and id_ not in self._absent]
        self._may_ask_again = True
        self._next()

    def forget(self, which: Callable[[T], bool] | None = None) -> None:
        """Read anew what fits, or everything; an answer that is under way is then out of date."""
        if which is None:
            self._known.clear()
            self._absent.clear()
            self._wanted = []
            self._visit += 1
            self._busy = False
        else:
            self._known = {id_: one for id_, one in self._known.items() if not which(one)}

    def _next(self) -> None:
        if self._busy or not self._wanted:
            return
        asked, self._wanted = self._wanted[: self._at_once], self._wanted[self._at_once :]
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
        self._known |= {self._id_of(one): one for one in found}
        self._absent |= set(asked) - set(self._known)
        self._wanted = [id_ for id_ in self._wanted if id_ not in self._known and id_ not in self._absent]
        self._arrived(found)
        self._next()
