"""The heads in backups are anchors of the journal, those of a past that a restore cut off are none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.backup import Reason
from core.domain.journal import AuditTrouble, Tampering
from core.services.backup_place import back_up_store
from core.services.journal import backup_heads, check_journal
from core.services.restores import RestoreReport, restore
from core.services.session import Session
from core.services.settings import change_settings, read_settings
from core.storage.backup_file import unpack, write_backup
from core.storage.connection import connect
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import StoreKeys
from tests.core.services.conftest import again, at_moment
from tests.core.storage.journals import chained_anew, replace_rows, rows, unguarded
from tests.support.bases import LOGIN, NOW, PASSWORD, reopen

LATER = NOW + timedelta(days=10)


def _saved(session: Session, folder: Path, minutes: int) -> Path:
    """A backup so many minutes later, after one more entry."""
    at = LATER + timedelta(minutes=minutes)
    at_moment(session, at)
    change_settings(session, read_settings(session))
    return back_up_store(session.store, folder, at, Reason.INTERVAL).file


def _restored(session: Session, file: Path, folder: Path, minutes: int) -> Session:
    base = session.store.folder
    session.close()
    done = restore(file, base, LOGIN, PASSWORD, backups=folder, clock=_clock(minutes))
    assert isinstance(done, RestoreReport)
    assert done.safety is not None
    return reopen(base)


def _clock(minutes: int) -> Callable[[], datetime]:
    return lambda: (LATER + timedelta(minutes=minutes)).astimezone(UTC)


def test_the_backups_of_a_base_vouch_for_its_journal(session: Session, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    _saved(session, copies, 0)
    _saved(session, copies, 40)
    heads = backup_heads(session, copies)
    last = check_journal(session).head
    assert [head.id for head in heads] == [last.id - 1, last.id]
    assert heads[-1] == last
    assert check_journal(session, heads).trouble is None
    assert backup_heads(session, tmp_path / "none") == []


@pytest.fixture
def cut(session: Session, both_keys: StoreKeys, tmp_path: Path) -> Session:
    """A base whose last entries were cut off with the anchor beside the people put back, so that it looks whole."""
    copies = tmp_path / "copies"
    _saved(session, copies, 0)
    people = (session.store.folder / "people.db").read_bytes()
    work = (session.store.folder / "work.db").read_bytes()
    _saved(session, copies, 40)
    session.close()
    (session.store.folder / "people.db").write_bytes(people)
    (session.store.folder / "work.db").write_bytes(work)
    again(session, both_keys)
    return session


def test_a_base_put_back_in_secret_is_found_by_a_later_backup(cut: Session, tmp_path: Path) -> None:
    assert check_journal(cut).trouble is None
    found = check_journal(cut, backup_heads(cut, tmp_path / "copies"))
    assert found.trouble == AuditTrouble(Tampering.SHORTENED, check_journal(cut).head.id + 1)


def test_a_backup_that_somebody_without_the_key_wrote_vouches_for_nothing(session: Session, tmp_path: Path) -> None:
    file, parts = _saved(session, tmp_path / "copies", 0), tmp_path / "parts"
    parts.mkdir()
    with file.open("rb") as opened:
        facts = unpack(opened, parts).facts
    forged = replace(facts, moment=replace(facts.moment, entry=1, chain="0" * 64))
    write_backup(file.with_name("forged.opuntia-backup"), parts, forged, bytes(32))
    file.with_name("torn.opuntia-backup").write_bytes(file.read_bytes()[:-900])
    assert [head.id for head in backup_heads(session, file.parent)] == [facts.moment.entry]
    write_backup(file.with_name("genuine.opuntia-backup"), parts, forged, session.keys.work)
    assert [head.id for head in backup_heads(session, file.parent)] == [1, facts.moment.entry]


def test_backups_of_a_past_that_was_left_accuse_nobody(session: Session, tmp_path: Path) -> None:
    """First, Second, back to First, Third, back to Second (of the past that was left), Fourth."""
    copies = tmp_path / "copies"
    first, second = _saved(session, copies, 0), _saved(session, copies, 40)
    live = _restored(session, first, copies, 80)
    assert check_journal(live, heads := backup_heads(live, copies)).trouble is None
    assert len(heads) == 1
    _saved(live, copies, 120)
    assert check_journal(live, heads := backup_heads(live, copies)).trouble is None
    assert len(heads) == 2
    live = _restored(live, second, copies, 160)
    assert check_journal(live, heads := backup_heads(live, copies)).trouble is None
    assert len(heads) == 2
    _saved(live, copies, 200)
    found = check_journal(live, heads := backup_heads(live, copies))
    assert (len(heads), found.trouble, found.anchored_to) == (3, None, found.head.id)
    live.close()


def test_a_journal_written_anew_before_a_restore_is_found_all_the_same(
    session: Session, both_keys: StoreKeys, tmp_path: Path
) -> None:
    copies = tmp_path / "copies"
    first = _saved(session, copies, 0)
    live = _restored(session, first, copies, 40)
    restored = check_journal(live).head.id
    live.close()
    connection = connect(live.store.folder, StoreKeys(both_keys.work, None))
    with connection.begin():
        work = UnitOfWork(connection, sees_people=False)
        unguarded(work)
        written = rows(work)
        replace_rows(work, chained_anew([(*written[0][:5], "{}", ""), *written[1:]]))
    connection.close()
    connection.engine.dispose()
    live = reopen(live.store.folder)
    found = check_journal(live, backup_heads(live, copies)).trouble
    assert found is not None
    assert (found.kind, found.id) == (Tampering.REWRITTEN, restored - 1)
    live.close()
