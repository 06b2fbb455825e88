"""What a widget or an icon looks like, asked pixel by pixel."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget


def drawn(paint: Callable[[QPainter], None], width: int = 32, height: int = 32) -> QImage:
    """A picture on nothing."""
    picture = QImage(QSize(width, height), QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    try:
        paint(painter)
    finally:
        painter.end()  # Qt gives up on a picture that goes while it is painted on
    return picture


def colours(picture: QImage) -> set[str]:
    """The colours of the pixels that are covered whole, as #rrggbb."""
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def inked(picture: QImage) -> int:
    """How many pixels are covered at all."""
    return sum(picture.pixelColor(x, y).alpha() > 0 for x in range(picture.width()) for y in range(picture.height()))


def shows(widget: QWidget, colour: str) -> bool:
    """Whether a pixel of the widget has this colour."""
    return QColor(colour).name() in colours(widget.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32))
