"""The rows of the grids as models of Qt. Columns are said anew with the language."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.catalogue.lists import CompanyRow, ServiceRow, StandingRow
from desktop.widgets.rows import ROW, Index
from desktop.widgets.tips import as_tip

_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class _Table(QAbstractTableModel):
    """Rows that are replaced whole. `numeric` are the columns whose values stand right."""

    columns: tuple[str, ...] = ()
    numeric: frozenset[int] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[CompanyRow | ServiceRow | StandingRow, ...] = ()
        self._heads: tuple[str, ...] = self.columns

    def show_rows(self, rows: Sequence[CompanyRow | ServiceRow | StandingRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions, one a column."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its row, the row as one sentence."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = str(getattr(row, self.columns[index.column()]))
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in self.numeric else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column, on the side of its values."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in self.numeric else _LEFT
        return None


class CompanyTable(_Table):
    """Companies."""

    columns = ("name", "persons", "entities", "shared")
    numeric = frozenset({1, 2, 3})


class ServiceTable(_Table):
    """Services of one company."""

    columns = ("name", "client_type", "kind", "needs")


class StandingTable(_Table):
    """How a company stands in its kinds."""

    columns = ("service", "conversion", "place", "arppu")
    numeric = frozenset({3})
