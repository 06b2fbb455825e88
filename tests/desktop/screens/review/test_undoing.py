"""Decisions are taken back one by one, and news from elsewhere are offered, not forced."""

from core.domain.lead import Stage
from core.services.clients import import_clients
from core.services.decisions import decline, take_back
from core.services.review import read_queue
from core.services.scoring import compute
from core.services.sending import make_packages
from core.services.session import Session
from tests.desktop.screens.review.reviewing import LateDesk, Review, own_services, stages
from tests.support.bases import CAR, all_recommendations, client_row

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
    review.does.show_obstacles(())
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
