"""A small window that asks for a few values before something is done."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.asked import FormShown
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.forms import Form
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label

_INSIDE: Final = 392


class FormDialog(QDialog):
    """`then` is told the answer and the values; it stays until it was taken, Esc or the last answer leave it."""

    def __init__(self, parent: QWidget, form: FormShown, then: Callable[[str, Mapping[str, Any]], None]) -> None:
        super().__init__(parent)
        self._then = then
        self._asks = form
        self.setWindowTitle(form.title)
        self.setModal(True)
        self.values: dict[str, Any] = {one.name: one.value for one in form.fields}
        self._refused: dict[str, str] = {}
        self.form = Form()
        self.form.edited.connect(self._edit)
        self.message = Label(tone="err", wrap=True)
        self.message.hide()
        self.buttons = {value: self._button(word, value, place) for place, (word, value) in enumerate(form.answers)}
        body = column(
            Label(Type.SECTION, text=form.title, wrap=True),
            8,
            Label(text=form.text, wrap=True),
            12,
            self.form,
            self.message,
            14,
            row(None, *reversed(self.buttons.values()), gap=8),
            margins=(24, 24, 24, 20),
        )
        body.addStrut(_INSIDE)
        self.setLayout(body)
        self._show(fresh=True)
        self.form.controls[form.fields[0].name].setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.connect(self.deleteLater)

    def _button(self, word: str, value: str, place: int) -> Button:
        button = Button(word, Kind.OUTLINE if place else Kind.FILLED, height=36)
        button.clicked.connect(lambda _checked=False: self._press(value))
        return button

    def show_refused(self, sentence: str, field: str) -> None:
        """Why not; what was typed stays."""
        self._refused[field] = sentence
        self._show()
        self.form.focus(field)
        self.message.setText(sentence)
        self.message.setVisible(field not in self.values)
        self._enable(True)
        announce(self, sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field goes on; on a button it is that button's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press(self._asks.answers[0][1])
            return
        super().keyPressEvent(event)

    def _press(self, value: str) -> None:
        if not value:
            self.reject()
        elif self.buttons[value].isEnabled():
            self._enable(False)
            self._then(value, dict(self.values))

    def _enable(self, on: bool) -> None:
        for value, button in self.buttons.items():
            if value:
                button.setEnabled(on)

    def _edit(self, name: str, value: object) -> None:
        self.values[name] = value
        self._refused.pop(name, None)
        self._show()

    def _show(self, *, fresh: bool = False) -> None:
        """Only what goes with what was chosen is asked."""
        fields = []
        for one in self._asks.fields:
            other, wanted = self._asks.only_with.get(one.name, ("", None))
            wrong = one.name in self._refused
            note = self._refused.get(one.name, one.note)
            hidden = bool(other) and self.values[other] != wanted
            fields.append(replace(one, value=self.values[one.name], note=note, wrong=wrong, hidden=hidden))
        self.form.show_fields(fields, fresh=fresh)
        for _ in range(2):  # wrapped labels know their height once they have their width
            self.adjustSize()
