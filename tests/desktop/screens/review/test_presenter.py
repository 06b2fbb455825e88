"""The review decides, moves on, counts from data and takes back, without a window."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.domain.errors import StageForbidden
from core.domain.lead import Stage
from core.domain.rights import Role
from core.services.clients import import_clients
from core.services.consents import withdraw_consent
from core.services.decisions import accept, decline, take_back
from core.services.review import QueueEntry, read_queue
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from desktop.screens.review.card_text import CardText
from desktop.screens.review.empty_text import EmptyText
from desktop.screens.review.lineup import Heading, Row
from desktop.screens.review.panel_text import PanelText
from desktop.screens.review.presenter import ReviewPresenter
from desktop.screens.review.queue_text import LineText
from desktop.screens.review.view import CountsText, Scale
from desktop.words import Words
from tests.support.bases import CAR, TODAY, all_recommendations, client_row
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
    panel: PanelText | None = None
    empty: EmptyText | None = None
    updated: str = ""
    days: tuple[date, date] | None = None
    clipboard: str = ""

    def show_scale(self, scale: Scale) -> None:
        self.scale = scale

    def show_counts(self, counts: CountsText) -> None:
        self.counts = counts

    def show_queue(self, rows: Sequence[Row], current: int) -> None:
        self.rows, self.row = list(rows), current

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

    def do(self, *command: Any) -> None:
        self.waiting.append(lambda: super(LateDesk, self).do(*command))

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


# ---------------------------------------------------------------------- arriving


def test_the_page_opens_at_the_recommended_threshold_with_the_first_card(session: Session) -> None:
    view = Review(session).view
    assert view.scale is not None
    assert (view.scale.least, view.scale.recommended, view.scale.value) == (16, 80, 80)
    assert [row for row in view.rows if isinstance(row, Heading)] == [Heading("group_queue", 16)]
    assert view.card is not None
    assert (view.row, view.card.id, view.place) == (1, view.entries[0].id, "1 из 16")


def test_the_bars_count_every_undecided_recommendation_by_its_score(session: Session) -> None:
    view = Review(session).view
    scores = [one.score for one in read_queue(session).entries]
    assert view.scale is not None
    assert list(view.scale.counts) == [scores.count(score) for score in range(101)]


def test_what_the_threshold_shows_is_said_with_the_next_step_down(session: Session) -> None:
    review = Review(session, threshold=52)
    assert review.view.counts is not None
    counts = review.view.counts
    assert (counts.to_decide, counts.shown, counts.shown_of, counts.hint) == (
        "16 ждут решения",
        "16",
        f"из {len(read_queue(session).entries)}",
        "при 50: +8",
    )


def test_the_threshold_never_goes_below_the_floor_and_is_remembered(session: Session) -> None:
    review = Review(session)
    review.does.move_threshold(3)
    assert review.view.scale is not None
    assert review.view.scale.value == 16
    assert review.desk.kept["threshold"] == 16
    assert {one.score for one in review.view.entries} == {16, 50, 83}


def test_a_threshold_that_is_still_dragged_is_not_remembered(session: Session) -> None:
    review = Review(session)
    review.does.move_threshold(50, settled=False)
    assert len(review.view.entries) == 24
    assert "threshold" not in review.desk.kept


def test_moving_the_threshold_keeps_the_card_that_is_read(session: Session) -> None:
    review = Review(session)
    review.does.step(5)
    kept = review.view.current
    review.does.move_threshold(50)
    assert review.view.current == kept


def test_the_cards_that_come_next_are_read_before_they_are_reached(session: Session) -> None:
    review = Review(session)
    asked: list[str] = []
    ask = review.desk.ask

    def counting(line: str, *rest: Any) -> None:
        asked.append(line)
        ask(line, *rest)

    review.desk.ask = counting  # type: ignore[assignment, method-assign]
    review.does.decline()
    assert review.view.card is not None
    assert review.view.card.id == review.view.current
    at_once = [line for line in asked if line == "review.cards"]
    assert len(at_once) <= 2  # those ahead, and the client's other cards: never one that is needed now


def test_rows_are_read_by_pages_around_what_is_in_sight(session: Session) -> None:
    review = Review(session, threshold=16)
    review.does.look(0, 5)
    assert set(review.view.lines) == {one.id for one in review.view.entries}
    line = review.view.lines[review.view.current]
    assert line.name.startswith("Кактусов")
    assert line.sentence == f"{line.name}, {line.second.replace(' · ', ', ')}, балл 83"


# ---------------------------------------------------------------------- deciding


def test_accepting_leaves_the_list_shows_the_next_card_and_tells_it_with_its_entry(session: Session) -> None:
    review = Review(session)
    review.does.look(0, 20)
    first, second, *_ = [one.id for one in review.view.entries]
    name = review.view.lines[first].name
    review.does.accept()
    assert stages(session)[first] in {Stage.WAITING, Stage.TASK}
    assert (review.view.current, review.view.place) == (second, "1 из 15")
    sentence, entry = review.desk.told[-1]
    assert sentence.startswith("Принято: ")
    assert sentence.endswith(name)
    assert entry is not None


def test_declining_and_postponing_move_on_too(session: Session) -> None:
    review = Review(session)
    first, second, third, *_ = [one.id for one in review.view.entries]
    review.does.decline()
    review.does.postpone()
    assert stages(session)[first] is Stage.DECLINED
    one = next(one for one in all_recommendations(session) if one.id == second)
    assert (one.stage, one.postponed_until) == (Stage.POSTPONED, TODAY + timedelta(days=1))
    assert review.view.current == third
    assert review.desk.told[-1][0].startswith("Отложено до 21.11.2026: ")


def test_a_day_can_be_chosen(session: Session) -> None:
    review = Review(session)
    review.does.choose_day()
    assert review.view.days is not None
    assert review.view.days[0] == TODAY + timedelta(days=1)
    first = review.view.current
    review.does.postpone(date(2026, 12, 24))
    one = next(one for one in all_recommendations(session) if one.id == first)
    assert one.postponed_until == date(2026, 12, 24)


def test_the_last_of_the_list_is_followed_by_the_one_before_it(session: Session) -> None:
    review = Review(session)
    review.does.step(100)
    *_, before, last = [one.id for one in review.view.entries]
    assert review.view.current == last
    review.does.decline()
    assert review.view.current == before


def test_every_counter_matches_a_recount_from_the_base_after_each_decision(session: Session) -> None:
    review = Review(session, threshold=50)
    for does in (review.does.accept, review.does.decline, review.does.postpone, review.does.decline):
        does()
        review.pass_on_changes()
        scores = [one.score for one in read_queue(session).entries]
        shown = sum(score >= 50 for score in scores)
        assert review.view.counts is not None
        assert review.view.counts.shown == str(shown)
        assert review.view.counts.shown_of == f"из {len(scores)}"
        assert len(review.view.entries) == shown


def test_the_next_card_does_not_wait_for_the_base(session: Session) -> None:
    review = Review(session, late=True)
    first, second, *_ = [one.id for one in review.view.entries]
    review.does.accept()
    assert review.view.current == second
    assert stages(session)[first] is Stage.PROCESSED
    assert isinstance(review.desk, LateDesk)
    review.desk.catch_up()
    assert stages(session)[first] is not Stage.PROCESSED


def test_what_the_base_refuses_comes_back_with_the_reason(session: Session) -> None:
    review = Review(session, late=True)
    first = review.view.current
    review.does.accept()
    accept(session, [first])  # somebody was faster
    assert isinstance(review.desk, LateDesk)
    review.desk.catch_up()
    assert review.view.current == first
    assert review.view.place == "1 из 16"
    stage = stages(session)[first].value
    assert review.desk.warned == [Words().error(StageForbidden(before=stage, after=stage))]


def test_without_consent_a_card_says_why_it_cannot_be_accepted_and_is_not(session: Session) -> None:
    review = Review(session, threshold=16)
    partner = next(one for one in all_recommendations(session) if one.service_id not in _own_services(session))
    withdraw_consent(session, [partner.client_id], "С-1")
    review.does.arrive({"recommendation": partner.id})
    card = review.view.card
    assert card is not None
    assert card.id == partner.id
    assert card.blocked.startswith("Принять нельзя: клиент не дал согласия")
    assert ("Нет согласия партнёру", "warn") in [(chip.text, chip.tone) for chip in card.chips]
    review.does.accept()
    assert stages(session)[partner.id] is Stage.PROCESSED
    review.does.look(0, 99)
    assert review.view.lines[partner.id].second == "Нет согласия партнёру"
    review.does.decline()
    assert stages(session)[partner.id] is Stage.DECLINED


def _own_services(session: Session) -> set[int]:
    with session.store.reading() as work:
        catalogue = work.catalogue.read()
        return {one.id for one in catalogue.services.values() if catalogue.companies[one.company_id].own}


# ---------------------------------------------------------------------- undoing


def test_one_undo_takes_back_one_decision_and_returns_to_its_card(session: Session) -> None:
    review = Review(session)
    first, second, *_ = [one.id for one in review.view.entries]
    review.does.accept()
    review.does.decline()
    assert review.does.undo()
    assert review.view.current == second
    assert stages(session)[second] is Stage.PROCESSED
    assert stages(session)[first] is not Stage.PROCESSED
    assert review.does.undo()
    assert review.view.current == first
    assert review.view.counts is not None
    assert review.view.counts.shown == "16"
    assert not review.does.undo()


def test_undo_of_a_toast_takes_back_its_own_decision(session: Session) -> None:
    review = Review(session)
    first = review.view.current
    review.does.accept()
    entry = review.desk.told[-1][1]
    review.does.decline()
    assert entry is not None
    review.does.undo_entry(entry)
    assert review.view.current == first
    assert stages(session)[first] is Stage.PROCESSED


def test_a_decision_of_an_earlier_visit_is_undone_by_its_entry(session: Session) -> None:
    first = read_queue(session).entries[0].id
    entry = decline(session, [first]).entry
    review = Review(session)
    assert first not in {one.id for one in review.view.entries}
    assert entry is not None
    review.does.undo_entry(entry)
    assert review.view.current == first


def test_a_decision_that_is_still_under_way_is_undone_as_soon_as_the_base_has_it(session: Session) -> None:
    review = Review(session, late=True)
    first = review.view.current
    review.does.accept()
    assert review.does.undo()
    assert isinstance(review.desk, LateDesk)
    review.desk.catch_up()
    assert stages(session)[first] is Stage.PROCESSED
    assert review.view.current == first
    assert len(review.view.entries) == 16


def test_what_has_left_is_not_undone_and_is_listed(session: Session) -> None:
    review = Review(session, threshold=16)
    partner = next(one for one in all_recommendations(session) if one.service_id not in _own_services(session))
    review.does.arrive({"recommendation": partner.id})
    review.does.accept()
    make_packages(session, [partner.client_id], "ru")
    assert review.does.undo()
    panel = review.view.panel
    assert panel is not None
    assert panel.title == "Отменить это решение уже нельзя"
    (item,) = panel.sections[0].items
    assert "Кактусов" in item.text
    assert "уже в пакете, файл opuntia-" in item.text
    assert stages(session)[partner.id] is Stage.PACKAGED
    assert review.does.close_panel()
    assert review.view.panel is None


# ---------------------------------------------------------------------- news from elsewhere


def test_ones_own_decisions_are_no_news(session: Session) -> None:
    review = Review(session)
    review.does.accept()
    review.pass_on_changes()
    review.does.undo()
    review.pass_on_changes()
    assert review.view.updated == ""


def test_newer_scores_are_offered_and_taken_only_when_asked_for(session: Session) -> None:
    review = Review(session)
    review.does.decline()
    review.pass_on_changes()
    before = review.view.rows
    import_clients(session, [client_row(number, CAR) for number in range(100, 110)])
    compute(session)
    review.does.read_again()
    assert review.view.updated == "Баллы обновились, прежние решения сохранены."
    assert review.view.rows == before
    review.does.show_newer()
    assert review.view.updated == ""
    assert review.view.rows != before
    assert {one.id for one in review.view.entries} <= {one.id for one in read_queue(session).entries}


def test_a_change_that_touches_nothing_shown_is_not_news(session: Session) -> None:
    review = Review(session)
    review.does.read_again()
    assert review.view.updated == ""


def test_what_was_taken_back_elsewhere_is_news(session: Session) -> None:
    review = Review(session)
    first = review.view.current
    review.does.decline()
    review.pass_on_changes()
    take_back(session, [first])
    review.does.read_again()
    assert review.view.updated


# ---------------------------------------------------------------------- nothing to show


def test_a_base_without_clients_leads_to_the_import(empty_session: Session) -> None:
    review = Review(empty_session)
    assert review.view.empty is not None
    assert review.view.empty.title == "Клиентов пока нет"
    review.does.press_empty()
    assert review.desk.went == [("imports", {})]


def test_clients_without_scores_lead_to_the_scoring(empty_session: Session) -> None:
    import_clients(empty_session, [client_row(1, CAR), client_row(2, CAR)])
    review = Review(empty_session)
    assert review.view.empty is not None
    assert review.view.empty.text == "2 клиента ждут расчёта."
    review.does.press_primary()
    assert review.desk.went == [("compute", {})]


def test_where_nothing_is_above_the_threshold_a_lower_one_is_offered(session: Session) -> None:
    review = Review(session, threshold=90)
    empty = review.view.empty
    assert empty is not None
    assert (empty.title, empty.text, empty.action, empty.strip) == (
        "Выше 90 ничего",
        "При 83 появится 16.",
        "Порог 83",
        True,
    )
    review.does.press_empty()
    assert review.view.empty is None
    assert len(review.view.entries) == 16


def test_when_all_is_done_the_page_says_how_and_leads_to_sending(session: Session) -> None:
    review = Review(session)
    for place in range(16):
        review.now += 5
        (review.does.decline if place < 4 else review.does.postpone if place < 6 else review.does.accept)()
    empty = review.view.empty
    assert empty is not None
    assert empty.title == "16 решений за 1 мин 20 с: 10 / 4 / 2"
    assert empty.action == "К отправке (10)"
    assert "При 50 появится 8." in empty.text
    review.does.press_empty()
    assert review.desk.went == [("sending", {})]


def test_undo_leads_back_from_a_finished_queue(session: Session) -> None:
    review = Review(session)
    for _ in range(16):
        review.does.decline()
    assert review.view.empty is not None
    review.does.undo()
    assert review.view.empty is None
    assert len(review.view.entries) == 1


def test_the_pace_is_told_once_it_is_known_and_a_pause_does_not_spoil_it(session: Session) -> None:
    review = Review(session)
    for seconds in (30, 30, 30, 30):
        review.now += seconds
        review.does.decline()
    assert review.view.place == "1 из 12"
    review.now += 3 * 3600
    review.does.decline()
    assert review.view.place == "1 из 11 · около 15 мин"


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("language", "facts"),
    [("ru", "физлицо  ·  клиент с 20.11.2026"), ("en", "person  ·  client since 20 Nov 2026")],
)
def test_the_card_speaks_the_language_of_the_window(session: Session, language: Any, facts: str) -> None:
    card = Review(session, Words(language)).view.card
    assert card is not None
    assert facts in card.facts.replace("\N{NO-BREAK SPACE}", " ")


def test_roubles_of_rivals_are_shown_to_those_who_may_see_them_alone(session: Session) -> None:
    service = next(iter({one.service_id for one in all_recommendations(session)} - _own_services(session)))
    with session.store.unit_of_work() as work:
        kind = work.catalogue.read().services[service].kind_id
    manager = replace(session, roles=frozenset({Role.MANAGER}))
    wanted = next(one.id for one in all_recommendations(session) if one.kind_id == kind)
    for reader in (session, manager):
        review = Review(reader, threshold=16)
        review.does.arrive({"recommendation": wanted})
        assert review.view.card is not None
        assert not review.view.card.rivals.arppu  # nobody's is known
        review.does.toggle_details()
        told = str(review.view.panel)
        assert "₽" not in told


def test_reasons_of_the_experts_do_not_pass_for_counts_of_clients(session: Session) -> None:
    review = Review(session, threshold=16)
    seen = set()
    for _ in review.view.entries:
        card = review.view.card
        assert card is not None
        for reason in (*card.why.pro, *card.why.contra):
            seen.add(reason.evidence == "матрица")
            assert (reason.evidence == "матрица") == ("эксперт" in reason.text)
        review.does.step(1)
    assert True in seen


def test_the_details_follow_the_card(session: Session) -> None:
    review = Review(session)
    review.does.toggle_details()
    assert review.view.panel is not None
    first = review.view.panel.title
    review.does.step(1)
    assert review.view.panel.title != first
    review.does.toggle_details()
    assert review.view.panel is None


def test_what_to_say_goes_into_the_clipboard(session: Session) -> None:
    review = Review(session)
    review.does.copy_said()
    assert review.view.card is not None
    assert review.view.clipboard == review.view.card.to_say != ""
