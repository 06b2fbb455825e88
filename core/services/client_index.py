"""What clients are found by, of all within a reach, held in memory while the base is open.

It is gone when the base is closed, and follows the clients that change, not all after one edit.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from core.domain.client import Identity
from core.domain.client_search import Words, readings, search_line
from core.domain.text import fold
from core.storage.client_listing import ClientListing, ListedPerson
from core.storage.reach import Reach
from core.storage.rows import unheard
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Indexed:
    """One client: `line` is what is searched, `order` its place by name, `city` folded."""

    id: int
    person: ListedPerson
    line: str
    order: tuple[str, int]
    city: str

    @classmethod
    def of(cls, one: ListedPerson) -> "Indexed":
        """What is held of a client."""
        name = fold(full_name(one))
        line = search_line(
            name, one.organisation if one.surname or one.name else "", one.inn, one.email, phone=one.phone
        )
        return cls(one.id, one, line, (name, one.id), fold(one.city))


class ClientIndex:
    """All clients within one reach, in the order of their names. Used within a unit of work only, so by one thread."""

    def __init__(self) -> None:
        self._reach: Reach | None = None
        self._clients: dict[int, Indexed] = {}
        self._in_order: list[Indexed] = []
        self._changed: set[int] = set()
        self._read: dict[Hashable, tuple[int, Mapping[int, Any]]] = {}

    def note(self, clients: Collection[int] | None) -> None:
        """These clients are not what they were; None: nothing may be held any longer."""
        if clients is None:
            self.__init__()  # type: ignore[misc]
        elif self._reach is not None:
            self._changed.update(clients)

    def follow(self, reach: Reach, listing: ClientListing, still: Callable[[], object] = unheard) -> None:
        """Read what is not held, or not as it is now. `still` may raise to stop; then all is read the next time."""
        if reach != self._reach:
            self.note(None)
            self._clients = {one.id: Indexed.of(one) for one in listing.people(None, still)}
            self._in_order = sorted(self._clients.values(), key=attrgetter("order"))
            self._reach = reach
        elif self._changed:
            changed = sorted(self._changed)
            found = {one.id: Indexed.of(one) for one in listing.people(changed, still)}
            for id_ in changed:
                self._clients.pop(id_, None)
            self._clients |= found
            stay = [one for one in self._in_order if one.id not in self._changed]
            self._in_order = sorted([*stay, *found.values()], key=attrgetter("order"))
        self._changed.clear()

    def __len__(self) -> int:
        return len(self._clients)

    def find(self, typed: str) -> list[Indexed]:
        """Those that the typed text means, by name: as it stands, else in the other keyboard layout; all for none."""
        meant = readings(typed)
        for words in meant:
            found = self._with(words)
            if found:
                return found
        return [] if meant or typed.strip() else list(self._in_order)

    def remembered(self, what: Hashable, entry: int, read: Callable[[], Mapping[int, Any]]) -> Mapping[int, Any]:
        """What was read of everybody, as long as `entry` is the last one of the audit."""
        known = self._read.get(what)
        if known is None or known[0] != entry:
            known = self._read[what] = (entry, read())
        return known[1]

    def _with(self, words: Words) -> list[Indexed]:
        found = self._in_order
        for word, *others in words:
            if others:
                (other,) = others
                found = [one for one in found if word in one.line or other in one.line]
            else:
                found = [one for one in found if word in one.line]
        return found


_indexes: WeakKeyDictionary[Store, ClientIndex] = WeakKeyDictionary()
_turn = Lock()


def index_of(store: Store, work: UnitOfWork, still: Callable[[], object] = unheard) -> ClientIndex:
    """The index of an open base as it is in this unit of work, for its reach."""
    with _turn:
        index = _indexes.get(store)
        if index is None:
            index = _indexes[store] = ClientIndex()
            store.watch(index.note)
    index.follow(work.reach, work.listing, still)
    return index


def full_name(one: ListedPerson) -> str:
    """«Фамилия Имя Отчество», or the organisation's name."""
    return Identity(one.surname, one.name, one.patronymic, one.organisation).full_name
