"""The lists of this page as models: partners, and tables of any columns."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.screens.sending.shown import PartnerLine, Shown
from desktop.theme import Type
from desktop.widgets.rows import ROW
from desktop.widgets.tips import as_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PartnerModel(QAbstractListModel):
    """One `PartnerLine` per row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[PartnerLine] = ()

    def show_lines(self, lines: Sequence[PartnerLine]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As many as there are lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line itself, its partner, or the line as one sentence."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        found = {
            ROW: line,
            int(Qt.ItemDataRole.DisplayRole): line.name,
            int(Qt.ItemDataRole.ToolTipRole): as_tip(line.sentence),
            int(Qt.ItemDataRole.AccessibleTextRole): line.sentence,
        }
        return found.get(int(role))


class TableModel(QAbstractTableModel):
    """One `TableLine` per row under the titles of its table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown = Shown((), (), wide=0)

    def show_table(self, shown: Shown) -> None:
        """Another table."""
        self.beginResetModel()
        self.shown = shown
        self.endResetModel()

    def renew(self, shown: Shown) -> None:
        """The same rows with other words: what is chosen stays."""
        if len(shown.lines) == len(self.shown.lines):
            self.shown = shown
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As many as there are lines."""
        return 0 if parent.isValid() else len(self.shown.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As many as there are titles."""
        return 0 if parent.isValid() else len(self.shown.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell, its weight and side, or the row as one sentence."""
        if not index.isValid() or index.row() >= self.rowCount() or index.column() >= self.columnCount():
            return None
        line, column = self.shown.lines[index.row()], index.column()
        found = {
            int(Qt.ItemDataRole.DisplayRole): line.cells[column],
            int(Qt.ItemDataRole.AccessibleTextRole): line.sentence,
            int(Qt.ItemDataRole.TextAlignmentRole): _RIGHT if column in self.shown.numbers else None,
            int(Qt.ItemDataRole.FontRole): Type.STRONG if column == self.shown.strong else None,
            ROW: line if column == self.shown.state else None,
        }
        return found.get(int(role))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown.titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self.shown.numbers:
            return _RIGHT
        return None
