"""The window in which a person says which offer a row is about."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop.screens.outcomes.choosing import matching
from desktop.screens.outcomes.shown import ChoiceShown
from desktop.screens.outcomes.table_model import COLUMNS, OutcomesTable
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.widgets.rows import Grid

_WIDTHS: Final = [190, 180, 150, 130]
_SIZE: Final = (720, 480)


class LeadChoice(QDialog):
    """Accepted once an offer was chosen: `chosen` is its lead. Typing searches, arrows go through what is found."""

    def __init__(self, parent: QWidget | None, shown: ChoiceShown) -> None:
        super().__init__(parent)
        self.setWindowTitle(shown.title)
        self.setModal(True)
        self.chosen = 0
        self._shown = shown
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        field = Captioned(self.search)
        field.set_caption(shown.search)
        self.table, self.grid = OutcomesTable(), Grid()
        self.grid.setModel(self.table)
        self.grid.setAccessibleName(shown.title)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = Label(Type.CAPTION, "muted", shown.none, wrap=True)
        self.choose = Button(shown.choose, Kind.FILLED, height=36)
        self.cancel = Button(shown.leave, Kind.OUTLINE, height=36)
        self.choose.clicked.connect(lambda _checked: self._take())
        self.cancel.clicked.connect(lambda _checked: self.reject())
        self.grid.opened.connect(lambda _row: self._take())
        self.search.textChanged.connect(lambda _text: self._find())
        said = Label(text=shown.said, wrap=True)
        body = column(
            Label(Type.SECTION, text=shown.title, wrap=True), 8, said, 12, field, self.grid, self._none, 20,
            row(None, self.cancel, self.choose, gap=8), margins=(24, 24, 24, 20),
        )  # fmt: skip
        body.setStretchFactor(self.grid, 1)
        self.setLayout(body)
        self.resize(*_SIZE)
        self.search.setText(shown.begin)
        self._find()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()
        self.finished.connect(self.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the chosen row, arrows in the search go to the rows."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _find(self) -> None:
        found = matching(self._shown.lines, self.search.text())
        self.table.show_lines(self._shown.heads, found)
        self.grid.set_widths(_WIDTHS, 0, 1, 2)
        for place in range(COLUMNS):
            self.grid.setColumnHidden(place, place >= len(self._shown.heads))
        if found:
            self.grid.selectRow(0)
        self.choose.setEnabled(bool(found))
        self._none.setVisible(not found)

    def _take(self) -> None:
        line = self.table.line(self.grid.currentIndex().row())
        if line is not None:
            self.chosen = line.id
            self.accept()
