"""The lines as a model of Qt, whatever their columns are."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.overrides.lines import Lines
from desktop.theme import Type
from desktop.widgets.painting import RIGHT
from desktop.widgets.rows import ROW, Index
from desktop.widgets.tips import as_tip


class OverridesTable(QAbstractTableModel):
    """The first column names the row."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines((), frozenset(), frozenset(), ())

    def show_lines(self, lines: Lines) -> None:
        """Others in place of all."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many there are."""
        return 0 if parent.isValid() else len(self._lines.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as there are heads."""
        return 0 if parent.isValid() else len(self._lines.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, where it stands, the row as one sentence."""
        if not index.isValid():
            return None
        line = self._lines.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = line.cells[index.column()]
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(f"{head}: {cell}" for head, cell in zip(self._lines.heads, line.cells, strict=True))
        if role == Qt.ItemDataRole.FontRole:
            return Type.STRONG if index.column() == 0 and line.client is None else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(index.column())
        return line if role == ROW else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column, above its numbers."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._lines.heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(section)
        return self._lines.heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _align(self, column: int) -> int | None:
        return int(RIGHT) if column in self._lines.numbers else None
