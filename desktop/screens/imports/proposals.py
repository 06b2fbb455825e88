"""Similar cells before and after one and the same correction, each to be ticked."""

from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from desktop.screens.imports.shown import ProposalsShown
from desktop.screens.imports.table_models import EDGE, TickModel
from desktop.theme import Type
from desktop.theme.tokens import CELL_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.flow import flow
from desktop.widgets.frames import column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.painting import block, sign
from desktop.widgets.rows import CellDelegate, Grid, Index
from desktop.words import Words

_WIDTHS: Final = ([96, 76, 150, 150, 180], 2)
_BOX: Final = 16


class _TickDelegate(CellDelegate):
    """A box in the first column."""

    def __init__(self) -> None:
        super().__init__(36)

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        if index.column():
            super().paint_cell(painter, area, index)
            return
        on = index.data(int(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        box = QRectF(area.left(), area.center().y() - _BOX / 2, _BOX, _BOX)
        block(painter, box, "accent" if on else "surface", "accent" if on else "outline", CELL_RADIUS)
        if on:
            sign(painter, box.left() + 1, box.center().y(), "check", "on_accent", size=14)


class _TickGrid(Grid):
    """Space ticks the current row, so does a click on its box."""

    def __init__(self, model: TickModel) -> None:
        super().__init__(_TickDelegate())
        self._ticks = model
        self.setModel(model)
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if self.currentIndex().isValid():
                self._ticks.toggle(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._ticks.toggle(index.row())


class Proposals(QWidget):
    """`applied` tells the places of those that were ticked; `left` that none are wanted."""

    applied = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(Type.SECTION, wrap=True)
        self.text = Label(Type.BODY, "muted", wrap=True)
        self.model = TickModel()
        self.apply = Button("", Kind.OUTLINE, "check", key="Enter")
        self.all = Button("", Kind.GHOST)
        self.cancel = Button("", Kind.GHOST, key="Esc")
        self.grid = _TickGrid(self.model)
        self._words: Words | None = None
        self._buttons = QWidget()
        self._buttons.setLayout(flow(self.apply, self.all, self.cancel))
        head = column(self.title, 4, self.text, 8, self._buttons, margins=(24, 14, 24, 6))
        self.setLayout(column(holder(head), row(self.grid, margins=EDGE)))
        self.model.changed.connect(self._count)
        self.grid.opened.connect(lambda _row: self._apply())
        self.apply.clicked.connect(self._apply)
        self.all.clicked.connect(self.model.tick_all)
        self.cancel.clicked.connect(self.left)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self._words = words
        self.grid.setAccessibleName(words.say("imports", "similar_list"))
        self.all.setText(words.say("imports", "tick_all"))
        self.cancel.setText(words.say("imports", "cancel"))
        self.model.answers = (words.say("imports", "ticked"), words.say("imports", "not_ticked"))
        self._count()

    def show_proposals(self, shown: ProposalsShown) -> None:
        """Another list, all ticked."""
        self.title.setText(shown.title)
        self.text.setText(shown.text)
        self.model.propose(shown.heads, shown.rows)
        self.grid.set_widths(*_WIDTHS)

    def take_keys(self, *, anew: bool) -> None:
        """The keyboard goes to the list when it is shown anew."""
        if anew:
            self.grid.selectRow(0)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _count(self) -> None:
        if self._words is None:
            return
        self.apply.setText(self._words.say("imports", "fix_ticked", n=len(self.model.ticked)))
        self.apply.setEnabled(bool(self.model.ticked))
        self.apply.updateGeometry()

    def _apply(self) -> None:
        if self.model.ticked:
            self.applied.emit(frozenset(self.model.ticked))
