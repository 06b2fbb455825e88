"""What the page of backups says and does, on a real base."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.errors import BackupInside, NoPeopleKey, PlaceUnwritable
from core.services.session import Session
from core.storage.store import Store
from core.vault.slots import StoreKeys
from desktop.backup_rows import BackupRow
from desktop.screens.backups.presenter import BackupsPresenter, Standing
from tests.support.bases import NOW, open_new_base
from tests.support.desk import PlainDesk


class View:
    """Keeps what is shown, the latest only."""

    def __init__(self) -> None:
        self.standing = Standing("", "", "", "")
        self.rows: list[BackupRow] = []
        self.may = (False, "")
        self.busy = False
        self.message = ("", "")
        self.folder = ""

    def show_standing(self, standing: Standing) -> None:
        self.standing = standing

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        self.rows = list(rows)

    def show_may(self, *, make: bool, why: str) -> None:
        self.may = (make, why)

    def show_busy(self, *, busy: bool) -> None:
        self.busy = busy

    def show_message(self, text: str, tone: str = "info") -> None:
        self.message = (text, tone)

    def choose_folder(self, title: str, start: str) -> str:
        assert title
        assert start
        return self.folder


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_new_base(tmp_path)
    yield opened
    opened.close()


Opened = tuple[BackupsPresenter, View, PlainDesk, list[Path | None]]


@pytest.fixture
def opened(session: Session) -> Opened:
    view, desk, asked = View(), PlainDesk(session), list[Path | None]()
    presenter = BackupsPresenter(view, desk, asked.append)
    presenter.read()
    return presenter, view, desk, asked


def test_a_base_without_a_backup_says_so_in_red(opened: Opened) -> None:
    presenter, view, desk, _ = opened
    assert view.rows == []
    assert view.standing.late
    presenter.make()
    assert len(view.rows) == 1
    assert view.standing.late == ""
    assert "09:30" in view.standing.last or ":30" in view.standing.last
    assert desk.told
    assert not view.busy
    assert not view.rows[0].damaged
    assert Path(view.standing.folder) == view.rows[0].file.parent


def test_a_backup_of_last_week_is_too_old(opened: Opened, session: Session) -> None:
    presenter, view, _, _ = opened
    presenter.make()
    session.clock = lambda: NOW + timedelta(days=7)
    presenter.read()
    assert view.standing.late == ""
    session.clock = lambda: NOW + timedelta(days=7, minutes=1)
    presenter.read()
    assert "7" in view.standing.late


def test_verifying_finds_the_flipped_bit_and_the_list_keeps_its_mark(opened: Opened) -> None:
    presenter, view, _, _ = opened
    presenter.make()
    presenter.verify(0)
    assert view.message[1] == "ok"
    file = view.rows[0].file
    content = bytearray(file.read_bytes())
    content[5_000] ^= 1
    file.write_bytes(content)
    presenter.verify(0)
    assert view.message[1] == "err"
    assert view.rows[0].damaged
    presenter.read()
    assert view.rows[0].damaged
    assert view.standing.late
    presenter.verify(7)


def test_another_folder_is_remembered_and_one_inside_of_the_base_refused(
    opened: Opened, session: Session, tmp_path: Path
) -> None:
    presenter, view, desk, _ = opened
    presenter.choose_folder()
    assert session.backups is None
    view.folder = str(session.store.folder / "within")
    presenter.choose_folder()
    assert view.message == (desk.words.error(BackupInside()), "err")
    view.folder = str(tmp_path / "elsewhere")
    presenter.choose_folder()
    presenter.make()
    assert view.standing.folder == view.folder
    assert [one.file.parent for one in view.rows] == [tmp_path / "elsewhere"]


def test_a_folder_that_takes_nothing_is_a_sentence(opened: Opened, session: Session, tmp_path: Path) -> None:
    presenter, view, desk, _ = opened
    (tmp_path / "file").write_text("no folder")
    session.backups = tmp_path / "file" / "deeper"
    presenter.make()
    assert view.message == (desk.words.error(PlaceUnwritable()), "err")
    assert not view.busy


def test_who_sees_no_people_makes_none_and_reads_why(opened: Opened, session: Session) -> None:
    presenter, view, desk, _ = opened
    session.store = replace_keys(session)
    presenter.read()
    assert view.may == (False, desk.words.error(NoPeopleKey()))
    presenter.make()
    assert view.rows == []


def replace_keys(session: Session) -> Store:
    """The store as an administrator without the people key has it."""
    store = session.store
    keys = StoreKeys(store.keys.work, None)
    store.close()
    return Store(store.folder, keys)


def test_restoring_goes_on_with_the_chosen_backup(opened: Opened) -> None:
    presenter, view, _, asked = opened
    presenter.make()
    presenter.restore()
    presenter.restore(0)
    assert asked == [None, view.rows[0].file]


def test_the_sample_is_never_late(session: Session) -> None:
    view, desk = View(), PlainDesk(replace(session, is_sample=True))
    BackupsPresenter(view, desk, lambda _file: None).read()
    assert view.standing.late == ""
