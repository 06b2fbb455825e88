"""Erasing people: told beforehand, gone from everywhere, and not back from a backup."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.errors import NotAllowed, UnknownRecord
from core.domain.lead import LASTING, Stage
from core.domain.rights import Role, UseCase
from core.intake.choices import Corrections
from core.intake.mapping import suggest
from core.services.backups import make_backup
from core.services.client_card import read_client
from core.services.client_edits import edit_client
from core.services.client_erasing import erase_clients, read_erasure
from core.services.client_list import ClientFilter, find_clients
from core.services.decisions import accept_from
from core.services.drafts import read_drafts, save_draft, start_draft
from core.services.merges import merge_clients
from core.services.restores import restore
from core.services.scoring import compute
from core.services.sending import make_packages, mark_sent, read_packages, save_packages
from core.services.session import Session
from core.storage.people_tables import PEOPLE
from core.storage.tables import metadata
from tests.support.bases import (
    CAR,
    LOGIN,
    PASSWORD,
    all_recommendations,
    client_row,
    consent_to_all,
    open_filled,
    reopen,
)
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    import_clients(opened, [client_row(number, CAR) for number in (1, 2, 3)], consent_to_all(opened))
    compute(opened)
    yield opened
    opened.close()


def everything_of_people(session: Session) -> str:
    """All rows of the store of people as text."""
    with session.reading(UseCase.READ_CLIENTS) as work:
        run = work.clients._connection.execute
        return "".join(str(run(select(table)).all()) for table in metadata.tables.values() if table.schema == PEOPLE)


def test_what_it_does_is_told_beforehand_and_then_done(session: Session, tmp_path: Path) -> None:
    accept_from(session, 1, [1, 2, 3])
    make_packages(session, [1, 2, 3], "ru")
    save_packages(session, tmp_path / "out")
    held = sorted({one.package_id for one in all_recommendations(session) if one.client_id == 1 and one.package_id})
    first, *unsent = [one for one in read_packages(session) if one.id in held]
    mark_sent(session, first.id)
    told = read_erasure(session, [1])
    mine = [one for one in all_recommendations(session) if one.client_id == 1]
    assert told.names == ("Кактусов1 Пётр Ильич",)
    assert told.kept == len([one for one in mine if one.stage in LASTING]) > 0
    assert told.removed == len(mine) - told.kept
    assert (told.consents, told.joined, told.files) == (1, 0, (first.file_name,))
    waited = sum(one.stage is Stage.WAITING for one in all_recommendations(session))
    assert told.dissolved == len(unsent)
    assert set(told.saved) == {one.file_name for one in unsent}
    assert erase_clients(session, [1]).value == 1
    left = all_recommendations(session)
    assert [one.stage for one in left if one.client_id == 1] == [Stage.SENT] * told.kept
    assert sum(one.stage is Stage.WAITING for one in left) == waited + told.waiting
    assert "Кактусов1" not in everything_of_people(session)
    assert "+79160000001" not in everything_of_people(session)
    assert find_clients(session, ClientFilter("кактусов1")).ids == ()
    with pytest.raises(UnknownRecord):
        read_client(session, 1)


def test_saved_files_that_nobody_marked_as_sent_are_named_beforehand_and_kept_in_the_journal(
    session: Session, tmp_path: Path
) -> None:
    accept_from(session, 1, [1, 2, 3])
    make_packages(session, [1, 2, 3], "ru")
    assert read_erasure(session, [1]).saved == (), "they lie in no folder yet"
    files = {one.file.name for one in save_packages(session, tmp_path / "out").value.packages}
    mine = {one.package_id for one in all_recommendations(session) if one.client_id == 1}
    told = read_erasure(session, [1])
    assert set(told.saved) == {one.file_name for one in read_packages(session) if one.id in mine} <= files
    assert told.saved and told.files == ()
    erase_clients(session, [1])
    with session.reading(UseCase.READ_JOURNAL) as work:
        assert work.audit.entries()[-1].details == {"clients": 1, "files_to_delete": list(told.saved)}


def test_nothing_by_which_it_could_be_undone_is_left(session: Session) -> None:
    edit_client(session, 1, {"email": "petr@pochta.example"})
    erase_clients(session, [1])
    text = everything_of_people(session)
    assert "Кактусов1" not in text
    assert "petr@pochta" not in text


def test_who_became_one_with_an_erased_client_is_erased_too(session: Session) -> None:
    merge_clients(session, 1, 2)
    assert read_erasure(session, [1]).joined == 1
    erase_clients(session, [1])
    text = everything_of_people(session)
    assert "Кактусов1" not in text
    assert "Кактусов2" not in text
    assert "Кактусов3" in text
    with session.reading(UseCase.READ_CLIENTS) as work:
        assert len(work.tombstones.all()) == 2


def test_drafts_that_may_name_them_are_counted_and_go(session: Session) -> None:
    draft = start_draft(session, "other.xlsx", None, ["ФИО"], suggest(["ФИО"])).value
    assert read_erasure(session, [1]).drafts == 0
    save_draft(session, replace(draft, corrections=Corrections({3: {0: "Кактусов1"}})))
    assert read_erasure(session, [1]).drafts == 1
    erase_clients(session, [1])
    assert read_drafts(session) == []


def test_an_older_backup_does_not_bring_them_back(session: Session, tmp_path: Path) -> None:
    copy = make_backup(session, tmp_path / "copies").value
    merge_clients(session, 1, 2)
    erase_clients(session, [1])
    session.close()
    report = restore(copy.file, session.store.folder, LOGIN, PASSWORD)
    assert report.erased == 2
    again = reopen(session.store.folder)
    assert find_clients(again).ids == (3,)
    again.close()


def test_nobody_is_erased_where_one_is_not_there(session: Session) -> None:
    for wrong in ([1, 99], [], [99]):
        with pytest.raises(UnknownRecord):
            erase_clients(session, wrong)
        with pytest.raises(UnknownRecord):
            read_erasure(session, wrong)
    assert len(find_clients(session).ids) == 3
    erase_clients(session, [1])
    with pytest.raises(UnknownRecord):
        erase_clients(session, [1])


def test_a_manager_erases_nobody(session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    for ask in (erase_clients, read_erasure):
        with pytest.raises(NotAllowed):
            ask(session, [1])


def test_the_journal_tells_how_many_and_not_who(session: Session) -> None:
    entry = erase_clients(session, [1, 2]).entry
    with session.reading(UseCase.READ_JOURNAL) as work:
        last = work.audit.entries()[-1]
    assert (last.id, last.use_case, last.details) == (entry, UseCase.ERASE, {"clients": 2})
