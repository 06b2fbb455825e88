"""Beside the columns of a table: how the chosen one is read, and what its words mean that nothing knows."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.imports.match_grid import MatchGrid
from desktop.screens.imports.shown import ColumnShown
from desktop.screens.imports.table_models import FIELD_COLUMN, MatchModel
from desktop.theme import Type
from desktop.widgets.chips import Chip
from desktop.widgets.choices import Choice
from desktop.widgets.frames import column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.words import Words

_WIDTH: Final = 400
_WIDTH_SMALL: Final = 372
_MEANING: Final = {False: 200, True: 182}
_CELLS: Final = 60
_LEAST: Final = 40
"""A low window leaves a line of words, and the rest to scrolling."""


class ColumnPanel(QWidget):
    """`reading_chosen` tells a way of reading, `meaning_chosen` the line of a word and the code of its meaning."""

    reading_chosen = Signal(str)
    meaning_chosen = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.title = Line(Type.SECTION)
        self.caption = Label(Type.CAPTION, "muted")
        self.reading = Choice()
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.caption.setBuddy(self.reading)
        self.basis = Chip()
        head = row(self.caption, None, self.basis, gap=8)
        self._reading = holder(column(8, head, 4, self.reading))
        self.words = Label(Type.BODY, "muted", wrap=True)
        self.model = MatchModel(muted=(1,), right=(1,))
        self.grid = MatchGrid()
        self.grid.setModel(self.model)
        self.grid.setMinimumHeight(_LEAST)
        top = holder(column(self.title, self._reading, 8, self.words, margins=(20, 8, 20, 4)))
        layout = column(top, holder(row(self.grid, margins=(8, 0, 4, 0))))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._heads: tuple[str, ...] = ()
        self.reading.picked.connect(lambda value: self.reading_chosen.emit(str(value)))
        self.model.chosen.connect(self.meaning_chosen)
        self.set_compact(False)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self._heads = tuple(words.say("imports", f"column_{name}") for name in ("word", "cells", "meaning"))
        self.setAccessibleName(words.say("imports", "column_panel"))

    def set_compact(self, compact: bool) -> None:
        """Narrower."""
        self.setFixedWidth(_WIDTH_SMALL if compact else _WIDTH)
        self._compact = compact
        self._set_widths()

    def show_column(self, shown: ColumnShown) -> None:
        """Another column, or other choices for it."""
        self.title.setText(shown.title)
        self._reading.setVisible(shown.reading is not None)
        if shown.reading is not None:
            self.caption.setText(shown.reading.caption)
            self.reading.setAccessibleName(f"{shown.reading.caption}, {shown.basis}")
            self.reading.offer(shown.reading.options, shown.reading.chosen)
            self.basis.show_text(shown.basis)
        self.words.setText(shown.words)
        self.words.setVisible(bool(shown.words))
        self.grid.setVisible(bool(shown.lines))
        self.model.options = shown.options
        self.model.show_rows(self._heads if shown.lines else (), shown.lines)
        self.grid.setAccessibleName(shown.words)
        self._set_widths()
        if shown.lines and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(0, FIELD_COLUMN))

    def _set_widths(self) -> None:
        if self.model.columnCount():
            self.grid.set_widths([0, _CELLS, _MEANING[self._compact]], 0)
