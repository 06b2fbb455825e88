"""Buttons: one filled one per page, the rest outlined, ghosts or words."""

from enum import Enum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type, colour, font
from desktop.theme.tokens import CONTROL, CONTROL_RADIUS, ICON
from desktop.widgets.painting import CENTER, block, focus_ring, key_cap, key_cap_width, sign, smooth
from desktop.widgets.pressable import Pressable

_PAD: Final = 14
_GAP: Final = 8


class Kind(Enum):
    """How much a button calls: FILLED is the page's one way on, LINK a word in running text."""

    FILLED = "filled"
    OUTLINE = "outline"
    GHOST = "ghost"
    LINK = "link"


class Button(Pressable):
    """A button with an icon, a key cap, both or none; `key_first` puts the cap before the text, `ink` is
    the token of its words where it stands on a ground of its own.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.OUTLINE,
        icon: str = "",
        *,
        key: str = "",
        height: int = CONTROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._icon = icon
        self._key = key
        self._height = height
        self.key_first = False
        self.ink = ""
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str) -> None:
        """Another icon."""
        self._icon = name
        self.update()

    def set_key(self, key: str) -> None:
        """Another key cap."""
        self._key = key
        self.updateGeometry()
        self.update()

    def set_height(self, height: int) -> None:
        """Another height in logical pixels."""
        self._height = height
        self.updateGeometry()

    def set_kind(self, kind: Kind) -> None:
        """Call more or less."""
        self._kind = kind
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as what it shows."""
        pad = 0 if self._kind is Kind.LINK else _PAD if self.text() else _GAP
        parts = []
        if self._icon:
            parts.append(float(ICON))
        if self.text():
            parts.append(QFontMetricsF(self._face()).horizontalAdvance(self._plain()))
        if self._key:
            parts.append(key_cap_width(self._key))
        width = sum(parts) + _GAP * max(0, len(parts) - 1) + 2 * pad
        return QSize(round(width + 0.5), self._height if self._kind is not Kind.LINK else max(24, self._height - 8))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw background, icon, text and key cap."""
        painter = smooth(self)
        area = QRectF(self.rect())
        ink = self._paint_ground(painter, area)
        total = self.sizeHint().width() - 2 * (0 if self._kind is Kind.LINK else _PAD if self.text() else _GAP)
        left = area.left() if self._kind is Kind.LINK else area.center().x() - total / 2
        middle = area.center().y()
        if self._key and self.key_first:
            width = key_cap_width(self._key)
            key_cap(
                painter, left + width, middle, self._key, ink=ink, edge=ink if self._kind is Kind.FILLED else "line"
            )
            left += width + _GAP
        if self._icon:
            sign(painter, left, middle, self._icon, ink)
            left += ICON + _GAP
        if self.text():
            painter.setFont(self._face())
            metrics = QFontMetricsF(self._face())
            width = metrics.horizontalAdvance(self._plain())
            flags = CENTER | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextSingleLine
            painter.drawText(QRectF(left - 2, area.top(), width + 4, area.height()), int(flags), self.text())
            left += width + _GAP
        if self._key and not self.key_first:
            width = key_cap_width(self._key)
            key_cap(
                painter, left + width, middle, self._key, ink=ink, edge=ink if self._kind is Kind.FILLED else "line"
            )
        if self.hasFocus():
            self._paint_focus(painter, area)
        painter.end()

    def _paint_ground(self, painter: QPainter, area: QRectF) -> str:
        hover = self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked())
        if self._kind is Kind.FILLED:
            fill = "accent_hover" if hover else "accent"
            if not self.isEnabled():
                block(painter, area, "sunken", None, CONTROL_RADIUS)
                ink = "faint"
            else:
                block(painter, area, fill, None, CONTROL_RADIUS)
                ink = "on_accent"
        elif self._kind is Kind.OUTLINE:
            block(painter, area, "hover" if hover else "surface", "line", CONTROL_RADIUS)
            ink = "text" if self.isEnabled() else "faint"
        elif self._kind is Kind.GHOST:
            if hover:
                block(painter, area, "hover", None, CONTROL_RADIUS)
            ink = "text" if self.isEnabled() else "faint"
        else:
            ink = ("accent_hover" if hover else "accent") if self.isEnabled() else "faint"
        ink = self.ink or ink
        painter.setPen(colour(ink))
        return ink

    def _paint_focus(self, painter: QPainter, area: QRectF) -> None:
        if self._kind is Kind.FILLED:
            block(painter, area.adjusted(2, 2, -2, -2), None, "on_accent", CONTROL_RADIUS - 2, width=1.5)
        focus_ring(painter, area)

    def _face(self) -> QFont:
        return font(Type.STRONG if self._kind is Kind.FILLED else Type.LABEL)

    def _plain(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
