"""Chips that are switched on and off: each is a filter of its own; on it has a tick besides its tint."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type, font
from desktop.theme.tokens import CONTROL_RADIUS
from desktop.widgets.flow import Flow
from desktop.widgets.frames import tab_within
from desktop.widgets.painting import block, focus_ring, sign, smooth, write
from desktop.widgets.pressable import Pressable

_PAD: Final = 10
_TICK: Final = 14
_HIGH: Final = 28


class Toggle(Pressable):
    """One chip. `value` is what it stands for."""

    def __init__(self, text: str, value: object) -> None:
        super().__init__()
        self.value = value
        self.setText(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its text, with room for the tick."""
        width = QFontMetricsF(font(Type.LABEL)).horizontalAdvance(self.text())
        return QSize(round(width + 2 * _PAD + (_TICK + 6 if self.isChecked() else 0) + 1), _HIGH)

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        area, on = QRectF(self.rect()), self.isChecked()
        ground = "soft" if on else "hover" if self.underMouse() else "surface"
        block(painter, area, ground, "accent" if on else "line", CONTROL_RADIUS)
        left = area.left() + _PAD
        if on:
            sign(painter, left, area.center().y(), "check", "accent", size=_TICK)
            left += _TICK + 6
        write(painter, area.adjusted(left, 0, 0, 0), self.text(), font_=Type.LABEL, ink="accent" if on else "text")
        if self.hasFocus():
            focus_ring(painter, area)


class Toggles(QWidget):
    """Several chips, broken into lines. `switched` tells the value of one and whether it is on now."""

    switched = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(6)
        self.setLayout(self._flow)
        self.toggles: list[Toggle] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def offer(self, options: Sequence[tuple[str, object]], chosen: frozenset[object]) -> None:
        """(word, value) of each, and those that are on."""
        if [one.value for one in self.toggles] != [value for _, value in options]:
            for one in self.toggles:
                self._flow.removeWidget(one)
                one.deleteLater()
            self.toggles = [self._made(text, value) for text, value in options]
            tab_within(self, *self.toggles)
        for one, (text, value) in zip(self.toggles, options, strict=True):
            one.setText(text)
            one.setChecked(value in chosen)
            one.updateGeometry()
        self._flow.invalidate()

    def _made(self, text: str, value: object) -> Toggle:
        made = Toggle(text, value)
        made.clicked.connect(lambda on: self.switched.emit(value, bool(on)))
        self._flow.addWidget(made)
        return made
