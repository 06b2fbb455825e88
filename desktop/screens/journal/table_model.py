"""The lines of the journal as a model of Qt: it grows as the view comes to its end."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.screens.journal.presenter import LineRow
from desktop.widgets.rows import ROW, Index
from desktop.widgets.tips import as_tip

COLUMNS: Final = ("at", "login", "role", "use_case", "details")


class JournalTable(QAbstractTableModel):
    """`wanted`: the view has come to the end. `more` tells whether there are lines that are not here yet."""

    wanted = Signal()

    def __init__(self, more: Callable[[], bool]) -> None:
        super().__init__()
        self._more = more
        self._rows: list[LineRow] = []
        self._heads: tuple[str, ...] = COLUMNS

    def show_rows(self, rows: Sequence[LineRow]) -> None:
        """Others in place of all."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add_rows(self, rows: Sequence[LineRow]) -> None:
        """More at the end."""
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
        self._rows += rows
        self.endInsertRows()

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions, one a column."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many are here."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Time, user, role, action, details."""
        return 0 if parent.isValid() else len(COLUMNS)

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the next lines may be asked for."""
        return not parent.isValid() and bool(self._rows) and self._more()

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for them; they come when they were read."""
        if self.canFetchMore(parent):
            self.wanted.emit()

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
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if shown and 0 <= section < len(COLUMNS) else None
