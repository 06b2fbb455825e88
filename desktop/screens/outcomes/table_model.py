"""The rows of a tab as a model of Qt."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.outcomes.shown import Line
from desktop.theme import Type
from desktop.widgets.rows import INK, ROW, Index
from desktop.widgets.tips import as_tip

COLUMNS: Final = 6


class OutcomesTable(QAbstractTableModel):
    """One `Line` a row; where a tab has fewer columns the last ones are empty."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._heads: Sequence[str] = ()

    def show_lines(self, heads: Sequence[str], lines: Sequence[Line]) -> None:
        """Others in place of all."""
        self.beginResetModel()
        self._heads, self._lines = heads, lines
        self.endResetModel()

    def line(self, place: int) -> Line | None:
        """The row at a place, None where there is none."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as the widest tab has."""
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its ink, the row as one sentence."""
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        text = line.cells[column] if column < len(line.cells) else ""
        found = {
            int(Qt.ItemDataRole.DisplayRole): text,
            int(Qt.ItemDataRole.ToolTipRole): as_tip(text) if text else None,
            int(Qt.ItemDataRole.AccessibleTextRole): line.spoken,
            int(Qt.ItemDataRole.FontRole): Type.STRONG if column == 0 else None,
            INK: "warn" if line.late and column == len(line.cells) - 1 else "text",
            ROW: line,
        }
        return found.get(int(role))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if shown and section < len(self._heads) else None
