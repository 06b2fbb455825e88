"""Who gets the lead: a line per rival with the conversion as a dot and its interval on one axis for all."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.screens.review.rivals_text import RivalsText, RivalText
from desktop.theme import Type, colour
from desktop.theme.tokens import CHIP, CONTROL_RADIUS
from desktop.widgets.chips import chip_width
from desktop.widgets.painting import LEFT, RIGHT, block, sign, smooth, write
from desktop.widgets.rows import text_width
from desktop.widgets.tips import as_tip

_HEAD: Final = 28
_TALL: Final = 36
_LOW: Final = 30
_PAD: Final = 12
_GAP: Final = 16
_TIGHT: Final = 10
_SHORTEST_AXIS: Final = 0.5
_AXIS: Final = (60.0, 150.0)
_DOT: Final = 4.5
_VALUE_BAR: Final = 44
_SIGN: Final = 26
_SPARE: Final = 20


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges and widths of the columns; a width of 0: not shown."""

    partner: tuple[float, float]
    axis: tuple[float, float]
    percent: tuple[float, float]
    answered: tuple[float, float]
    arppu: tuple[float, float]
    value: tuple[float, float]
    result: tuple[float, float]


class Rivals(QWidget):
    """Painted whole; nothing in it can be changed. What is elided stands in the tooltip of its line."""

    def __init__(self) -> None:
        super().__init__()
        self._text: RivalsText | None = None
        self._low = self._short = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rivals(self, text: RivalsText, caption: str) -> None:
        """Other rivals; `caption` is what a screen reader calls the table."""
        self._text = text
        self.setAccessibleName(caption)
        self.setAccessibleDescription(". ".join(line.sentence for line in text.lines))
        self._fit()

    def set_low(self, low: bool) -> None:
        """Tighter."""
        self._low = low
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Room for all columns but the axis."""
        return QSize(480, self.height())

    def event(self, event: QEvent) -> bool:
        """The whole line under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._text is not None:
            at = int((event.pos().y() - _HEAD) // self._line)
            inside = event.pos().y() >= _HEAD and at < len(self._text.lines)
            QToolTip.showText(event.globalPos(), as_tip(self._text.lines[at].sentence) if inside else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        text = self._text
        if text is None:
            return
        painter = smooth(self)
        columns = self._columns(text)
        heads = (
            (columns.partner, text.partner, LEFT),
            (columns.axis if columns.axis[1] else columns.percent, text.conversion, LEFT),
            (columns.arppu, text.arppu, RIGHT),
            (columns.value, text.value, LEFT),
            (columns.result, text.result, LEFT),
        )
        for (left, width), word, align in heads:
            if width:
                own = max(width, text_width(word, Type.CAPTION, medium=True) + 2)
                area = QRectF(left + width - own if align == RIGHT else left, 0, own, _HEAD)
                write(painter, area, word, font_=Type.CAPTION, ink="muted", medium=True, align=align, elide=False)
        longest = max([_SHORTEST_AXIS, *(ceil(line.high * 10) / 10 for line in text.lines)])
        for place, line in enumerate(text.lines):
            area = QRectF(0, _HEAD + place * self._line, self.width(), self._line)
            if line.chosen:
                block(painter, area.adjusted(0, 1, 0, -1), "soft", None, CONTROL_RADIUS)
            elif place < len(text.lines) - 1:
                painter.fillRect(QRectF(_PAD, area.bottom() - 1, area.width() - 2 * _PAD, 1), colour("divider"))
            self._paint_line(painter, area, line, columns, longest)

    @property
    def _line(self) -> int:
        return _LOW if self._low else _TALL

    def _fit(self) -> None:
        self.setFixedHeight(_HEAD + self._line * (len(self._text.lines) if self._text else 1))
        self.update()

    def _columns(self, text: RivalsText) -> _Columns:
        """Numbers get what they need, the axis what is left; a long name or result is elided last."""
        lines = text.lines
        gap = _TIGHT if self._low else _GAP
        percent = max(text_width(line.percent, Type.STRONG) for line in lines) + 2
        arppu = max(text_width(line.arppu) for line in lines) + 2 if text.arppu else 0.0
        value = _VALUE_BAR + 8 + max(text_width(line.share_text, Type.STRONG) for line in lines) + 2
        value = max(value, text_width(text.value, Type.CAPTION, medium=True) + 2)
        result = max(text_width(line.result, Type.STRONG if line.chosen else Type.BODY) for line in lines) + 24
        partner = max(text_width(line.partner, Type.STRONG) for line in lines) + _SIGN + 2
        room = self.width() - 2 * _PAD - percent - value - 2 * gap - 8 - (arppu + gap if arppu else 0)
        axis = answered = 0.0
        for tight in (True,) if self._low else (False, True):  # a sign in place of words, if need be
            self._short = tight
            answered = max(self._answered_width(line) for line in lines)
            axis = min(_AXIS[1], room - answered - partner - result - 2 * gap)
            if axis >= _AXIS[0]:
                break
        room -= answered
        if axis < _AXIS[0]:  # no room for the drawing: the numbers say the same
            axis = 0.0
            short = max(0.0, partner + result + gap - room)
            partner = max(90.0, partner - short / 2)
            result = max(60.0, room - partner - gap)
        at_partner = float(_PAD)
        at_axis = at_partner + partner + gap
        at_percent = at_axis + axis + (gap if axis else 0)
        at_answered = at_percent + percent + 8
        at_arppu = at_answered + answered + gap
        at_value = at_arppu + arppu + (gap if arppu else 0)
        at_result = at_value + value + gap
        spare = max(0.0, self.width() - _PAD - result - _SPARE - at_result)
        return _Columns(
            partner=(at_partner, partner),
            axis=(at_axis, axis),
            percent=(at_percent, percent),
            answered=(at_answered, answered),
            arppu=(at_arppu + spare / 2, arppu),
            value=(at_value + spare * (1 if arppu else 0.5), value),
            result=(at_result + spare, self.width() - _PAD - at_result - spare),
        )

    def _answered_width(self, line: RivalText) -> float:
        few = 0.0
        if line.few:
            few = 20.0 if self._short else 8 + chip_width(line.few, icon=False)
        return text_width(line.answered, Type.CAPTION) + 2 + few

    def _paint_line(self, painter: QPainter, area: QRectF, line: RivalText, columns: _Columns, longest: float) -> None:
        def cell(column: tuple[float, float]) -> QRectF:
            return QRectF(column[0], area.top(), column[1], area.height())

        middle = area.center().y()
        name = cell(columns.partner)
        if line.chosen:
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(colour("surface"))
            painter.drawEllipse(QPointF(name.left() + 8, middle), 6, 6)
            painter.setPen(QPen(colour("accent"), 1))
            painter.setBrush(colour("accent"))
            painter.drawEllipse(QPointF(name.left() + 8, middle), 2.5, 2.5)
        words = name.adjusted(_SIGN, 0, 0, 0)
        write(painter, words, line.partner, font_=Type.STRONG if line.chosen else Type.LABEL)
        if columns.axis[1]:
            self._paint_axis(painter, cell(columns.axis), line, longest)
        write(painter, cell(columns.percent), line.percent, font_=Type.STRONG, align=RIGHT, elide=False)
        self._paint_answered(painter, cell(columns.answered), line)
        if columns.arppu[1]:
            write(painter, cell(columns.arppu), line.arppu, align=RIGHT, elide=False)
        self._paint_value(painter, cell(columns.value), line)
        result = cell(columns.result)
        if line.chosen:
            sign(painter, result.left(), middle, "check", "accent", size=14)
            result = result.adjusted(20, 0, 0, 0)
        ink, face = ("accent", Type.STRONG) if line.chosen else ("muted", Type.BODY)
        write(painter, result, line.result, font_=face, ink=ink)

    @staticmethod
    def _paint_axis(painter: QPainter, area: QRectF, line: RivalText, longest: float) -> None:
        middle = area.center().y()
        ink = "accent" if line.chosen else "muted"

        def at(share: float) -> float:
            return area.left() + area.width() * min(1.0, share / longest)

        block(painter, QRectF(area.left(), middle - 1, area.width(), 2), "soft2" if line.chosen else "divider", None, 1)
        block(painter, QRectF(at(line.low), middle - 1, at(line.high) - at(line.low), 2), ink, None, 1)
        ground = "soft" if line.chosen else "surface"
        point = QPointF(at(line.conversion), middle)
        painter.setPen(QPen(colour(ground), 2))
        painter.setBrush(colour(ground))
        painter.drawEllipse(point, _DOT + 1, _DOT + 1)
        painter.setPen(QPen(colour(ink), 2))
        painter.setBrush(colour(ground if line.few else ink))
        painter.drawEllipse(point, _DOT, _DOT)

    def _paint_answered(self, painter: QPainter, area: QRectF, line: RivalText) -> None:
        width = write(painter, area, line.answered, font_=Type.CAPTION, ink="muted", elide=False)
        if not line.few:
            return
        if self._short:
            sign(painter, area.left() + width + 6, area.center().y(), "triangle-alert", "warn", size=14)
            return
        chip = QRectF(
            area.left() + width + 8, round(area.center().y() - CHIP / 2), chip_width(line.few, icon=False), CHIP
        )
        block(painter, chip, "warn_t", None, CONTROL_RADIUS)
        words = chip.adjusted(8, 0, 0, 0)
        write(painter, words, line.few, font_=Type.CAPTION, ink="warn", medium=True, elide=False)

    @staticmethod
    def _paint_value(painter: QPainter, area: QRectF, line: RivalText) -> None:
        middle = area.center().y()
        bar = QRectF(area.left(), middle - 3, _VALUE_BAR, 6)
        block(painter, bar, "soft2" if line.chosen else "sunken", None, 3)
        ink = "accent" if line.chosen else "faint"
        block(painter, QRectF(bar.left(), bar.top(), max(6.0, bar.width() * line.share), 6), ink, None, 3)
        words = area.adjusted(_VALUE_BAR + 8, 0, 0, 0)
        write(painter, words, line.share_text, font_=Type.STRONG if line.chosen else Type.BODY, elide=False)
