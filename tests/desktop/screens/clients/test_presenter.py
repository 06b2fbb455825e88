"""The list of clients without a window: found, read as it is seen, filtered, exported, given away and undone."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.domain.errors import FolderUnwritable
from core.domain.rights import Role
from core.services.client_erasing import Erasure, erase_clients
from core.services.client_list import ConsentState, SortKey, find_clients, read_client_rows
from core.services.session import Session
from desktop.asked import FormShown
from desktop.screens.clients.presenter import FILTER, ClientsPresenter, Nothing
from desktop.screens.clients.row_cache import AROUND, MOST
from desktop.screens.clients.shown import Chip, Column, EditShown, Offer
from desktop.screens.clients.wanted import Part
from desktop.words import Words
from tests.core.services.conftest import sheet_of
from tests.desktop.screens.clients.conftest import CLIENTS
from tests.support.desk import PlainDesk


class View:
    """Keeps what is shown, the latest only."""

    def __init__(self) -> None:
        self.lists: list[tuple[str, int | None, bool]] = []
        self.nothing: Nothing | None = None
        self.filter: tuple[str, Sequence[Chip], str, bool] = ("", (), "", False)
        self.offers: Sequence[Offer] = ()
        self.sort = (SortKey.NAME, False)
        self.message = ""
        self.file = ""
        self.manager: str | None = None
        self.asked: Sequence[tuple[str, str]] = ()
        self.erasure: Erasure | None = None
        self.sure = False
        self.edits: list[Sequence[EditShown]] = []
        self.refused: list[tuple[Column, str]] = []
        self.ended = 0
        self.form: FormShown | None = None
        self.then: Callable[[str, Mapping[str, Any]], None] = lambda _answer, _typed: None
        self.form_refused: list[tuple[str, str]] = []

    def show_list(self, count: str, place: int | None, *, anew: bool) -> None:
        self.lists.append((count, place, anew))
        self.nothing = None

    def show_rows(self) -> None:
        return

    def show_nothing(self, nothing: Nothing) -> None:
        self.nothing = nothing

    def show_filter(self, text: str, chips: Sequence[Chip], count: str, *, narrows: bool) -> None:
        self.filter = (text, chips, count, narrows)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        self.offers = offers

    def show_sort(self, sort: SortKey, *, descending: bool) -> None:
        self.sort = (sort, descending)

    def ask_form(self, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        self.form, self.then = form, then

    def refuse_form(self, sentence: str, field: str = "") -> None:
        self.form_refused.append((sentence, field))

    def close_form(self) -> None:
        self.form = None

    def edit_row(self, fields: Sequence[EditShown]) -> None:
        self.edits.append(fields)

    def refuse_edit(self, column: Column, sentence: str) -> None:
        self.refused.append((column, sentence))

    def end_edit(self) -> None:
        self.ended += 1

    def show_exporting(self, *, under_way: bool) -> None:
        self.under_way = under_way

    def show_message(self, text: str, tone: str = "info") -> None:
        self.message = f"{tone}: {text}"

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        assert title
        assert name.endswith(".xlsx")
        assert "xlsx" in kinds
        return self.file

    def ask_manager(self, title: str, options: Sequence[tuple[str, str]]) -> str | None:
        assert title
        self.asked = options
        return self.manager

    def ask_erasure(self, erasure: Erasure, then: Callable[[], None]) -> None:
        self.erasure = erasure
        if self.sure:
            then()


Opened = tuple[ClientsPresenter, View, PlainDesk]


def opened_on(session: Session, words: Words | None = None) -> Opened:
    view, desk = View(), PlainDesk(session, words)
    presenter = ClientsPresenter(view, desk)
    presenter.read()
    return presenter, view, desk


@pytest.fixture
def opened(session: Session) -> Opened:
    return opened_on(session)


def names(presenter: ClientsPresenter) -> list[str]:
    rows = [presenter.rows.row(place) for place in range(len(presenter.rows.ids))]
    return ["" if row is None else row.cells[Column.NAME] for row in rows]


def test_all_are_in_the_list_and_the_first_rows_are_there_at_once(opened: Opened) -> None:
    presenter, view, _ = opened
    assert len(presenter.rows.ids) == CLIENTS
    assert view.lists == [(f"{CLIENTS} клиентов", None, False)]
    assert len(presenter.rows) == AROUND
    assert presenter.rows.row(0) is not None
    assert presenter.rows.row(AROUND) is None


def test_rows_are_read_as_they_are_seen_and_only_once(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter, _, _ = opened
    asked: list[list[int]] = []

    def noted(session: Session, ids: Sequence[int]) -> Any:
        asked.append(list(ids))
        return read_client_rows(session, ids)

    monkeypatch.setattr("desktop.screens.clients.presenter.read_client_rows", noted)
    presenter.see(100, 110)
    assert asked == [list(presenter.rows.ids[100 - AROUND : 111 + AROUND])]
    presenter.see(105, 120)
    assert len(asked) == 1
    presenter.see(CLIENTS - 3, CLIENTS - 1)
    assert all(presenter.rows.row(place) is not None for place in (100, CLIENTS - 1))


def test_rows_far_away_are_let_go(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter, _, _ = opened
    monkeypatch.setattr("desktop.screens.clients.row_cache.MOST", 50)
    assert MOST > 50
    for first in range(0, CLIENTS, 20):
        presenter.see(first, min(first + 19, CLIENTS - 1))
        assert len(presenter.rows) <= 50 + 2 * AROUND + 20
    assert presenter.rows.row(0) is None


def test_a_row_tells_a_client_in_columns_and_in_one_sentence(opened: Opened) -> None:
    presenter, _, _ = opened
    presenter.type_text("соколова")
    row = presenter.rows.row(0)
    assert row is not None
    cells = row.cells
    assert (cells[Column.NAME], cells[Column.PHONE]) == ("Соколова А. И.", "+7 916 ***-**-01")
    assert (cells[Column.CITY], cells[Column.CONSENT]) == ("Казань", "есть")
    assert row.full == "Соколова Анна Игоревна"
    told = ("Соколова Анна Игоревна", "город Казань", "+7 916 ***-**-01", "согласие: есть", f"балл {row.score}")
    assert all(one in row.spoken for one in told)
    presenter.type_text("лучевик")
    firm = presenter.rows.row(0)
    assert firm is not None
    assert (firm.cells[Column.CONSENT], firm.cells[Column.KINDS], firm.ink) == ("нет", "нет", "err")


def test_english_says_it_in_english(session: Session) -> None:
    presenter, view, _ = opened_on(session, Words("en"))
    assert view.lists[0][0] == f"{CLIENTS} clients"
    row = presenter.rows.row(0)
    assert row is not None
    assert row.cells[Column.CONSENT] == "yes"


@pytest.mark.parametrize("typed", ["соколова", "СОКОЛОВА", "cjrjkjdf", "8 916 000-00-01", "анна сок"])
def test_what_is_typed_finds_one_however_it_is_typed(opened: Opened, typed: str) -> None:
    presenter, view, _ = opened
    presenter.type_text(typed)
    assert names(presenter) == ["Соколова А. И."]
    assert view.filter[2] == f"1 из {CLIENTS} по фильтру"
    assert view.lists[-1][2]


def test_what_is_typed_while_an_answer_is_awaited_is_asked_last_and_shown_alone(session: Session) -> None:
    class SlowDesk(PlainDesk):
        """Answers when it is told to."""

        def __init__(self) -> None:
            super().__init__(session)
            self.waiting: list[Callable[[], None]] = []

        def ask(self, line: str, question: Any, then: Any, refused: Any = None) -> None:
            self.waiting.append(lambda: super(SlowDesk, self).ask(line, question, then, refused))

    view, desk = View(), SlowDesk()
    presenter = ClientsPresenter(view, desk)
    presenter.read()
    for typed in ("с", "со", "сок"):
        presenter.type_text(typed)
    assert len(desk.waiting) == 1
    desk.waiting.pop(0)()
    assert view.lists == []
    assert len(desk.waiting) == 1
    desk.waiting.pop(0)()
    assert (len(view.lists), names(presenter)) == (1, ["Соколова А. И."])


def test_chips_are_what_the_filter_is_made_of_and_each_goes_off_and_away(opened: Opened) -> None:
    presenter, view, _ = opened
    presenter.pick(Part.CITY, "Казань", on=True)
    presenter.pick(Part.CONSENT, ConsentState.LIVE, on=True)
    assert [(chip.text, chip.on) for chip in view.filter[1]] == [("Согласие: есть", True), ("Казань", True)]
    assert len(presenter.rows.ids) == CLIENTS // 10
    presenter.switch(Part.CITY, on=False)
    assert len(presenter.rows.ids) == CLIENTS - 1
    assert [chip.on for chip in view.filter[1]] == [True, False]
    presenter.drop(Part.CITY)
    presenter.pick(Part.CONSENT, ConsentState.NONE, on=True)
    assert view.filter[1][0].text == "Согласие: есть и ещё 1"
    presenter.reset()
    assert (view.filter[1], view.filter[3], len(presenter.rows.ids)) == ([], False, CLIENTS)


def test_what_may_be_chosen_is_what_the_base_has(opened: Opened) -> None:
    _, view, _ = opened
    offered = {offer.part: [word for word, _ in offer.options] for offer in view.offers}
    assert list(offered) == list(Part)
    assert offered[Part.CITY] == ["Казань · 20"]
    assert offered[Part.MANAGER] == ["anna", "vera", "общие"]
    assert "Отдых" in offered[Part.KIND]


def test_a_manager_is_offered_no_managers_and_gives_nobody_away(session: Session) -> None:
    session.roles = frozenset({Role.MANAGER})
    presenter, view, desk = opened_on(session)
    assert Part.MANAGER not in {offer.part for offer in view.offers}
    view.manager = "vera"
    presenter.give([presenter.rows.ids[0]])
    assert (view.asked, desk.told) == ((), [])


def test_the_order_turns_round_and_is_kept_with_the_filter(session: Session) -> None:
    presenter, view, desk = opened_on(session)
    presenter.sort_by(SortKey.SCORE)
    assert view.sort == (SortKey.SCORE, True)
    scores = [row.score for place in range(AROUND) if (row := presenter.rows.row(place)) is not None]
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    presenter.sort_by(SortKey.SCORE)
    assert view.sort == (SortKey.SCORE, False)
    presenter.pick(Part.SCORE, 60, on=True)
    presenter.type_text("кактусов")
    again = ClientsPresenter(View(), desk)
    again.read()
    assert again.sort is SortKey.SCORE
    assert "кактусов" not in str(desk.kept)
    assert again.rows.ids == find_clients(session, again._wanted.filter(session.today()), SortKey.SCORE).ids
    assert again._wanted.chosen == {Part.SCORE: frozenset({60})}
    assert FILTER in desk.kept


def test_nobody_for_each_reason(session: Session) -> None:
    presenter, view, _ = opened_on(session)
    presenter.type_text("нет такого")
    assert view.nothing is not None
    assert (view.nothing.title, view.nothing.does) == ("Никто не нашёлся", "reset")
    presenter.pick(Part.SCORE, 90, on=True)
    assert view.nothing.title == f"0 из {CLIENTS} по фильтру"
    presenter.reset()
    erase_clients(session, presenter.rows.ids)
    presenter.read()
    assert view.nothing is not None
    assert (view.nothing.title, view.nothing.does) == ("Клиентов пока нет", "imports")


def test_the_one_on_which_the_keyboard_stands_is_found_again_and_one_that_is_gone_is_not(opened: Opened) -> None:
    presenter, view, desk = opened
    presenter.current = presenter.rows.ids[150]
    presenter.read()
    assert view.lists[-1] == (f"{CLIENTS} клиентов", 150, False)
    assert presenter.rows.row(150) is not None
    erase_clients(desk.session, [presenter.current])
    presenter.read()
    assert view.lists[-1][1] is None


def test_the_filtered_are_exported_and_told(opened: Opened, tmp_path: Path) -> None:
    presenter, view, desk = opened
    presenter.pick(Part.CITY, "Казань", on=True)
    presenter.export()
    assert desk.told == []
    view.file = str(tmp_path / "clients")
    presenter.export()
    assert len(sheet_of(tmp_path / "clients.xlsx")) == CLIENTS // 10 + 1
    assert desk.told == [("Записано 20 клиентов: clients.xlsx", None)]
    assert not view.under_way
    view.file = str(tmp_path / "none" / "clients.xlsx")
    presenter.export()
    assert view.message == f"err: {desk.words.error(FolderUnwritable())}"
    assert not view.under_way


def test_clients_are_given_to_a_manager_and_come_back(opened: Opened) -> None:
    presenter, view, desk = opened
    some = presenter.rows.ids[:2]
    presenter.give(some)
    assert [login for _, login in view.asked] == ["anna", "vera", ""]
    assert desk.told == []
    view.manager = "vera"
    presenter.give(some)
    sentence, entry = desk.told[-1]
    assert sentence == "2 клиента теперь у vera"
    assert entry is not None
    assert "recommendations" in desk.changed[-1]
    presenter.read()
    row = presenter.rows.row(0)
    assert row is not None
    assert row.cells[Column.MANAGER] == "vera"
    assert presenter.undo()
    assert desk.told[-1][0] == "Клиенты снова у прежних менеджеров"
    presenter.read()
    row = presenter.rows.row(0)
    assert row is not None
    assert row.cells[Column.MANAGER] == ""
    view.manager = ""
    presenter.give(some[:1])
    assert desk.told[-1][0] == "1 клиент теперь общий"


def test_the_card_of_the_current_one_is_gone_to(opened: Opened) -> None:
    presenter, _, desk = opened
    presenter.open()
    assert desk.went == []
    presenter.current = presenter.rows.ids[3]
    presenter.open()
    assert desk.went == [("client", {"client": presenter.rows.ids[3]})]


def test_what_was_copied_goes_to_the_import_for_those_who_may(opened: Opened) -> None:
    presenter, _, desk = opened
    presenter.paste()
    assert desk.went == [("imports", {"paste": True})]
    desk.session.roles = frozenset({Role.ANALYST})
    presenter.paste()
    assert len(desk.went) == 1


def test_clients_are_erased_once_it_was_told_what_that_does(opened: Opened) -> None:
    presenter, view, desk = opened
    some = presenter.rows.ids[:2]
    presenter.erase(some)
    assert view.erasure is not None
    assert len(view.erasure.names) == 2
    presenter.read()
    assert len(presenter.rows.ids) == CLIENTS
    view.sure = True
    presenter.erase(some)
    assert desk.told[-1] == ("Стёрто 2 клиента", None)
    presenter.read()
    assert set(some).isdisjoint(presenter.rows.ids)
    desk.session.roles = frozenset({Role.MANAGER})
    view.erasure = None
    presenter.erase(presenter.rows.ids[:1])
    assert view.erasure is None
