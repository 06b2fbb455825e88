"""The models of the import's lists and grids: they hold what the presenter has shown and nothing of their own."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.screens.imports.bad_rows import BadRow
from desktop.screens.imports.findings import State
from desktop.screens.imports.shown import GroupLine, MatchLine
from desktop.widgets.painting import RIGHT
from desktop.widgets.rows import INK, ROW, Index
from desktop.widgets.tips import as_tip

T = TypeVar("T")
FIELD_COLUMN: Final = 2
EDGE: Final = (4, 0, 4, 0)
"""Margins of a grid whose first text then stands on the left edge of the page."""
_NOWHERE: Final = QModelIndex()
_TEXTS: Final = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole))


class TextModel(QAbstractTableModel, Generic[T]):
    """Rows of text. `cells` makes the texts of one row when it is looked at."""

    def __init__(
        self, cells: Callable[[T], Sequence[str]], *, right: Sequence[int] = (), muted: Sequence[int] = ()
    ) -> None:
        super().__init__()
        self._cells = cells
        self._right = frozenset(right)
        self._muted = frozenset(muted)
        self._heads: Sequence[str] = ()
        self.rows: Sequence[T] = ()

    def show_rows(self, heads: Sequence[str], rows: Sequence[T]) -> None:
        """Other rows. Where there are as many as before, what is selected stays so."""
        if len(heads) == len(self._heads) and len(rows) == len(self.rows):
            self._heads, self.rows = heads, rows
            if heads:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(heads) - 1)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(heads) - 1))
            return
        self.beginResetModel()
        self._heads, self.rows = heads, rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; the whole row for `ROW`, as one sentence for a screen reader."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        answer: Any = None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            answer = int(RIGHT) if column in self._right else None
        elif role == INK:
            answer = "muted" if column in self._muted else None
        elif role == ROW:
            answer = row
        elif role in _TEXTS:
            cells = self._cells(row)
            text = cells[column] if column < len(cells) else ""
            answer = as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            pairs = zip(self._heads, self._cells(row), strict=False)
            answer = "; ".join(f"{head}: {cell}" for head, cell in pairs if cell)
        return answer

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The heads."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(RIGHT) if section in self._right else None
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None


class MatchModel(TextModel[MatchLine]):
    """Columns of the file, or words. `chosen` tells a line and the code that was chosen in it, "" for none."""

    chosen = Signal(int, str)

    def __init__(self, *, right: Sequence[int] = (), muted: Sequence[int] = (1, 3)) -> None:
        super().__init__(lambda line: line.cells, right=right, muted=muted)
        self.options: tuple[tuple[tuple[str, str], ...], ...] = ()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The field can be chosen."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == FIELD_COLUMN else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The code of the field to edit; what is not imported is muted."""
        if index.isValid() and index.column() == FIELD_COLUMN:
            line = self.rows[index.row()]
            if role == Qt.ItemDataRole.EditRole:
                return line.code or ""
            if role == INK and line.code is None:
                return "muted"
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Somebody chose; what comes of it is shown by the presenter."""
        if role != Qt.ItemDataRole.EditRole or index.column() != FIELD_COLUMN or value is None:
            return False
        self.chosen.emit(index.row(), str(value))
        return True


class BadModel(TextModel[BadRow]):
    """Rows with a problem. `typed` tells the place of a row and what its cell is to say."""

    typed = Signal(int, str)

    def __init__(self, cells: Callable[[BadRow], Sequence[str]]) -> None:
        super().__init__(cells, right=(0,), muted=(0,))
        self.mended: int | None = None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The cell that mends the row can be typed anew."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == self.mended else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell to edit; what is left out is faint."""
        if index.isValid() and role in (Qt.ItemDataRole.EditRole, INK):
            row = self.rows[index.row()]
            if role == Qt.ItemDataRole.EditRole:
                return row.cell
            if row.state is State.SKIPPED or (row.state is State.FIXED and index.column() == len(self._heads) - 1):
                return "muted"
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Somebody typed; what comes of it is shown by the presenter."""
        if role != Qt.ItemDataRole.EditRole or index.column() != self.mended:
            return False
        self.typed.emit(index.row(), str(value))
        return True


class TickModel(TextModel[tuple[str, str, str, str]]):
    """Proposals, each ticked or not in the first column. `changed` after each tick; `ticked` are places from 0."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(self._words, right=(1,), muted=(1, 3))
        self.ticked: set[int] = set()
        self.answers = ("", "")
        """How a ticked and an unticked row are called."""

    def propose(self, heads: Sequence[str], rows: Sequence[tuple[str, str, str, str]]) -> None:
        """Other rows, all ticked; the same rows keep their ticks."""
        if list(rows) != list(self.rows):
            self.ticked = set(range(len(rows)))
        self.show_rows(heads, rows)
        self.changed.emit()

    def toggle(self, place: int) -> None:
        """Tick a row, or tick it no more."""
        self.ticked ^= {place}
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._heads) - 1))
        self.changed.emit()

    def tick_all(self) -> None:
        """All, or none where all are."""
        self.ticked = set() if len(self.ticked) == len(self.rows) else set(range(len(self.rows)))
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self._heads) - 1))
        self.changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Whether a row is ticked, beside its texts."""
        if index.isValid() and index.column() == 0:
            ticked = index.row() in self.ticked
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            if role in _TEXTS:
                return self.answers[not ticked]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid():
            return f"{self.answers[index.row() not in self.ticked]}; {super().data(index, role)}"
        return super().data(index, role)

    @staticmethod
    def _words(row: tuple[str, str, str, str]) -> Sequence[str]:
        return ("", *row)


class GroupModel(QAbstractListModel):
    """Groups of problems under the headings of their level; headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[GroupLine, ...] = ()

    def show_lines(self, lines: tuple[GroupLine, ...]) -> None:
        """Other lines."""
        if lines != self.lines:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def line_of(self, group: int) -> QModelIndex:
        """Where a group stands."""
        return self.index(next(place for place, line in enumerate(self.lines) if line.group == group), 0)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are no items to stand on."""
        if not index.isValid() or self.lines[index.row()].group is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line, and itself as one sentence."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == ROW:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(f"{line.title}\n{line.source}") if line.source else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (line.title, line.source, line.count)))
        return None
