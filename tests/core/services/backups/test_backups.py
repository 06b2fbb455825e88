"""Backups are made by those who may, by themselves when it is time, and thinned with age."""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.domain.backup import Facts, Moment, Reason
from core.domain.errors import BaseNewer, DiskFull, NoPeopleKey, NotAllowed
from core.domain.rights import Role, UseCase
from core.services.backup_place import backups_folder, base_name
from core.services.backups import (
    back_up_before,
    back_up_if_due,
    backup_due,
    list_backups,
    make_backup,
    thin,
)
from core.services.drafts import read_drafts, save_draft
from core.services.review import model_mark
from core.services.scoring import compute
from core.services.session import Session, sign_in
from core.services.settings import change_settings, read_settings
from core.storage.backup_file import PARTS, write_backup
from core.storage.connection import connect
from core.storage.store import Store
from core.vault.slots import StoreKeys
from tests.support.bases import LOGIN, NOW, PASSWORD
from tests.support.firm import CLIENTS, bytes_in


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def _work_on(session: Session) -> None:
    """A change that leaves an entry in the audit."""
    settings = read_settings(session)
    change_settings(session, replace(settings, open_recommendations=settings.open_recommendations % 5 + 1))


def _pass(session: Session, minutes: float) -> None:
    later = session.clock() + timedelta(minutes=minutes)
    session.clock = lambda: later


# ---------------------------------------------------------------------- by hand


def test_a_backup_tells_of_the_base_and_names_nobody(at_work: Session, place: Path) -> None:
    done = make_backup(at_work, place)
    made = done.value
    assert done.changed == {"backups"}
    assert made.facts is not None
    assert made.facts.base_id == at_work.base_id
    assert (made.facts.moment.clients, made.facts.reason) == (CLIENTS, "by_hand")
    assert made.facts.moment.leads > 10
    assert made.facts.version
    assert made.made_at == NOW.replace(tzinfo=None)
    assert made.file.name == f"Test {NOW.astimezone():%Y-%m-%d %H%M}.opuntia-backup"
    content = made.file.read_bytes()
    for word in ("Кактусов", "+7916", PASSWORD):
        assert word.encode() not in content
    assert list_backups(place, at_work.base_id) == [made]


def test_it_is_audited_and_nobody_else_s_work_is_out_of_date_for_it(at_work: Session, place: Path) -> None:
    with at_work.store.reading() as work:
        before, mark = work.audit.last(), model_mark(work)
    done = make_backup(at_work, place, Reason.INTERVAL)
    with at_work.store.reading() as work:
        entry = work.audit.entries()[-1]
        assert (entry.id, entry.use_case, entry.details) == (done.entry, "back_up", {"backup": "interval"})
        assert (work.audit.last(), model_mark(work)) == (before, mark)
        assert work.audit.check() is None


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_those_who_may_make_one(at_work: Session, place: Path, role: Role) -> None:
    at_work.roles = frozenset({role})
    assert make_backup(at_work, place).value.file.is_file()


def test_an_analyst_may_not(at_work: Session, place: Path) -> None:
    at_work.roles = frozenset({Role.ANALYST})
    with pytest.raises(NotAllowed):
        make_backup(at_work, place)
    assert not backup_due(at_work, place, at_work.now())
    assert back_up_if_due(at_work, place) is None
    assert not place.exists()


def test_whoever_sees_no_people_is_refused_and_never_asked_by_the_clock(at_work: Session, place: Path) -> None:
    folder, keys = at_work.store.folder, at_work.store.keys
    at_work.store.close()
    at_work.store = Store(folder, StoreKeys(keys.work, None))
    at_work.roles = frozenset({Role.ADMINISTRATOR})
    with pytest.raises(NoPeopleKey):
        make_backup(at_work, place)
    assert back_up_if_due(at_work, place) is None
    assert list_backups(place) == []
    with at_work.store.reading() as work:
        assert "back_up" not in {one.use_case for one in work.audit.entries()}


def test_one_that_failed_is_not_audited(at_work: Session, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr("core.storage.backups.write_backup", refuse)
    with pytest.raises(DiskFull):
        make_backup(at_work, place)
    with at_work.store.reading() as work:
        assert "back_up" not in {one.use_case for one in work.audit.entries()}


# ---------------------------------------------------------------------- where they lie


def test_backups_lie_beside_the_base_in_a_folder_of_the_language_or_the_one_that_is_there(firm: Path) -> None:
    beside = firm.parent
    assert backups_folder(firm) == beside / "Копии Opuntia"
    assert backups_folder(firm, "en") == beside / "Opuntia backups"
    (beside / "Opuntia backups").mkdir()
    assert backups_folder(firm, "ru") == beside / "Opuntia backups"
    (beside / "Копии Opuntia").mkdir()
    assert backups_folder(firm, "ru") == beside / "Копии Opuntia"
    assert backups_folder(firm, "en") == beside / "Opuntia backups"


@pytest.mark.parametrize(("folder", "name"), [("A b.opuntia", "A b"), ("plain", "plain"), (".opuntia", ".opuntia")])
def test_a_base_is_called_by_its_folder(tmp_path: Path, folder: str, name: str) -> None:
    assert base_name(tmp_path / folder) == name


# ---------------------------------------------------------------------- by themselves


def test_a_backup_is_due_half_an_hour_after_the_last_if_anything_changed(at_work: Session, place: Path) -> None:
    def due() -> bool:
        return backup_due(at_work, place, at_work.now())

    assert due()
    make_backup(at_work, place)
    assert not due()
    _pass(at_work, 31)
    assert not due()
    _work_on(at_work)
    assert due()
    make_backup(at_work, place)
    _work_on(at_work)
    _pass(at_work, 29)
    assert not due()
    _pass(at_work, 1)
    assert due()


def test_what_leaves_no_entry_is_a_change_too(at_work: Session, place: Path) -> None:
    make_backup(at_work, place)
    make_backup(at_work, place.with_name("elsewhere"))
    _pass(at_work, 31)
    assert not backup_due(at_work, place, at_work.now())
    (draft,) = read_drafts(at_work)
    save_draft(at_work, replace(draft, step=2))
    assert backup_due(at_work, place, at_work.now())


def test_a_look_is_no_change(at_work: Session, place: Path) -> None:
    made = make_backup(at_work, place).value
    assert back_up_before(at_work, Reason.IMPORT, place) is None
    compute(at_work)
    _work_on(at_work)
    again = back_up_before(at_work, Reason.IMPORT, place)
    assert again is not None
    assert [one.facts.reason for one in list_backups(place) if one.facts] == ["import", "by_hand"]
    assert made in list_backups(place)


def test_a_base_with_another_past_is_backed_up_though_its_numbers_agree(
    firm: Path, at_work: Session, place: Path, tmp_path: Path
) -> None:
    """The base was restored from before, and as much was done in it again."""
    keys = at_work.keys
    at_work.close()
    twin = Path(shutil.copytree(firm, tmp_path / "twin" / firm.name))
    at_work.store = Store(firm, keys)
    _work_on(at_work)
    make_backup(at_work, place)
    other = sign_in(twin, LOGIN, PASSWORD)
    try:
        other.clock = lambda: NOW + timedelta(hours=1)
        _work_on(other)
        assert backup_due(other, place, other.now())
        assert back_up_if_due(other, place) is not None
        assert not backup_due(other, place, other.now() + timedelta(hours=1))
    finally:
        other.close()


def test_a_backup_of_a_time_to_come_does_not_stop_the_clock(at_work: Session, place: Path) -> None:
    _pass(at_work, 600)
    make_backup(at_work, place)
    at_work.clock = lambda: NOW
    _work_on(at_work)
    assert back_up_if_due(at_work, place) is not None
    _work_on(at_work)
    assert back_up_if_due(at_work, place) is None


def test_the_sample_is_never_backed_up_by_itself(at_work: Session, place: Path) -> None:
    at_work.is_sample = True
    assert back_up_if_due(at_work, place) is None


def test_the_interval_backs_up_beside_the_base_and_thins(at_work: Session) -> None:
    made = []
    for _ in range(4):
        _work_on(at_work)
        done = back_up_if_due(at_work)
        assert done is not None
        made.append(done.value)
        _pass(at_work, 60 * 24 * 11)
    beside = at_work.store.folder.parent / "Копии Opuntia"
    assert {one.file for one in list_backups(beside)} == {one.file for one in made[1:]}


# ---------------------------------------------------------------------- thinning


@pytest.fixture
def filed(at_work: Session, place: Path, tmp_path: Path) -> list[Path]:
    """Backups of the last 40 days, two for each, the newest first. Of what they hold nothing is asked here."""
    parts = tmp_path / "parts"
    for folder in (parts, place):
        folder.mkdir()
    for name in PARTS:
        (parts / name).touch()
    files = []
    for hours in range(0, 41 * 24, 12):
        at = at_work.now() - timedelta(hours=hours)
        files.append(place / f"{at:%Y-%m-%d %H%M}.opuntia-backup")
        facts = Facts(at_work.base_id, at, "interval", "0.1.0", Moment("0003", 1, 1, 1, 1, ""))
        write_backup(files[-1], parts, facts, bytes(32))
    return files


def test_thinning_keeps_a_day_whole_and_one_for_each_of_thirty(
    at_work: Session, place: Path, filed: list[Path]
) -> None:
    assert [one.file for one in list_backups(place)] == filed
    now = at_work.now()
    thin(place, at_work.base_id, now)
    left = list_backups(place, at_work.base_id)
    assert all(now - one.made_at <= timedelta(days=30) for one in left)
    assert [one.file for one in left[:3]] == filed[:3]
    assert len({one.made_at.date() for one in left[3:]}) == len(left[3:]) == 29
    assert thin(place, at_work.base_id, now) == []


def test_thinning_touches_neither_other_bases_nor_anything_that_is_no_backup(
    at_work: Session, place: Path, filed: list[Path]
) -> None:
    (place / "letter.txt").write_text("a letter")
    broken = place / "broken.opuntia-backup"
    broken.write_bytes(b"none")
    os.utime(broken, (0, 0))
    assert thin(place, "0b" * 16, at_work.now() + timedelta(days=400)) == []
    removed = thin(place, at_work.base_id, at_work.now() + timedelta(days=400))
    assert removed == filed
    assert {file.name for file in place.iterdir()} == {"letter.txt", "broken.opuntia-backup"}


def test_a_file_that_cannot_be_removed_waits_for_the_next_time(
    at_work: Session, place: Path, filed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, unlink = filed[-1], Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self == stuck:
            raise PermissionError
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    removed = thin(place, at_work.base_id, at_work.now())
    assert stuck not in removed
    assert len(removed) > 10
    monkeypatch.undo()
    assert thin(place, at_work.base_id, at_work.now()) == [stuck]


# ---------------------------------------------------------------------- before a migration


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A base as the program of an earlier schema left it."""
    return Path(shutil.copytree(Path(__file__).parents[3] / "bases" / "0004.opuntia", tmp_path / "old" / "Old.opuntia"))


def test_a_base_of_an_older_schema_is_backed_up_as_it_was_before_it_is_migrated(older: Path) -> None:
    before = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    for _ in range(2):
        session = sign_in(older, LOGIN, PASSWORD)
        with session.reading(UseCase.READ_CLIENTS) as work:
            assert len(work.tombstones.all()) == 0
        session.close()
    (made,) = list_backups(backups_folder(older))
    assert made.facts is not None
    assert (made.facts.reason, made.facts.moment.schema, made.facts.base_id) == ("migration", "0004", session.base_id)
    assert made.made_at >= before


def test_where_it_cannot_be_backed_up_it_is_not_migrated(older: Path, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("a file where a folder should be")
    before = bytes_in(older)
    with pytest.raises(Exception, match="place_unwritable"):
        sign_in(older, LOGIN, PASSWORD, backups=tmp_path / "full")
    assert bytes_in(older) == before | {"attempts.json": b"{}"}
    session = sign_in(older, LOGIN, PASSWORD, backups=tmp_path / "elsewhere")
    session.close()
    assert len(list_backups(tmp_path / "elsewhere")) == 1


def test_a_base_of_this_schema_is_opened_without_a_backup(firm: Path) -> None:
    sign_in(firm, LOGIN, PASSWORD).close()
    assert list(firm.parent.iterdir()) == [firm]


def test_a_base_of_a_newer_program_is_neither_backed_up_nor_changed(older: Path) -> None:
    session = sign_in(older, LOGIN, PASSWORD, backups=older.parent / "first")
    keys = session.store.keys
    session.close()
    connection = connect(older, keys)
    with connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    connection.close()
    connection.engine.dispose()
    with pytest.raises(BaseNewer):
        sign_in(older, LOGIN, PASSWORD)
    assert not backups_folder(older).exists()
