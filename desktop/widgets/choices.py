"""What is chosen rather than typed: one of several, a number, a day, a tick."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QSizePolicy, QSpinBox

from desktop.theme import colour, font
from desktop.theme.tokens import CELL_RADIUS
from desktop.widgets.painting import block, focus_ring, sign, smooth, write


class Choice(QComboBox):
    """One of several, with a chevron of our own. `picked` tells the value that a person chose."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: self.picked.emit(self.itemData(index)))

    def offer(self, options: Sequence[tuple[str, object]], chosen: object) -> None:
        """(word, value) pairs and the value that stands."""
        self.blockSignals(True)
        self.clear()
        for text, value in options:
            self.addItem(text, value)
        values = [value for _, value in options]
        self.setCurrentIndex(values.index(chosen) if chosen in values else -1)
        self.blockSignals(False)

    def wheelEvent(self, event: object) -> None:
        """A page that scrolls must not change what is chosen."""
        event.ignore()  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chevron over the frame."""
        super().paintEvent(event)
        area = self.rect()
        sign(smooth(self), area.right() - 20, area.center().y() + 1, "chevron-down", "muted", size=14)


class Number(QSpinBox):
    """A whole number with arrows of our own; the wheel changes it only while it has the focus."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(8, 0, 20, 0)  # under a style sheet, without buttons, no room is left to type in

    def wheelEvent(self, event: object) -> None:
        """See above."""
        if self.hasFocus():
            super().wheelEvent(event)  # type: ignore[arg-type]
        else:
            event.ignore()  # type: ignore[attr-defined]

    def sizeHint(self) -> QSize:
        """Room for the arrows."""
        return super().sizeHint() + QSize(16, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrows over the frame."""
        super().paintEvent(event)
        painter = smooth(self)
        right, middle = self.rect().right() - 19, self.rect().center().y() + 1
        sign(painter, right, middle - 5, "chevron-up", "muted", size=12)
        sign(painter, right, middle + 6, "chevron-down", "muted", size=12)

    def mousePressEvent(self, event: object) -> None:
        """The arrows step."""
        from PySide6.QtGui import QMouseEvent  # noqa: PLC0415

        if isinstance(event, QMouseEvent) and event.position().x() > self.width() - 24:
            self.stepBy(1 if event.position().y() < self.height() / 2 else -1)
            return
        super().mousePressEvent(event)  # type: ignore[arg-type]


class Day(QDateEdit):
    """A day, typed or taken from a calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign over the frame."""
        super().paintEvent(event)
        area = self.rect()
        sign(smooth(self), area.right() - 22, area.center().y() + 1, "calendar-days", "muted", size=14)


class Check(QCheckBox):
    """A box to tick, drawn with the tokens; round where one of several is meant."""

    def __init__(self, text: str = "", *, round_: bool = False) -> None:
        super().__init__(text)
        self._round = round_
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        return QSize(round(QFontMetricsF(font()).horizontalAdvance(self.text()) + 30), 28)

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Everywhere."""
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        box = QRectF(1, self.height() / 2 - 8, 16, 16)
        radius = 8 if self._round else CELL_RADIUS
        on = self.isChecked()
        block(painter, box, "accent" if on else "surface", "accent" if on else "outline", radius)
        if on and self._round:
            painter.setBrush(colour("on_accent"))
            painter.drawEllipse(box.adjusted(5, 5, -5, -5))
        elif on:
            sign(painter, box.left() + 1, box.center().y(), "check", "on_accent", size=14)
        ink = "text" if self.isEnabled() else "faint"
        write(painter, QRectF(26, 0, self.width() - 26, self.height()), self.text().replace("&", ""), ink=ink)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(-3, -3, 3, 3), radius + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ticks as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)
