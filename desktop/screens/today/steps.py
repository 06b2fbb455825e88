"""What waits for a hand, and how long it may take."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PureWindowsPath
from typing import Any, Final

from core.domain.rights import MAY, Role, UseCase
from core.services.drafts import ImportDraft
from core.services.today import Today
from core.services.training import TrainingDue
from desktop.words import Words

SECONDS: Final[Mapping[str, int]] = {
    "catalogue": 300,
    "clients": 300,
    "review": 8,
    "waiting": 120,
    "unsent": 120,
    "recalls": 120,
    "overdue": 30,
    "to_ask": 10,
    "tasks": 120,
    "draft": 180,
    "pending": 60,
    "training": 60,
    "backup": 60,
    "sheet": 180,
}
"""How long one of a kind is taken to last: the review's goal is eight seconds a decision, a package takes two minutes
with its phone call, so does offering a service of one's own; an outcome is noted in half a minute, a reminder is one
letter about many leads; what is left of an import takes three, as a recovery sheet does; a computation, whatever the
number of its clients, one to begin, and so does a backup. Where the user's own pace of decisions is known it stands in
the place of the goal.
"""
_NEEDS: Final[Mapping[str, UseCase]] = {
    "catalogue": UseCase.EDIT_CATALOGUE,
    "clients": UseCase.IMPORT_CLIENTS,
    "review": UseCase.DECIDE,
    "waiting": UseCase.SEND,
    "unsent": UseCase.SEND,
    "recalls": UseCase.SEND,
    "overdue": UseCase.RECORD_OUTCOME,
    "to_ask": UseCase.FOLLOW_UP,
    "tasks": UseCase.READ_CLIENTS,
    "draft": UseCase.IMPORT_CLIENTS,
    "pending": UseCase.COMPUTE,
    "training": UseCase.TRAIN,
    "backup": UseCase.BACK_UP,
    "sheet": UseCase.MAKE_SHEET,
}
_ICONS: Final[Mapping[str, str]] = {
    "catalogue": "grid-3x3",
    "clients": "file-input",
    "review": "sparkles",
    "waiting": "package",
    "unsent": "send",
    "recalls": "shield-off",
    "overdue": "clipboard-check",
    "to_ask": "bell-ring",
    "tasks": "phone",
    "draft": "file-input",
    "pending": "calculator",
    "training": "graduation-cap",
    "backup": "archive",
    "sheet": "key-round",
}


_LATE: Final = frozenset({"overdue", "backup"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its words, the page where it is done, and what that page is told. `seconds` it may take; `late`:
    it should have been done.
    """

    icon: str
    title: str
    note: str
    action: str
    page: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    seconds: int = 0
    late: bool = False


def steps_of(
    today: Today,
    drafts: Sequence[ImportDraft],
    roles: frozenset[Role],
    words: Words,
    *,
    sheet: bool = False,
    training: TrainingDue | None = None,
) -> list[Step]:
    """What waits, in the order in which it is done; nothing that this user may not do. `sheet`: none was made yet;
    `training`: what the model has not learned from.
    """
    found = [*_steps(today, drafts, words, sheet=sheet), *_training(training, words)]
    return [step for kind, step in found if MAY[_NEEDS[kind]] & roles]


def greeting(steps: Sequence[Step], words: Words) -> str:
    """«Четыре дела, примерно полчаса»."""
    if not steps:
        return words.say("today", "title_done")
    things = words.say("today", f"things_{min(9, len(steps))}")
    return words.say("today", "title", things=things, time=about(sum(step.seconds for step in steps), words))


def about(seconds: int, words: Words) -> str:
    """A time in words: minutes, from ten on by fives; half an hour, an hour, hours."""
    minutes = max(1, round(seconds / 60))
    if minutes > 10:
        minutes = 5 * round(minutes / 5)
    if 25 < minutes < 35:
        return words.say("today", "about_half_hour")
    if minutes < 55:
        return words.say("today", "about_minutes", n=minutes)
    hours = max(1, round(minutes / 60))
    return words.say("today", "about_hour") if hours == 1 else words.say("today", "about_hours", n=hours)


def _steps(today: Today, drafts: Sequence[ImportDraft], words: Words, *, sheet: bool) -> Iterator[tuple[str, Step]]:
    def step(kind: str, page: str, note: str, count: int = 1, **facts: Any) -> tuple[str, Step]:
        title = words.say("today", f"step_{kind}", n=count)
        action = words.say("today", f"step_{kind}_do")
        each = today.pace if kind == "review" and today.pace else SECONDS[kind]
        seconds = round(each * (1 if kind == "pending" else count))
        return kind, Step(_ICONS[kind], title, note, action, page, facts, seconds, late=kind in _LATE)

    def note(key: str, **blanks: object) -> str:
        return words.say("today", f"step_{key}_note", **blanks)

    if not today.services:
        yield step("catalogue", "catalogue", note("catalogue"))
    if not today.stages.clients and not drafts:
        yield step("clients", "imports", note("clients"))
    if today.undecided_from:
        yield step("review", "review", _review_note(today, words), today.undecided_from)
    if today.waiting:
        yield step("waiting", "sending", note("waiting", n=today.waiting), today.waiting_partners, tab="ready")
    if today.unsaved + today.unsent:
        told = note("unsaved", n=today.unsaved) if today.unsaved else note("unsent")
        yield step("unsent", "sending", told, today.unsaved + today.unsent, tab="packages")
    if today.recalls:
        yield step("recalls", "recalls", note("recalls"), today.recalls)
    yield from _answer_steps(today, step, note)
    if today.tasks:
        yield step("tasks", "sending", note("tasks"), today.tasks, tab="tasks")
    for draft in drafts[:1]:  # the others stand on the page of imports
        name = PureWindowsPath(draft.path).name or words.say("imports", "pasted_name")  # takes both kinds of slashes
        yield step("draft", "imports", note("draft", file=name, step=draft.step), draft=draft.id)
    if today.stages.pending and today.services:
        yield step("pending", "compute", note("pending"), today.stages.pending)
    if today.backup_due:
        made = today.backed_up_on
        yield step("backup", "backups", note("backup", day=words.day(made)) if made else note("no_backup"))
    if sheet:
        yield step("sheet", "access", note("sheet"))


def _answer_steps(
    today: Today, step: Callable[..., tuple[str, Step]], note: Callable[..., str]
) -> Iterator[tuple[str, Step]]:
    if today.overdue:
        late = today.overdue
        told = note("overdue", n=late.days, partner=late.partner, service=late.service)
        yield step("overdue", "outcomes", told, late.leads, tab="late")
    if today.to_ask:
        yield step("to_ask", "outcomes", note("to_ask"), today.to_ask, tab="ask")


def _training(due: TrainingDue | None, words: Words) -> Iterator[tuple[str, Step]]:
    """Another training, where it is time to suggest one."""
    if due is None or not due.asks:
        return
    day = None if due.last_day is None else words.day(due.last_day)
    note = (
        words.say("today", "step_training_first") if day is None else words.say("today", "step_training_note", day=day)
    )
    title, action = words.say("today", "step_training", n=due.answers), words.say("today", "step_training_do")
    yield "training", Step(_ICONS["training"], title, note, action, "models", seconds=SECONDS["training"])


def _review_note(today: Today, words: Words) -> str:
    minutes = max(1, round(today.undecided_from * (today.pace or SECONDS["review"]) / 60))
    told = words.say("today", "step_review_note", n=minutes)
    if not today.returned:
        return told
    return words.say("today", "two", first=told, second=words.say("today", "step_review_returned", n=today.returned))
