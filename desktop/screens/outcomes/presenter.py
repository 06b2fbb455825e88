"""What is shown of answers, and what follows from what was pressed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from core.domain.card_errors import StandsInTheWay
from core.domain.errors import BadField, BadValue, KnownError, PasswordProtected
from core.domain.lead import Answer
from core.domain.rights import MAY, UseCase
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
from core.services.scoring import compute_at_once
from core.services.session import Done, Session
from core.services.told_lines import TakenReply
from desktop.desk import Desk
from desktop.screens.outcomes.choosing import choice, is_open
from desktop.screens.outcomes.exporting import TaskExport
from desktop.screens.outcomes.following import Following
from desktop.screens.outcomes.pasting import Pasting
from desktop.screens.outcomes.row_words import about, about_row, awaited_line, counted, stands_in, waiting_line
from desktop.screens.outcomes.shown import TABS, OutcomesView, Tab

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
        self._several: Sequence[int] = ()
        self._picked: dict[int, AwaitedLead] = {}
        """Which offers rows are about, as a person has said."""
        self._pasting = Pasting(view, desk, self._taken, self._refused)
        self.tasks = TaskExport(view, desk)
        self.following = Following(view, desk, self._note, self._refused, self._compute)
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

    def select(self, places: Sequence[int]) -> None:
        """The rows that are selected together, in their order."""
        ids = self._ids()
        several = tuple(ids[place] for place in places if place < len(ids)) if len(places) > 1 else ()
        if several != self._several:
            self._several = several
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

        def done(result: Done[tuple[int, ...]]) -> None:
            self._desk.tell(self._say("undone"), icon="undo-2")
            self._compute(result.value)

        self._desk.do(lambda session: undo_outcome(session, entry), done, self._refused)
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

    def paste(self, text: str) -> None:
        """Copied answers; bare ones go to the selected rows, or from the chosen one on."""
        ids, chosen = self._ids(), self._chosen[self._tab]
        below = ids[ids.index(chosen) :] if chosen in ids else ids
        self._pasting.paste(text, (self._several or below) if self._tab != "lines" else ())

    def choose_lead(self) -> None:
        """Which offer the chosen row is about."""
        line = self._line
        if self._tab == "lines" and line is not None and is_open(line):
            shown = choice(self._desk.words, line, self._awaited.leads)
            self._view.ask_lead(shown, lambda lead: self._pick(line.id, lead))

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
        return [one for one in self._awaited.leads if stands_in(one, tab)]

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

    @property
    def _about_line(self) -> tuple[int, bool] | None:
        """The lead of the chosen row of a file and whether it has an answer already."""
        line = self._line
        if line is None:
            return None
        picked = self._picked.get(line.id)
        if picked is not None:
            return picked.recommendation, picked.silent_on is not None
        return None if line.lead is None else (line.lead, line.answered)

    def _may_answer(self) -> bool:
        if self._tab != "lines":
            return self._lead is not None and not self._several
        return self._about_line is not None

    def _pick(self, line: int, lead: int) -> None:
        found = next((one for one in self._awaited.leads if one.recommendation == lead), None)
        if found is not None:
            self._picked[line] = found
            self._show_tab()

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
            self._after(lambda session: record(session, lead.recommendation, answer, on, amount), told, lead.client)
        elif line is not None and (meant := self._about_line) is not None:
            (number, answered), settled, picked = meant, line.id, self._picked.get(line.id)
            settle = correct_by_line if answered else settle_line
            client = line.client if picked is None else picked.client
            self._after(lambda session: settle(session, settled, number, answer, on=on, amount=amount), told, client)

    def _after(self, deed: Deed, told: str, client: int | None = None) -> None:
        """Do it, go to the next row, tell it, and compute the client anew."""
        ids = self._ids()
        place = ids.index(self._chosen[self._tab])
        following = [*ids[place + 1 :], *reversed(ids[:place])]
        tab = self._tab

        def done(result: Done[None]) -> None:
            self._chosen[tab] = following[0] if following else 0
            self._view.clear_fields(self._desk.words.day(self._desk.session.today()))
            self._note(result.entry)
            self._desk.tell(told, entry=result.entry)
            self._compute(() if client is None else (client,))

        self._desk.do(deed, done, self._refused)

    def _compute(self, clients: Sequence[int]) -> None:
        """An answer counts at once; where that is refused the clients just wait."""
        if clients and MAY[UseCase.COMPUTE] & self._desk.session.roles:
            self._desk.do(lambda session: compute_at_once(session, clients), None, lambda _error: None)

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
        self._compute(taken.clients)
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
        awaited = {one.recommendation: one for one in self._awaited.leads}
        still = ((one.id, self._picked.get(one.id)) for one in self._waiting)
        self._picked = {id_: awaited[one.recommendation] for id_, one in still if one and one.recommendation in awaited}
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
            [waiting_line(self._desk.words, one, self._picked.get(one.id)) for one in self._waiting]
            if self._tab == "lines"
            else [awaited_line(self._desk.words, one) for one in self._leads(self._tab)]
        )
        count = counted(self._desk.words, self._leads(self._tab), self._tab)
        count = self._say("count_lines", n=len(lines)) if self._tab == "lines" else count
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
        self._view.show_choosable(choosable=line is not None and is_open(line))
        one = None if self._several else lead
        known = self.following.show([] if self._tab == "lines" else self._awaited.leads, one, late=self._tab == "late")
        if self._tab != "lines" and self._several:
            several = self._say("several", n=len(self._several))
            self._view.show_asked(several, self._say("several_note"), answers=False, drops=False)
        elif lead is not None:
            self._view.show_asked(about(self._desk.words, lead), known, answers=True, drops=False)
        elif line is not None:
            note = self._say(f"advice_{line.problem}")
            self._view.show_asked(
                about_row(self._desk.words, line, self._picked.get(line.id)),
                note,
                answers=self._about_line is not None,
                drops=True,
            )
