"""The audit cannot be rewritten unnoticed."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.domain.rights import Role, UseCase
from core.storage.audit import LOOKS
from core.storage.store import Store
from core.storage.tables import audit_entry
from tests.core.storage.conftest import NOW, Base

ENTRIES = 6


def _fill(store: Store) -> None:
    for number in range(ENTRIES):
        with store.unit_of_work() as work:
            details = {
                "leads": number,
                "left_out": {"no_consent": 0.1 + number},
                "partner": "СК «Рубеж»",
                "ids": [1, 2],
            }
            at = NOW + timedelta(microseconds=number)
            work.audit.append(at, 1, Role.MANAGER, UseCase.SEND, details)


def _broken(store: Store) -> int | None:
    with store.reading() as work:
        return work.audit.first_broken()


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert _broken(store) is None


def test_entries_follow_one_from_the_other_also_after_reopening(base: Base) -> None:
    with base.opened() as store:
        _fill(store)
        assert _broken(store) is None
    with base.opened() as store:
        _fill(store)
        assert _broken(store) is None
        with store.reading() as work:
            chains = {entry.chain for entry in work.audit._connection.execute(audit_entry.select())}
        assert len(chains) == 2 * ENTRIES


@pytest.mark.parametrize("entry", range(1, ENTRIES + 1))
@pytest.mark.parametrize(
    "change",
    [
        {"details": {"leads": 99}},
        {"at": NOW - timedelta(days=1)},
        {"user_id": 2},
        {"role": "administrator"},
        {"use_case": "decide"},
        {"chain": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_entry_is_found(store: Store, entry: int, change: dict[str, object]) -> None:
    _fill(store)
    with store.unit_of_work() as work:
        work.accounts.add_user("вторая", frozenset({Role.MANAGER}))
        work.audit._connection.execute(update(audit_entry).where(audit_entry.c.id == entry).values(**change))
    assert _broken(store) == entry


@pytest.mark.parametrize("entry", range(1, ENTRIES))
def test_a_deleted_entry_is_found_at_the_next_one(store: Store, entry: int) -> None:
    _fill(store)
    with store.unit_of_work() as work:
        work.audit._connection.execute(audit_entry.delete().where(audit_entry.c.id == entry))
    assert _broken(store) == entry + 1


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 5), (5, 6), (1, 6)])
def test_reordered_entries_are_found(store: Store, one: int, other: int) -> None:
    _fill(store)
    with store.unit_of_work() as work:
        for before, after in ((one, 100), (other, one), (100, other)):
            work.audit._connection.execute(update(audit_entry).where(audit_entry.c.id == before).values(id=after))
    assert _broken(store) == one


def test_an_inserted_entry_is_found(store: Store) -> None:
    _fill(store)
    with store.unit_of_work() as work:
        copied = work.audit._connection.execute(audit_entry.select().where(audit_entry.c.id == 3)).mappings().one()
        work.audit._connection.execute(audit_entry.delete().where(audit_entry.c.id == 4))
        work.audit._connection.execute(audit_entry.insert().values({**copied, "id": 4}))
    assert _broken(store) == 4


def test_the_last_change_is_no_look(store: Store) -> None:
    def last() -> int:
        with store.reading() as work:
            return work.audit.last()

    assert last() == 0
    for look in sorted(LOOKS):
        with store.unit_of_work() as work:
            work.audit.append(NOW, 1, Role.MANAGER, UseCase.SEND, {look: 1})
    assert last() == 0
    for details in ({"passwords_given": [1]}, {}):
        with store.unit_of_work() as work:
            entry = work.audit.append(NOW, 1, Role.MANAGER, UseCase.SEND, details)
            work.audit.append(NOW, 1, Role.MANAGER, UseCase.SEND, {"preview": 2})
        assert last() == entry


def test_an_entry_without_its_user_cannot_be_written(store: Store) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"), store.unit_of_work() as work:
        work.audit.append(NOW, 77, Role.MANAGER, UseCase.SEND, {})
