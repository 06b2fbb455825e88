"""What has become one client, line by line, and the button that takes it apart."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.imports.settling_shown import JoinedLine
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import column, row
from desktop.widgets.rows import Grid
from desktop.words import Words

_WIDTHS: Final = [320, 360, 150]


class JoinedList(QWidget):
    """`split_wanted` tells the merge of the line that stands."""

    split_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.lines: TextModel[JoinedLine] = TextModel(lambda line: line.cells, muted=(2,))
        self.grid = Grid()
        self.grid.setModel(self.lines)
        self.split = Button("", Kind.OUTLINE, "split", height=36)
        self.split.clicked.connect(self._split)
        layout = column(row(self.grid, margins=EDGE), row(self.split, None, margins=(24, 8, 24, 8)))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._heads: tuple[str, ...] = ()

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.split.setText(words.say("settling", "split"))
        self.grid.setAccessibleName(words.say("settling", "joined_list"))
        self._heads = tuple(words.say("settling", f"column_{name}") for name in ("client", "joined", "from"))

    def show_lines(self, lines: tuple[JoinedLine, ...]) -> None:
        """Other lines."""
        self.lines.show_rows(self._heads, lines)
        if lines:
            self.grid.set_widths(_WIDTHS, 0, 1)
            if not self.grid.currentIndex().isValid():
                self.grid.selectRow(0)
        self.split.setEnabled(bool(lines))

    def _split(self) -> None:
        at = self.grid.currentIndex().row()
        if 0 <= at < len(self.lines.rows):
            self.split_wanted.emit(self.lines.rows[at].merge_id)
