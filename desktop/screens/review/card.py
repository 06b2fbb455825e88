"""The card: one left edge from the name down to what to say."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.review.card_text import CardText
from desktop.screens.review.hero import Hero
from desktop.screens.review.reasons import Reasons
from desktop.screens.review.rivals import Rivals
from desktop.theme import Type, font
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.chips import Chip
from desktop.widgets.feedback import Sign
from desktop.widgets.flow import flow
from desktop.widgets.frames import Block, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.painting import block, smooth, write
from desktop.widgets.rows import text_width
from desktop.widgets.tips import as_tip
from desktop.words import Words

_MOST_CHIPS: Final = 6


class CardView(QWidget):
    """Shows a card. `stepped` tells -1 or 1, `copied` that what to say is wanted in the clipboard."""

    stepped = Signal(int)
    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = _Name()
        self._place = Label(Type.CAPTION, "muted")
        self._up = Button("", Kind.GHOST, "chevron-up", height=28)
        self._down = Button("", Kind.GHOST, "chevron-down", height=28)
        self._up.clicked.connect(lambda: self.stepped.emit(-1))
        self._down.clicked.connect(lambda: self.stepped.emit(1))
        self._chips = [Chip() for _ in range(_MOST_CHIPS)]
        self._blocked_text = Label(wrap=True)
        self._to_say = Label(wrap=True)
        self._blocked = Block("warn_t", None, BLOCK_RADIUS)
        inner = row(Sign("triangle-alert", "warn"), self._blocked_text, gap=10, margins=(14, 8, 14, 8))
        inner.setStretch(1, 1)
        self._blocked.setLayout(inner)
        self._hero = Hero()
        self._reasons = Reasons()
        self._who = Label(Type.STRONG)
        self._rivals = Rivals()
        self._say_title = Label(Type.STRONG)
        self._copy = Button("", Kind.GHOST, "copy")
        self._copy.clicked.connect(self.copied)
        self._said = Block("surface", "line", BLOCK_RADIUS)
        said = row(Sign("message-square-quote"), self._to_say, self._copy, gap=12, margins=(16, 6, 8, 6))
        said.setStretch(1, 1)
        self._said.setLayout(said)
        side = column(row(self._place, 4, self._up, self._down, gap=4), None)
        head = row(self._name, side, gap=16)
        head.setStretch(0, 1)
        chips = holder(flow(*self._chips))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self._column = column(head)
        self._spaces: list[tuple[QWidget, int, int]] = []  # (empty space, its height, in a low window)
        for widget, tall, low in (
            (chips, 10, 6),
            (self._blocked, 10, 8),
            (self._hero, 18, 8),
            (self._reasons, 20, 6),
            (self._who, 18, 0),
            (self._rivals, 0, 4),
            (self._say_title, 18, 0),
            (self._said, 6, 8),
        ):
            gap = QWidget()
            gap.setFixedHeight(tall)
            self._spaces.append((gap, tall, low))
            self._column.addWidget(gap)
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.setLayout(self._column)
        self.set_low(False)

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self.setAccessibleName(words.say("review", "card"))
        self._who.setText(words.say("review", "who_gets"))
        self._say_title.setText(words.say("review", "say"))
        for button, key in ((self._up, "previous"), (self._down, "next"), (self._copy, "copy")):
            button.setAccessibleName(words.say("review", key))
            button.setToolTip(words.say("review", key))

    def show_card(self, card: CardText) -> None:
        """Another card."""
        self._name.show_name(card.name, card.facts)
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(card.chips))
            if place < len(card.chips):
                shown = card.chips[place]
                chip.show_text(shown.text, shown.tone, shown.icon)
        self._blocked_text.setText(card.blocked)
        self._blocked.setVisible(bool(card.blocked))
        self._spaces[1][0].setVisible(bool(card.blocked))
        self._hero.show_card(card)
        self._reasons.show_why(card.why)
        self._rivals.show_rivals(card.rivals, self._who.text())
        self._to_say.setText(card.to_say)

    def show_place(self, text: str) -> None:
        """Which of how many."""
        self._place.setText(text)

    def set_low(self, low: bool) -> None:
        """Tighter, with fewer headings."""
        for space, tall, small in self._spaces:
            space.setFixedHeight(small if low else tall)
        for widget in (self._name, self._hero, self._reasons, self._rivals):
            widget.set_low(low)
        self._who.setVisible(not low)
        self._say_title.setVisible(not low)
        self._said.set_fill("alt" if low else "surface", None if low else "line")

    def set_margins(self, side: int, top: int) -> None:
        """The one left edge, and where the name stands."""
        self._column.setContentsMargins(side, top, side, top)


class _Name(QWidget):
    """The name, and the facts under it, or beside it in a low window."""

    def __init__(self) -> None:
        super().__init__()
        self._name = self._facts = ""
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str, facts: str) -> None:
        """Another client."""
        self._name, self._facts = name, facts
        self.setAccessibleName(f"{name}. {facts}")
        self.setToolTip(as_tip(name))
        self.update()

    def set_low(self, low: bool) -> None:
        """One line."""
        self._low = low
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One or two lines high."""
        if self._low:
            return QSize(200, 28)
        return QSize(200, round(QFontMetricsF(font(Type.TITLE)).height() + QFontMetricsF(font()).height() + 5))

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        area = QRectF(self.rect())
        if self._low:
            name = min(text_width(self._name, Type.SECTION) + 1, area.width())
            write(painter, QRectF(0, 0, name, area.height()), self._name, font_=Type.SECTION)
            if area.width() - name > 60:
                write(painter, area.adjusted(name + 12, 1, 0, 1), self._facts, ink="muted")
            return
        tall = QFontMetricsF(font(Type.TITLE)).height()
        write(painter, QRectF(0, 0, area.width(), tall), self._name, font_=Type.TITLE)
        write(painter, QRectF(0, tall + 3, area.width(), area.height() - tall - 3), self._facts, ink="muted")


class Blank(QWidget):
    """Where a card will be in a moment: quiet bars, no words."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        for left, top, width, height in ((32, 26, 260, 16), (32, 54, 340, 10), (32, 80, 420, 20)):
            block(painter, QRectF(left, top, width, height), "sunken", None, 4)
        block(painter, QRectF(32, 120, self.width() - 64, 84), "alt", "divider")
