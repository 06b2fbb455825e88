"""Tables that arrive in a folder, or several at once, become drafts; nothing is brought in by itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.errors import FolderMissing, NotAllowed, NotATable
from core.domain.rights import Role
from core.intake.folders import Arrivals
from core.services.drafts import discard_draft, read_drafts
from core.services.imports import finish_import, plan_import
from core.services.new_tables import Drafted, draft_files, pass_over, take_arrived
from core.services.session import Session
from core.services.today import read_today
from core.vault.sealing import seal_workbook
from tests.support.bases import client_row, open_new_base, reopen
from tests.support.ugly_files import OPENED_BY, PLAIN, book

TABLE = "ФИО;Телефон\nКактусов Пётр;8 912 345-67-89\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Выгрузки"
    made.mkdir()
    return made


def write(folder: Path, name: str, text: str = TABLE) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def look_twice(session: Session, folder: Path) -> Drafted:
    arrivals = Arrivals(folder)
    arrivals.look()
    return take_arrived(session, arrivals.look()[0]).value


def test_a_new_file_becomes_a_draft_once_also_after_the_base_was_closed(session: Session, folder: Path) -> None:
    path = write(folder, "май.csv")
    (draft,) = look_twice(session, folder).drafts
    assert (draft.path, draft.headers, draft.fields) == (str(path), ("ФИО", "Телефон"), {0: "full_name", 1: "phone"})
    assert read_drafts(session) == [draft]
    assert look_twice(session, folder) == Drafted()
    discard_draft(session, draft.id)
    session.close()
    again = reopen(session.store.folder)
    assert look_twice(again, folder) == Drafted()
    assert (read_drafts(again), read_today(again).stages.clients) == ([], 0)
    again.close()


def test_a_changed_file_is_taken_again_unless_its_draft_is_still_open(session: Session, folder: Path) -> None:
    path = write(folder, "clients.csv")
    (draft,) = look_twice(session, folder).drafts
    write(folder, "clients.csv", TABLE + "Ким Вера;1\n")
    assert look_twice(session, folder) == Drafted()
    finish_import(session, draft.id, plan_import(session, [client_row(1)]), [])
    assert look_twice(session, folder) == Drafted()
    write(folder, "clients.csv", TABLE + "Ли Олег;2\n")
    os.utime(path, (5, 5))
    assert [one.path for one in look_twice(session, folder).drafts] == [str(path)]


def test_a_file_that_is_being_written_waits_until_two_looks_find_it_alike(folder: Path) -> None:
    arrivals = Arrivals(folder)
    assert arrivals.look() == ({}, False)
    path = write(folder, "a.csv", "")
    assert arrivals.look() == ({}, False), "an empty file is the beginning of one"
    for text in (TABLE[:20], TABLE[:30], TABLE):
        path.write_text(text, encoding="utf-8")
        assert arrivals.look() == ({}, True)
    settled, more = arrivals.look()
    assert (list(settled), more) == ([path], False)


def test_a_file_that_cannot_be_opened_waits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = write(folder, "a.csv")
    arrivals = Arrivals(folder)
    arrivals.look()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        assert arrivals.look() == ({}, True)
    assert list(arrivals.look()[0]) == [path]


def test_locks_hidden_files_other_kinds_and_folders_are_left_alone(folder: Path) -> None:
    for name in (
        "~$clients.xlsx",
        ".~lock.clients.ods#",
        ".hidden.csv",
        "photo.png",
        "letter.docx",
        "clients.csv.part",
    ):
        write(folder, name)
    (folder / "below.csv").mkdir()
    write(folder / "below.csv", "deep.csv")
    wanted = {write(folder, name) for name in ("a.CSV", "b.xlsx", "c.xls", "d.ods", "e.xlsb", "f.tsv", "g.txt")}
    arrivals = Arrivals(folder)
    arrivals.look()
    assert set(arrivals.look()[0]) == wanted


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    for missing in (tmp_path / "none", write(tmp_path, "a.csv"), tmp_path / "a\0b"):
        with pytest.raises(FolderMissing):
            Arrivals(missing).look()


def test_what_cannot_be_read_is_named_once_and_the_others_are_taken(session: Session, folder: Path) -> None:
    write(folder, "data.txt", '{"a": [1]}')
    write(folder, "good.csv")
    found = look_twice(session, folder)
    assert [Path(one.path).name for one in found.drafts] == ["good.csv"]
    ((name, error),) = found.unread
    assert name == "data.txt" and isinstance(error, NotATable)
    assert look_twice(session, folder) == Drafted()


def test_a_file_under_a_password_waits_in_a_draft_without_columns(session: Session, folder: Path) -> None:
    (folder / "locked.xlsx").write_bytes(seal_workbook(book(PLAIN), OPENED_BY))
    (draft,) = look_twice(session, folder).drafts
    assert (draft.headers, draft.fields) == ((), {})


def test_files_that_lay_there_before_are_passed_over_until_they_change(session: Session, folder: Path) -> None:
    write(folder, "old.csv")
    arrivals = Arrivals(folder)
    arrivals.look()
    settled, _ = arrivals.look()
    pass_over(session, settled)
    assert take_arrived(session, settled).value == Drafted()
    write(folder, "old.csv", TABLE * 2)
    assert len(look_twice(session, folder).drafts) == 1


def test_a_name_that_is_no_text_is_named_and_harms_nothing(session: Session, folder: Path) -> None:
    try:
        path = write(folder, "a\udce9.csv")
    except OSError:  # this system knows no such names
        return
    stamp = Arrivals(folder)
    stamp.look()
    found = take_arrived(session, stamp.look()[0]).value
    assert [name for name, _ in found.unread] == [path.name]


def test_several_files_become_drafts_in_their_order_and_progress_is_told(session: Session, folder: Path) -> None:
    paths = [write(folder, f"{number}.csv") for number in range(3)]
    told: list[str] = []
    done = draft_files(session, [*paths, folder / "none.csv"], lambda step, *_: told.append(step))
    assert [one.path for one in done.value.drafts] == [str(path) for path in paths]
    assert [name for name, _ in done.value.unread] == ["none.csv"]
    assert done.changed == {"imports"}
    assert set(told) == {"read"}


def test_who_may_not_bring_in_clients_takes_no_files(session: Session, folder: Path) -> None:
    session.roles = frozenset({Role.ADMINISTRATOR})
    path = write(folder, "a.csv")
    for use in (
        lambda: draft_files(session, [path]),
        lambda: take_arrived(session, {}),
        lambda: pass_over(session, {}),
    ):
        with pytest.raises(NotAllowed):
            use()
