"""Menus that open beside a line of the navigation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.theme import tokens
from desktop.theme.qt_icons import icon


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a menu."""

    icon: str
    text: str
    run: Callable[[], object]
    key: str = ""


def pop_up(window: QWidget, item: QWidget, lines: Sequence[Line | None]) -> QMenu:
    """Open a menu above or below `item`; None is a dividing line."""
    menu = QMenu(window)
    for line in lines:
        if line is None:
            menu.addSeparator()
            continue
        action = QAction(icon(line.icon, tokens().muted), line.text + (f"\t{line.key}" if line.key else ""), menu)
        action.triggered.connect(lambda _checked=False, run=line.run: run())
        menu.addAction(action)
    corner = item.mapToGlobal(QPoint(0, 0))
    upper = item.y() < window.height() / 2
    menu.popup(
        QPoint(corner.x(), corner.y() + item.height() + 4 if upper else corner.y() - menu.sizeHint().height() - 4)
    )
    return menu
