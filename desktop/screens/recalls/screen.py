"""The page of what is to be called back: the rows, the letter to the partner, and that it was told."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.desk import Desk
from desktop.screens.recalls.presenter import Line, RecallsPresenter
from desktop.screens.recalls.table_model import COLUMNS, RecallsTable
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Empty
from desktop.widgets.frames import Divider, Scroll, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.rows import Grid

_LETTER_HEIGHT: Final = 196
_WIDTHS: Final = [140, 140, 150, 300, 230]


class RecallsScreen(Page):
    """S9, what is called back."""

    listens = frozenset({"recalls", "clients"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = RecallsPresenter(self, desk)
        self.table = RecallsTable()
        self.grid = Grid()
        self.grid.setModel(self.table)
        self.grid.set_widths(_WIDTHS, 2)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.selectionModel().currentRowChanged.connect(self._choose)
        self.letter = Label(wrap=True)
        self.letter.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._letter_title = Label(Type.CAPTION, tone="muted")
        self._letter_place = Scroll(holder(column(self._letter_title, 6, self.letter, None, margins=(24, 12, 24, 12))))
        self._letter_place.setFixedHeight(_LETTER_HEIGHT)
        self._letter_place.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrows scroll it
        self.copy_letter = Button("", Kind.OUTLINE, "copy")
        self.copy_letter.clicked.connect(lambda _checked: self.presenter.copy())
        self.mark = Button("", Kind.FILLED, "check", key="Ctrl+Enter")
        self.mark.clicked.connect(lambda _checked: self.presenter.mark())
        self.empty = Empty("shield-check")
        self.empty.pressed.connect(self.presenter.go_on)
        lines = column(self.grid, Divider(), self._letter_place)
        lines.setStretch(0, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(lines))
        self._stack.addWidget(self.empty)
        self.set_content(self._stack)
        self.set_footer(holder(row(None, self.copy_letter, self.mark, gap=8, margins=(24, 0, 24, 0))))

    # ------------------------------------------------------------------ the page

    def retranslate(self) -> None:
        """Static words."""

        def say(key: str) -> str:
            return self._desk.words.say("recalls", key)

        self.title.setText(say("title"))
        self.copy_letter.setText(say("copy"))
        self._letter_title.setText(say("letter_title"))
        self._letter_place.setAccessibleName(say("letter_title"))
        self.grid.setAccessibleName(say("title"))
        self.table.set_heads([say(f"head_{name}") for name in COLUMNS])

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read."""
        self.presenter.read()

    def first_focus(self) -> QWidget | None:
        """The rows, or the way on."""
        return self.empty.button if self._stack.currentWidget() is self.empty else self.grid

    def panes(self) -> Sequence[QWidget]:
        """The rows, the letter, the buttons."""
        return () if self._stack.currentWidget() is self.empty else (self.grid, self._letter_place, self.mark)

    def press_primary(self) -> None:
        """The partner was told."""
        if self._stack.currentWidget() is not self.empty:
            self.presenter.mark()

    # ------------------------------------------------------------------ what the presenter shows

    def show_lines(self, lines: Sequence[Line], chosen: int, count: str) -> None:
        """The rows."""
        self._stack.setCurrentIndex(0)
        self.subtitle.setText(count)
        self.table.show_lines(lines)
        self.grid.selectRow(chosen)
        self.footer.show()

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """No row."""
        self.subtitle.setText("")
        self.table.show_lines([])
        self.empty.show_words(title, text, action)
        self._stack.setCurrentWidget(self.empty)
        self.footer.hide()

    def show_letter(self, text: str, action: str, *, copies: bool) -> None:
        """What the partner is written."""
        self.letter.setText(text)
        self._letter_place.setAccessibleDescription(text)
        self._letter_title.setVisible(bool(text))
        self.mark.setText(action)
        self.mark.set_kind(Kind.FILLED if copies else Kind.OUTLINE)
        self.copy_letter.setEnabled(copies)

    def copy(self, text: str) -> None:
        """Nothing in it is secret or names anybody."""
        QGuiApplication.clipboard().setText(text)

    # ------------------------------------------------------------------

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.presenter.choose(now.row())
