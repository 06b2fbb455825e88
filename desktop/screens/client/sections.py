"""The right side of the card: sections of rows, each with what can be done to it."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.screens.client.shown import DoShown, RowShown, SectionShown
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import Sign
from desktop.widgets.folding import Fold
from desktop.widgets.frames import Divider, column, holder, row, tab_within
from desktop.widgets.labels import Label
from desktop.widgets.painting import RIGHT, block, smooth, write

FOLDED_FIRST: Final = frozenset({"sent", "history"})
_BAR: Final = (34, 4)
_MOST: Final = 99
_INDENT: Final = 22
_DOES: Final = 104
"""Room for the buttons of a row, so that scores stand below each other."""


class ScoreBar(QWidget):
    """A score as a bar and a number."""

    def __init__(self, score: int) -> None:
        super().__init__()
        self._score = score
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(str(score))

    def sizeHint(self) -> QSize:
        """Bar and two figures."""
        return QSize(_BAR[0] + 30, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        width, height = _BAR
        track = QRectF(0, (self.height() - height) / 2, width, height)
        block(painter, track, "sunken", None, height / 2)
        block(painter, track.adjusted(0, 0, -width * (1 - self._score / _MOST), 0), "accent", None, height / 2)
        write(painter, QRectF(self.rect()), str(self._score), font_=Type.STRONG, align=RIGHT)


class _Do(Button):
    """A button that knows its deed."""

    def __init__(self, shown: DoShown) -> None:
        super().__init__(shown.word, Kind.LINK)
        self.shown = shown
        self.setAccessibleName(shown.spoken or shown.word)
        self.does = (shown.name, shown.value)


class Section(Fold):
    """Rows are made when they are looked at first. `wanted`: (name of a deed, to what)."""

    wanted = Signal(str, object)

    def __init__(self) -> None:
        self._lines = column()
        super().__init__(holder(self._lines))
        self._shown: SectionShown | None = None
        self._laid: SectionShown | None = None
        self._buttons: list[_Do] = []
        self._heads: list[_Do] = []
        self.head.toggled.connect(lambda _open: self._lay())

    def show_section(self, shown: SectionShown) -> None:
        """Other rows; the keyboard stays at the same button where that is still there."""
        self._shown = shown
        self.head.set_words(shown.title, shown.count)
        focused = QApplication.focusWidget()
        at = focused.shown if isinstance(focused, _Do) and self.isAncestorOf(focused) else None
        self._lay_heads(shown.does)
        self._lay()
        if at is not None:
            same = (one for one in (*self._heads, *self._buttons) if one.does == (at.name, at.value))
            next(same, self.head).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def stops(self) -> list[QWidget]:
        """In the order in which Tab comes by."""
        return [self.head, *self._heads, *self._buttons]

    def _lay_heads(self, does: Sequence[DoShown]) -> None:
        if [one.shown for one in self._heads] == list(does):
            return
        for old in self._heads:
            old.hide()
            old.deleteLater()
        self._heads = [self._button(one) for one in does]
        for button in self._heads:
            self.tools.addWidget(button)

    def _lay(self) -> None:
        shown = self._shown
        if shown is None or not self.is_open or shown == self._laid:
            return
        self._laid = shown
        self._buttons = []
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        room = _DOES if any(one.does for one in shown.rows) else 0
        for one in shown.rows:
            self._lines.addWidget(self._row(one, room))
        if shown.note:
            note = Label(Type.BODY, "muted", shown.note, wrap=True)
            self._lines.addWidget(holder(column(note, margins=(_INDENT, 2, 0, 2))))
        self._lines.addSpacing(10)
        self._lines.addStretch(1)
        tab_within(self.body, *self._buttons)

    def _row(self, one: RowShown, room: int) -> QWidget:
        buttons = [self._button(does) for does in one.does]
        self._buttons += buttons
        title = Label(Type.LABEL, text=one.title, wrap=True)
        title.setAccessibleName(one.spoken)
        text = column(title, Label(Type.CAPTION, "muted", one.detail, wrap=True)) if one.detail else column(title)
        score = [ScoreBar(one.score)] if one.score is not None else []
        right = [Label(Type.CAPTION, "muted", one.right)] if one.right else []
        does = holder(row(None, *buttons, gap=12))
        does.setMinimumWidth(room)
        line = row(Sign(one.icon, one.ink), holder(text), *right, *score, does, gap=12, margins=(_INDENT, 6, 0, 6))
        line.setStretch(1, 1)
        return holder(line)

    def _button(self, does: DoShown) -> _Do:
        button = _Do(does)
        button.clicked.connect(lambda _checked=False: self.wanted.emit(does.name, does.value))
        return button


class SectionsPane(QWidget):
    """All sections, one below the other. `switched`: (section, whether it is open now)."""

    wanted = Signal(str, object)
    switched = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.sections: dict[str, Section] = {}
        self._column = column()
        self._place = holder(self._column)
        self.setLayout(column(self._place, None, margins=(20, 8, 24, 20)))

    def show_sections(self, sections: Sequence[SectionShown], opened: Mapping[str, bool]) -> None:
        """What stands there; `opened` as far as a person has chosen."""
        names = [one.name for one in sections]
        if names != [*self.sections]:
            self._make(names)
        self.open_sections(opened)
        for one in sections:
            self.sections[one.name].show_section(one)
        tab_within(self._place, *(stop for section in self.sections.values() for stop in section.stops))

    def open_sections(self, opened: Mapping[str, bool]) -> None:
        """Open or fold them as a person has chosen, and else as they start."""
        for name, section in self.sections.items():
            section.set_open(opened.get(name, name not in FOLDED_FIRST))

    def _make(self, names: Sequence[str]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.sections = {name: Section() for name in names}
        for name, section in self.sections.items():
            section.wanted.connect(self.wanted)
            section.switched.connect(lambda open_, name=name: self.switched.emit(name, open_))
            self._column.addWidget(section)
            self._column.addWidget(Divider())
        self._column.addStretch(1)  # what sections below each other leave is below them, not between

    def first(self) -> QWidget | None:
        """Where the keyboard starts."""
        return next((one.head for one in self.sections.values()), None)
