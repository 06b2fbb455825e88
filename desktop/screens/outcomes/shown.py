"""What the page of outcomes shows, ready to be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Tab = Literal["awaited", "ask", "late", "lines"]
TABS: tuple[Tab, ...] = ("awaited", "ask", "late", "lines")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells under the heads of its tab, and all of it as one sentence; `late` asks for attention."""

    id: int
    cells: tuple[str, ...]
    spoken: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The words of the ways on where no answer comes; an empty one is not there."""

    remind: str
    pass_on: str
    pass_all: str


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """Pasted answers before they are recorded: `lines` (whose, what, whether it waits) under what they are together;
    `record` is empty where there is nothing to record.
    """

    title: str
    total: str
    note: str
    lines: tuple[tuple[str, str, bool], ...]
    record: str
    leave: str


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """Offers of which a row is about one: what the row `said`, the `lines` to search, and what the search begins with;
    `none` stands where nothing is found.
    """

    title: str
    said: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    begin: str
    search: str
    none: str
    choose: str
    leave: str


class OutcomesView(Protocol):
    """What the presenter asks of the screen."""

    def show_tabs(self, tabs: Sequence[tuple[str, str, str]], chosen: Tab) -> None:
        """(word, count, value) of each tab."""

    def show_lines(self, tab: Tab, heads: Sequence[str], lines: Sequence[Line], chosen: int, count: str) -> None:
        """The rows of a tab, the place of the chosen one, what waits in words."""

    def show_nothing(self, title: str, text: str, action: str) -> None:
        """No row in this tab."""

    def show_asked(self, about: str, note: str, *, answers: bool, drops: bool) -> None:
        """Whom and what the chosen row is about; whether it can be answered here, and put away."""

    def show_wrong(self, field: str, sentence: str) -> None:
        """`amount` or `on` cannot be what was typed; an empty sentence takes that back."""

    def begin_amount(self) -> None:
        """The client bought: the keyboard goes to the amount."""

    def clear_fields(self, day: str) -> None:
        """No amount, and this day."""

    def typed(self) -> tuple[str, str]:
        """The amount and the day as they stand in their fields."""

    def ask_file(self) -> None:
        """Let a partner's file be chosen, then `presenter.take`."""

    def show_ways(self, ways: Ways) -> None:
        """What can be done where no answer comes."""

    def copy(self, text: str) -> None:
        """Into the clipboard; it names nobody."""

    def show_tasks(self, *, there: bool) -> None:
        """Whether any of the rows is a task of our own."""

    def choose_place(self, title: str, name: str, kinds: str) -> str:
        """Where a workbook goes; "" where a person thinks better of it."""

    def ask_password(self) -> None:
        """The file is under a password: ask for it, then `presenter.take_with`."""

    def ask_pasted(self, shown: PreviewShown, then: Callable[[], None]) -> None:
        """Show pasted answers; `then` where they are to be recorded."""

    def ask_lead(self, shown: ChoiceShown, then: Callable[[int], None]) -> None:
        """Let an offer be chosen; `then` gets its lead."""

    def show_choosable(self, *, choosable: bool) -> None:
        """Whether a person may say which offer the chosen row is about."""
