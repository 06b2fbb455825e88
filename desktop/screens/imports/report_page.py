"""The report of an import: numbers, what it joined, what keeps it from being undone."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.screens.imports.joined_list import JoinedList
from desktop.screens.imports.settling_shown import ReportShown
from desktop.screens.imports.summary_step import Numbers
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import IconTile
from desktop.widgets.frames import Scroll, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import Grid
from desktop.widgets.segments import Segments
from desktop.words import Words

_WIDE: Final = 760
_VIEWS: Final = ("numbers", "joined", "obstacles")
_WIDTHS: Final = [240, 320, 220]
_FILE: Final = 2


class ReportPage(QWidget):
    """`looked` tells the view that is wanted, `split_wanted` a merge, `undo_wanted` and `save_wanted` the buttons."""

    looked = Signal(str)
    split_wanted = Signal(int)
    undo_wanted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tile = IconTile("circle-check", 48)
        self.title, self.of = Label(Type.TITLE, wrap=True), Line(Type.BODY, "muted")
        self.sentences = Label(wrap=True)
        self.numbers = Numbers()
        self.save = Button("", Kind.OUTLINE, "download", height=36)
        self.undo = Button("", Kind.OUTLINE, "undo-2", height=36)
        self.views = Segments()
        self.joined = JoinedList()
        self.obstacles: TextModel[tuple[str, str, str]] = TextModel(lambda line: line)
        self.grid = Grid()
        self.grid.setModel(self.obstacles)
        texts = holder(column(self.title, self.of))
        head = row(self._tile, texts, gap=16)
        head.setStretch(1, 1)
        buttons = row(self.save, self.undo, None, gap=8)
        inner = holder(column(head, 16, self.numbers, 14, self.sentences, 16, buttons, None, margins=(24, 16, 24, 16)))
        inner.setMaximumWidth(_WIDE + 48)
        line = row(inner, None, gap=0)
        line.setStretch(0, 100)
        self._body = QStackedWidget()
        for widget in (Scroll(holder(line)), self.joined, holder(row(self.grid, margins=EDGE))):
            self._body.addWidget(widget)
        self._views = holder(row(self.views, None, margins=(24, 8, 24, 6)))
        layout = column(self._views, self._body)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._heads: tuple[str, ...] = ()
        self.views.picked.connect(self.looked)
        self.joined.split_wanted.connect(self.split_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.save.clicked.connect(self.save_wanted)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        say = words.say
        self.save.setText(say("settling", "save_report"))
        self.undo.setText(say("settling", "undo_import"))
        self.views.setAccessibleName(say("settling", "views_report"))
        self.grid.setAccessibleName(say("settling", "view_obstacles"))
        self._heads = tuple(say("settling", f"column_{name}") for name in ("who", "why", "file"))
        self.joined.retranslate(words)

    def show_report(self, shown: ReportShown) -> None:
        """Say it."""
        self._tile.show_icon(shown.icon, "soft", "accent")
        self.title.setText(shown.title)
        self.of.setText(shown.of)
        self.numbers.show_numbers(shown.numbers)
        self.sentences.setText("\n".join(shown.sentences))
        self.sentences.setVisible(bool(shown.sentences))
        self.undo.setVisible(shown.undoable)
        self.views.offer(shown.views, shown.view)
        self._views.setVisible(bool(shown.views))
        self.joined.show_lines(tuple(shown.joined))
        self.obstacles.show_rows(self._heads, shown.obstacles)
        if shown.obstacles:
            self.grid.set_widths(_WIDTHS, 1)
            self.grid.setColumnHidden(_FILE, not any(line[_FILE] for line in shown.obstacles))
            self.grid.selectRow(0)
        self._body.setCurrentIndex(_VIEWS.index(shown.view))
