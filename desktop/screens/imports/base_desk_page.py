"""The desk of the base, in place of the beginning: a pair, or what was joined here."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.screens.imports.joined_list import JoinedList
from desktop.screens.imports.pair_desk import PairDesk
from desktop.screens.imports.settling_shown import BaseDeskShown
from desktop.theme.tokens import CONTROL, FOOTER_BUTTON
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.segments import Segments
from desktop.words import Words

_JOINED: Final = "joined"
_PAIRS: Final = "pairs"


class BaseDeskPage(QWidget):
    """`closed`: back to the beginning; `looked` whether what was joined is wanted; `split_wanted` tells a merge."""

    closed = Signal()
    looked = Signal(bool)
    split_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.views = Segments()
        self.desk, self.joined, self.nothing = PairDesk(), JoinedList(), Empty("circle-check")
        self._body = QStackedWidget()
        for widget in (self.desk, self.joined, Scroll(self.nothing)):
            self._body.addWidget(widget)
        self.done = Button("", Kind.FILLED, key="Ctrl Enter", height=FOOTER_BUTTON)
        self._views = holder(row(self.views, None, margins=(24, 4, 24, 6)))
        self.footer = holder(row(None, self.done, gap=16, margins=(24, 0, 24, 0)))
        layout = column(self._views, self._body, Divider(), self.footer)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.views.picked.connect(lambda value: self.looked.emit(value == _JOINED))
        self.joined.split_wanted.connect(self.split_wanted)
        self.done.clicked.connect(self.closed)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.done.setText(words.say("settling", "base_done"))
        self.views.setAccessibleName(words.say("settling", "base_views"))
        self.desk.retranslate(words)
        self.joined.retranslate(words)

    def set_compact(self, compact: bool) -> None:
        """A lower foot and desk."""
        self.footer.setFixedHeight(52 if compact else 64)
        self.done.set_height(CONTROL if compact else FOOTER_BUTTON)
        self.desk.set_compact(compact)

    def show_desk(self, shown: BaseDeskShown) -> None:
        """What stands."""
        self.views.offer(shown.views, _JOINED if shown.on_joined else _PAIRS)
        self._views.setVisible(bool(shown.views))
        self.joined.show_lines(tuple(shown.joined))
        self.nothing.show_words(*shown.nothing)
        if shown.pair is not None:
            self.desk.show_pair(shown.pair)
        self._body.setCurrentIndex(1 if shown.on_joined else 0 if shown.pair is not None else 2)

    def first_focus(self) -> QWidget:
        """Where the work is."""
        places: dict[int, QWidget | None] = {0: self.desk.first_focus(), 1: self.joined.grid}
        return places.get(self._body.currentIndex()) or self.done

    def take_key(self, event: QKeyEvent) -> bool:
        """The keys of the desk, while it is there."""
        return self._body.currentIndex() == 0 and self.desk.take_key(event)
