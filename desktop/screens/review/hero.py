"""The block that says it all: score, what is offered, to whom it goes, how likely in a word."""

from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.review.card_text import CardText
from desktop.screens.review.hundred import paint_percent, words_width
from desktop.theme import Type, colour, font
from desktop.theme.tokens import CHIP, CONTROL_RADIUS
from desktop.widgets.chips import chip_width
from desktop.widgets.painting import CENTER, LEFT, RIGHT, block, sign, smooth, write
from desktop.widgets.rows import text_width
from desktop.widgets.tips import as_tip

TALL: Final = 84
LOW: Final = 64
_TINTS: Final = {"soft": ("soft", "accent"), "plain": ("sunken", "muted")}
_ARROW: Final = 16
_NOTE: Final = (120.0, 230.0)
_ABOUT: Final = 26
"""Over, between and under the score and its word."""


class Hero(QWidget):
    """Painted whole; what does not fit is elided and stands in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._card: CardText | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._low = False
        self.set_low(False)

    def show_card(self, card: CardText) -> None:
        """Another card."""
        self._card = card
        self.setAccessibleName(card.hero)
        self.setAccessibleDescription(card.no_percent)
        self.setToolTip(as_tip("\n".join(filter(None, (card.hero, card.level_about, card.no_percent)))))
        self.update()

    def set_low(self, low: bool) -> None:
        """Lower."""
        self._low = low
        number, word = QFontMetricsF(font(_score_role(low=low))), QFontMetricsF(font(Type.CAPTION))
        self.setFixedHeight(max(LOW if low else TALL, ceil(number.capHeight() + _ABOUT + word.height())))

    def minimumSizeHint(self) -> QSize:
        """Room for a few words."""
        return QSize(320, self.height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.set_low(self._low)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        card = self._card
        if card is None:
            return
        painter = smooth(self)
        area = QRectF(self.rect())
        block(painter, area, "alt", "divider")
        inner = area.adjusted(16, 0, -16, 0)
        left = inner.left() + self._paint_score(painter, inner, card) + 16
        painter.fillRect(QRectF(round(left), inner.top() + 16, 1, inner.height() - 32), colour("divider"))
        left += 22
        offer = min(self._offer_width(card), inner.right() - left)
        room = inner.right() - left - offer - 24
        least, most = _NOTE if card.percent is None else (words_width(card.percent), inner.width())
        note = min(most, room)
        noted = note >= least
        if noted:  # else the tooltip says it
            self._paint_note(painter, QRectF(inner.right() - note, inner.top(), note, inner.height()), card)
        line = QFontMetricsF(_offer_font(low=self._low)).height()
        top = area.center().y() - (line + 5 + CHIP) / 2
        self._paint_offer(painter, QRectF(left, top, offer, line), card)
        self._paint_level(painter, left, top + line + 5, card, noted=noted)

    def _offer_width(self, card: CardText) -> float:
        metrics = QFontMetricsF(_offer_font(low=self._low))
        return metrics.horizontalAdvance(card.kind) + metrics.horizontalAdvance(card.partner) + _ARROW + 30

    def _paint_score(self, painter: QPainter, inner: QRectF, card: CardText) -> float:
        role = _score_role(low=self._low)
        number, word = QFontMetricsF(font(role)), QFontMetricsF(font(Type.CAPTION))
        width = max(number.horizontalAdvance(card.score), word.horizontalAdvance(card.score_word), 44.0)
        middle, tall = inner.center().y(), number.capHeight() + 18
        top = middle - (tall + word.height()) / 2
        write(painter, QRectF(inner.left(), top, width, tall), card.score, font_=role, align=CENTER, elide=False)
        below = QRectF(inner.left(), top + tall, width, word.height())
        write(painter, below, card.score_word, font_=Type.CAPTION, ink="muted", align=CENTER, elide=False)
        return width

    def _paint_note(self, painter: QPainter, area: QRectF, card: CardText) -> None:
        if card.percent is not None:
            paint_percent(painter, area, card.percent)
            return
        painter.setFont(font(Type.CAPTION))
        painter.setPen(colour("muted"))
        painter.drawText(area, int(RIGHT | Qt.TextFlag.TextWordWrap), card.no_percent)

    def _paint_offer(self, painter: QPainter, area: QRectF, card: CardText) -> None:
        face = _offer_font(low=self._low)
        metrics = QFontMetricsF(face)
        room = area.width() - _ARROW - 24
        kind, partner = metrics.horizontalAdvance(card.kind) + 1, metrics.horizontalAdvance(card.partner) + 1
        if kind + partner > room:  # the longer one gives way
            fair = room / 2
            kind, partner = (
                (room - partner, partner) if partner <= fair else (kind, room - kind) if kind <= fair else (fair, fair)
            )
        painter.setFont(face)
        painter.setPen(colour("text"))
        flags = int(LEFT | Qt.TextFlag.TextSingleLine)
        mode = Qt.TextElideMode.ElideRight
        painter.drawText(
            QRectF(area.left(), area.top(), kind + 1, area.height()), flags, metrics.elidedText(card.kind, mode, kind)
        )
        arrow = area.left() + kind + 12
        sign(painter, arrow, area.center().y() + 1, "arrow-right", "muted", size=_ARROW)
        painter.setPen(colour("text"))
        rest = QRectF(arrow + _ARROW + 12, area.top(), partner + 1, area.height())
        painter.drawText(rest, flags, metrics.elidedText(card.partner, mode, partner))

    def _paint_level(self, painter: QPainter, left: float, top: float, card: CardText, *, noted: bool) -> None:
        ground, ink = _TINTS[card.level.tone]
        area = QRectF(left, round(top), chip_width(card.level.text, icon=True), CHIP)
        block(painter, area, ground, None, CONTROL_RADIUS)
        sign(painter, area.left() + 8, area.center().y(), card.level.icon, ink, size=14)
        words = area.adjusted(27, 0, 0, 0)
        write(painter, words, card.level.text, font_=Type.CAPTION, ink=ink, medium=True, elide=False)
        if card.percent is not None:
            short = card.percent.short if noted else card.percent.alone  # never without its band
            beside = QRectF(area.right() + 10, area.top(), text_width(short, Type.STRONG) + 2, CHIP)
            write(painter, beside, short, font_=Type.STRONG, elide=False)


def _score_role(*, low: bool) -> Type:
    return Type.GREETING if low else Type.HERO


def _offer_font(*, low: bool) -> QFont:
    """Between a section's and a page's title."""
    if low:
        return font(Type.SECTION)
    made = QFont(font(Type.TITLE))
    made.setPixelSize(round(made.pixelSize() * 0.9))
    return made
