"""How the import's cells are drawn: the bad cell, the field to choose, the groups of problems."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.screens.imports.shown import GroupLine
from desktop.screens.imports.table_models import FIELD_COLUMN, MatchModel
from desktop.theme import Type, font
from desktop.theme.tokens import CONTROL_RADIUS
from desktop.widgets.choices import Choice
from desktop.widgets.painting import RIGHT, block, sign, write
from desktop.widgets.rows import CELL_PAD, ROW, CellDelegate, Index, RowDelegate, text_width

TONES: Final = {"error": "err", "warning": "warn", "info": "info"}
ICONS: Final = {"error": "circle-x", "warning": "triangle-alert", "info": "info"}
_HEADING: Final = 36
_GROUP: Final = 48
_SELECTED_PAD: Final = 12
_ARROW: Final = 24


class GroupDelegate(RowDelegate):
    """Headings with icon and colour, groups with their source and count."""

    def __init__(self) -> None:
        super().__init__(_GROUP)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower."""
        line: GroupLine = index.data(ROW)
        return QSize(80, _HEADING if line.group is None else _GROUP)

    def paint_row(self, painter: QPainter, area: QRectF, index: Index, *, selected: bool) -> None:  # noqa: ARG002
        """Draw a line."""
        line: GroupLine = index.data(ROW)
        if line.group is None:
            tone = TONES[line.level]
            middle = area.center().y()
            sign(painter, area.left() + _SELECTED_PAD, middle, ICONS[line.level], tone)
            write(painter, area.adjusted(_SELECTED_PAD + 24, 0, 0, 0), line.title, font_=Type.STRONG, ink=tone)
            return
        inner = area.adjusted(_SELECTED_PAD + 24, 5, -_SELECTED_PAD, -5)
        width = text_width(line.count, Type.STRONG)
        upper = QRectF(inner.left(), inner.top(), inner.width() - width - 8, inner.height() / 2)
        write(painter, upper, line.title, font_=Type.LABEL)
        lower = QRectF(inner.left(), inner.center().y(), inner.width(), inner.height() / 2)
        write(painter, lower, line.source, font_=Type.CAPTION, ink="muted")
        count = QRectF(inner.right() - width - 2, inner.top(), width + 2, inner.height() / 2)
        write(painter, count, line.count, font_=Type.STRONG, align=RIGHT, elide=False)


class FieldChoice(Choice):
    """The choice of a field, open at once; `left` when its list has closed."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list has closed, by whatever key or click: what was chosen, if anything, is told first."""
        if event.type() == QEvent.Type.Hide and watched is self.view():
            QTimer.singleShot(0, self, self.left.emit)
        return super().eventFilter(watched, event)


class FieldDelegate(CellDelegate):
    """The field of a column looks like a choice and is one while it is edited."""

    def __init__(self) -> None:
        super().__init__(36)

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        if index.column() == FIELD_COLUMN:
            sign(painter, area.left(), area.center().y() - 0.5, "arrow-right", "faint", size=14)
            box = area.adjusted(_ARROW, 3, 0, -4)
            block(painter, box, "surface", "line", CONTROL_RADIUS)
            sign(painter, box.right() - 22, area.center().y() - 0.5, "chevron-down", "muted", size=14)
            area = area.adjusted(_ARROW + 10, 0, -28, -1)
        super().paint_cell(painter, area, index)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A choice of all fields in their groups."""
        editor = FieldChoice()
        editor.setParent(parent)
        editor.setFont(font())
        model = index.model()
        if isinstance(model, MatchModel):
            editor.offer([option for group in model.options for option in group], model.data(index, _EDIT))
            at = 0
            for group in model.options[:-1]:
                at += len(group)
                editor.insertSeparator(at)
                at += 1
            editor.setAccessibleName(model.rows[index.row()].prompt)
        editor.setMaxVisibleItems(14)
        editor.picked.connect(lambda _value: self.commitData.emit(editor))
        editor.left.connect(lambda: self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint))
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def setEditorData(self, _editor: QWidget, _index: Index) -> None:
        """It was offered with its value."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Tell what was chosen, if it was another one."""
        if isinstance(editor, FieldChoice) and editor.currentData() != index.data(_EDIT):
            model.setData(index, editor.currentData(), _EDIT)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Where the choice is drawn."""
        editor.setGeometry(option.rect.adjusted(CELL_PAD + _ARROW, 2, -CELL_PAD, -2))


_EDIT: Final = int(Qt.ItemDataRole.EditRole)
