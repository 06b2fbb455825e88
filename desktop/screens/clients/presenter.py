"""The list of clients: who is in it, a window on its rows, and what is done with those that are chosen.

Of all clients the presenter holds ids alone; rows are read as they are seen. One question is open at a time: what is
typed meanwhile is asked once the answer has come, and an answer that is not wanted any more is shown nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.domain.rights import MAY, UseCase
from core.services.client_erasing import erase_clients, read_erasure
from core.services.client_list import (
    FoundClients,
    ListedClient,
    SortKey,
    find_clients,
    read_client_rows,
)
from core.services.history import Undone, undo_last
from core.services.organisation import reassign
from core.services.settings import read_settings
from desktop.screens.clients.exporting import Exporting, ExportView
from desktop.screens.clients.options import Options, offers, read_options
from desktop.screens.clients.row_cache import AROUND, RowCache
from desktop.screens.clients.row_edit import EditView, RowEdit
from desktop.screens.clients.shown import Chip, Offer, RowShown
from desktop.screens.clients.spoken import chips, row_shown
from desktop.screens.clients.views import Views, ViewsView
from desktop.screens.clients.wanted import Part, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.domain.errors import KnownError
    from core.services.client_erasing import Erasure
    from core.services.session import Done, Session
    from desktop.desk import Desk

FILTER: Final = "clients_filter"
SORT: Final = "clients_sort"
DESCENDS: Final = frozenset({SortKey.SCORE, SortKey.CONTACT, SortKey.ADDED})
"""What is sorted by these begins with the most, or the latest, where it is chosen anew."""

_WAYS: Final = ("up", "down")


@dataclass(frozen=True, slots=True)
class _Found:
    """A list with the rows that are seen first and the score that is accepted from."""

    clients: FoundClients
    asked: Sequence[int]
    rows: list[ListedClient]
    accept_from: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why there is no client: words, and the button with what it does ("imports" or "reset")."""

    title: str
    text: str
    action: str
    does: str


class ClientsView(EditView, ExportView, ViewsView, Protocol):
    """What the presenter shows."""

    def show_list(self, count: str, place: int | None, *, anew: bool) -> None:
        """Another list stands in the presenter: `place` of the one that was current, None where it is not in it;
        `anew`: somebody asked for another one, so it is seen from its beginning.
        """

    def show_rows(self) -> None:
        """Rows have come that were missing."""

    def show_nothing(self, nothing: Nothing) -> None:
        """Nobody is in the list."""

    def show_filter(self, text: str, chips: Sequence[Chip], count: str, *, narrows: bool) -> None:
        """The filter as it stands; `count` says how many it lets through of how many."""

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """What may be chosen."""

    def show_sort(self, sort: SortKey, *, descending: bool) -> None:
        """The order as it stands."""

    def ask_manager(self, title: str, options: Sequence[tuple[str, str]]) -> str | None:
        """To whom clients go: one of these (word, login), "" for nobody; None where a person thinks better of it."""

    def ask_erasure(self, erasure: Erasure, then: Callable[[], None]) -> None:
        """What erasing does, and whether it is meant."""


class ClientsPresenter:
    """`rows` is what the grid shows, in the order of `sort`."""

    def __init__(self, view: ClientsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self.rows = RowCache()
        self.current: int | None = None
        """The id of the client on which the keyboard stands."""
        self._wanted = Wanted.of(desk.recall(FILTER, ""))
        self.sort, self._descending = _sort_of(desk.recall(SORT, ""))
        self._total = 0
        self._accept_from = 0
        self._options: Options | None = None
        self._finding = self._again = self._anew = False
        self._reading = False
        self._seen: tuple[int, int] | None = None
        self._exporting = Exporting(view, desk)
        self.views = Views(view, desk, self._content, self._put_on)
        self.edit = RowEdit(view, desk, lambda: self.current, self._edited)

    def may(self, use_case: UseCase) -> bool:
        """Whether this user may do it at all."""
        return bool(MAY[use_case] & self._desk.session.roles)

    # ------------------------------------------------------------------ the list

    def read(self, *, anew: bool = False) -> None:
        """The list as it is now; `anew` where another one is wanted."""
        self._anew = self._anew or anew
        if self._finding or self.edit.open:
            self._again = True
            return
        self._finding = True
        wanted, sort, descending = self._wanted.filter(self._desk.session.today()), self.sort, self._descending
        current = None if self._anew else self.current

        def question(session: Session) -> _Found:
            found = find_clients(session, wanted, sort, descending=descending)
            place = found.ids.index(current) if current in found.ids else 0
            seen = found.ids[max(0, place - AROUND) : place + AROUND]
            return _Found(found, seen, read_client_rows(session, seen), read_settings(session).accept_from)

        self._desk.ask("clients", question, self._found, self._failed)

    def _found(self, found: _Found) -> None:
        self._finding = False
        if self.edit.open:  # the rows stay where they are typed in
            self._again = True
            return
        if self._again:
            self._again = False
            self.read()
            return
        anew, self._anew = self._anew, False
        ids, self._total, self._accept_from = found.clients.ids, found.clients.total, found.accept_from
        self.rows.begin(ids)
        self.rows.take(found.asked, self._shown(found.rows))
        place = None if anew or self.current not in ids else ids.index(self.current)
        self._view.show_list(self._count(), place, anew=anew)
        if not ids:
            self._view.show_nothing(self._nothing())
        self._show_filter()
        if self._options is None:
            self.read_options()

    def _failed(self, error: KnownError) -> None:
        self._finding = self._again = self._reading = False
        self._view.show_message(self._desk.words.error(error), "err")

    def see(self, first: int, last: int) -> None:
        """These rows are seen: those that are missing are read."""
        self._seen = first, last
        if self._reading or self._finding:
            return
        missing, ids = self.rows.missing(first, last), self.rows.ids
        if missing:
            self._reading = True
            question = partial(read_client_rows, ids=missing)
            self._desk.ask("client_rows", question, partial(self._take, ids, missing), self._failed)

    def _take(self, ids: Sequence[int], asked: Sequence[int], rows: list[ListedClient]) -> None:
        self._reading = False
        if ids is not self.rows.ids:
            return
        self.rows.take(asked, self._shown(rows))
        self._view.show_rows()
        if self._seen is not None:
            self.see(*self._seen)

    def _shown(self, rows: Sequence[ListedClient]) -> list[RowShown]:
        words, today = self._desk.words, self._desk.session.today()
        return [row_shown(words, one, today, self._accept_from) for one in rows]

    def _edited(self) -> None:
        """What was not read while a row was typed in."""
        if self._again and not self._finding:
            self._again = False
            self.read()

    # ------------------------------------------------------------------ the filter and the order

    def type_text(self, text: str) -> None:
        """Somebody types into the search."""
        self._want(replace(self._wanted, text=text))

    def pick(self, part: Part, value: object, *, on: bool) -> None:
        """One value of a part of the filter, or not any more."""
        self._want(self._wanted.picked(part, value, on=on))

    def switch(self, part: Part, *, on: bool) -> None:
        """A part of the filter on or off."""
        self._want(self._wanted.switched(part, on=on))

    def drop(self, part: Part) -> None:
        """A part of the filter is not wanted any more."""
        self._want(self._wanted.without(part))

    def reset(self) -> None:
        """Everybody."""
        self._want(Wanted())

    def sort_by(self, sort: SortKey) -> None:
        """Another order; the same one the other way round."""
        self._order(sort, not self._descending if sort is self.sort else sort in DESCENDS)
        self.read(anew=True)

    def _order(self, sort: SortKey, descending: bool) -> None:
        self.sort, self._descending = sort, descending
        self._desk.remember(SORT, self._sort_kept)
        self._view.show_sort(sort, descending=descending)

    @property
    def _sort_kept(self) -> str:
        return f"{self.sort} {_WAYS[self._descending]}"

    def _content(self) -> dict[str, Any]:
        """What is kept as a view: filter and order, but not what was typed."""
        return self._wanted.saved() | {"sort": self._sort_kept}

    def _put_on(self, content: Mapping[str, Any]) -> None:
        self._order(*_sort_of(str(content.get("sort", ""))))
        self._want(Wanted.of_saved(content))
        self.read(anew=True)

    def show_again(self) -> None:
        """The language is another one, or the page is new: what does not come with the list."""
        self._view.show_sort(self.sort, descending=self._descending)
        self._show_filter()

    def read_options(self) -> None:
        """What may be chosen, as it is now."""

        def question(session: Session) -> Options:
            return read_options(session)

        self._desk.ask("client_options", question, self._offer, lambda _refusal: None)

    def _offer(self, options: Options) -> None:
        self._options = options
        self._show_filter()

    def _want(self, wanted: Wanted) -> None:
        if wanted == self._wanted:
            return
        if wanted.kept() != self._wanted.kept():
            self._desk.remember(FILTER, wanted.kept())
        self._wanted = wanted
        self._show_filter()
        self.read(anew=True)

    def _show_filter(self) -> None:
        words = self._desk.words
        found = offers(words, self._options, self._wanted)
        told = chips(words, self._wanted, {one.part: one for one in found})
        count = words.say("clients", "count_of", found=len(self.rows.ids), n=self._total)
        self._view.show_filter(self._wanted.text, told, count, narrows=self._wanted.narrows)
        self._view.show_offers(found)

    def _count(self) -> str:
        return self._desk.words.say("clients", "count", n=self._total) if self._total else ""

    def _nothing(self) -> Nothing:
        def nothing(why: str, action: str, does: str) -> Nothing:
            title = say("clients", f"{why}_title", every=self._total)
            return Nothing(title, say("clients", f"{why}_text"), say("clients", action), does)

        say = self._desk.words.say
        if not self._total:
            return nothing("empty", "import", "imports")
        if not self._wanted.chosen.keys() - self._wanted.off:
            return nothing("unfound", "clear", "reset")
        return nothing("filtered", "reset", "reset")

    # ------------------------------------------------------------------ what is done with clients

    def export(self) -> None:
        """Those that the filter lets through, as a workbook."""
        self._exporting.begin(self.rows.ids)

    def give(self, ids: Sequence[int]) -> None:
        """These clients to another manager, or to nobody."""
        if not ids or self._options is None or not self.may(UseCase.REASSIGN):
            return
        words = self._desk.words
        options = [(login, login) for login in self._options.managers.values()]
        title = words.say("clients", "give_title", n=len(ids))
        chosen = self._view.ask_manager(title, [*options, (words.say("clients", "nobody"), "")])
        if chosen is None:
            return
        login = chosen or None

        def given(done: Done[None]) -> None:
            told = words.say("clients", "given" if login else "given_nobody", n=len(ids), login=chosen)
            self._desk.tell(told, icon="users", entry=done.entry)

        self._desk.do(lambda session: reassign(session, ids, login), given)

    def open(self) -> None:
        """The card of the client on which the keyboard stands."""
        if self.current is not None:
            self._desk.go("client", client=self.current)

    def paste(self) -> None:
        """What was copied goes to the import, where changes stand to be looked at before they are made."""
        if self.may(UseCase.IMPORT_CLIENTS):
            self._desk.go("imports", paste=True)

    def compute(self, ids: Sequence[int]) -> None:
        """Recommendations for these clients."""
        if ids and self.may(UseCase.COMPUTE):
            self._desk.go("compute", clients=tuple(ids))

    def erase(self, ids: Sequence[int]) -> None:
        """These clients, for ever: what that does is told first."""
        if ids and self.may(UseCase.ERASE):
            self._desk.ask(
                "clients_erasure",
                lambda session: read_erasure(session, ids),
                lambda erasure: self._view.ask_erasure(erasure, lambda: self._erase(ids)),
            )

    def _erase(self, ids: Sequence[int]) -> None:
        told = self._desk.words.say("clients", "erased", n=len(ids))
        self._desk.do(lambda session: erase_clients(session, ids), lambda _done: self._desk.tell(told, icon="eraser"))

    def undo(self) -> bool:
        """Take back what this user has done last, with clients or elsewhere."""
        words = self._desk.words

        def undone(done: Done[Undone]) -> None:
            if done.value.obstacles:
                self._view.show_message(words.say("clients", "not_undone"), "warn")
            elif done.value.use_case is UseCase.DECIDE:
                self._desk.tell(words.say("review", "undone", n=len(done.value.recommendations)), icon="undo-2")
            else:
                self._desk.tell(words.say("client", f"undone_{done.value.use_case}"), icon="undo-2")

        self._desk.do(undo_last, undone)
        return True


def _sort_of(kept: str) -> tuple[SortKey, bool]:
    """What was kept; by name where it makes no sense."""
    name, _, way = kept.partition(" ")
    return (SortKey(name), way == _WAYS[True]) if name in set(SortKey) else (SortKey.NAME, False)
