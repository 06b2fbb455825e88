"""A percent as a hundred dots: so many of 100 alike, and how many it may be."""

from math import ceil
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop.screens.review.card_text import PercentText
from desktop.theme import Type, colour, font
from desktop.widgets.painting import RIGHT, write

_COLUMNS: Final = 20
_ROWS: Final = 5
_DOT: Final = 6
_STEP: Final = 8
_GAP: Final = 14
_WIDE: Final = _COLUMNS * _STEP - (_STEP - _DOT)


def words_width(percent: PercentText) -> float:
    """How wide the words beside the dots are."""
    strong, small = QFontMetricsF(font(Type.STRONG)), QFontMetricsF(font(Type.CAPTION))
    widths = strong.horizontalAdvance(percent.about), *map(small.horizontalAdvance, (percent.band, percent.expected))
    return ceil(max(widths)) + 2


def paint_percent(painter: QPainter, area: QRectF, percent: PercentText) -> None:
    """At the right of `area`: the words, and the dots where there is room for both."""
    words = words_width(percent)
    right = area.right()
    if area.width() >= words + _GAP + _WIDE:
        _paint_dots(painter, QRectF(right - _WIDE, area.top(), _WIDE, area.height()), percent)
        right -= _WIDE + _GAP
    lines = [(percent.about, Type.STRONG, "text"), (percent.band, Type.CAPTION, "muted")]
    if percent.expected:
        lines.append((percent.expected, Type.CAPTION, "text"))
    heights = [QFontMetricsF(font(role)).height() for _, role, _ in lines]
    top = area.center().y() - sum(heights) / 2
    for (text, role, ink), height in zip(lines, heights, strict=True):
        write(painter, QRectF(right - words, top, words, height), text, font_=role, ink=ink, align=RIGHT)
        top += height


def _paint_dots(painter: QPainter, area: QRectF, percent: PercentText) -> None:
    top = area.center().y() - (_ROWS * _STEP - (_STEP - _DOT)) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(_COLUMNS * _ROWS):
        line, column = divmod(number, _COLUMNS)
        ink = "accent" if number < percent.of_100 else "soft2" if number < percent.most else "divider"
        painter.setBrush(colour(ink))
        painter.drawEllipse(QRectF(area.left() + column * _STEP, top + line * _STEP, _DOT, _DOT))
