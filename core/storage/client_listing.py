"""What the list of clients is made of, read for thousands of clients at once."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from core.domain.client import ClientType
from core.domain.lead import OPEN, UNDECIDED
from core.storage.people_tables import consent, consent_document, import_change, person, table_import
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import Still, batches, heard, unheard
from core.storage.table_imports import BY_HAND
from core.storage.tables import client, ownership, recommendation

T = TypeVar("T")

_RECOMMENDED: Final = [stage.value for stage in UNDECIDED | OPEN]


class ListedPerson(NamedTuple):
    """A client as it is listed and found. `city` as the table gave it, `manager_id` None: nobody's."""

    id: int
    client_type: ClientType
    added_on: date
    manager_id: int | None
    surname: str
    name: str
    patronymic: str
    organisation: str
    inn: str
    phone: str
    email: str
    city: str


class ClientListing:
    """Reads of all records that a list of clients shows, within reach. `ids` None: of everybody."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._reach = reach

    def people(self, ids: Sequence[int]) -> Iterator[ListedPerson]:
        """Who they are, in no order."""
        for piece in _pieces(self._people, client.c.id, ids):
            yield from map(_person, self._connection.execute(piece))

    def people_after(self, id_: int, most: int | None = None, still: Still = unheard) -> Iterator[ListedPerson]:
        """Who they are, by their ids, from the first one after `id_` on: so many, or all. `still` is called every now
        and then and may raise to stop.
        """
        wanted = self._people.where(client.c.id > id_).order_by(client.c.id).limit(most)
        yield from map(_person, heard(self._connection.execute(wanted), still))

    @property
    def _people(self) -> Select[Any]:
        heads = (client.c.id, client.c.client_type, client.c.added_on, client.c.manager_id)
        names = (person.c[name] for name in ListedPerson._fields[len(heads) : -1])
        city = func.coalesce(person.c.details["city"].as_string(), "")
        wanted = select(*heads, *names, city).join_from(client, person, client.c.id == person.c.client_id)
        return wanted.where(self._reach.clients)

    def best_scores(self, ids: Sequence[int] | None = None) -> dict[int, int]:
        """Client → the score of its best recommendation that is neither declined nor answered."""
        # Not a condition of the rows: an index on stages would find all of the base to leave out all but a few.
        best = func.max(recommendation.c.score).filter(recommendation.c.stage.in_(_RECOMMENDED)).label("best")
        wanted = select(recommendation.c.client_id, best).group_by(recommendation.c.client_id)
        found: dict[int, int] = {}
        for piece in _pieces(wanted, recommendation.c.client_id, ids):
            # A row for each score, not for each client: of everybody that is more than twice as quick.
            each = piece.subquery()
            told = select(each.c.best, func.json_group_array(each.c.client_id)).where(each.c.best.is_not(None))
            for score, clients in self._connection.execute(told.group_by(each.c.best)):
                found |= dict.fromkeys(json.loads(clients), score)
        return found

    def contacts(self, ids: Sequence[int] | None = None) -> dict[int, date]:
        """Client → the last day on which it was offered anything."""
        last = select(recommendation.c.client_id, func.max(recommendation.c.offered_on))
        offered = last.where(recommendation.c.offered_on.is_not(None)).group_by(recommendation.c.client_id)
        return self._pairs(offered, recommendation.c.client_id, ids)

    def consents(self, purpose: str, day: date, ids: Sequence[int] | None = None) -> dict[int, date]:
        """Client → the last day of its longest consent for `purpose` that is live on `day`, `date.max` where it has no
        end; those without one are absent.
        """
        live = (
            (consent_document.c.purpose == purpose)
            & (consent_document.c.signed_on <= day)
            & or_(consent_document.c.valid_until.is_(None), consent_document.c.valid_until >= day)
        )
        papers = select(consent_document.c.id, consent_document.c.valid_until, consent_document.c.recipients)
        ends = {id_: until or date.max for id_, until, named in self._connection.execute(papers.where(live)) if named}
        standing = or_(consent.c.withdrawn_on.is_(None), consent.c.withdrawn_on > day)
        wanted = select(consent.c.client_id, consent.c.document_id).where(standing, consent.c.document_id.in_(ends))
        found: dict[int, date] = {}
        for piece in _pieces(wanted, consent.c.client_id, ids):
            for client_id, paper in self._connection.execute(piece):
                found[client_id] = max(found.get(client_id, date.min), ends[paper])
        return found

    def sources(self, ids: Sequence[int] | None = None) -> dict[int, int]:
        """Client → the import that added it; those added by hand are absent."""
        wanted = select(import_change.c.client_id, import_change.c.import_id)
        by_hand = select(table_import.c.id).where(table_import.c.state == BY_HAND)
        added = wanted.where(import_change.c.before.is_(None), import_change.c.import_id.not_in(by_hand))
        added = added.where(self._reach.holds(import_change.c.client_id))
        return self._pairs(added, import_change.c.client_id, ids)

    def owners(self, kinds: Collection[int], day: date) -> set[int]:
        """Who has any of these kinds on this day."""
        owning = and_(ownership.c.kind_id.in_(kinds), has_on(day))
        return set(self._connection.scalars(select(ownership.c.client_id).where(owning)))

    def kinds(self, day: date, ids: Sequence[int]) -> dict[int, list[int]]:
        """Client → the kinds that it has on this day, the latest bought first."""
        wanted = select(ownership.c.client_id, ownership.c.kind_id).where(has_on(day))
        found: dict[int, list[int]] = {}
        for piece in _pieces(wanted, ownership.c.client_id, ids):
            for client_id, kind in self._connection.execute(piece.order_by(ownership.c.since.desc().nulls_last())):
                found.setdefault(client_id, []).append(kind)
        return found

    def import_paths(self) -> dict[int, str]:
        """Import → the path of its file."""
        return dict(iter(self._connection.execute(select(table_import.c.id, table_import.c.path))))

    def sources_met(self) -> dict[int, str]:
        """Import → the path of its file, of those that added clients, the latest begun first."""
        added = select(import_change.c.import_id).where(
            import_change.c.before.is_(None), self._reach.holds(import_change.c.client_id)
        )
        wanted = select(table_import.c.id, table_import.c.path).where(
            table_import.c.id.in_(added), table_import.c.state != BY_HAND
        )
        return dict(iter(self._connection.execute(wanted.order_by(table_import.c.id.desc()))))

    def _pairs(self, wanted: Select[tuple[int, T]], of: ColumnElement[int], ids: Sequence[int] | None) -> dict[int, T]:
        found: dict[int, T] = {}
        for piece in _pieces(wanted, of, ids):
            found.update(iter(self._connection.execute(piece)))
        return found


def _person(row: Row[Any]) -> ListedPerson:
    id_, kind, *values = tuple(row)
    return ListedPerson(id_, ClientType(kind), *values)


def has_on(day: date) -> ColumnElement[bool]:
    """Which ownerships stand on this day."""
    return or_(ownership.c.until.is_(None), ownership.c.until >= day)


def _pieces(wanted: Select[Any], of: ColumnElement[int], ids: Sequence[int] | None) -> list[Select[Any]]:
    return [wanted] if ids is None else [wanted.where(of.in_(some)) for some in batches(ids)]
