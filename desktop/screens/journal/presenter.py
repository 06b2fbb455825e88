"""What the journal shows: its lines page by page as one scrolls, by a filter; its check; its workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from core.domain.journal import Group, JournalFilter, JournalLine
from core.services.entries import tell_details, tell_role, tell_use_case
from core.services.journal import JournalCheck, JournalPage, backup_heads, check_journal, export_journal, read_journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.services.session import Session
    from desktop.desk import Desk

EVERYTHING: Final = JournalFilter()


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the journal in words; `spoken` is all of it as one sentence."""

    id: int
    at: str
    login: str
    role: str
    use_case: str
    details: str
    spoken: str


@dataclass(frozen=True, slots=True)
class FilterShown:
    """The filter as it stands. `first` and `last` are local days within `span`, which is all there is; `users` and
    `groups` are (word, value) pairs, the value None is everybody.
    """

    span: tuple[date, date]
    first: date
    last: date
    users: tuple[tuple[str, int | None], ...]
    user: int | None
    groups: tuple[tuple[str, Group], ...]
    chosen: frozenset[Group]


@dataclass(frozen=True, slots=True)
class _Read:
    """A first page with how many lines there are in all, and the day of the oldest."""

    page: JournalPage
    every: int
    oldest: datetime | None


class JournalView(Protocol):
    """What the presenter shows."""

    def show_filter(self, shown: FilterShown) -> None:
        """The filter as it stands."""

    def show_lines(self, rows: Sequence[LineRow], count: str, *, filtered: bool) -> None:
        """The first page in place of all lines; `count` says how many there are."""

    def add_lines(self, rows: Sequence[LineRow]) -> None:
        """The next page."""

    def show_nothing(self, title: str, text: str, reset: str, count: str) -> None:
        """No line: why, and the word of the button that takes the filter away, if one stands."""

    def show_busy(self, *, checking: bool, exporting: bool) -> None:
        """What is under way cannot be begun again."""

    def show_message(self, text: str, tone: str = "info") -> None:
        """A sentence above the lines."""

    def choose_file(self, title: str, name: str, kinds: str) -> str:
        """Where a workbook goes; "" where a person thinks better of it."""


class JournalPresenter:
    """`more`: whether lines are there that were not read yet."""

    def __init__(self, view: JournalView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._wanted = EVERYTHING
        self._span = (date.min, date.max)
        self._total = 0
        self._last: int | None = None
        self._given = 0
        self._reading = False
        self._checking = self._exporting = False

    @property
    def more(self) -> bool:
        """Whether the next page may be asked for."""
        return not self._reading and self._given < self._total

    def read(self) -> None:
        """The first page."""
        wanted = self._wanted
        self._reading = True

        def question(session: Session) -> _Read:
            page = read_journal(session, wanted)
            every = page.total if wanted == EVERYTHING else read_journal(session, EVERYTHING, limit=0).total
            oldest = read_journal(session, EVERYTHING, limit=1, offset=max(0, every - 1)).lines
            return _Read(page, every, oldest[0].at if oldest else None)

        self._desk.ask("journal", question, self._read)

    def read_more(self) -> None:
        """The next page, as one scrolls."""
        if not self.more:
            return
        self._reading = True
        wanted, offset = self._wanted, self._given
        self._desk.ask("journal", lambda session: read_journal(session, wanted, offset=offset), self._read_on)

    # ------------------------------------------------------------------ the filter

    def pick_days(self, first: date, last: date) -> None:
        """From this day to that one; a day at the edge of all there is bounds nothing."""
        least, most = self._span
        self._filter(
            replace(self._wanted, first=None if first <= least else first, last=None if last >= most else last)
        )

    def pick_user(self, user: int | None) -> None:
        """One user's lines, or everybody's."""
        self._filter(replace(self._wanted, user_id=user))

    def pick_group(self, group: Group, *, on: bool) -> None:
        """Lines of a group too, or no more."""
        self._filter(
            replace(self._wanted, groups=self._wanted.groups | {group} if on else self._wanted.groups - {group})
        )

    def reset(self) -> None:
        """All lines."""
        self._filter(EVERYTHING)

    # ------------------------------------------------------------------ check and workbook

    def check(self) -> None:
        """Follow the whole chain, with the heads that lie in the backups as further anchors."""
        if self._checking:
            return
        self._checking = True
        self._show_busy()
        self._desk.ask(
            "journal_check", lambda session: check_journal(session, backup_heads(session)), self._checked, self._refuse
        )

    def export(self) -> None:
        """What the filter lets through, as a workbook."""
        words = self._desk.words
        if self._exporting:
            return
        name = words.say("journal", "file", day=f"{self._desk.session.today():%Y-%m-%d}")
        chosen = self._view.choose_file(words.say("journal", "export_to"), f"{name}.xlsx", "Excel (*.xlsx)")
        if not chosen:
            return
        file = Path(chosen) if chosen.lower().endswith(".xlsx") else Path(f"{chosen}.xlsx")
        wanted, language = self._wanted, words.language
        self._exporting = True
        self._show_busy()
        self._desk.run(
            "export_journal",
            lambda session, _progress: export_journal(session, wanted, file, language),
            lambda done: self._exported(done.value, file),
            self._refuse,
            self._ended,
        )

    # ------------------------------------------------------------------

    def _filter(self, wanted: JournalFilter) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.read()

    def _read(self, read: _Read) -> None:
        self._reading = False
        page, words, today = read.page, self._desk.words, self._desk.session.today()
        least = today if read.oldest is None else min(today, _local(read.oldest).date())
        self._span = (least, today)
        self._total, self._given = page.total, len(page.lines)
        self._last = page.lines[-1].id if page.lines else None
        wanted, filtered = self._wanted, self._wanted != EVERYTHING
        users = tuple((login, id_) for id_, login in page.logins.items())
        self._view.show_filter(
            FilterShown(
                span=self._span,
                first=max(least, wanted.first or least),
                last=min(today, wanted.last or today),
                users=((words.say("journal", "everybody"), None), *users),
                user=wanted.user_id,
                groups=tuple((words.say("journal", f"group_{group.value}"), group) for group in Group),
                chosen=wanted.groups,
            )
        )
        key = "count_of" if filtered else "count"
        count = words.say("journal", key, n=page.total, every=read.every)
        if page.total:
            self._view.show_lines([self._row(line) for line in page.lines], count, filtered=filtered)
        elif filtered:
            say = words.say
            self._view.show_nothing(
                say("journal", "none_title", every=read.every),
                say("journal", "none_text"),
                say("journal", "reset"),
                count,
            )
        else:
            self._view.show_nothing(words.say("journal", "empty_title"), words.say("journal", "empty_text"), "", "")

    def _read_on(self, page: JournalPage) -> None:
        """Entries that came meanwhile have moved all others down: those that are here already come again."""
        self._reading = False
        fresh = [line for line in page.lines if self._last is None or line.id < self._last]
        self._given += len(page.lines)
        self._total = page.total if page.lines else self._given
        if fresh:
            self._last = fresh[-1].id
            self._view.add_lines([self._row(line) for line in fresh])

    def _row(self, line: JournalLine) -> LineRow:
        words = self._desk.words
        at = _local(line.at)
        told = (
            f"{words.day(at.date())}, {at:%H:%M:%S}",
            line.login or words.say("journal", "nobody"),
            tell_role(words.language, line.role),
            tell_use_case(words.language, line.use_case),
            tell_details(words.language, line.use_case, line.details),
        )
        return LineRow(line.id, *told, spoken=". ".join(filter(None, told)))

    def _checked(self, found: JournalCheck) -> None:
        self._checking = False
        self._show_busy()
        say = self._desk.words.say
        if found.trouble is not None:
            broken = say("journal", f"check_{found.trouble.kind.value}", entry=found.trouble.id)
            self._view.show_message(f"{broken} {say('journal', 'check_turn')}", "err")
        elif found.head.id == 0:
            self._view.show_message(say("journal", "check_empty"), "info")
        elif found.anchored_to:
            text = say("journal", "check_whole", entry=found.head.id, anchored=found.anchored_to)
            self._view.show_message(text, "ok")
        else:
            self._view.show_message(say("journal", "check_unanchored", entry=found.head.id), "info")

    def _exported(self, lines: int, file: Path) -> None:
        self._ended()
        self._desk.tell(self._desk.words.say("journal", "exported", n=lines, file=file.name))

    def _refuse(self, error: Exception) -> None:
        self._ended()
        self._checking = False
        self._show_busy()
        self._view.show_message(self._desk.words.error(error), "err")  # type: ignore[arg-type]

    def _ended(self) -> None:
        self._exporting = False
        self._show_busy()

    def _show_busy(self) -> None:
        self._view.show_busy(checking=self._checking, exporting=self._exporting)


def _local(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone()
