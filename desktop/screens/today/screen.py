"""Today: an airy column with the next steps, the week beside them, the last actions below."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.desk import Desk
from desktop.screens.today.cards import Actions, FirstSteps, Model, StepCard, Week
from desktop.screens.today.presenter import Shown, TodayPresenter
from desktop.theme import Type
from desktop.widgets.counts import Counts
from desktop.widgets.frames import Scroll, column, holder, row
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.questions import Question

_WIDTH: Final = 1064
_RIGHT: Final = 320
_GAP: Final = 32


class TodayScreen(Page):
    """Lays out and tells; `TodayPresenter` decides."""

    listens = frozenset(
        {
            "recommendations",
            "packages",
            "clients",
            "outcomes",
            "settings",
            "consents",
            "catalogue",
            "imports",
            "users",
            "models",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = TodayPresenter(self, desk)
        self.question: Question | None = None
        self.hide_head()
        self.day = Label(Type.BODY, "muted")
        self.greeting = Label(Type.GREETING, wrap=True)
        self.steps, self.first_steps = StepCard(), FirstSteps()
        self.week, self.stages, self.model = Week(), Counts(listed=True), Model()
        self.last_actions = Actions(desk.words)
        self.steps.taken.connect(self.presenter.take)
        self.first_steps.removed.connect(self.presenter.hide_first_steps)
        self.model.compute.connect(self.presenter.compute)
        self.last_actions.undo_wanted.connect(self.presenter.undo)
        left = column(self.steps, self.first_steps, self.last_actions, None, gap=_GAP)
        right = holder(column(self.week, self.stages, self.model, None, gap=16))
        right.setFixedWidth(_RIGHT)
        halves = row(gap=_GAP)
        halves.addLayout(left, 1)
        halves.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
        inner = holder(column(self.day, 4, self.greeting, 28, halves, None))
        inner.setMaximumWidth(_WIDTH)
        self._airy = row(gap=0)
        self._airy.addStretch(1)
        self._airy.addWidget(inner, 1000)
        self._airy.addStretch(1)
        self.set_compact(False)
        self.set_content(Scroll(holder(self._airy)))

    def retranslate(self) -> None:
        """Say what never changes."""
        say = self._desk.words.say
        self.steps.setAccessibleName(say("today", "steps"))
        self.message.set_close_word(say("today", "close"))
        self.week.say(self._desk.words)
        self.stages.set_title(say("today", "stages"))
        self.first_steps.say(self._desk.words)
        self.last_actions.say()

    def arrive(self, _facts: Mapping[str, Any]) -> None:
        """Read everything in one question."""
        self.presenter.arrive()

    def set_compact(self, compact: bool) -> None:
        """Less air in a low window."""
        super().set_compact(compact)
        self._airy.setContentsMargins(24, 16 if compact else 48, 24, 24)

    def first_focus(self) -> QWidget | None:
        """The first step."""
        return self.steps.rows[0].button

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        self.presenter.first()

    def undo(self) -> bool:
        """Ctrl+Z."""
        return self.presenter.undo_last()

    def undo_entry(self, entry: int) -> bool:
        """The toast's undo."""
        self.presenter.undo(entry)
        return True

    # ------------------------------------------------------------------ what the presenter shows

    def show_today(self, shown: Shown) -> None:
        """Everything."""
        self.day.setText(shown.day)
        self.greeting.setText(shown.greeting)
        self.steps.show_steps(shown.steps)
        self.first_steps.show_lines(shown.first_steps)
        self.week.show_week(shown.week_span, shown.week)
        self.week.show_weeks(shown.weeks)
        self.stages.show_counts(shown.stages)
        self.model.show_model(shown.model)
        self.last_actions.show_actions(shown.actions)

    def show_obstacles(self, title: str, text: str, lines: Sequence[str], close: str) -> None:
        """Why not."""
        inner = Scroll(holder(column(*(Label(text=line, wrap=True) for line in lines), None, gap=6)))
        inner.setMinimumHeight(min(240, 28 * len(lines) + 8))
        self.question = Question(self, title, text, [(close, "close")], inner=inner)
        self.question.finished.connect(self.question.deleteLater)
        self.question.open()
