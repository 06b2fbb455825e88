"""A pair side by side and the answers to it: one person, different, later; everything by keyboard."""

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.screens.imports.duplicates import DIFFERENT, LATER, SAME
from desktop.screens.imports.settling_shown import PairLine, PairShown
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, announce, is_plain_key
from desktop.widgets.frames import Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.painting import sign
from desktop.widgets.rows import ROW, CellDelegate, Grid, Index
from desktop.words import Words

_SAYS: Final = {
    "same": ("circle-check", "ok"),
    "alike": ("equal-approximately", "warn"),
    "initial": ("case-upper", "info"),
    "swapped": ("arrow-left-right", "warn"),
    "other": ("equal-not", "err"),
    "": ("minus", "faint"),
}
"""How two values stand to each other → icon and token; the word beside it says the same."""
_SAYS_COLUMN: Final = 3
_WIDTHS: Final = [190, 260, 260, 190]
_WIDTHS_SMALL: Final = [184, 200, 200, 160]
_ROW: Final = 32
_ROW_SMALL: Final = 28
_KEYS: Final = {Qt.Key.Key_1: SAME, Qt.Key.Key_2: DIFFERENT, Qt.Key.Key_3: LATER}


class SaysDelegate(CellDelegate):
    """What a field says stands in its own colour, with an icon before the word."""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Draw one cell."""
        if index.column() == _SAYS_COLUMN:
            line: PairLine = index.data(ROW)
            icon, tone = _SAYS[line.says]
            sign(painter, area.left(), area.center().y() - 0.5, icon, tone, size=16)
            area = area.adjusted(24, 0, 0, 0)
        super().paint_cell(painter, area, index)


class PairGrid(Grid):
    """Bare keys that answer are the page's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let them through."""
        if Qt.Key(event.key()) in (*_KEYS, Qt.Key.Key_Backspace):
            event.ignore()
        else:
            super().keyPressEvent(event)


class PairDesk(QWidget):
    """`answered` tells SAME, DIFFERENT or LATER; `back_wanted`: the last answer is to be taken back."""

    answered = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.count = Label(Type.SECTION)
        self.note = Line(Type.BODY, "muted")
        self.lines: TextModel[PairLine] = TextModel(lambda line: line.cells, muted=(0,))
        self._delegate = SaysDelegate(_ROW)
        self.grid = PairGrid(self._delegate)
        self.grid.setModel(self.lines)
        self.same = Button("", Kind.OUTLINE, "users", key="1", height=36)
        self.different = Button("", Kind.OUTLINE, "user-x", key="2", height=36)
        self.later = Button("", Kind.OUTLINE, "clock", key="3", height=36)
        self.back = Button("", Kind.GHOST, "undo-2", key="Ctrl Z", height=36)
        self._said = ""
        self._wide = False
        for button, answer in ((self.same, SAME), (self.different, DIFFERENT), (self.later, LATER)):
            button.clicked.connect(lambda _checked=False, answer=answer: self.answered.emit(answer))
        self.back.clicked.connect(self.back_wanted)
        head = row(self.count, self.note, gap=12, margins=(24, 6, 24, 2))
        head.setStretch(1, 1)
        self.answers = holder(
            row(self.same, 8, self.different, 8, self.later, None, self.back, gap=8, margins=(24, 8, 24, 8))
        )
        self.seen = Empty("circle-check")
        self._body = QStackedWidget()
        self._body.addWidget(holder(row(self.grid, margins=EDGE)))
        self._body.addWidget(Scroll(self.seen))
        self._head = holder(head)
        layout = column(self._head, self._body, self.answers)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        for button, key in (
            (self.same, "same"),
            (self.different, "different"),
            (self.later, "later"),
            (self.back, "take_back"),
        ):
            button.setText(words.say("settling", key))
        self.grid.setAccessibleName(words.say("settling", "pair_table"))

    def set_compact(self, compact: bool) -> None:
        """Lower rows, narrower columns."""
        self._delegate.height = _ROW_SMALL if compact else _ROW
        self.grid.verticalHeader().setMinimumSectionSize(self._delegate.height)
        self.grid.verticalHeader().setDefaultSectionSize(self._delegate.height)
        for button in (self.same, self.different, self.later, self.back):
            button.set_height(32 if compact else 36)
        self._widths = _WIDTHS_SMALL if compact else _WIDTHS
        self._wide = False
        self._set_widths()

    _widths = _WIDTHS

    def show_pair(self, shown: PairShown) -> None:
        """A pair, or that all are seen."""
        there = bool(shown.lines)
        self._head.setVisible(there)
        self.count.setText(shown.count)
        self.note.setText(shown.answered)
        self._body.setCurrentIndex(0 if there else 1)
        for button in (self.same, self.different, self.later):
            button.setVisible(there)
        self.back.setEnabled(shown.back)
        if there:
            self.lines.show_rows(shown.heads, shown.lines)
            self._set_widths()
            self.grid.selectRow(0)
            self.grid.scrollToTop()
        else:
            self.seen.show_words(shown.count, shown.answered)
        if shown.said != self._said:
            self._said = shown.said
            self.setAccessibleDescription(shown.said)
            if self.isVisible():
                announce(self, shown.said)

    def first_focus(self) -> QWidget | None:
        """The pair; None after the last one."""
        return self.grid if self._body.currentIndex() == 0 else None

    def take_key(self, event: QKeyEvent) -> bool:
        """1, 2, 3 and Backspace, pressed anew; whether it was one of them."""
        if not self.isVisible() or not is_plain_key(event):
            return False
        if event.key() == Qt.Key.Key_Backspace:
            self.back_wanted.emit()
            return True
        answer = _KEYS.get(Qt.Key(event.key()))
        if answer is None or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        if self._body.currentIndex() == 0:
            self.answered.emit(answer)
        return True

    def _set_widths(self) -> None:
        if self.lines.columnCount() and not self._wide:
            self._wide = True
            self.grid.set_widths(self._widths, 1, 2)
