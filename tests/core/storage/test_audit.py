"""The audit only grows, and its head is known where the key of `work` alone does not reach."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.domain.errors import BaseDamaged
from core.domain.journal import AuditHead
from core.domain.rights import Role, UseCase
from core.storage.audit import LOOKS
from core.storage.store import Store
from core.storage.tables import audit_entry
from tests.core.storage.conftest import NOW, Base
from tests.core.storage.journals import ENTRIES, append, fill, unguarded


def _whole(store: Store) -> bool:
    with store.reading() as work:
        return work.audit.check() is None


def _heads(store: Store) -> tuple[AuditHead, AuditHead]:
    """(the last entry, the anchor)"""
    with store.reading() as work:
        return work.audit.head(), work.audit.anchored()


def test_an_empty_audit_is_whole_and_anchored(store: Store) -> None:
    assert _whole(store)
    assert _heads(store) == (AuditHead(0, ""), AuditHead(0, ""))


def test_entries_follow_one_from_the_other_also_after_reopening(base: Base) -> None:
    with base.opened() as store:
        fill(store)
        assert _whole(store)
    with base.opened() as store:
        fill(store)
        assert _whole(store)
        with store.reading() as work:
            stored = work.audit._connection.execute(audit_entry.select().order_by(audit_entry.c.id)).all()
    assert [one.id for one in stored] == list(range(1, 2 * ENTRIES + 1))
    assert len({one.chain for one in stored}) == 2 * ENTRIES


def test_several_entries_of_one_unit_of_work_follow_one_from_the_other(store: Store) -> None:
    with store.unit_of_work() as work:
        assert [append(work, number) for number in range(5)] == [1, 2, 3, 4, 5]
    assert _whole(store)


def test_an_entry_reads_as_it_was_written(store: Store) -> None:
    details = {"z": [1, None, True], "a": {"в": 0.1, "б": "СК «Рубеж»\n\u2028"}, "n": -1e-7, "empty": {}}
    for at in (NOW, NOW.replace(microsecond=0)):
        with store.unit_of_work() as work:
            work.audit.append(at, 1, Role.ANALYST, UseCase.COMPUTE, details)
    with store.reading() as work:
        found = work.audit.entries()
    assert [one.at for one in found] == [NOW, NOW.replace(microsecond=0)]
    assert all((one.role, one.use_case, one.details) == ("analyst", "compute", details) for one in found)
    assert _whole(store)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_json_is_never_written(store: Store, number: float) -> None:
    with pytest.raises(ValueError, match="JSON"), store.unit_of_work() as work:
        work.audit.append(NOW, 1, Role.MANAGER, UseCase.SEND, {"share": number})
    assert _heads(store) == (AuditHead(0, ""), AuditHead(0, ""))


_COPIED = (
    "INSERT INTO audit_entry SELECT {id}, at, user_id, role, use_case, details, chain FROM audit_entry WHERE id = 1"
)
REFUSED = (
    "UPDATE audit_entry SET role = 'analyst' WHERE id = 3",
    "UPDATE audit_entry SET id = 100 WHERE id = 60",
    "UPDATE OR REPLACE audit_entry SET id = 3 WHERE id = 4",
    "DELETE FROM audit_entry WHERE id = 60",
    "DELETE FROM audit_entry",
    "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 3",
    _COPIED.format(id=3) + " ON CONFLICT DO UPDATE SET role = 'analyst'",
    *(_COPIED.format(id=id_) for id_ in (62, 0, -1, "NULL")),
)


@pytest.mark.parametrize("with_people", [True, False])
def test_sqlite_itself_takes_nothing_but_the_next_entry(base: Base, with_people: bool) -> None:
    with base.opened() as store:
        fill(store)
    with base.opened(with_people=with_people) as store:
        for change in REFUSED:
            with pytest.raises(IntegrityError, match="the audit only grows"), store.unit_of_work() as work:
                work.audit._connection.exec_driver_sql(change)
        assert _whole(store)
        with store.unit_of_work() as work:
            work.audit._connection.exec_driver_sql(_COPIED.format(id=ENTRIES + 1))


def test_whoever_holds_the_key_of_people_anchors_each_commit(store: Store) -> None:
    for number in range(3):
        with store.unit_of_work() as work:
            append(work, number)
        head, anchor = _heads(store)
        assert head == anchor
        assert head.id == number + 1
    with pytest.raises(RuntimeError), store.unit_of_work() as work:
        append(work, 4)
        raise RuntimeError
    assert _heads(store) == (head, head)


def test_without_the_key_of_people_the_anchor_lags_and_the_audit_stays_whole(base: Base) -> None:
    with base.opened() as store:
        fill(store)
        anchored, _ = _heads(store)
    with base.opened(with_people=False) as store:
        fill(store)
        assert _whole(store)
        assert _heads(store)[1] == AuditHead(0, "")
    with base.opened() as store:
        head, anchor = _heads(store)
        assert (head.id, anchor) == (2 * ENTRIES, anchored)
        assert _whole(store)
        with store.unit_of_work() as work:
            work.accounts.change_setting("accept_from", 70)  # a commit without an entry of its own anchors as well
        assert _heads(store) == (head, head)
        assert _whole(store)


def test_without_the_key_of_people_an_audit_can_be_begun(base: Base) -> None:
    with base.opened(with_people=False) as store:
        fill(store)
    with base.opened() as store:
        assert _whole(store)
        fill(store)
        assert _whole(store)
        assert _heads(store)[1].id == 2 * ENTRIES


def test_an_entry_that_cannot_be_read_is_damage_and_not_a_fault(store: Store) -> None:
    fill(store)
    for change in ("details = '{'", "at = 'soon'", "at = x'00'", "role = CAST(x'ff' AS TEXT)"):
        with pytest.raises(BaseDamaged), store.reading() as work:
            unguarded(work)
            work.audit._connection.execute(text(f"UPDATE audit_entry SET {change} WHERE id = 2"))
            work.audit.entries()


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
