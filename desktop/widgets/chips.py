"""Chips: an icon and a word on a tint; never colour alone."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type, font
from desktop.theme.tokens import CHIP, CONTROL_RADIUS
from desktop.widgets.painting import block, key_cap, key_cap_width, sign, smooth, write

_GROUNDS: Final = {
    "plain": ("sunken", "muted"),
    "ok": ("ok_t", "ok"),
    "warn": ("warn_t", "warn"),
    "err": ("err_t", "err"),
    "info": ("info_t", "info"),
    "soft": ("soft", "accent"),
    "fruit": ("surface", "fruit"),
}
_PAD: Final = 8
_ICON: Final = 14


class Chip(QWidget):
    """A chip. `tone` is "plain", "ok", "warn", "err", "info" or "soft"."""

    def __init__(self, text: str = "", tone: str = "plain", icon: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_text(text, tone, icon)

    def show_text(self, text: str, tone: str = "plain", icon: str = "") -> None:
        """Another text."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        return QSize(round(chip_width(self._text, icon=bool(self._icon))), CHIP)

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        ground, ink = _GROUNDS[self._tone]
        area = QRectF(self.rect())
        block(painter, area, ground, None, CONTROL_RADIUS)
        left = area.left() + _PAD
        if self._icon:
            sign(painter, left, area.center().y(), self._icon, ink, size=_ICON)
            left += _ICON + 5
        rest = area.adjusted(left, 0, 0, 0)
        write(painter, rest, self._text, font_=Type.CAPTION, ink=ink, medium=True, elide=False)


def chip_width(text: str, *, icon: bool) -> float:
    """How wide a chip with this text is, for those who paint chips themselves."""
    width = QFontMetricsF(font(Type.CAPTION, medium=True)).horizontalAdvance(text)
    return width + 2 * _PAD + (_ICON + 5 if icon else 0) + 1


class KeyCap(QWidget):
    """A key as it stands on the keyboard."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        return QSize(round(key_cap_width(self._text) + 0.5), 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        area = QRectF(self.rect())
        key_cap(smooth(self), area.right(), area.center().y(), self._text, ink="muted", edge="line")
