"""Answers that were copied in a spreadsheet: what they mean is shown before they are recorded."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from core.domain.errors import KnownError
from core.services.pasted import Pasted, PastedLine, read_pasted, take_pasted
from core.services.session import Done
from core.services.told_lines import TakenReply
from desktop.desk import Desk
from desktop.screens.outcomes.shown import OutcomesView, PreviewShown
from desktop.words import Words


class Pasting:
    """Reads what was copied, shows it, takes it; `taken` hears what came of it, `refused` why nothing did."""

    def __init__(
        self,
        view: OutcomesView,
        desk: Desk,
        taken: Callable[[Done[TakenReply]], None],
        refused: Callable[[KnownError], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._taken = taken
        self._refused = refused

    def paste(self, text: str, places: Sequence[int]) -> None:
        """A copied text; bare answers go to the leads `places`, in their order."""
        self._desk.ask("pasted", lambda session: read_pasted(session, text, places), self._show, self._refused)

    def _show(self, found: Pasted) -> None:
        shown = preview(self._desk.words, found)
        self._view.ask_pasted(shown, partial(self._take, found))

    def _take(self, found: Pasted) -> None:
        self._desk.do(lambda session: take_pasted(session, found), self._taken, self._refused)


def preview(words: Words, found: Pasted) -> PreviewShown:
    """«12 ответов: 8 купили, 3 отказ, 1 неясно», and each row."""
    parts = [words.say("pasted", f"count_{answer}", n=n) for answer, n in found.answers.items()]
    parts += [words.say("pasted", "count_known", n=found.known)] if found.known else []
    parts += [words.say("pasted", "count_waiting", n=found.waiting)] if found.waiting else []
    total = words.say("pasted", "total", n=len(found.shown), parts=", ".join(parts))
    notes = [words.say("pasted", f"by_{found.found_by}")]
    notes += [words.say("pasted", "waiting_note")] if found.waiting else []
    record = "record" if found.answers else "keep" if found.waiting else ""
    return PreviewShown(
        title=words.say("pasted", "title"),
        total=total,
        note=" ".join(notes),
        lines=tuple(_line(words, one) for one in found.shown),
        record=words.say("pasted", record) if record else "",
        leave=words.say("pasted", "leave" if record else "close"),
    )


def _line(words: Words, one: PastedLine) -> tuple[str, str, bool]:
    """(whose, what, whether it waits)."""
    about = " · ".join(filter(None, (one.who, one.service))) or words.say("pasted", "nobody")
    if one.problem is not None:
        problem = words.say("replies", f"problem_{one.problem}")
        return about, words.say("pasted", "line_waits", said=one.said, problem=problem), True
    if one.answer is None or one.on is None:
        return about, words.say("pasted", "line_known"), False
    facts = [words.say("outcomes", f"do_{one.answer}"), "" if one.amount is None else words.money(one.amount)]
    return about, " · ".join(filter(None, (*facts, words.day(one.on)))), False


def only_file(paths: Sequence[str]) -> Path | None:
    """The one file that was copied in a file manager."""
    return Path(paths[0]) if len(paths) == 1 else None
