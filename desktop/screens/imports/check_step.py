"""Step 3 of the import: counts, groups of problems on the left, their rows on the right."""

from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QStackedWidget, QWidget

from core.intake.problems import Level
from desktop.screens.imports.delegates import BadCellDelegate, GroupDelegate
from desktop.screens.imports.findings import BadRow
from desktop.screens.imports.shown import CheckShown, GroupLine, GroupShown
from desktop.screens.imports.table_models import EDGE, GroupModel, TextModel
from desktop.theme import Type
from desktop.widgets.feedback import Empty, Sign
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import ROW, Grid, RowList
from desktop.words import Words

_LEFT: Final = 312
_LEFT_SMALL: Final = 304
_WIDTHS: Final = {
    (False, False): ([80, 230, 220, 200], 3),
    (False, True): ([80, 120, 200, 440], 2),
    (True, False): ([76, 170, 160, 160], 3),
    (True, True): ([76, 100, 160, 280], 2),
}
"""Widths and the column that takes the rest, by (compact, whole rows are meant)."""
_SIGNS: Final = (("circle-check", "ok"), ("triangle-alert", "warn"), ("circle-x", "err"))


class Count(QWidget):
    """A number above its icon and word."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self.number = Label(Type.TITLE)
        self.word = Line(Type.CAPTION, "muted")
        self.word.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setLayout(column(self.number, 2, row(Sign(icon, tone, 14), self.word, None, gap=5)))

    def show_count(self, number: str, word: str) -> None:
        """Another number."""
        self.number.setText(number)
        self.word.setText(word)
        self.word.updateGeometry()
        self.setAccessibleName(f"{number} {word}")


class CheckStep(QWidget):
    """`group_chosen` tells a group of problems, `row_chosen` one of its rows."""

    group_chosen = Signal(int)
    row_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.counts = tuple(Count(*sign) for sign in _SIGNS)
        self.groups = GroupModel()
        self.list = RowList(GroupDelegate())
        self.list.setModel(self.groups)
        self._left = holder(
            column(row(*self.counts, None, gap=10, margins=(12, 0, 0, 0)), 12, self.list, margins=(12, 14, 8, 0))
        )
        self._left.setFixedWidth(_LEFT)
        self.title = Line(Type.SECTION)
        self.count = Label(tone="muted")
        self.note = Label(Type.BODY, "muted", wrap=True)
        self._nobody = self._reason = ""
        self._showing = self._compact = self._whole_rows = False
        self.rows: TextModel[BadRow] = TextModel(self._cells, right=(0,), muted=(0,))
        self._delegate = BadCellDelegate()
        self.grid = Grid(self._delegate)
        self.grid.setModel(self.rows)
        self.good = Empty("circle-check")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head = row(self.title, self.count, None, gap=12)
        problems = column(
            holder(column(head, 4, self.note, margins=(24, 14, 24, 6))),
            row(self.grid, margins=EDGE),
        )
        self._right = QStackedWidget()
        self._right.addWidget(holder(problems))
        self._right.addWidget(self.good)
        body = row(self._left, Divider(down=True), self._right, gap=0)
        body.setStretch(2, 1)
        self.setLayout(body)
        self.list.selectionModel().currentChanged.connect(self._group_changed)
        self.grid.selectionModel().currentRowChanged.connect(self._row_changed)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.list.setAccessibleName(words.say("imports", "groups"))
        self.grid.setAccessibleName(words.say("imports", "step_check"))
        self.good.show_words(words.say("imports", "all_good"), words.say("imports", "all_good_text"))

    def set_compact(self, compact: bool) -> None:
        """Less room for the left list."""
        self._left.setFixedWidth(_LEFT_SMALL if compact else _LEFT)
        self._compact = compact
        self._set_widths()

    def show_check(self, shown: CheckShown) -> None:
        """Counts and groups."""
        for count, (number, word) in zip(self.counts, shown.counts, strict=True):
            count.show_count(number, word)
        self._showing = True
        self.groups.show_lines(shown.lines)
        self._showing = False
        self.note.setText(shown.note)
        self._right.setCurrentIndex(0 if shown.lines else 1)

    def show_group(self, place: int, shown: GroupShown, at: int) -> None:
        """The rows of one group."""
        self._showing = True
        self.list.setCurrentIndex(self.groups.line_of(place))
        self.title.setText(shown.title)
        self.count.setText(shown.count)
        self.note.setVisible(bool(self.note.text()) and shown.level is Level.ERROR)
        self._delegate.level = shown.level
        self._nobody, self._reason = shown.nobody, shown.reason
        self.rows.show_rows(shown.heads, shown.rows)
        self._whole_rows = shown.whole_rows
        self._set_widths()
        self.grid.selectRow(at)
        self.grid.scrollTo(self.grid.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
        self._showing = False

    def _set_widths(self) -> None:
        if not self.rows.columnCount():
            return
        head = self.grid.horizontalHeader()
        for place in range(self.rows.columnCount()):
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
        self.grid.set_widths(*_WIDTHS[self._compact, self._whole_rows])

    def _cells(self, bad: BadRow) -> tuple[str, ...]:
        return str(bad.number), bad.who or self._nobody, bad.text, self._reason

    def _group_changed(self, index: QModelIndex) -> None:
        line: GroupLine | None = index.data(ROW)
        if not self._showing and line is not None and line.group is not None:
            self.group_chosen.emit(line.group)

    def _row_changed(self, index: QModelIndex) -> None:
        if not self._showing and index.isValid():
            self.row_chosen.emit(index.row())
