"""A few numbers on a way: each over its word with an arrow from one to the next, or as a list."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.theme.tokens import TILE_RADIUS
from desktop.widgets.feedback import Sign
from desktop.widgets.frames import Block, column, holder, row
from desktop.widgets.labels import Bold, Label


class Counts(Block):
    """(count, word) pairs under a title; `listed` one under the other, where there is little width."""

    def __init__(self, *, listed: bool = False) -> None:
        super().__init__("surface", "line", TILE_RADIUS)
        self._listed = listed
        self._title = Bold()
        self._places: list[tuple[QWidget, Label, Label]] = []
        self._row = column(gap=6) if listed else row(gap=12)
        self.setLayout(column(self._title, 12, self._row, margins=(20, 16, 20, 18)))

    def set_title(self, title: str) -> None:
        """What the numbers are of."""
        self._title.setText(title)

    def show_counts(self, counts: Sequence[tuple[str, str]]) -> None:
        """Other numbers, as many as at the first time."""
        while len(self._places) < len(counts):
            self._add()
        for (_, number, what), (count, word) in zip(self._places, counts, strict=False):
            number.setText(count)
            what.setText(word)
            number.setAccessibleName(f"{count} {word}")

    def texts(self) -> list[tuple[str, str]]:
        """What stands there."""
        return [(number.text(), what.text()) for _, number, what in self._places]

    def _add(self) -> None:
        if self._listed:
            number, what = Label(Type.LABEL), Label(tone="muted", wrap=True)
            line = row(what, number, gap=12)
            line.setStretch(0, 1)
            place = holder(line)
            self._row.addWidget(place)
        else:
            number, what = Label(Type.SECTION), Label(Type.CAPTION, "muted", wrap=True)
            if self._places:
                self._row.addWidget(holder(column(3, Sign("chevron-right", "faint"), None)))
            place = holder(column(number, 2, what, None))
            self._row.addWidget(place, 1)
        self._places.append((place, number, what))
