"""The migrations lead to the records as they are declared."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from core.storage.connection import connect
from core.storage.people_tables import PEOPLE
from core.storage.tables import metadata
from tests.core.storage.conftest import Base


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
