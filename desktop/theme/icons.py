"""Lucide's icons, tinted: one SVG text, painted in any colour at any scale.

The drawings are read from the package's data file. Its code is never imported: it loads a web client for a search that
asks the internet, and that alone takes as long as all icons of the way in.
"""

import sqlite3
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_STROKE: Final = {14: 2.0, 16: 1.75}


@cache
def _renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    drawing = _drawing(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(drawing.replace('stroke-width="2"', f'stroke-width="{stroke}"').encode()))


@cache
def _drawing(name: str) -> str:
    with closing(sqlite3.connect(f"{_drawings().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        found: tuple[str] | None = file.execute("SELECT svg FROM icons WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise KeyError(name)
    return found[0]


@cache
def _drawings() -> Path:
    package = find_spec("lucide")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError(name="lucide")
    return Path(package.submodule_search_locations[0]).resolve() / "data" / "lucide-icons.db"


def paint_icon(painter: QPainter, where: QRectF | QRect, name: str, colour: str) -> None:
    """Paint an icon into a square. Raises KeyError for a name that Lucide does not have."""
    area = QRectF(where)
    _renderer(name, colour, _STROKE.get(round(area.width()), 1.75)).render(painter, area)


class DrawnEngine(QIconEngine):
    """Draws itself anew at every size and scale, so nothing is ever blurred; `paint` draws."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw into a picture."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture


class _Engine(DrawnEngine):
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
