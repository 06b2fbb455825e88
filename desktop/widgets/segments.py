"""A segmented control: one of a few views, with a count in each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from desktop.theme import Type, font
from desktop.theme.tokens import CONTROL_RADIUS
from desktop.widgets.frames import row, tab_within
from desktop.widgets.painting import LEFT, block, focus_ring, smooth, write
from desktop.widgets.pressable import Pressable

_PAD: Final = 12


class _Segment(Pressable):
    def __init__(self, text: str, value: str) -> None:
        super().__init__()
        self.value = value
        self.count = ""
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a screen reader says that it is one of several
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(Type.LABEL)).horizontalAdvance(self.text())
        if self.count:
            width += 8 + QFontMetricsF(font()).horizontalAdvance(self.count)
        return QSize(round(width + 2 * _PAD + 1), 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        area = QRectF(self.rect())
        if self.isChecked():
            block(painter, area, "surface", "line", CONTROL_RADIUS)
        left = area.adjusted(_PAD, 0, 0, 0)
        width = write(
            painter, left, self.text(), font_=Type.LABEL, ink="text" if self.isChecked() else "muted", elide=False
        )
        if self.count:
            write(painter, left.adjusted(width + 8, 0, 0, 0), self.count, ink="muted", align=LEFT, elide=False)
        if self.hasFocus():
            focus_ring(painter, area)


class Segments(QWidget):
    """One of a few. `picked` tells the value."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._row = row(gap=2, margins=(2, 2, 2, 2))
        self.setLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group.buttonClicked.connect(lambda button: self.picked.emit(button.value))

    def offer(self, options: Sequence[tuple[str, str, str]], chosen: str) -> None:
        """(word, count or "", value) of each, and the value that stands."""
        segments = {segment.value: segment for segment in self.segments()}
        if list(segments) != [value for *_, value in options]:
            for segment in segments.values():
                self._group.removeButton(segment)
                segment.deleteLater()
                self._row.removeWidget(segment)
            for text, _, value in options:
                made = _Segment(text, value)
                self._group.addButton(made)
                self._row.addWidget(made)
            tab_within(self, *self.segments())
        for segment, (text, count, value) in zip(self.segments(), options, strict=True):
            segment.setText(text)
            segment.count = count
            segment.setAccessibleName(f"{text} {count}".strip())
            segment.setChecked(value == chosen)
            segment.updateGeometry()
            segment.update()

    def segments(self) -> list[_Segment]:
        """The segments in their order."""
        return [button for button in self._group.buttons() if isinstance(button, _Segment)]

    def choose(self, value: str) -> None:
        """Show this one as chosen."""
        for segment in self.segments():
            segment.setChecked(segment.value == value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from one to the next."""
        segments = self.segments()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not segments:
            super().keyPressEvent(event)
            return
        current = next((place for place, one in enumerate(segments) if one.isChecked()), 0)
        target = segments[(current + step) % len(segments)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the track."""
        block(smooth(self), QRectF(self.rect()), "sunken", None, CONTROL_RADIUS + 2)
