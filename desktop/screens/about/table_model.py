"""The libraries as a model of Qt."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.about.presenter import LibraryRow
from desktop.widgets.rows import ROW, Index
from desktop.widgets.tips import as_tip

COLUMNS: Final = ("name", "version", "licence")


class LibraryTable(QAbstractTableModel):
    """Name, version, licence."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[LibraryRow, ...] = ()
        self._heads: tuple[str, ...] = COLUMNS

    def show_rows(self, rows: Sequence[LibraryRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions, one a column."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many libraries."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Three."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its row, the row as one sentence."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = str(getattr(row, COLUMNS[index.column()]))
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == ROW:
            return row
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column."""
        wanted = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if wanted and 0 <= section < len(COLUMNS) else None
