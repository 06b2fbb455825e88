"""The steps of restoring, without a window and without a base."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.backup import Backup, Facts, Moment
from core.domain.errors import WeakPassword, WrongPassword, WrongSheet
from core.services.restores import Rehearsal, RestoreReport
from core.vault.recovery import new_sheet
from core.vault.slots import StoreKeys
from desktop.door import Wish
from desktop.screens.restore.presenter import Confirmation, Preview, RestorePresenter
from tests.support.door import PlainDoor

BASE = Path("bases") / "Daisy.opuntia"
FILE = Path("stick") / "Daisy 2026-11-18 1802 (2).opuntia-backup"
SHEET = new_sheet().split("-")
AT = datetime(2026, 11, 18, 15, 2)
BACKUP = Backup(FILE, 9_000, AT, False, Facts("b", AT, "by_hand", "1.2", Moment("6", 9, 240, 31, 50, "c")))


class View:
    """Keeps what is shown; `yes` is what a person answers."""

    def __init__(self) -> None:
        self.step = ""
        self.found: Sequence[Backup] = ()
        self.preview: Preview | None = None
        self.lines: Sequence[str] = ()
        self.busy = self.refused = self.field = ""
        self.wrong: dict[int, str] = {}
        self.group = -1
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

    def show_refused(self, sentence: str, field: str = "") -> None:
        self.refused, self.field = sentence, field

    def show_group(self, place: int, sentence: str) -> None:
        self.wrong[place] = sentence

    def stand_at(self, place: int) -> None:
        self.group = place

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
    presenter.restore("anna", "password")
    assert (view.asked, closed) == ([], [])
    assert not [call for call in door.calls if call[0] == "rehearse"]


def test_nothing_happens_before_the_fields_are_filled_and_the_name_is_typed(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    for login, password, field in ((" ", "p", "login"), ("anna", "", "password")):
        presenter.restore(login, password)
        assert view.refused
        assert view.field == field
    assert not [call for call in door.calls if call[0] == "rehearse"]
    view.yes = False
    presenter.restore("anna", "p")
    assert view.asked[0].name == "Daisy"
    assert "240" in view.asked[0].text
    assert closed == []
    assert not [call for call in door.calls if call[0] == "restore"]


def test_the_base_is_closed_restored_and_told_of(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    keys = StoreKeys(b"w", b"p")
    door.rehearsal = Rehearsal(keys, False)
    presenter.restore("anna", "p")
    assert closed == ["closed"]
    assert door.calls[-2:] == [("rehearse", Wish(FILE, BASE, "anna", "p")), ("restore", _wish("p", standing=keys))]
    assert view.busy
    door.refuse(WrongPassword())
    assert view.refused == door.words.error(WrongPassword())
    assert view.busy == ""
    presenter.restore_by_sheet(SHEET, "anna", "q", "q")
    assert door.calls[-1] == ("restore", _wish("q", sheet="-".join(SHEET), standing=keys))
    door.restored(RestoreReport(AT, 238, 31, 2, Path("safe"), Path("kept"), True, 1, 7))
    told = " ".join(view.lines)
    assert view.step == "report"
    assert all(one in told for one in ("238", ": 2", ": 1", "импорта: 7", "safe", "kept", "новым паролем"))
    presenter.enter()
    assert tuple(door.calls[-1]) == ("show_unlock", BASE)


def _wish(password: str, sheet: str = "", standing: StoreKeys | None = None) -> Wish:
    return Wish(FILE, BASE, "anna", password, sheet, standing)


def test_a_password_that_does_not_open_the_backup_closes_nothing(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    door.rehearsal = None
    presenter.restore("anna", "p")
    assert view.busy
    door.refuse(WrongPassword())
    assert (view.busy, view.refused) == ("", door.words.error(WrongPassword()))
    presenter.restore_by_sheet(SHEET, "anna", "q", "q")
    door.refuse(WrongPassword())
    assert (view.refused, view.field) == (door.words.say("recovery", "login_unknown"), "login")
    door.refuse(WeakPassword(least=10))
    assert view.field == "password"
    door.refuse(WrongSheet())
    assert view.group == 0
    assert (view.asked, closed, view.step) == ([], [], "open")
    presenter.change_way()
    assert view.refused == ""


def test_what_will_be_lost_is_said_before_the_last_step(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    view.yes = False
    for lost in (False, True):
        door.rehearsal = Rehearsal(None, lost)
        presenter.restore("anna", "p")
    kept, lost_ = (asked.text for asked in view.asked)
    assert "не открыть" in lost_
    assert "не открыть" not in kept
    assert closed == []


def test_groups_with_a_slip_and_passwords_that_differ_are_told_where_they_stand(make: Callable[..., Made]) -> None:
    presenter, view, door, _ = make()
    presenter.begin(FILE)
    presenter.typed(2, "12345")
    assert view.wrong[2] == ""
    presenter.typed(2, "123457")
    assert view.wrong[2]
    presenter.restore_by_sheet([*SHEET[:3], "", *SHEET[4:]], "anna", "q", "q")
    assert (view.group, bool(view.wrong[3])) == (3, True)
    for password, again, field in (("", "", "password"), ("q", "", "again"), ("q", "r", "again")):
        presenter.restore_by_sheet(SHEET, "anna", password, again)
        assert view.field == field
        assert view.refused
    assert not [call for call in door.calls if call[0] == "rehearse"]


def test_answers_that_come_after_the_view_is_gone_tell_nobody(make: Callable[..., Made]) -> None:
    presenter, view, door, closed = make()
    presenter.begin(FILE)
    assert presenter.file == FILE
    door.rehearsal = None
    presenter.restore("anna", "p")
    presenter.forget()
    door.refuse(WrongPassword())
    assert (view.refused, closed) == ("", [])


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
    presenter.restore("anna", "p")
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
