"""Chips in one line: as many as there is room for, the rest behind a word."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.tokens import CHIP
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.chips import Chip
from desktop.widgets.frames import row
from desktop.widgets.tips import as_tip

_GAP = 6


class ChipLine(QWidget):
    """`more`: the word for the rest was pressed; `more_word` says it for so many."""

    more = Signal()

    def __init__(self, tone: str, icon: str) -> None:
        super().__init__()
        self._tone, self._icon = tone, icon
        self._chips: list[Chip] = []
        self._texts: Sequence[str] = ()
        self._more_word: Callable[[int], str] = str
        self.rest = Button("", Kind.LINK)
        self.rest.set_height(CHIP + 8)
        self.rest.clicked.connect(self.more)
        self._row = row(self.rest, None, gap=_GAP)
        self.setLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_texts(self, texts: Sequence[str], more_word: Callable[[int], str]) -> None:
        """Other chips."""
        self._texts, self._more_word = texts, more_word
        while len(self._chips) < len(texts):
            chip = Chip("", self._tone, self._icon)
            self._row.insertWidget(len(self._chips), chip)
            self._chips.append(chip)
        for chip, text in zip(self._chips, texts, strict=False):
            chip.show_text(text, self._tone, self._icon)
        self._fit()

    @property
    def hidden(self) -> int:
        """How many stand behind the word."""
        return len(self._texts) - sum(not chip.isHidden() for chip in self._chips)

    def sizeHint(self) -> QSize:
        """All of them."""
        widths = [chip.sizeHint().width() + _GAP for chip in self._chips[: len(self._texts)]]
        return QSize(sum(widths), CHIP + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for one word."""
        return QSize(80, CHIP + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        widths = [chip.sizeHint().width() + _GAP for chip in self._chips[: len(self._texts)]]
        shown = len(widths)
        while shown and sum(widths[:shown]) + self._width_of_rest(len(widths) - shown) > self.width() + _GAP:
            shown -= 1
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < shown)
        rest = len(widths) - shown
        self.rest.setVisible(rest > 0)
        if rest:
            self.rest.setText(self._more_word(rest))
            self.rest.setToolTip(as_tip(", ".join(self._texts[shown:])))
            self.rest.updateGeometry()

    def _width_of_rest(self, rest: int) -> int:
        if not rest:
            return 0
        self.rest.setText(self._more_word(rest))
        return self.rest.sizeHint().width() + _GAP
