"""The beginning of an import: where to drop a file, and the list of drafts and imports."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from desktop.screens.imports.lock import Lock
from desktop.screens.imports.question import Question
from desktop.screens.imports.saved_list import SavedList
from desktop.screens.imports.shown import ImportLine, SavedLine
from desktop.screens.imports.table_models import EDGE, TextModel
from desktop.theme import Type, colour
from desktop.theme.tokens import TILE_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import IconTile
from desktop.widgets.frames import column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.painting import smooth
from desktop.widgets.rows import Grid
from desktop.widgets.segments import Segments
from desktop.words import Words

_WIDTHS: Final = [200, 156, 100, 130, 76, 76, 100, 105]
_COLUMNS: Final = ("file", "when", "user", "state", "rows", "new", "updated", "skipped")


class DropZone(QWidget):
    """A dashed block that takes files. `dropped` tells their paths, `wanted` that one is to be chosen."""

    dropped = Signal(list)
    wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._over = False
        self._tile = IconTile("file-input", 48)
        self._title = Label(Type.SECTION, wrap=True)
        self._text = Label(Type.BODY, "muted", wrap=True)
        self.choose = Button("", Kind.FILLED, "folder-open", key="Ctrl O", height=36)
        self.paste = Button("", Kind.OUTLINE, "clipboard-paste", key="Ctrl V", height=36)
        self.stop = Button("", Kind.OUTLINE, "square", height=36)
        self.choose.clicked.connect(self.wanted)
        self.stop.clicked.connect(self.stop_wanted)
        texts = holder(column(None, self._title, 4, self._text, None))
        ways = holder(column(None, self.choose, 8, self.paste, None))
        layout = row(self._tile, texts, ways, self.stop, gap=20, margins=(24, 16, 24, 16))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setMinimumHeight(112)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_words(self, title: str, text: str, *, reading: bool) -> None:
        """What to do here, or what is being read."""
        self._title.setText(title)
        self._text.setText(text)
        self.choose.setVisible(not reading)
        self.paste.setVisible(not reading)
        self.stop.setVisible(reading)
        self.stop.setEnabled(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._hover(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._hover(over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        self._hover(over=False)
        event.acceptProposedAction()
        self.dropped.emit([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dashes."""
        painter = smooth(self)
        pen = QPen(colour("accent" if self._over else "outline"), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(colour("soft" if self._over else "alt"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), TILE_RADIUS, TILE_RADIUS)

    def _hover(self, *, over: bool) -> None:
        self._over = over
        self.update()


class StartStep(QWidget):
    """`continued` and `discarded` tell the id of a draft, `reported` and `undone` that of an import, `mapping_removed`
    that of a saved mapping; `paste_wanted`: the copied block is to be taken; `template_wanted`: the empty table to fill
    in.
    """

    continued = Signal(int)
    discarded = Signal(int)
    reported = Signal(int)
    undone = Signal(int)
    mapping_removed = Signal(int)
    paste_wanted = Signal()
    template_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.zone = DropZone()
        self.lists = Segments()
        self._list = "imports"
        self.template = Button("", Kind.GHOST, "file-spreadsheet")
        self.rename = Button("", Kind.GHOST, "pencil")
        self.mappings = SavedList()
        self.go_on = Button("", Kind.OUTLINE, "play")
        self.remove = Button("", Kind.GHOST, "trash")
        self.report = Button("", Kind.OUTLINE, "file-text")
        self.take_back = Button("", Kind.GHOST, "undo-2")
        self.pairs = Button("", Kind.OUTLINE, "users", height=36)
        self._pairs = holder(row(self.pairs, None, margins=(24, 12, 24, 0)))
        self._pairs.hide()
        self.model: TextModel[ImportLine] = TextModel(lambda line: line.cells, right=(4, 5, 6, 7), muted=(1, 2))
        self.grid = Grid()
        self.grid.setModel(self.model)
        self.empty = Label(Type.BODY, "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(column(self.empty, None, margins=(24, 0, 24, 0))))
        self._stack.addWidget(holder(row(self.grid, margins=EDGE)))
        self._stack.addWidget(self.mappings)
        acts = (self.template, self.rename, self.take_back, self.report, self.remove, self.go_on)
        head = row(self.lists, None, *acts, margins=(24, 0, 24, 0))
        self.lock, self.question = Lock(), Question()
        asked = column(self.lock, self.question, self._pairs)
        layout = column(row(self.zone, margins=(24, 4, 24, 0)), asked, 20, head, 4, self._stack)
        layout.setStretch(5, 1)
        self.setLayout(layout)
        self.zone.paste.clicked.connect(self.paste_wanted)
        paste = QShortcut(QKeySequence("Ctrl+V"), self)  # a field that is typed into takes it first
        paste.setContext(Qt.ShortcutContext.WindowShortcut)
        paste.activated.connect(self.paste_wanted)
        self.grid.opened.connect(self._open)
        self.go_on.clicked.connect(lambda: self._tell(self.continued))
        self.remove.clicked.connect(self._remove)
        self.report.clicked.connect(lambda: self._tell(self.reported))
        self.take_back.clicked.connect(lambda: self._tell(self.undone))
        self.rename.clicked.connect(self.mappings.grid.edit_name)
        self.template.clicked.connect(self.template_wanted)
        self.lists.picked.connect(self._show_list)
        self.mappings.chosen.connect(self._show_buttons)
        self.grid.selectionModel().currentRowChanged.connect(self._show_buttons)
        self._heads: tuple[str, ...] = ()
        self._show_buttons()

    def retranslate(self, words: Words) -> None:
        """Say what does not change."""
        self.template.setText(words.say("imports", "template"))
        self.template.setToolTip(words.say("imports", "template_title"))
        self.rename.setText(words.say("imports", "mapping_rename"))
        self.mappings.retranslate(words)
        self.empty.setText(words.say("imports", "list_empty"))
        self.lock.retranslate(words)
        self.zone.choose.setText(words.say("imports", "choose"))
        self.zone.paste.setText(words.say("imports", "paste"))
        self.zone.stop.setText(words.say("imports", "stop"))
        self.go_on.setText(words.say("imports", "continue"))
        self.remove.setText(words.say("imports", "discard"))
        self.report.setText(words.say("settling", "report"))
        self.take_back.setText(words.say("settling", "undo_import"))
        self.grid.setAccessibleName(words.say("imports", "list_title"))
        self._heads = tuple(
            words.say("settling" if name == "user" else "imports", f"column_{name}") for name in _COLUMNS
        )

    def first_focus(self) -> QWidget:
        """What is asked, else the choice of a file."""
        if not self.question.isHidden():
            return self.question.buttons[0]
        return self.zone.choose if self.lock.isHidden() else self.lock.secret.line

    def show_lines(self, words: Words, lines: Sequence[ImportLine], reading: str) -> None:
        """The list, and what is being read."""
        say = words.say
        if reading:
            self.zone.show_words(say("imports", "reading", name=reading), say("imports", "reading_text"), reading=True)
        else:
            self.zone.show_words(say("imports", "drop_title"), say("imports", "drop_text"), reading=False)
        first = not self.model.rows
        self.model.show_rows(self._heads, lines)
        if first and lines:
            self.grid.set_widths(_WIDTHS, 0)
        if lines and not self.grid.currentIndex().isValid():
            self.grid.selectRow(0)
        self._offer(words)
        self._show_list(self._list)

    def show_mappings(self, words: Words, lines: Sequence[SavedLine]) -> None:
        """The saved mappings."""
        self.mappings.show_lines(lines)
        self._offer(words)

    def _offer(self, words: Words) -> None:
        counts = (("imports", len(self.model.rows)), ("mappings", len(self.mappings.model.rows)))
        options = [(words.say("imports", f"list_{name}"), words.number(n) if n else "", name) for name, n in counts]
        self.lists.offer(options, self._list)

    def _show_list(self, name: str) -> None:
        self._list = name
        here = 1 if self.model.rows else 0
        self._stack.setCurrentIndex(2 if name == "mappings" else here)
        self._show_buttons()

    def _remove(self) -> None:
        if self._list == "imports":
            self._tell(self.discarded)
        elif self.mappings.line is not None:
            self.mapping_removed.emit(self.mappings.line.id)

    def _line(self) -> ImportLine | None:
        at = self.grid.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_buttons(self) -> None:
        mapping, imports = self.mappings.line, self._list == "imports"
        line = self._line() if imports else None
        self.go_on.setVisible(line is not None and line.is_draft)
        self.report.setVisible(line is not None and not line.is_draft)
        self.take_back.setVisible(line is not None and line.is_done)
        self.rename.setVisible(not imports and mapping is not None)
        self.remove.setVisible(line is not None and line.is_draft if imports else mapping is not None)

    def _open(self, _row: int) -> None:
        line = self._line()
        self._tell(self.continued if line is not None and line.is_draft else self.reported)

    def show_pairs(self, text: str) -> None:
        """How many pairs of the base wait; an empty text: none."""
        self.pairs.setText(text)
        self.pairs.updateGeometry()
        self._pairs.setVisible(bool(text))

    def _tell(self, signal: object) -> None:
        line = self._line()
        if line is not None:
            signal.emit(line.id)  # type: ignore[attr-defined]
