"""The page of backups: how things stand, then the list with what can be done to the chosen one."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop.backup_rows import BackupRow
from desktop.desk import Desk
from desktop.screens.backups.presenter import BackupsPresenter, Standing
from desktop.theme import Type
from desktop.widgets.backup_table import COLUMNS, BackupTable
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, MessageBar, Sign
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.page import Page
from desktop.widgets.rows import Grid

_WIDTHS: Final = (200, 200, 100, 110, 110, 130)
_REASON: Final = 1


class BackupsScreen(Page):
    """S13, backups."""

    listens = frozenset({"backups"})

    def __init__(self, desk: Desk, restore: Callable[[Path | None], None]) -> None:
        super().__init__()
        self._desk = desk
        self._may = False
        self.presenter = BackupsPresenter(self, desk, restore)
        self.restore = Button("", Kind.OUTLINE, "archive-restore")
        self.make = Button("", Kind.FILLED, "archive")
        self.restore.clicked.connect(lambda _checked: self.presenter.restore())
        self.make.clicked.connect(self.presenter.make)
        self.tools.addWidget(self.restore)
        self.tools.addWidget(self.make)
        self.late = MessageBar()
        self._late_place = holder(column(self.late, margins=(24, 0, 24, 8)))
        self._late_place.hide()
        self.why = Label(tone="muted", wrap=True)
        self.why.hide()
        self.last, self.next = Label(Type.LABEL, wrap=True), Label(tone="muted", wrap=True)
        self._folder_word, self.folder = Label(tone="muted"), Line()
        self.change = Button("", Kind.LINK)
        self.change.clicked.connect(self.presenter.choose_folder)
        place = row(Sign("folder"), self._folder_word, self.folder, self.change, gap=8)
        place.setStretch(2, 1)
        standing = holder(column(self.last, 2, self.next, 8, place, self.why, margins=(24, 4, 24, 12)))
        self.table = BackupTable()
        self.grid = Grid()
        self.grid.setModel(self.table)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.set_widths(list(_WIDTHS), _REASON)
        self.verify = Button("", Kind.OUTLINE, "shield-check")
        self.restore_this = Button("", Kind.OUTLINE, "archive-restore")
        self.verify.clicked.connect(lambda: self.presenter.verify(self.grid.currentIndex().row()))
        self.restore_this.clicked.connect(lambda: self.presenter.restore(self.grid.currentIndex().row()))
        self.grid.opened.connect(self.presenter.verify)
        actions = holder(row(self.verify, self.restore_this, None, gap=8, margins=(20, 8, 20, 8)))
        self.empty = Empty("archive")
        self.empty.pressed.connect(self.presenter.make)
        lists = column(self.grid, Divider(), actions)
        lists.setStretch(0, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(lists))
        self._stack.addWidget(self.empty)
        body = column(self._late_place, standing, Divider(), self._stack)
        body.setStretch(3, 1)
        self.set_content(holder(body))

    def retranslate(self) -> None:
        """Static words."""

        def say(key: str) -> str:
            return self._desk.words.say("backups", key)

        self.title.setText(say("title"))
        self.make.setText(say("make"))
        self.restore.setText(say("restore"))
        self.verify.setText(say("verify"))
        self.restore_this.setText(say("restore_this"))
        self.change.setText(say("change_folder"))
        self._folder_word.setText(say("folder_word"))
        self.grid.setAccessibleName(say("title"))
        self.table.set_heads([say(f"head_{name}") for name in COLUMNS])

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read the folder."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The list, or the button that begins it."""
        if self._stack.currentWidget() is self.empty:
            return self.empty.button if self.empty.button.isVisibleTo(self) else self.restore
        return self.grid

    def press_primary(self) -> None:
        """Make one."""
        self.presenter.make()

    # ------------------------------------------------------------------ what the presenter shows

    def show_standing(self, standing: Standing) -> None:
        """What stands over the list."""
        self.last.setText(standing.last)
        self.next.setText(standing.next)
        self.folder.setText(standing.folder)
        self._late_place.setVisible(bool(standing.late))
        if standing.late:
            self.late.show_message(standing.late, "err", closable=False)
        else:
            self.late.hide()

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        """The list."""
        chosen = self.grid.currentIndex().row()
        self.table.show_rows(rows)
        self.make.setVisible(self._may and bool(rows))  # the empty page has a button of its own
        if rows:
            first = self._stack.currentWidget() is self.empty
            self._stack.setCurrentIndex(0)
            self.grid.selectRow(min(max(0, chosen), len(rows) - 1))
            if first and self.isAncestorOf(self.focusWidget()):
                self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        say = self._desk.words.say
        action = say("backups", "make") if self._may else ""
        self.empty.show_words(say("backups", "none_title"), say("backups", "none_text"), action)
        self._stack.setCurrentWidget(self.empty)

    def show_may(self, *, make: bool, why: str) -> None:
        """Who sees no people makes none."""
        self._may = make
        self.make.setVisible(make and self._stack.currentWidget() is not self.empty)
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def show_busy(self, *, busy: bool) -> None:
        """One at a time."""
        for button in (self.make, self.verify, self.empty.button):
            button.setEnabled(not busy)

    def choose_folder(self, title: str, start: str) -> str:
        """The system's dialogue."""
        return QFileDialog.getExistingDirectory(self, title, start)
