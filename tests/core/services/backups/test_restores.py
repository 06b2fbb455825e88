"""A backup becomes the base it was, anywhere, and what stood there is lost in no case."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.backup import Backup
from core.domain.client import ClientRow, ClientType, Identity, Portrait
from core.intake.mapping import suggest
from core.intake.sources import Pasted, Source
from core.services.backup_place import backups_folder
from core.services.backups import list_backups, make_backup
from core.services.drafts import read_drafts, start_draft
from core.services.restores import RestoreReport, read_backup
from core.services.session import sign_in
from core.services.settings import change_settings, read_settings
from core.storage.erasing import erase_clients
from core.storage.store import new_base
from core.vault.slots import StoreKeys, check_slots, write_first_slot
from tests.support.bases import LOGIN, NOW, PASSWORD
from tests.support.firm import CLIENTS, Content, brought_back, bytes_in, entered, flip_bit, sound_content
from tests.support.imported import import_clients

ERASED = 5
OLDER = Path(__file__).parents[3] / "bases" / "0004.opuntia"


def _without_the_restore(content: Content) -> Content:
    """What was there before the restore counted and noted itself, and doubted what waits to leave by mail."""
    (mark,), (people_mark,) = content["mark"], content["people.mark"]
    before = content["audit_entry"][-2]
    assert content["audit_entry"][-1][4] == "restore"
    return dict(_lasting(content)) | {
        "audit_entry": content["audit_entry"][:-1],
        "mark": [(mark[0], mark[1] - 1)],
        "people.mark": [(people_mark[0], people_mark[1] - 1, before[0], before[-1])],
    }


def _lasting(content: Content) -> Content:
    """All but how it stands with what waits to leave by mail."""
    return dict(content) | {"outbox_item": [row[:5] for row in content["outbox_item"]]}


# ---------------------------------------------------------------------- the round trip


def test_a_restored_base_is_equal_in_every_table(saved: Path, firm: Path, tmp_path: Path) -> None:
    before = sound_content(firm)
    assert all(before.values()), [name for name, rows in before.items() if not rows]
    report = brought_back(saved, tmp_path / "elsewhere" / "Other name.opuntia")
    assert _without_the_restore(sound_content(tmp_path / "elsewhere" / "Other name.opuntia")) == _lasting(before)
    assert report == RestoreReport(NOW.replace(tzinfo=None), CLIENTS, report.leads, 0, None, None, False)
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["Other name.opuntia"]


def test_it_can_be_worked_in_and_backed_up_and_restored_again(saved: Path, tmp_path: Path) -> None:
    base = tmp_path / "A.opuntia"
    for number in range(3):
        brought_back(saved, base)
        with entered(base) as session:
            change_settings(session, replace(read_settings(session), open_recommendations=number + 1))
            saved = make_backup(session, tmp_path / "copies").value.file
    with entered(base) as session, session.store.reading() as work:
        assert [one.use_case for one in work.audit.entries()].count("restore") == 3
        assert work.audit.check() is None


def test_a_look_at_a_backup_needs_no_password(saved: Path) -> None:
    read = read_backup(saved)
    assert isinstance(read, Backup)
    assert not read.damaged
    assert read.facts is not None
    assert (read.made_at, read.facts.moment.clients) == (NOW.replace(tzinfo=None), CLIENTS)


# ---------------------------------------------------------------------- over a base that stands


def test_what_stood_there_is_backed_up_first(saved: Path, changed: Path, tmp_path: Path) -> None:
    before = sound_content(changed)
    report = brought_back(saved, changed)
    assert report.safety is not None
    assert report.safety.parent == backups_folder(changed)
    assert (report.kept, report.tombstones_lost) == (None, False)
    assert sound_content(changed) != before
    assert {one.name for one in changed.parent.iterdir()} == {changed.name, "Копии Opuntia"}
    brought_back(report.safety, tmp_path / "back.opuntia")
    assert _without_the_restore(sound_content(tmp_path / "back.opuntia")) == _lasting(before)


def test_restoring_ten_times_loses_no_backup(saved: Path, changed: Path, tmp_path: Path) -> None:
    place = tmp_path / "copies"
    known: set[Path] = set()
    for _ in range(10):
        report = brought_back(saved, changed, backups=place, language="en")
        assert report.safety is not None
        known.add(report.safety)
    assert {one.file for one in list_backups(place)} == known
    assert len(known) == 10
    assert not any(read_backup(file).damaged for file in known)
    assert [one.name for one in changed.parent.iterdir()] == [changed.name]


def test_a_base_whose_password_is_another_now_is_backed_up_all_the_same(saved: Path, changed: Path) -> None:
    with entered(changed) as session:
        keys, base_id = session.store.keys, session.base_id
    write_first_slot(changed, base_id, LOGIN, "another-password-7", keys)
    report = brought_back(saved, changed)
    assert report.safety is not None
    with entered(changed) as session:
        assert session.base_id == base_id
    brought_back(report.safety, changed, "another-password-7")
    with entered(changed, "another-password-7") as session:
        assert read_settings(session).open_recommendations == 1


def _rotate(base: Path, password: str) -> None:
    """In the place of a base the same one under other keys."""
    with entered(base) as session:
        base_id = check_slots(base, session.store.keys)
    shutil.rmtree(base)
    keys = StoreKeys(os.urandom(32), os.urandom(32))
    with new_base(base, keys) as (filling, store):
        with store.unit_of_work() as work:
            work.accounts.change_setting("accept_from", 77)
        write_first_slot(filling, base_id, LOGIN, password, keys)


@pytest.mark.parametrize(("password", "opens"), [(PASSWORD, True), ("another-password-7", False)])
def test_a_base_under_other_keys_is_backed_up_if_the_password_opens_it_else_kept(
    saved: Path, firm: Path, password: str, opens: bool
) -> None:
    _rotate(firm, password)
    before = bytes_in(firm)
    report = brought_back(saved, firm)
    assert (report.safety is not None, report.kept is not None) == (opens, not opens)
    assert report.tombstones_lost is not opens
    if report.kept is not None:
        assert bytes_in(report.kept) == before
    with entered(firm) as session:
        assert read_settings(session).accept_from == 80


DAMAGE: dict[str, Callable[[Path], object]] = {
    "work cut off": lambda base: (base / "work.db").write_bytes((base / "work.db").read_bytes()[:9_000]),
    "work is nothing": lambda base: (base / "work.db").write_bytes(b""),
    "work gone": lambda base: (base / "work.db").unlink(),
    "work changed": lambda base: flip_bit(base / "work.db"),
    "people changed": lambda base: flip_bit(base / "people.db"),
    "people plain": lambda base: (base / "people.db").write_bytes(b"SQLite format 3\0" + bytes(9_000)),
    "people gone": lambda base: (base / "people.db").unlink(),
    "slots gone": lambda base: (base / "slots.json").unlink(),
    "slots changed": lambda base: (base / "slots.json").write_text("{}"),
    "all but slots gone": lambda base: list(map(Path.unlink, (base / "work.db", base / "people.db"))),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_base_too_damaged_for_a_backup_is_kept_under_a_name_that_says_so(
    saved: Path, changed: Path, damage: str
) -> None:
    DAMAGE[damage](changed)
    before = bytes_in(changed)
    report = brought_back(saved, changed, clock=lambda: NOW)
    assert report.safety is None
    assert report.kept == changed.with_name(f"Test повреждена {NOW.astimezone():%Y-%m-%d %H%M}.opuntia")
    assert bytes_in(report.kept) == before
    assert report.clients == CLIENTS
    assert report.tombstones_lost is (not damage.startswith(("work", "slots", "people changed")))
    with entered(changed) as session:
        assert read_settings(session).open_recommendations == 4
    flip_bit(changed / "work.db")
    again = brought_back(saved, changed, clock=lambda: NOW).kept
    assert again is not None
    assert again.name.endswith("(2).opuntia")


def test_stores_of_two_moments_are_kept_too(saved: Path, firm: Path) -> None:
    older = (firm / "people.db").read_bytes()
    with entered(firm) as session:
        change_settings(session, replace(read_settings(session), open_recommendations=1))
    (firm / "people.db").write_bytes(older)
    report = brought_back(saved, firm, language="en")
    assert report.kept is not None
    assert "damaged" in report.kept.name


# ---------------------------------------------------------------------- who was erased


def _erase(base: Path) -> None:
    with entered(base) as session, session.store.unit_of_work() as work:
        work.tombstones.add([ERASED], session.now())
        erase_clients(work.clients._connection, [ERASED], session.now())


def _knows(base: Path, client: int) -> set[str]:
    """Tables that know a client."""
    content = sound_content(base)
    first = {"client", "portrait", "ownership", "people.person", "people.document", "people.consent"}
    found = {name for name in first if any(row[0] == client for row in content[name])}
    return found | ({"people.person_key"} if any(row[1] == client for row in content["people.person_key"]) else set())


@pytest.mark.parametrize("damaged", [False, True])
def test_whoever_was_erased_after_the_backup_is_erased_again(saved: Path, firm: Path, damaged: bool) -> None:
    assert len(_knows(firm, ERASED)) == 7
    _erase(firm)
    if damaged:
        (firm / "work.db").unlink()
    for _ in range(2):  # the tombstone is in the restored base too
        report = brought_back(saved, firm)
        assert (report.erased, report.clients, report.tombstones_lost) == (1, CLIENTS - 1, False)
        assert _knows(firm, ERASED) <= {"client"}
        assert len(_knows(firm, ERASED + 1)) == 7
    with entered(firm) as session, session.store.reading() as work:
        assert len(work.tombstones.all()) == 2
        assert work.audit.entries()[-1].details["erased"] == 1


def test_a_draft_of_a_backup_that_may_name_an_erased_client_goes_even_where_nobody_knows_that_client(
    firm: Path, tmp_path: Path
) -> None:
    with entered(firm) as session:
        pasted = Source(pasted=Pasted.of("ФИО\nШипастиков Юст\n"))
        start_draft(session, pasted, None, ("ФИО",), suggest(("ФИО",)))
        before = make_backup(session, tmp_path / "copies").value.file
        somebody = ClientRow(2, ClientType.PERSON, Identity("Шипастиков", "Юст"), Portrait())
        (newer,) = import_clients(session, [somebody]).value.clients
        soon = session.clock()
        session.clock = lambda: soon + timedelta(hours=1)
        with session.store.unit_of_work() as work:
            work.tombstones.add([newer], session.now())
            erase_clients(work.clients._connection, [newer], session.now())
        session.clock = lambda: soon + timedelta(hours=2)
        start_draft(session, pasted, None, ("ФИО",), suggest(("ФИО",)))
        since = make_backup(session, tmp_path / "copies").value.file
    report = brought_back(before, firm)
    assert (report.erased, report.drafts) == (0, 1)
    with entered(firm) as session:
        assert [one.pasted for one in read_drafts(session)] == [None], "who names nobody stays"
        with session.store.reading() as work:
            assert work.audit.entries()[-1].details["drafts"] == 1
    assert brought_back(since, firm).drafts == 0
    with entered(firm) as session:
        assert sum(one.pasted is not None for one in read_drafts(session)) == 1, "it was begun after that"


def _of_schema_0004(folder: Path) -> Path:
    """A base of the schema that had no tombstones."""
    return Path(shutil.copytree(OLDER, folder / "Old.opuntia"))


def test_a_backup_of_an_older_schema_is_migrated_and_forgets_the_erased(tmp_path: Path) -> None:
    base, copies = _of_schema_0004(tmp_path), tmp_path / "copies"
    sign_in(base, LOGIN, PASSWORD, backups=copies).close()
    (before_migration,) = list_backups(copies)
    _erase(base)
    report = brought_back(before_migration.file, base)
    assert report.erased == 1
    assert _knows(base, ERASED) <= {"client"}
    assert report.safety is not None


def test_over_a_base_of_an_older_schema_nothing_is_lost(tmp_path: Path) -> None:
    base, copies = _of_schema_0004(tmp_path / "twin"), tmp_path / "copies"
    with entered(base) as session:
        saved = make_backup(session, copies).value.file
    report = brought_back(saved, _of_schema_0004(tmp_path))
    assert (report.erased, report.tombstones_lost) == (0, False)
    assert report.safety is not None


# ---------------------------------------------------------------------- places and times


def test_a_link_to_a_base_is_followed(saved: Path, changed: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.opuntia"
    link.symlink_to(changed)
    brought_back(saved, link)
    assert link.is_symlink()
    with entered(changed) as session:
        assert read_settings(session).open_recommendations == 4


def test_the_clock_of_the_report_is_that_of_the_backup(saved: Path, tmp_path: Path) -> None:
    report = brought_back(saved, tmp_path / "A.opuntia", clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    assert report.made_at == NOW.replace(tzinfo=None)
    with entered(tmp_path / "A.opuntia") as session, session.store.reading() as work:
        assert work.audit.entries()[-1].at == datetime(2027, 1, 1)
