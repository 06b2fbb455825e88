"""Step 4 of the import: sure pairs with a switch and samples, the desk for doubtful ones."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.screens.imports.pair_desk import PairDesk
from desktop.screens.imports.settling_shown import DuplicatesShown, PairShown, SampleLine
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import Grid
from desktop.widgets.segments import Segments
from desktop.words import Words

_SAMPLES: Final = "samples"
_DESK: Final = "desk"
_WIDTHS: Final = [300, 300, 300]


class DuplicatesStep(QWidget):
    """`switched` tells whether sure pairs join by themselves, `looked` whether the desk is wanted,
    `anew_wanted` that all answers are to be forgotten.
    """

    switched = Signal(bool)
    looked = Signal(bool)
    anew_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sure = Label(Type.SECTION)
        self.sure_text = Line(Type.BODY, "muted")
        self.join = Check()
        self.views = Segments()
        self.anew = Button("", Kind.GHOST, "rotate-ccw")
        self.anew.clicked.connect(self.anew_wanted)
        self.views.picked.connect(lambda value: self.looked.emit(value == _DESK))
        self.join.clicked.connect(lambda _checked=False: self.switched.emit(self.join.isChecked()))
        head = row(self.sure, self.sure_text, self.join, gap=12, margins=(24, 8, 24, 4))
        head.setStretch(1, 1)
        self._sure = holder(head)
        self._views = holder(row(self.views, None, self.anew, margins=(24, 0, 14, 6)))
        self.samples: TextModel[SampleLine] = TextModel(lambda line: line.cells, muted=(2,))
        self.grid = Grid()
        self.grid.setModel(self.samples)
        self.desk = PairDesk()
        self.nothing = Empty("circle-check")
        self._body = QStackedWidget()
        for widget in (holder(row(self.grid, margins=EDGE)), self.desk, Scroll(self.nothing)):
            self._body.addWidget(widget)
        self._line = Divider()
        layout = column(self._sure, self._views, self._line, self._body)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.join.setText(words.say("settling", "join_sure"))
        self.join.setAccessibleName(words.say("settling", "join_sure"))
        self.views.setAccessibleName(words.say("settling", "views"))
        self.grid.setAccessibleName(words.say("settling", "samples"))
        self.desk.retranslate(words)

    def set_compact(self, compact: bool) -> None:
        """A lower desk."""
        self.desk.set_compact(compact)

    def show_duplicates(self, shown: DuplicatesShown) -> None:
        """The whole step."""
        self.sure.setText(shown.sure)
        self.sure_text.setText(shown.sure_text)
        self.join.setChecked(shown.join_sure)
        self._sure.setVisible(bool(shown.sure))
        self.views.offer(shown.views, _DESK if shown.on_desk else _SAMPLES)
        self.views.setVisible(bool(shown.views))
        self.show_anew(shown.anew)
        self._line.setVisible(bool(shown.sure))
        self.samples.show_rows(shown.heads, shown.samples)
        self.grid.set_widths(_WIDTHS, 0, 1, 2)
        if shown.samples and not self.grid.currentIndex().isValid():
            self.grid.selectRow(0)
        if shown.pair is not None:
            self.desk.show_pair(shown.pair)
        self.nothing.show_words(*shown.nothing)
        self._body.setCurrentIndex(
            1 if shown.pair is not None and (shown.on_desk or not shown.samples) else 0 if shown.samples else 2
        )

    def show_anew(self, word: str) -> None:
        """What can be asked again."""
        self.anew.setText(word)
        self.anew.updateGeometry()
        self.anew.setVisible(bool(word))
        self._views.setVisible(not self.views.isHidden() or bool(word))

    def show_pair(self, shown: PairShown) -> None:
        """Another pair."""
        self.desk.show_pair(shown)

    @property
    def on_desk(self) -> bool:
        """Whether the desk is looked at."""
        return self._body.currentIndex() == 1

    def first_focus(self) -> QWidget | None:
        """The pair, or the samples."""
        if self.on_desk:
            return self.desk.first_focus()
        return self.grid if self._body.currentIndex() == 0 else None

    def take_key(self, event: QKeyEvent) -> bool:
        """The keys of the desk, while it is there."""
        return self.on_desk and self.desk.take_key(event)
