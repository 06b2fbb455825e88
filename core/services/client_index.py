"""What clients are found by, of all within a reach, held in memory while the base is open.

It is gone when the base is closed, and follows the clients that change, not all after one edit.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from core.domain.client import Identity
from core.domain.client_search import Words, readings, search_line
from core.domain.text import fold
from core.storage.client_listing import ClientListing, ListedPerson
from core.storage.reach import Reach
from core.storage.rows import unheard
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork

T = TypeVar("T")

_BEFORE_ALL: Final = -1


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
        name = fold(identity_of(one).full_name)
        line = search_line(
            name, one.organisation if one.surname or one.name else "", one.inn, one.email, phone=one.phone
        )
        return cls(one.id, one, line, (name, one.id), fold(one.city))


_ORDER: Final = attrgetter("order")


class ClientIndex:
    """All clients within one reach, in the order of their names. Used within a unit of work only, so by one thread."""

    def __init__(self) -> None:
        self._reach: Reach | None = None
        self._clients: dict[int, Indexed] = {}
        self._in_order: list[Indexed] = []
        self._read_to: int | None = _BEFORE_ALL
        """Up to this id all are held; None: all there are."""
        self._changed: set[int] = set()
        self._read: dict[Hashable, tuple[int, Any]] = {}
        self._lines = ""

    def note(self, clients: Collection[int] | None) -> None:
        """These clients are not what they were; None: nothing may be held any longer."""
        if clients is None:
            self.__init__()  # type: ignore[misc]
        elif self._reach is not None:
            self._changed.update(clients)

    def read_on(self, reach: Reach, listing: ClientListing, most: int) -> bool:
        """Read so many more clients that are not held; whether there are more."""
        self._begin(reach)
        if self._read_to is not None:
            self._take(listing.people_after(self._read_to, most), most)
        return self._read_to is not None

    def follow(self, reach: Reach, listing: ClientListing, still: Callable[[], object] = unheard) -> None:
        """Read what is not held, or not as it is now. `still` may raise to stop; it goes on from there then."""
        self._begin(reach)
        if self._read_to is not None:
            self._take(listing.people_after(self._read_to, still=still))
        if self._changed:
            found = {one.id: Indexed.of(one) for one in listing.people(sorted(self._changed))}
            stay = [one for one in self._in_order if one.id not in self._changed]
            for id_ in self._changed:
                self._clients.pop(id_, None)
            self._clients |= found
            self._put_in_order(stay, found.values())
            self._changed.clear()

    def _begin(self, reach: Reach) -> None:
        if reach != self._reach:
            self.note(None)
            self._reach = reach

    def _take(self, people: Iterable[ListedPerson], most: int | None = None) -> None:
        fresh = []
        try:
            for one in people:
                fresh.append(Indexed.of(one))
                self._read_to = one.id
            if most is None or len(fresh) < most:
                self._read_to = None
        finally:
            self._clients |= {one.id: one for one in fresh}
            self._put_in_order(self._in_order, fresh)

    def _put_in_order(self, stay: list[Indexed], fresh: Iterable[Indexed]) -> None:
        """Two runs that are in order each are quickly one: that is how Python sorts."""
        self._in_order = sorted([*stay, *sorted(fresh, key=_ORDER)], key=_ORDER)
        self._read.clear()
        self._lines = ""

    def __len__(self) -> int:
        return len(self._clients)

    @property
    def by_name(self) -> list[Indexed]:
        """All, in the order of their names."""
        return self._in_order

    def find(self, typed: str, among: list[Indexed] | None = None, numbered: int | None = None) -> list[Indexed]:
        """Those that the typed text means, in the order of `among` (all of them, by name): as it stands, else in the
        other keyboard layout; all for none. The client `numbered` is called so, whatever else the text means.
        """
        everybody = self._in_order if among is None else among
        meant = readings(typed)
        if not meant and not typed.strip():
            return list(everybody)
        found = next(filter(None, (self._with(words, everybody) for words in meant)), [])
        if numbered not in self._clients:
            return found
        either = {numbered, *(one.id for one in found)}
        return [one for one in everybody if one.id in either]

    def only(self, id_: int | None) -> list[Indexed]:
        """This client; nobody where it is not held."""
        return [self._clients[id_]] if id_ in self._clients else []

    def remembered(self, what: Hashable, entry: int, read: Callable[[], T]) -> T:
        """What was read or reckoned of everybody, as long as `entry` is the last one of the audit."""
        known = self._read.get(what)
        if known is None or known[0] != entry:
            known = self._read[what] = (entry, read())
        value: T = known[1]
        return value

    def _with(self, words: Words, found: list[Indexed]) -> list[Indexed]:
        self._lines = self._lines or "\n".join(one.line for one in self._in_order)
        for word, *others in words:
            if others:
                (other,) = others
                found = [one for one in found if word in one.line or other in one.line]
            elif word not in self._lines:  # a word that nobody has is a whole reading less to try
                return []
            else:
                found = [one for one in found if word in one.line]
        return found


_indexes: WeakKeyDictionary[Store, ClientIndex] = WeakKeyDictionary()
_turn = Lock()


def index_of(store: Store, work: UnitOfWork, still: Callable[[], object] = unheard) -> ClientIndex:
    """The index of an open base as it is in this unit of work, for its reach."""
    index = _index(store)
    index.follow(work.reach, work.listing, still)
    return index


def read_into_index(store: Store, work: UnitOfWork, most: int) -> bool:
    """Read so many more clients before anybody asks for them; whether there are more."""
    return _index(store).read_on(work.reach, work.listing, most)


def _index(store: Store) -> ClientIndex:
    with _turn:
        index = _indexes.get(store)
        if index is None:
            index = _indexes[store] = ClientIndex()
            store.watch(index.note)
    return index


def identity_of(one: ListedPerson) -> Identity:
    """What it is called by."""
    return Identity(one.surname, one.name, one.patronymic, one.organisation)
