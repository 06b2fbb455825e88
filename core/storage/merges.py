"""Records of what became one, and of pairs that may be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.errors import UnknownRecord
from core.storage.people_tables import merge, pair
from core.storage.reach import EVERYBODY, Reach
from core.storage.rows import added, batches, insert_many, record

OPEN: Final = "open"
DIFFERENT: Final = "different"


@dataclass(frozen=True, slots=True)
class Merge:
    """A row of a table (`import_id`, `row`) or another client (`other_id`) that became one with a client.

    `content` is what joined and `before` the client without it, both plain JSON; `evidence` as (field, what it says,
    bits). Once they are apart again (`split_at`), `other_id` is the other one in any case.
    """

    id: int
    client_id: int
    import_id: int | None
    row: int | None
    before: Mapping[str, Any]
    content: Mapping[str, Any]
    evidence: Sequence[Sequence[Any]]
    user_id: int
    at: datetime
    other_id: int | None = None
    split_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClientPair:
    """Two clients that may be one person, `client_id` < `other_id`; `state` is OPEN or DIFFERENT."""

    client_id: int
    other_id: int
    import_id: int | None
    weight: float
    evidence: Sequence[Sequence[Any]]
    state: str
    user_id: int
    at: datetime


class MergeRecords:
    """Records of `merge` and `pair`; those that are read are of clients within reach."""

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._reach = reach

    # ------------------------------------------------------------------ merges

    def add(self, merges: Iterable[Merge]) -> None:
        """Note merges; their ids are given anew."""
        rows = ({name: value for name, value in record(one).items() if name != "id"} for one in merges)
        insert_many(self._connection, insert(merge), rows)

    def add_one(self, one: Merge) -> int:
        """Note a merge and return its id."""
        values = {name: value for name, value in record(one).items() if name != "id"}
        return added(self._connection, insert(merge).values(values))

    def merge(self, id_: int) -> Merge:
        """A merge by its id. Raises UnknownRecord."""
        found = list(self._read_merges(merge.c.id == id_))
        if not found:
            raise UnknownRecord
        return found[0]

    def standing(self, client_id: int) -> list[Merge]:
        """What is one with this client now, the oldest first."""
        return list(self._read_merges((merge.c.client_id == client_id) & merge.c.split_at.is_(None)))

    def of_import(self, import_id: int) -> list[Merge]:
        """All merges of an import, the oldest first."""
        return list(self._read_merges(merge.c.import_id == import_id))

    def of_rows(self, clients: Sequence[int]) -> Iterator[Merge]:
        """Rows of tables that are one with these clients now."""
        rows = merge.c.split_at.is_(None) & merge.c.row.is_not(None)
        pieces = (self._read_merges(rows & merge.c.client_id.in_(some)) for some in batches(clients))
        return (one for piece in pieces for one in piece)

    def by_hand(self) -> list[Merge]:
        """What people joined and nobody has split since, the latest first."""
        found = self._read_merges(merge.c.row.is_(None) & merge.c.import_id.is_(None) & merge.c.split_at.is_(None))
        return [*found][::-1]

    def by_hand_since(self, clients: Sequence[int], at: datetime) -> set[int]:
        """Those of these clients that people joined with others, or split, since then."""
        found: set[int] = set()
        late = ((merge.c.at >= at) & merge.c.row.is_(None)) | (merge.c.split_at >= at)
        for some in batches(clients):
            theirs = merge.c.client_id.in_(some) | merge.c.other_id.in_(some)
            ids = self._connection.execute(select(merge.c.client_id, merge.c.other_id).where(late, theirs)).all()
            found |= {id_ for ends in ids for id_ in ends if id_ is not None} & set(some)
        return found

    def drop_merges_of_import(self, import_id: int) -> None:
        """Forget the merges of an import."""
        self._connection.execute(merge.delete().where(merge.c.import_id == import_id))

    def absorbed(self, clients: Sequence[int]) -> list[Merge]:
        """The merges by which these clients are parts of others now."""
        standing = merge.c.split_at.is_(None)
        pieces = (self._read_merges(standing & merge.c.other_id.in_(some)) for some in batches(clients))
        return [one for piece in pieces for one in piece]

    def split(self, id_: int, other_id: int, at: datetime) -> None:
        """Note that a merge was undone and who the other one is now."""
        change = update(merge).where(merge.c.id == id_).values(other_id=other_id, split_at=at)
        self._connection.execute(change)

    def _read_merges(self, wanted: ColumnElement[bool]) -> Iterable[Merge]:
        held = self._reach.holds(merge.c.client_id)
        for row in self._connection.execute(select(merge).where(wanted, held).order_by(merge.c.id)).mappings():
            yield Merge(**row)

    # ------------------------------------------------------------------ pairs

    def keep_pairs(self, pairs: Iterable[ClientPair]) -> None:
        """Note pairs; what was settled before stays settled."""
        insert_many(self._connection, upsert(pair).on_conflict_do_nothing(), map(record, pairs))

    def call_different(self, one: ClientPair) -> None:
        """Note that the two are two, whatever was noted before."""
        values = record(one)
        put = upsert(pair).values(values)
        put = put.on_conflict_do_update(index_elements=["client_id", "other_id"], set_=values)
        self._connection.execute(put)

    def open_pairs(self) -> list[ClientPair]:
        """Pairs that nobody has settled, both ends within reach, the likeliest first."""
        return self._read_pairs(pair.c.state == OPEN)

    def different(self) -> set[tuple[int, int]]:
        """All pairs that are two, whosever they are."""
        wanted = select(pair.c.client_id, pair.c.other_id).where(pair.c.state == DIFFERENT)
        return {(one, other) for one, other in self._connection.execute(wanted)}

    def drop_pair(self, one: int, other: int) -> ClientPair | None:
        """Forget what was noted of two clients; returns it."""
        ends = (pair.c.client_id == min(one, other)) & (pair.c.other_id == max(one, other))
        found = self._read_pairs(ends)
        self._connection.execute(pair.delete().where(ends))
        return found[0] if found else None

    def drop_of_import(self, import_id: int) -> None:
        """Forget the open pairs that an import found."""
        self._connection.execute(pair.delete().where(pair.c.import_id == import_id, pair.c.state == OPEN))

    def drop_pairs(self, client_id: int) -> None:
        """Forget the pairs of a client that is part of another one now."""
        of_it = or_(pair.c.client_id == client_id, pair.c.other_id == client_id)
        self._connection.execute(pair.delete().where(of_it))

    def _read_pairs(self, wanted: ColumnElement[bool]) -> list[ClientPair]:
        held = self._reach.holds(pair.c.client_id) & self._reach.holds(pair.c.other_id)
        order = (pair.c.weight.desc(), pair.c.client_id, pair.c.other_id)
        rows = self._connection.execute(select(pair).where(wanted, held).order_by(*order)).mappings()
        return [ClientPair(**row) for row in rows]
