"""The queue as a list: the selected row is the card that is shown; tells which rows are in sight."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from desktop.screens.review.lineup import Row
from desktop.screens.review.queue_delegate import LOW, TALL, QueueDelegate
from desktop.screens.review.queue_model import QueueModel
from desktop.screens.review.queue_text import LineText
from desktop.widgets.rows import RowList
from desktop.words import Words


class QueueList(RowList):
    """`chosen` tells the row that a person went to, `seen` the first and last row in sight, `several` the rows that are
    marked together, by Shift or Ctrl.
    """

    chosen = Signal(int)
    seen = Signal(int, int)
    several = Signal(list)

    def __init__(self, words: Callable[[], Words]) -> None:
        self._lines = QueueDelegate()
        super().__init__(self._lines)
        self._model = QueueModel(words, self)
        self.setModel(self._model)
        self._showing = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._soon.start())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._soon.start())
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(lambda *_: self._marked())

    def show_rows(self, rows: Sequence[Row], current: int) -> None:
        """Show these rows and select one (-1 for none), without telling that it was chosen."""
        self._showing = True
        self._model.show(rows, current)
        index = self._model.index(current) if current >= 0 else QModelIndex()
        both = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, both)
        self._showing = False
        if current == 1 and self._model.is_heading(0):
            self.scrollToTop()
        elif current >= 0:
            self.scrollTo(index)
        self._soon.start()

    def mark(self, rows: Sequence[int]) -> None:
        """Mark these rows together, without telling."""
        if not rows:
            return
        self._showing = True
        self._model.give(rows[-1])
        marked = QItemSelection()
        first = before = rows[0]
        for row in (*rows[1:], -1):
            if row != before + 1:
                marked.select(self._model.index(first), self._model.index(before))
                first = row
            before = row
        self.selectionModel().select(marked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._showing = False

    def show_texts(self, texts: Mapping[int, LineText]) -> None:
        """Texts of entries by id."""
        self._model.show_texts(texts)

    def forget_texts(self) -> None:
        """They are out of date."""
        self._model.forget_texts()
        self._soon.start()

    def set_low(self, low: bool) -> None:
        """Tighter rows."""
        self._lines.height = LOW if low else TALL
        self.doItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down and digits belong to the page, which knows the next card; with Shift arrows mark rows."""
        up_or_down = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        marks = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        everything = event.matches(QKeySequence.StandardKey.SelectAll)
        if (up_or_down and not marks) or (event.text() and not up_or_down) or everything:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows are in sight; the selected one stays there."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self._soon.start()

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(120, 3 * self._lines.height)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._showing and current.isValid():
            self.chosen.emit(current.row())

    def _marked(self) -> None:
        if not self._showing:
            self.several.emit(sorted(index.row() for index in self.selectionModel().selectedRows()))

    def _look(self) -> None:
        if not self._model.rowCount():
            return
        area = self.viewport().rect()
        first = self.indexAt(area.topLeft())
        last = self.indexAt(area.bottomLeft())
        until = last.row() if last.isValid() else self._model.rowCount() - 1
        self.seen.emit(max(0, first.row()), until)
