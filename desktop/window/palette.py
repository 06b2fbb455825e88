"""Ctrl+K: every page and command by a few letters, with its key beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from core.domain.text import fold
from desktop.keys import LATIN_OF
from desktop.theme import Type, tokens, when_changed
from desktop.theme.qt_icons import icon
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.frames import Block, Divider, Lifted, column
from desktop.widgets.labels import Label
from desktop.widgets.painting import key_cap, sign, write
from desktop.widgets.rows import ROW, Index, RowDelegate, RowList

_MOST: Final = 50
_LEAST_TYPED: Final = 2
"""So many letters before clients are looked for."""
_CYRILLIC_OF: Final = {latin: cyrillic for cyrillic, latin in LATIN_OF.items()}


@dataclass(frozen=True, slots=True)
class Command:
    """Something the palette can do."""

    text: str
    icon: str
    run: Callable[[], object]
    key: str = ""
    more: str = ""


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Commands that have every typed word at the start of one of theirs, those that begin with the typed text before
    the others; also typed in the wrong layout.
    """
    for said in (typed, typed.upper().translate(_CYRILLIC_OF), typed.upper().translate(LATIN_OF)):
        wanted = fold(said).split()
        found = [one for one in commands if _has(fold(f"{one.text} {one.more}").split(), wanted)]
        if found:
            found.sort(key=lambda one: not fold(one.text).startswith(" ".join(wanted)))
            return found[:_MOST]
    return []


def _has(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in wanted)


Finds = Callable[[str, Callable[[Sequence[Command]], None]], None]
"""Looks for more than commands by what was typed, and hands over what it found."""


class CommandModel(QAbstractListModel):
    """The commands that match."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[Command] = []

    def show_commands(self, commands: list[Command]) -> None:
        """Replace them."""
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many match."""
        return 0 if parent is not None and parent.isValid() else len(self.commands)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The command, or its words."""
        if not index.isValid():
            return None
        command = self.commands[index.row()]
        if role == ROW:
            return command
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (command.text, command.more, command.key) if part)
        return None


class _CommandDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, area: QRectF, index: Index, *, selected: bool) -> None:
        command: Command = index.data(ROW)
        middle = area.center().y()
        sign(painter, area.left() + 14, middle, command.icon, "accent" if selected else "muted")
        right = area.right() - 12
        if command.key:
            right = key_cap(painter, right, middle, command.key, ink="muted", edge="line") - 8
        room = QRectF(area.left() + 42, area.top(), right - area.left() - 42, area.height())
        width = write(painter, room, command.text, font_=Type.LABEL)
        write(painter, room.adjusted(width + 8, 0, 0, 0), command.more, ink="muted")


class _Search(QLineEdit):
    """A field with a magnifying glass."""

    def __init__(self) -> None:
        super().__init__()
        self._glass = self.addAction(icon("search", tokens().muted), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        when_changed(self._tint)

    def _tint(self) -> None:
        self._glass.setIcon(icon("search", tokens().muted))


class Palette(QWidget):
    """Lies over the window while it is open; Esc or a click beside it closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = _Search()
        self.model = CommandModel()
        self.list = RowList(_CommandDelegate(36))
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.nothing = Label(tone="muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = Block("surface", "line", CARD_RADIUS)
        card.setLayout(column(self.search, 8, Divider(), 4, self.nothing, self.list, margins=(12, 12, 12, 8)))
        card.setFixedSize(580, 420)
        lifted = Lifted(card, CARD_RADIUS)
        layout = column(56, lifted, None)
        layout.setAlignment(lifted, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(layout)
        self._card = card
        self._commands: Sequence[Command] = ()
        self._finds: Finds | None = None
        self._before: QWidget | None = None
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.hide()

    def open(self, commands: Sequence[Command], placeholder: str, nothing: str, finds: Finds | None = None) -> None:
        """Offer these, and what `finds` finds besides."""
        self._commands, self._finds = commands, finds
        self._before = self.window().focusWidget()
        self.nothing.setText(nothing)
        self.search.setPlaceholderText(placeholder)
        self.search.setAccessibleName(placeholder)
        self.search.clear()
        self._filter("")
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Go back to where the keyboard was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def mousePressEvent(self, event: Any) -> None:
        """Beside the card."""
        if not self._card.rect().contains(self._card.mapFrom(self, event.position().toPoint())):
            self.close_palette()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter act on the list while one types."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        row, last = self.list.currentIndex().row(), self.model.rowCount() - 1
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentIndex(self.model.index(max(0, min(last, row + step))))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(row)
            return True
        if key == Qt.Key.Key_Escape:
            self.close_palette()
            return True
        return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def _filter(self, typed: str) -> None:
        self.model.show_commands(matching(self._commands, typed))
        self.nothing.setVisible(not self.model.rowCount())
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        if self._finds is not None and len(typed.strip()) >= _LEAST_TYPED:
            self._finds(typed, lambda found: self._add(typed, found))

    def _add(self, typed: str, found: Sequence[Command]) -> None:
        """What was found stands below the commands, if the same still stands in the field."""
        if not found or not self.isVisible() or self.search.text() != typed:
            return
        row = max(0, self.list.currentIndex().row())
        self.model.show_commands([*matching(self._commands, typed), *found])
        self.nothing.hide()
        self.list.setCurrentIndex(self.model.index(row))

    def hideEvent(self, event: QHideEvent) -> None:
        """Names of people do not stay behind."""
        self.model.show_commands([])
        super().hideEvent(event)

    def _run(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            command = self.model.commands[row]
            self.close_palette()
            command.run()
