"""One field of a client in one line: its name, and what is typed, chosen, or masked."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.screens.client.shown import ConflictShown, FieldShown
from desktop.theme import Type
from desktop.theme.tokens import BLOCK_RADIUS
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Choice
from desktop.widgets.feedback import announce
from desktop.widgets.frames import Block, column, row
from desktop.widgets.labels import Label, Line

CAPTION: Final = 156
NARROW_CAPTION: Final = 124
SHOWN_MS: Final = 30_000
"""So long a masked value stands in full."""


class FieldRow(QWidget):
    """`left` tells the text when the field is left; `settled` which of two versions stays (mine or not)."""

    left = Signal(str, str)
    settled = Signal(bool)

    def __init__(self, field: FieldShown, editor: QWidget) -> None:
        super().__init__()
        self.code = field.code
        self.caption = Line(Type.BODY, "muted", field.caption)
        self.caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.caption.setFixedWidth(CAPTION)
        self.note = Label(Type.CAPTION, "muted", wrap=True)
        self.note.hide()
        self._conflict: Block | None = None
        self.editor = editor
        self._line = row(self.caption, self.editor, gap=8)
        self._line.setStretch(1, 1)
        self._column = column(self._line, self.note, margins=(0, 2, 0, 2))
        self.setLayout(self._column)

    def show_field(self, field: FieldShown) -> None:
        """What the base says now."""
        self.caption.setText(field.caption)
        self.editor.setAccessibleName(field.caption)

    def set_narrow(self, narrow: bool) -> None:
        """Less room for the name."""
        self.caption.setFixedWidth(NARROW_CAPTION if narrow else CAPTION)

    def show_note(self, sentence: str, tone: str) -> None:
        """Below the field; an empty sentence takes it away, with a question that stood there."""
        self._end_conflict()
        self.note.setText(sentence)
        self.note.set_tone(tone)
        self.note.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        self.editor.setProperty("wrong", "true" if sentence and tone == "err" else "false")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        if sentence:
            announce(self, sentence)

    def show_conflict(self, conflict: ConflictShown) -> None:
        """Both versions, and a button for each."""
        self._end_conflict()
        block = Block("warn_t", None, BLOCK_RADIUS)
        buttons = [Button(word, Kind.LINK) for word in (conflict.keep_mine, conflict.take_theirs)]
        for button, mine in zip(buttons, (True, False), strict=True):
            button.clicked.connect(lambda _checked=False, mine=mine: self.settled.emit(mine))
        text = Label(text=conflict.text, wrap=True)
        block.setLayout(column(text, 6, row(*buttons, None, gap=16), margins=(12, 8, 12, 8)))
        self._column.addWidget(block)
        self._conflict = block
        buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, conflict.text)

    def _end_conflict(self) -> None:
        if self._conflict is not None:
            self._conflict.hide()
            self._conflict.deleteLater()
            self._conflict = None


class LineRow(FieldRow):
    """Something typed. Esc takes back what was not saved yet."""

    def __init__(self, field: FieldShown) -> None:
        self.line = QLineEdit()
        super().__init__(field, self.line)
        self.line.editingFinished.connect(self._leave)
        self.line.installEventFilter(self)
        self._text = ""
        self.show_field(field)

    def show_field(self, field: FieldShown) -> None:
        """What the base says now; what is being typed is not touched."""
        super().show_field(field)
        untouched = self.line.text() == self._text or not self.line.hasFocus()
        self._text = field.text
        self.line.setReadOnly(field.locked)
        if untouched and self._conflict is None:
            self.line.setText(field.text)
            self.line.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc."""
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() != Qt.Key.Key_Escape or self.line.text() == self._text:
            return False
        self.line.setText(self._text)
        self.show_note("", "warn")
        return True

    def _leave(self) -> None:
        if not self.line.isReadOnly() and self.line.text() != self._text:
            self.left.emit(self.code, self.line.text())


class ChoiceRow(FieldRow):
    """One of a list."""

    def __init__(self, field: FieldShown) -> None:
        self.choice = Choice()
        super().__init__(field, self.choice)
        self.choice.setMinimumContentsLength(6)
        self.choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.picked.connect(lambda value: self.left.emit(self.code, str(value)))
        self.show_field(field)

    def show_field(self, field: FieldShown) -> None:
        """What the base says now."""
        super().show_field(field)
        self.choice.offer(field.options, field.text)
        self.choice.setEnabled(not field.locked)


class PaperRow(FieldRow):
    """A masked value: shown in full for half a minute, and typed anew in a window of its own."""

    reveal_wanted = Signal(str)
    change_wanted = Signal(str)

    def __init__(self, field: FieldShown) -> None:
        place = QWidget()
        super().__init__(field, place)
        self.value = Label(wrap=True)
        self.reveal = Button("", Kind.LINK)
        self.change = Button("", Kind.LINK)
        self.reveal.clicked.connect(lambda _checked=False: self.reveal_wanted.emit(self.code))
        self.change.clicked.connect(lambda _checked=False: self.change_wanted.emit(self.code))
        self._hiding = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._hiding.timeout.connect(self.hide_again)
        self._masked = ""
        inside = row(self.value, self.reveal, self.change, gap=12)
        inside.setStretch(0, 1)
        place.setLayout(inside)
        place.setMinimumHeight(32)
        self.show_field(field)

    def show_field(self, field: FieldShown) -> None:
        """Masked, unless it stands open just now."""
        super().show_field(field)
        if field.text != self._masked:
            self._hiding.stop()
        self._masked = field.text
        if not self._hiding.isActive():
            self.value.setText(field.text)
        self.value.setAccessibleName(field.caption)
        for button, word in ((self.reveal, field.reveal), (self.change, field.change)):
            button.setText(word)
            button.setAccessibleName(f"{word}: {field.caption}")
            button.setVisible(bool(word))
            button.updateGeometry()

    def show_full(self, text: str) -> None:
        """For half a minute."""
        self.value.setText(text)
        self._hiding.start()
        announce(self, text)

    def hide_again(self) -> None:
        """Masked."""
        self._hiding.stop()
        self.value.setText(self._masked)

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left, or locked."""
        self.hide_again()
        super().hideEvent(event)


def field_row(field: FieldShown) -> FieldRow:
    """The row that a field needs."""
    if field.paper:
        return PaperRow(field)
    return ChoiceRow(field) if field.options else LineRow(field)
