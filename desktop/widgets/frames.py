"""Blocks and lines that hold other widgets, and the layouts without stray margins."""

from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import colour
from desktop.theme.tokens import TILE_RADIUS
from desktop.widgets.painting import block, shadow, smooth

Margins = tuple[int, int, int, int]
L = TypeVar("L", bound=QBoxLayout)


def row(*items: QWidget | QLayout | int | None, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """Side by side; a number is an empty space of so many pixels, None one that takes what is left."""
    return _filled(QHBoxLayout(), items, gap, margins)


def column(*items: QWidget | QLayout | int | None, gap: int = 0, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """One below the other."""
    return _filled(QVBoxLayout(), items, gap, margins)


def _filled(layout: L, items: tuple[QWidget | QLayout | int | None, ...], gap: int, margins: Margins) -> L:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def holder(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A bare widget around a layout."""
    widget = QWidget(parent)
    widget.setLayout(layout)
    return widget


def tab_within(place: QWidget, *stops: QWidget) -> None:
    """Let Tab come by `stops`, which were made later, where it comes by `place`, which holds them.

    Qt goes in the order of making: rows that come with the data would follow after everything else.
    """
    policy = place.focusPolicy()
    place.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # where Tab does not stop Qt would not put anything behind
    for before, stop in pairwise((place, *stops)):
        QWidget.setTabOrder(before, stop)
    place.setFocusPolicy(policy)


class Divider(QWidget):
    """A line of one pixel, across or down."""

    def __init__(self, *, down: bool = False) -> None:
        super().__init__()
        if down:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        smooth(self).fillRect(self.rect(), colour("divider"))


class Block(QWidget):
    """A rounded block: a card, a tile, a quiet ground. `fill` and `edge` are names of tokens."""

    def __init__(
        self,
        fill: str = "surface",
        edge: str | None = "line",
        radius: int = TILE_RADIUS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill = fill
        self._edge = edge
        self._radius = radius

    def set_fill(self, fill: str, edge: str | None = None) -> None:
        """Another ground."""
        self._fill, self._edge = fill, edge
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        block(smooth(self), QRectF(self.rect()), self._fill, self._edge, self._radius)


class Lifted(QWidget):
    """A ground on which one card lies with a soft shadow."""

    MARGIN = 14

    def __init__(self, inner: QWidget, radius: int) -> None:
        super().__init__()
        self._inner = inner
        self._radius = radius
        self.setLayout(column(inner, margins=(self.MARGIN,) * 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shadow."""
        shadow(smooth(self), QRectF(self._inner.geometry()), self._radius)


class Scroll(QScrollArea):
    """A page that scrolls down where it must, never sideways. Reaches by keyboard: focus moves it along."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = inner
        self.setViewport(QWidget())  # a bare one: the ground shows through
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget has switched it on

    def minimumSizeHint(self) -> QSize:
        """As wide as its content needs, as low as it may be."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inner.minimumSizeHint().width() + bar, 80)
