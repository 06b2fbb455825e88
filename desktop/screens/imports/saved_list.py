"""The list of saved mappings at the beginning of an import."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QStyleOptionViewItem, QWidget

from desktop.screens.imports.shown import SavedLine
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.theme import Type, font
from desktop.widgets.frames import column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.rows import CellDelegate, Grid, Index
from desktop.words import Words

_WIDTHS: Final = [240, 300, 170]
_EDIT: Final = int(Qt.ItemDataRole.EditRole)


class _Model(TextModel[SavedLine]):
    renamed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__(lambda line: line.cells, muted=(1, 2))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return super().data(index, int(Qt.ItemDataRole.DisplayRole) if role == _EDIT else role)

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        if role != _EDIT or index.column() != 0:
            return False
        self.renamed.emit(self.rows[index.row()].id, str(value))
        return True


class _NameDelegate(CellDelegate):
    """A name is typed over where it stands."""

    def __init__(self) -> None:
        super().__init__(36)
        self.prompt = ""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(font())
        editor.setMaxLength(120)
        editor.setAccessibleName(self.prompt)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(8, 1, -4, -2))


class _Grid(Grid):
    """F2 types over the name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.edit_name()
            return
        super().keyPressEvent(event)

    def edit_name(self) -> None:
        """Let the name of the current line be typed over."""
        index = self.currentIndex()
        if index.isValid():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit(index.siblingAtColumn(0))


class SavedList(QStackedWidget):
    """`renamed` tells a mapping's id and its new name; `chosen` that another line, or none, is current."""

    renamed = Signal(int, str)
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = _Model()
        self._delegate = _NameDelegate()
        self.grid = _Grid(self._delegate)
        self.grid.setModel(self.model)
        self.empty = Label(Type.BODY, "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.addWidget(holder(column(self.empty, None, margins=(24, 0, 24, 0))))
        self.addWidget(holder(row(self.grid, margins=EDGE)))
        self._heads: tuple[str, ...] = ()
        self.model.renamed.connect(self.renamed)
        self.grid.selectionModel().currentRowChanged.connect(lambda _now, _before: self.chosen.emit())

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.empty.setText(words.say("imports", "mappings_empty"))
        self.grid.setAccessibleName(words.say("imports", "mappings"))
        self._delegate.prompt = words.say("imports", "mapping_name")
        self._heads = tuple(words.say("imports", f"column_{name}") for name in ("mapping", "mapped", "when"))

    def show_lines(self, lines: Sequence[SavedLine]) -> None:
        """The list."""
        first = not self.model.rows
        self.model.show_rows(self._heads, lines)
        if first and lines:
            self.grid.set_widths(_WIDTHS, 0)
        if lines and not self.grid.currentIndex().isValid():
            self.grid.selectRow(0)
        self.setCurrentIndex(1 if lines else 0)
        self.chosen.emit()

    @property
    def line(self) -> SavedLine | None:
        """The current one."""
        index: QModelIndex = self.grid.currentIndex()
        return self.model.rows[index.row()] if 0 <= index.row() < len(self.model.rows) else None
