"""A small window that asks: title = verb and object, body = counts, buttons that name what they do."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.theme import Type
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.frames import column, row
from desktop.widgets.labels import Label

_INSIDE: Final = 392
"""At least so wide between the margins, in pixels."""


class Question(QDialog):
    """Asks once; `chosen` is the value of the button that was pressed, the last one's on Esc.

    `answers` are (word, value) from the most wanted to the one that does nothing; the last one has the focus where
    `careful`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        answers: Sequence[tuple[str, str]],
        *,
        careful: bool = False,
        inner: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.waited_for = False
        self.chosen = answers[-1][1]
        body: list[QWidget | int] = [Label(Type.SECTION, text=title, wrap=True), 8, Label(text=text, wrap=True)]
        if inner is not None:
            body += [12, inner]
        buttons = []
        for place, (word, value) in enumerate(answers):
            button = Button(word, Kind.FILLED if place == 0 else Kind.OUTLINE, height=36)
            button.clicked.connect(lambda _checked=False, value=value: self._choose(value))
            buttons.append(button)
        line = row(None, *reversed(buttons), gap=8)
        layout = column(*body, 24, line, margins=(24, 24, 24, 20))
        layout.addStrut(_INSIDE)  # a minimum of the window itself would let the system make it too narrow for its words
        self.setLayout(layout)
        (buttons[-1] if careful else buttons[0]).setFocus(Qt.FocusReason.TabFocusReason)
        self.buttons = {value: button for (_, value), button in zip(answers, buttons, strict=True)}

    def exec(self) -> int:
        """Ask, and wait for the answer: `waited_for` meanwhile."""
        self.waited_for = True
        return super().exec()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the focused button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)

    def _choose(self, value: str) -> None:
        self.chosen = value
        self.accept()
