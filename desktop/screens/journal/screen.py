"""The page of the journal: the filter, the lines, and the chosen line in full."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QDate, QModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QHeaderView, QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.journal.presenter import FilterShown, JournalPresenter, LineRow
from desktop.screens.journal.table_model import COLUMNS, JournalTable
from desktop.theme import Type, when_changed
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Choice, Day
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.painting import write
from desktop.widgets.rows import CELL_PAD, EDGE_PAD, CellDelegate, Grid, Index, text_width
from desktop.widgets.toggles import Toggles

_FULL_HEIGHT: Final = 76
_USE_CASE: Final = 3
_WIDEST: Final = {"at": "28 Nov 2028, 20:58:58", "login": "nikolaeva.a"}
"""What decides how wide a column is at least."""


class _Delegate(CellDelegate):
    """What was done carries the weight."""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        face = Type.LABEL if index.column() == _USE_CASE else Type.BODY
        ink = "muted" if COLUMNS[index.column()] in {"at", "role"} else "text"
        write(painter, area, str(index.data() or ""), font_=face, ink=ink)


class JournalScreen(Page):
    """S13, the journal."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = JournalPresenter(self, desk)
        self.export = Button("", Kind.OUTLINE, "file-down")
        self.check = Button("", Kind.FILLED, "shield-check")
        self.export.clicked.connect(self.presenter.export)
        self.check.clicked.connect(self.presenter.check)
        self.tools.addWidget(self.export)
        self.tools.addWidget(self.check)
        self.first, self.last, self.user = Day(), Day(), Choice()
        self._from_word, self._to_word, self._user_word = (Label(tone="muted") for _ in range(3))
        for day in (self.first, self.last):
            day.setDisplayFormat("dd.MM.yyyy")
            day.dateChanged.connect(lambda _day: self._pick_days())
        self.user.picked.connect(self.presenter.pick_user)
        self.reset = Button("", Kind.LINK)
        self.reset.clicked.connect(self.presenter.reset)
        self.groups = Toggles()
        self.groups.switched.connect(lambda group, on: self.presenter.pick_group(group, on=on))
        days = row(
            self._from_word, self.first, self._to_word, self.last, 12, self._user_word, self.user, 12, self.reset
        )
        days.addStretch(1)
        filters = holder(column(days, 8, self.groups, margins=(24, 4, 24, 10)))
        self.table = JournalTable(lambda: self.presenter.more)
        self.table.wanted.connect(self.presenter.read_more)
        self.grid = Grid(_Delegate())
        self.grid.setModel(self.table)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.selectionModel().currentRowChanged.connect(self._choose)
        self.full = Label(wrap=True)
        self.full.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._full_place = Scroll(holder(column(self.full, None, margins=(20, 8, 20, 8))))
        self._full_place.setFixedHeight(_FULL_HEIGHT)
        self._full_place.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrows scroll it
        self.empty = Empty("scroll-text")
        self.empty.pressed.connect(self.presenter.reset)
        lines = column(self.grid, Divider(), self._full_place)
        lines.setStretch(0, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(lines))
        self._stack.addWidget(self.empty)
        body = column(filters, Divider(), self._stack)
        body.setStretch(2, 1)
        self.set_content(holder(body))
        self.reset.hide()
        when_changed(self._fit)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""

        def say(key: str) -> str:
            return self._desk.words.say("journal", key)

        self.title.setText(say("title"))
        self.export.setText(say("export"))
        self.check.setText(say("check"))
        self._from_word.setText(say("from"))
        self._to_word.setText(say("to"))
        self._user_word.setText(say("user"))
        self.first.setAccessibleName(say("first_day"))
        self.last.setAccessibleName(say("last_day"))
        self.user.setAccessibleName(say("user"))
        self.groups.setAccessibleName(say("groups"))
        self.reset.setText(say("reset"))
        self.grid.setAccessibleName(say("title"))
        self._full_place.setAccessibleName(say("full"))
        self.table.set_heads([say(f"head_{name}") for name in COLUMNS])
        self._fit()

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read the first page."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The lines, or what brings them back."""
        if self._stack.currentWidget() is self.empty:
            return self.empty.button if self.empty.button.isVisibleTo(self) else None
        return self.grid

    def press_primary(self) -> None:
        """Check the chain."""
        self.presenter.check()

    # ------------------------------------------------------------------ what the presenter shows

    def show_filter(self, shown: FilterShown) -> None:
        """The filter."""
        for day, value in ((self.first, shown.first), (self.last, shown.last)):
            day.blockSignals(True)
            day.setDateRange(_day(shown.span[0]), _day(shown.span[1]))
            day.setDate(_day(value))
            day.blockSignals(False)
        self.user.offer(list(shown.users), shown.user)
        self.groups.offer(list(shown.groups), frozenset(shown.chosen))

    def show_lines(self, rows: Sequence[LineRow], count: str, *, filtered: bool) -> None:
        """The first page."""
        self._stack.setCurrentIndex(0)
        self.subtitle.setText(count)
        self.reset.setVisible(filtered)
        self.table.show_rows(rows)
        self.grid.selectRow(0)
        self.grid.scrollToTop()

    def add_lines(self, rows: Sequence[LineRow]) -> None:
        """The next page."""
        self.table.add_rows(rows)

    def show_nothing(self, title: str, text: str, reset: str, count: str) -> None:
        """No line."""
        self.subtitle.setText(count)
        self.reset.setVisible(bool(reset))
        self.table.show_rows([])
        self.empty.show_words(title, text, reset)
        self._stack.setCurrentWidget(self.empty)

    def show_busy(self, *, checking: bool, exporting: bool) -> None:
        """What is under way."""
        self.check.setEnabled(not checking)
        self.export.setEnabled(not exporting)

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        """The system's dialogue."""
        path, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        return path

    # ------------------------------------------------------------------

    def _pick_days(self) -> None:
        first, last = _date(self.first.date()), _date(self.last.date())
        self.presenter.pick_days(min(first, last), max(first, last))

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        line = now.data(Qt.ItemDataRole.AccessibleTextRole) if now.isValid() else ""
        self.full.setText(str(line or ""))
        self._full_place.setAccessibleDescription(self.full.text())

    def _fit(self) -> None:
        """Columns are as wide as what stands in them as a rule; the details take what is left."""
        say = self._desk.words.say
        words = {
            "role": [say("journal", f"role_{name}") for name in ("manager", "supervisor", "analyst", "administrator")],
            "use_case": [say("journal", "use_case_restore"), say("journal", "use_case_decide")],
        }
        widths = []
        for place, name in enumerate(COLUMNS):
            texts = [say("journal", f"head_{name}"), *words.get(name, [_WIDEST.get(name, "")])]
            widths.append(
                round(max(text_width(text, one) for text in texts for one in (Type.BODY, Type.LABEL)))
                + 2 * CELL_PAD
                + 2
            )
            widths[-1] += EDGE_PAD - CELL_PAD if place in (0, len(COLUMNS) - 1) else 0
        self.grid.set_widths(widths, len(COLUMNS) - 1)
        self.grid.horizontalHeader().setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)


def _day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
