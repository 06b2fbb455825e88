"""Lines to type in over the cells of one row: Enter and leaving them save, Esc does not, Tab goes from cell to cell."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.screens.clients.grid import ClientGrid
from desktop.screens.clients.shown import Column, EditShown
from desktop.screens.clients.table_model import COLUMNS
from desktop.theme import font
from desktop.widgets.feedback import announce
from desktop.widgets.rows import CELL_PAD, EDGE_PAD

_SAVES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_STEPS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}


class RowEditor(QObject):
    """`saved` tells what stands in each column; `dropped` that it is not wanted."""

    saved = Signal(object)
    dropped = Signal()

    def __init__(self, grid: ClientGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self.lines: dict[Column, QLineEdit] = {}
        self._at = -1
        self._leaving = QTimer(self, singleShot=True, interval=0)
        self._leaving.timeout.connect(self._left)
        grid.seen.connect(lambda _first, _last: self._place())  # scrolled, or with other columns

    def begin(self, fields: Sequence[EditShown]) -> None:
        """Lines over those cells of the current row that are in sight; the keyboard goes to the one it stands on."""
        at = self._grid.currentIndex()
        self._grid.scrollTo(at)
        for one in fields:
            place = COLUMNS.index(one.column)
            if self._grid.isColumnHidden(place):
                continue
            line = QLineEdit(one.text, self._grid.viewport())
            line.setFont(font())
            line.setCursorPosition(0)
            line.setAccessibleName(one.caption)
            line.installEventFilter(self)
            self.lines[one.column] = line
            line.show()
        self._at = at.row()
        self._place()
        current = COLUMNS[at.column()]
        self._stand(self.lines.get(current) or self.lines[Column.NAME])

    def refuse(self, column: Column, sentence: str) -> None:
        """The keyboard goes back to what cannot be taken."""
        line = self.lines.get(column)
        if line is None:
            return
        for one in self.lines.values():
            one.setProperty("wrong", "true" if one is line else "false")
            one.setAccessibleDescription(sentence if one is line else "")
            one.style().unpolish(one)
            one.style().polish(one)
        self._stand(line)
        announce(line, sentence)

    def end(self) -> None:
        """The cells are read again, and the keyboard is in the grid if it was in one of them."""
        lines, self.lines = self.lines, {}
        focused = QApplication.focusWidget() in lines.values()
        for line in lines.values():
            line.removeEventFilter(self)
            line.hide()
            line.deleteLater()
        if focused:
            self._grid.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of a line, and its leaving."""
        if event.type() == QEvent.Type.FocusOut:
            self._leaving.start()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _SAVES and not event.isAutoRepeat():
                self._save()
            elif key == Qt.Key.Key_Escape:
                self.dropped.emit()
            elif key in _STEPS:
                self._step(watched, _STEPS[key])
            else:
                return False
            return True
        return False

    def _place(self) -> None:
        for column, line in self.lines.items():
            cell = self._grid.visualRect(self._grid.model().index(self._at, COLUMNS.index(column)))
            edge = EDGE_PAD - CELL_PAD if column is COLUMNS[0] else 1
            line.setGeometry(cell.adjusted(edge, 1, -1, -2))

    def _step(self, line: QObject, by: int) -> None:
        """To the next cell; past the last one the row is saved."""
        lines = list(self.lines.values())
        place = next(at for at, one in enumerate(lines) if one is line) + by
        if 0 <= place < len(lines):
            self._stand(lines[place])
        else:
            self._save()

    def _left(self) -> None:
        """Saved where the keyboard went elsewhere in this window; another window leaves all as it is."""
        focused = QApplication.focusWidget()
        if not self.lines or focused is None or focused in self.lines.values():
            return
        if self._grid.window().isAncestorOf(focused):
            self._save()

    def _save(self) -> None:
        self.saved.emit({column: line.text() for column, line in self.lines.items()})

    @staticmethod
    def _stand(line: QLineEdit) -> None:
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()
