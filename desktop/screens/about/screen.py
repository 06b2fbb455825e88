"""The page about the program: what it is, and its libraries with the licence of the chosen one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from desktop.desk import Desk
from desktop.screens.about.presenter import AboutPresenter, LibraryRow
from desktop.screens.about.table_model import LibraryTable
from desktop.theme import Type
from desktop.widgets.brand import Mark
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Bold, Label, Line
from desktop.widgets.page import Page
from desktop.widgets.painting import write
from desktop.widgets.rows import ROW, CellDelegate, Grid, Index

_LIST_LEAST: Final = 440


class _Delegate(CellDelegate):
    """Names carry the weight."""

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        row_: LibraryRow = index.data(ROW)
        muted = index.column() == 1 or (index.column() == 2 and not row_.stated)
        face = Type.LABEL if index.column() == 0 else Type.BODY
        write(painter, area, str(index.data() or ""), font_=face, ink="muted" if muted else "text")


class AboutScreen(Page):
    """What this program is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = AboutPresenter(self, desk)
        self.name, self.version, self.licence = Label(Type.TITLE), Label(tone="muted"), Label(tone="muted")
        self.what = Label(wrap=True)
        self.libraries_title = Bold()
        self.table = LibraryTable()
        self.grid = Grid(_Delegate(32))
        self.grid.setModel(self.table)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.set_widths([170, 96, 170], 0)
        self.grid.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.grid.setMinimumWidth(_LIST_LEAST)
        self.grid.selectionModel().currentRowChanged.connect(self._choose)
        self.licence_title = Line(Type.STRONG)
        self.note = Label(tone="muted", wrap=True)
        self.note.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(0)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.none = Empty("book-open")
        facts = column(row(self.name, self.version, self.licence, None, gap=12), 4, self.what, margins=(0, 2, 0, 0))
        head = row(Mark(52), facts, gap=16, margins=(24, 4, 24, 16))
        head.setStretch(1, 1)
        left = column(holder(row(self.libraries_title, margins=(20, 12, 20, 4))), self.grid)
        right = column(self.licence_title, 8, self.note, 8, self.text, margins=(20, 12, 24, 16))
        right.setStretch(4, 1)
        right.addStretch(0)
        lists = row(holder(left), Divider(down=True), holder(right), gap=0)
        lists.setStretch(0, 4)
        lists.setStretch(2, 5)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(lists))
        self._stack.addWidget(self.none)
        body = column(holder(head), Divider(), self._stack)
        body.setStretch(2, 1)
        self.set_content(holder(body))

    def retranslate(self) -> None:
        """Static words."""
        say = self._desk.words.say
        self.title.setText(say("about", "title"))
        self.name.setText(say("about", "name"))
        self.what.setText(say("about", "what"))
        self.licence.setText(say("about", "licence"))
        self.table.set_heads([say("about", f"column_{key}") for key in ("name", "version", "licence")])

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read what is installed."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The libraries."""
        return self.grid if self._stack.currentIndex() == 0 else None

    def show_version(self, text: str) -> None:
        """The version of the program."""
        self.version.setText(text)

    def show_libraries(self, title: str, rows: Sequence[LibraryRow], chosen: int) -> None:
        """The libraries."""
        self._stack.setCurrentIndex(0)
        self.libraries_title.setText(title)
        self.grid.setAccessibleName(title)
        selection = self.grid.selectionModel()
        selection.blockSignals(True)
        self.table.show_rows(rows)
        selection.blockSignals(False)
        self.grid.selectRow(chosen)

    def show_none(self, title: str, text: str) -> None:
        """No library is known."""
        self.none.show_words(title, text)
        self._stack.setCurrentWidget(self.none)

    def show_licence(self, title: str, note: str, text: str) -> None:
        """The licence of the chosen library."""
        self.licence_title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.text.setPlainText(text)
        self.text.setVisible(bool(text))
        self.text.setAccessibleName(title)

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.presenter.choose(now.row())
