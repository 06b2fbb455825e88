"""What is asked before clients go to another manager."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.widgets.choices import Choice
from desktop.widgets.fields import Captioned
from desktop.widgets.questions import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the question: `title`, `text`, the `caption` of the choice, the buttons that do it or nothing."""

    title: str
    text: str
    caption: str
    does: str
    leaves: str


def ask_manager(parent: QWidget, asked: Asked, options: Sequence[tuple[str, str]]) -> str | None:
    """The value that was chosen of (word, value) pairs; None where a person thinks better of it."""
    choice = Choice()
    choice.offer(list(options), options[0][1])
    captioned = Captioned(choice)
    captioned.set_caption(asked.caption)
    answers = [(asked.does, "give"), (asked.leaves, "leave")]
    question = Question(parent, asked.title, asked.text, answers, inner=captioned)
    choice.setFocus()
    question.exec()
    chosen: str = choice.currentData()
    return chosen if question.chosen == "give" else None
