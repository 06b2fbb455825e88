"""Strokes that several widgets share: rounded blocks, focus rings, key caps, soft shadows."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QRegion
from PySide6.QtWidgets import QWidget

from desktop.theme import Type, colour, font, paint_icon, tokens
from desktop.theme.tokens import BLOCK_RADIUS, CELL_RADIUS, CONTROL_RADIUS, FOCUS_WIDTH

_SHADOW: Final = 11
VCENTER: Final = Qt.AlignmentFlag.AlignVCenter
LEFT: Final = VCENTER | Qt.AlignmentFlag.AlignLeft
RIGHT: Final = VCENTER | Qt.AlignmentFlag.AlignRight
CENTER: Final = Qt.AlignmentFlag.AlignCenter


def smooth(widget: QWidget) -> QPainter:
    """A painter on a widget with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def block(
    painter: QPainter,
    area: QRectF,
    fill: str | None,
    edge: str | None = None,
    radius: float = BLOCK_RADIUS,
    *,
    width: float = 1.0,
) -> None:
    """A rounded rectangle; `fill` and `edge` are names of tokens, the edge lies inside the area."""
    half = width / 2 if edge else 0.0
    painter.setPen(QPen(colour(edge), width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), radius, radius)


def focus_ring(painter: QPainter, area: QRectF, radius: float = CONTROL_RADIUS) -> None:
    """Two pixels along the inner edge of the area."""
    block(painter, area, None, "focus", radius, width=FOCUS_WIDTH)


def shadow(painter: QPainter, area: QRectF, radius: float) -> None:
    """A soft shadow around a lifted block, painted by its parent."""
    ground = area.adjusted(-_SHADOW, -_SHADOW, _SHADOW, _SHADOW + 3).toAlignedRect()
    painter.setClipRegion(QRegion(ground) - QRegion(area.adjusted(radius, radius, -radius, -radius).toAlignedRect()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 2))
    for step in range(_SHADOW, 0, -1):
        grown = area.adjusted(-step, -step + 3, step, step + 3)
        painter.drawRoundedRect(grown, radius + step, radius + step)
    painter.setClipping(False)


def key_cap_width(text: str) -> float:
    """How wide a key cap is."""
    return max(18.0, QFontMetricsF(font(Type.CAPTION, medium=True)).horizontalAdvance(text) + 10)


def key_cap(painter: QPainter, right: float, middle: float, text: str, *, ink: str, edge: str) -> float:
    """Draw a key cap whose right edge and middle are given; returns its left edge."""
    width = key_cap_width(text)
    area = QRectF(right - width, middle - 9, width, 18)
    tint = QColor(colour(edge))
    painter.setPen(QPen(tint, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), CELL_RADIUS, CELL_RADIUS)
    write(painter, area, text, font_=Type.CAPTION, ink=ink, align=CENTER, medium=True)
    return area.left()


def write(
    painter: QPainter,
    area: QRectF,
    text: str,
    *,
    font_: Type | str = Type.BODY,
    ink: str = "text",
    align: Qt.AlignmentFlag = LEFT,
    medium: bool = False,
    elide: bool = True,
) -> float:
    """Write one line, elided where it is meant to; returns its width."""
    face = font(font_, medium=medium)
    metrics = QFontMetricsF(face)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()) if elide else text
    painter.setFont(face)
    painter.setPen(colour(ink))
    painter.drawText(area, int(align | Qt.TextFlag.TextSingleLine), shown)
    return metrics.horizontalAdvance(shown)


def sign(painter: QPainter, left: float, middle: float, name: str, ink: str, *, size: int = 16) -> None:
    """An icon whose left edge and middle are given, on whole pixels."""
    paint_icon(painter, QRectF(round(left), round(middle - size / 2), size, size), name, getattr(tokens(), ink))
