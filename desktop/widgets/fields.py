"""Fields to type and choose in, each under its caption."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label

_FORGET_AFTER_MS = 60_000


class Captioned(QWidget):
    """A field under its caption, which may take several lines where it may `wrap`, with a line below for what is wrong
    with it.
    """

    def __init__(self, field: QWidget, *, wrap: bool = False) -> None:
        super().__init__()
        self.field = field
        self._caption = Label(Type.LABEL, "muted", wrap=wrap)
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
