"""Lists and grids whose rows are painted whole by one delegate from one role; no widget per cell.

A model answers `ROW` with the value that the delegate paints, and `AccessibleTextRole` with the row as one sentence.
"""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.theme import Type, colour, font
from desktop.theme.tokens import CONTROL_RADIUS
from desktop.widgets.painting import LEFT, RIGHT, block, focus_ring, sign, write

ROW: Final = int(Qt.ItemDataRole.UserRole)
INK: Final = ROW + 1
"""Role of the token in which a cell of a grid is written; nothing for `text`."""
Index = QModelIndex | QPersistentModelIndex
CELL_PAD: Final = 10
EDGE_PAD: Final = 20
_OVERHANG: Final = 8
_ARROW: Final = 14


class RowDelegate(QStyledItemDelegate):
    """Paints the ground of a row, then `paint_row`. The selected row has a tint and the bar of the accent."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.height = height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Fixed."""
        return QSize(80, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self.paint_ground(painter, area, state)
        self.paint_row(painter, area, index, selected=selected)
        painter.restore()

    def paint_ground(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag) -> None:
        """Draw the ground."""
        if state & QStyle.StateFlag.State_Selected:
            block(painter, area.adjusted(0, 1, 0, -1), "selected", None, CONTROL_RADIUS)
            bar = QRectF(area.left(), area.center().y() - 9, 3, 18)
            block(painter, bar, "accent", None, 1.5)
        elif state & QStyle.StateFlag.State_MouseOver and state & QStyle.StateFlag.State_Enabled:
            block(painter, area.adjusted(0, 1, 0, -1), "hover", None, CONTROL_RADIUS)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            focus_ring(painter, area.adjusted(0, 1, 0, -1))

    def paint_row(self, painter: QPainter, area: QRectF, index: Index, *, selected: bool) -> None:
        """Draw what the row says."""
        raise NotImplementedError


class RowList(QListView):
    """A list of rows. `opened` tells the row on Enter or a double click."""

    opened = Signal(int)

    def __init__(self, delegate: RowDelegate) -> None:
        super().__init__()
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters are not searched for, digits belong to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
            return
        moves = (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
            Qt.Key.Key_Tab,
            Qt.Key.Key_Backtab,
        )
        if Qt.Key(event.key()) in moves or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """None: bare keys are the page's."""


class Header(QHeaderView):
    """Column heads: captions, aligned as their column; an arrow beside the one by which the rows are `sorted_by`
    (column, whether the greatest comes first).
    """

    HEIGHT: Final = 36

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._sorted_by: tuple[int, bool] | None = None
        self.setHighlightSections(False)
        self.setFixedHeight(self.HEIGHT)

    def show_sort(self, column: int, *, descending: bool) -> None:
        """The rows are sorted by this column; by none for -1."""
        self._sorted_by = (column, descending) if column >= 0 else None
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Draw one head."""
        painter.save()
        painter.fillRect(rect, colour("surface"))
        text = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        align = self.model().headerData(logical, Qt.Orientation.Horizontal, int(Qt.ItemDataRole.TextAlignmentRole))
        right = bool(align and int(align) & int(Qt.AlignmentFlag.AlignRight))
        area = QRectF(rect).adjusted(*_pads(self, logical))
        ink = "muted"
        if self._sorted_by is not None and self._sorted_by[0] == logical:
            ink = "text"
            width = text_width(text, Type.CAPTION, medium=True)
            name = "arrow-down" if self._sorted_by[1] else "arrow-up"
            left = area.right() - _ARROW if right else min(area.left() + width + 4, area.right() - _ARROW)
            sign(painter, left, area.center().y(), name, ink, size=_ARROW)
            area.adjust(0, 0, -_ARROW - 4, 0)
        write(painter, area, text, font_=Type.CAPTION, ink=ink, medium=True, align=RIGHT if right else LEFT)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("divider"))
        painter.restore()


def _pads(header: QHeaderView, logical: int) -> tuple[float, float, float, float]:
    first, last = header.visualIndex(logical) == 0, _is_last(header, logical)
    return (EDGE_PAD if first else CELL_PAD, 0, -(EDGE_PAD if last else CELL_PAD), 0)


def _is_last(header: QHeaderView, logical: int) -> bool:
    """Whether no column that is shown comes after it."""
    later = range(header.visualIndex(logical) + 1, header.count())
    return all(header.isSectionHidden(header.logicalIndex(visual)) for visual in later)


class CellDelegate(QStyledItemDelegate):
    """Paints cells of a grid: the row's ground reaches over all columns, a line of one pixel lies between rows, and the
    current row has the bar of the accent while the keyboard is in the grid.
    """

    def __init__(self, height: int = 32) -> None:
        super().__init__()
        self.height = height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Fixed height."""
        return QSize(40, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and text of one cell."""
        painter.save()
        rect: QRect = option.rect
        state = option.state
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(rect)
        view = option.widget
        last = isinstance(view, QTableView) and _is_last(view.horizontalHeader(), index.column())
        painter.fillRect(
            QRectF(
                area.left() + (EDGE_PAD if index.column() == 0 else 0),
                area.bottom() - 1,
                area.width() - (EDGE_PAD if index.column() == 0 else 0) - (EDGE_PAD if last else 0),
                1,
            ),
            colour("divider"),
        )
        if state & QStyle.StateFlag.State_Selected:
            grown = area.adjusted(
                _OVERHANG if index.column() == 0 else -_OVERHANG, 1, -_OVERHANG if last else _OVERHANG, -1
            )
            block(painter, grown, "selected", None, CONTROL_RADIUS)
        pads = (EDGE_PAD if index.column() == 0 else CELL_PAD, 0, -(EDGE_PAD if last else CELL_PAD), 0)
        self.paint_cell(painter, area.adjusted(*pads), index)
        typed_in = isinstance(view, QAbstractItemView) and view.hasFocus() and index.row() == view.currentIndex().row()
        if typed_in and index.column() == 0:
            block(painter, QRectF(area.left() + 8, area.center().y() - 9, 3, 18), "accent", None, 1.5)
        painter.restore()

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw the text of a cell; numbers stand right."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        right = bool(align and int(align) & int(Qt.AlignmentFlag.AlignRight))
        strong = index.data(Qt.ItemDataRole.FontRole) == Type.STRONG
        write(
            painter,
            area,
            text,
            font_=Type.LABEL if strong else Type.BODY,
            ink=str(index.data(INK) or "text"),
            align=RIGHT if right else LEFT,
        )


class Grid(QTableView):
    """A table with our head and cells. Columns keep their width, the one that is told to takes the rest."""

    opened = Signal(int)

    def __init__(self, delegate: CellDelegate | None = None) -> None:
        super().__init__()
        self._delegate = delegate or CellDelegate()
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(Header())
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(self._delegate.height)
        self.verticalHeader().setDefaultSectionSize(self._delegate.height)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_widths(self, widths: list[int], *stretch: int) -> None:
        """Widths in logical pixels; columns `stretch` share what is left."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        for column in stretch:
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; digits, letters and Del are the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
            return
        bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if bare and (event.text().isalnum() or event.key() == Qt.Key.Key_Delete):
            event.ignore()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """None: bare keys are the page's."""


def text_width(text: str, role: Type | str = Type.BODY, *, medium: bool = False) -> float:
    """How wide a text is in logical pixels."""
    return QFontMetricsF(font(role, medium=medium)).horizontalAdvance(text)
