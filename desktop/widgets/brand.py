"""The mark, and the ground of the ways in."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import paint_garden, paint_mark
from desktop.widgets.painting import smooth


class Mark(QWidget):
    """The mark of the program."""

    def __init__(self, side: int = 64) -> None:
        super().__init__()
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        paint_mark(smooth(self), QRectF(self.rect()))


class Garden(QWidget):
    """A ground with pads in its lower corners."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.width() > 1000:
            paint_garden(painter, QRectF(self.rect()))
