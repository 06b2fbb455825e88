"""What was promised and what came of it, as a small table."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.screens.models.shown import Promised
from desktop.theme import Type
from desktop.widgets.frames import column
from desktop.widgets.labels import Bold, Label

_COLUMNS = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PromisedPart(QWidget):
    """A heading, a row for each part of the percents with its number of answers, and how true they are."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.told = Bold(), Label(tone="muted", wrap=True)
        self._rows: list[tuple[Label, ...]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(place, 1)
        self._add_row(Type.CAPTION, "muted")
        self.setLayout(column(self.head, 8, self._grid, 8, self.told))
        self.hide()

    def show_promised(self, promised: Promised | None) -> None:
        """Say it, or nothing."""
        self.setVisible(promised is not None)
        if promised is None:
            return
        self.head.setText(promised.head)
        self.told.setText("\n".join(promised.told))
        lines = [promised.heads, *promised.rows] if promised.rows else []
        while len(self._rows) < len(lines):
            self._add_row(Type.BODY, "")
        for place, labels in enumerate(self._rows):
            for at, label in enumerate(labels):
                label.setVisible(place < len(lines))
                label.setText(lines[place][at] if place < len(lines) else "")

    def texts(self) -> list[str]:
        """Each line as one text."""
        lines = ["  ".join(label.text() for label in labels) for labels in self._rows]
        return [self.head.text(), *filter(str.strip, lines), self.told.text()]

    def _add_row(self, role: Type, tone: str) -> None:
        labels = tuple(Label(role, tone) for _ in range(_COLUMNS))
        for at, label in enumerate(labels):
            if at:
                label.setAlignment(_RIGHT)
            self._grid.addWidget(label, len(self._rows), at)
        self._rows.append(labels)
