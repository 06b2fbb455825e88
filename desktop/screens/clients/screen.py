"""S4, the clients: search and filter above, the grid, what can be done with the chosen ones at the foot."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QWidget

from core.domain.rights import UseCase
from core.services.client_erasing import Erasure
from core.services.client_list import SortKey
from desktop.asked import FormShown
from desktop.desk import Desk
from desktop.erasing import EraseDialog
from desktop.keys import LATIN_OF
from desktop.screens.clients.dialogs import Asked, ask_manager
from desktop.screens.clients.filter_row import FilterRow, OfferPanel
from desktop.screens.clients.grid import ClientGrid
from desktop.screens.clients.presenter import ClientsPresenter, Nothing
from desktop.screens.clients.row_editor import RowEditor
from desktop.screens.clients.shown import Chip, Column, EditShown, Offer
from desktop.screens.clients.table_model import ClientTable
from desktop.screens.clients.widths import least_widths
from desktop.theme import when_changed
from desktop.widgets.asking import FormDialog
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, announce
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.page import Page

_COLUMN_OF: Final = {sort: one for sort in SortKey for one in Column if sort.value == one.value}


class ClientsScreen(Page):
    """The page of clients."""

    listens = frozenset({"views", "clients", "recommendations", "consents", "imports", "packages", "catalogue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = ClientsPresenter(self, desk)
        self.export = Button("", Kind.GHOST, "download")
        self.export.clicked.connect(lambda _checked: self.presenter.export())
        self.add = Button("", Kind.OUTLINE, "user-plus")
        self.add.clicked.connect(lambda _checked: self._desk.go("client", new=True))
        self.views = Button("", Kind.GHOST, "bookmark")
        self.views.clicked.connect(lambda _checked: self._open_views())
        self.tools.addWidget(self.views)
        self.tools.addWidget(self.export)
        self.tools.addWidget(self.add)
        self.export.setVisible(self.presenter.may(UseCase.EXPORT))
        self.add.setVisible(self.presenter.may(UseCase.EDIT_CLIENTS))
        self.filter = FilterRow()
        self.panel = OfferPanel()
        self.panel.hide()
        self.table = ClientTable(self.presenter.rows)
        self.grid = ClientGrid(self.table)
        self.editor = RowEditor(self.grid)
        self.empty = Empty("users")
        self._does = ""
        self._offers: Sequence[Offer] = ()
        self.dialog: EraseDialog | None = None
        self.form: FormDialog | None = None
        self._exporting = False
        self.lists = QStackedWidget()
        self.lists.addWidget(self.grid)
        self.lists.addWidget(self.empty)
        body = column(self.filter, self.panel, Divider(), self.lists)
        body.setStretch(3, 1)
        self.set_content(holder(body))
        self._make_footer()
        self._connect()
        when_changed(self._fit)

    def _make_footer(self) -> None:
        self.count, self.chosen = Label(tone="muted"), Label(tone="muted")
        self.reset = Button("", Kind.LINK)
        self.give = Button("", Kind.OUTLINE, "users", height=36)
        self.erase = Button("", Kind.OUTLINE, "eraser", height=36)
        self.compute = Button("", Kind.FILLED, "calculator", height=36)
        does = row(self.erase, self.give, self.compute, gap=8)
        self._needs = {
            self.erase: UseCase.ERASE,
            self.give: UseCase.REASSIGN,
            self.compute: UseCase.COMPUTE,
        }
        foot = row(self.count, self.reset, None, self.chosen, does, gap=12, margins=(24, 0, 24, 0))
        self.set_footer(holder(foot))  # first: what is shown without a parent is a window of its own, and active
        self.give.setVisible(self.presenter.may(UseCase.REASSIGN))
        self.erase.setVisible(self.presenter.may(UseCase.ERASE))

    def _connect(self) -> None:
        presenter = self.presenter
        self.filter.search.textChanged.connect(presenter.type_text)
        self.filter.search.left.connect(self.grid.setFocus)
        self.filter.chips.switched.connect(lambda part, on: presenter.switch(part, on=on))
        self.filter.chips.dropped.connect(presenter.drop)
        self.filter.more.clicked.connect(self._open_panel)
        self.filter.sort.clicked.connect(lambda _checked: self._open_sort())
        self.panel.picked.connect(lambda part, value, on: presenter.pick(part, value, on=on))
        self.grid.seen.connect(presenter.see)
        self.grid.opened.connect(lambda _place: presenter.open())
        self.grid.edit_wanted.connect(presenter.edit.begin)
        self.editor.saved.connect(presenter.edit.save)
        self.editor.dropped.connect(presenter.edit.leave)
        self.compute.clicked.connect(lambda _checked: self.press_primary())
        self.erase.clicked.connect(lambda _checked: presenter.erase(self.chosen_ids()))
        self.grid.head_pressed.connect(self._press_head)
        self.grid.chosen_changed.connect(self._show_chosen)
        self.grid.selectionModel().currentRowChanged.connect(lambda now, _before: self._stand(now.row()))
        self.empty.pressed.connect(self._press_empty)
        self.reset.clicked.connect(lambda _checked: self._reset())
        self.give.clicked.connect(lambda _checked: presenter.give(self.chosen_ids()))

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""

        def say(key: str) -> str:
            return self._desk.words.say("clients", key)

        self.title.setText(say("title"))
        self.export.setText(say("export"))
        self.filter.search.setPlaceholderText(say("search"))
        self.filter.search.setAccessibleName(say("search"))
        self.filter.chips.drop_word = lambda text: self._desk.words.say("clients", "drop", text=text)
        self.filter.more.setText(say("filter"))
        self.filter.sort.setText(say("sort"))
        self.views.setText(say("views"))
        self.reset.setText(say("reset"))
        self.give.setText(say("give"))
        self.erase.setText(say("erase"))
        self.add.setText(say("add"))
        self.grid.setAccessibleName(say("title"))
        self.grid.set_loading(say("loading"))
        self.table.set_heads({one: say(f"head_{one}") for one in Column})
        self.presenter.show_again()
        self._show_chosen()
        self._fit()

    def set_compact(self, compact: bool) -> None:
        """A low window."""
        super().set_compact(compact)
        self.panel.set_compact(compact)
        self.filter.set_compact(compact)
        self.chosen.setVisible(not compact)

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read the list; the filter and the place stay what they were."""
        self.presenter.read()
        self.presenter.views.read()

    def first_focus(self) -> QWidget | None:
        """The rows, or what brings them back."""
        if self.lists.currentWidget() is self.empty:
            return self.empty.button if self.empty.button.isVisibleTo(self) else self.filter.search
        return self.grid

    def take_key(self, event: QKeyEvent) -> bool:
        """Ctrl+F goes to the search and Ctrl+V pastes a table, in any layout; Esc closes the choice of filters."""
        key, control = LATIN_OF.get(event.key(), event.key()), Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_F and event.modifiers() == control:
            self.filter.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.search.selectAll()
            return True
        if key == Qt.Key.Key_V and event.modifiers() == control:
            self.presenter.paste()
            return True
        if key == Qt.Key.Key_Escape and self.panel.isVisible():
            self._open_panel(False)
            self.filter.more.setFocus()
            return True
        return False

    def press_primary(self) -> None:
        """Recommendations for the selected ones."""
        self.presenter.compute(self.chosen_ids())

    def undo(self) -> bool:
        """Ctrl+Z: what was last done here."""
        return self.presenter.undo()

    def chosen_ids(self) -> list[int]:
        """The ids of the selected rows, from the top."""
        ids = self.presenter.rows.ids
        return [ids[place] for place in self.grid.chosen_places() if place < len(ids)]

    # ------------------------------------------------------------------ what the presenter shows

    def show_list(self, count: str, place: int | None, *, anew: bool) -> None:
        """Another list."""
        self.subtitle.setText(count)
        self.show_exporting(under_way=self._exporting)
        self.lists.setCurrentWidget(self.grid)
        ids = self.presenter.rows.ids
        kept = set() if anew else self._chosen_before
        selected = [at for at, id_ in enumerate(ids) if id_ in kept] if kept else []
        self.grid.show_list(place, selected, anew=anew)
        self._show_chosen()
        if ids and (anew or place is None):
            self._stand(self.grid.currentIndex().row())

    def show_rows(self) -> None:
        """Rows have come."""
        self.grid.show_rows()

    def show_nothing(self, nothing: Nothing) -> None:
        """Nobody."""
        focused = self.grid.hasFocus()
        self._does = nothing.does
        self.empty.show_words(nothing.title, nothing.text, nothing.action)
        self.lists.setCurrentWidget(self.empty)
        if focused and nothing.action:
            self.empty.button.setFocus()

    def show_filter(self, text: str, chips: Sequence[Chip], count: str, *, narrows: bool) -> None:
        """The filter."""
        if self.filter.search.text() != text:
            blocked = self.filter.search.blockSignals(True)
            self.filter.search.setText(text)
            self.filter.search.blockSignals(blocked)
        self.filter.chips.show_chips(chips)
        self.count.setText(count if narrows else "")
        self.reset.setVisible(narrows or bool(chips))

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """What may be chosen; drawn where somebody looks."""
        self._offers = offers
        if self.panel.isVisibleTo(self):
            self.panel.show_offers(offers)

    def show_sort(self, sort: SortKey, *, descending: bool) -> None:
        """The arrow."""
        self.grid.show_sort(_COLUMN_OF.get(sort), descending=descending)

    def show_exporting(self, *, under_way: bool) -> None:
        """One at a time."""
        self._exporting = under_way
        self.export.setEnabled(not under_way and bool(self.presenter.rows.ids))

    def edit_row(self, fields: Sequence[EditShown]) -> None:
        """Cells to type in."""
        self.editor.begin(fields)

    def refuse_edit(self, column: Column, sentence: str) -> None:
        """What was typed stays."""
        self.show_message(sentence, "err")
        self.editor.refuse(column, sentence)

    def end_edit(self) -> None:
        """The row is read again."""
        self.editor.end()

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        """The system's dialogue."""
        path, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        return path

    def ask_manager(self, title: str, options: Sequence[tuple[str, str]]) -> str | None:
        """A small window."""

        def say(key: str) -> str:
            return self._desk.words.say("clients", key)

        return ask_manager(self, Asked(title, say("give_text"), say("give_to"), title, say("cancel")), options)

    def ask_form(self, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        """A small window."""
        self.form = FormDialog(self, form, then)
        self.form.finished.connect(self._forget_form)
        self.form.open()

    def refuse_form(self, sentence: str, field: str = "") -> None:
        """Why not; where the window is gone, above the list."""
        if self.form is None:
            self.show_message(sentence, "err")
        else:
            self.form.show_refused(sentence, field)

    def close_form(self) -> None:
        """It was taken."""
        if self.form is not None:
            self.form.accept()

    def _forget_form(self) -> None:
        self.form = None

    def ask_erasure(self, erasure: Erasure, then: Callable[[], None]) -> None:
        """Class C."""
        self.dialog = EraseDialog(self, self._desk.words, erasure)
        self.dialog.accepted.connect(then)
        self.dialog.open()

    # ------------------------------------------------------------------

    _chosen_before: frozenset[int] | set[int] = frozenset()

    def _stand(self, place: int) -> None:
        ids = self.presenter.rows.ids
        self.presenter.current = ids[place] if 0 <= place < len(ids) else None
        shown = self.presenter.rows.row(place)
        if shown is not None and self.grid.hasFocus():
            announce(self.grid, shown.spoken)

    def _show_chosen(self) -> None:
        ids = self.chosen_ids()
        self._chosen_before = frozenset(ids)
        self.chosen.setText(self._desk.words.say("clients", "chosen", n=len(ids)) if ids else "")
        for button, use_case in self._needs.items():
            button.setVisible(bool(ids) and self.presenter.may(use_case))
        self.compute.setText(self._desk.words.say("clients", "compute", n=len(ids)))
        self.compute.updateGeometry()

    def _press_head(self, column_: Column) -> None:
        sort = next((one for one, shown in _COLUMN_OF.items() if shown is column_), None)
        if sort is not None:
            self.presenter.sort_by(sort)

    def _open_panel(self, on: bool) -> None:
        self.filter.more.setChecked(on)
        self.panel.setVisible(on)
        if on:
            self.panel.show_offers(self._offers)
            self.presenter.read_options()

    def _open_views(self) -> None:
        """Those that are kept, what stands as one more, and one's own to be removed."""
        menu, views = QMenu(self), self.presenter.views
        shown = views.shown()
        for one in shown:
            line = menu.addAction(one.text.replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(one.on)
            line.triggered.connect(lambda _checked=False, id_=one.id: views.choose(id_))
        if shown:
            menu.addSeparator()
        menu.addAction(self._desk.words.say("clients", "view_keep")).triggered.connect(lambda _on=False: views.save())
        own = [one for one in shown if one.own]
        if own:
            less = menu.addMenu(self._desk.words.say("clients", "view_remove"))
            for one in own:
                line = less.addAction(one.text.replace("&", "&&"))
                line.triggered.connect(lambda _checked=False, id_=one.id: views.remove(id_))
        self._drop(menu, self.views)

    def _open_sort(self) -> None:
        menu = QMenu(self)
        for sort in SortKey:
            line = menu.addAction(self._desk.words.say("clients", f"sort_{sort}"))
            line.triggered.connect(lambda _checked=False, sort=sort: self.presenter.sort_by(sort))
        self._drop(menu, self.filter.sort)

    @staticmethod
    def _drop(menu: QMenu, below: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height() + 2)))

    def _press_empty(self) -> None:
        if self._does == "imports":
            self._desk.go("imports")
        elif self._does:
            self._reset()

    def _reset(self) -> None:
        self.presenter.reset()
        self.grid.setFocus()

    def _fit(self) -> None:
        self.grid.fit(least_widths(self._desk.words, self._desk.session.today()))
