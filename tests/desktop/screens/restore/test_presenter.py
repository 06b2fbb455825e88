"""The steps of restoring, without a window and without a base."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.backup import Backup, Facts, Moment
from core.domain.errors import WrongPassword
from core.services.restores import RestoreReport
from desktop.door import Wish
from desktop.screens.restore.presenter import Confirmation, Preview, RestorePresenter
from tests.support.door import PlainDoor

BASE = Path("bases") / "Daisy.opuntia"
FILE = Path("stick") / "Daisy 2026-11-18 1802 (2).opuntia-backup"
AT = datetime(2026, 11, 18, 15, 2)
BACKUP = Backup(FILE, 9_000, AT, False, Facts("b", AT, "by_hand", "1.2", Moment("6", 9, 240, 31, 50, "c")))


class View:
    """Keeps what is shown; `yes` is what a person answers."""

    def __init__(self) -> None:
        self.step = ""
        self.found: Sequence[Backup] = ()
        self.preview: Preview | None = None
        self.lines: Sequence[str] = ()
        self.busy = self.refused = ""
        self.asked: list[Confirmation] = []
        self.yes = True

    def show_choose(self, text: str, found: Sequence[Backup]) -> None:
        assert text
        self.step, self.found = "choose", found

    def show_preview(self, preview: Preview) -> None:
        self.step, self.preview = "open", preview

    def show_report(self, title: str, lines: Sequence[str]) -> None:
        assert title
        self.step, self.lines = "report", lines

    def show_busy(self, sentence: str) -> None:
        self.busy = sentence

    def show_refused(self, sentence: str) -> None:
        self.refused = sentence

    def confirm(self, asked: Confirmation) -> bool:
        self.asked.append(asked)
        return self.yes


Made = tuple[RestorePresenter, View, PlainDoor, list[str]]


@pytest.fixture
def make() -> Callable[..., Made]:
    def made(base: Path | None = BASE, standing: Moment | None = None) -> Made:
        view, door, closed = View(), PlainDoor(), list[str]()
        door.found = [BACKUP]

        def close(then: Callable[[], object]) -> None:
            closed.append("closed")
            then()

        return RestorePresenter(view, door, base, standing, close), view, door, closed

    return made


def test_the_backups_of_the_base_are_offered_and_each_is_read_whole(make: Callable[..., Made]) -> None:
    presenter, view, door, _ = make()
    presenter.begin()
    assert (view.step, list(view.found)) == ("choose", [BACKUP])
    presenter.look_at(FILE)
    assert ("read_backup", FILE) in door.calls
    assert view.preview is not None
    assert view.preview.whole
    assert view.preview.place == ""
    assert any("240" in line and "31" in line for line in view.preview.lines)
    assert len(view.preview.what) == 2
    presenter.leave()
    assert door.calls[-1] == ("end_restore", BASE)


def test_what_stands_now_is_compared(make: Callable[..., Made]) -> None:
    presenter, view, _, _ = make(standing=Moment("6", 99, 777, 55, 80, "d"))
    presenter.begin(FILE)
    assert view.preview is not None
    assert "777" in view.preview.lines[-1]


def test_a_damaged_backup_is_refused_before_any_password(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    door.found = [replace(BACKUP, damaged=True)]
    presenter.begin(FILE)
    assert view.preview is not None
    assert not view.preview.whole
    presenter.restore("anna", "password", "", by_sheet=False)
    assert (view.asked, closed) == ([], [])


def test_nothing_happens_before_the_fields_are_filled_and_the_name_is_typed(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    for given in ((" ", "p", "", False), ("anna", "", "", False), ("anna", "p", " ", True)):
        presenter.restore(*given[:3], by_sheet=given[3])
        assert view.refused
    assert view.asked == []
    view.yes = False
    presenter.restore("anna", "p", "", by_sheet=False)
    assert view.asked[0].name == "Daisy"
    assert "240" in view.asked[0].text
    assert closed == []
    assert not [call for call in door.calls if call[0] == "restore"]


def test_the_base_is_closed_restored_and_told_of(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    presenter.restore("anna", "p", "left over", by_sheet=False)
    assert closed == ["closed"]
    assert door.calls[-1] == ("restore", Wish(FILE, BASE, "anna", "p"))
    assert view.busy
    door.refuse(WrongPassword())
    assert view.refused == door.words.error(WrongPassword())
    assert view.busy == ""
    presenter.restore("anna", "q", "1 2 3", by_sheet=True)
    assert door.calls[-1] == ("restore", Wish(FILE, BASE, "anna", "q", "1 2 3"))
    door.restored(RestoreReport(AT, 238, 31, 2, Path("safe"), Path("kept"), True, 1))
    told = " ".join(view.lines)
    assert view.step == "report"
    assert all(one in told for one in ("238", ": 2", ": 1", "safe", "kept", "новым паролем"))
    presenter.enter()
    assert tuple(door.calls[-1]) == ("show_unlock", BASE)


def test_on_a_new_machine_the_place_is_chosen(make: Callable[..., Made], tmp_path: Path) -> None:
    presenter, view, door, _ = make(None)
    presenter.begin()
    assert list(view.found) == []
    presenter.choose_file()
    assert view.step == "choose"
    door.chosen = FILE
    presenter.choose_file()
    assert view.preview is not None
    assert view.preview.place == str(door.default_folder / "Daisy.opuntia")
    door.chosen = tmp_path
    presenter.choose_place()
    assert view.preview.place == str(tmp_path / "Daisy.opuntia")
    assert view.preview.what == ()
    presenter.restore("anna", "p", "", by_sheet=False)
    assert door.calls[-1] == ("restore", Wish(FILE, tmp_path / "Daisy.opuntia", "anna", "p"))
    door.restored(RestoreReport(AT, 240, 31, 0, None, None, False))
    presenter.enter()
    assert tuple(door.calls[-1]) == ("show_unlock", tmp_path / "Daisy.opuntia")


def test_another_language_says_the_step_that_stands(make: Callable[..., Made]) -> None:
    presenter, view, door, _ = make()
    presenter.begin(FILE)
    russian = view.preview
    door.words.language = "en"
    presenter.retell()
    assert view.step == "open"
    assert view.preview != russian
