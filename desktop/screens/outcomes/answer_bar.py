"""Below the rows: whom the chosen one is about, the amount and the day, the five answers, what else may be done."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.domain.lead import Answer
from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.feedback import announce
from desktop.widgets.fields import Captioned
from desktop.widgets.flow import flow
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label, Line
from desktop.words import Words

_AMOUNT: Final = 190
_DAY: Final = 130
_ICONS: Final = {
    Answer.BOUGHT: "check",
    Answer.REFUSED: "x",
    Answer.NO_ANSWER: "hourglass",
    Answer.UNREACHABLE: "phone-off",
    Answer.WRONG_DATA: "circle-alert",
}


class AnswerBar(QWidget):
    """`answered` tells an answer; `confirmed` that the amount of what was bought stands; `left` that the rows come."""

    answered = Signal(object)
    confirmed = Signal()
    left = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.about = Line(Type.STRONG)
        self._note = Label(tone="muted", wrap=True)
        self.amount, self.on = QLineEdit(), QLineEdit()
        self.amount.setFixedWidth(_AMOUNT)
        self.on.setFixedWidth(_DAY)
        self.amount.returnPressed.connect(self.confirmed)
        self.on.returnPressed.connect(self.left)
        self.fields = {"amount": Captioned(self.amount), "on": Captioned(self.on)}
        self.buttons: dict[Answer, Button] = {}
        for place, answer in enumerate(Answer, 1):
            self.buttons[answer] = self._button(answer, place)
        self.ways = {
            "pass_on": Button("", Kind.OUTLINE, "corner-up-right", key="6"),
            "remind": Button("", Kind.OUTLINE, "bell-ring", key="7"),
            "pass_all": Button("", Kind.OUTLINE, "corner-up-right"),
        }
        self.choose = Button("", Kind.OUTLINE, "search", key="Enter")
        self.drop = Button("", Kind.OUTLINE, "trash", key="Del")
        for button in (self.choose, self.drop):
            button.hide()
        fields = row(*self.fields.values(), None, gap=12)
        answers = flow(*self.buttons.values(), *self.ways.values(), self.choose, self.drop, gap=8)
        inner = column(self.about, 2, self._note, 8, fields, 4, answers, margins=(24, 10, 24, 12))
        self.setLayout(inner)

    def _button(self, answer: Answer, place: int) -> Button:
        button = Button("", Kind.OUTLINE, _ICONS[answer], key=str(place))
        button.clicked.connect(lambda _checked: self.answered.emit(answer))
        return button

    def say(self) -> None:
        """What never changes."""
        for answer, button in self.buttons.items():
            button.setText(self._words.say("outcomes", f"do_{answer}"))
        self.choose.setText(self._words.say("outcomes", "choose"))
        self.drop.setText(self._words.say("outcomes", "drop"))
        self.fields["amount"].set_caption(self._words.say("outcomes", "amount"))
        self.fields["on"].set_caption(self._words.say("outcomes", "on"))
        self.amount.setPlaceholderText(self._words.say("outcomes", "amount_hint"))

    def show_asked(self, about: str, note: str, *, answers: bool) -> None:
        """Whom it is about; answers only where a lead is known."""
        self.about.setText(about)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        for widget in (*self.buttons.values(), self.amount, self.on):
            widget.setEnabled(answers)

    def show_ways(self, words: Mapping[str, str]) -> None:
        """What else can be done, by the names of the buttons; what has no words is not there."""
        for name, button in self.ways.items():
            button.setText(words[name])
            button.setVisible(bool(words[name]))

    def show_wrong(self, field: str, sentence: str) -> None:
        """Why it cannot be what was typed."""
        self.fields[field].note(sentence, "err")
        self.fields[field].field.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, sentence)

    def clear(self, day: str) -> None:
        """No amount, and this day; nothing is wrong."""
        self.amount.clear()
        self.on.setText(day)
        for one in self.fields.values():
            one.note("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the rows."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
