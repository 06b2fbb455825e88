"""Step 3 of the import: counts, groups of problems on the left, their rows on the right."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QStackedWidget, QWidget

from core.intake.problems import Level
from desktop.screens.imports.bad_cells import BAD_COLUMN, BadCellDelegate, BadGrid
from desktop.screens.imports.bad_rows import BadRow
from desktop.screens.imports.delegates import GroupDelegate
from desktop.screens.imports.proposals import Proposals
from desktop.screens.imports.shown import CheckShown, GroupLine, GroupShown, ProposalsShown
from desktop.screens.imports.table_models import EDGE, BadModel, GroupModel
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty, Sign, is_plain_key
from desktop.widgets.flow import flow
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.rows import ROW, RowList
from desktop.words import Words

_LEFT: Final = 312
_LEFT_SMALL: Final = 304
_WIDTHS: Final = {
    (False, False): ([80, 230, 230, 200], 3),
    (False, True): ([80, 240, 200, 400], 2),
    (True, False): ([76, 150, 186, 160], 3),
    (True, True): ([76, 180, 160, 230], 2),
}
"""Widths and the column that takes the rest, by (compact, whole rows are meant)."""
_EDGE: Final = 24
_PAD: Final = 10
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
    """`group_chosen` tells a group of problems, `row_chosen` one of its rows, `corrected` a row and what its cell is to
    say, `refused` that no cell would do, `skipped` that the current row is to be left out or taken in again.
    """

    group_chosen = Signal(int)
    row_chosen = Signal(int)
    corrected = Signal(int, str)
    refused = Signal()
    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts = tuple(Count(*sign) for sign in _SIGNS)
        self.groups = GroupModel()
        self.list = RowList(GroupDelegate())
        self.list.setModel(self.groups)
        self.left_out = Label(Type.CAPTION, "muted", wrap=True)
        counts = row(*self.counts, None, gap=10, margins=(12, 0, 0, 0))
        left_out = holder(row(self.left_out, margins=(12, 6, 12, 0)))
        self._left = holder(column(counts, left_out, 12, self.list, margins=(12, 14, 8, 0)))
        self._left.setFixedWidth(_LEFT)
        self.title = Line(Type.SECTION)
        self.count = Label(tone="muted")
        self.note = Label(Type.BODY, "muted", wrap=True)
        self._shown: GroupShown | None = None
        self._showing = self._compact = False
        self.similar = Button("", Kind.OUTLINE, "wand-sparkles")
        self.fix = Button("", Kind.GHOST, key="F2")
        self.skip = Button("", Kind.GHOST, key="Del")
        self.save = Button("", Kind.GHOST, "download")
        self.load = Button("", Kind.GHOST, "upload")
        self._doings = QWidget()
        self._doings.setLayout(flow(self.similar, self.fix, self.skip, self.save, self.load, gap=4))
        self.rows = BadModel(self._cells)
        self._delegate = BadCellDelegate()
        self.grid = BadGrid(self._delegate)
        self.grid.setModel(self.rows)
        self.good = Empty("circle-check")
        self.proposals = Proposals()
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head = row(self.title, self.count, None, gap=12)
        top = column(head, 4, self.note, margins=(24, 14, 24, 0))
        self._doings_place = column(self._doings, margins=(_PAD, 4, 24, 6))
        problems = column(holder(top), holder(self._doings_place), row(self.grid, margins=EDGE))
        self._right = QStackedWidget()
        for page in (holder(problems), self.good, self.proposals):
            self._right.addWidget(page)
        body = row(self._left, Divider(down=True), self._right, gap=0)
        body.setStretch(2, 1)
        self.setLayout(body)
        self.list.selectionModel().currentChanged.connect(self._group_changed)
        self.grid.selectionModel().currentRowChanged.connect(self._row_changed)
        self.rows.typed.connect(self._typed, Qt.ConnectionType.QueuedConnection)  # the editor closes first
        self.grid.refused.connect(self.refused)
        self.grid.skipped.connect(self.skipped)
        self.fix.clicked.connect(self.grid.begin)
        self.skip.clicked.connect(self.skipped)

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.list.setAccessibleName(words.say("imports", "groups"))
        self.grid.setAccessibleName(words.say("imports", "step_check"))
        self.fix.setText(words.say("imports", "fix"))
        self.save.setText(words.say("imports", "save_errors"))
        self.load.setText(words.say("imports", "load_fixed"))
        self.proposals.retranslate(words)
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
        self.left_out.setText(shown.left_out)
        self.left_out.setVisible(bool(shown.left_out))
        if self._right.currentWidget() is not self.proposals:
            self._right.setCurrentIndex(0 if shown.lines else 1)

    def show_group(self, place: int, shown: GroupShown, at: int) -> None:
        """The rows of one group."""
        self._showing = True
        self.list.setCurrentIndex(self.groups.line_of(place))
        self.title.setText(shown.title)
        self.count.setText(shown.count)
        self.note.setVisible(bool(self.note.text()) and shown.level is Level.ERROR)
        mended = BAD_COLUMN if shown.mended is None else shown.mended
        self._delegate.level, self._delegate.bad, self._delegate.prompt = shown.level, mended, shown.prompt
        self.rows.mended = self.grid.mended = shown.mended
        self._shown = shown
        self.rows.show_rows(shown.heads, shown.rows)
        self._set_widths()
        self.grid.selectRow(at)
        self.grid.scrollTo(self.grid.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
        self._showing = False

    def show_skip(self, text: str, *, mends: bool) -> None:
        """What can be done with the current row."""
        self.skip.setText(text)
        self.skip.updateGeometry()
        self.fix.setEnabled(mends)

    def show_similar(self, text: str) -> None:
        """Similar cells, if there are any."""
        self.similar.setText(text)
        self.similar.setVisible(bool(text))
        self.similar.updateGeometry()
        left = _EDGE if text else _PAD  # what has an edge stands on the page's edge, else the first word does
        self._doings_place.setContentsMargins(left, 4, _EDGE, 6)

    def show_proposals(self, shown: ProposalsShown | None) -> None:
        """The list of proposals, or the rows of the group again."""
        anew = self._right.currentWidget() is not self.proposals
        if shown is not None:
            self.proposals.show_proposals(shown)
            self._right.setCurrentWidget(self.proposals)
            self.proposals.take_keys(anew=anew)
        elif self._right.currentWidget() is self.proposals:
            self._right.setCurrentIndex(0)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_at_rows(self) -> None:
        """The keyboard goes to the rows of the group."""
        if self._right.currentIndex() == 0:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """F2 and Delete while the keyboard is beside the rows; whether it was one of them."""
        mine = event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete) and is_plain_key(event)
        if mine and self.grid.isVisible():
            self.grid.keyPressEvent(event)
            return True
        return False

    def _set_widths(self) -> None:
        if self._shown is None or not self.rows.columnCount():
            return
        head = self.grid.horizontalHeader()
        for place in range(self.rows.columnCount()):
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
        self.grid.set_widths(*_WIDTHS[self._compact, self._shown.whole_rows])

    def _cells(self, bad: BadRow) -> tuple[str, ...]:
        if self._shown is None:
            return ()
        return str(bad.number), bad.who or self._shown.nobody, bad.text, self._shown.wrong(bad)

    def _typed(self, place: int, text: str) -> None:
        self.corrected.emit(place, text)

    def _group_changed(self, index: QModelIndex) -> None:
        line: GroupLine | None = index.data(ROW)
        if not self._showing and line is not None and line.group is not None:
            self.group_chosen.emit(line.group)

    def _row_changed(self, index: QModelIndex) -> None:
        if not self._showing and index.isValid():
            self.row_chosen.emit(index.row())
