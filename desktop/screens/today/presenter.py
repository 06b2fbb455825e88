"""What today's page shows, and what follows from its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final, Protocol

from core.domain.errors import KnownError
from core.domain.rights import MAY, UseCase
from core.services.drafts import ImportDraft, read_drafts
from core.services.history import Action, Obstacle, Undone, read_history, undo
from core.services.session import Done, Session
from core.services.today import Today, read_today
from core.services.training import TrainingDue, training_due
from core.services.trend import Trend, read_trend
from core.services.users import sheet_due
from desktop.desk import Desk
from desktop.screens.today.actions import READ, ActionLine, action_lines
from desktop.screens.today.steps import Step, greeting, steps_of
from desktop.screens.today.weeks import WeeksShown, weeks_of
from desktop.stages import tell_stages

HIDE_FIRST_STEPS: Final = "hide_first_steps"
_FIRST_STEPS: Final = ("imported", "scored", "reviewed", "sent", "answered")


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A line of the checklist; `heard` says whether it is done."""

    text: str
    heard: str
    done: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the week over its word and its base."""

    count: str
    what: str
    base: str
    heard: str


@dataclass(frozen=True, slots=True)
class ModelTile:
    """The model in use; `pending` and `action` are empty where nobody waits to be scored."""

    title: str
    note: str
    pending: str
    action: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole page. `first_steps` is empty once all are done or the list was removed."""

    day: str
    greeting: str
    steps: tuple[Step, ...]
    first_steps: tuple[FirstStep, ...]
    week_span: str
    week: tuple[Number, ...]
    weeks: WeeksShown
    stages: tuple[tuple[str, str], ...]
    model: ModelTile
    actions: tuple[ActionLine, ...]


class TodayView(Protocol):
    """What the presenter asks of the screen."""

    def show_today(self, shown: Shown) -> None:
        """Everything."""

    def show_obstacles(self, title: str, text: str, lines: Sequence[str], close: str) -> None:
        """Why an action cannot be undone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page tells, of one moment."""

    today: Today
    trend: Trend
    actions: Sequence[Action]
    drafts: Sequence[ImportDraft]
    sheet_due: bool = False
    training: TrainingDue | None = None


def read_standing(session: Session) -> Standing:
    """One question for the whole page; drafts are for those who import."""
    drafts = read_drafts(session) if MAY[UseCase.IMPORT_CLIENTS] & session.roles else []
    due = training_due(session) if MAY[UseCase.TRAIN] & session.roles else None
    history = read_history(session, READ)
    return Standing(read_today(session), read_trend(session), history, drafts, sheet_due(session), due)


class TodayPresenter:
    """Reads, says, and leads on."""

    def __init__(self, view: TodayView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._shown: Shown | None = None
        self._asked: set[int] = set()  # taken back or about to be, though the page may not know yet

    def arrive(self) -> None:
        """Show the page."""
        self._desk.ask("today", read_standing, self._show)

    def take(self, place: int) -> None:
        """The button of a step."""
        if self._shown is None:
            return
        if self._shown.steps:
            step = self._shown.steps[place]
            self._desk.go(step.page, **step.facts)

    def first(self) -> None:
        """The page's filled button."""
        self.take(0)

    def compute(self) -> None:
        """The button of the model's tile."""
        self._desk.go("compute")

    def hide_first_steps(self) -> None:
        """The checklist is not wanted any more."""
        self._desk.remember(HIDE_FIRST_STEPS, True)
        self.arrive()

    def undo_last(self) -> bool:
        """Take back the last action that can be; whether there is one."""
        actions = self._shown.actions if self._shown else ()
        entry = next((one.undo for one in actions if one.undo is not None and one.undo not in self._asked), None)
        if entry is not None:
            self.undo(entry)
        return entry is not None

    def undo(self, entry: int) -> None:
        """Take back one action, or say what stands in the way."""
        self._asked.add(entry)

        def came(done: Done[Undone]) -> None:
            if done.value.obstacles:
                self._asked.discard(entry)
            self._undone(done)

        def refused(error: KnownError) -> None:
            self._asked.discard(entry)
            self._desk.warn(self._desk.words.error(error))

        self._desk.do(lambda session: undo(session, entry), came, refused)

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("today", key, **blanks)

    def _show(self, standing: Standing) -> None:
        words, session = self._desk.words, self._desk.session
        now = session.clock().astimezone().replace(tzinfo=None)
        sheet, training = standing.sheet_due, standing.training
        waits = steps_of(standing.today, standing.drafts, session.roles, words, sheet=sheet, training=training)
        steps = waits or [self._all_done()]
        week = standing.today.week
        self._shown = Shown(
            day=words.day_in_words(session.today()),
            greeting=greeting(waits, words),
            steps=tuple(steps),
            first_steps=self._first_steps(standing.today),
            week_span=self._say("week_span", since=words.day(week.since), until=words.day(week.until)),
            week=self._week(standing.today),
            weeks=weeks_of(standing.trend, words),
            stages=tell_stages(standing.today.stages, words),
            model=self._model(standing.today),
            actions=tuple(action_lines(standing.actions, now, words)),
        )
        self._view.show_today(self._shown)

    def _all_done(self) -> Step:
        return Step("circle-check", self._say("title_done"), self._say("done_note"), self._say("done_do"), "imports")

    def _first_steps(self, today: Today) -> tuple[FirstStep, ...]:
        done = {name: bool(getattr(today.first_steps, name)) for name in _FIRST_STEPS}
        if all(done.values()) or self._desk.recall(HIDE_FIRST_STEPS, False):
            return ()
        return tuple(self._first_step(name, over) for name, over in done.items())

    def _first_step(self, name: str, done: bool) -> FirstStep:
        text = self._say(f"first_{name}")
        return FirstStep(text, self._say("first_line_done" if done else "first_line_open", line=text), done)

    def _week(self, today: Today) -> tuple[Number, ...]:
        week, say = today.week, self._say
        answers = say("bought_base", n=week.answered) if week.answered else say("no_answers")
        return (
            self._number(week.decided, "decided", say("decided_base", count=week.accepted)),
            self._number(week.sent, "sent", say("sent_base", n=week.partners)),
            self._number(week.bought, "bought", answers),
        )

    def _number(self, count: int, what: str, base: str) -> Number:
        word = self._say(what)
        return Number(
            self._desk.words.number(count), word, base, self._say("number", count=count, what=word, base=base)
        )

    def _model(self, today: Today) -> ModelTile:
        say, mark = self._say, today.model
        wait = bool(today.stages.pending and today.services and MAY[UseCase.COMPUTE] & self._desk.session.roles)
        pending, action = (say("pending", n=today.stages.pending), say("compute")) if wait else ("", "")
        if mark is None:
            return ModelTile(say("no_model"), say("no_model_note"), pending, action)
        made = mark.made_at.replace(tzinfo=UTC).astimezone().date()
        title = say("model_shipped") if mark.is_shipped else say("model", day=self._desk.words.day(made))
        return ModelTile(title, say("model_note", n=mark.fitted_on), pending, action)

    def _undone(self, done: Done[Undone]) -> None:
        if done.value.obstacles:
            lines = [self._obstacle(one) for one in done.value.obstacles]
            self._view.show_obstacles(self._say("obstacles"), self._say("obstacles_text"), lines, self._say("close"))
        else:
            self._desk.tell(self._say("undone"), icon="undo-2")

    def _obstacle(self, one: Obstacle) -> str:
        blanks: Mapping[str, Any] = {
            "who": one.who,
            "service": one.service,
            "stage": self._desk.words.say("words", one.stage.value),
        }
        if one.file_name is None:
            return self._say("obstacle", **blanks)
        return self._say("obstacle_file", file=one.file_name, **blanks)
