"""Are the files what was written? Each check reads them on a connection of its own, past whatever is in memory."""

from pathlib import Path
from typing import Any, Final

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

_PAGES: Final = ("PRAGMA main.cipher_integrity_check", "PRAGMA people.cipher_integrity_check")
_STRUCTURE: Final = ("PRAGMA main.integrity_check", "PRAGMA people.integrity_check")
# Without a schema SQLite looks for references in `main` alone.
_REFERENCES: Final = ("PRAGMA main.foreign_key_check", "PRAGMA people.foreign_key_check")


def wrong_with(folder: Path, keys: StoreKeys) -> list[str]:
    """Which of CHECKS fail, in the stores that these keys open. Reads every page of both; a changed page is told alone,
    since whatever else such a file answers means nothing.

    Nobody may be writing meanwhile: see `Store.held`. Raises BaseBusy, DiskFull, PlaceUnwritable.
    """
    try:
        connection = connect(folder, keys)
    except BaseDamaged:
        return [PAGE_CHANGED]
    try:
        with known_troubles(), connection.begin():
            return _wrong(connection, both=keys.people is not None)
    except BaseDamaged:
        return [PAGE_CHANGED]
    finally:
        connection.close()
        connection.engine.dispose()


def _wrong(connection: Connection, *, both: bool) -> list[str]:
    def answers(pragmas: tuple[str, str]) -> list[Any]:
        return [connection.execute(text(pragma)).scalar() for pragma in pragmas[: 1 + both]]

    if answers(_PAGES) != [None] * (1 + both):
        return [PAGE_CHANGED]
    found = []
    if answers(_STRUCTURE) != ["ok"] * (1 + both):
        found.append(STRUCTURE_BROKEN)
    if answers(_REFERENCES) != [None] * (1 + both):
        found.append(REFERENCE_BROKEN)
    if both and inspect(connection).has_table(mark.name):
        ours, theirs = (connection.scalar(select(table.c.commits)) for table in (mark, people_mark))
        if ours != theirs:
            found.append(STORES_APART)
    return found
