"""Where one stands in a wizard: done, now, later; done steps can be clicked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type, colour
from desktop.theme.tokens import CONTROL_RADIUS
from desktop.widgets.frames import row
from desktop.widgets.painting import CENTER, focus_ring, sign, smooth, write
from desktop.widgets.pressable import Pressable
from desktop.widgets.rows import text_width

_DOT: Final = 20


class _Step(Pressable):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.state = "later"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(_DOT + 8 + text_width(self.text(), Type.STRONG) + 4), 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        dot = QRectF(1, self.height() / 2 - _DOT / 2, _DOT, _DOT)
        now, done = self.state == "now", self.state == "done"
        painter.setPen(colour("outline") if self.state == "later" else Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent" if now else "soft2" if done else "surface"))
        painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
        if done:
            sign(painter, dot.left() + 3, dot.center().y(), "check", "text", size=14)
        else:
            ink = "on_accent" if now else "muted"
            write(painter, dot, str(self.number), font_=Type.CAPTION, ink=ink, align=CENTER, medium=True)
        face = Type.STRONG if now else Type.LABEL
        rest = QRectF(dot.right() + 8, 0, self.width(), self.height())
        write(painter, rest, self.text(), font_=face, ink="muted" if self.state == "later" else "text", elide=False)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), CONTROL_RADIUS)


class _Way(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(28)
        self.setMinimumWidth(8)
        self.setMaximumWidth(40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        smooth(self).fillRect(QRectF(0, self.height() / 2, self.width(), 1), colour("line"))


class Stepper(QWidget):
    """The steps of a wizard. `picked` tells the step, from 0."""

    picked = Signal(int)

    def __init__(self, count: int) -> None:
        super().__init__()
        self._steps = [_Step(number + 1) for number in range(count)]
        line = row(gap=10)
        for place, step in enumerate(self._steps):
            if place:
                line.addWidget(_Way())
            line.addWidget(step)
            step.clicked.connect(lambda _checked=False, place=place: self.picked.emit(place))
        line.addStretch(1)
        self.setLayout(line)

    def set_words(self, words: Sequence[str]) -> None:
        """The names of the steps."""
        for step, word in zip(self._steps, words, strict=True):
            step.setText(word)
            step.updateGeometry()

    def show_step(self, now: int, reached: int) -> None:
        """`now` is shown; steps up to `reached` can be clicked."""
        for place, step in enumerate(self._steps):
            step.state = "now" if place == now else "done" if place < now or place <= reached else "later"
            step.setEnabled(place <= reached)
            step.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place <= reached else Qt.FocusPolicy.NoFocus)
            step.update()
