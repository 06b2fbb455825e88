"""Step 1 of the import: how the table was read."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.imports.shown import FileShown, SheetTick
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.theme import Type
from desktop.widgets.choices import Check, Choice
from desktop.widgets.flow import Flow
from desktop.widgets.frames import column, holder, row, tab_within
from desktop.widgets.labels import Label
from desktop.widgets.rows import CELL_PAD, EDGE_PAD, Grid, text_width
from desktop.words import Words

_NARROWEST: Final = 72
_WIDEST: Final = 240
_MEASURED: Final = 12
"""Rows whose texts make the width of a preview's column."""


_NAMES: Final = ("sheet", "encoding", "delimiter", "header")


class FileStep(QWidget):
    """How the table was read, each guess to be chosen otherwise, and its first rows. `wished` tells the name of a guess
    and another value, `ticked` the name of another sheet and whether it is to be taken too.
    """

    wished = Signal(str, object)
    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.guesses = {name: Choice() for name in _NAMES}
        self._captions = {name: Label(Type.CAPTION, "muted") for name in _NAMES}
        self._pairs: dict[str, QWidget] = {}
        flow = Flow(16)
        for name, choice in self.guesses.items():
            choice.picked.connect(partial(self.wished.emit, name))
            self._captions[name].setBuddy(choice)
            self._pairs[name] = holder(row(self._captions[name], choice, gap=8))
            flow.addWidget(self._pairs[name])
        self._flow = QWidget()
        self._flow.setLayout(flow)
        self._sheets_caption = Label(Type.CAPTION, "muted")
        self._sheets_flow = Flow(16)
        self._sheets_caption.setMinimumHeight(Check().sizeHint().height())
        self._sheets_flow.addWidget(self._sheets_caption)
        ticks = QWidget()
        ticks.setLayout(self._sheets_flow)
        self._sheets = holder(column(ticks, margins=(0, 8, 0, 0)))
        self._sheets.setVisible(False)
        self.sheets: dict[str, Check] = {}
        self.note = Label(Type.BODY, "muted", wrap=True)
        self.model: TextModel[tuple[str, ...]] = TextModel(lambda cells: cells, right=(0,), muted=(0,))
        self.grid = Grid()
        self.grid.setModel(self.model)
        self.grid.setCornerWidget(QWidget())
        top = column(self._flow, self._sheets, 8, self.note, margins=(24, 12, 24, 10))
        self.setLayout(column(holder(top), row(self.grid, margins=EDGE)))

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.grid.setAccessibleName(words.say("imports", "step_file"))
        self._sheets_caption.setText(words.say("imports", "sheets_too"))

    def show_sheets(self, sheets: Sequence[SheetTick]) -> None:
        """A tick for each; those that stay keep the focus."""
        for name in self.sheets.keys() - {one.name for one in sheets}:
            gone = self.sheets.pop(name)
            self._sheets_flow.removeWidget(gone)
            gone.deleteLater()
        for one in sheets:
            if one.name not in self.sheets:
                self.sheets[one.name] = Check()
                self.sheets[one.name].clicked.connect(lambda wanted, name=one.name: self.ticked.emit(name, wanted))
                self._sheets_flow.addWidget(self.sheets[one.name])
            self.sheets[one.name].setText(one.text.replace("&", "&&"))
            self.sheets[one.name].setChecked(one.ticked)
            self.sheets[one.name].setEnabled(one.open)
        self._sheets.setVisible(bool(sheets))
        tab_within(self._sheets, *self.sheets.values())

    def show_file(self, shown: FileShown) -> None:
        """Guesses, rows and their widths."""
        told = {guess.name: guess for guess in shown.guesses}
        for name, choice in self.guesses.items():
            guess = told.get(name)
            self._pairs[name].setVisible(guess is not None)
            if guess is not None:
                self._captions[name].setText(guess.caption)
                choice.setAccessibleName(guess.caption)
                choice.offer(guess.options, guess.chosen)
        self.note.setText(shown.note)
        self.model.show_rows(shown.heads, shown.rows)
        for place, head in enumerate(shown.heads):
            texts = [cells[place] for cells in shown.rows[:_MEASURED]]
            widest = max((text_width(text) for text in texts), default=0.0)
            needed = max(widest, text_width(head, Type.CAPTION, medium=True))
            pads = CELL_PAD + EDGE_PAD if place in (0, len(shown.heads) - 1) else 2 * CELL_PAD
            self.grid.setColumnWidth(place, round(min(_WIDEST, max(_NARROWEST, needed + pads + 4))))
