"""Decisions are taken back one by one, and news from elsewhere are offered, not forced."""

from typing import Any

from core.domain.errors import BaseBusy
from core.domain.lead import Stage
from core.services.decisions import decline, take_back
from core.services.review import read_queue
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from desktop.screens.review.presenter import ReviewPresenter
from tests.desktop.screens.review.reviewing import LateDesk, Review, Shown, own_services, resettle, stages
from tests.support.bases import CAR, all_recommendations, client_row
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

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


def test_an_undoing_of_what_is_under_way_is_done_also_where_the_base_is_left_at_once(session: Session) -> None:
    review = Review(session, late=True)
    first = review.view.current
    review.does.accept()
    assert review.does.undo()
    review.late_desk.leave()
    assert stages(session)[first] is Stage.PROCESSED


def test_an_undoing_of_a_decision_that_the_base_refuses_says_only_that(session: Session) -> None:
    review = Review(session, late=True)
    first = review.view.current
    decline(session, [first])
    review.does.decline()
    assert review.does.undo()
    review.late_desk.catch_up()
    assert len(review.desk.warned) == 1
    assert review.desk.told == []
    assert stages(session)[first] is Stage.DECLINED


def test_an_undoing_that_comes_late_leaves_the_card_on_which_a_person_has_gone_on(session: Session) -> None:
    review = Review(session, late=True)
    first, second, third, *_ = [one.id for one in review.view.entries]
    review.does.decline()
    review.does.undo()
    review.does.step(1)
    assert review.view.current == third
    review.late_desk.catch_up()
    assert review.view.current == third
    assert [one.id for one in review.view.entries][:3] == [first, second, third]


def test_two_undoings_in_a_row_end_at_the_first_card(session: Session) -> None:
    review = Review(session, late=True)
    first = review.view.current
    review.does.decline()
    review.does.decline()
    review.does.undo()
    review.does.undo()
    review.late_desk.catch_up()
    assert review.view.current == first
    assert len(review.view.entries) == 16


def test_a_refusal_that_comes_late_leaves_the_card_on_which_a_person_has_gone_on(session: Session) -> None:
    review = Review(session, late=True)
    first, second, third, *_ = [one.id for one in review.view.entries]
    decline(session, [first])
    review.does.decline()
    review.does.decline()
    review.late_desk.catch_up()
    assert review.view.current == third
    assert first in {one.id for one in review.view.entries}
    assert stages(session)[second] is Stage.DECLINED


def test_what_has_left_is_not_undone_and_is_listed(session: Session) -> None:
    review = Review(session, threshold=16)
    partner = next(one for one in all_recommendations(session) if one.service_id not in own_services(session))
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
    undecided = stages(session)
    review.does.decline()  # the card lies under the panel: nobody decides about it unseen
    assert review.view.panel is None
    assert stages(session) == undecided


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


def test_another_partner_for_a_card_is_news(session: Session) -> None:
    review = Review(session)
    first = review.view.current
    resettle(session, first)
    review.does.read_again()
    assert review.view.updated


def test_a_decision_about_another_partner_than_the_one_on_the_card_is_refused_and_shown_anew(session: Session) -> None:
    review = Review(session)
    first = review.view.current
    other = resettle(session, first)
    review.does.decline()
    assert stages(session)[first] is Stage.PROCESSED
    assert len(review.desk.warned) == 1
    assert "изменилась, пока вы смотрели" in review.desk.warned[0]
    assert review.view.current == first
    assert review.view.entries[0].service_id == other
    review.does.decline()
    assert stages(session)[first] is Stage.DECLINED


def test_a_card_that_a_run_has_replaced_leaves_the_queue_and_its_decision_lands_on_nobody(session: Session) -> None:
    review = Review(session)
    first = review.view.current
    with session.store.unit_of_work() as work:
        (one,) = work.leads.some([first])
        work.leads.replace_undecided([one.client_id], [])
    before = stages(session)
    review.does.decline()
    assert stages(session) == before
    assert first not in {entry.id for entry in review.view.entries}
    assert len(review.desk.warned) == 1


# ---------------------------------------------------------------------- a busy base


class BusyDesk(PlainDesk):
    """Cards are refused so many times."""

    busy = 0

    def ask(self, line: str, question: Any, then: Any, refused: Any = None) -> None:
        if line == "review.cards" and self.busy:
            self.busy -= 1
            assert refused is not None
            refused(BaseBusy())
        else:
            super().ask(line, question, then, refused)


def test_a_card_that_a_busy_base_refused_is_asked_for_once_more_after_a_second(session: Session) -> None:
    desk, view = BusyDesk(session), Shown()
    desk.busy = 1
    ReviewPresenter(view, desk).arrive({})
    assert view.card is None
    ((after, again),) = view.timers
    assert after == 1000
    again()
    assert view.card is not None
    assert view.card.id == view.current


def test_a_base_that_stays_busy_is_asked_again_only_with_the_next_wish(session: Session) -> None:
    desk, view = BusyDesk(session), Shown()
    desk.busy = 2
    presenter = ReviewPresenter(view, desk)
    presenter.arrive({})
    view.timers.pop()[1]()
    assert view.card is None
    assert view.timers == []
    presenter.step(1)
    assert view.card is not None
    assert view.card.id == view.current
