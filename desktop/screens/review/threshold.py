"""The threshold's slider: counts by score as bars, the lowest and the recommended value as marks below."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from desktop.screens.review.tally import MOST
from desktop.screens.review.view import Scale
from desktop.theme import Type, colour, font
from desktop.widgets.painting import CENTER, LEFT, RIGHT, block, focus_ring, smooth, write

_SHOWN_FROM: Final = 50
_BELOW_LEAST: Final = 10
_KNOB: Final = 12
_TRACK: Final = 3
_BARS: Final = 30
_LABELS: Final = 16
_WIDEST: Final = 620
_WIDEST_LOW: Final = 300
_NARROWEST: Final = 180


class ThresholdSlider(QSlider):
    """Dragged, or moved by arrows (1), Page Up and Down (5), Home and End.

    `moved` tells the value and whether it is settled, that is, not dragged any more; `left` that Esc or Enter sends
    the keyboard back to the queue.
    """

    moved = Signal(int, bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._counts: tuple[int, ...] = (0,) * (MOST + 1)
        self._recommended = 0
        self._marks = ("", "")
        self._low = False
        self.setRange(1, MOST - 1)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST)
        self.valueChanged.connect(lambda value: self.moved.emit(value, not self.isSliderDown()))
        self.sliderReleased.connect(lambda: self.moved.emit(self.value(), True))

    def show_scale(self, scale: Scale, least: str, recommended: str) -> None:
        """Counts, range and value; `least` and `recommended` are the words of the marks."""
        self._counts = scale.counts
        self._recommended = scale.recommended
        self._marks = (least, recommended)
        self.blockSignals(True)
        self.setRange(scale.least, MOST - 1)
        self.setValue(scale.value)
        self.blockSignals(False)
        self.update()

    def set_low(self, low: bool) -> None:
        """Lower, without words."""
        self._low = low
        self.setMaximumWidth(_WIDEST_LOW if low else _WIDEST)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As the reference picture."""
        return QSize(_WIDEST_LOW if self._low else _WIDEST, 44 if self._low else _BARS + 8 + _KNOB // 2 + _LABELS + 4)

    def minimumSizeHint(self) -> QSize:
        """Still to be hit."""
        return QSize(_NARROWEST, self.sizeHint().height())

    # ------------------------------------------------------------------ hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the mouse is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.setSliderDown(True)
            self.setValue(self._score_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow it."""
        if self.isSliderDown():
            self.setValue(self._score_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only while it has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc go back to the queue."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, track, marks and knob."""
        painter = smooth(self)
        track = self._track_y()
        self._paint_bars(painter, track - _TRACK)
        block(painter, QRectF(self._left, track, self._room, _TRACK), "idle", None, _TRACK / 2)
        knob = self._x(self.value())
        block(painter, QRectF(knob, track, self._left + self._room - knob, _TRACK), "accent", None, _TRACK / 2)
        for score in (self.minimum(), self._recommended):
            painter.fillRect(QRectF(round(self._x(score)) - 1, track - 3, 2, _TRACK + 6), colour("faint"))
        if not self._low:
            self._paint_words(painter, track + _TRACK + 8)
        painter.setPen(QPen(colour("accent"), 2))
        painter.setBrush(colour("surface"))
        radius = _KNOB / 2
        painter.drawEllipse(QPointF(knob, track + _TRACK / 2), radius, radius)
        if self.hasFocus():
            grown = radius + 4
            focus_ring(painter, QRectF(knob - grown, track + _TRACK / 2 - grown, 2 * grown, 2 * grown), grown)

    def _paint_bars(self, painter: QPainter, foot: float) -> None:
        shown = self._counts[self._first : MOST]
        most = max(shown, default=0)
        if not most:
            return
        height, step = foot - 1.0, self._room / (MOST - self._first)
        gap = 2 if step >= 8 else 1
        faded = QColor(colour("idle"))
        faded.setAlphaF(0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, count in enumerate(shown):
            score = self._first + place
            if not count:
                continue
            tall = max(2.0, height * count / most)
            ink = colour("accent") if score >= self.value() else colour("idle") if score >= self.minimum() else faded
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(self._left + place * step, foot - tall, step - gap, tall), 1.5, 1.5)

    def _paint_words(self, painter: QPainter, top: float) -> None:
        metrics = QFontMetricsF(font(Type.CAPTION))
        taken: list[tuple[float, float]] = []
        ends = ((self._first, str(self._first), LEFT), (MOST, str(MOST), RIGHT))
        marks = ((self.minimum(), self._marks[0], CENTER), (self._recommended, self._marks[1], CENTER))
        for score, text, align in (*marks, *ends):
            width = metrics.horizontalAdvance(text) + 2
            left = self._x(score) - (width / 2 if align == CENTER else 0 if align == LEFT else width)
            left = min(max(0.0, left), self.width() - width)
            if any(left < end + 8 and start < left + width + 8 for start, end in taken):
                continue
            taken.append((left, left + width))
            write(painter, QRectF(left, top, width, _LABELS), text, font_=Type.CAPTION, ink="muted", elide=False)

    # ------------------------------------------------------------------ places

    @property
    def _first(self) -> int:
        return max(0, min(_SHOWN_FROM, self.minimum() - _BELOW_LEAST))

    @property
    def _left(self) -> float:
        return _KNOB / 2 + 1

    @property
    def _room(self) -> float:
        return self.width() - 2 * self._left

    def _track_y(self) -> float:
        return float(self.height() - (_KNOB // 2 + 5 if self._low else _LABELS + _KNOB // 2 + 5)) - _TRACK

    def _x(self, score: int) -> float:
        return self._left + self._room * (score - self._first) / (MOST - self._first)

    def _score_at(self, x: float) -> int:
        return self._first + round((x - self._left) / self._room * (MOST - self._first))
