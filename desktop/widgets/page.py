"""A page: header with title and actions, waiting line, message bar, content, footer with the one way on."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.theme.tokens import COMPACT_BELOW
from desktop.widgets.feedback import MessageBar
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.waiting import WaitingLine
from desktop.words import Sentence


class Page(QWidget):
    """What every screen is built on.

    A screen fills `tools` (a row at the right of the title), calls `set_content` and, where there is one,
    `set_footer`; it overrides `retranslate`, which is called once at the start and after every change of language, and
    `set_compact` where a low window needs another layout.
    """

    compact_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.compact = False
        self.came_from = ""
        """The page that was left for this one."""
        self.title = Label(Type.TITLE)
        self.subtitle = Line(Type.BODY, "muted")
        self.tools = row(gap=8)
        head = row(self.title, self.subtitle, self.tools, gap=12, margins=(24, 0, 24, 0))
        head.setStretch(1, 1)
        self._head = holder(head)
        self._head.setFixedHeight(60)
        self.waiting = WaitingLine()
        self.message = MessageBar()
        self._message_place = holder(column(self.message, margins=(24, 0, 24, 8)))
        self._message_place.hide()
        self._unread = False
        self._said: tuple[Sentence, str, str] = ("", "info", "")
        self.message.closed.connect(self._message_place.hide)
        self._column = column(self._head, self.waiting, self._message_place)
        self.setLayout(self._column)

    def hide_head(self) -> None:
        """A page whose content has a title of its own."""
        self._head.hide()

    def set_content(self, content: QWidget) -> None:
        """The body of the page."""
        self._column.addWidget(content, 1)

    def set_footer(self, footer: QWidget) -> None:
        """The strip at the foot, under a line."""
        self.footer = footer
        footer.setFixedHeight(64)
        self._column.addWidget(Divider())
        self._column.addWidget(footer)

    def show_waiting(self, waiting: bool) -> None:
        """Tell that something is being read."""
        self.waiting.show_waiting(waiting)

    def show_message(self, text: Sentence, tone: str = "info", action: str = "") -> None:
        """Show a sentence in the message bar; an empty text takes it away."""
        self._unread = bool(text) and not self.isVisible()
        self._message_place.setVisible(bool(text))
        self._said = text, tone, action
        if text:
            self.message.show_message(text() if callable(text) else text, tone, action)
        else:
            self.message.hide()

    def say_message_again(self) -> None:
        """The language is another one: so is the sentence that stands, if it can be said again."""
        text, tone, action = self._said
        if callable(text) and not self.message.isHidden():
            self.message.show_message(text(), tone, action)

    def put_message_away(self) -> None:
        """The page is gone to again: what was said there before is over, unless nobody has read it yet."""
        if self._unread:
            self._unread = False
        else:
            self.show_message("")

    def retranslate(self) -> None:
        """Say everything that does not change with the data anew."""

    def set_compact(self, compact: bool) -> None:
        """Lay out for a low window, or not."""
        self._head.setFixedHeight(48 if compact else 60)
        if hasattr(self, "footer"):
            self.footer.setFixedHeight(52 if compact else 64)

    listens: frozenset[str] = frozenset()
    """Nouns (as in `Done.changed`) after whose change this page must read again."""

    def arrive(self, facts: Mapping[str, Any]) -> None:
        """The page is shown; `facts` are what the one who sent here said. Reads what it shows."""

    def read_again(self) -> None:
        """What the page shows has changed in the base while it is visible."""
        self.arrive({})

    @property
    def foot_height(self) -> int:
        """How high the strip at the foot is, in pixels; toasts stand above it."""
        return self.footer.height() if hasattr(self, "footer") else 0

    @property
    def tells_itself(self) -> bool:
        """Whether the page shows by itself what was done and its undo, so that no toast is needed."""
        return False

    def toast_place(self) -> QWidget | None:
        """Where a toast stands without covering anything; None for the foot of the page."""
        return None

    def undo(self) -> bool:
        """Ctrl+Z; whether the page had something to undo."""
        return False

    def undo_entry(self, _entry: int) -> bool:
        """The Undo of a toast: take back an entry of the history; whether the page sees to it."""
        return False

    def first_focus(self) -> QWidget | None:
        """Where the keyboard starts on this page."""
        return None

    def panes(self) -> Sequence[QWidget]:
        """Its parts, where F6 comes by several."""
        return ()

    def take_key(self, _event: QKeyEvent) -> bool:
        """A bare key that no field has taken; whether the page used it."""
        return False

    def press_primary(self) -> None:
        """Ctrl+Enter: the page's one way on."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change the layout with the window's height."""
        super().resizeEvent(event)
        window = self.window()
        compact = window.height() < COMPACT_BELOW
        if compact != self.compact:
            self.compact = compact
            self.set_compact(compact)
            self.compact_changed.emit(compact)
