"""Another partner, and reasons for declining: asked for on the page, decided in the base."""

from core.domain.decision import DeclineReason, OverrideReason
from core.domain.lead import LeftOut, Stage
from core.services.consents import withdraw_consent
from core.services.decisions import count_reasons
from core.services.overriding import read_choices, read_overrides
from core.services.session import Session
from desktop.screens.review.giving_text import ChoicesText
from tests.desktop.screens.review.opened import KEYS, Opened
from tests.desktop.screens.review.reviewing import Review, stages
from tests.support.bases import all_recommendations
from tests.support.driver import ALT

CLIENT_ASKS = OverrideReason.CLIENT_ASKS


def contested(session: Session) -> int:
    """A recommendation with rivals."""
    return next(one.id for one in all_recommendations(session) if len(one.settled.runners_up) > 1)


def asked(review: Review) -> ChoicesText:
    assert review.view.choices is not None
    return review.view.choices


def opened_at(session: Session, *, late: bool = False) -> tuple[Review, int]:
    review = Review(session, threshold=16, late=late)
    wanted = contested(session)
    review.does.arrive({"recommendation": wanted})
    return review, wanted


# ---------------------------------------------------------------------- another partner


def test_another_partner_is_given_the_client_once_who_and_why_are_chosen(session: Session) -> None:
    review, wanted = opened_at(session)
    review.does.choose_partner()
    shown = asked(review)
    assert [one.service_id for one in shown.partners] == [one.rival.service_id for one in read_choices(session, wanted)]
    assert not shown.ready
    review.does.giving.give()
    assert stages(session)[wanted] is Stage.PROCESSED
    review.does.giving.pick_place(1)
    review.does.giving.give()
    assert stages(session)[wanted] is Stage.PROCESSED
    review.does.giving.pick_reason(CLIENT_ASKS)
    assert asked(review).ready
    review.does.giving.give()
    (given,) = read_overrides(session)
    assert (given.recommendation, given.given_to, given.reason) == (wanted, shown.partners[1].partner, CLIENT_ASKS)
    assert review.view.choices is None
    assert review.view.current != wanted
    assert f"партнёр {shown.partners[1].partner}" in review.desk.told[-1][0]


def test_one_undo_takes_the_choice_back_with_the_decision(session: Session) -> None:
    review, wanted = opened_at(session)
    review.does.choose_partner()
    review.does.giving.pick_place(0)
    review.does.giving.pick_reason(CLIENT_ASKS)
    review.does.giving.give()
    assert review.does.undo()
    assert (stages(session)[wanted], review.view.current) == (Stage.PROCESSED, wanted)
    assert read_overrides(session) == []


def test_the_question_goes_with_its_card(session: Session) -> None:
    review, wanted = opened_at(session)
    for leave in (lambda: review.does.step(-1), review.does.decline, review.does.close_panel):
        review.does.arrive({"recommendation": wanted})
        review.does.choose_partner()
        assert review.view.choices is not None
        leave()
        assert review.view.choices is None
        review.does.giving.pick_place(0)
        review.does.giving.pick_reason(CLIENT_ASKS)
        review.does.giving.give()
        review.does.undo()
    assert read_overrides(session) == []


def test_a_partner_that_something_keeps_the_client_from_cannot_be_chosen(session: Session) -> None:
    review, wanted = opened_at(session)
    client = next(one.client_id for one in all_recommendations(session) if one.id == wanted)
    withdraw_consent(session, [client], "С-1")
    review.does.choose_partner()
    assert [one.blocks for one in read_choices(session, wanted)] == [(LeftOut.NO_CONSENT,)] * 2
    assert {one.blocked for one in asked(review).partners} == {"Нет согласия партнёру"}
    review.does.giving.pick_place(0)
    review.does.giving.pick_reason(CLIENT_ASKS)
    assert not asked(review).ready


def test_where_one_company_alone_sells_it_there_is_nobody_to_choose(session: Session) -> None:
    review = Review(session, threshold=16)
    alone = next(one.id for one in all_recommendations(session) if not one.settled.runners_up)
    review.does.arrive({"recommendation": alone})
    review.does.choose_partner()
    assert review.view.choices is None
    assert review.desk.told[-1][0] == "Других партнёров у этой услуги нет"


def test_by_keys_alone_a_partner_and_a_reason_are_chosen(opened: Opened) -> None:
    opened.page.presenter.move_threshold(16)
    opened.page.arrive({"recommendation": contested(opened.session)})
    first = opened.card
    opened.press(KEYS.Key_4)
    assert opened.page.choices.isVisible()
    opened.press(KEYS.Key_2)
    opened.press(KEYS.Key_3, ALT)
    assert opened.page.choices.give.isEnabled()
    opened.press(KEYS.Key_Return)
    (given,) = read_overrides(opened.session)
    assert (given.recommendation, given.reason) == (first, OverrideReason.BETTER_TERMS)
    assert not opened.page.choices.isVisible()
    assert opened.host.focusWidget() is opened.page.queue
    opened.press(KEYS.Key_4)
    opened.press(KEYS.Key_Escape)
    assert not opened.page.choices.isVisible()
    assert opened.host.focusWidget() is opened.page.queue


# ---------------------------------------------------------------------- why it was declined


def test_a_reason_is_asked_for_after_declining_and_goes_with_the_next_decision(session: Session) -> None:
    review = Review(session)
    review.does.accept()
    assert not review.view.reasons
    review.does.decline()
    assert review.view.reasons
    review.does.declined.give(DeclineReason.HAS_IT)
    assert not review.view.reasons
    assert count_reasons(session) == {DeclineReason.HAS_IT: 1}
    assert review.desk.told[-1][0] == "Причина: Уже есть"
    review.does.decline()
    review.does.postpone()
    assert not review.view.reasons
    review.does.declined.give(DeclineReason.OTHER)
    assert count_reasons(session) == {DeclineReason.HAS_IT: 1, None: 1}


def test_a_reason_given_while_the_declining_is_under_way_comes_behind_it(session: Session) -> None:
    review = Review(session, late=True)
    review.does.decline()
    review.does.declined.give(DeclineReason.NOT_NOW)
    assert count_reasons(session) == {}
    review.late_desk.catch_up()
    assert count_reasons(session) == {DeclineReason.NOT_NOW: 1}


def test_undoing_takes_the_question_and_the_reason_away(session: Session) -> None:
    review = Review(session)
    review.does.decline()
    review.does.declined.give(DeclineReason.BAD_DATA)
    review.does.decline()
    assert review.does.undo()
    assert not review.view.reasons
    assert review.does.undo()
    assert count_reasons(session) == {}


def test_alt_and_a_digit_give_the_reason_in_the_order_of_the_chips(opened: Opened) -> None:
    for place, reason in enumerate(DeclineReason):
        opened.press(KEYS.Key_2)
        assert opened.page.reason_bar.isVisible()
        opened.press(KEYS(KEYS.Key_1 + place), ALT)
        assert count_reasons(opened.session)[reason] == 1
        assert not opened.page.reason_bar.isVisible()
