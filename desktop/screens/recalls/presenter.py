"""What is shown of the data to be called back, and what follows from what was pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Protocol

from core.domain.errors import KnownError
from core.services.recalls import RecallRow, mark_recalled, read_recalls, recall_text
from desktop.desk import Desk


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the grid as it is read; `spoken` is all of it in one sentence, `open` still to be done."""

    partner: str
    who: str
    service: str
    where: str
    state: str
    spoken: str
    open: bool


class RecallsView(Protocol):
    """What the presenter asks of the screen."""

    def show_lines(self, lines: Sequence[Line], chosen: int, count: str) -> None:
        """The rows, the place of the chosen one, what waits."""

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """No row."""

    def show_letter(self, text: str, action: str, *, copies: bool) -> None:
        """The letter about the chosen row's partner, empty where it was told; `action` is the page's one way on."""

    def copy(self, text: str) -> None:
        """Into the clipboard."""


class RecallsPresenter:
    """Keeps the chosen row over every reading."""

    def __init__(self, view: RecallsView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._rows: Sequence[RecallRow] = ()
        self._chosen = 0

    def read(self) -> None:
        """Show the page."""
        self._desk.ask("recalls", read_recalls, self._show)

    def choose(self, place: int) -> None:
        """Another row."""
        if 0 <= place < len(self._rows):
            self._chosen = self._rows[place].id
            self._show_letter()

    def copy(self) -> None:
        """The letter into the clipboard."""
        letter = self._letter()
        if letter:
            self._view.copy(letter)
            self._desk.tell(self._say("copied"), icon="copy")

    def mark(self) -> None:
        """The partner was told of all its rows that wait; or the chosen one waits after all."""
        row = self._row
        if row is None:
            return
        ids = [one.id for one in self._together] or [row.id]
        done = row.done_at is None
        told = self._say("marked", n=len(ids)) if done else self._say("reopened")
        self._desk.do(
            lambda session: mark_recalled(session, ids, done=done),
            lambda _done: self._desk.tell(told),
            self._refused,
        )

    def go_on(self) -> None:
        """The button of the empty page."""
        self._desk.go("sending")

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("recalls", key, **blanks)

    @property
    def _row(self) -> RecallRow | None:
        return next((one for one in self._rows if one.id == self._chosen), None)

    @property
    def _together(self) -> list[RecallRow]:
        """What the chosen row's partner is to be told of, where it waits."""
        row = self._row
        if row is None or row.done_at is not None:
            return []
        alike = (row.partner, row.reason)
        return [one for one in self._rows if (one.partner, one.reason) == alike and one.done_at is None]

    def _letter(self) -> str:
        together = self._together
        if not together:
            return ""
        letter = recall_text(together, self._desk.words.language)
        return f"{letter.subject}\n\n{letter.text}"

    def _show(self, rows: Sequence[RecallRow]) -> None:
        self._rows = rows
        if not rows:
            self._view.show_nothing(self._say("empty"), self._say("empty_text"), self._say("empty_do"))
            return
        ids = [one.id for one in rows]
        if self._chosen not in ids:
            self._chosen = ids[0]
        waiting = sum(one.done_at is None for one in rows)
        count = self._say("count", n=waiting) if waiting else self._say("count_none")
        self._view.show_lines([self._line(one) for one in rows], ids.index(self._chosen), count)
        self._show_letter()

    def _show_letter(self) -> None:
        row = self._row
        if row is not None:
            action = self._say("mark" if row.done_at is None else "reopen")
            self._view.show_letter(self._letter(), action, copies=row.done_at is None)

    def _line(self, one: RecallRow) -> Line:
        state = self._say("state_sent" if one.sent else "state_saved")
        if one.done_at is not None:
            day = one.done_at.replace(tzinfo=UTC).astimezone().date()
            state = self._say("state_done", day=self._desk.words.day(day))
        where = self._say("line" if one.row else "line_unknown", file=one.file_name, row=one.row)
        facts = {
            "partner": one.partner,
            "who": one.who or self._say("erased"),
            "service": one.service,
            "where": where,
            "state": state,
        }
        return Line(**facts, spoken=self._say("spoken", **facts), open=one.done_at is None)

    def _refused(self, error: KnownError) -> None:
        self._desk.warn(self._desk.words.error(error))
