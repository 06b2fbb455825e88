"""Another password, and a sheet that counts once some of it was read back; without Qt."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.errors import WrongSheet
from core.domain.rights import Role
from core.services.session import Session, sign_in
from core.services.users import has_sheet, make_sheet, recover
from core.vault.recovery import group_fits
from desktop.screens.access.presenter import AccessPresenter, PasswordPresenter, SheetPresenter
from desktop.words import Words
from tests.support.bases import LOGIN, PASSWORD
from tests.support.desk import PlainDesk

NEW_PASSWORD = "other-pads-and-fruit"
RU = Words("ru")


def say(key: str, **blanks: object) -> str:
    return RU.say("access", key, **blanks)


class View:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.asked: list[int] = []
        self.wrong: dict[int, str] = {}
        self.place: int | None = None
        self.notes: list[tuple[str, str]] = []
        self.standing = ("", "")
        self.fields: list[tuple[str, str]] = []
        self.busy = False

    def show_sheet(self, groups: Sequence[str]) -> None:
        self.groups = list(groups)

    def ask_groups(self, numbers: Sequence[int]) -> None:
        self.asked = list(numbers)

    def show_group(self, place: int, sentence: str) -> None:
        self.wrong[place] = sentence

    def stand_at(self, place: int) -> None:
        self.place = place

    def show_note(self, sentence: str, tone: str) -> None:
        self.notes.append((sentence, tone))

    def show_standing(self, sentence: str, action: str) -> None:
        self.standing = (sentence, action)

    def show_wrong(self, field: str, sentence: str) -> None:
        self.fields.append((field, sentence))

    def show_busy(self, busy: bool) -> None:
        self.busy = busy


def begun(session: Session) -> tuple[SheetPresenter, View, list[str]]:
    view, done = View(), list[str]()
    presenter = SheetPresenter(view, PlainDesk(session), lambda: done.append("done"), lambda _all, _n: [7, 2, 4, 1])
    presenter.begin()
    return presenter, view, done


def rights(view: View) -> dict[int, str]:
    return {place: view.groups[number - 1] for place, number in enumerate(view.asked)}


def test_a_sheet_counts_once_four_of_its_groups_were_typed_back(session: Session) -> None:
    base = session.store.folder
    presenter, view, done = begun(session)
    presenter.go_on()
    assert view.asked == [1, 2, 4, 7], "in the order of the sheet"
    assert not has_sheet(session)
    presenter.finish(rights(view))
    assert done == ["done"]
    assert has_sheet(session)
    assert not presenter.under_way, "nothing keeps its groups"
    session.close()
    recover(base, "-".join(view.groups), LOGIN, NEW_PASSWORD).close()


def test_a_slip_is_told_at_its_group_and_nothing_is_made(session: Session) -> None:
    presenter, view, done = begun(session)
    presenter.go_on()
    right = rights(view)
    slip = f"{(int(right[1]) + 1) % 1_000_000:06}"
    assert not group_fits(slip)
    presenter.typed(1, slip[:5])
    assert view.wrong[1] == ""
    presenter.typed(1, slip)
    assert "В группе 2" in view.wrong[1]
    other = next(f"{11 * n:06}" for n in (1, 2) if f"{11 * n:06}" != right[2])
    presenter.finish(right | {1: slip, 2: other, 3: ""})
    assert (view.wrong[0], view.wrong[2], view.wrong[3]) == ("", say("group_other", group=4), say("group_missing"))
    assert (view.place, done, has_sheet(session)) == (1, [], False)
    presenter.finish(right)
    assert has_sheet(session)


def test_the_old_sheet_is_good_until_the_new_one_is_finished(session: Session) -> None:
    base = session.store.folder
    old = make_sheet(session).value
    presenter, view, _ = begun(session)
    presenter.go_on()
    draft = "-".join(view.groups)
    session.close()
    with pytest.raises(WrongSheet):
        recover(base, draft, LOGIN, NEW_PASSWORD)
    recover(base, old, LOGIN, NEW_PASSWORD).close()


def test_a_saved_file_holds_the_sheet_its_warning_and_no_name(session: Session, tmp_path: Path) -> None:
    presenter, view, _ = begun(session)
    presenter.save("")
    assert view.notes == []
    presenter.save(str(tmp_path / "sheet.txt"))
    text = (tmp_path / "sheet.txt").read_text("utf-8-sig")
    assert all(group in text for group in view.groups)
    assert say("opens") in text
    assert LOGIN not in text
    assert session.company not in text
    assert view.notes == [(say("saved"), "warn")]
    presenter.save(str(tmp_path / "nowhere" / "sheet.txt"))
    assert view.notes[-1][1] == "err"


def test_what_came_of_printing_is_told(session: Session) -> None:
    presenter, view, _ = begun(session)
    for came in ("printed", "no_printer", ""):
        presenter.printed(came)
    assert view.notes == [(say("printed"), "ok"), (say("no_printer"), "err")]


def test_how_the_sheet_stands_is_told_to_who_can_make_one(session: Session) -> None:
    desk, view = PlainDesk(session), View()
    presenter = AccessPresenter(view, desk)
    presenter.read()
    assert view.standing == (say("due"), say("make"))
    make_sheet(session)
    presenter.read()
    assert view.standing == (say("made"), say("renew"))
    session.roles = frozenset({Role.ANALYST})
    presenter.read()
    assert view.standing == (say("not_for_you"), "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("", NEW_PASSWORD, NEW_PASSWORD), "old"),
        ((PASSWORD, "", ""), "new"),
        ((PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "x"), "again"),
        ((PASSWORD + "x", NEW_PASSWORD, NEW_PASSWORD), "old"),
        ((PASSWORD, "коротко", "коротко"), "new"),
        ((PASSWORD, PASSWORD, PASSWORD), "new"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_told_at_its_field(
    session: Session, typed: tuple[str, str, str], field: str
) -> None:
    view, done = View(), list[str]()
    PasswordPresenter(view, PlainDesk(session), lambda: done.append("done")).change(*typed)
    assert [name for name, _ in view.fields] == [field]
    assert (done, view.busy) == ([], False)


def test_another_password_opens_the_base(session: Session) -> None:
    base, view, done = session.store.folder, View(), list[str]()
    PasswordPresenter(view, PlainDesk(session), lambda: done.append("done")).change(
        PASSWORD, NEW_PASSWORD, NEW_PASSWORD
    )
    assert (done, view.fields) == (["done"], [])
    session.close()
    sign_in(base, LOGIN, NEW_PASSWORD).close()
