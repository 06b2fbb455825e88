"""The journal is checked against its anchor, heads outside and itself; the doctor names the first broken entry."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.journal import AuditHead, AuditTrouble, Tampering
from core.domain.rights import Role
from core.services.doctor import Finding, Mark, examine_base
from core.services.journal import JournalCheck, check_journal, export_journal
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.services.wording import LANGUAGES, say
from core.storage.connection import PEOPLE_FILE, connect
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import StoreKeys
from tests.core.services.conftest import EVERYTHING, again, all_lines, sheet_of
from tests.core.storage.journals import chained_anew, replace_rows, rows, unguarded
from tests.support.bases import CAR, client_row
from tests.support.imported import import_clients
from tests.support.workbooks import property_of


def test_an_analyst_without_the_key_of_people_reads_exports_and_leaves_the_journal_whole(
    session: Session, both_keys: StoreKeys, tmp_path: Path
) -> None:
    total = len(all_lines(session))
    session.close()
    analyst = replace(session, roles=frozenset({Role.ANALYST}))
    again(analyst, StoreKeys(both_keys.work, None))
    assert len(all_lines(analyst)) == total
    export_journal(analyst, EVERYTHING, tmp_path / "journal.xlsx", "en")
    assert len(sheet_of(tmp_path / "journal.xlsx")) == total + 1
    found = check_journal(analyst)
    assert (found.head.id, found.anchored_to, found.trouble) == (total + 1, 0, None)
    assert check_journal(analyst, [AuditHead(found.head.id, found.head.chain)]).anchored_to == total + 1
    analyst.close()
    again(session, both_keys)
    found = check_journal(session)
    assert (found.head.id, found.anchored_to, found.trouble) == (total + 1, total, None)
    change_settings(session, read_settings(session))
    assert check_journal(session).anchored_to == total + 2


def _package_heads(past: Path) -> list[AuditHead]:
    """The heads that the packages carry, the oldest first."""
    found = []
    for line in (past / "passwords.txt").read_text("utf-8").splitlines():
        name, _, password = line.split("\t")
        id_, _, chain = property_of(past / "out" / name, password, "opuntia-journal").partition(":")
        found.append(AuditHead(int(id_), chain))
    return sorted(found, key=lambda head: head.id)


def test_a_package_carries_the_entry_that_came_before_it(reader: Session, past: Path) -> None:
    heads = _package_heads(past)
    making = next(line.id for line in all_lines(reader) if line.details.get("packages"))
    assert {head.id for head in heads} == {making - 1}
    assert len(set(heads)) == 1
    found = check_journal(reader, heads)
    assert found.trouble is None
    assert found.anchored_to == found.head.id


def test_both_files_put_back_agree_with_each_other_and_not_with_a_head_from_outside(
    session: Session, both_keys: StoreKeys, past: Path
) -> None:
    old = {file: file.read_bytes() for file in session.store.folder.iterdir()}
    change_settings(session, read_settings(session))
    head = check_journal(session).head
    session.close()
    for file, content in old.items():
        file.write_bytes(content)
    again(session, both_keys)
    assert check_journal(session).trouble is None
    assert check_journal(session, _package_heads(past)).trouble is None
    assert check_journal(session, [head]).trouble == AuditTrouble(Tampering.SHORTENED, head.id)


def test_an_older_store_of_people_is_found_though_the_counter_was_put_back_with_it_and_going_on_hides_nothing(
    session: Session, both_keys: StoreKeys
) -> None:
    def put_counter_back(work: UnitOfWork) -> None:
        work.audit._connection.exec_driver_sql(f"UPDATE mark SET commits = {commits}")

    people = session.store.folder / PEOPLE_FILE
    old, commits = people.read_bytes(), session.store.moment().commits
    seen = check_journal(session).head
    session.new_client_id = lambda: 9_999
    import_clients(session, [client_row(99, CAR)])
    session.close()
    people.write_bytes(old)
    _attack(session, both_keys, put_counter_back)
    unseen = AuditTrouble(Tampering.UNSEEN, seen.id + 1)
    assert check_journal(session).trouble == unseen
    change_settings(session, read_settings(session))
    assert check_journal(session).trouble == unseen


def _attack(session: Session, both_keys: StoreKeys, tamper: Callable[[UnitOfWork], None]) -> None:
    """Close the base, change its journal with the key of `work` alone, open it again."""
    session.close()
    connection = connect(session.store.folder, StoreKeys(both_keys.work, None))
    with connection.begin():
        work = UnitOfWork(connection, sees_people=False)
        unguarded(work)
        tamper(work)
    connection.close()
    connection.engine.dispose()
    again(session, both_keys)


def _edit(work: UnitOfWork) -> None:
    work.audit._connection.exec_driver_sql("UPDATE audit_entry SET details = '{}' WHERE id = 9")


def _remove(work: UnitOfWork) -> None:
    work.audit._connection.exec_driver_sql("DELETE FROM audit_entry WHERE id BETWEEN 5 AND 7")


def _cut(work: UnitOfWork) -> None:
    work.audit._connection.exec_driver_sql("DELETE FROM audit_entry WHERE id > 12")


def _rewrite(work: UnitOfWork) -> None:
    written = rows(work)
    written[8] = (*written[8][:5], "{}", "")
    replace_rows(work, chained_anew(written))


@pytest.mark.parametrize(
    ("tamper", "kind", "entry"),
    [
        (_edit, Tampering.CHANGED, 9),
        (_remove, Tampering.MISSING, 5),
        (_cut, Tampering.SHORTENED, 13),
        (_rewrite, Tampering.REWRITTEN, None),
    ],
)
def test_the_check_and_the_doctor_name_the_first_broken_entry(
    session: Session, both_keys: StoreKeys, tamper: Callable[[UnitOfWork], None], kind: Tampering, entry: int | None
) -> None:
    head = check_journal(session).head
    assert Finding("audit", facts={"entries": head.id}) in examine_base(session)
    _attack(session, both_keys, tamper)
    trouble = AuditTrouble(kind, entry or head.id)
    found = check_journal(session)
    assert found == JournalCheck(found.head, head.id, trouble)
    told = [finding for finding in examine_base(session) if not finding.good]
    assert told == [Finding(f"audit_{kind}", Mark.FAIL, {"entry": trouble.id})]
    for language in LANGUAGES:
        assert str(trouble.id) in say(language, "doctor", told[0].code, **told[0].facts)
