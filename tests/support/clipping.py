"""What does not fit where it stands: texts that are cut off, parts that stick out of what holds them."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QLineEdit, QWidget

from desktop.widgets.chips import Chip, KeyCap
from desktop.widgets.labels import Line
from desktop.window.nav import Nav
from tests.support.driver import text_of

_WORDS = re.compile(r"[\s\u200b]+")
"""Where Qt may break a line."""
_WRITTEN = (QLabel, QAbstractButton, QComboBox, Chip, KeyCap)


def clipped(window: QWidget) -> list[str]:
    """Each offender as «kind, text: why»; a `Line` may be elided, a wrapped label must have the height it needs."""
    found = []
    for one in dict.fromkeys(one for kind in _WRITTEN for one in window.findChildren(kind) if one.isVisible()):
        above = _ancestors(one)
        if not _paints_itself(one, above):
            why = (*_cut(one), *_sticking_out(one, above))
            found += [f"{type(one).__name__} {text_of(one)[:60]!r}: {each}" for each in why]
    return found


def _paints_itself(widget: QWidget, above: list[QWidget]) -> bool:
    """The navigation elides its own words and tells them in a tooltip; the cross in a field is Qt's."""
    return isinstance(widget.parentWidget(), QLineEdit) or any(isinstance(one, Nav) for one in above)


def _cut(widget: QWidget) -> Iterator[str]:
    needed, has = widget.sizeHint() if widget.layout() is None else widget.minimumSizeHint(), widget.size()
    if isinstance(widget, Line):
        if widget.text() and has.width() < widget.minimumSizeHint().width():
            yield f"squeezed to {has.width()}"
    elif isinstance(widget, QLabel) and widget.wordWrap():
        if widget.text() and widget.heightForWidth(has.width()) > has.height():
            yield f"{widget.heightForWidth(has.width())} high in {has.height()}"
        longest = max((widget.fontMetrics().horizontalAdvance(word) for word in _WORDS.split(widget.text())), default=0)
        if longest > has.width() + 1:
            yield f"a word of {longest} in {has.width()}"
    elif not (isinstance(widget, QLabel) and not widget.text()):
        if needed.width() > has.width():
            yield f"{needed.width()} wide in {has.width()}"
        if isinstance(widget, QLabel) and widget.fontMetrics().height() > has.height():
            yield f"{widget.fontMetrics().height()} high in {has.height()}"


def _sticking_out(widget: QWidget, ancestors: list[QWidget]) -> Iterator[str]:
    """Beyond any of its holders; what lies in a scroll area may lie below or above its port, never beside it."""
    area, scrolled = QRect(QPoint(0, 0), widget.size()), False
    for holder, parent in zip([widget, *ancestors], ancestors, strict=False):
        area.translate(holder.pos())
        above = parent.parentWidget()
        scrolled = scrolled or (isinstance(above, QAbstractScrollArea) and above.viewport() is parent)
        room = parent.rect()
        beside = area.left() < room.left() or area.right() > room.right()
        if beside or (not scrolled and (area.top() < room.top() or area.bottom() > room.bottom())):
            yield f"{_spelt(area)} sticks out of {type(parent).__name__} {_spelt(room)}"
            return


def _ancestors(widget: QWidget) -> list[QWidget]:
    """From its parent up to its window."""
    found = []
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        found.append(parent)
        if parent.isWindow():
            break
        parent = parent.parentWidget()
    return found


def _spelt(area: QRect) -> str:
    return f"({area.left()}, {area.top()}, {area.right()}, {area.bottom()})"
