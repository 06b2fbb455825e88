"""Fields to type and choose in, each under its caption."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLineEdit, QSizePolicy, QSpinBox, QWidget

from desktop.theme import Type, colour, font, tokens, when_changed
from desktop.theme.icons import icon
from desktop.theme.tokens import CELL_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label
from desktop.widgets.painting import block, focus_ring, sign, smooth, write

_FORGET_AFTER_MS = 60_000


class Captioned(QWidget):
    """A field under its caption, with a line below for what is wrong with it."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self.field = field
        self._caption = Label(Type.LABEL, "muted")
        self._caption.setBuddy(field)
        self._note = Label(Type.CAPTION, "muted", wrap=True)
        self._note.hide()
        self.setLayout(column(self._caption, 4, field, 4, self._note))

    def set_caption(self, text: str) -> None:
        """The caption, which is also what a screen reader says."""
        self._caption.setText(text)
        self.field.setAccessibleName(text.replace("&", ""))

    def note(self, text: str, tone: str = "muted") -> None:
        """Say something below the field; an empty text takes it back."""
        self._note.setText(text)
        self._note.set_tone(tone)
        self._note.setVisible(bool(text))
        typed_in = self.field.focusProxy() or self.field  # a password's line is inside of its field
        typed_in.setAccessibleDescription(text)
        typed_in.setProperty("wrong", "true" if text and tone == "err" else "false")
        typed_in.style().unpolish(typed_in)
        typed_in.style().polish(typed_in)


class Search(QLineEdit):
    """A field with a magnifying glass."""

    def __init__(self) -> None:
        super().__init__()
        self._glass = self.addAction(icon("search", tokens().muted), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        when_changed(self._tint)

    def _tint(self) -> None:
        self._glass.setIcon(icon("search", tokens().muted))


class Secret(QWidget):
    """A password: hidden, with an eye to show it, the keyboard's layout beside it; forgotten after a minute."""

    returned = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._eye = Button("", Kind.GHOST, "eye", height=28)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._reveal)
        self._layout_mark = Label(Type.CAPTION, "muted")
        self._layout_mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._inside = QWidget(self.line)
        self._inside.setLayout(row(self._layout_mark, self._eye, gap=2, margins=(0, 0, 2, 0)))
        self.setLayout(column(self.line))
        self.setFocusProxy(self.line)
        self._forget = QTimer(self, singleShot=True, interval=_FORGET_AFTER_MS)
        self._forget.timeout.connect(self.line.clear)
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self.returned)
        self.line.installEventFilter(self)

    def set_words(self, caption: str, show: str) -> None:
        """What a screen reader says of the field and of its eye."""
        self.line.setAccessibleName(caption)
        self._eye.setAccessibleName(show)
        self._eye.setToolTip(show)

    def show_layout(self, mark: str) -> None:
        """The keyboard's layout, such as «РУ»; empty where it is not known."""
        self._layout_mark.setText(mark)
        self._place()

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget it."""
        self.line.clear()
        self._eye.setChecked(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the eye inside."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keep the eye inside when the line changes."""
        if watched is self.line and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        size = self._inside.sizeHint()
        self._inside.setGeometry(self.line.width() - size.width() - 2, (self.line.height() - 28) // 2, size.width(), 28)
        self.line.setTextMargins(0, 0, size.width() + 4, 0)

    def _reveal(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if shown else "eye")

    def _edited(self) -> None:
        self._forget.start()
        self.edited.emit()


class Choice(QComboBox):
    """One of several, with a chevron of our own. `picked` tells the value that a person chose."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: self.picked.emit(self.itemData(index)))

    def offer(self, options: Sequence[tuple[str, object]], chosen: object) -> None:
        """(word, value) pairs and the value that stands."""
        self.blockSignals(True)
        self.clear()
        for text, value in options:
            self.addItem(text, value)
        values = [value for _, value in options]
        self.setCurrentIndex(values.index(chosen) if chosen in values else -1)
        self.blockSignals(False)

    def wheelEvent(self, event: object) -> None:
        """A page that scrolls must not change what is chosen."""
        event.ignore()  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chevron over the frame."""
        super().paintEvent(event)
        area = self.rect()
        sign(smooth(self), area.right() - 20, area.center().y() + 1, "chevron-down", "muted", size=14)


class Number(QSpinBox):
    """A whole number with arrows of our own; the wheel changes it only while it has the focus."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(8, 0, 20, 0)  # under a style sheet, without buttons, no room is left to type in

    def wheelEvent(self, event: object) -> None:
        """See above."""
        if self.hasFocus():
            super().wheelEvent(event)  # type: ignore[arg-type]
        else:
            event.ignore()  # type: ignore[attr-defined]

    def sizeHint(self) -> QSize:
        """Room for the arrows."""
        return super().sizeHint() + QSize(16, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrows over the frame."""
        super().paintEvent(event)
        painter = smooth(self)
        right, middle = self.rect().right() - 19, self.rect().center().y() + 1
        sign(painter, right, middle - 5, "chevron-up", "muted", size=12)
        sign(painter, right, middle + 6, "chevron-down", "muted", size=12)

    def mousePressEvent(self, event: object) -> None:
        """The arrows step."""
        from PySide6.QtGui import QMouseEvent  # noqa: PLC0415

        if isinstance(event, QMouseEvent) and event.position().x() > self.width() - 24:
            self.stepBy(1 if event.position().y() < self.height() / 2 else -1)
            return
        super().mousePressEvent(event)  # type: ignore[arg-type]


class Day(QDateEdit):
    """A day, typed or taken from a calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign over the frame."""
        super().paintEvent(event)
        area = self.rect()
        sign(smooth(self), area.right() - 22, area.center().y() + 1, "calendar-days", "muted", size=14)


class Check(QCheckBox):
    """A box to tick, drawn with the tokens; round where one of several is meant."""

    def __init__(self, text: str = "", *, round_: bool = False) -> None:
        super().__init__(text)
        self._round = round_
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        return QSize(round(QFontMetricsF(font()).horizontalAdvance(self.text()) + 30), 28)

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Everywhere."""
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = smooth(self)
        box = QRectF(1, self.height() / 2 - 8, 16, 16)
        radius = 8 if self._round else CELL_RADIUS
        on = self.isChecked()
        block(painter, box, "accent" if on else "surface", "accent" if on else "outline", radius)
        if on and self._round:
            painter.setBrush(colour("on_accent"))
            painter.drawEllipse(box.adjusted(5, 5, -5, -5))
        elif on:
            sign(painter, box.left() + 1, box.center().y(), "check", "on_accent", size=14)
        ink = "text" if self.isEnabled() else "faint"
        write(painter, QRectF(26, 0, self.width() - 26, self.height()), self.text().replace("&", ""), ink=ink)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(-3, -3, 3, 3), radius + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ticks as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)
