"""Steps 1 and 2 of the import: how the table was read, and which column is which field."""

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.screens.imports.delegates import FieldDelegate
from desktop.screens.imports.shown import FileShown, MatchingShown
from desktop.screens.imports.table_models import EDGE, FIELD_COLUMN, MatchModel, TextModel
from desktop.theme import Type
from desktop.widgets.choices import Choice
from desktop.widgets.feedback import Sign
from desktop.widgets.flow import Flow
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import CELL_PAD, EDGE_PAD, Grid, text_width
from desktop.words import Words

_NARROWEST: Final = 72
_WIDEST: Final = 240
_MEASURED: Final = 12
"""Rows whose texts make the width of a preview's column."""


_NAMES: Final = ("sheet", "encoding", "delimiter", "header")


class FileStep(QWidget):
    """How the table was read, each guess to be chosen otherwise, and its first rows. `wished` tells the name of a guess
    and another value.
    """

    wished = Signal(str, object)

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
        self.note = Label(Type.BODY, "muted", wrap=True)
        self.model: TextModel[tuple[str, ...]] = TextModel(lambda cells: cells, right=(0,), muted=(0,))
        self.grid = Grid()
        self.grid.setModel(self.model)
        self.grid.setCornerWidget(QWidget())
        top = column(self._flow, 8, self.note, margins=(24, 12, 24, 10))
        self.setLayout(column(holder(top), row(self.grid, margins=EDGE)))

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.grid.setAccessibleName(words.say("imports", "step_file"))

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


class MatchGrid(Grid):
    """F2, Enter or Space opens the choice of the current column's field; so does a click on it."""

    def __init__(self) -> None:
        super().__init__(FieldDelegate())
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the choice."""
        keys = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if Qt.Key(event.key()) in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.open_choice(self.currentIndex())
            return
        super().keyPressEvent(event)

    def open_choice(self, index: QModelIndex) -> None:
        """Let the field of a row be chosen."""
        if index.isValid():
            self.edit(index.siblingAtColumn(FIELD_COLUMN))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == FIELD_COLUMN:
            self.open_choice(index)


class MatchingStep(QWidget):
    """`matched` tells a column and the code of its field, "" for none."""

    matched = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.model = MatchModel()
        self.model.chosen.connect(self.matched)
        self.grid = MatchGrid()
        self.grid.setModel(self.model)
        self._signs = (Sign("check"), Sign("check"))
        self.required = Line()
        self.portrait = Line(tone="muted")
        self.count = Label(tone="muted")
        first = row(self._signs[0], self.required, self.count, gap=8)
        second = row(self._signs[1], self.portrait, gap=8)
        first.setStretch(1, 1)
        second.setStretch(1, 1)
        foot = holder(column(first, 6, second, margins=(24, 10, 24, 10)))
        self.setLayout(column(row(self.grid, margins=EDGE), Divider(), foot))
        self._heads: tuple[str, ...] = ()

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        names = ("header", "examples", "field", "found")
        self._heads = tuple(words.say("imports", f"column_{name}") for name in names)
        self.grid.setAccessibleName(words.say("imports", "step_matching"))

    def show_matching(self, shown: MatchingShown) -> None:
        """Columns, and what is there or missing."""
        first = not self.model.rows
        self.model.options = shown.options
        self.model.show_rows(self._heads, shown.lines)
        if first:
            self.grid.set_widths([260, 240, 320, 170], 1)
        if not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(0, FIELD_COLUMN))
        self.required.setText(shown.required)
        self.required.set_tone("" if shown.complete else "err")
        self._signs[0].show_icon("circle-check" if shown.complete else "circle-x", "ok" if shown.complete else "err")
        self.portrait.setText(shown.portrait)
        good = shown.portrait_complete
        self._signs[1].show_icon("circle-check" if good else "triangle-alert", "ok" if good else "warn")
        self.count.setText(shown.count)
