"""What is shown of answers, and what follows from what was pressed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from core.domain.card_errors import StandsInTheWay
from core.domain.errors import BadField, BadValue, KnownError, PasswordProtected
from core.domain.lead import Answer
from core.intake.typed import typed_day, typed_money
from core.services.awaited import Awaited, AwaitedLead, read_awaited
from core.services.outcomes import correct_outcome, record_outcome, undo_outcome
from core.services.replies import (
    WaitingLine,
    correct_by_line,
    drop_line,
    read_waiting,
    settle_line,
    take_reply,
)
from core.services.session import Done, Session
from core.services.told_lines import TakenReply
from desktop.desk import Desk
from desktop.screens.outcomes.exporting import TaskExport
from desktop.screens.outcomes.following import Following
from desktop.screens.outcomes.shown import TABS, Line, OutcomesView, Tab

Deed = Callable[[Session], Done[None]]

ANSWERS: Final = (Answer.BOUGHT, Answer.REFUSED, Answer.NO_ANSWER, Answer.UNREACHABLE, Answer.WRONG_DATA)
"""By the keys 1…5."""

_HEADS: Final[dict[Tab, tuple[str, ...]]] = {
    **dict.fromkeys(("awaited", "ask", "late"), ("who", "service", "partner", "since", "days", "state")),
    "lines": ("row", "said", "problem", "who", "service"),
}


class OutcomesPresenter:
    """Keeps the tab, and the chosen row of each over every reading."""

    def __init__(self, view: OutcomesView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._tab: Tab = "awaited"
        self._awaited = Awaited((), None)
        self._waiting: Sequence[WaitingLine] = ()
        self._chosen: dict[Tab, int] = dict.fromkeys(TABS, 0)
        self.tasks = TaskExport(view, desk)
        self.following = Following(view, desk, self._note, self._refused)
        self._place = 0
        self._file: Path | None = None
        self._entries: list[int] = []
        """What was recorded here, the latest last."""

    def read(self, tab: str = "") -> None:
        """Show the page, in a tab where one is asked for."""
        self._tab = next((one for one in TABS if one == tab), self._tab)
        self._desk.ask("outcomes", lambda session: (read_awaited(session), read_waiting(session)), self._show)

    def pick_tab(self, tab: str) -> None:
        """The other tab."""
        self._place = 0
        self._tab = next((one for one in TABS if one == tab), self._tab)
        self._show_tab()

    def choose(self, place: int) -> None:
        """Another row."""
        lines = self._ids()
        if 0 <= place < len(lines) and lines[place] != self._chosen[self._tab]:
            self._chosen[self._tab] = lines[place]
            self._place = place
            self._show_asked()

    # ------------------------------------------------------------------ answers

    def answer(self, answer: Answer) -> None:
        """The answer to the chosen row. What was bought asks for the amount first; it may stay empty."""
        if not self._may_answer():
            return
        if answer is Answer.BOUGHT:
            self._view.begin_amount()
        else:
            self._record(answer, amount=None)

    def bought(self) -> None:
        """The amount stands, or is left empty."""
        if not self._may_answer():
            return
        try:
            amount = typed_money(self._view.typed()[0], "amount")
        except BadField:
            self._view.show_wrong("amount", self._say("amount_wrong"))
            return
        self._record(Answer.BOUGHT, amount)

    def drop(self) -> None:
        """The chosen row of a file says nothing."""
        line = self._line
        if line is not None:
            self._after(lambda session: drop_line(session, line.id), self._say("dropped"))

    def undo(self) -> bool:
        """Take back what was last recorded here, of a row or of a whole file."""
        if self._entries:
            self.undo_entry(self._entries[-1])
        return True

    def undo_entry(self, entry: int) -> bool:
        """Take back just this; whether it was recorded here."""
        if entry not in self._entries:
            return False
        self._entries.remove(entry)
        self._desk.do(
            lambda session: undo_outcome(session, entry),
            lambda _done: self._desk.tell(self._say("undone"), icon="undo-2"),
            self._refused,
        )
        return True

    # ------------------------------------------------------------------ files

    def load(self) -> None:
        """A partner's file."""
        self._view.ask_file()

    def take(self, file: Path | None) -> None:
        """It was chosen, or not."""
        if file is not None:
            self._file = file
            self._take(None)

    def take_with(self, password: str) -> None:
        """The password of the chosen file."""
        self._take(password)

    def go_on(self) -> None:
        """The button of the empty page."""
        self.load()

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("outcomes", key, **blanks)

    def _ids(self) -> list[int]:
        if self._tab == "lines":
            return [one.id for one in self._waiting]
        return [one.recommendation for one in self._leads(self._tab)]

    def _leads(self, tab: Tab) -> list[AwaitedLead]:
        """What is waited on, in a tab: all of it, what is to be asked about, what is past its deadline."""
        return [one for one in self._awaited.leads if _stands_in(one, tab)]

    @property
    def _lead(self) -> AwaitedLead | None:
        if self._tab == "lines":
            return None
        return next((one for one in self._awaited.leads if one.recommendation == self._chosen[self._tab]), None)

    @property
    def _line(self) -> WaitingLine | None:
        if self._tab != "lines":
            return None
        return next((one for one in self._waiting if one.id == self._chosen["lines"]), None)

    def _may_answer(self) -> bool:
        if self._tab != "lines":
            return self._lead is not None
        return self._line is not None and self._line.lead is not None

    def _record(self, answer: Answer, amount: float | None) -> None:
        try:
            on = typed_day(self._view.typed()[1], self._desk.session.today(), "on") or self._desk.session.today()
        except BadField:
            self._view.show_wrong("on", self._say("day_wrong"))
            return
        lead, line = self._lead, self._line
        told = self._say(f"told_{answer}")
        if lead is not None:
            record = record_outcome if lead.silent_on is None else correct_outcome
            if answer is Answer.NO_ANSWER:
                told = self._say("told_again", day=self._desk.words.day(lead.patience.asks_on(on)))
            self._after(lambda session: record(session, lead.recommendation, answer, on, amount), told)
        elif line is not None and line.lead is not None:
            number, settled = line.lead, line.id
            settle = correct_by_line if line.answered else settle_line
            self._after(lambda session: settle(session, settled, number, answer, on=on, amount=amount), told)

    def _after(self, deed: Deed, told: str) -> None:
        """Do it, go to the next row, and tell it."""
        ids = self._ids()
        place = ids.index(self._chosen[self._tab])
        following = [*ids[place + 1 :], *reversed(ids[:place])]
        tab = self._tab

        def done(result: Done[None]) -> None:
            self._chosen[tab] = following[0] if following else 0
            self._view.clear_fields(self._desk.words.day(self._desk.session.today()))
            self._note(result.entry)
            self._desk.tell(told, entry=result.entry)

        self._desk.do(deed, done, self._refused)

    def _take(self, password: str | None) -> None:
        file = self._file
        if file is None:
            return
        self._desk.run(
            "replies", lambda session, _progress: take_reply(session, file, password), self._taken, self._refused_file
        )

    def _taken(self, done: Done[TakenReply]) -> None:
        taken = done.value
        if taken.waiting:
            self._tab = "lines"
        sentence = self._desk.words.say(
            "replies", "taken", recorded=taken.recorded, known=taken.known, waiting=taken.waiting
        )
        entry = done.entry
        self._note(entry)
        self._desk.tell(sentence, entry=entry)
        self.read()

    def _note(self, entry: int | None) -> None:
        if entry is not None:
            self._entries.append(entry)

    def _refused_file(self, error: KnownError) -> None:
        if isinstance(error, PasswordProtected):
            self._view.ask_password()
        else:
            self._refused(error)

    def _refused(self, error: KnownError) -> None:
        if isinstance(error, BadValue) and error.facts.get("field") in {"amount", "on"}:
            field = str(error.facts["field"])
            self._view.show_wrong(field, self._say("amount_wrong" if field == "amount" else "day_wrong"))
            return
        self._desk.warn(self._desk.words.error(error))
        if not isinstance(error, StandsInTheWay):
            self.read()

    # ------------------------------------------------------------------ showing

    def _show(self, found: tuple[Awaited, Sequence[WaitingLine]]) -> None:
        self._awaited, self._waiting = found
        self._show_tab()

    def _show_tab(self) -> None:
        counts = {tab: len(self._waiting) if tab == "lines" else len(self._leads(tab)) for tab in TABS}
        tabs = [(self._say(f"tab_{tab}"), self._desk.words.number(counts[tab]), tab) for tab in TABS]
        self._view.show_tabs(tabs, self._tab)
        self._view.show_tasks(there=self._tab == "awaited" and any(one.is_task for one in self._awaited.leads))
        ids = self._ids()
        if not ids:
            self._show_nothing()
            return
        if self._chosen[self._tab] not in ids:  # it went: what has come into its place
            self._chosen[self._tab] = ids[min(self._place, len(ids) - 1)]
        self._place = ids.index(self._chosen[self._tab])
        heads = [self._say(f"head_{name}") for name in _HEADS[self._tab]]
        lines = (
            [self._waiting_line(one) for one in self._waiting]
            if self._tab == "lines"
            else [self._awaited_line(one) for one in self._leads(self._tab)]
        )
        late = sum(one.late for one in lines)
        count = self._say("count_late", n=late) if late else self._say(f"count_{self._tab}", n=len(lines))
        self._view.show_lines(self._tab, heads, lines, ids.index(self._chosen[self._tab]), count)
        self._show_asked()

    def _show_nothing(self) -> None:
        self.following.show((), None, late=False)
        if self._tab != "awaited":
            title, text = self._say(f"{self._tab}_empty"), self._say(f"{self._tab}_empty_text")
            self._view.show_nothing(title, text, self._say("load"))
            return
        day = self._awaited.next_on
        text = self._say("empty_text") if day is None else self._say("empty_next", day=self._desk.words.day(day))
        self._view.show_nothing(self._say("empty"), text, self._say("load"))

    def _show_asked(self) -> None:
        lead, line = self._lead, self._line
        self._view.clear_fields(self._desk.words.day(self._desk.session.today()))
        leads = [] if self._tab == "lines" else self._awaited.leads
        note = self.following.show(leads, lead, late=self._tab == "late")
        if lead is not None:
            self._view.show_asked(self._about(lead), note, answers=True, drops=False)
        elif line is not None:
            known = line.lead is not None
            about = (
                self._say("about", who=line.who or self._say("erased"), service=line.service, partner=line.partner)
                if known
                else self._say("about_nobody")
            )
            self._view.show_asked(about, self._say(f"advice_{line.problem}"), answers=known, drops=True)

    def _named(self, lead: AwaitedLead) -> str:
        who = lead.who or self._say("erased")
        return who if lead.number is None else self._say("numbered", who=who, number=str(lead.number))

    def _about(self, lead: AwaitedLead) -> str:
        facts = {"who": self._named(lead), "service": lead.service, "partner": lead.partner}
        if lead.silent_on is None:
            return self._say("about", **facts)
        return self._say("about_again", **facts, day=self._desk.words.day(lead.silent_on))

    def _awaited_line(self, one: AwaitedLead) -> Line:
        words = self._desk.words
        state = self._say(f"state_{_state(one)}")
        facts = {
            "who": one.who or self._say("erased"),
            "service": one.service,
            "partner": one.partner,
            "since": words.day(one.since),
            "days": words.number(one.days),
            "state": state,
        }
        spoken = self._say("spoken", **facts | {"who": self._named(one)})
        return Line(one.recommendation, tuple(facts.values()), spoken, one.overdue)

    def _waiting_line(self, one: WaitingLine) -> Line:
        facts = {
            "row": self._say("row", row=one.number, day=self._desk.words.day(one.day)),
            "said": " · ".join(text for name, text in one.said.items() if name != "code"),
            "problem": self._desk.words.say("replies", f"problem_{one.problem}"),
            "who": one.who,
            "service": one.service,
        }
        return Line(one.id, tuple(facts.values()), self._say("spoken_line", **facts))


def _stands_in(one: AwaitedLead, tab: Tab) -> bool:
    if tab == "ask":
        return one.to_ask
    return tab == "awaited" or one.overdue or one.onward is not None


def _state(one: AwaitedLead) -> str:
    """What asks for attention first."""
    if one.silent_on is not None:
        return "onward" if one.may_go_on else "again"
    if one.overdue:
        return "late"
    if one.to_ask:
        return "ask"
    return "task" if one.own else "sent"
