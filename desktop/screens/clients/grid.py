"""The grid of clients: as long as the list, with a window of rows; columns that do not fit are left out, the least
important first.
"""

from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from desktop.keys import LATIN_OF
from desktop.screens.clients.delegate import ClientDelegate
from desktop.screens.clients.shown import Column
from desktop.screens.clients.table_model import COLUMNS, ClientTable
from desktop.theme import Type
from desktop.widgets.labels import Label
from desktop.widgets.rows import Grid, Header

_WANTED_FIRST: Final = (
    Column.NAME,
    Column.SCORE,
    Column.CONSENT,
    Column.KINDS,
    Column.PHONE,
    Column.CITY,
    Column.CONTACT,
    Column.MANAGER,
    Column.CLIENT_TYPE,
    Column.SOURCE,
)
_SHARES: Final = {Column.NAME: 0.5, Column.KINDS: 0.5}
"""Who gets how much of the width that is left."""
_SAID_AFTER_MS: Final = 200


class ClientGrid(Grid):
    """`seen` (first, last) tells which rows are in sight, `chosen_changed` that others are selected, `head_pressed` a
    column by which it is to be sorted, `edit_wanted` that the current row is to be typed in.
    """

    seen = Signal(int, int)
    chosen_changed = Signal()
    head_pressed = Signal(object)
    edit_wanted = Signal()

    def __init__(self, table: ClientTable) -> None:
        super().__init__(ClientDelegate())
        self._table = table
        self._least: dict[Column, int] = {}
        self.setModel(table)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )  # else the columns would move with a filter
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(24)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(lambda section: self.head_pressed.emit(COLUMNS[section]))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._loading = Label(Type.CAPTION, "muted", parent=self.viewport())
        self._loading.hide()
        self._soon = QTimer(self, singleShot=True, interval=_SAID_AFTER_MS)
        self._soon.timeout.connect(self._say_loading)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.look())
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.chosen_changed.emit())

    def set_loading(self, text: str) -> None:
        """What is said where rows take long to come."""
        self._loading.setText(text)

    def show_sort(self, column: Column | None, *, descending: bool) -> None:
        """The arrow in the heads."""
        header = self.horizontalHeader()
        if isinstance(header, Header):
            header.show_sort(-1 if column is None else COLUMNS.index(column), descending=descending)

    # ------------------------------------------------------------------ rows

    def show_list(self, place: int | None, selected: list[int], *, anew: bool) -> None:
        """Another list: the keyboard stands on `place`; places that are `selected`; seen from its beginning if `anew`,
        else from where it was.
        """
        top = self.verticalScrollBar().value()
        model = self.selectionModel()
        blocked = model.blockSignals(True)
        self._table.list_anew()
        if self._table.rowCount():
            row = place or 0
            rows = QItemSelection()
            for first, last in _runs(selected or [row]):
                rows.select(self._table.index(first, 0), self._table.index(last, len(COLUMNS) - 1))
            model.setCurrentIndex(self._table.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            model.select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        model.blockSignals(blocked)
        self.updateGeometries()
        self.verticalScrollBar().setValue(0 if anew else top)
        if place is not None and not anew:
            self.scrollTo(self._table.index(place, 0))
        self.viewport().update()
        self.look()

    def select_also(self, place: int) -> None:
        """This row is selected too, or not any more."""
        flags = QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(self._table.index(place, 0), flags)

    def chosen_places(self) -> list[int]:
        """The selected rows, from the top."""
        ranges = self.selectionModel().selection().toList()
        return sorted({place for one in ranges for place in range(one.top(), one.bottom() + 1)})

    def look(self) -> None:
        """Tell which rows are in sight."""
        if not self._table.rowCount():
            return
        last = self.rowAt(self.viewport().height() - 1)
        first = max(0, self.rowAt(0))
        self.seen.emit(first, last if last >= 0 else self._table.rowCount() - 1)
        if self._lacks_rows():
            self._soon.start()

    def show_rows(self) -> None:
        """Rows have come."""
        if not self._lacks_rows():
            self._soon.stop()
            self._loading.hide()
        self.viewport().update()

    def _lacks_rows(self) -> bool:
        last = self.rowAt(self.viewport().height() - 1)
        places = range(max(0, self.rowAt(0)), (last if last >= 0 else self._table.rowCount() - 1) + 1)
        return any(self._table.index(place, 0).data() is None for place in places)

    def _say_loading(self) -> None:
        if self._lacks_rows():
            self._loading.adjustSize()
            middle = self.viewport().rect().center() - self._loading.rect().center()
            self._loading.move(middle)
            self._loading.show()

    # ------------------------------------------------------------------ columns

    def fit(self, least: dict[Column, int]) -> None:
        """So wide has each column to be, in pixels."""
        self._least = least
        self._spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns fit, other rows are in sight."""
        super().resizeEvent(event)
        self._spread()
        self.look()

    def _spread(self) -> None:
        if not self._least:
            return
        left, shown = self.viewport().width(), []
        for column in _WANTED_FIRST:
            if self._least[column] > left:
                break
            left -= self._least[column]
            shown.append(column)
        for place, column in enumerate(COLUMNS):
            self.setColumnHidden(place, column not in shown)
        for column in shown:
            self.setColumnWidth(COLUMNS.index(column), self._least[column] + round(left * _SHARES.get(column, 0)))

    # ------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 types in the row, Space selects or not, Home and End go to the first and the last row, Ctrl+A selects all
        in any layout.
        """
        key = Qt.Key(LATIN_OF.get(event.key(), event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and not held:
            if not event.isAutoRepeat():
                self.select_also(self.currentIndex().row())
        elif key == Qt.Key.Key_F2 and not held:
            self.edit_wanted.emit()
        elif key == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self.selectAll()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not held:
            last = self._table.rowCount() - 1
            self.setCurrentIndex(self._table.index(0 if key == Qt.Key.Key_Home else last, 0))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Ascending places as (first, last) of those that follow each other: everybody is one, not a hundred thousand."""
    starts = [at for at, place in enumerate(places) if not at or place != places[at - 1] + 1]
    return [(places[at], places[end - 1]) for at, end in zip(starts, [*starts[1:], len(places)], strict=True)]
