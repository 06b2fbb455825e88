"""Tab goes in the order in which one reads, whenever the controls were made.

Qt goes in the order of their making, so that rows which come with the data would follow after everything else.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QComboBox, QLayout, QScrollArea, QWidget

_WHOLE: Final = (QAbstractItemView, QAbstractSpinBox, QComboBox)
"""What has parts of its own that Tab does not know."""


def order_tabs(root: QWidget) -> None:
    """Let Tab follow the layouts of `root`; what stands in no layout comes after what does."""
    stops = [one for one in in_reading_order(root) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    """A widget and all visible ones within it."""
    yield widget
    if isinstance(widget, _WHOLE):
        return
    if isinstance(widget, QScrollArea):
        shown = widget.widget()
        inner = [] if shown is None else [shown]
    else:
        inner = list(_laid_out(widget.layout()))
        inner += [one for one in widget.children() if isinstance(one, QWidget) and one not in inner]
    for one in inner:
        if one.isVisible() and not one.isWindow():
            yield from in_reading_order(one)


def _laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    for place in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(place) if layout is not None else None
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        else:
            yield from _laid_out(item.layout())
