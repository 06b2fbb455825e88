"""The bell: what ended or failed while one looked elsewhere, kept for 90 days on this computer, without any name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.theme import Type
from desktop.theme.tokens import CARD_RADIUS
from desktop.widgets.frames import Block, Lifted, column
from desktop.widgets.labels import Label
from desktop.widgets.painting import sign, write
from desktop.widgets.rows import ROW, Index, RowDelegate, RowList
from desktop.words import Words

KEPT_DAYS: Final = 90
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """A key of the texts' section `notices` with counts, and when (local time)."""

    at: datetime
    key: str
    counts: tuple[tuple[str, int], ...] = ()

    def kept(self) -> str:
        """As text."""
        return json.dumps([self.at.isoformat(timespec="seconds"), self.key, dict(self.counts)])

    @classmethod
    def read(cls, text: str) -> "Notice | None":
        """Undo `kept`; None for anything else."""
        try:
            at, key, counts = json.loads(text)
            return cls(datetime.fromisoformat(at), str(key), tuple((str(k), int(v)) for k, v in counts.items()))
        except (ValueError, TypeError, AttributeError):
            return None


def fresh(notices: Sequence[Notice], now: datetime) -> list[Notice]:
    """The newest ones of the last 90 days, newest first."""
    young = [one for one in notices if now - one.at <= timedelta(days=KEPT_DAYS)]
    return sorted(young, key=lambda one: one.at, reverse=True)[:MOST]


class NoticeModel(QAbstractListModel):
    """Notices as sentences with their time."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []

    def show_notices(self, notices: Sequence[Notice], words: Words, now: datetime) -> None:
        """Replace them."""
        self.beginResetModel()
        self.rows = [
            (words.say("notices", one.key, **dict(one.counts)), words.moment(one.at, now))
            for one in notices
            if words.has("notices", one.key)
        ]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The pair, or one sentence."""
        if not index.isValid():
            return None
        if role == ROW:
            return self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(self.rows[index.row()])
        return None


class _NoticeDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, area: QRectF, index: Index, *, selected: bool) -> None:  # noqa: ARG002
        text, at = index.data(ROW)
        sign(painter, area.left() + 12, area.top() + 17, "bell", "muted", size=14)
        room = area.adjusted(36, 8, -12, 0)
        write(painter, QRectF(room.left(), room.top(), room.width(), 18), text)
        write(painter, QRectF(room.left(), room.top() + 18, room.width(), 16), at, font_=Type.CAPTION, ink="muted")


class NoticePanel(QWidget):
    """The list over the window's lower left corner; Esc or a click elsewhere closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = Label(Type.TILE)
        self.empty = Label(tone="muted", wrap=True)
        self.model = NoticeModel()
        self.list = RowList(_NoticeDelegate(48))
        self.list.setModel(self.model)
        card = Block("surface", "line", CARD_RADIUS)
        inner = column(self.title, 8, self.empty, self.list, None, margins=(16, 14, 12, 12))
        inner.setStretch(3, 100)
        card.setLayout(inner)
        card.setFixedSize(380, 360)
        lifted = Lifted(card, CARD_RADIUS)
        self.setLayout(column(lifted))
        self.hide()

    def open(self, at: Any, title: str, empty: str) -> None:
        """Show it with its lower left corner there."""
        self.title.setText(title)
        self.empty.setText(empty)
        nothing = self.model.rowCount() == 0
        self.empty.setVisible(nothing)
        self.list.setVisible(not nothing)
        self.adjustSize()
        self.move(at.x(), at.y() - self.height())
        self.show()
        self.raise_()
        (self if nothing else self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """From now on a click anywhere else closes it."""
        super().showEvent(event)
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Clicks elsewhere are no longer of interest."""
        super().hideEvent(event)
        if (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click beside it closes it, and does what it would have done."""
        pressed = watched if event.type() == QEvent.Type.MouseButtonPress else None
        if isinstance(pressed, QWidget) and pressed is not self and not self.isAncestorOf(pressed):
            self.hide()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
