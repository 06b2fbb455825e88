"""A table of keys to read: the key as a cap, beside it what it does."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.theme import Type
from desktop.widgets.chips import KeyCap
from desktop.widgets.labels import Label

_ROW: Final = 28


class KeyTable(QWidget):
    """Groups of keys, each under its caption."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)

    def show_keys(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """(caption or "", (key, what it does) pairs) of each group, in place of what stood there."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        line = 0
        for caption, keys in groups:
            if caption:
                heading = Label(Type.LABEL, "muted", caption)
                self._grid.addWidget(heading, line, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
                self._grid.setRowMinimumHeight(line, _ROW + (8 if line else 0))
                line += 1
            for key, does in keys:
                cap = KeyCap(key)
                cap.setAccessibleName(key)
                self._grid.addWidget(cap, line, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(Label(text=does, wrap=True), line, 1, Qt.AlignmentFlag.AlignVCenter)
                self._grid.setRowMinimumHeight(line, _ROW)
                line += 1
        for rest in range(line, self._grid.rowCount()):
            self._grid.setRowMinimumHeight(rest, 0)
