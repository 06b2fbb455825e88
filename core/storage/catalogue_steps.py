"""Records of changes of the catalogue that were applied together, and the writing of single fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.domain.catalogue import company_key
from core.domain.catalogue_changes import Change, Noun, Value
from core.domain.catalogue_errors import NameTaken
from core.domain.errors import UnknownRecord
from core.domain.ownership import Ownership
from core.domain.text import fold
from core.storage.rows import added, insert_many, legible, record
from core.storage.tables import catalogue_step, company, kind, ownership, service, service_need, user_account

_TABLES: Mapping[Noun, Table] = {Noun.COMPANY: company, Noun.KIND: kind, Noun.SERVICE: service}
_DAYS = frozenset({"arppu_date"})
_JOINED = "joined"
"""At the end of a row: what became of the displaced ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """Changes applied together, by whom and when (UTC without zone); `entry` of the journal that the command left;
    `displaced` ownerships as they were before, `joined` what became of them.
    """

    id: int
    entry: int
    at: datetime
    login: str
    changes: tuple[Change, ...]
    displaced: tuple[Ownership, ...]
    joined: tuple[Ownership, ...]
    undone: bool


class CatalogueSteps:
    """Records of `catalogue_step`, and single fields of `company`, `kind`, `service`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self, entry: int, at: datetime, user_id: int, changes: Iterable[Change], displaced: Sequence[Ownership]
    ) -> int:
        """Keep what has been changed, and what has become of what was displaced; returns the number of the step."""
        values = {
            "entry": entry,
            "at": at,
            "user_id": user_id,
            "changes": [[one.noun.value, one.id, one.field, _plain(one.before), _plain(one.after)] for one in changes],
            "displaced": [_row(one) for one in displaced] + [[*_row(one), _JOINED] for one in self.standing(displaced)],
            "undone": False,
        }
        return added(self._connection, insert(catalogue_step).values(values))

    def one(self, step: int) -> Step:
        """A step. Raises UnknownRecord."""
        found = self._read(catalogue_step.c.id == step)
        if not found:
            raise UnknownRecord
        return found[0]

    def latest(self, limit: int) -> list[Step]:
        """The last ones, the newest first."""
        return self._read(limit=limit)

    def mark_undone(self, step: int) -> None:
        """It has been taken back."""
        self._connection.execute(update(catalogue_step).where(catalogue_step.c.id == step).values(undone=True))

    def write(self, noun: Noun, id_: int, field: str, value: Value) -> None:
        """Write one field of an entry; the needs of a service are numbers of known needs. Raises NameTaken."""
        if field == "needs":
            needs = value if isinstance(value, tuple) else ()
            self._connection.execute(delete(service_need).where(service_need.c.service_id == id_))
            if needs:
                rows = [{"service_id": id_, "need_id": need_id} for need_id in needs]
                self._connection.execute(insert(service_need), rows)
            return
        table = _TABLES[noun]
        entry = update(table).where(table.c.id == id_)
        if field != "name":
            self._connection.execute(entry.values({field: value}))
            return
        name = " ".join(str(value).split())
        try:
            self._connection.execute(entry.values(name=name, key=_key(noun, name)))
        except IntegrityError:
            raise NameTaken(name=name) from None

    def release_names(self, changed: Iterable[Change]) -> None:
        """Of these, entries that get another name have none until it is written, so that names can be exchanged."""
        for one in changed:
            if one.field == "name":
                table = _TABLES[one.noun]
                self._connection.execute(update(table).where(table.c.id == one.id).values(key=f" {one.id}"))

    def owned_in_both(self, service_id: int, kind_id: int) -> list[Ownership]:
        """What those have who have this service and something of this kind besides: putting the service into the kind
        makes one of the two.
        """
        mine, other = ownership.alias(), ownership.alias()
        both = (
            select(mine.c.client_id, mine.c.kind_id)
            .join(other, (other.c.client_id == mine.c.client_id) & (other.c.kind_id == kind_id))
            .where(mine.c.service_id == service_id, mine.c.kind_id != kind_id)
        )
        found = []
        for client_id, from_kind in self._connection.execute(both).all():
            theirs = (ownership.c.client_id == client_id) & ownership.c.kind_id.in_([from_kind, kind_id])
            found += [Ownership(*row) for row in self._connection.execute(select(ownership).where(theirs))]
        return found

    def standing(self, displaced: Iterable[Ownership]) -> list[Ownership]:
        """What the same clients have of the same kinds now, in the order of clients and kinds."""
        found = []
        for client_id, kind_id in sorted({(one.client_id, one.kind_id) for one in displaced}):
            theirs = (ownership.c.client_id == client_id) & (ownership.c.kind_id == kind_id)
            found += [Ownership(*row) for row in self._connection.execute(select(ownership).where(theirs))]
        return found

    def put_back(self, displaced: Sequence[Ownership]) -> None:
        """Ownerships as they were, in the place of those that the same clients have of these kinds now."""
        for one in displaced:
            theirs = (ownership.c.client_id == one.client_id) & (ownership.c.kind_id == one.kind_id)
            self._connection.execute(delete(ownership).where(theirs))
        if displaced:
            insert_many(self._connection, insert(ownership), map(record, displaced))

    def forget(self, clients: Iterable[int]) -> None:
        """Keep nothing of these clients."""
        gone, of = frozenset(clients), catalogue_step.c
        rows = self._connection.execute(select(of.id, of.displaced).where(func.json_array_length(of.displaced) > 0))
        for row in rows.all():
            kept = [one for one in row.displaced if one[0] not in gone]
            if len(kept) < len(row.displaced):
                self._connection.execute(update(catalogue_step).where(of.id == row.id).values(displaced=kept))

    def _read(self, *wanted: ColumnElement[bool], limit: int | None = None) -> list[Step]:
        of = catalogue_step.c
        rows = select(of.id, of.entry, of.at, user_account.c.login, of.changes, of.displaced, of.undone)
        rows = rows.join(user_account, user_account.c.id == of.user_id).where(*wanted).order_by(of.id.desc())
        with legible():
            return [
                Step(
                    id=row.id,
                    entry=row.entry,
                    at=row.at,
                    login=row.login,
                    changes=tuple(_change(*one) for one in row.changes),
                    displaced=tuple(_ownership(one) for one in row.displaced if one[-1] != _JOINED),
                    joined=tuple(_ownership(one[:-1]) for one in row.displaced if one[-1] == _JOINED),
                    undone=row.undone,
                )
                for row in self._connection.execute(rows.limit(limit))
            ]


def _change(noun: str, id_: int, field: str, before: Any, after: Any) -> Change:
    return Change(Noun(noun), id_, field, _value(field, before), _value(field, after))


def _row(one: Ownership) -> list[object]:
    return [_plain(value) for value in record(one).values()]


def _ownership(row: Sequence[Any]) -> Ownership:
    return Ownership(*row[:3], *map(_day, row[3:]))


def _key(noun: Noun, name: str) -> str:
    return company_key(name) if noun is Noun.COMPANY else fold(name)


def _plain(value: object) -> object:
    """As JSON has it."""
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _value(field: str, plain: Any) -> Value:
    if field in _DAYS:
        return _day(plain)
    return tuple(plain) if isinstance(plain, list) else plain


def _day(plain: str | None) -> date | None:
    return None if plain is None else date.fromisoformat(plain)
