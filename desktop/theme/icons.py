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

from PySide6.QtCore import QByteArray, QRect, QRectF
from PySide6.QtGui import QPainter
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
