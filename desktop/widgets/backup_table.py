"""Backups as a model of Qt, for the page and for the way of restoring."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.backup_rows import BackupRow
from desktop.widgets.rows import INK, ROW, Index
from desktop.widgets.tips import as_tip

COLUMNS: Final = ("made_at", "reason", "size", "clients", "leads", "state")
_NUMERIC: Final = {2, 3, 4}
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class BackupTable(QAbstractTableModel):
    """When, why, size, clients, leads, state."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[BackupRow, ...] = ()
        self._heads: tuple[str, ...] = COLUMNS

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions, one a column."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Six."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its ink, the row as one sentence."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = str(getattr(row, COLUMNS[index.column()]))
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        answers: dict[int, Any] = {
            ROW: row,
            INK: ("err" if row.damaged else "muted") if COLUMNS[index.column()] == "state" else None,
            int(Qt.ItemDataRole.AccessibleTextRole): row.spoken,
            int(Qt.ItemDataRole.TextAlignmentRole): _RIGHT if index.column() in _NUMERIC else _LEFT,
        }
        return answers.get(role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column, on the side of its values."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _NUMERIC else _LEFT
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None
