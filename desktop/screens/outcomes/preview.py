"""The window in which pasted answers are looked at before they are recorded."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.screens.outcomes.shown import PreviewShown
from desktop.theme import Type
from desktop.widgets.frames import Scroll, column, holder
from desktop.widgets.labels import Label
from desktop.widgets.questions import Question

YES: Final = "yes"
_MOST_HIGH: Final = 300
_WIDE: Final = 480


def preview_window(parent: QWidget | None, shown: PreviewShown) -> Question:
    """Asks whether this is to be recorded; where there is nothing to record it only shows."""
    lines = []
    for about, what, waits in shown.lines:
        title, text = (
            Label(Type.LABEL, text=about, wrap=True),
            Label(Type.CAPTION, "warn" if waits else "muted", what, wrap=True),
        )
        lines.append(holder(column(title, text, gap=2)))
    laid = column(*lines, None, gap=8, margins=(0, 0, 12, 0))
    rows = holder(laid)
    inside = Scroll(rows)
    inside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
    inside.setAccessibleName(shown.title)
    inside.setAccessibleDescription(". ".join(f"{about}: {what}" for about, what, _ in shown.lines))
    inside.setMinimumWidth(_WIDE)
    inside.setMinimumHeight(min(_MOST_HIGH, laid.totalHeightForWidth(_WIDE) + 4))
    note = Label(Type.CAPTION, "muted", shown.note, wrap=True)
    answers = [(shown.record, YES), (shown.leave, "no")] if shown.record else [(shown.leave, "no")]
    return Question(parent, shown.title, shown.total, answers, inner=holder(column(inside, 12, note)))
