"""Are the files what was written? Each check reads them on a connection of its own, past whatever is in memory."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, select, text

from core.domain.errors import BaseDamaged
from core.storage.connection import connect, known_troubles
from core.storage.people_tables import people_mark
from core.storage.tables import mark
from core.vault.slots import StoreKeys

PAGE_CHANGED: Final = "page_changed"
STRUCTURE_BROKEN: Final = "structure_broken"
REFERENCE_BROKEN: Final = "reference_broken"
STORES_APART: Final = "stores_apart"
CHECKS: Final = (PAGE_CHANGED, STRUCTURE_BROKEN, REFERENCE_BROKEN, STORES_APART)


def wrong_with(folder: Path, keys: StoreKeys) -> list[str]:
    """Which of CHECKS fail, in the stores that these keys open. Reads every page of both; a changed page is told alone,
    since whatever else such a file answers means nothing.

    Nobody may be writing meanwhile: see `Store.held`. Raises BaseBusy, DiskFull, PlaceUnwritable.
    """
    try:
        connection = connect(folder, keys)
    except BaseDamaged:
        return [PAGE_CHANGED]
    schemas = ("main",) if keys.people is None else ("main", "people")
    try:
        with known_troubles(), connection.begin():
            return _wrong(connection, schemas)
    except BaseDamaged:
        return [PAGE_CHANGED]
    finally:
        connection.close()
        connection.engine.dispose()


def _wrong(connection: Connection, schemas: tuple[str, ...]) -> list[str]:
    def any_told(pragma: str) -> bool:
        return any(connection.execute(text(f"PRAGMA {schema}.{pragma}")).first() for schema in schemas)

    if any_told("cipher_integrity_check"):
        return [PAGE_CHANGED]
    found = []
    if any(connection.scalar(text(f"PRAGMA {schema}.integrity_check")) != "ok" for schema in schemas):
        found.append(STRUCTURE_BROKEN)
    if any_told("foreign_key_check"):  # without a schema SQLite looks at `main` alone
        found.append(REFERENCE_BROKEN)
    if len(schemas) > 1 and inspect(connection).has_table(mark.name):
        ours, theirs = (connection.scalar(select(table.c.commits)) for table in (mark, people_mark))
        if ours != theirs:
            found.append(STORES_APART)
    return found
