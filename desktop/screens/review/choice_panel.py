"""Another partner: the rivals with what each gives up, the reasons, and the one button."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from core.domain.decision import OverrideReason
from desktop.screens.review.giving_text import ChoicesText, ChoiceText
from desktop.theme import Type, colour, font
from desktop.theme.tokens import CONTROL_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.painting import block, focus_ring, key_cap, key_cap_width, sign, smooth, write
from desktop.widgets.pressable import Pressable
from desktop.words import Words

_PAD: Final = 12
_DOT: Final = 16


class Option(Pressable):
    """One of several: a dot, its key, a word, and below it what it means or why it cannot be chosen."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._about, self._blocked = "", ""
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_option(self, text: str, about: str = "", blocked: str = "") -> None:
        """What it says."""
        self.setText(text)
        self._about, self._blocked = about, blocked
        self.setEnabled(not blocked)
        self.setAccessibleName(", ".join(filter(None, (text, about, blocked))))
        self.setToolTip(blocked)
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses; Enter is the panel's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """A line, or two."""
        wide = QFontMetricsF(font(Type.LABEL)).horizontalAdvance(self.text()) + 80
        return QSize(round(wide), round(self._high()))

    def minimumSizeHint(self) -> QSize:
        """The words beside the key; what stands below is elided."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        area, on = QRectF(self.rect()).adjusted(1, 1, -1, -1), self.isChecked()
        ground = "soft" if on else "hover" if self.underMouse() and self.isEnabled() else "surface"
        block(painter, area, ground, "accent" if on else "line", CONTROL_RADIUS)
        middle = area.center().y()
        dot = QRectF(area.left() + _PAD, middle - _DOT / 2, _DOT, _DOT)
        block(painter, dot, "accent" if on else "surface", "accent" if on else "outline", _DOT / 2)
        if on:
            painter.setBrush(colour("on_accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(dot.adjusted(5, 5, -5, -5))
        left = dot.right() + 10
        key_cap(painter, left + key_cap_width(self._key), middle, self._key, ink="muted", edge="line")
        left += key_cap_width(self._key) + 10
        room = QRectF(left, area.top(), area.right() - _PAD - left, area.height())
        ink = "text" if self.isEnabled() else "faint"
        below = self._blocked or self._about
        if not below:
            write(painter, room, self.text(), font_=Type.LABEL, ink=ink)
        else:
            high, low = _lines()
            top = middle - (high + low) / 2
            write(painter, QRectF(left, top, room.width(), high), self.text(), font_=Type.LABEL, ink=ink)
            second = QRectF(left, top + high, room.width(), low)
            if self._blocked:
                sign(painter, second.left(), second.center().y(), "triangle-alert", "warn", size=14)
                second = second.adjusted(19, 0, 0, 0)
            write(painter, second, below, font_=Type.CAPTION, ink="warn" if self._blocked else "muted")
        if self.hasFocus():
            focus_ring(painter, area)

    def _high(self) -> float:
        high, low = _lines()
        return max(34.0, high + 12) if not (self._about or self._blocked) else high + low + 14


def _lines() -> tuple[float, float]:
    return QFontMetricsF(font(Type.LABEL)).height() + 2, QFontMetricsF(font(Type.CAPTION)).height() + 2


class ChoicePanel(QWidget):
    """`picked` tells a service, `reasoned` a reason, `given` that it is to be done, `left` that it is not."""

    picked = Signal(int)
    reasoned = Signal(object)
    given = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Line(Type.SECTION)
        self._close = Button("", Kind.GHOST, "x", key="Esc", height=28)
        self._close.clicked.connect(lambda _on=False: self.left.emit())
        self._head = row(self._title, self._close, gap=12)
        self._head.setStretch(0, 1)
        self._text = Label(tone="muted", wrap=True)
        self._why = Label(Type.STRONG)
        self.give = Button("", Kind.FILLED, key="Enter")
        self.give.clicked.connect(lambda _on=False: self.given.emit())
        self.partners: list[Option] = []
        self.reasons: list[Option] = []
        self._groups = (QButtonGroup(self), QButtonGroup(self))
        self._values: tuple[list[int], list[OverrideReason]] = ([], [])
        self._partners_place, self._reasons_place = column(gap=6), column(gap=6)
        done = row(self.give, None)
        self._body = column(
            self._text, 10, self._partners_place, 18, self._why, 6, self._reasons_place, 18, done, None, gap=0
        )
        self.body = Scroll(holder(self._body))
        self.setLayout(column(self._head, Divider(), self.body))

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self._close.setAccessibleName(words.say("review", "close"))
        self._close.setToolTip(words.say("review", "close"))

    def set_side(self, side: int) -> None:
        """The one left edge."""
        self._head.setContentsMargins(side, 12, side - 8, 10)
        self._body.setContentsMargins(side, 16, side, 24)

    def show_choices(self, shown: ChoicesText, *, anew: bool) -> None:
        """What there is to choose; `anew` for another card: the keyboard goes to the first."""
        self._title.setText(shown.title)
        self.setAccessibleName(shown.title)
        self._text.setText(shown.text)
        self._why.setText(shown.reasons_title)
        self._set_count(len(shown.partners), len(shown.reasons))
        for group in self._groups:  # none may be chosen at first
            group.setExclusive(False)
        for option, one in zip(self.partners, shown.partners, strict=False):
            self._show_partner(option, one, shown.service_id)
        for option, (word, reason) in zip(self.reasons, shown.reasons, strict=False):
            option.show_option(word)
            option.setChecked(reason == shown.reason)
        for group in self._groups:
            group.setExclusive(True)
        self._values = [one.service_id for one in shown.partners], [reason for _, reason in shown.reasons]
        self.give.setText(shown.action)
        self.give.setAccessibleName(shown.action)
        self.give.setEnabled(shown.ready)
        self.give.updateGeometry()
        if anew:
            self.body.verticalScrollBar().setValue(0)
            first: QWidget = next((one for one in self.partners if one.isEnabled()), self._close)
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, f"{shown.title}. {shown.text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter gives once both are chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.given.emit()
        else:
            super().keyPressEvent(event)

    def _show_partner(self, option: Option, one: ChoiceText, service_id: int | None) -> None:
        option.show_option(one.partner, one.about, one.blocked)
        option.setChecked(one.service_id == service_id)

    def _set_count(self, partners: int, reasons: int) -> None:
        """Options that are not needed now stay, hidden: none is taken away under the hand that presses it."""
        for group, options, place, count, key, press in (
            (self._groups[0], self.partners, self._partners_place, partners, "{}", self._pick),
            (self._groups[1], self.reasons, self._reasons_place, reasons, "Alt {}", self._reason),
        ):
            while len(options) < count:
                made = Option(key.format(len(options) + 1))
                made.clicked.connect(partial(press, len(options)))
                group.addButton(made)
                place.addWidget(made)
                options.append(made)
            _trim(options, count)

    def _pick(self, place: int, _on: bool = False) -> None:
        self.picked.emit(self._values[0][place])

    def _reason(self, place: int, _on: bool = False) -> None:
        self.reasoned.emit(self._values[1][place])


def _trim(options: Sequence[Option], count: int) -> None:
    for place, option in enumerate(options):
        option.setVisible(place < count)
