"""What the program says back: message bar, toast, empty pages."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS, CONTROL_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import Block, column, row
from desktop.widgets.labels import Label, Line
from desktop.widgets.painting import block, sign, smooth

TOAST_MS: Final = 8_000
_ICONS: Final = {"info": "info", "warn": "triangle-alert", "err": "circle-x", "ok": "circle-check"}


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say it."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 (the way in does without)

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Sign(QWidget):
    """An icon as a widget."""

    def __init__(self, name: str, ink: str = "muted", size: int = 16) -> None:
        super().__init__()
        self._name, self._ink, self._size = name, ink, size
        self.setFixedSize(size, size)

    def show_icon(self, name: str, ink: str) -> None:
        """Another one."""
        self._name, self._ink = name, ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        sign(smooth(self), 0, self.height() / 2, self._name, self._ink, size=self._size)


class MessageBar(Block):
    """A sentence above the content that stays until it is closed and pushes the content down. `pressed`: its action."""

    pressed = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("info_t", None, BLOCK_RADIUS)
        self._sign = Sign("info", "info")
        self._text = Label(wrap=True)
        self._action = Button("", Kind.GHOST)
        self._close = Button("", Kind.GHOST, "x", height=28)
        self._action.clicked.connect(self.pressed)
        self._close.clicked.connect(self._closing)
        layout = row(self._sign, self._text, self._action, self._close, gap=10, margins=(16, 6, 8, 6))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def set_close_word(self, text: str) -> None:
        """What a screen reader says of the cross."""
        self._close.setAccessibleName(text)
        self._close.setToolTip(text)

    def show_message(self, text: str, tone: str = "info", action: str = "", *, closable: bool = True) -> None:
        """Show a sentence. `tone` is "info", "ok", "warn" or "err"."""
        self.set_fill(f"{tone}_t")
        self._sign.show_icon(_ICONS[tone], tone)
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._close.setVisible(closable)
        self.show()
        announce(self, text)

    @property
    def text(self) -> str:
        """What stands there."""
        return "" if self.isHidden() else self._text.text()

    def _closing(self) -> None:
        self.hide()
        self.closed.emit()


class Toast(QWidget):
    """The result of my action with Undo, for eight seconds, longer while it is looked at."""

    undo = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Sign("check", "toast_action")
        self._text = Line()
        self._text.setProperty("tone", "toast")
        self._undo = Button("", Kind.LINK)
        self._undo.ink = "toast_action"
        self._undo.clicked.connect(self._press)
        self._entry: object = None
        layout: QHBoxLayout = row(self._sign, self._text, self._undo, gap=10, margins=(14, 0, 14, 0))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFixedHeight(48)
        self._left = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._left.timeout.connect(self.hide)
        self.hide()

    def show_result(self, text: str, icon: str = "check", undo: str = "", entry: object = None) -> None:
        """Show it; `undo` is the word of the action, empty for none."""
        self._sign.show_icon(icon, "toast_action")
        self._text.setText(text)
        self._entry = entry
        self._undo.setText(undo)
        self._undo.setVisible(bool(undo))
        self.show()
        self.raise_()
        self._left.start()
        announce(self, text)

    @property
    def whole_width(self) -> int:
        """Pixels in which its sentence stands whole."""
        layout = self.layout()
        return self._text.sizeHint().width() + (layout.sizeHint().width() if layout is not None else 0)

    def leave_page(self) -> None:
        """Another page is shown: what cannot be undone was told where it happened."""
        if self._entry is None:
            self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return "" if self.isHidden() else self._text.text()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while looked at."""
        self._left.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        super().leaveEvent(event)
        if self.isVisible():
            self._left.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        block(smooth(self), QRectF(self.rect()), "toast", None, BLOCK_RADIUS)

    def sizeHint(self) -> QSize:
        """As the reference picture."""
        return QSize(296, 48)

    def _press(self) -> None:
        self.hide()
        self.undo.emit(self._entry)


class Empty(QWidget):
    """A page without anything to show: one sentence, what to do, one button. `pressed`: the button."""

    pressed = Signal()

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._tile = IconTile(icon, 48)
        self._title = Label(Type.SECTION)
        self._text = Label(Type.BODY, "muted", wrap=True)
        self._title.setWordWrap(True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(440)
        self._title.setFixedWidth(440)
        self.button = Button("", Kind.FILLED, height=36)
        self.button.clicked.connect(self.pressed)
        inner = column(None, self._tile, 16, self._title, 6, self._text, 20, self.button, None)
        for widget in (self._tile, self._title, self._text, self.button):
            inner.setAlignment(widget, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(inner)

    def show_words(self, title: str, text: str, action: str = "") -> None:
        """Say it."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.button.updateGeometry()


class IconTile(QWidget):
    """An icon on a tinted tile."""

    def __init__(self, icon: str, size: int = 40, tone: str = "soft", ink: str = "accent") -> None:
        super().__init__()
        self._icon, self._tone, self._ink = icon, tone, ink
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, tone: str, ink: str) -> None:
        """Another one."""
        self._icon, self._tone, self._ink = icon, tone, ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        area = QRectF(self.rect())
        block(painter, area, self._tone, None, CONTROL_RADIUS + 4)
        size = 24 if self.width() > 40 else 20
        sign(painter, area.center().x() - size / 2, area.center().y(), self._icon, self._ink, size=size)


def is_plain_key(event: QKeyEvent) -> bool:
    """A key without Ctrl, Alt or Meta that a person pressed anew, not one that repeats itself."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return not event.isAutoRepeat() and not event.modifiers() & held
