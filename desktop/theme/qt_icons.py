"""Icons as objects of Qt's, for what Qt draws itself: menus, line edits, the window. Loaded where they are needed."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from desktop.theme.brand import paint_mark
from desktop.theme.icons import paint_icon


class _DrawnEngine(QIconEngine):
    """Draws itself anew at every size and scale, so nothing is ever blurred; `paint` draws."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw into a picture."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture


class _Engine(_DrawnEngine):
    """One of Lucide's."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw."""
        paint_icon(painter, rect, self._name, self._colour)

    def clone(self) -> QIconEngine:
        """Another one alike."""
        return _Engine(self._name, self._colour)


def icon(name: str, colour: str) -> QIcon:
    """An icon for menus and line edits."""
    return QIcon(_Engine(name, colour))


class _MarkEngine(_DrawnEngine):
    """The mark as an icon, drawn only where a system asks for it and at the size it asks for."""

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw."""
        paint_mark(painter, QRectF(rect))

    def availableSizes(
        self, _mode: QIcon.Mode = QIcon.Mode.Normal, _state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        """Those that systems put on bars, lists and desktops."""
        return [QSize(side, side) for side in (16, 24, 32, 48, 64, 128, 256)]

    def clone(self) -> QIconEngine:
        """Another one alike."""
        return _MarkEngine()


def app_icon() -> QIcon:
    """The mark as the icon of the program."""
    return QIcon(_MarkEngine())
