"""The list of clients as a model of Qt: as long as the list is, with the rows that were read."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.clients.row_cache import RowCache
from desktop.screens.clients.shown import Column
from desktop.widgets.rows import ROW, Index
from desktop.widgets.tips import as_tip

COLUMNS: Final = tuple(Column)
RIGHT: Final = frozenset({Column.SCORE, Column.CONTACT})
_ALIGNED: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NOWHERE: Final = QModelIndex()


class ClientTable(QAbstractTableModel):
    """A row that was not read yet is empty."""

    def __init__(self, rows: RowCache) -> None:
        super().__init__()
        self._rows = rows
        self._length = 0
        self._heads: dict[Column, str] = {}

    def list_anew(self) -> None:
        """Another list."""
        self.beginResetModel()
        self._length = len(self._rows.ids)
        self.endResetModel()

    def set_heads(self, heads: dict[Column, str]) -> None:
        """The captions."""
        self._heads = heads
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How long the list is."""
        return 0 if parent.isValid() else self._length

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As many as there are columns, shown or not."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its row, the row as one sentence."""
        if not index.isValid():
            return None
        row = self._rows.row(index.row())
        if role == ROW:
            return row
        if row is None:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(row.full if column is Column.NAME else row.cells[column])
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column, and its side."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads.get(COLUMNS[section], "")
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section] in RIGHT:
            return _ALIGNED
        return None
