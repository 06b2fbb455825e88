"""The page of what was decided against the numbers: one grid, above it what it is put together by and since when."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QHeaderView, QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.overrides.lines import Lines
from desktop.screens.overrides.presenter import Options, OverridesPresenter
from desktop.screens.overrides.sums import Grouping
from desktop.screens.overrides.table_model import OverridesTable
from desktop.widgets.choices import Choice
from desktop.widgets.feedback import Empty
from desktop.widgets.page import Page
from desktop.widgets.rows import Grid

_EACH: Final = (124, 92, 150, 0, 0, 0, 116)
_SUM: Final = 260


class OverridesScreen(Page):
    """A supervisor's page."""

    listens = frozenset({"recommendations", "clients"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = OverridesPresenter(self, desk)
        self.table = OverridesTable()
        self.grid = Grid()
        self.grid.setModel(self.table)
        self.grid.opened.connect(self.presenter.open)
        self.grouping, self.period = Choice(), Choice()
        self.grouping.picked.connect(self.presenter.pick_grouping)
        self.period.picked.connect(self.presenter.pick_period)
        self.tools.addWidget(self.grouping)
        self.tools.addWidget(self.period)
        self.empty = Empty("arrow-left-right")
        self.empty.pressed.connect(self.presenter.go_on)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        self.set_content(self._stack)

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""
        words = self._desk.words
        self.title.setText(words.say("overrides", "title"))
        self.grid.setAccessibleName(words.say("overrides", "title"))
        for choice, key in ((self.grouping, "show"), (self.period, "period")):
            choice.setAccessibleName(words.say("overrides", key))
            choice.setToolTip(words.say("overrides", key))

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The rows, or the way on."""
        return self.empty.button if self._stack.currentWidget() is self.empty else self.grid

    def panes(self) -> Sequence[QWidget]:
        """What is chosen, and the rows."""
        return (self.grouping, self.empty if self._stack.currentWidget() is self.empty else self.grid)

    def press_primary(self) -> None:
        """The way on where there is nothing."""
        if self._stack.currentWidget() is self.empty:
            self.presenter.go_on()

    # ------------------------------------------------------------------ what the presenter shows

    def show_choices(self, groupings: Options, grouping: Grouping, periods: Options, period: int | None) -> None:
        """What can be chosen, and what stands."""
        self.grouping.offer(groupings, grouping)
        self.period.offer(periods, period)
        self.period.setVisible(period is not None)

    def show_lines(self, lines: Lines, summary: str) -> None:
        """The rows."""
        self.subtitle.setText(summary)
        self.table.show_lines(lines)
        head = self.grid.horizontalHeader()
        for column, width in enumerate(_EACH if len(lines.heads) == len(_EACH) else [_SUM] * len(lines.heads)):
            wide = column in lines.wide
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.Fixed)
            self.grid.setColumnWidth(column, width)
        self.grid.selectRow(0)
        self._stack.setCurrentWidget(self.grid)

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """No row."""
        self.subtitle.setText("")
        self.empty.show_words(title, text, action)
        self._stack.setCurrentWidget(self.empty)
