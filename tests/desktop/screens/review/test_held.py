"""What of the queue consent and caps would keep here, beside the threshold."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from core.domain.conversion import Answers
from core.domain.recommendation import Recommendation
from core.services.consents import withdraw_consent
from core.services.review import read_queue
from core.services.session import Session
from desktop.screens.review.counts_text import counts_text
from desktop.screens.review.tally import Tally
from desktop.screens.review.view import HeldText
from desktop.widgets.labels import Label
from desktop.words import Words
from tests.desktop.screens.review.opened import LARGE, SMALL, Opened
from tests.desktop.screens.review.reviewing import Review, own_services
from tests.support.bases import all_recommendations


def test_what_consent_and_caps_would_keep_here_is_told_for_every_threshold_and_follows_decisions(
    session: Session,
) -> None:
    review = Review(session, threshold=16)
    assert review.view.held == HeldText("Согласие есть у всех", "лимиты не достигнуты")
    outgoing = [one for one in all_recommendations(session) if one.service_id not in own_services(session)]
    best = max(outgoing, key=lambda one: (one.score, -one.id))
    withdraw_consent(session, [best.client_id], "С-1")
    review.does.arrive({"recommendation": best.id})
    mine = [one.score for one in outgoing if one.client_id == best.client_id]

    def told() -> str:
        assert review.view.held is not None
        return review.view.held.reasons

    for threshold in sorted({*mine, 16, 80}):
        review.does.move_threshold(threshold)
        count = sum(score >= threshold for score in mine)
        assert told() == (f"без согласия {count}" if count else "лимиты не достигнуты")
    review.does.move_threshold(16)
    review.does.arrive({"recommendation": best.id})
    before = sum(score >= 16 for score in mine)
    review.does.decline()
    assert told() == (f"без согласия {before - 1}" if before > 1 else "лимиты не достигнуты")
    assert review.does.undo()
    assert told() == f"без согласия {before}"


def test_it_stands_beside_the_counts_where_there_is_room(qtbot: QtBot, session: Session) -> None:
    withdraw_consent(session, [one.client_id for one in all_recommendations(session)], "С-1")
    opened = Opened(qtbot, session, LARGE, Words(), 16)
    texts = [one.text() for one in opened.page.strip.findChildren(Label) if one.isVisible()]
    count = sum(one.service_id not in own_services(session) for one in shown_from(session, 16))
    assert f"без согласия {count}" in texts and f"Не уйдут {count}" in texts
    low = Opened(qtbot, session, SMALL, Words(), 16)
    assert [one.toolTip() for one in low.page.strip.findChildren(Label) if "согласия" in one.toolTip()] != []
    assert not any("согласия" in one.text() for one in low.page.strip.findChildren(Label) if one.isVisible())


def shown_from(session: Session, score: int) -> list[Recommendation]:
    return [one for one in all_recommendations(session) if one.score >= score]


def test_below_the_recommended_threshold_it_says_so_and_what_came_of_leads_there_with_their_numbers(
    session: Session,
) -> None:
    review = Review(session, threshold=80)

    def below(threshold: int) -> str:
        review.does.move_threshold(threshold)
        assert review.view.counts is not None
        return review.view.counts.below

    assert (below(80), below(79)) == ("", "ниже рекомендованного")
    told = replace(read_queue(session), answers={50: Answers(1, 2), 80: Answers(2, 3), 20: Answers(0, 9)})
    counts = counts_text(Tally({}), 50, told, Words())
    assert counts.below == "ниже рекомендованного: купили 1 из 2, от 80 — 2 из 3"
    assert counts.spoken.endswith(counts.below)
    assert counts_text(Tally({}), 51, told, Words()).below == "ниже рекомендованного"
