"""Audits with something in them, and how somebody with the key of `work` rewrites one."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from core.domain.rights import SEES_PEOPLE, Role, UseCase
from core.storage.store import Store
from core.storage.unit_of_work import UnitOfWork
from tests.core.storage.conftest import NOW

ENTRIES: Final = 60

Row = tuple[Any, ...]
"""id, at, user_id, role, use_case, details, chain, as they lie in the file."""


def append(work: UnitOfWork, number: int) -> int:
    """An entry that differs from those of other numbers."""
    details: dict[str, object] = {
        "leads": number,
        "left_out": {"no_consent": 0.1 + number},
        "partner": "СК «Рубеж»",
        "ids": [1, 2],
    }
    at = NOW + timedelta(microseconds=number) if number % 5 else NOW.replace(microsecond=0)
    use_case = list(UseCase)[number % len(UseCase)]
    roles = [role for role in Role if work.audit._sees_people or role not in SEES_PEOPLE]
    return work.audit.append(at, 1, roles[number % len(roles)], use_case, details if number % 7 else {})


def fill(store: Store, entries: int = ENTRIES) -> None:
    """So many entries, in one commit."""
    with store.unit_of_work() as work:
        for number in range(entries):
            append(work, number)


def unguarded(work: UnitOfWork) -> None:
    """Take away what refuses anything but the next entry; references are not looked at before a commit."""
    connection = work.audit._connection
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    guards = connection.exec_driver_sql("SELECT name FROM main.sqlite_master WHERE type = 'trigger'")
    for name in guards.scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER main.{name}")


def rows(work: UnitOfWork) -> list[Row]:
    """The whole audit as it lies in the file."""
    return [tuple(one) for one in work.audit._connection.exec_driver_sql("SELECT * FROM audit_entry ORDER BY id")]


def replace_rows(work: UnitOfWork, wanted: Sequence[Row]) -> None:
    """Put another audit in its place."""
    connection = work.audit._connection
    connection.exec_driver_sql("DELETE FROM audit_entry")
    if wanted:
        connection.exec_driver_sql("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?)", list(wanted))


def chained_anew(wanted: Sequence[Row]) -> list[Row]:
    """The same entries, numbered from 1 and each following from the one before: no chain tells that they are others."""
    before, found = "0" * 64, []
    for number, (_, at, user_id, role, use_case, details, _) in enumerate(wanted, start=1):
        content = {
            "at": at.removesuffix(".000000"),
            "user_id": user_id,
            "role": role,
            "use_case": use_case,
            "details": json.loads(details),
        }
        told = json.dumps(content, ensure_ascii=False, sort_keys=True)
        before = hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
        found.append((number, at, user_id, role, use_case, details, before))
    return found
