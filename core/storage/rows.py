"""Small things that every record needs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Insert

from core.domain.errors import BaseDamaged

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_BATCH = 5_000

T = TypeVar("T")


def batches(ids: Sequence[int], size: int = _BATCH) -> Iterator[Sequence[int]]:
    """Pieces small enough for one statement's parameters."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def portions(rows: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """Lists short enough to be held beside what they are made from."""
    waiting = iter(rows)
    while portion := list(islice(waiting, size)):
        yield portion


@contextmanager
def legible() -> Iterator[None]:
    """Raise BaseDamaged where a row holds what this program never writes: no day, no JSON."""
    try:
        yield
    except (RecursionError, TypeError, ValueError):
        raise BaseDamaged from None


def record(value: "DataclassInstance") -> dict[str, Any]:
    """A value's fields by name. Unlike `dataclasses.asdict` it copies nothing inside them: several times faster."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def added(connection: Connection, statement: Insert) -> int:
    """Insert one row and return the id it got."""
    key = connection.execute(statement).inserted_primary_key
    if key is None:  # only for statements that insert several rows
        raise TypeError
    return int(key[0])
