"""The threshold strip: caption, slider, a box to type in, and how many the threshold shows."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.review.threshold import ThresholdSlider
from desktop.screens.review.view import CountsText, Scale
from desktop.theme import Type
from desktop.theme.tokens import CONTROL
from desktop.widgets.choices import Number
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.words import Words

TALL: Final = 76


class ThresholdStrip(QWidget):
    """`moved` tells the value and whether it is settled; `left`: the keyboard goes back to the queue."""

    moved = Signal(int, bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.slider = ThresholdSlider()
        self.box = Number(1, 99)
        self.box.setKeyboardTracking(False)
        self.box.setFixedSize(64, CONTROL)
        self._caption = Label(Type.LABEL)
        self._shown = Label(Type.STRONG)
        self._of = Label(Type.BODY, "muted")
        self._hint = Label(Type.CAPTION, "muted")
        self._beside = Label(Type.BODY, "muted")
        first = row(self._shown, self._of, self._beside, None, gap=6)
        counts = column(None, first, self._hint, None, gap=2)
        self.setLayout(row(self._caption, self.slider, self.box, counts, None, gap=16))
        self.slider.moved.connect(self.moved)
        self.slider.left.connect(self.left)
        self.box.valueChanged.connect(lambda value: self.moved.emit(value, True))
        self.set_low(False)

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self._words = words
        self._caption.setText(words.say("review", "threshold"))
        for control in (self.slider, self.box):
            control.setAccessibleName(words.say("review", "threshold"))
            control.setToolTip(words.say("review", "threshold_about"))

    def show_scale(self, scale: Scale) -> None:
        """Bars, marks and the value."""
        least = self._words.say("review", "mark_least", score=scale.least)
        recommended = self._words.say("review", "mark_recommended", score=scale.recommended)
        self.slider.show_scale(scale, least, recommended)
        self.box.blockSignals(True)
        self.box.setRange(scale.least, 99)
        self.box.setValue(scale.value)
        self.box.blockSignals(False)

    def show_counts(self, counts: CountsText) -> None:
        """How many."""
        self._shown.setText(counts.shown)
        self._of.setText(counts.shown_of)
        self._hint.setText(counts.hint)
        self._beside.setText(f"·  {counts.hint}" if counts.hint else "")
        self.slider.setAccessibleDescription(counts.spoken)

    def set_low(self, low: bool) -> None:
        """One line beside the page's title, or a strip of its own."""
        self._low = low
        self._caption.setVisible(not low)
        self.slider.set_low(low)
        self._hint.setVisible(not low)
        self._beside.setVisible(low)
