"""The migrations lead to the records as they are declared."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

import core.storage
from core.storage.connection import connect
from core.storage.people_tables import PEOPLE
from core.storage.tables import metadata
from tests.core.storage.conftest import Base

_NUMBERED_FOR_EVER = ("main.recommendation", "main.package", "people.table_import")
_FIRST_ROWS: dict[str, dict[str, Any]] = {
    "mark": {"id": 1, "commits": 0},
    "people.mark": {"id": 1, "commits": 0},
    "user_account": {"id": 1, "login": "анна", "roles": "[]", "active": 1},
    "company": {"id": 1, "key": "банк", "name": "Банк", "own": 0},
    "kind": {"id": 1, "key": "каско", "name": "Каско", "client_type": "ФЛ"},
    "model": {"id": 1, "version": "m-1", "made_at": "2026-03-01", "fitted_on": 3, "catalogue": "c", "content": b""},
    "run": {"id": 1, "at": "2026-03-01", "model_version": "m-1", "eligible": 1, "best": b""},
    "resolution_inputs": {"id": 1, "digest": "d", "kind_id": 1, "rule_version": 1, "content": "{}"},
    "client": {"id": 1, "client_type": "ФЛ", "added_on": "2026-03-01"},
    "service": {
        "id": 1,
        "key": "каско",
        "name": "Каско",
        "client_type": "ФЛ",
        "company_id": 1,
        "kind_id": 1,
        "description": "",
        "weight": 1.0,
        "arppu_source": "",
        "lever": 1.0,
        "lever_reason": "",
    },
    "package": {
        "id": 5,
        "company_id": 1,
        "made_at": "2026-03-01 09:30:15.123456",
        "file_name": "opuntia-1.zip",
        "fields": '["phone"]',
        "leads": 1,
        "digest": "d",
        "saved": 1,
        "password_given": 0,
    },
    "recommendation": {
        "id": 7,
        "client_id": 1,
        "kind_id": 1,
        "service_id": 1,
        "model_version": "m-1",
        "run_id": 1,
        "rank": 1,
        "which": 0.4,
        "takes": 0.25,
        "chance": 0.1,
        "score": 80,
        "experience": 0.7,
        "reasons": '[["link", 0.5, 1, 1, 2]]',
        "inputs_id": 1,
        "rule": "value",
        "runners_up": "[2]",
        "margin": 12.5,
        "stage": "outcome",
        "stage_since": "2026-03-01 09:30:15.123456",
        "offered_on": "2026-03-01",
        "package_id": 5,
    },
    "outcome": {"id": 3, "recommendation_id": 7, "answer": "refused", "on": "2026-03-02", "amount": 1.5},
}
"""A row of each record that what is made anew refers to, or is."""


def test_a_migrated_base_has_the_declared_schema(base: Base) -> None:
    connection = connect(base.folder, base.keys)
    try:
        context = MigrationContext.configure(connection, opts={"include_schemas": True, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    finally:
        connection.close()
        connection.engine.dispose()


def test_the_comparison_finds_a_missing_column(base: Base) -> None:
    connection = connect(base.folder, base.keys)
    try:
        with connection.begin():
            connection.exec_driver_sql("ALTER TABLE people.person DROP COLUMN email")
        context = MigrationContext.configure(connection, opts={"include_schemas": True, "compare_type": True})
        with connection.begin():
            assert len(compare_metadata(context, metadata)) == 1
    finally:
        connection.close()
        connection.engine.dispose()


def test_constraints_are_migrated_as_declared(base: Base) -> None:
    connection = connect(base.folder, base.keys)
    try:
        found = inspect(connection)
        for table in metadata.tables.values():
            declared = {str(one.name) for one in table.constraints if type(one).__name__ == "CheckConstraint"}
            migrated = {str(one["name"]) for one in found.get_check_constraints(table.name, schema=table.schema)}
            assert migrated == declared, table.fullname
    finally:
        connection.close()
        connection.engine.dispose()


def test_every_record_lies_in_the_store_it_is_declared_for(base: Base) -> None:
    with base.opened() as store, store.reading() as work:
        for schema in ("main", PEOPLE):
            listed = work.clients._connection.scalars(
                text(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            )
            declared = {table.name for table in metadata.tables.values() if (table.schema or "main") == schema}
            assert set(listed) - {"alembic_version"} == declared


def test_nothing_that_identifies_a_person_is_declared_in_the_work_store() -> None:
    telling = {"surname", "patronymic", "phone", "email", "inn", "birth_date", "number", "series", "organisation"}
    for table in metadata.tables.values():
        if table.schema != PEOPLE:
            assert not telling & set(table.columns.keys()), table.name


def _migrate(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(core.storage.__file__).with_name("migrations")))
    with connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _put(connection: Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    blanks = ", ".join("?" for _ in row)
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({blanks})", tuple(row.values()))


def test_a_base_of_the_first_version_comes_through_with_its_rows(base: Base, tmp_path: Path) -> None:
    folder = tmp_path / "first.opuntia"
    folder.mkdir()
    connection = connect(folder, base.keys)
    try:
        _migrate(connection, "0001")
        with connection.begin():
            for table, row in _FIRST_ROWS.items():
                _put(connection, table, row)
        _migrate(connection, "head")
        with connection.begin():
            for table, row in _FIRST_ROWS.items():
                names = ", ".join(f'"{name}"' for name in row)
                found = connection.exec_driver_sql(f"SELECT {names} FROM {table}").all()
                assert [tuple(one) for one in found] == [tuple(row.values())], table
            assert connection.scalar(text("SELECT postponed_until FROM recommendation")) is None
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        for parent in ("recommendation", "package"):
            with pytest.raises(IntegrityError), connection.begin():
                connection.exec_driver_sql(f"DELETE FROM {parent}")
        context = MigrationContext.configure(connection, opts={"include_schemas": True, "compare_type": True})
        with connection.begin():
            assert compare_metadata(context, metadata) == []
    finally:
        connection.close()
        connection.engine.dispose()
    with Base(folder, base.keys).opened() as store:
        assert store.check() == []


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_a_base_of_an_earlier_version_gets_the_one_secret_of_its_tombstones(
    base: Base, tmp_path: Path, version: str
) -> None:
    made = []
    for place, signing_key in (("one", b"k" * 32), ("its twin", b"k" * 32), ("another", b"a" * 32)):
        folder = tmp_path / place
        folder.mkdir()
        connection = connect(folder, base.keys)
        try:
            _migrate(connection, version)
            with connection.begin():
                for table in ("mark", "people.mark"):
                    _put(connection, table, _FIRST_ROWS[table])
                _put(connection, "people.secret", {"name": "signing_key", "value": signing_key})
            _migrate(connection, "head")
            with connection.begin():
                known = connection.execute(text("SELECT value FROM people.secret WHERE name = 'tombstone_key'"))
                made.append(bytes(known.scalar_one()))
                assert connection.scalar(text("SELECT count(*) FROM people.secret")) == 2
                assert connection.scalar(text("SELECT count(*) FROM people.tombstone")) == 0
        finally:
            connection.close()
            connection.engine.dispose()
    one, twin, another = made
    assert one == twin != another
    assert len(one) == 32
    assert one != b"k" * 32


@pytest.mark.parametrize("table", _NUMBERED_FOR_EVER)
def test_ids_that_a_screen_may_hold_are_never_given_out_twice(base: Base, table: str) -> None:
    schema, name = table.split(".")
    with base.opened() as store, store.reading() as work:
        made = work.clients._connection.scalar(
            text(f"SELECT sql FROM {schema}.sqlite_master WHERE name = :name").bindparams(name=name)
        )
        assert "AUTOINCREMENT" in str(made)
