"""What the journal shows: pages, filters, the check in words, the workbook."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from core.domain.errors import FolderUnwritable
from core.domain.journal import AuditHead, AuditTrouble, Group, Tampering
from core.domain.rights import Role, UseCase
from core.services.journal import PAGE, JournalCheck
from core.services.session import Session
from desktop.screens.journal import presenter as presenting
from desktop.screens.journal.presenter import FilterShown, JournalPresenter, LineRow
from desktop.words import Words
from tests.desktop.screens.journal.conftest import ENTRIES
from tests.support.bases import LOGIN, NOW
from tests.support.desk import PlainDesk


class View:
    """Keeps what is shown, the latest only."""

    def __init__(self) -> None:
        self.rows: list[LineRow] = []
        self.count = ""
        self.filtered = False
        self.nothing: tuple[str, ...] = ()
        self.message = ("", "")
        self.busy = (False, False)
        self.file = ""
        self.filter: FilterShown | None = None

    def show_filter(self, shown: FilterShown) -> None:
        self.filter = shown

    def show_lines(self, rows: Sequence[LineRow], count: str, *, filtered: bool) -> None:
        self.rows, self.count, self.filtered, self.nothing = list(rows), count, filtered, ()

    def add_lines(self, rows: Sequence[LineRow]) -> None:
        self.rows += rows

    def show_nothing(self, title: str, text: str, reset: str, count: str) -> None:
        self.nothing, self.rows, self.count = (title, text, reset), [], count

    def show_busy(self, *, checking: bool, exporting: bool) -> None:
        self.busy = (checking, exporting)

    def show_message(self, text: str, tone: str = "info") -> None:
        self.message = (text, tone)

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        assert title
        assert name.endswith(".xlsx")
        assert "xlsx" in kinds
        return self.file


Opened = tuple[JournalPresenter, View, PlainDesk]


@pytest.fixture
def opened(session: Session) -> Opened:
    view, desk = View(), PlainDesk(session)
    presenter = JournalPresenter(view, desk)
    presenter.read()
    return presenter, view, desk


def _scroll(presenter: JournalPresenter) -> None:
    while presenter.more:
        presenter.read_more()


def test_lines_come_page_by_page_the_newest_first(opened: Opened) -> None:
    presenter, view, _ = opened
    assert len(view.rows) == PAGE
    _scroll(presenter)
    ids = [row.id for row in view.rows]
    assert ids == sorted(set(ids), reverse=True)
    assert (ids[-1], len(ids)) == (1, ids[0])
    assert view.count.startswith(str(len(ids)))
    presenter.read_more()
    assert len(view.rows) == len(ids)


def test_what_is_written_while_one_scrolls_shows_no_line_twice_and_loses_none(opened: Opened) -> None:
    presenter, view, desk = opened
    with desk.session.store.unit_of_work() as work:
        for _ in range(7):
            work.audit.append(desk.session.now(), 1, Role.MANAGER, UseCase.COMPUTE, {})
    first = view.rows[0].id
    _scroll(presenter)
    assert [row.id for row in view.rows] == list(range(first, 0, -1))


def test_a_line_is_told_in_words_and_in_local_time(opened: Opened) -> None:
    presenter, view, desk = opened
    _scroll(presenter)
    oldest = view.rows[-1]
    at = (NOW - timedelta(days=10)).astimezone()
    assert oldest.at == f"{at:%d.%m.%Y, %H:%M:%S}"
    assert (oldest.login, oldest.role, oldest.use_case) == ("boris", "Менеджер", "Решение о рекомендациях")
    assert "рекомендаций: 1" in oldest.details
    assert all(part in oldest.spoken for part in (oldest.at, oldest.login, oldest.details))
    english = View()
    JournalPresenter(english, PlainDesk(desk.session, Words("en"))).read()
    assert english.rows[0].use_case != view.rows[0].use_case


def test_each_filter_narrows_and_its_count_says_of_how_many(opened: Opened) -> None:
    presenter, view, _ = opened
    every = view.count.split()[0]
    presenter.pick_group(Group.DECIDE, on=True)
    assert view.filtered
    assert view.count.startswith(f"{ENTRIES // 10} ")
    assert view.count.endswith(every)
    presenter.pick_user(1)
    assert view.nothing[0].startswith("0 ")
    assert view.nothing[2] == "Сбросить фильтр"
    presenter.reset()
    assert (view.count.split()[0], view.filtered, view.nothing) == (every, False, ())


def test_days_at_the_edge_of_all_there_is_bound_nothing(opened: Opened) -> None:
    presenter, view, _ = opened
    assert view.filter is not None
    least, most = view.filter.span
    assert (most - least).days == 10
    presenter.pick_days(least, most)
    assert not view.filtered
    presenter.pick_days(least + timedelta(days=9), most)
    assert view.filtered
    assert (view.filter.first, view.filter.last) == (least + timedelta(days=9), most)
    _scroll(presenter)
    oldest = min(row.id for row in view.rows)
    presenter.pick_days(least, least + timedelta(days=8))
    assert max(row.id for row in view.rows) == oldest - 1
    presenter.reset()


def test_all_users_can_be_asked_for(opened: Opened) -> None:
    _, view, _ = opened
    assert view.filter is not None
    assert [word for word, _ in view.filter.users] == ["Все", LOGIN, "boris"]
    assert [group for _, group in view.filter.groups] == list(Group)


HEAD = AuditHead(1234, "x")


@pytest.mark.parametrize(
    ("found", "tone", "said"),
    [
        (JournalCheck(HEAD, 1200, None), "ok", ["1\u00a0234", "1\u00a0200"]),
        (JournalCheck(HEAD, 0, None), "info", ["1\u00a0234", "попросите"]),
        (JournalCheck(AuditHead(0, ""), 0, None), "info", ["нет записей"]),
        *((JournalCheck(HEAD, 9, AuditTrouble(kind, 77)), "err", ["77", "Сохраните папку базы"]) for kind in Tampering),
    ],
)
def test_the_check_is_told_in_a_sentence(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, found: JournalCheck, tone: str, said: list[str]
) -> None:
    presenter, view, _ = opened
    monkeypatch.setattr(presenting, "check_journal", lambda _session, _anchors: found)
    presenter.check()
    assert view.message[1] == tone
    assert all(one in view.message[0] for one in said)
    assert view.busy == (False, False)


def test_a_whole_journal_is_said_to_be_whole(opened: Opened) -> None:
    presenter, view, _ = opened
    presenter.check()
    assert view.message[1] == "ok"


def test_the_workbook_holds_what_the_filter_lets_through(opened: Opened, tmp_path: Path) -> None:
    presenter, view, desk = opened
    presenter.pick_group(Group.DECIDE, on=True)
    presenter.export()
    assert desk.told == []
    view.file = str(tmp_path / "journal")
    presenter.export()
    sheet: list[Any] = CalamineWorkbook.from_path(tmp_path / "journal.xlsx").get_sheet_by_index(0).to_python()
    assert len(sheet) == ENTRIES // 10 + 1
    assert "journal.xlsx" in desk.told[0][0]
    view.file = str(tmp_path / "none" / "journal.xlsx")
    presenter.export()
    assert view.message == (desk.words.error(FolderUnwritable()), "err")
    assert view.busy == (False, False)
    presenter.reset()
