"""The page of users: everybody at the left, the chosen one at the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.desk import Desk
from desktop.screens.users.panel import UserPanel
from desktop.screens.users.presenter import NEW, UserCard, UserRow, UsersPresenter
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import Divider, Scroll, holder, row
from desktop.widgets.page import Page
from desktop.widgets.passwords import PasswordDialog
from desktop.widgets.questions import Question
from desktop.widgets.rows import INK, Grid, Index
from desktop.widgets.tips import as_tip

_COLUMNS: Final = ("login", "roles", "state")
_PANEL: Final = 400


class UserTable(QAbstractTableModel):
    """Users, replaced whole."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[UserRow, ...] = ()
        self._heads: tuple[str, ...] = _COLUMNS

    def show_rows(self, rows: Sequence[UserRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its ink, the row as one sentence."""
        if not index.isValid():
            return None
        one, name = self._rows[index.row()], _COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return getattr(one, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(str(getattr(one, name)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one.spoken
        return one.tone if role == INK and name == "state" else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column."""
        across = orientation is Qt.Orientation.Horizontal and 0 <= section < len(_COLUMNS)
        return self._heads[section] if across and role == Qt.ItemDataRole.DisplayRole else None


class UsersScreen(Page):
    """Lays out and tells; `UsersPresenter` decides."""

    listens = frozenset({"users"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = UsersPresenter(self, desk)
        self.dialog: QDialog | None = None
        self.new = Button("", Kind.OUTLINE, "user-plus")
        self.new.clicked.connect(self.presenter.begin_new)
        self.new.hide()
        self.tools.addWidget(self.new)
        self.table = UserTable()
        self.users = Grid()
        self.users.setModel(self.table)
        self.users.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.users.setMinimumWidth(360)
        self.users.selectionModel().currentRowChanged.connect(self._choose)
        self.panel = UserPanel()
        self.panel.create_wanted.connect(self.presenter.create)
        self.panel.put_off.connect(self.presenter.put_off)
        self.panel.roles_wanted.connect(self.presenter.save_roles)
        self.panel.reset_wanted.connect(self.presenter.reset)
        self.panel.dismiss_wanted.connect(self.presenter.dismiss)
        self.panel.grant_wanted.connect(self.presenter.grant)
        right = Scroll(self.panel)
        right.setFixedWidth(_PANEL)
        lists = row(self.users, Divider(down=True), right, gap=0)
        lists.setStretch(0, 1)
        self.set_content(holder(lists))
        self.users.set_widths([140, 150, 190], 1)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("users", "title"))
        self.new.setText(say("users", "new"))
        self.table.set_heads([say("users", f"head_{name}") for name in _COLUMNS])
        self.users.setAccessibleName(say("users", "title"))
        self.panel.retranslate(self._desk.words)

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read everybody."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self.users

    def press_primary(self) -> None:
        """What is filled in the panel, else a new user."""
        filled = self.panel.primary()
        if filled is not None:
            filled.click()
        elif not self.new.isHidden():
            self.presenter.begin_new()

    # ------------------------------------------------------------------ what the presenter shows

    def show_users(self, rows: Sequence[UserRow], chosen: int, subtitle: str, *, may_create: bool) -> None:
        """Everybody."""
        self.subtitle.setText(subtitle)
        self.new.setVisible(may_create)
        selection = self.users.selectionModel()
        selection.blockSignals(True)
        self.table.show_rows(rows)
        selection.blockSignals(False)
        if chosen != NEW:
            selection.blockSignals(True)
            self.users.selectRow(chosen)
            selection.blockSignals(False)
            self.users.viewport().update()

    def show_card(self, card: UserCard) -> None:
        """One user."""
        self.panel.show_card(card)

    def show_new(self) -> None:
        """A new one."""
        self.users.clearSelection()
        self.panel.show_new()

    def show_refused(self, sentence: str) -> None:
        """In the panel."""
        self.panel.show_refused(sentence)

    def show_busy(self, busy: bool) -> None:
        """Wait."""
        self.panel.show_busy(busy)
        self.new.setEnabled(not busy)

    def show_password(self, title: str, text: str, password: str) -> None:
        """Once."""
        say = self._desk.words.say
        keys = ("password_name", "password_copy", "password_copied", "password_done")
        name, copy, copied, done = (say("users", key) for key in keys)
        shown = PasswordDialog(self, title, text, password, (name, copy, copied, done))
        self.dialog = shown
        shown.open()

    def ask_dismissal(self, title: str, text: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """Is it meant?"""
        yes, no = answers
        question = Question(self, title, text, [(yes, "yes"), (no, "no")], careful=True)
        question.finished.connect(lambda: then() if question.chosen == "yes" else None)
        question.finished.connect(question.deleteLater)
        self.dialog = question
        question.open()

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.presenter.choose(now.row())
