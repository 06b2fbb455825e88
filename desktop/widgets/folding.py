"""A part of a page under a heading that folds it away."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Type, font
from desktop.widgets.frames import column, row
from desktop.widgets.painting import focus_ring, sign, smooth, write
from desktop.widgets.pressable import Pressable

_HIGH: Final = 36
_CHEVRON: Final = 22
_GAP: Final = 8


class FoldHead(Pressable):
    """The heading: a chevron, the title, and a count beside it. Checked while what is below is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self._count = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, title: str, count: str) -> None:
        """What it is called and how much is in it."""
        self.setText(title)
        self._count = count
        self.setAccessibleName(" ".join(filter(None, (title, count))))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        width = _CHEVRON + QFontMetricsF(font(Type.STRONG)).horizontalAdvance(self.text())
        count = QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(self._count)
        return QSize(round(width + (_GAP + count if count else 0) + 4), _HIGH)

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        area = QRectF(self.rect())
        icon = "chevron-down" if self.isChecked() else "chevron-right"
        sign(painter, 0, area.center().y(), icon, "accent" if self.underMouse() else "muted", size=14)
        room = area.adjusted(_CHEVRON, 0, 0, 0)
        width = write(painter, room, self.text(), font_=Type.STRONG)
        write(painter, room.adjusted(width + _GAP, 0, 0, 0), self._count, font_=Type.CAPTION, ink="muted")
        if self.hasFocus():
            focus_ring(painter, area.adjusted(-2, 2, 0, -2))


class Fold(QWidget):
    """A heading with room for buttons in `tools`, and `body` below it. `switched`: whether a person opened it."""

    switched = Signal(bool)

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self.head = FoldHead()
        self.body = body
        self.tools = row(gap=12)
        self.head.toggled.connect(body.setVisible)
        self.head.clicked.connect(self.switched)
        body.hide()
        line = row(self.head, self.tools, gap=12)
        line.setStretch(0, 1)
        self.setLayout(column(line, body))

    @property
    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self.head.isChecked()

    def set_open(self, open_: bool) -> None:
        """Show the body, or fold it away."""
        self.head.setChecked(open_)
