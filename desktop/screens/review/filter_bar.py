"""Order and filters of the queue: one choice beside the other, broken into lines where the window is narrow."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.screens.review.filter_text import FilterText
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Choice
from desktop.widgets.flow import Flow
from desktop.widgets.frames import Divider, column, holder, row
from desktop.words import Words

PARTS: Final = ("order", "own", "kind_id", "partner_id", "client_type", "returned", "import_id", "city")
_WIDEST: Final = 320
_FRAME: Final = 52


class _Part(Choice):
    """As wide as what stands in it. Letters search among the options; what is held with Ctrl belongs to the page."""

    def sizeHint(self) -> QSize:
        """Not as wide as its longest option: eight of them stand beside one another."""
        stands = self.fontMetrics().horizontalAdvance(self.currentText()) + _FRAME
        return QSize(min(stands, _WIDEST), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See above; Esc leaves the bar."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """`picked` tells part and value, `reset` that everything is wanted again, `left` that the queue is gone back to."""

    picked = Signal(str, object)
    reset = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choices = {part: _Part() for part in PARTS}
        self.everything = Button("", Kind.LINK)
        self.everything.clicked.connect(lambda _on: self.reset.emit())
        line = Flow(8)
        for part, choice in self.choices.items():
            choice.setMaximumWidth(_WIDEST)
            choice.picked.connect(partial(self._pick, part))
            line.addWidget(choice)
        line.addWidget(self.everything)
        self._row = row(holder(line))
        self.setLayout(column(self._row, Divider()))
        self.hide()

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self.everything.setText(words.say("review", "filter_reset"))
        self.everything.updateGeometry()

    def show_filter(self, shown: FilterText) -> None:
        """What there is to choose, and what stands."""
        for part, (name, options, stands) in shown.parts.items():
            choice = self.choices[part]
            choice.setAccessibleName(name)
            choice.setToolTip(name)
            choice.offer(options, stands)
            choice.updateGeometry()
        self.everything.setVisible(shown.active)

    def set_side(self, side: int) -> None:
        """The one left edge."""
        self._row.setContentsMargins(side, 4, side, 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the queue; the filter stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _pick(self, part: str, value: Any) -> None:
        self.picked.emit(part, value)
