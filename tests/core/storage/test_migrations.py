"""The migrations lead to the records as they are declared."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

import core.storage
from core.domain.journal import AuditHead, AuditTrouble, Tampering
from core.domain.rights import Role, UseCase
from core.storage.connection import connect
from core.storage.people_tables import PEOPLE
from core.storage.schema import known_schemas
from core.storage.tables import metadata
from tests.core.storage.conftest import NOW, Base

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


_OLD_DETAILS: tuple[dict[str, Any], ...] = (
    {"services": 40, "new": 40, "cells": 12},
    {
        "stage": "declined",
        "recommendations": [[7, "processed", None], [8, "in_review", None]],
        "б": {"я": 0.1, "а": -1e-7},
    },
    {},
    {"packages": [5], "leads": 1, "left_out": {"no_consent": 2, "no_phone": 1}, "partner": "СК «Рубеж»"},
)


def _old_entries() -> list[dict[str, Any]]:
    """Entries as a base of the second version has them: details in their own order and ASCII, chained sorted."""
    before, found = "0" * 64, []
    for id_, details in enumerate(_OLD_DETAILS, start=1):
        at = "2026-03-01 09:30:15.000000" if id_ == 3 else f"2026-03-01 09:30:15.12345{id_}"
        entry = {"user_id": 1, "role": "manager", "use_case": "send"}
        content = entry | {"at": at.removesuffix(".000000"), "details": details}
        told = json.dumps(content, ensure_ascii=False, sort_keys=True)
        before = hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
        found.append(entry | {"id": id_, "at": at, "details": json.dumps(details), "chain": before})
    return found


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


def test_the_files_of_the_migrations_are_named_after_their_schemas_in_their_order() -> None:
    script = ScriptDirectory.from_config(_config())
    assert known_schemas() == tuple(reversed([one.revision for one in script.walk_revisions()]))


def test_what_opens_a_base_of_today_does_without_what_migrates_one() -> None:
    command = "import sys, core.services.session; print('alembic' in sys.modules, 'sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["False", "True"]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(core.storage.__file__).with_name("migrations")))
    return config


def _migrate(connection: Connection, version: str) -> None:
    config = _config()
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


@contextmanager
def _of_second_version(base: Base, folder: Path, entries: list[dict[str, Any]]) -> Iterator[Connection]:
    """A base in which these entries stand, open for the block, migrated to the second version."""
    folder.mkdir()
    connection = connect(folder, base.keys)
    try:
        _migrate(connection, "0002")
        with connection.begin():
            for table in ("mark", "people.mark", "user_account"):
                _put(connection, table, _FIRST_ROWS[table])
            for entry in entries:
                _put(connection, "audit_entry", entry)
        yield connection
    finally:
        connection.close()
        connection.engine.dispose()


def test_a_journal_of_the_second_version_is_anchored_whole_and_goes_on(base: Base, tmp_path: Path) -> None:
    folder, old = tmp_path / "second.opuntia", _old_entries()
    with _of_second_version(base, folder, old):
        pass
    with Base(folder, base.keys).opened() as store:
        assert store.check() == []
        with store.reading() as work:
            assert work.audit.head() == work.audit.anchored() == AuditHead(4, old[-1]["chain"])
            assert [one.details for one in work.audit.entries()] == list(_OLD_DETAILS)
            assert work.audit.check() is None
        with store.unit_of_work() as work:
            work.audit.append(NOW, 1, Role.MANAGER, UseCase.SEND, {})
        with store.reading() as work:
            assert work.audit.check() is None
            assert work.audit.anchored().id == 5


def test_an_empty_journal_of_the_second_version_is_anchored_as_empty(base: Base, tmp_path: Path) -> None:
    folder = tmp_path / "second.opuntia"
    with _of_second_version(base, folder, []):
        pass
    with Base(folder, base.keys).opened() as store, store.reading() as work:
        assert work.audit.anchored() == AuditHead(0, "")
        assert work.audit.check() is None


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ("UPDATE audit_entry SET role = 'analyst' WHERE id = 2", (Tampering.CHANGED, 2)),
        ("UPDATE audit_entry SET details = '{' WHERE id = 3", (Tampering.CHANGED, 3)),
        ("UPDATE audit_entry SET details = x'ff' WHERE id = 3", (Tampering.CHANGED, 3)),
        ("DELETE FROM audit_entry WHERE id = 1", (Tampering.MISSING, 1)),
    ],
)
def test_what_was_done_to_a_journal_before_it_was_migrated_is_found_after(
    base: Base, tmp_path: Path, change: str, trouble: tuple[Tampering, int]
) -> None:
    folder = tmp_path / "second.opuntia"
    with _of_second_version(base, folder, _old_entries()) as connection, connection.begin():
        connection.exec_driver_sql(change)
    with Base(folder, base.keys).opened() as store, store.reading() as work:
        assert work.audit.check() == AuditTrouble(*trouble)


def test_a_migrated_base_has_the_same_triggers_as_a_new_one(base: Base, tmp_path: Path) -> None:
    wanted = "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' ORDER BY name"
    with _of_second_version(base, tmp_path / "second.opuntia", _old_entries()) as connection:
        _migrate(connection, "head")
        with connection.begin():
            migrated = connection.exec_driver_sql(wanted).all()
    with base.opened() as store, store.reading() as work:
        assert work.audit._connection.exec_driver_sql(wanted).all() == migrated
    assert len(migrated) == 3


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
