"""A base of an older schema with the content of one of today, as far as that schema can hold it."""

import shutil
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

import core.storage
from core.services.session import Session
from core.storage.connection import PEOPLE_FILE, WORK_FILE, connect

REVISIONS: Final = ("0001", "0002", "0003", "0004")
_OWN: Final = {"alembic_version"}


def older_base(session: Session, revision: str, folder: Path) -> Path:
    """Make it from an open base, with the same slots. Returns `folder`."""
    shutil.copytree(session.store.folder, folder)
    for name in (WORK_FILE, PEOPLE_FILE):
        (folder / name).unlink()
    connection = connect(folder, session.keys)
    try:
        with connection.begin():
            config = Config()
            config.set_main_option("script_location", str(Path(core.storage.__file__).with_name("migrations")))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
        with session.store.reading() as work, connection.begin():
            for schema in ("main", "people"):
                _copy(work.clients._connection, connection, schema)
            connection.exec_driver_sql("DELETE FROM people.secret WHERE name = 'tombstone_key'")  # that of 0005
    finally:
        connection.close()
        connection.engine.dispose()
    return folder


def _copy(source: Connection, target: Connection, schema: str) -> None:
    """Every row of every table that both know, by the columns that both know."""
    theirs = inspect(source)
    target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in inspect(target).get_table_names(schema=schema):
        if table in _OWN or not theirs.has_table(table, schema=schema):
            continue
        both = {str(one["name"]) for one in theirs.get_columns(table, schema=schema)}
        shared = [str(one["name"]) for one in inspect(target).get_columns(table, schema=schema)]
        columns = [one for one in shared if one in both]
        names = ", ".join(f'"{one}"' for one in columns)
        marks = ", ".join("?" for _ in columns)
        target.exec_driver_sql(f"DELETE FROM {schema}.{table}")
        for row in source.execute(text(f"SELECT {names} FROM {schema}.{table}")).all():
            target.exec_driver_sql(f"INSERT INTO {schema}.{table} ({names}) VALUES ({marks})", tuple(row))
