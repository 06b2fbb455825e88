"""The rows to be called back as a model of Qt."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.recalls.presenter import Line
from desktop.theme import Type
from desktop.widgets.rows import INK, ROW, Index
from desktop.widgets.tips import as_tip

COLUMNS: Final = ("partner", "who", "service", "where", "state")


class RecallsTable(QAbstractTableModel):
    """What waits is written in full ink, what was done is not."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._heads: tuple[str, ...] = COLUMNS

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Others in place of all."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions, one a column."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Partner, client, service, place, state."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its ink, the row as one sentence."""
        if not index.isValid():
            return None
        line, name = self._lines[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = str(getattr(line, name))
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.FontRole:
            return Type.STRONG if name == "partner" and line.open else None
        if role == INK:
            return "muted" if not line.open else "warn" if name == "state" else "text"
        return line if role == ROW else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if shown and 0 <= section < len(COLUMNS) else None
