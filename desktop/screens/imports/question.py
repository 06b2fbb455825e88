"""A question about the file of a draft, asked in place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.flow import Flow
from desktop.widgets.frames import column
from desktop.widgets.labels import Label

_MOST: int = 3


class Question(QWidget):
    """`answered` tells the answer that was pressed."""

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text = Label(Type.BODY, wrap=True)
        self.buttons = [Button("", Kind.OUTLINE if place == 0 else Kind.GHOST) for place in range(_MOST)]
        self._answers: list[str] = []
        flow = Flow(12)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self.answered.emit(self._answers[place]))
            flow.addWidget(button)
        line = QWidget()
        line.setLayout(flow)
        self.setLayout(column(12, self._text, 8, line, margins=(24, 0, 24, 0)))
        self.hide()

    def ask(self, text: str, answers: Sequence[tuple[str, str]]) -> None:
        """Ask, with answers as (word, answer); an empty text takes the question away."""
        fresh = self.isHidden()
        self._text.setText(text)
        self._answers = [answer for _, answer in answers]
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(answers))
            if place < len(answers):
                button.setText(answers[place][0])
                button.updateGeometry()
        self.setVisible(bool(text))
        if text and fresh:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
