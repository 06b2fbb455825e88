"""A review without a window: what stands on the page, and a desk whose commands may come late."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core.domain.lead import Stage
from core.services.review import QueueEntry
from core.services.session import Session
from desktop.screens.review.card_text import CardText
from desktop.screens.review.empty_text import EmptyText
from desktop.screens.review.filter_text import FilterText
from desktop.screens.review.giving_text import ChoicesText
from desktop.screens.review.lineup import Heading, Row
from desktop.screens.review.panel_text import PanelText
from desktop.screens.review.presenter import ReviewPresenter
from desktop.screens.review.queue_text import LineText
from desktop.screens.review.view import CountsText, HeldText, Scale
from desktop.words import Words
from tests.support.bases import all_recommendations
from tests.support.desk import PlainDesk


@dataclass
class Shown:
    """What stands on the page."""

    rows: list[Row] = field(default_factory=list)
    row: int = -1
    lines: dict[int, LineText] = field(default_factory=dict)
    card: CardText | None = None
    place: str = ""
    counts: CountsText | None = None
    scale: Scale | None = None
    held: HeldText | None = None
    panel: PanelText | None = None
    empty: EmptyText | None = None
    updated: str = ""
    days: tuple[date, date] | None = None
    clipboard: str = ""
    marked: list[int] = field(default_factory=list)
    chosen: int = 0
    filter: FilterText | None = None
    filtered: bool = False
    choices: ChoicesText | None = None
    reasons: bool = False
    timers: list[tuple[int, Callable[[], None]]] = field(default_factory=list)

    def show_scale(self, scale: Scale) -> None:
        self.scale = scale

    def show_counts(self, counts: CountsText) -> None:
        self.counts = counts

    def show_held(self, held: HeldText | None) -> None:
        self.held = held

    def show_queue(self, rows: Sequence[Row], current: int) -> None:
        self.rows, self.row = list(rows), current

    def mark_rows(self, rows: Sequence[int]) -> None:
        self.marked = list(rows)

    def show_chosen(self, count: int) -> None:
        self.chosen = count

    def show_choices(self, choices: ChoicesText | None) -> None:
        self.choices = choices

    def offer_reasons(self, offered: bool) -> None:
        self.reasons = offered

    def show_filter(self, shown: FilterText | None) -> None:
        self.filter = shown

    def show_filtered(self, filtered: bool) -> None:
        self.filtered = filtered

    def show_lines(self, lines: Mapping[int, LineText]) -> None:
        self.lines |= lines

    def forget_lines(self) -> None:
        self.lines = {}

    def show_card(self, card: CardText | None) -> None:
        self.card = card

    def show_place(self, text: str) -> None:
        self.place = text

    def show_panel(self, panel: PanelText | None) -> None:
        self.panel = panel

    def show_empty(self, empty: EmptyText | None) -> None:
        self.empty = empty

    def show_updated(self, text: str, action: str) -> None:  # noqa: ARG002
        self.updated = text

    def ask_day(self, first: date, last: date) -> None:
        self.days = (first, last)

    def later(self, ms: int, then: Callable[[], None]) -> None:
        self.timers.append((ms, then))

    def copy_text(self, text: str) -> None:
        self.clipboard = text

    @property
    def entries(self) -> list[QueueEntry]:
        return [row for row in self.rows if not isinstance(row, Heading)]

    @property
    def current(self) -> int:
        row = self.rows[self.row]
        assert isinstance(row, QueueEntry)
        return row.id


class LateDesk(PlainDesk):
    """Commands and their answers wait until `catch_up`."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.waiting: list[Callable[[], None]] = []
        self.commands: list[Callable[[Session], object]] = []

    def do(self, *command: Any) -> None:
        self.commands.append(command[0])
        self.waiting.append(lambda: super(LateDesk, self).do(*command))

    def leave(self) -> None:
        """The base is left: what was ordered is done in its order, and nobody hears the answers."""
        self.waiting.clear()
        for command in self.commands:
            command(self.session)

    def catch_up(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@dataclass
class Review:
    """A page with its presenter, as the window treats them."""

    session: Session
    words: Words = field(default_factory=Words)
    late: bool = False
    threshold: int | None = None

    @property
    def late_desk(self) -> LateDesk:
        assert isinstance(self.desk, LateDesk)
        return self.desk

    def __post_init__(self) -> None:
        self.now = 0.0
        self.view = Shown()
        self.desk = LateDesk(self.session) if self.late else PlainDesk(self.session, self.words)
        if self.threshold is not None:
            self.desk.kept["threshold"] = self.threshold
        self.does = ReviewPresenter(self.view, self.desk, lambda: self.now)
        self.does.arrive({})

    def pass_on_changes(self) -> None:
        """What the window does after a command."""
        changes, self.desk.changed = self.desk.changed, []
        for nouns in changes:
            if "recommendations" in nouns:
                self.does.read_again()


def stages(session: Session) -> dict[int, Stage]:
    """Recommendation → stage."""
    return {one.id: one.stage for one in all_recommendations(session)}


def resettle(session: Session, id_: int) -> int:
    """A run gives a recommendation to the first of its runners-up; the id of that service."""
    with session.store.unit_of_work() as work:
        (one,) = work.leads.some([id_])
        other, *rest = one.settled.runners_up
        settled = replace(one.settled, service_id=other, runners_up=(one.service_id, *rest))
        work.leads.resettle([(id_, settled)])
    return other


def own_services(session: Session) -> set[int]:
    """The services of our own company."""
    with session.store.reading() as work:
        catalogue = work.catalogue.read()
        return {one.id for one in catalogue.services.values() if catalogue.companies[one.company_id].own}
