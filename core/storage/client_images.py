"""All records of clients as they stand, in plain JSON, so that they can stand so again."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Date, Table, delete, insert, select, update

from core.storage.people_tables import document, person, person_key
from core.storage.rows import batches
from core.storage.tables import client, ownership, portrait, refusal

Image = Mapping[str, Any]
"""Table → its rows of one client, in a fixed order; `client` has one."""

_TABLES: Final = (portrait, ownership, refusal, person, document, person_key)
HEAD: Final = client.name
_SCORED: Final = ("scored_by", "best_chance", "due_on")
_HEAD_COLUMNS: Final = ("client_type", "added_on", "manager_id", *_SCORED)


def images(connection: Connection, clients: Sequence[int]) -> dict[int, Image]:
    """The records of these clients. Consents, leads and merges are not among them."""
    found: dict[int, dict[str, Any]] = {id_: {table.name: [] for table in _TABLES} for id_ in clients}
    for some in batches(clients):
        for table in _TABLES:
            names = [column.name for column in table.c if column.name != "client_id"]
            columns = (table.c.client_id, *(table.c[name] for name in names))
            for client_id, *values in connection.execute(select(*columns).where(table.c.client_id.in_(some))):
                found[client_id][table.name].append(dict(zip(names, map(_plain, values), strict=True)))
        heads = select(client.c.id, *(client.c[name] for name in _HEAD_COLUMNS)).where(client.c.id.in_(some))
        for client_id, *values in connection.execute(heads):
            found[client_id][HEAD] = dict(zip(_HEAD_COLUMNS, map(_plain, values), strict=True))
    for image in found.values():
        for table in _TABLES:
            image[table.name].sort(key=_text)
    return {id_: image for id_, image in found.items() if HEAD in image}


def digest(image: Image) -> str:
    """Names what an image says of a client; equal where nothing but scores and the manager changed."""
    return sha256(_text({table.name: image[table.name] for table in _TABLES}).encode()).hexdigest()


def is_only_recognised_otherwise(one: Image, other: Image) -> bool:
    """Whether two images of a client say the same of it, and differ at most in what leads to it."""
    return all(one[table.name] == other[table.name] for table in _TABLES if table is not person_key)


def put_back(connection: Connection, found: Mapping[int, Image], pending: Collection[int] = ()) -> None:
    """These clients stand as in their images; they keep the manager they have now. Those in `pending` are to be scored
    again.
    """
    clear(connection, list(found))
    for table in _TABLES:
        rows = [{"client_id": id_, **_live(table, row)} for id_, image in found.items() for row in image[table.name]]
        if rows:
            connection.execute(insert(table), rows)
    for id_, image in found.items():
        head = _live(client, image[HEAD])
        scored = {name: None if id_ in pending else head[name] for name in _SCORED}
        connection.execute(update(client).where(client.c.id == id_).values(client_type=head["client_type"], **scored))


def clear(connection: Connection, clients: Sequence[int]) -> None:
    """Nothing is left of these clients but their ids, with what hangs on those."""
    for some in batches(clients):
        for table in _TABLES:
            connection.execute(delete(table).where(table.c.client_id.in_(some)))


def _live(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    days = {name for name in row if isinstance(table.c[name].type, Date)}
    return {name: date.fromisoformat(value) if name in days and value else value for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
