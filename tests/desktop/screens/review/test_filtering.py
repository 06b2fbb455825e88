"""A part of the queue, and another order of it."""

from datetime import date

from core.services.queue_filter import Order
from core.services.review import QueueEntry
from core.services.session import Session
from desktop.screens.review.lineup import Lineup
from tests.desktop.screens.review.opened import KEYS, Opened
from tests.desktop.screens.review.reviewing import Review, own_services
from tests.support.bases import all_recommendations
from tests.support.driver import CTRL


def shown(review: Review) -> set[int]:
    return {one.id for one in review.view.entries}


def test_a_filter_shows_its_part_counts_it_and_keeps_the_card_that_is_in_it(session: Session) -> None:
    review = Review(session, threshold=16)
    partners = {one.id for one in all_recommendations(session) if one.service_id not in own_services(session)}
    everything = shown(review)
    mine = next(id_ for id_ in everything if id_ in partners)
    review.does.arrive({"recommendation": mine})
    review.does.filtering.toggle()
    review.does.filtering.pick("own", False)
    assert shown(review) == everything & partners
    assert review.view.current == mine
    assert review.view.counts is not None
    assert review.view.counts.shown == str(len(everything & partners))
    assert review.view.filtered
    review.does.decline()
    assert review.does.undo()
    assert shown(review) == everything & partners
    review.does.filtering.reset()
    assert shown(review) == everything
    assert not review.view.filtered


def test_a_filter_that_fits_nothing_offers_to_be_reset(session: Session) -> None:
    review = Review(session)
    review.does.filtering.pick("returned", True)
    empty = review.view.empty
    assert empty is not None
    assert empty.title == f"0 из {len(all_recommendations(session))} по фильтру"
    review.does.empty.press()
    assert review.view.empty is None
    assert len(review.view.entries) == 16


def test_what_there_is_to_choose_is_read_when_it_is_looked_at(session: Session) -> None:
    review = Review(session)
    assert review.view.filter is None
    review.does.filtering.toggle()
    assert review.view.filter is not None
    names = [word for word, _ in review.view.filter.parts["kind_id"][1]]
    assert names[0] == "Все виды услуг" and "КАСКО" in names
    review.does.filtering.toggle()
    assert review.view.filter is None


def test_the_order_by_day_puts_the_earliest_first_and_those_without_one_last_and_holds_while_decisions_come() -> None:
    due = {1: date(2026, 12, 1), 2: date(2026, 11, 1), 4: date(2026, 12, 1)}
    entries = [QueueEntry(id_, id_, score, False, 1) for id_, score in ((1, 70), (2, 60), (3, 99), (4, 80), (5, 65))]
    lineup = Lineup(entries, order=lambda one: (due.get(one.id, date.max), -one.score))
    assert [one.id for one in lineup.entries(1)] == [2, 4, 1, 3, 5]
    assert [one.id for one in lineup.entries(70)] == [4, 1, 3]
    taken = lineup.take_out(4)
    assert taken is not None
    assert [one.id for one in lineup.entries(70)] == [1, 3]
    lineup.put_back(taken)
    assert [one.id for one in lineup.entries(70)] == [4, 1, 3]
    assert [one.id for one in lineup.entries(1)] == [2, 4, 1, 3, 5]


def test_the_order_is_remembered_and_no_decision_changes_it(session: Session) -> None:
    review = Review(session)
    review.does.filtering.pick("order", Order.DUE)
    assert review.desk.kept["review_order"] == "due"
    before = [one.id for one in review.view.entries]
    review.does.step(5)
    review.does.decline()
    assert [one.id for one in review.view.entries] == before[:5] + before[6:]
    review.does.undo()
    assert [one.id for one in review.view.entries] == before


def test_ctrl_f_opens_the_filters_and_no_digit_decides_while_one_is_chosen(opened: Opened) -> None:
    opened.press(KEYS.Key_F, CTRL)
    bar = opened.page.filter_bar
    assert bar.isVisible()
    assert opened.host.focusWidget() is bar.choices["order"]
    for key in (KEYS.Key_1, KEYS.Key_2, KEYS.Key_3):
        opened.press(key)
    assert opened.entries == 16
    opened.press(KEYS.Key_Escape)
    assert bar.isVisible()
    assert opened.page.queue.hasFocus()
    bar.choices["kind_id"].setFocus()
    opened.press(KEYS.Key_F, CTRL)
    assert not bar.isVisible()
    assert opened.page.queue.hasFocus()
