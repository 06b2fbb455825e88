"""What is shown of the decisions against the numbers: which period, put together by what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from core.domain.decision import DeclineReason
from core.services.decisions import count_reasons
from core.services.overriding import Overridden, read_overrides
from core.services.session import Session
from desktop.desk import Desk
from desktop.screens.overrides.lines import Line, Lines, declined_lines, given_up, override_lines
from desktop.screens.overrides.sums import Grouping, sum_up

PERIODS: Final = (30, 90, 0)
"""Days back from now; 0 for all."""

Options = Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the base has of a period; what was declined bears no day and is all of it."""

    overrides: Sequence[Overridden] = ()
    declined: Mapping[DeclineReason | None, int] = field(default_factory=dict)


class OverridesView(Protocol):
    """What the presenter asks of the screen."""

    def show_choices(self, groupings: Options, grouping: Grouping, periods: Options, period: int | None) -> None:
        """What can be chosen, and what stands; no period where it makes no difference."""

    def show_lines(self, lines: Lines, summary: str) -> None:
        """The grid, and all of it in a few words."""

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """No row."""


class OverridesPresenter:
    """Reads a period once; how it is put together is decided here."""

    def __init__(self, view: OverridesView, desk: Desk) -> None:
        self._view = view
        self._desk = desk
        self._found = Found()
        self._lines: tuple[Line, ...] = ()
        self._grouping = Grouping.EACH
        self._period = PERIODS[0]

    def read(self) -> None:
        """Show the page."""
        days = self._period

        def ask(session: Session) -> Found:
            since = session.now() - timedelta(days=days) if days else datetime.min
            return Found(read_overrides(session, since), count_reasons(session))

        self._desk.ask("overrides", ask, self._take)

    def pick_grouping(self, grouping: Grouping) -> None:
        """Put together by something else."""
        self._grouping = grouping
        self._show()

    def pick_period(self, days: int) -> None:
        """Another period."""
        self._period = days
        self.read()

    def open(self, row: int) -> None:
        """The client of this row."""
        client = self._lines[row].client if row < len(self._lines) else None
        if client is not None:
            self._desk.go("client", client=client)

    def go_on(self) -> None:
        """The button of the empty page: a longer period where that may help, else the review."""
        if self._widens:
            self.pick_period(PERIODS[-1])
        else:
            self._desk.go("review")

    # ------------------------------------------------------------------

    def _say(self, key: str, **blanks: object) -> str:
        return self._desk.words.say("overrides", key, **blanks)

    @property
    def _widens(self) -> bool:
        return self._grouping is not Grouping.DECLINED and self._period != PERIODS[-1]

    def _take(self, found: Found) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        words, of_declined = self._desk.words, self._grouping is Grouping.DECLINED
        groupings = [(self._say(f"show_{one.value}"), one) for one in Grouping]
        periods = [(self._say(f"period_{days}"), days) for days in PERIODS]
        self._view.show_choices(groupings, self._grouping, periods, None if of_declined else self._period)
        if of_declined:
            lines = declined_lines(self._found.declined, words)
            summary = self._say("declined_count", n=sum(self._found.declined.values()))
        else:
            lines = override_lines(self._found.overrides, self._grouping, words)
            whole = sum_up(self._found.overrides)
            count = self._say("count", n=whole.count)
            summary = self._say("summary", count=count, value=given_up(whole, words))
        self._lines = lines.rows
        if lines.rows:
            self._view.show_lines(lines, summary)
        else:
            empty = "none_declined" if of_declined else "none_lately" if self._widens else "none"
            action = self._say("widen_do" if self._widens else "review_do")
            self._view.show_nothing(self._say(empty), self._say(f"{empty}_text"), action)
