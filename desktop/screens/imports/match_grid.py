"""A grid in whose third column one thing is chosen for each line."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent

from desktop.screens.imports.delegates import FieldDelegate
from desktop.screens.imports.table_models import FIELD_COLUMN
from desktop.widgets.rows import Grid


class MatchGrid(Grid):
    """F2, Enter or Space opens the choice of the current column's field; so does a click on it."""

    def __init__(self) -> None:
        super().__init__(FieldDelegate())
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the choice."""
        keys = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if Qt.Key(event.key()) in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.open_choice(self.currentIndex())
            return
        super().keyPressEvent(event)

    def open_choice(self, index: QModelIndex) -> None:
        """Let the field of a row be chosen."""
        if index.isValid():
            self.edit(index.siblingAtColumn(FIELD_COLUMN))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == FIELD_COLUMN:
            self.open_choice(index)
