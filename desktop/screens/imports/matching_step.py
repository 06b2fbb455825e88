"""Step 2 of the import: which column is which field, and beside it the column that is looked at."""

from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.imports.column_panel import ColumnPanel
from desktop.screens.imports.match_grid import MatchGrid
from desktop.screens.imports.shown import ColumnShown, MatchingShown
from desktop.screens.imports.table_models import EDGE, FIELD_COLUMN, MatchModel
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import MessageBar, Sign
from desktop.widgets.frames import Divider, column, holder, row, tab_within
from desktop.widgets.labels import Label, Line
from desktop.words import Words

_WIDTHS: Final = {False: [230, 0, 280, 150], True: [160, 0, 198, 116]}


class MatchingStep(QWidget):
    """`matched` tells a column and the code of its field, "" for none; `looked_at` the column that is current;
    `drop_wanted` that the saved mapping is not to be used, `keep_wanted` that this one is to be saved.
    """

    matched = Signal(int, str)
    looked_at = Signal(int)
    drop_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = MatchModel()
        self.model.chosen.connect(self.matched)
        self.grid = MatchGrid()
        self.grid.setModel(self.model)
        self.used = MessageBar()
        self.panel = ColumnPanel()
        self.keep = Button("", Kind.GHOST, "bookmark")
        self._signs = (Sign("check"), Sign("check"))
        self.required = Line()
        self.portrait = Line(tone="muted")
        self.count = Label(tone="muted")
        first = row(self._signs[0], self.required, self.count, gap=8)
        second = row(self._signs[1], self.portrait, self.keep, gap=8)
        first.setStretch(1, 1)
        second.setStretch(1, 1)
        foot = holder(column(first, 2, second, margins=(24, 6, 24, 6)))
        body = row(row(self.grid, margins=EDGE), Divider(down=True), self.panel, gap=0)
        body.setStretch(0, 1)
        bar = holder(row(self.used, margins=(24, 8, 24, 4)))
        self._bar = bar
        layout = column(bar, body, Divider(), foot)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._heads: tuple[str, ...] = ()
        self._drop = ""
        self._compact = False
        self.used.pressed.connect(self.drop_wanted)
        self.keep.clicked.connect(self.keep_wanted)
        self.grid.selectionModel().currentRowChanged.connect(self._row_changed)
        bar_buttons = self.used.findChildren(Button)
        tab_within(self, *bar_buttons, self.grid, self.panel.reading, self.panel.grid, self.keep)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        names = ("header", "examples", "field", "found")
        self._heads = tuple(words.say("imports", f"column_{name}") for name in names)
        self.grid.setAccessibleName(words.say("imports", "step_matching"))
        self._drop = words.say("imports", "used_drop")
        self.keep.setText(words.say("imports", "mapping_keep"))
        self.panel.retranslate(words)

    def set_compact(self, compact: bool) -> None:
        """Narrower columns."""
        self._compact = compact
        self.panel.set_compact(compact)
        if self.model.rows:
            self.grid.set_widths(_WIDTHS[compact], 1)

    def show_matching(self, shown: MatchingShown) -> None:
        """Columns, and what is there or missing."""
        first = not self.model.rows
        self.model.options = shown.options
        self.model.show_rows(self._heads, shown.lines)
        if first:
            self.grid.set_widths(_WIDTHS[self._compact], 1)
        if self.grid.currentIndex().row() != shown.at:
            self.grid.setCurrentIndex(self.model.index(shown.at, FIELD_COLUMN))
        self.required.setText(shown.required)
        self.required.set_tone("" if shown.complete else "err")
        self._signs[0].show_icon("circle-check" if shown.complete else "circle-x", "ok" if shown.complete else "err")
        self.portrait.setText(shown.portrait)
        good = shown.portrait_complete
        self._signs[1].show_icon("circle-check" if good else "triangle-alert", "ok" if good else "warn")
        self.count.setText(shown.count)
        self._bar.setVisible(bool(shown.used))
        if shown.used:
            tone = "ok" if shown.used_whole else "warn"
            self.used.show_message(shown.used, tone, self._drop, closable=False)

    def show_column(self, shown: ColumnShown) -> None:
        """The column that is looked at."""
        self.panel.show_column(shown)

    def _row_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.looked_at.emit(index.row())
