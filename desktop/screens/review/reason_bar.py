"""Why something was declined: five words to press, none of which has to be."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.domain.decision import DeclineReason
from desktop.theme import Type
from desktop.theme.tokens import CONTROL
from desktop.widgets.buttons import Button, Kind
from desktop.widgets.flow import Flow
from desktop.widgets.frames import Divider, column, holder, row
from desktop.widgets.labels import Label
from desktop.words import Words

REASONS: Final = tuple(DeclineReason)
"""In the order of their keys, Alt+1 the first."""


class ReasonBar(QWidget):
    """`given` tells the reason. It asks for nothing and takes no keyboard; the next decision takes it away."""

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._caption = Label(Type.LABEL)
        self.buttons = {
            reason: Button("", Kind.GHOST, key=f"Alt {place}", height=CONTROL - 4)
            for place, reason in enumerate(REASONS, start=1)
        }
        for reason, button in self.buttons.items():
            button.key_first = True
            button.clicked.connect(lambda _on=False, reason=reason: self.given.emit(reason))
        chips = Flow(4)
        for button in self.buttons.values():
            chips.addWidget(button)
        self._row = row(self._caption, holder(chips), gap=8)
        self._row.setStretch(1, 1)
        self.setLayout(column(Divider(), self._row))
        self.hide()

    def retranslate(self, words: Words) -> None:
        """Captions."""
        self._caption.setText(words.say("review", "reason_asked"))
        for reason, button in self.buttons.items():
            word = words.say("decisions", f"decline_{reason.value}")
            button.setText(word)
            button.setAccessibleName(words.say("review", "reason_spoken", reason=word))
            button.updateGeometry()

    def set_side(self, side: int) -> None:
        """The one left edge."""
        self._row.setContentsMargins(side, 6, side, 6)
