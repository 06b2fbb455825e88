"""The grid of rows with a problem: how its cells are drawn, typed anew and left out."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.screens.imports.bad_rows import BadRow
from desktop.screens.imports.delegates import ICONS, TONES
from desktop.screens.imports.findings import State
from desktop.theme import colour, font
from desktop.theme.tokens import CELL_RADIUS
from desktop.widgets.painting import sign
from desktop.widgets.rows import CELL_PAD, ROW, CellDelegate, Grid, Index, text_width

BAD_COLUMN: Final = 2
_EDIT: Final = int(Qt.ItemDataRole.EditRole)
_STANDING: Final = {State.FIXED: ("check", "ok"), State.SKIPPED: ("skip-forward", "muted")}


class BadCellDelegate(CellDelegate):
    """The cell with the problem stands on its tint, one that is fixed has a pencil, a row left out is struck through.

    `bad` is the column with the problem, `prompt` what an editor is called.
    """

    def __init__(self) -> None:
        super().__init__(36)
        self.level = "error"
        self.bad = BAD_COLUMN
        self.prompt = ""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        row: BadRow = index.data(ROW)
        last = index.model().columnCount() - 1
        if index.column() == self.bad and row.state is not State.SKIPPED:
            if row.state is State.OPEN:
                self._paint_box(painter, area)
            else:
                sign(painter, area.right() - 14, area.center().y(), "pencil", "muted", size=14)
            area = area.adjusted(0, 0, -20, 0)
        elif index.column() == last and row.state in _STANDING:
            sign(painter, area.left(), area.center().y(), *_STANDING[row.state], size=14)
            area = area.adjusted(20, 0, 0, 0)
        super().paint_cell(painter, area, index)
        if row.state is State.SKIPPED and 0 < index.column() < last:
            width = min(area.width(), text_width(str(index.data() or "")))
            painter.setPen(QPen(colour("muted"), 1))
            middle = area.center().y()
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.left() + width, middle))

    def _paint_box(self, painter: QPainter, area: QRectF) -> None:
        tone = TONES[self.level]
        box = area.adjusted(3 - CELL_PAD, 3, CELL_PAD - 3, -4)
        edge = QColor(colour(tone))
        edge.setAlphaF(0.45)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(colour(f"{tone}_t"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CELL_RADIUS, CELL_RADIUS)
        sign(painter, box.right() - 21, area.center().y(), ICONS[self.level], tone, size=14)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """A field where the cell is."""
        editor = QLineEdit(parent)
        editor.setFont(font())
        editor.setAccessibleName(self.prompt)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What the cell says now, to be typed over."""
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(_EDIT))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Tell what was typed, if it is something else."""
        if isinstance(editor, QLineEdit) and editor.text() != index.data(_EDIT):
            model.setData(index, editor.text(), _EDIT)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Where the cell is drawn."""
        editor.setGeometry(option.rect.adjusted(1, 2, -1, -3))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab take what was typed and stay in the grid, whose other cells cannot be typed in; were Enter to
        reach the grid, it would begin anew.
        """
        takes = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in takes
        if isinstance(editor, QWidget) and pressed:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)


class BadGrid(Grid):
    """F2, Enter or a double click type the cell anew, Delete leaves the row out. `refused`: no cell would mend it."""

    skipped = Signal()
    refused = Signal()

    def __init__(self, delegate: BadCellDelegate) -> None:
        super().__init__(delegate)
        self.mended: int | None = None
        self.opened.connect(lambda _row: self.begin())

    def begin(self) -> None:
        """Let the cell of the current row be typed anew."""
        index = self.currentIndex()
        if index.isValid() and self.mended is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit(index.siblingAtColumn(self.mended))
        elif index.isValid():
            self.refused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Delete."""
        bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if bare and event.key() == Qt.Key.Key_F2:
            self.begin()
        elif bare and event.key() == Qt.Key.Key_Delete:
            self.skipped.emit()
        else:
            super().keyPressEvent(event)
