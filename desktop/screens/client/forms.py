"""A small window that asks for a few values before something is done."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop.screens.client.shown import FormField, FormShown
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.choices import Check, Choice
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned
from desktop.widgets.frames import Scroll, column, holder, row
from desktop.widgets.labels import Label

_INSIDE: Final = 392
_LIST: Final = 148
_MANY: Final = 5


class Ticks(QWidget):
    """Several of a list; a long one scrolls."""

    def __init__(self, options: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.ticks = {value: Check(text) for text, value in options}
        inner = holder(column(*self.ticks.values(), None))
        if len(options) > _MANY:
            scroll = Scroll(inner)
            scroll.setFixedHeight(_LIST)
            self.setLayout(column(scroll))
        else:
            self.setLayout(column(inner))
        if self.ticks:
            self.setFocusProxy(next(iter(self.ticks.values())))

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(value for value, tick in self.ticks.items() if tick.isChecked())


class FormDialog(QDialog):
    """`then` is told the answer and the values; it stays until it was taken, Esc or the last answer leave it."""

    def __init__(self, parent: QWidget, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        super().__init__(parent)
        self._then = then
        self._form = form
        self.setWindowTitle(form.title)
        self.setModal(True)
        self.fields = {one.name: Captioned(self._editor(one)) for one in form.fields}
        for one in form.fields:
            field = self.fields[one.name]
            field.set_caption(one.caption)
            field.note(one.hint)
        self.message = Label(tone="err", wrap=True)
        self.message.hide()
        self.buttons = {value: self._button(word, value, place) for place, (word, value) in enumerate(form.answers)}
        inner = holder(column(*(item for field in self.fields.values() for item in (field, 6)), None))
        body = column(
            Label(Type.SECTION, text=form.title, wrap=True),
            8,
            Label(text=form.text, wrap=True),
            12,
            inner,
            self.message,
            14,
            row(None, *reversed(self.buttons.values()), gap=8),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        self._fit()
        first = self.fields[form.fields[0].name].field
        first.setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.connect(self.deleteLater)

    def _editor(self, field: FormField) -> QWidget:
        if field.several:
            return Ticks(field.options)
        if field.options:
            choice = Choice()
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.offer(field.options, field.chosen[0] if field.chosen else field.options[0][1])
            choice.picked.connect(lambda _value: self._fit())
            return choice
        line = QLineEdit(field.text)
        line.textEdited.connect(lambda _text: self._note(field.name, ""))
        return line

    def _button(self, word: str, value: str, place: int) -> Button:
        button = Button(word, Kind.OUTLINE if place else Kind.FILLED, height=36)
        button.clicked.connect(lambda _checked=False: self._press(value))
        return button

    @property
    def values(self) -> dict[str, Any]:
        """What was typed and chosen, by the names of the fields."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            editor = field.field
            if isinstance(editor, Ticks):
                found[name] = editor.chosen
            else:
                found[name] = editor.currentData() if isinstance(editor, Choice) else editor.text()  # type: ignore[attr-defined]
        return found

    def show_refused(self, sentence: str, field: str) -> None:
        """Why not; what was typed stays."""
        for name, one in self.fields.items():
            if name == field:
                one.note(sentence, "err")
                one.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.message.setText(sentence)
        self.message.setVisible(field not in self.fields)
        self._enable(True)
        announce(self, sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on; on a button it is that button's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press(self._form.answers[0][1])
            return
        super().keyPressEvent(event)

    def _press(self, value: str) -> None:
        if not value:
            self.reject()
        elif self.buttons[value].isEnabled():
            self._enable(False)
            self._then(value, self.values)

    def _enable(self, on: bool) -> None:
        for value, button in self.buttons.items():
            if value:
                button.setEnabled(on)

    def _note(self, name: str, sentence: str) -> None:
        hint = next(one.hint for one in self._form.fields if one.name == name)
        self.fields[name].note(sentence or hint)

    def _fit(self) -> None:
        """Only what goes with what was chosen is asked."""
        now = self.values
        for one in self._form.fields:
            self.fields[one.name].setVisible(all(now[name] == value for name, value in one.only_with.items()))
        for _ in range(2):  # wrapped labels know their height once they have their width
            self.adjustSize()
