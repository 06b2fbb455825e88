"""The mark (a pad, a younger pad, a fruit) and the quiet drawing behind the way in."""

from functools import cache
from math import sin
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from desktop.theme.look import colour, tokens
from desktop.theme.tokens import Tokens
from resources import PLACE

_TINTS: Final = ("accent_hover", "accent", "fruit", "on_accent")


@cache
def _mark(look: Tokens) -> QSvgRenderer:
    drawing = PLACE.joinpath("brand", "mark.svg").read_text(encoding="utf-8")
    for name in _TINTS:
        drawing = drawing.replace(f'"{name}"', f'"{getattr(look, name)}"')
    return QSvgRenderer(QByteArray(drawing.encode()))


def paint_mark(painter: QPainter, area: QRectF) -> None:
    """Draw the mark into a square."""
    _mark(tokens()).render(painter, area)


class _Pad(NamedTuple):
    """An ellipse: its middle from a lower corner (x to the right, y up), half axes, turn in degrees, tint."""

    x: float
    up: float
    half_width: float
    half_height: float
    turn: float
    tint: str = "pad"
    thorny: bool = True


_RIGHT: Final = (
    _Pad(-365, 325, 13, 20, -25, "bloom", thorny=False),
    _Pad(-290, 250, 66, 96, -28, "pad_far"),
    _Pad(-122, 345, 13, 20, 20, "bloom", thorny=False),
    _Pad(-78, 323, 13, 20, 38, "bloom", thorny=False),
    _Pad(-128, 235, 78, 98, 18, "pad_far"),
    _Pad(-210, 70, 112, 158, 0),
    _Pad(-28, 60, 78, 96, 35),
)
_LEFT: Final = (
    _Pad(210, 227, 13, 20, 30, "bloom", thorny=False),
    _Pad(176, 162, 54, 66, 32, "pad_far"),
    _Pad(92, 40, 84, 122, -4),
)


def paint_garden(painter: QPainter, area: QRectF) -> None:
    """Pads in tints just off the ground, in the two lower corners."""
    scale = min(1.0, area.width() / 1440, area.height() / 860)
    for corner, pads in ((area.right(), _RIGHT), (area.left(), _LEFT)):
        for pad in pads:
            painter.save()
            painter.translate(corner + pad.x * scale, area.bottom() - pad.up * scale)
            painter.scale(scale, scale)
            painter.rotate(pad.turn)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(pad.tint))
            painter.drawEllipse(QPointF(0, 0), pad.half_width, pad.half_height)
            if pad.thorny:
                _thorns(painter, pad)
            painter.restore()


def _thorns(painter: QPainter, pad: _Pad) -> None:
    painter.setBrush(colour("bg"))
    step = 27.0
    up, shift = step - pad.half_height, 0.0
    while up < pad.half_height - step / 2:
        reach = pad.half_width * (1 - (up / pad.half_height) ** 2) ** 0.5 - 14
        across = shift - reach
        while across < reach:
            drift = QPointF(2 * sin(across + 3 * up), 2 * sin(2 * across + up))  # a little, and always the same
            painter.drawEllipse(QPointF(across, up) + drift, 1.7, 1.7)
            across += step
        shift = step / 2 - shift
        up += step
