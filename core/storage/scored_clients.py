"""Records of clients as scoring reads and marks them: by column, of the whole base."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from core.domain.client import Portrait
from core.storage.rows import Still, batches, heard, unheard
from core.storage.tables import client, ownership, portrait

PORTRAIT_FIELDS = tuple(field.name for field in fields(Portrait))
COUNTED = select(func.count()).select_from(client.join(portrait))
"""What leads of the erased hang on has no portrait: core/storage/erasing.py."""
_HEADS = ("id", "client_type", "scored_by", "best_chance", "due_on")


@dataclass(frozen=True, slots=True)
class ClientColumns:
    """Clients by column: what scoring needs of a whole base. `portrait`: field → values; None is unknown."""

    ids: Sequence[int]
    client_types: Sequence[str]
    scored_by: Sequence[str | None]
    best_chances: Sequence[float | None]
    due_on: Sequence[date | None]
    portrait: Mapping[str, Sequence[Any]]


class ScoredClients:
    """Records of `client`, `portrait`, `ownership`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def columns(self, ids: Sequence[int] | None = None, still: Still = unheard) -> ClientColumns:
        """These clients (all, for None) by column, in the order of their ids. `still` is called every now and then."""
        heads = [client.c[name] for name in _HEADS]
        wanted = select(*heads, *(portrait.c[name] for name in PORTRAIT_FIELDS)).join_from(client, portrait)
        pieces = [wanted] if ids is None else [wanted.where(client.c.id.in_(some)) for some in batches(sorted(ids))]
        found = (self._connection.execute(piece.order_by(client.c.id)) for piece in pieces)
        rows = list(heard((row for piece in found for row in piece), still))
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * (len(_HEADS) + len(PORTRAIT_FIELDS))
        ids_, types, scored_by, best, due_on, *faces = columns
        return ClientColumns(ids_, types, scored_by, best, due_on, dict(zip(PORTRAIT_FIELDS, faces, strict=True)))

    def standings(self, ids: Sequence[int] | None = None) -> list[tuple[int, str | None, float | None, date | None]]:
        """(client, what scored it last, best P(kind) found then, day from which on it waits again) of these clients
        (all, for None), in the order of their ids.
        """
        wanted = select(client.c.id, client.c.scored_by, client.c.best_chance, client.c.due_on).join(portrait)
        pieces = [wanted] if ids is None else [wanted.where(client.c.id.in_(some)) for some in batches(sorted(ids))]
        return [tuple(row) for one in pieces for row in self._connection.execute(one.order_by(client.c.id))]

    def count_ready(self, by: Collection[str], day: date) -> int:
        """How many clients were scored last by any of these and do not wait again on this day."""
        ready = client.c.scored_by.in_(by) & (client.c.due_on.is_(None) | (client.c.due_on > day))
        return int(self._connection.scalar(COUNTED.where(ready)) or 0)

    def count_known(self) -> dict[str, int]:
        """Column of the portrait → how many clients have it."""
        counted = select(*(func.count(portrait.c[name]).label(name) for name in PORTRAIT_FIELDS))
        return {name: int(count) for name, count in self._connection.execute(counted).one()._mapping.items()}

    def count_ownerships(self) -> int:
        """How many ownerships the base knows."""
        return int(self._connection.scalar(select(func.count()).select_from(ownership)) or 0)

    def scored_by(self, ids: Sequence[int]) -> dict[int, str]:
        """Client → what scored it last; those that wait are left out."""
        wanted = select(client.c.id, client.c.scored_by).where(client.c.scored_by.is_not(None))
        pieces = (wanted.where(client.c.id.in_(some)) for some in batches(ids))
        return {row.id: row.scored_by for piece in pieces for row in self._connection.execute(piece)}

    def mark_scored_as_before(self, scored: Mapping[int, str]) -> None:
        """Client → what scored it: it does not wait any more."""
        rows = [{"key": id_, "by": by} for id_, by in scored.items()]
        if rows:
            change = update(client).where(client.c.id == bindparam("key")).values(scored_by=bindparam("by"))
            self._connection.execute(change, rows)

    def mark_pending(self, ids: Sequence[int]) -> None:
        """These clients must be scored again."""
        for some in batches(ids):
            self._connection.execute(update(client).where(client.c.id.in_(some)).values(scored_by=None))

    def mark_scored(self, scored: Iterable[tuple[int, float | None, date | None]], by: str) -> None:
        """Note who scored these clients: (client, best P(kind) found, day from which on it is pending again)."""
        rows = [{"key": id_, "chance": chance, "due": due} for id_, chance, due in scored]
        if rows:
            change = {"scored_by": by, "best_chance": bindparam("chance"), "due_on": bindparam("due")}
            self._connection.execute(update(client).where(client.c.id == bindparam("key")).values(change), rows)
