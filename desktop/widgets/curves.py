"""Two lines over the same weeks, each named at its end instead of in a legend; they begin at nought."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type, colour
from desktop.widgets.painting import CENTER, LEFT, smooth, write
from desktop.widgets.rows import text_width

_HEIGHT: Final = 124
_FOOT: Final = 20
_DOT: Final = 3.5
_GAP: Final = 8
_LINE: Final = 16


@dataclass(frozen=True, slots=True)
class Curve:
    """Values from nought on, the oldest first; `label` names the last one. The `main` one is whole and in colour."""

    values: tuple[int, ...]
    label: str
    main: bool = False


class Curves(QWidget):
    """Paints them; what they tell is said in one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: Sequence[Curve] = ()
        self._marks: Sequence[tuple[int, str]] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_curves(self, curves: Sequence[Curve], marks: Sequence[tuple[int, str]], spoken: str) -> None:
        """Other lines; `marks` are (place, word) below them."""
        self._curves, self._marks = curves, marks
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def texts(self) -> list[str]:
        """What is written beside the lines and below them."""
        return [*(one.label for one in self._curves), *(word for _, word in self._marks)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground lines, curves, their ends, what stands below."""
        if not self._curves:
            return
        painter = smooth(self)
        ends = max(text_width(one.label, Type.CAPTION, medium=True) for one in self._curves)
        plot = QRectF(0, _LINE / 2, self.width() - ends - _GAP - 2 * _DOT, self.height() - _FOOT - _LINE / 2)
        painter.setPen(QPen(colour("divider"), 1))
        for share in (0.0, 0.5, 1.0):
            y = round(plot.bottom() - share * plot.height()) + 0.5
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        top = max(1, *(value for one in self._curves for value in one.values))
        lines = [_points(plot, one.values, top) for one in self._curves]
        for one, line in zip(self._curves, lines, strict=True):
            _draw(painter, one, line)
        heights = _apart([line[-1].y() for line in lines], plot)
        for one, line, y in zip(self._curves, lines, heights, strict=True):
            area = QRectF(line[-1].x() + _DOT + _GAP, y - _LINE / 2, ends + 2, _LINE)
            write(painter, area, one.label, font_=Type.CAPTION, ink=_ink(one), align=LEFT, medium=True, elide=False)
        self._write_marks(painter, plot)

    def _write_marks(self, painter: QPainter, plot: QRectF) -> None:
        places = max(1, len(self._curves[0].values) - 1)
        for place, word in self._marks:
            width = text_width(word, Type.CAPTION) + 2
            left = plot.left() + plot.width() * place / places - width / 2
            area = QRectF(min(max(left, plot.left()), plot.right() - width), plot.bottom() + 4, width, _LINE)
            write(painter, area, word, font_=Type.CAPTION, ink="muted", align=CENTER, elide=False)


def _points(plot: QRectF, values: Sequence[int], top: int) -> list[QPointF]:
    step = plot.width() / max(1, len(values) - 1)
    return [
        QPointF(plot.left() + step * place, plot.bottom() - plot.height() * value / top)
        for place, value in enumerate(values)
    ]


def _draw(painter: QPainter, one: Curve, line: Sequence[QPointF]) -> None:
    pen = QPen(colour(_ink(one)), 2 if one.main else 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if not one.main:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(list(line))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(_ink(one)))
    painter.drawEllipse(line[-1], _DOT, _DOT)


def _ink(one: Curve) -> str:
    return "accent" if one.main else "muted"


def _apart(heights: Sequence[float], plot: QRectF) -> list[float]:
    """Where labels stand so that none covers another, all within the plot."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    found = list(heights)
    for above, below in pairwise(order):
        found[below] = max(found[below], found[above] + _LINE)
    least = plot.bottom()
    for place in reversed(order):
        found[place] = min(found[place], least)
        least = found[place] - _LINE
    return found
