"""The threshold strip: caption, slider, a box to type in, and how many the threshold shows."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.screens.review.threshold import ThresholdSlider
from desktop.screens.review.view import CountsText, HeldText, Scale
from desktop.theme import Type
from desktop.theme.tokens import CONTROL
from desktop.widgets.choices import Number
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.tips import as_tip
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
        self._held, self._why_held = Label(Type.LABEL), Line(Type.CAPTION, "muted")
        self._below = Line(Type.CAPTION, "muted")
        held = column(None, self._held, self._why_held, self._below, None, gap=2, margins=(16, 0, 0, 0))
        self._held_place = holder(row(Divider(down=True), held, gap=0, margins=(0, 8, 0, 8)))
        self._held_place.hide()
        self._low = False
        line = row(self._caption, self.slider, self.box, counts, self._held_place, gap=16)
        line.setStretch(1, 3)
        line.setStretch(4, 2)
        self.setLayout(line)
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
        self._below.setText(counts.below)
        self._fit_held()
        self.slider.setAccessibleDescription(counts.spoken)

    def show_held(self, held: HeldText | None) -> None:
        """How many would stay here, and why."""
        self._held.setText(held.title if held else "")
        self._why_held.setText(held.reasons if held else "")
        self._fit_held()
        spoken = self._words.say("review", "held_spoken", title=held.title, reasons=held.reasons) if held else ""
        for label in (self._shown, self._of):  # in a low window they alone are there
            label.setToolTip(as_tip(spoken))

    def _fit_held(self) -> None:
        """In a low window there is no room for any of it."""
        lines = (self._held, self._why_held, self._below)
        for line in lines:
            line.setVisible(bool(line.text()))
        self._held_place.setVisible(any(line.text() for line in lines) and not self._low)

    def set_low(self, low: bool) -> None:
        """One line beside the page's title, or a strip of its own."""
        self._low = low
        self._fit_held()
        self._caption.setVisible(not low)
        self.slider.set_low(low)
        self._hint.setVisible(not low)
        self._beside.setVisible(low)
