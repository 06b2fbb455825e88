"""The grid of the page: one row, or several of what is waited on."""

from PySide6.QtCore import QEvent, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView

from desktop.widgets.rows import Grid, Index


class OutcomeGrid(Grid):
    """A row that the program selects is the only one, whatever keys are held meanwhile."""

    def let_several(self, *, several: bool) -> None:
        """Whether people may select more than one row."""
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Without an event Qt would go by the keys that are held: Ctrl+Z would select one row more."""
        if event is None:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        return super().selectionCommand(index, event)
