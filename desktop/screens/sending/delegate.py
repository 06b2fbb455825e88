"""How a partner's line, and a state with its sign, are painted; and a grid that never cuts a cell off."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from desktop.screens.sending.shown import PartnerLine, TableLine
from desktop.screens.sending.table_model import TableModel
from desktop.theme import Type
from desktop.widgets.painting import LEFT, RIGHT, sign, write
from desktop.widgets.rows import CELL_PAD, EDGE_PAD, ROW, CellDelegate, Grid, Index, RowDelegate, text_width

_PAD: Final = 12
_SIGN: Final = 14
_GAP: Final = 6
_MEASURED: Final = 400
"""So many rows decide how wide a column is; a longer cell further down is told whole in its tooltip."""


class PartnerDelegate(RowDelegate):
    """Two lines: the partner with its count, and what waits for it, or that nothing may leave."""

    def __init__(self) -> None:
        super().__init__(52)

    def paint_row(self, painter: QPainter, area: QRectF, index: Index, *, selected: bool) -> None:
        """Draw one partner."""
        line: PartnerLine = index.data(ROW)
        inner = area.adjusted(_PAD, 0, -_PAD, 0)
        half = area.height() / 2
        upper = QRectF(inner.left(), inner.top() + 5, inner.width(), half - 4)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half - 6)
        write(painter, upper, line.count, font_=Type.STRONG, align=RIGHT)
        room = upper.adjusted(0, 0, -text_width(line.count, Type.STRONG) - 8, 0)
        write(painter, room, line.name, font_=Type.STRONG if selected else Type.LABEL)
        if line.stuck:
            sign(painter, lower.left(), lower.center().y(), "ban", "err", size=_SIGN)
            lower.setLeft(lower.left() + _SIGN + _GAP)
        write(painter, lower, line.note, font_=Type.CAPTION, ink="err" if line.stuck else "muted")


class StateDelegate(CellDelegate):
    """A state stands behind its sign."""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        line = index.data(ROW)
        if not isinstance(line, TableLine):
            super().paint_cell(painter, area, index)
            return
        sign(painter, area.left(), area.center().y(), line.icon, line.ink, size=_SIGN)
        rest = area.adjusted(_SIGN + _GAP, 0, 0, 0)
        write(painter, rest, str(index.data()), ink=line.ink, align=LEFT)


class FittedGrid(Grid):
    """Columns as wide as their cells; the wide one takes what is left. Where that is too little the grid scrolls."""

    def __init__(self, model: TableModel) -> None:
        super().__init__(StateDelegate(32))
        self._model = model
        self.setModel(model)
        self._widths: list[int] = []
        model.modelReset.connect(self.fit)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)

    def select(self, row: int) -> None:
        """Choose a row without telling anybody."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._model.index(row, 0))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def fit(self) -> None:
        """Measure the columns anew."""
        shown = self._model.shown
        self._widths = [
            round(
                max(
                    text_width(title, Type.CAPTION, medium=True),
                    *(self._width(line, column) for line in shown.lines[:_MEASURED]),
                    0.0,
                )
                + 1
                + sum(self._pads(column))
            )
            for column, title in enumerate(shown.titles)
        ]
        self._spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the wide column what is left."""
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        shown, header = self._model.shown, self.horizontalHeader()
        if len(self._widths) != header.count() or not self._widths:
            return
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate(self._widths):
            self.setColumnWidth(column, width)
        left = self.viewport().width() - sum(self._widths)
        if left > 0:
            self.setColumnWidth(shown.wide, self._widths[shown.wide] + left)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if left < 0 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(bar)

    def _width(self, line: TableLine, column: int) -> float:
        shown = self._model.shown
        width = text_width(line.cells[column], Type.LABEL if column == shown.strong else Type.BODY)
        return width + (_SIGN + _GAP if column == shown.state else 0)

    def _pads(self, column: int) -> tuple[int, int]:
        last = column == len(self._model.shown.titles) - 1
        return (EDGE_PAD if column == 0 else CELL_PAD, EDGE_PAD if last else CELL_PAD)
