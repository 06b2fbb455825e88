"""The list of clients within the reader's reach: first who is in it and in which order, then the rows that are seen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import PurePath
from typing import Any, Final

from core.domain.client import ClientType
from core.domain.client_search import called
from core.domain.consent import PURPOSE_OFFER
from core.domain.masking import masked_phone
from core.domain.rights import UseCase
from core.domain.text import fold
from core.services.client_index import ClientIndex, Indexed, identity_of, index_of, read_into_index
from core.services.session import Progress, Session, no_progress
from core.storage.unit_of_work import UnitOfWork

ENDS_SOON: Final = timedelta(days=30)

PORTION: Final = 2_000
"""So many clients are read ahead at once: whoever asks meanwhile waits no longer than that takes."""


class SortKey(StrEnum):
    """What the list may be sorted by."""

    NAME = "name"
    CLIENT_TYPE = "client_type"
    CITY = "city"
    SCORE = "score"
    CONSENT = "consent"
    CONTACT = "contact"
    MANAGER = "manager"
    SOURCE = "source"
    ADDED = "added"


class ConsentState(StrEnum):
    """Whether the data of a client may go to any partner today; ENDING: not any more in 30 days."""

    LIVE = "live"
    ENDING = "ending"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """Who is wanted; each part left out lets everybody through.

    `text` is what somebody typed, also a client's number; `cities` as in `cities_of`, whatever their spelling; `kinds`
    owned now, any of them; `managers` by their ids, None for clients of nobody; `silent_since`: not offered anything on
    that day or later; `imports` that added them, None for those added by hand; days of `added` are both included.
    """

    text: str = ""
    client_types: frozenset[ClientType] = frozenset()
    cities: frozenset[str] = frozenset()
    kinds: frozenset[int] = frozenset()
    managers: frozenset[int | None] = frozenset()
    consents: frozenset[ConsentState] = frozenset()
    imports: frozenset[int | None] = frozenset()
    least_score: int | None = None
    silent_since: date | None = None
    added: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class FoundClients:
    """`ids` in their order, of `total` clients within reach."""

    ids: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client as a line. `short_name` is the one for lists; `phone` is masked; `kinds` are the names of those that it
    has today, the latest first; `score` that of its best recommendation which is neither declined nor answered;
    `consent_until` None: without end, or no consent; `contact` the day on which it was last offered anything; `manager`
    a login, empty for nobody's; `source` the name of the file that it came with, empty for one added by hand.
    """

    id: int
    name: str
    short_name: str
    client_type: ClientType
    city: str
    phone: str
    kinds: tuple[str, ...]
    score: int | None
    consent: ConsentState
    consent_until: date | None
    contact: date | None
    manager: str
    source: str
    added_on: date


def find_clients(
    session: Session,
    wanted: ClientFilter | None = None,
    sort: SortKey = SortKey.NAME,
    *,
    descending: bool = False,
    progress: Progress = no_progress,
) -> FoundClients:
    """Who is in the list, in its order; what a client does not have comes last in either direction, equal ones by name.

    The first call after opening reads the names of all clients within reach; `progress` may raise to stop that.
    """
    chosen, today = wanted or ClientFilter(), session.today()
    with session.reading(UseCase.READ_CLIENTS) as work:
        index = index_of(session.store, work, lambda: progress("list", 0, 1))
        whole = _Whole(work, index, today)
        found = _chosen(whole, whole.named(chosen.text, sort, descending=descending), chosen)
        return FoundClients(tuple([one.id for one in found]), len(index))


def find_called(session: Session, typed: str) -> int | None:
    """The client within reach that is called by the typed number, if a number was typed."""
    number = called(typed)
    if number is None:
        return None
    with session.reading(UseCase.READ_CLIENTS) as work:
        return _numbered(work, number.number)


def _numbered(work: UnitOfWork, number: int) -> int | None:
    """The client that has this number, or the one that it has become a part of."""
    client = work.numbers.client(number)
    while client is not None and (joined := work.merges.absorbed([client])):
        client = joined[0].client_id
    return client


def read_ahead(session: Session, most: int = PORTION) -> bool:
    """Read so many clients of those that the first `find_clients` would have to read; whether there are more. What is
    held is gone when the base is closed.
    """
    with session.reading(UseCase.READ_CLIENTS) as work:
        return read_into_index(session.store, work, most)


def read_client_rows(session: Session, ids: Sequence[int]) -> list[ListedClient]:
    """These clients as lines, in the order of `ids`; those that are gone or beyond reach are left out."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        return rows_within(work, ids, session.today())


def rows_within(work: UnitOfWork, ids: Sequence[int], today: date) -> list[ListedClient]:
    """The same in a unit of work that is under way."""
    people = {one.id: one for one in work.listing.people(ids)}
    known = [id_ for id_ in ids if id_ in people]
    scores, contacts = work.listing.best_scores(known), work.listing.contacts(known)
    consents, owned = work.listing.consents(PURPOSE_OFFER, today, known), work.listing.kinds(today, known)
    sources, files = work.listing.sources(known), work.listing.import_paths()
    kinds = work.catalogue.read().kinds
    logins = {user.id: user.login for user in work.accounts.users()}
    return [
        ListedClient(
            id=id_,
            name=identity_of(people[id_]).full_name,
            short_name=identity_of(people[id_]).short_name,
            client_type=people[id_].client_type,
            city=people[id_].city,
            phone=masked_phone(people[id_].phone),
            kinds=tuple(kinds[kind].name for kind in owned.get(id_, ())),
            score=scores.get(id_),
            consent=_state(consents.get(id_), today),
            consent_until=_until(consents.get(id_)),
            contact=contacts.get(id_),
            manager=logins.get(people[id_].manager_id or 0, ""),
            source=PurePath(files.get(sources.get(id_, 0), "").replace("\\", "/")).name,
            added_on=people[id_].added_on,
        )
        for id_ in known
    ]


def read_sources(session: Session) -> dict[int, str]:
    """Import → the name of its file, of those that added clients within reach, whoever made them, the latest first."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        return sources_within(work)


def sources_within(work: UnitOfWork) -> dict[int, str]:
    """The same in a unit of work that is under way."""
    return {id_: PurePath(path.replace("\\", "/")).name for id_, path in work.listing.sources_met().items()}


def count_cities(session: Session) -> dict[str, int]:
    """City → how many clients within reach live there, the most frequent first; one spelling for each."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        found: dict[str, tuple[str, int]] = {}
        for one in index_of(session.store, work).find(""):
            if one.city:
                spelling, count = found.get(one.city, (one.person.city, 0))
                found[one.city] = (min(spelling, one.person.city), count + 1)
    return dict(sorted(found.values(), key=lambda pair: (-pair[1], pair[0])))


# ---------------------------------------------------------------------- what is asked of everybody


class _Whole:
    """What the list is chosen and sorted by, as it is in one unit of work."""

    def __init__(self, work: UnitOfWork, index: ClientIndex, today: date) -> None:
        self.work, self.today = work, today
        self._index, self._entry = index, work.audit.head().id

    def sorted(self, sort: SortKey, *, descending: bool) -> list[Indexed]:
        """Everybody within reach in this order; kept, so that what is typed next is looked for in it."""
        if sort is SortKey.NAME and not descending:
            return self._index.by_name
        order = f"order {sort} {descending} {self.today}"
        return self._index.remembered(order, self._entry, lambda: _sorted(self, self._index.by_name, sort, descending))

    def named(self, typed: str, sort: SortKey, *, descending: bool) -> list[Indexed]:
        """Those that the typed text means, in this order."""
        number = called(typed)
        client = None if number is None else _numbered(self.work, number.number)
        if number is not None and number.alone:
            return self._index.only(client)
        return self._index.find(typed, self.sorted(sort, descending=descending), client)

    def scores(self) -> Mapping[int, int]:
        return self._read("scores", self.work.listing.best_scores)

    def contacts(self) -> Mapping[int, date]:
        return self._read("contacts", self.work.listing.contacts)

    def sources(self) -> Mapping[int, int]:
        return self._read("sources", self.work.listing.sources)

    def consents(self) -> Mapping[int, date]:
        return self._read(f"consents {self.today}", lambda: self.work.listing.consents(PURPOSE_OFFER, self.today))

    def logins(self) -> dict[int, str]:
        return {user.id: user.login for user in self.work.accounts.users()}

    def _read(self, what: str, read: Callable[[], Mapping[int, Any]]) -> Mapping[int, Any]:
        return self._index.remembered(what, self._entry, read)


def _chosen(whole: _Whole, found: list[Indexed], wanted: ClientFilter) -> list[Indexed]:
    for holds in _conditions(whole, wanted):
        found = [one for one in found if holds(one)]
    return found


def _conditions(whole: _Whole, wanted: ClientFilter) -> Iterable[Callable[[Indexed], bool]]:
    """Those that need no look at the base come first."""
    if wanted.client_types:
        yield lambda one: one.person.client_type in wanted.client_types
    if wanted.managers:
        yield lambda one: one.person.manager_id in wanted.managers
    if wanted.cities:
        cities = {fold(city) for city in wanted.cities}
        yield lambda one: one.city in cities
    if wanted.added:
        first, last = wanted.added
        yield lambda one: first <= one.person.added_on <= last
    if wanted.kinds:
        owners = whole.work.listing.owners(wanted.kinds, whole.today)
        yield lambda one: one.id in owners
    if wanted.consents:
        ends = whole.consents()
        yield lambda one: _state(ends.get(one.id), whole.today) in wanted.consents
    if wanted.least_score is not None:
        least, scores = wanted.least_score, whole.scores()
        yield lambda one: scores.get(one.id, 0) >= least
    if wanted.silent_since is not None:
        since, contacts = wanted.silent_since, whole.contacts()
        yield lambda one: contacts.get(one.id, date.min) < since
    if wanted.imports:
        sources = whole.sources()
        yield lambda one: sources.get(one.id) in wanted.imports


def _sorted(whole: _Whole, found: list[Indexed], sort: SortKey, descending: bool) -> list[Indexed]:
    if sort is SortKey.NAME:
        return found[::-1] if descending else found
    keys = _keys(whole, found, sort)
    having = [one for one in found if one.id in keys]
    having.sort(key=lambda one: keys[one.id], reverse=descending)
    return [*having, *(one for one in found if one.id not in keys)]


def _keys(whole: _Whole, found: list[Indexed], sort: SortKey) -> Mapping[int, Any]:
    """Client → what it is sorted by; those that have none are absent."""
    if sort in _HELD:
        return {one.id: value for one in found if (value := _HELD[sort](one))}
    if sort is SortKey.MANAGER:
        logins = whole.logins()
        return {one.id: logins[one.person.manager_id] for one in found if one.person.manager_id in logins}
    return _READ[sort](whole)


_HELD: Final[Mapping[SortKey, Callable[[Indexed], Any]]] = {
    SortKey.CITY: lambda one: one.city,
    SortKey.CLIENT_TYPE: lambda one: one.person.client_type,
    SortKey.ADDED: lambda one: one.person.added_on,
}
_READ: Final[Mapping[SortKey, Callable[[_Whole], Mapping[int, Any]]]] = {
    SortKey.SCORE: _Whole.scores,
    SortKey.CONTACT: _Whole.contacts,
    SortKey.CONSENT: _Whole.consents,
    SortKey.SOURCE: _Whole.sources,
}


def _state(ends: date | None, today: date) -> ConsentState:
    if ends is None:
        return ConsentState.NONE
    return ConsentState.ENDING if ends - today <= ENDS_SOON else ConsentState.LIVE


def _until(ends: date | None) -> date | None:
    return None if ends == date.max else ends
