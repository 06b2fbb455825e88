"""Small things that every record needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Insert

from core.domain.errors import BaseDamaged

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_BATCH = 5_000

T = TypeVar("T")
Still = Callable[[], object]


def batches(ids: Sequence[T], size: int = _BATCH) -> Iterator[Sequence[T]]:
    """Pieces small enough for one statement's parameters."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def portions(rows: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """Lists short enough to be held beside what they are made from."""
    waiting = iter(rows)
    while portion := list(islice(waiting, size)):
        yield portion


def unheard() -> None:
    """Nobody listens."""


def heard(rows: Iterable[T], still: Still) -> Iterator[T]:
    """The rows; `still` is called every now and then and may raise to stop."""
    for place, row in enumerate(rows):
        if place % _BATCH == 0:
            still()
        yield row


@contextmanager
def legible() -> Iterator[None]:
    """Raise BaseDamaged where a row holds what this program never writes: no day, no JSON."""
    try:
        yield
    except (RecursionError, TypeError, ValueError):
        raise BaseDamaged from None


def record(value: "DataclassInstance") -> dict[str, Any]:
    """A value's fields by name. Unlike `dataclasses.asdict` it copies nothing inside them: several times faster."""
    return {name: getattr(value, name) for name in _names(type(value))}


@cache
def _names(kind: type["DataclassInstance"]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def insert_many(connection: Connection, statement: Insert, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns. The statement is compiled once and the rows go to the driver as they are:
    with a hundred thousand of them that is worth it.
    """
    for some in portions(rows):
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(some[0]))
        columns = [(name, compiled.binds[name].type.bind_processor(connection.dialect)) for name in some[0]]
        order = {name: place for place, name in enumerate(compiled.positiontup or ())}
        columns.sort(key=lambda column: order[column[0]])
        values = [tuple(to(row[name]) if to else row[name] for name, to in columns) for row in some]
        connection.exec_driver_sql(str(compiled), values)


def added(connection: Connection, statement: Insert) -> int:
    """Insert one row and return the id it got."""
    key = connection.execute(statement).inserted_primary_key
    if key is None:  # only for statements that insert several rows
        raise TypeError
    return int(key[0])
