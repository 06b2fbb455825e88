"""A list whose lines are ticked as they are done."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.widgets.feedback import Sign
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label

_LOOKS: Final = {
    "done": ("circle-check", "accent", "muted"),
    "now": ("chevron-right", "accent", ""),
    "open": ("circle", "faint", ""),
    "later": ("circle", "faint", "muted"),
}
"""State → icon, its ink, the tone of the words."""


class Ticks(QWidget):
    """One line each."""

    def __init__(self, gap: int = 8) -> None:
        super().__init__()
        self._lines: list[tuple[QWidget, Sign, Label]] = []
        self._column = column(gap=gap)
        self.setLayout(self._column)

    def show_ticks(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """(words, the same as it is heard, state): "done", "now", "open" or "later"."""
        while len(self._lines) < len(lines):
            line, sign, label = QWidget(), Sign("circle"), Label()
            line.setLayout(row(sign, label, None, gap=10))
            self._column.addWidget(line)
            self._lines.append((line, sign, label))
        for place, (line, sign, label) in enumerate(self._lines):
            line.setVisible(place < len(lines))
            if place < len(lines):
                text, heard, state = lines[place]
                icon, ink, tone = _LOOKS[state]
                sign.show_icon(icon, ink)
                label.setText(text)
                label.set_tone(tone)
                label.setAccessibleName(heard)
