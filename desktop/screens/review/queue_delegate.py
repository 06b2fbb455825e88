"""Paints the queue: a name with its score, what is offered below it, headings of groups."""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.screens.review.queue_model import Line, QueueModel
from desktop.theme import Type, font
from desktop.widgets.painting import RIGHT, block, sign, write
from desktop.widgets.rows import ROW, Index, RowDelegate, text_width

HEADING: Final = 28
TALL: Final = 52
LOW: Final = 48
_PAD: Final = 12
_SMALL: Final = 14


class QueueDelegate(RowDelegate):
    """Rows of 52, or 48 in a low window; headings of 28."""

    def __init__(self) -> None:
        super().__init__(TALL)
        self._measured: tuple[int, QFont] | None = None
        self._heading, self._entry = QSize(80, HEADING), QSize(80, TALL)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as what stands there. A list asks this of all its rows after every change, so it is measured once."""
        face = font(Type.STRONG)  # another one where the size of type is another
        if self._measured is None or self._measured[0] != self.height or self._measured[1] is not face:
            self._measured = self.height, face
            self._entry = QSize(80, max(self.height, round(sum(_line_heights())) + 8))
        model = index.model()
        return self._heading if isinstance(model, QueueModel) and model.is_heading(index.row()) else self._entry

    def paint_ground(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag) -> None:
        """A heading has none."""
        if state & QStyle.StateFlag.State_Enabled:
            super().paint_ground(painter, area, state)

    def paint_row(self, painter: QPainter, area: QRectF, index: Index, *, selected: bool) -> None:
        """Draw one."""
        line: Line = index.data(ROW)
        if line.heading:
            inner = area.adjusted(8, 0, -_PAD, 0)
            write(painter, inner, line.number, font_=Type.CAPTION, ink="muted", align=RIGHT)
            write(painter, inner, line.title, font_=Type.CAPTION, ink="muted", medium=True)
            return
        inner = area.adjusted(_PAD, 0, -_PAD, 0)
        middle = inner.center().y()
        high, low = _line_heights()
        upper = QRectF(inner.left(), middle - (high + low) / 2, inner.width(), high)
        lower = QRectF(inner.left(), upper.bottom() - 1, inner.width(), low)
        score = write(painter, upper, line.number, font_=Type.TILE, align=RIGHT)
        if line.text is None:
            block(painter, QRectF(upper.left(), upper.center().y() - 4, inner.width() * 0.45, 8), "sunken", None, 4)
            block(painter, QRectF(lower.left(), lower.center().y() - 3, inner.width() * 0.65, 6), "sunken", None, 3)
            return
        marks = [name for name, shown in (("clock", line.text.returned), ("building", line.text.organisation)) if shown]
        room = QRectF(upper).adjusted(0, 0, -score - 12 - (_SMALL + 6) * len(marks), 0)
        face = Type.STRONG if selected else Type.LABEL
        write(painter, room, line.text.name, font_=face)
        left = upper.left() + min(room.width(), text_width(line.text.name, face)) + 6
        for name in marks:
            sign(painter, left, upper.center().y(), name, "info" if name == "clock" else "faint", size=_SMALL)
            left += _SMALL + 6
        if line.text.block_icon:
            sign(painter, lower.left(), lower.center().y(), line.text.block_icon, "warn", size=_SMALL)
            lower = lower.adjusted(_SMALL + 5, 0, 0, 0)
        ink = "warn" if line.text.block_icon else "muted"
        write(painter, lower, line.text.second, font_=Type.CAPTION, ink=ink)


def _line_heights() -> tuple[float, float]:
    """Of the name and of the line below it, as drawn on the reference picture or larger."""
    return max(20.0, QFontMetricsF(font(Type.STRONG)).height()), max(18.0, QFontMetricsF(font(Type.CAPTION)).height())
