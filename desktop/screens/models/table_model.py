"""Versions as the rows of a grid."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.screens.models.shown import COLUMNS, NUMBERS, Line
from desktop.widgets.rows import INK, Index
from desktop.widgets.tips import as_tip


class VersionTable(QAbstractTableModel):
    """Replaced whole; the words of the same rows may be renewed while a second passes."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._heads: tuple[str, ...] = COLUMNS

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def renew(self, lines: Sequence[Line]) -> None:
        """The same rows in other words."""
        self._lines = tuple(lines)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(COLUMNS) - 1))

    def set_heads(self, heads: Sequence[str]) -> None:
        """The captions."""
        self._heads = tuple(heads)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        """How many rows."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its ink, the row as one sentence."""
        if not index.isValid():
            return None
        line, name = self._lines[index.row()], COLUMNS[index.column()]
        text = str(getattr(line, name))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == INK:
            return {"verdict": line.verdict_tone, "state": line.state_tone}.get(name)
        return _alignment(name) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The caption of a column."""
        across = orientation is Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS)
        if across and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        return self._heads[section] if across and role == Qt.ItemDataRole.DisplayRole else None


def _alignment(column: str) -> int | None:
    return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) if column in NUMBERS else None
