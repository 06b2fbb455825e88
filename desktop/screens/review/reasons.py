"""Why: what speaks for it and against, each with its evidence, and how much is experience, how much the matrix."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.screens.review.card_text import ReasonText, WhyText
from desktop.theme import Type, colour, font
from desktop.widgets.painting import LEFT, RIGHT, block, sign, smooth, write
from desktop.widgets.rows import text_width
from desktop.widgets.tips import as_tip

_HEAD: Final = 24
_TALL: Final = 28
_LOW: Final = 24
_NEXT_LINE: Final = 17
_MOST_LINES: Final = 3
_GAP: Final = 48
_LOW_GAP: Final = 28
_ICON: Final = 24
_BAR: Final = (96, 6)


class Reasons(QWidget):
    """Two columns. In a tall window a long reason takes two lines; in a low one it is elided, the tooltip has it
    whole.
    """

    def __init__(self) -> None:
        super().__init__()
        self._why: WhyText | None = None
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_why(self, why: WhyText) -> None:
        """Other reasons."""
        self._why = why
        self.setAccessibleName(f"{why.heading}. {why.source} {why.from_experience}, {why.from_matrix}")
        sides = [(why.pro_title, why.pro, why.no_pro), (why.contra_title, why.contra, why.no_contra)]
        told = [f"{title}: {'; '.join(one.text for one in ours) or none}" for title, ours, none in sides]
        self.setAccessibleDescription(". ".join(told))
        self._fit()

    def set_low(self, low: bool) -> None:
        """Tighter."""
        self._low = low
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Room for two columns."""
        return QSize(480, self.height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def event(self, event: QEvent) -> bool:
        """The whole reason under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = [one.text for one, area in self._places() if area.contains(event.pos().toPointF())]
            QToolTip.showText(event.globalPos(), as_tip(found[0]) if found else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        why = self._why
        if why is None:
            return
        painter = smooth(self)
        columns = self._columns()
        if self._low:
            write(painter, QRectF(0, 0, self.width(), _HEAD), why.heading, font_=Type.STRONG)
            self._paint_source(painter, QRectF(0, 0, self.width(), _HEAD), why)
        for column, title, ours, none in (
            (columns[0], why.pro_title, why.pro, why.no_pro),
            (columns[1], why.contra_title, why.contra, why.no_contra),
        ):
            left, width = column
            if not self._low:
                write(painter, QRectF(left, 0, width, _HEAD), title, font_=Type.STRONG)
            if not ours:
                write(painter, QRectF(left, _HEAD, width, self._line), none, ink="muted")
        for at, (reason, area) in enumerate(self._places()):
            self._paint_reason(painter, area, reason, pro=at < len(why.pro))
        if not self._low:
            self._paint_source(painter, QRectF(0, self.height() - _HEAD, self.width(), _HEAD), why)

    @property
    def _line(self) -> int:
        return _LOW if self._low else _TALL

    def _columns(self) -> tuple[tuple[float, float], tuple[float, float]]:
        gap = _LOW_GAP if self._low else _GAP
        width = (self.width() - gap) / 2
        return (0.0, width), (width + gap, width)

    def _places(self) -> list[tuple[ReasonText, QRectF]]:
        if self._why is None:
            return []
        places = []
        for (left, width), ours in zip(self._columns(), (self._why.pro, self._why.contra), strict=True):
            top = float(_HEAD)
            for reason in ours:
                tall = self._tall(reason, width)
                places.append((reason, QRectF(left, top, width, tall)))
                top += tall
        return places

    def _tall(self, reason: ReasonText, width: float) -> int:
        if self._low:
            return _LOW
        more = len(_lines(reason, width)) - 1
        return _TALL + more * _NEXT_LINE - (4 if more else 0)

    def _fit(self) -> None:
        columns = (self._why.pro, self._why.contra) if self._why else ((), ())
        sides: Sequence[tuple[tuple[float, float], tuple[ReasonText, ...]]]
        sides = list(zip(self._columns(), columns, strict=True))
        rows = max([self._line, *(sum(self._tall(one, width) for one in ours) for (_, width), ours in sides)])
        self.setFixedHeight(_HEAD + rows + (0 if self._low else _HEAD + 4))
        self.update()

    def _paint_reason(self, painter: QPainter, area: QRectF, reason: ReasonText, *, pro: bool) -> None:
        first = QRectF(area.left(), area.top(), area.width(), self._line)
        sign(
            painter, area.left(), first.center().y(), "circle-plus" if pro else "circle-minus", "ok" if pro else "warn"
        )
        write(painter, first, reason.evidence, font_=Type.CAPTION, ink="muted", align=RIGHT, elide=False)
        room = _room(reason, area.width())
        if self._low:
            write(painter, QRectF(area.left() + _ICON, area.top(), room, area.height()), reason.text)
            return
        lines = _lines(reason, area.width())
        top = first.center().y() - 9
        for place, line in enumerate(lines):
            wide = room if place == 0 else area.width() - _ICON
            write(painter, QRectF(area.left() + _ICON, top + place * _NEXT_LINE, wide, 18), line)

    def _paint_source(self, painter: QPainter, area: QRectF, why: WhyText) -> None:
        parts: list[tuple[str, str]] = [(why.from_experience, "text"), (why.from_matrix, "text")]
        if not self._low:
            parts.insert(0, (why.source, "muted"))
        widths = [text_width(text, Type.CAPTION) + 2 for text, _ in parts]
        total = sum(widths) + _BAR[0] + 8 * len(parts)
        left = area.right() - total if self._low else area.left()
        for place, ((text, ink), width) in enumerate(zip(parts, widths, strict=True)):
            if place == len(parts) - 1:
                bar = QRectF(left, area.center().y() - _BAR[1] / 2, _BAR[0], _BAR[1])
                self._paint_bar(painter, bar, why.experience)
                left += _BAR[0] + 8
            write(
                painter,
                QRectF(left, area.top(), width, area.height()),
                text,
                font_=Type.CAPTION,
                ink=ink,
                align=LEFT,
                elide=False,
            )
            left += width + 8

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRectF, experience: float) -> None:
        block(painter, bar, "soft2", None, 3)
        if experience > 0:
            part = QRectF(bar.left(), bar.top(), bar.width() * experience, bar.height())
            painter.save()
            painter.setClipRect(part)
            block(painter, bar, "accent", None, 3)
            painter.restore()
            if experience < 1:
                painter.fillRect(QRectF(part.right(), bar.top(), 1.5, bar.height()), colour("surface"))


def _room(reason: ReasonText, width: float) -> float:
    return width - _ICON - text_width(reason.evidence, Type.CAPTION) - 16


def _lines(reason: ReasonText, width: float) -> tuple[str, ...]:
    """Broken at blanks: the first line beside the evidence, the others below it; what is left is elided there."""
    metrics = QFontMetricsF(font())
    lines: list[str] = []
    line = ""
    for word in reason.text.split(" "):
        room = width - _ICON if lines else _room(reason, width)
        longer = f"{line} {word}".strip()
        if line and len(lines) < _MOST_LINES - 1 and metrics.horizontalAdvance(longer) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return (*lines, line)
